"""The `maillage` command."""
