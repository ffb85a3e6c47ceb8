"""The figure as a block of an editor's page: `::: chiffre <id>`."""

from maillage.apps.sheets.blocks import Asked, Rendered

from . import queries


def quotes(asked: list[Asked]) -> list[Rendered | None]:
    """Return the figures named as quotations, read at once; the text, if any, comments it."""
    found = queries.find({words[0] for words, _ in asked if words})
    return [
        ("figures/quote.html", {"figure": found[words[0]], "comment": text.strip()})
        if words and words[0] in found
        else None
        for words, text in asked
    ]
