"""How long work tells how far it is."""

from collections.abc import Callable
from typing import TypeAlias

# Receives the step under way, what is done of it, and its total.
Progress: TypeAlias = Callable[[str, int, int], None]


def quiet(_step: str, _done: int, _total: int) -> None:
    """Report progress to nobody."""
