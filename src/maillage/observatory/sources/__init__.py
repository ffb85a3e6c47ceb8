"""Where the data of the observatory come from, one folder a source."""
