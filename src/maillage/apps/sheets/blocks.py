"""Blocks that an editor's page may hold, whichever application knows what they show.

A page of text writes `::: chiffre <id>`; the application of figures registers here what becomes of
it, so that the pages of another application show figures without knowing them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

MISSING_TEMPLATE = "sheets/block_missing.html"
# The template that shows a block, and its context.
Rendered: TypeAlias = tuple[str, dict[str, Any]]
Render: TypeAlias = Callable[[list[str], str], Rendered | None]


@dataclass(frozen=True, slots=True)
class Block:
    """A block: `render` receives its words and its text, and returns None where nothing answers.

    `missing` is what an editor reads then, in a preview.
    """

    name: str
    render: Render
    missing: str


BLOCKS: dict[str, Block] = {}


def register_block(name: str, render: Render, *, missing: str) -> None:
    """Add a block; called from the `ready` of the app that knows what it shows."""
    BLOCKS[name] = Block(name, render, missing)


def render_block(
    name: str, args: Sequence[str], body: str, *, preview: bool = False
) -> Rendered | None:
    """Return the template and context of a block, or None where readers are shown nothing.

    A block that shows nothing says so in a `preview`, for the editor's eyes. `KeyError` for a name
    that nobody registered: see `BLOCKS`.
    """
    block = BLOCKS[name]
    rendered = block.render(list(args), body)
    if rendered is None and preview:
        return MISSING_TEMPLATE, {"message": block.missing, "args": " ".join(args)}
    return rendered
