"""News of organisations, read from their feeds."""
