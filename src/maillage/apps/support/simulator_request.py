"""What the address of a simulator tells: people, months, answers, the amounts of an agreement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import zip_longest

from django.http import QueryDict
from django.utils.translation import gettext as _

from maillage.kernel.amounts import parse_number
from maillage.kernel.rules.facts import Question
from maillage.kernel.rules.simulation import Item, Stay

PEOPLE, MONTHS, CAP = "personnes", "mois", "plafond"
AMOUNT = "montant."  # followed by the key of what is paid
MOST_LINES = 30
_MOST = 10**9


@dataclass(slots=True)
class StayLine:
    """A line of people as typed, by parameter; `stay` is what it means."""

    typed: Mapping[str, str]
    stay: Stay | None = None
    errors: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Simulated:
    """What was asked of a simulator."""

    lines: list[StayLine] = field(default_factory=list)
    amounts: dict[str, Decimal] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    cap: Decimal | None = None
    errors: list[str] = field(default_factory=list)

    @property
    def stays(self) -> list[Stay]:
        """Return the lines that can be read."""
        return [line.stay for line in self.lines if line.stay]

    def messages(self) -> list[str]:
        """Return all that is wrong, in the order of the page."""
        return [*(text for line in self.lines for text in line.errors), *self.errors]


def read(query: QueryDict, questions: Sequence[Question], items: Iterable[Item]) -> Simulated:
    """Read an address; what cannot be read is said and its line left out."""
    asked = Simulated()
    names = (PEOPLE, MONTHS, *(one.id for one in questions))
    columns = [[text.strip() for text in query.getlist(name)] for name in names]
    rows = [dict(zip(names, row, strict=True)) for row in zip_longest(*columns, fillvalue="")]
    told = [row for row in rows if any(row.values())]
    if len(told) > MOST_LINES:
        asked.errors.append(
            _("Un calcul compte %(most)s lignes au plus : réunir les personnes semblables.")
            % {"most": MOST_LINES}
        )
    asked.lines = [_line(row, questions) for row in told[:MOST_LINES]]
    for item in items:
        name = AMOUNT + item.key
        if item.amount is None and (text := query.get(name, "").strip()):
            asked.typed[item.key] = text
            if (value := number(text, item.label, asked.errors)) is not None:
                asked.amounts[item.key] = value
    if text := query.get(CAP, "").strip():
        asked.typed[CAP] = text
        asked.cap = number(text, _("Plafond"), asked.errors)
    return asked


def number(
    text: str, label: str, errors: list[str], *, least: int = 0, most: int = _MOST
) -> Decimal | None:
    """Read a number between two bounds, or say what to write; nothing typed is unknown."""
    try:
        value = Decimal(str(parse_number(text.replace("€", "").replace("%", "")))) if text else None
    except ValueError as error:
        errors.append(f"{label} : {error}.")
        return None
    if value is not None and not least <= value <= most:
        errors.append(
            _("%(label)s : écrire un nombre de %(least)s à %(most)s.")
            % {"label": label, "least": least, "most": most}
        )
        return None
    return value


def whole(
    text: str, label: str, errors: list[str], *, least: int = 1, most: int = 10_000
) -> int | None:
    """Read a whole number between two bounds, or say what to write; nothing typed is unknown."""
    value = number(text, label, errors, least=least, most=most)
    if value is not None and value != int(value):
        errors.append(_("%(label)s : écrire un nombre entier.") % {"label": label})
        return None
    return None if value is None else int(value)


def _line(row: Mapping[str, str], questions: Sequence[Question]) -> StayLine:
    line = StayLine(row)
    people = whole(row[PEOPLE] or "1", _("Nombre de personnes"), line.errors)
    months = whole(row[MONTHS] or "1", _("Nombre de mois"), line.errors, most=120)
    facts: dict[str, object] = {}
    for question in questions:
        if text := row[question.id]:
            try:
                facts[question.id] = question.parse(text)
            except ValueError as error:
                line.errors.append(str(error))
    if not line.errors and people and months:
        line.stay = Stay(people, months, facts)
    return line
