"""The indicator of a figure drawn from a document, by its unit and its words."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from maillage.apps.sheets.types import registry
from maillage.kernel.text import fold

from .drafting import Draft, Drawn
from .quoting import plain

_FEWEST = 2  # words in common
_MOST = 40  # indicators to choose from
_STEM = 6  # letters by which two words are the same


@dataclass(frozen=True, slots=True)
class _Indicator:
    uid: str
    label: str
    stems: frozenset[str]
    unit: str


class Indicators:
    """The public indicators, read when the first figure asks."""

    @cached_property
    def _rows(self) -> list[_Indicator]:
        rows = registry["indicator"].model.objects.public().order_by("name", "pk")
        return [
            _Indicator(uid, f"{name} ({unit})", _stems(name), fold(unit))
            for uid, name, unit in rows.values_list("uid", "name", "unit")
        ]

    def choices(self, draft: Draft) -> list[tuple[str, str]]:
        """Return the likeliest indicators of a figure: those of its unit, then of its words."""
        unit, words = fold(draft.unit), _stems(draft.name)
        ranked = sorted(self._rows, key=lambda row: (row.unit != unit, -len(words & row.stems)))
        return [(row.uid, row.label) for row in ranked[:_MOST]]

    def complete(self, draft: Draft) -> None:
        """Give a figure its indicator where one, and one only, has its unit and most words."""
        own = draft.type.field("indicator")
        value = next((one for one in draft.drawn if one.field.name == "value"), None)
        if own is None or value is None or not draft.unit or draft.has("indicator"):
            return
        words = _stems(f"{draft.name} {draft.first('denominator') or ''}")
        unit = fold(draft.unit)
        scored = sorted(
            ((len(words & row.stems), row.uid) for row in self._rows if row.unit == unit),
            reverse=True,
        )
        if not scored or scored[0][0] < _FEWEST:
            return
        if len(scored) > 1 and scored[1][0] == scored[0][0]:
            return
        ground = _("L’indicateur se déduit de l’unité et des mots.")
        draft.drawn.append(Drawn(own, scored[0][1], value.passage, value.line, ground))


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in plain(text).split() if len(word) > 3)
