"""What the commands say: results on the standard output, progress on the error output."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console, RenderableType
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)

Advance = Callable[[str, int, int], None]

_out = Console(highlight=False, soft_wrap=True)
_err = Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str) -> None:
    """Write a line for the reader."""
    _out.print(text, markup=False)


def write(text: str) -> None:
    """Write data as they are, for a file or another program."""
    _out.file.write(text)


def show(drawing: RenderableType) -> None:
    """Draw a table or a frame, as wide as the terminal at most."""
    _out.print(drawing, soft_wrap=False)


def width() -> int:
    """Return how many characters a line of the standard output holds."""
    return _out.width


def remark(text: str) -> None:
    """Write a word beside the results, which may go to a file."""
    _err.print(text, markup=False)


def complain(text: str) -> None:
    """Write what went wrong."""
    _err.print(text, markup=False, style="red")


@contextmanager
def step(name: str) -> Iterator[Advance]:
    """Show that a step is under way; the function it gives tells how far it is.

    The bar appears on a terminal only, and leaves one line behind it: the name and the time.
    """
    columns = (
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=_err) as bars:
        bar = bars.add_task(name, total=None)

        def advance(detail: str, done: int, total: int) -> None:
            bars.update(bar, description=f"{name} – {detail}", completed=done, total=total)

        yield advance
        bars.update(bar, description=name, completed=1, total=1)
