"""What keeps a scheme from being public: a rule at fault, or a case that it fails."""

from collections.abc import Sequence

from maillage.kernel.rules.errors import RuleError
from maillage.kernel.rules.findings import Level
from maillage.kernel.rules.lint import lint
from maillage.kernel.rules.scheme import parse_scheme

from . import rules
from .checks import run_cases
from .editor_words import place_words
from .models import Case, Scheme


def known_ids() -> frozenset[str]:
    """Return the identifiers of all schemes."""
    return frozenset(Scheme.objects.order_by().values_list("uid", flat=True))


def faults_of(scheme: Scheme, cases: Sequence[Case] | None = None) -> list[str]:
    """Return, a sentence each, the errors of a scheme as it is about to be and the cases it fails.

    Without `cases`, those of the database are run.
    """
    try:
        parsed = parse_scheme(scheme.rule_record)
    except RuleError as error:
        return [str(error)]
    catalogue = rules.catalogue()
    found = [
        f"{place_words(one.pointer, is_table=False)} : {one.message}"
        for one in lint(parsed, catalogue, known_ids() | {scheme.uid})
        if one.level is Level.ERROR
    ]
    if cases is None:
        cases = list(Case.objects.filter(scheme=scheme.uid).order_by("pk"))
    runs = run_cases([parsed], catalogue, cases)
    return [*found, *(one.difference for one in runs if one.difference)]
