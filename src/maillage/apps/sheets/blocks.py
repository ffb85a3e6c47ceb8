"""Blocks that an editor's page may hold, whichever application knows what they show.

A page of text writes `::: chiffre <id>`; the application of figures registers here what becomes of
it, so that the pages of another application show figures without knowing them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

MISSING_TEMPLATE = "sheets/block_missing.html"
# What a page asks of a block: its words and its text.
Asked: TypeAlias = tuple[list[str], str]
# The template that shows a block, and its context.
Rendered: TypeAlias = tuple[str, dict[str, Any]]
RenderAll: TypeAlias = Callable[[list[Asked]], Sequence[Rendered | None]]


@dataclass(frozen=True, slots=True)
class Block:
    """A block: `render_all` answers at once all those of a page, in order, None where it cannot.

    `missing` is what an editor reads then, in a preview.
    """

    name: str
    render_all: RenderAll
    missing: str


BLOCKS: dict[str, Block] = {}


def register_block(name: str, render_all: RenderAll, *, missing: str) -> None:
    """Add a block; called from the `ready` of the app that knows what it shows."""
    BLOCKS[name] = Block(name, render_all, missing)


def each(render: Callable[[list[str], str], Rendered | None]) -> RenderAll:
    """Return how to render blocks that have nothing to read together."""
    return lambda asked: [render(words, text) for words, text in asked]


def render_blocks(
    asked: Sequence[tuple[str, Sequence[str], str]], *, preview: bool = False
) -> list[Rendered | None]:
    """Return the template and context of each block of a page, None where readers see nothing.

    A block that shows nothing says so in a `preview`, for the editor's eyes. `KeyError` for a name
    that nobody registered: see `BLOCKS`.
    """
    found: list[Rendered | None] = [None] * len(asked)
    for name in dict.fromkeys(name for name, _, _ in asked):
        places = [place for place, one in enumerate(asked) if one[0] == name]
        own = [(list(asked[place][1]), asked[place][2]) for place in places]
        for place, rendered in zip(places, BLOCKS[name].render_all(own), strict=True):
            if rendered is None and preview:
                words = " ".join(asked[place][1])
                rendered = MISSING_TEMPLATE, {"message": BLOCKS[name].missing, "args": words}
            found[place] = rendered
    return found
