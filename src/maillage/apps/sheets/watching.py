"""What other applications keep in step with sheets, told in the transaction that writes them."""

from collections.abc import Callable, Sequence

from .models import Sheet

# Receives the sheets written, as instances of their own types; a deleted sheet takes its rows
# with it by foreign keys.
Watcher = Callable[[Sequence[Sheet]], None]
_watchers: list[Watcher] = []


def watch(watcher: Watcher) -> None:
    """Have this called after each write of sheets, in its transaction."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def tell(sheets: Sequence[Sheet]) -> None:
    """Tell the watchers that these sheets were written."""
    if sheets:
        for watcher in _watchers:
            watcher(sheets)
