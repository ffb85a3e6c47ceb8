"""What can go wrong with an index, in French for those who run the site."""


class SearchError(Exception):
    """Base of every error of the search layer."""


class IndexUnavailable(SearchError):
    """The index is missing, damaged or of another version: rebuild it."""


class IndexNotWritable(SearchError):
    """The index folder refuses writing; reading may still work."""


class IndexBusy(SearchError):
    """Another process has been writing to the index for too long."""
