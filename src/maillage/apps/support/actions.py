"""Writes on schemes: the rule and its cases, publication."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from maillage.apps.sheets import actions
from maillage.apps.sheets.actions import Author
from maillage.kernel.rules.nodes import as_json
from maillage.kernel.rules.scheme import Version, parse_scheme
from maillage.kernel.rules.table import from_rows, rows_from_csv
from maillage.kernel.vocabularies import PublicationStatus

from . import rules
from .models import Case, Scheme
from .publication import faults_of


class CasesFail(Exception):
    """A public rule at fault, or that fails cases; the message holds each, a line each."""


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


@transaction.atomic
def write_rule(
    *,
    scheme: Scheme,
    versions: Sequence[Mapping[str, Any]],
    cases: Sequence[Case],
    by: Author,
    reason: str,
) -> Scheme:
    """Write the versions of a scheme's rule and all its cases, which change together.

    Raises `RuleError` for a rule that cannot be read, `CasesFail` where a published scheme would
    be at fault: nothing is written then.
    """
    scheme.versions = [dict(one) for one in versions]
    Case.objects.filter(scheme=scheme.uid).delete()
    Case.objects.bulk_create(cases, batch_size=100)
    check_cases(scheme)
    return actions.save_sheet(sheet=scheme, by=by, reason=reason[:100])  # type: ignore[return-value]


@transaction.atomic
def publish(*, scheme: Scheme, by: Author) -> Scheme:
    """Make a scheme public; raises `CasesFail` where its rule is at fault or fails a case."""
    scheme.status = PublicationStatus.PUBLISHED
    check_cases(scheme)
    return actions.save_sheet(sheet=scheme, by=by, reason="Publication")  # type: ignore[return-value]


def check_cases(scheme: Scheme) -> None:
    """Raise `CasesFail` where a published scheme, as it is about to be, is at fault."""
    parse_scheme(scheme.rule_record)
    if scheme.is_public and (faults := faults_of(scheme)):
        raise CasesFail("\n".join(faults))
