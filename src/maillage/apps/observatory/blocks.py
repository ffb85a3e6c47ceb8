"""The headline of a panorama inside an editor's text."""

from maillage.apps.sheets.blocks import Rendered
from maillage.apps.territories import queries as territories

from . import queries


def headline(words: list[str], text: str) -> Rendered | None:
    """Return the headline of the territory named, which the text comments; None without any."""
    found = queries.glance(territories.find_or_none(words[0]) if words else None)
    return ("observatory/block.html", {"weight": found, "comment": text.strip()}) if found else None
