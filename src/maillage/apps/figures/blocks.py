"""The figure as a block of an editor's page: `::: chiffre <id>`."""

from typing import Any

from . import queries


def quote(args: list[str], body: str) -> tuple[str, dict[str, Any]] | None:
    """Return the figure of this identifier as a quotation; the text, if any, comments it."""
    figure = queries.find(args[0]) if args else None
    if figure is None:
        return None
    return "figures/quote.html", {"figure": figure, "comment": body.strip()}
