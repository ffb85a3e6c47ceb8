"""Reads of projects that their pages share."""

from dataclasses import dataclass, field
from typing import Any

from maillage.apps.sheets.models import Sheet
from maillage.kernel.amounts import french_number
from maillage.kernel.dates import parse_partial_date
from maillage.kernel.vocabularies.qualifiers import Qualifier

from .models import Project


@dataclass(frozen=True, slots=True)
class Convention:
    """A convention as readers meet it; `amount` None is unknown."""

    id: str
    signed: str
    label: str
    amount: float | None
    funder: Sheet | None
    beneficiary: Sheet | None
    reference: str
    note: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of a pipeline: how many of what."""

    id: str
    label: str
    value: float
    words: str
    note: str


@dataclass(frozen=True, slots=True)
class Edition:
    """A year of a prize: the laureates announced, and those that have a sheet here."""

    id: str
    year: str
    announced: float | None
    amount: float | None
    note: str
    laureates: list[Project] = field(default_factory=list)

    @property
    def missing(self) -> int:
        """Return how many announced laureates no sheet describes; 0 when it is unknown."""
        return max(0, int(self.announced or 0) - len(self.laureates))


def conventions(project: Project) -> list[Convention]:
    """Return the conventions, the oldest first; those without date come last."""
    named = project.sheets_named()
    return [
        Convention(
            one["id"],
            parse_partial_date(one["signed"]).french if "signed" in one else "",
            one.get("label", ""),
            one.get("amount"),
            named.get(one.get("funder", "")),
            named.get(one.get("beneficiary", "")),
            one.get("reference", ""),
            one.get("note", ""),
        )
        for one in sorted(project.conventions, key=lambda one: one.get("signed", "9999"))
    ]


def stages(project: Project) -> list[Stage]:
    """Return the steps of a pipeline, in order."""
    return [
        Stage(one["id"], one["label"], one["value"], _words(one), one.get("note", ""))
        for one in project.stages
    ]


def _words(stage: dict[str, Any]) -> str:
    qualifier = Qualifier.get(stage.get("qualifier", ""))
    number = french_number(stage["value"])
    return f"{qualifier.label} {number}" if qualifier else number


def editions(project: Project) -> list[Edition]:
    """Return the editions of a prize, the last one first, each with its laureates."""
    known = {one["year"]: one for one in project.editions}
    laureates: dict[str, list[Project]] = {}
    if project.kind == "prix":
        rows = Project.objects.public().filter(prize=project.uid).order_by("name")
        for one in rows:
            laureates.setdefault(one.edition, []).append(one)
    years = sorted(known.keys() | laureates.keys(), reverse=True)
    return [
        Edition(
            known.get(year, {}).get("id", ""),
            year,
            known.get(year, {}).get("announced"),
            known.get(year, {}).get("amount"),
            known.get(year, {}).get("note", ""),
            laureates.get(year, []),
        )
        for year in years
    ]
