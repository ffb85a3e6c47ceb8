"""Cases: facts and the verdict they must lead to, as data beside the schemes that they check."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import StringIO

from ..amounts import parse_number
from ..vocabularies import Outcome
from .errors import RuleError
from .facts import Catalogue, read_facts
from .offers import Amount
from .places import Places, place_alone
from .scheme import Scheme
from .verdict import Verdict, judge

HEADERS = ("dispositif", "date", "faits", "verdict", "montant_min", "montant_max", "note")
OFFER = "offre"  # a column more, for schemes with several offers
UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Case:
    """What a scheme must say on a date for facts written as a query string.

    The amount is that of `offer`, or of the first offer made. A bound is a number of euros,
    `UNKNOWN` where nobody says, or empty where it is not checked.
    """

    line: int
    scheme_id: str
    on: date
    facts: str
    outcome: Outcome
    low: str = ""
    high: str = ""
    note: str = ""
    offer: str = ""


def read_cases(text: str) -> list[Case]:
    """Read cases from CSV; raise `RuleError` with the number of the line that is wrong."""
    rows = csv.DictReader(StringIO(text.lstrip("\ufeff")), delimiter=";")
    if missing := [name for name in HEADERS if name not in (rows.fieldnames or ())]:
        raise RuleError(f"il manque des colonnes : {', '.join(missing)}")
    found = []
    for number, row in enumerate(rows, 2):
        try:
            found.append(_case(number, {key: (row[key] or "").strip() for key in row if key}))
        except ValueError as error:
            raise RuleError(f"ligne {number} : {error}") from None
    return found


def _case(line: int, row: Mapping[str, str]) -> Case:
    low, high = row["montant_min"], row["montant_max"]
    for bound in (low, high):
        if bound not in ("", UNKNOWN):
            parse_number(bound)
    try:
        on = date.fromisoformat(row["date"])
    except ValueError:
        raise ValueError(f"« {row['date']} » n’est pas un jour : écrire 2026-05-31") from None
    return Case(
        line,
        row["dispositif"],
        on,
        row["faits"],
        Outcome.of(row["verdict"]),
        low,
        high,
        row["note"],
        row.get(OFFER, ""),
    )


def run_case(
    case: Case,
    schemes: Mapping[str, Scheme],
    catalogue: Catalogue,
    places: Places = place_alone,
) -> str | None:
    """Return how a case differs from what is found, in French; None when it agrees."""
    if (scheme := schemes.get(case.scheme_id)) is None:
        return f"ligne {case.line} : dispositif « {case.scheme_id} » inconnu"
    try:
        facts = read_facts(case.facts, catalogue, places)
    except ValueError as error:
        return f"ligne {case.line} : {error}"
    verdict = judge(scheme, facts, case.on, catalogue)
    difference = _outcome_differs(case, verdict) or _amount_differs(case, verdict)
    return f"ligne {case.line}, {case.scheme_id} : {difference}" if difference else None


def _outcome_differs(case: Case, verdict: Verdict) -> str:
    if verdict.outcome is case.outcome:
        return ""
    conditions = (f"{one.label} : {one.asked}" for one in verdict.reasons)
    because = " ; ".join(filter(None, (*conditions, *verdict.to_check, verdict.why)))
    return f"attendu « {case.outcome.label} », trouvé « {verdict.outcome.label} » ({because})"


def _amount_differs(case: Case, verdict: Verdict) -> str:
    if not (case.low or case.high):
        return ""
    made = [one for offer, one in verdict.amounts if case.offer in ("", offer.id)]
    if not made:
        return "aucune offre de ce nom n’est faite dans ce cas"
    found: Amount = made[0]
    if _agrees(case.low, found.low) and _agrees(case.high, found.high):
        return ""
    return f"attendu de {case.low or '…'} à {case.high or '…'} €, trouvé « {found.words()} »"


def _agrees(wanted: str, found: Decimal | None) -> bool:
    if wanted in ("", UNKNOWN):
        return not wanted or found is None
    return found is not None and Decimal(str(parse_number(wanted))) == found
