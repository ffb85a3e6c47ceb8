"""The directory: organisations, what they do, where, with whom."""
