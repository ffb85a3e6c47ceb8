"""What a second reading of the rules finds: their own faults, and cases that they do not answer."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from maillage.apps.sheets import queries
from maillage.apps.sheets.lint import ERROR, WARNING
from maillage.apps.sheets.records import digest, to_record
from maillage.apps.sheets.side_tables import Refused
from maillage.kernel.rules.cases import run_case
from maillage.kernel.rules.errors import RuleError
from maillage.kernel.rules.facts import Catalogue
from maillage.kernel.rules.lint import Level, lint
from maillage.kernel.rules.scheme import Scheme as Rules

from . import rules
from .models import Case, Scheme

Finding = tuple[str, str, str, str]  # level, identifier, field, message


@dataclass(frozen=True, slots=True)
class CaseRun:
    """A case with what its answer differs by: nothing where it is the expected one."""

    case: Case
    difference: str


def run_cases(
    parsed: Iterable[Rules], catalogue: Catalogue, cases: Iterable[Case]
) -> Iterator[CaseRun]:
    """Yield each case with its difference; one that cannot be read says why."""
    by_id = {one.id: one for one in parsed}
    for line, one in enumerate(cases, start=2):  # the line that an export gives it
        try:
            difference = run_case(one.parsed(line), by_id, catalogue, rules.place)
        except ValueError as error:
            difference = str(error)
        yield CaseRun(one, difference or "")


def review(sheets: Sequence[Scheme]) -> Iterator[Finding]:
    """Yield the faults of all the rules, and the cases whose answer is not the expected one."""
    parsed: list[Rules] = []
    for sheet in sheets:
        try:
            parsed.append(sheet.rule)
        except RuleError as error:
            yield ERROR, sheet.uid, "versions", str(error)
    catalogue = rules.catalogue()
    ids = {one.id for one in parsed}
    for one in parsed:
        for found in lint(one, catalogue, ids):
            level = ERROR if found.level is Level.ERROR else WARNING
            name, _, place = found.pointer.removeprefix("/").partition("/")
            yield level, one.id, name, f"{place} : {found.message}" if place else found.message
    for run in run_cases(parsed, catalogue, all_cases()):
        if run.difference:
            yield ERROR, run.case.scheme, "cas", run.difference


def all_cases() -> Iterable[Case]:
    """Return every case, in the order of files."""
    return Case.objects.order_by("pk")


def review_load(brought: Collection[str]) -> list[str]:
    """Return a sentence for each case that fails after a load.

    Raises `Refused` for those of public schemes that are as their files have them: nothing
    publishes with a failing case. One that somebody has changed here is only told.
    """
    if not {"scheme", "questions", "cas"} & set(brought):
        return []
    runs = run_cases(rules.readable(Scheme.objects.all()), rules.catalogue(), all_cases())
    failed = [one for one in runs if one.difference]
    public = _public_as_loaded({one.case.scheme for one in failed})
    told = [(one.case.scheme, f"Cas à revoir : {one.difference}") for one in failed]
    if refused := [text for uid, text in told if uid in public]:
        raise Refused(refused)
    return [text for _uid, text in told]


def _public_as_loaded(uids: Collection[str]) -> set[str]:
    """Return, among schemes, the public ones that nobody has changed since their load."""
    sheets = queries.with_proofs(Scheme.objects.public().filter(uid__in=uids)) if uids else ()
    return {one.uid for one in sheets if digest(to_record(one)) == one.loaded_digest}
