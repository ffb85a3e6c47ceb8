"""What the address of a financing plan says, line by line, and what is wrong in it.

Everything is in the query string, so nothing of a project is kept by the portal: parallel lists
`depense`, `nature`, `cout` for costs, `ressource`, `forme`, `somme` for money of one's own,
`offre` and `demande` for offers; facts keep their own names.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import TypeVar
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from maillage.kernel.amounts import NARROW, french_number, parse_number
from maillage.kernel.rules.facts import Catalogue, Facts
from maillage.kernel.rules.plan import Cost, Own, Pick
from maillage.kernel.vocabularies import Expense, Instrument

from .rules import Schemes, facts_from_query, query_of

TITLE = "titre"
COSTS = ("depense", "nature", "cout")
OWN = ("ressource", "forme", "somme")
PICKS = ("offre", "demande")

MOST_ROWS = 40
_LONGEST = 120
_MOST = 10**10  # euros: beyond, somebody typed something else

Meaning = TypeVar("Meaning", Cost, Own, Pick)


@dataclass(slots=True)
class Line:
    """A line as it was typed, what it means, and what is wrong with it."""

    typed: tuple[str, ...]
    meant: Cost | Own | Pick | None = None
    error: str = ""


@dataclass(slots=True)
class PlanRequest:
    """A plan as an address gives it; lines that cannot be read keep what was typed."""

    title: str = ""
    costs: list[Line] = field(default_factory=list)
    own: list[Line] = field(default_factory=list)
    picks: list[Line] = field(default_factory=list)
    facts: Facts = field(default_factory=dict)
    # What the person told, as their address has it: « je ne sais pas » is part of it.
    told: str = ""
    on: date = date.min
    errors: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was asked yet."""
        return not (self.costs or self.own or self.picks)

    def meant(self) -> tuple[list[Cost], list[Own], list[Pick]]:
        """Return the lines that can be read."""
        return _meant(self.costs, Cost), _meant(self.own, Own), _meant(self.picks, Pick)

    def messages(self) -> list[str]:
        """Return all that is wrong, in the order of the page."""
        lines = (*self.costs, *self.own, *self.picks)
        return [*self.errors, *(line.error for line in lines if line.error)]


def read(query: QueryDict, schemes: Schemes, known: Catalogue, today: date) -> PlanRequest:
    """Read a plan from a query string; what cannot be read is said, never dropped silently."""
    told = facts_from_query(query, known)
    asked = PlanRequest(
        title=query.get(TITLE, "").strip()[:_LONGEST],
        facts=told.facts,
        told=query_of(told.facts, known, skipped=told.skipped, on=told.on),
        on=told.on or today,
        errors=list(told.errors.values()),
    )
    asked.costs = [_cost(*typed) for typed in _rows(query, COSTS, asked.errors)]
    asked.own = [_own(*typed) for typed in _rows(query, OWN, asked.errors)]
    asked.picks = [
        _pick(key, text, schemes, asked.on) for key, text in _rows(query, PICKS, asked.errors)
    ]
    return asked


def address(asked: PlanRequest, *, without: Line | None = None) -> str:
    """Return the query string of a plan, always in the same order, one of its lines left out."""
    pairs = [(TITLE, asked.title)] if asked.title else []
    for names, lines in ((COSTS, asked.costs), (OWN, asked.own), (PICKS, asked.picks)):
        for line in lines:
            if line is not without:
                pairs += zip(names, line.typed, strict=True)
    return "&".join(filter(None, (asked.told, urlencode(pairs, safe=",:"))))


def _meant(lines: Sequence[Line], kind: type[Meaning]) -> list[Meaning]:
    return [line.meant for line in lines if isinstance(line.meant, kind)]


def _rows(query: QueryDict, names: tuple[str, ...], errors: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield the lines that say something; the choices of a select say nothing by themselves."""
    columns = [[text.strip() for text in query.getlist(name)] for name in names]
    rows = [row for row in zip_longest(*columns, fillvalue="") if row[0] or row[-1]]
    if len(rows) > MOST_ROWS:
        errors.append(
            _("Un plan compte %(most)s lignes au plus par tableau : regrouper les suivantes.")
            % {"most": MOST_ROWS}
        )
    return iter(rows[:MOST_ROWS])


def _cost(label: str, expense: str, text: str) -> Line:
    line = Line((label, expense, text))
    kind = Expense.get(expense)
    if expense and kind is None:
        line.error = _("« %(code)s » n’est pas une nature de dépense.") % {"code": expense[:40]}
    elif value := _euros(line, text, label or _("Dépense")):
        line.meant = Cost(label[:_LONGEST] or _("Dépense"), value, kind)
    return line


def _own(label: str, instrument: str, text: str) -> Line:
    line = Line((label, instrument, text))
    kind = Instrument.get(instrument)
    if instrument and kind is None:
        line.error = _("« %(code)s » n’est pas une forme d’aide.") % {"code": instrument[:40]}
    elif value := _euros(line, text, label or _("Apport")):
        line.meant = Own(label[:_LONGEST] or _("Apport"), value, kind)
    return line


def _pick(key: str, text: str, schemes: Schemes, on: date) -> Line:
    line = Line((key, text))
    uid, _dot, offer_id = key.partition(".")
    scheme = schemes.by_id.get(uid)
    version = scheme.version(on) if scheme else None
    offers = {one.id: one for one in version.offers} if version else {}
    offer = offers.get(offer_id)
    if scheme is None or offer is None:
        line.error = _(
            "L’offre « %(key)s » n’est pas, ou n’est plus, dans les dispositifs publiés."
        ) % {"key": key[:80]}
        return line
    if not offer.instrument.is_money or not text:
        line.meant = Pick(scheme, offer)
    elif value := _euros(line, text, scheme.name):
        line.meant = Pick(scheme, offer, value)
    return line


def _euros(line: Line, text: str, label: str) -> Decimal | None:
    """Return a sum above zero, or None and say what to write."""
    try:
        value = Decimal(str(parse_number(text.replace("€", "")))) if text else None
    except ValueError:
        value = None
    if value is not None and 0 < value < _MOST:
        line.typed = (*line.typed[:-1], french_number(value).replace(NARROW, ""))
        return value
    line.error = (
        _("%(label)s : écrire une somme en euros, comme 12 500.") % {"label": label[:_LONGEST]}
        if value is None
        else _("%(label)s : la somme va de plus de 0 à moins de 10 milliards d’euros.")
        % {"label": label[:_LONGEST]}
    )
    return None
