"""Drawn covers: the mesh, and the sign of what a sheet is, where there is no picture of it.

One ink (the text colour of the element, the accent by default) in several strengths, so that a
cover follows the theme and prints. The mesh is the sheet's own: the same at every visit.
"""

from functools import lru_cache
from random import Random
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from maillage.apps.sheets.models import Sheet

from .templatetags.maillage import shape_of

WIDTH, HEIGHT = 120, 160
_COLUMNS, _ROWS = 4, 5
# One sign per kind of resource and per type of sheet, in 24 × 24 units.
SIGNS: dict[str, str] = {
    "guide": "M12 1l3.4 7.6L23 12l-7.6 3.4L12 23l-3.4-7.6L1 12l7.6-3.4z"
    "M12 9a3 3 0 1 0 0 6 3 3 0 1 0 0-6z",
    "etude": "M3 21v-8h4.5v8zM9.8 21V4h4.5v17zM16.5 21V9H21v12z",
    "rapport": "M4 1h11l5 5v17H4zM8 9v2h8V9zM8 13v2h8v-2zM8 17v2h5v-2z",
    "livre": "M1 4.5c4.2-1.7 7.6-1.2 10.2 1v15.2C8.6 18.6 5.2 18.2 1 19.7z"
    "M23 4.5c-4.2-1.7-7.6-1.2-10.2 1v15.2c2.6-2.1 6-2.5 10.2-1z",
    "article": "M3 3h18v4H3zM3 10h18v2H3zM3 14.5h18v2H3zM3 19h11v2H3z",
    "video": "M4 2.5 22 12 4 21.5z",
    "donnees": "M2 2h5.5v5.5H2zM9.25 2h5.5v5.5h-5.5zM16.5 2H22v5.5h-5.5z"
    "M2 9.25h5.5v5.5H2zM9.25 9.25h5.5v5.5h-5.5zM2 16.5h5.5V22H2z"
    "M16.5 16.5H22V22h-5.5z",
    "catalogue": "M2 3h5v5H2zM10 4.5h12v2H10zM2 10h5v5H2zM10 11.5h12v2H10zM2 17h5v5H2z"
    "M10 18.5h12v2H10z",
    "charte": "M12 1a8 8 0 1 0 0 16 8 8 0 1 0 0-16zM12 5.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 1 1 0-7z"
    "M7 17.5V23l5-2.5 5 2.5v-5.5z",
    "flux": "M5 16.5a2.7 2.7 0 1 0 .1 0zM2 9v3.5A9.5 9.5 0 0 1 11.5 22H15A13 13 0 0 0 2 9z"
    "M2 2v3.5A16.5 16.5 0 0 1 18.5 22H22A20 20 0 0 0 2 2z",
    "page": "M1 3h22v18H1zM3.5 9v9.5h17V9z",
    "collection": "M2 7h15v15H2zM5 2h17v17h-2.5V4.5H5z",
    "event": "M2 4h4V1.5h3V4h6V1.5h3V4h4v18H2zM5 10v9h14v-9z",
    "policy": "M12 1 23 8v2.5H1V8zM3.5 12.5h3V20h-3zM10.5 12.5h3V20h-3zM17.5 12.5h3V20h-3z"
    "M1 21h22v2H1z",
    "project": "M12 1c5 3.5 6.5 8.5 5 14l4 3v4l-6-2H9l-6 2v-4l4-3C5.5 9.5 7 4.5 12 1z"
    "M12 7a2.5 2.5 0 1 0 0 5 2.5 2.5 0 1 0 0-5z",
    "term": "M2 20 9.5 3h5L22 20h-4.5l-1.3-3.5H7.8L6.5 20zM9.2 12.8h5.6L12 5.8z",
}  # fmt: skip
SIGNS |= {"figure": SIGNS["etude"], "news": SIGNS["article"], "lesson": SIGNS["livre"]}
_PLAIN = "M12 2a10 10 0 1 0 0 20 10 10 0 1 0 0-20zM12 7a5 5 0 1 1 0 10 5 5 0 1 1 0-10z"


def drawn_cover(sheet: Any) -> SafeString:
    """Return the cover of a sheet as a decorative SVG; the text beside it says what it is."""
    return _drawn(sheet.uid, _sign(sheet))


@lru_cache(maxsize=2048)  # lists and kiosques show the same ones again and again
def _drawn(seed: str, sign: SafeString) -> SafeString:
    chance = Random(seed)  # noqa: S311  (a picture, not a secret)
    mesh, thread, knots = _mesh(chance)
    return format_html(
        '<svg class="cover" viewBox="0 0 {w} {h}" aria-hidden="true" focusable="false">'
        '<path fill="currentColor" fill-opacity="{tint}" d="M0 0h{w}v{h}H0z"/>'
        '<g fill="none" stroke="currentColor" stroke-linecap="round">'
        '<path stroke-opacity=".3" d="{mesh}"/><path stroke-width="1.6" d="{thread}"/>'
        '<path stroke-width="5" d="{knots}"/></g>'
        '<g fill="currentColor" fill-rule="evenodd" transform="translate(33 53) scale(2.25)">{sign}'
        "</g></svg>",
        w=WIDTH,
        h=HEIGHT,
        tint=chance.choice((".07", ".12", ".18")),
        mesh=mesh,
        thread=thread,
        knots=knots,
        sign=sign,
    )


def _sign(sheet: Sheet) -> SafeString:
    """Return the sign of a kind of resource, of an organisation's family, or of a type."""
    family = getattr(sheet, "family_term", None)
    if family:
        return shape_of(family.value)
    kind = getattr(sheet, "kind", "") if sheet.type == "resource" else sheet.type
    return format_html('<path d="{}"/>', SIGNS.get(kind, _PLAIN))


def _mesh(chance: Random) -> tuple[str, str, str]:
    """Return path data of the fine lines, of one thread through them, and of the knots.

    Knots stand on a loose grid whose middle is left to the sign.
    """
    step_x, step_y = WIDTH / (_COLUMNS - 1), HEIGHT / (_ROWS - 1)
    at = {
        (column, row): (
            round(column * step_x + chance.uniform(-9, 9)),
            round(row * step_y + chance.uniform(-9, 9)),
        )
        for row in range(_ROWS)
        for column in range(_COLUMNS)
    }
    free = {place for place in at if not (0 < place[0] < _COLUMNS - 1 and 1 < place[1] < _ROWS - 1)}
    near = ((1, 0), (0, 1), (1, 1), (-1, 1))
    lines = [
        (place, other)
        for place in sorted(free)
        for dx, dy in near
        if (other := (place[0] + dx, place[1] + dy)) in free
        and (dx == 0 or dy == 0 or chance.random() < 0.4)
    ]
    side = chance.choice((0, _COLUMNS - 1))
    steps = [(side, row) for row in range(_ROWS)]
    corner = chance.choice((0, _ROWS - 1))
    across = [(column, corner) for column in range(_COLUMNS)]
    walk = steps if chance.random() < 0.5 else across
    mesh = "".join("M{} {}L{} {}".format(*at[one], *at[two]) for one, two in lines)
    thread = "M" + "L".join("{} {}".format(*at[place]) for place in walk)
    knots = "".join("M{} {}h0".format(*at[place]) for place in sorted(free))
    return mesh, thread, knots
