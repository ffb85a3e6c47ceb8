"""Full-text search, facets and map clusters over sheets, behind one small protocol."""

from .documents import IndexedSheet
from .errors import IndexBusy, IndexNotWritable, IndexUnavailable, SearchError
from .protocol import SheetSearch
from .query import BBox, Cluster, Hit, SearchPage, SheetQuery, Suggestion

__all__ = [
    "BBox",
    "Cluster",
    "Hit",
    "IndexBusy",
    "IndexNotWritable",
    "IndexUnavailable",
    "IndexedSheet",
    "SearchError",
    "SearchPage",
    "SheetQuery",
    "SheetSearch",
    "Suggestion",
]
