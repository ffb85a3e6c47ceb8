"""Free perimeters made on the page: what people write becomes references of territories."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from maillage.apps.territories import queries as territories
from maillage.apps.territories.models import Territory
from maillage.kernel.text import fold
from maillage.observatory.geography import GeographyError

from . import store

MOST_NAMES = 60  # each is a search in memory
MOST_ITEMS = 2_000
FOUND = 6
_SEPARATORS = re.compile(r"[,;\n\r]+")
_CODE = re.compile(r"\d[\dAB]\d{3}|\d{9}", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Choice:
    """A name that several territories answer to."""

    text: str
    found: tuple[territories.Hit, ...]


@dataclass(frozen=True, slots=True)
class Picked:
    """What was picked: references in order of code, and what could not be read."""

    members: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    notices: tuple[str, ...] = field(default=())

    @property
    def is_clear(self) -> bool:
        """Tell whether everything was understood and there is something to show."""
        return bool(self.members) and not (self.unknown or self.choices)

    @property
    def written(self) -> str:
        """Return the members as they stand in an address: communes by their bare code."""
        return ",".join(one.removeprefix("commune:") for one in self.members)

    @property
    def unread(self) -> str:
        """Return what could not be read, for who asks for a file."""
        wrong = [*self.unknown, *(one.text for one in self.choices)]
        if not wrong:
            return _("Le paramètre « communes » manque : des codes Insee, joints par des virgules.")
        return _("Territoires inconnus ou ambigus : %(names)s.") % {"names": ", ".join(wrong)}

    def territories(self) -> list[Territory]:
        """Return the members that the database knows, by name."""
        return sorted(territories.find_many(self.members).values(), key=lambda one: one.slug)


def read(texts: Iterable[str]) -> Picked:
    """Read codes, references and names, one a line or between commas.

    A former commune's code gives the present commune, with a notice.
    """
    items = [item for text in texts for one in _SEPARATORS.split(text) if (item := one.strip())]
    items = list(dict.fromkeys(items))
    notices: list[str] = []
    if len(items) > MOST_ITEMS:
        notices.append(
            _("Seuls les %(most)d premiers éléments de la liste sont lus.") % {"most": MOST_ITEMS}
        )
        items = items[:MOST_ITEMS]
    members: list[str] = []
    unknown: list[str] = []
    choices: list[Choice] = []
    names = 0
    for item in items:
        if _CODE.fullmatch(item) or ":" in item:
            ref = _by_code(item, notices)
            (members if ref else unknown).append(ref or item)
            continue
        names += 1
        hits = territories.search(item, FOUND, forgiving=False) if names <= MOST_NAMES else []
        if exact := _exact(item, hits):
            members.append(exact)
        elif hits:
            choices.append(Choice(item, tuple(hits)))
        else:
            unknown.append(item)
    ordered = sorted(set(members), key=lambda ref: (not ref.startswith("commune:"), ref))
    return Picked(tuple(ordered), tuple(unknown), tuple(choices), tuple(dict.fromkeys(notices)))


def _by_code(item: str, notices: list[str]) -> str | None:
    """Return the reference of a code of a commune or of an EPCI, or of a written reference."""
    geography = store.geography()
    try:
        ref = geography.find(item.upper() if ":" not in item else item).ref
    except GeographyError:
        return None
    code = item.upper()
    if ref.startswith("commune:") and _CODE.fullmatch(code) and ref != f"commune:{code}":
        notices.append(
            _("La commune %(old)s fait aujourd’hui partie de %(new)s.")
            % {"old": code, "new": geography.name(ref)}
        )
    return ref


def _exact(text: str, hits: list[territories.Hit]) -> str:
    """Return the only commune that has this very name, else the only territory, or nothing."""
    wanted = fold(text)
    named = [
        hit.territory.ref
        for hit in hits
        if wanted in (fold(hit.territory.name), fold(hit.territory.label))
    ]
    communes = [ref for ref in named if ref.startswith("commune:")]
    alone = communes or named
    return alone[0] if len(alone) == 1 else ""
