"""Documents become candidate records, each value with its passage; nothing publishes itself."""
