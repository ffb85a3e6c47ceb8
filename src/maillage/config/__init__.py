"""Settings, addresses and entry point of an instance."""
