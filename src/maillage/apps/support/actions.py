"""Writes on schemes: the conditions of a version from a table."""

from django.db import transaction

from maillage.apps.sheets import actions
from maillage.apps.sheets.actions import Author
from maillage.kernel.rules.nodes import as_json
from maillage.kernel.rules.scheme import Version, parse_scheme
from maillage.kernel.rules.table import from_rows, rows_from_csv

from . import rules
from .checks import run_cases
from .models import Case, Scheme


class CasesFail(Exception):
    """A change that makes cases fail; the message holds each, a line each."""


@transaction.atomic
def replace_conditions(
    *, scheme: Scheme, version: Version, table: str, by: Author, reason: str = ""
) -> Scheme:
    """Write the conditions that a CSV table says into a version of a scheme.

    Raises `RuleError` for a table that cannot be read, `CasesFail` where a published scheme would
    no longer answer its cases: nothing is written then.
    """
    rows = rows_from_csv(table, rules.catalogue())
    records = [dict(one) for one in scheme.versions]
    record = next(one for one in records if one["id"] == version.id)
    record.pop("conditions", None)
    if rows:
        record["conditions"] = as_json(from_rows(rows))
    scheme.versions = records
    check_cases(scheme)
    return actions.save_sheet(sheet=scheme, by=by, reason=reason)  # type: ignore[return-value]


def check_cases(scheme: Scheme) -> None:
    """Raise `CasesFail` where a published scheme, as it is about to be, fails one of its cases."""
    parsed = parse_scheme(scheme.rule_record)
    if not scheme.is_public:
        return
    cases = Case.objects.filter(scheme=scheme.uid).order_by("pk")
    failed = [
        one.difference for one in run_cases([parsed], rules.catalogue(), cases) if one.difference
    ]
    if failed:
        raise CasesFail("\n".join(failed))
