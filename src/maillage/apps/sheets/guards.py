"""What must not be written in sheets, whoever writes them: other applications say it here."""

from collections.abc import Callable, Sequence

from .models import Sheet

# Takes out of sheets about to be saved what they must not hold.
Guard = Callable[[Sequence[Sheet]], None]
_guards: list[Guard] = []


def register_guard(guard: Guard) -> None:
    """Have every sheet pass by this guard before it is saved; called from `ready`."""
    _guards.append(guard)


def pass_guards(sheets: Sequence[Sheet]) -> None:
    """Take out of these sheets what they must not hold."""
    for guard in _guards:
        guard(sheets)
