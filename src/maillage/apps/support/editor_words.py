"""The words of the rule editor: operators by sort of fact, places in a rule, labels of fields."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.kernel.rules.conditions import Op
from maillage.kernel.rules.facts import FactKind

KINDS = {
    FactKind.CHOICE: gettext_lazy("un choix"),
    FactKind.MANY: gettext_lazy("plusieurs choix"),
    FactKind.NUMBER: gettext_lazy("un nombre"),
    FactKind.BOOLEAN: gettext_lazy("oui ou non"),
    FactKind.TERRITORY: gettext_lazy("un territoire"),
    FactKind.DATE: gettext_lazy("une date"),
}
GROUPS = {
    "situation": gettext_lazy("Situation"),
    "projet": gettext_lazy("Projet"),
    "argent": gettext_lazy("Argent"),
    "structure": gettext_lazy("Structure"),
    "emploi": gettext_lazy("Emploi"),
    "gouvernance": gettext_lazy("Gouvernance"),
}
USES = {
    "orientation": gettext_lazy("l’orientation"),
    "diagnostic": gettext_lazy("le diagnostic"),
    "simulateur": gettext_lazy("les simulateurs"),
}

_OPS = {
    Op.EQ: gettext_lazy("est"),
    Op.NE: gettext_lazy("n’est pas"),
    Op.LT: gettext_lazy("est moins de"),
    Op.LE: gettext_lazy("est au plus"),
    Op.GT: gettext_lazy("est plus de"),
    Op.GE: gettext_lazy("est au moins"),
    Op.IN: gettext_lazy("est l’un de"),
    Op.NOT_IN: gettext_lazy("n’est aucun de"),
    Op.HAS: gettext_lazy("contient"),
    Op.HAS_ANY: gettext_lazy("contient l’un de"),
    Op.HAS_ALL: gettext_lazy("contient tout de"),
}
_DATE_OPS = {
    Op.EQ: gettext_lazy("est le"),
    Op.NE: gettext_lazy("n’est pas le"),
    Op.LT: gettext_lazy("est avant le"),
    Op.LE: gettext_lazy("est au plus tard le"),
    Op.GT: gettext_lazy("est après le"),
    Op.GE: gettext_lazy("est à partir du"),
}
_PLACE_OPS = {Op.IN: gettext_lazy("est dans"), Op.NOT_IN: gettext_lazy("est hors de")}


def operators(kind: FactKind) -> list[tuple[Op, str]]:
    """Return the operators that compare facts of a kind, with the words that editors read."""
    own = {FactKind.DATE: _DATE_OPS, FactKind.TERRITORY: _PLACE_OPS}.get(kind, {})
    return [(op, str(own.get(op, _OPS[op]))) for op in Op if kind in op.kinds]


_STEPS = (
    (re.compile(r"^/conditions/any/(\d+)/all/(\d+)"), gettext_lazy("bloc %d, ligne %d")),
    (re.compile(r"^/conditions/any/(\d+)"), gettext_lazy("bloc %d")),
    (re.compile(r"^/conditions/all/(\d+)"), gettext_lazy("bloc 1, ligne %d")),
    (re.compile(r"^/conditions"), gettext_lazy("conditions")),
    (
        re.compile(r"^/offers/(\d+)/lines/(\d+)"),
        gettext_lazy("offre %d, ligne de calcul %d"),
    ),
    (re.compile(r"^/offers/(\d+)"), gettext_lazy("offre %d")),
    (re.compile(r"^/offers"), gettext_lazy("offres")),
    (re.compile(r"^/valid_"), gettext_lazy("dates de la version")),
)
_PARTS = {
    "territories": gettext_lazy("territoires"),
    "calendar": gettext_lazy("calendrier"),
    "cumulation": gettext_lazy("cumul"),
    "instruments": gettext_lazy("formes d’aide"),
    "ended": gettext_lazy("arrêté en"),
    "versions": gettext_lazy("versions"),
}


def place_words(pointer: str, version: int = 0, is_table: bool = True) -> str:
    """Return a JSON pointer of a scheme in the words of the editor's page.

    `version` is the position of the version that the page edits; what is in another says so. The
    lines of a rule that is no table keep their pointer.
    """
    parts = pointer.removeprefix("/").split("/")
    if parts[0] != "versions" or len(parts) == 1:
        return str(_PARTS.get(parts[0], pointer))
    inside = "/" + "/".join(parts[2:])
    if parts[1] != str(version):
        return _("version n° %(number)d, %(place)s") % {
            "number": int(parts[1]) + 1,
            "place": inside,
        }
    if inside.startswith("/conditions") and not is_table:
        return inside
    for pattern, words in _STEPS:
        if found := pattern.match(inside):
            numbers = tuple(int(one) + 1 for one in found.groups())
            return str(words) % numbers if numbers else str(words)
    return inside
