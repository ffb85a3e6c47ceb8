"""Schemes under the names that Aides-territoires gives to the fields of its API, out and in.

The names and the labels of choices are those of its public API (`/api/aids/`). Its descriptions
are HTML. What its fields cannot say (conditions, tiers, matching) goes out in words.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join, linebreaks
from django.utils.translation import gettext as _

from maillage.apps.sheets.addresses import absolute
from maillage.apps.sheets.formats import sheets_of
from maillage.apps.sheets.listing import Listing
from maillage.apps.sheets.records import without_emails
from maillage.apps.territories import queries as territories
from maillage.kernel.contacts import format_phone
from maillage.kernel.dates import PartialDate
from maillage.kernel.rules.facts import Catalogue
from maillage.kernel.rules.offers import Offer, amount
from maillage.kernel.rules.words import Clause, describe, describe_offer
from maillage.kernel.vocabularies import (
    ActorType,
    CalendarKind,
    Expense,
    Instrument,
    OrganisationRole,
    SchemeKind,
    Stage,
    Theme,
)

from . import rules
from .models import Scheme
from .money import in_force

_PRIVATE = "Entreprise privée"
_PUBLIC = ("Commune", "Intercommunalité / Pays", "Département", "Région")
AUDIENCES: dict[ActorType, tuple[str, ...]] = {
    ActorType.CITIZEN: ("Particulier",),
    ActorType.JOB_SEEKER: ("Particulier",),
    ActorType.ASSOCIATION: ("Association",),
    ActorType.FOUNDATION: ("Association",),
    ActorType.AUTHORITY: _PUBLIC,
    ActorType.PUBLIC_BODY: ("Etablissement public dont services de l'Etat",),
    **dict.fromkeys(
        (
            *(ActorType.SCOP, ActorType.SCIC, ActorType.CAE, ActorType.COOPERATIVE),
            *(ActorType.MUTUAL, ActorType.ESS_COMPANY, ActorType.COMPANY, ActorType.SIAE),
        ),
        (_PRIVATE,),
    ),
}
OTHER_MONEY = "Autre aide financière"
TYPES: dict[Instrument, str] = {
    Instrument.GRANT: "Subvention",
    Instrument.BONUS: "Subvention",
    Instrument.MATCHING: "Subvention",
    Instrument.LOAN: "Prêt",
    Instrument.HONOUR_LOAN: "Prêt",
    Instrument.MICROCREDIT: "Prêt",
    Instrument.ADVANCE: "Avance récupérable",
    Instrument.GUARANTEE: OTHER_MONEY,
    Instrument.EQUITY: OTHER_MONEY,
    Instrument.PRIZE_MONEY: OTHER_MONEY,
    Instrument.SERVICE: "Ingénierie technique",
}
_THINKING, _DOING = "Réflexion / conception", "Mise en œuvre / réalisation"
STEPS: dict[Stage, str] = {
    Stage.IDEA: _THINKING,
    Stage.CREATION: _DOING,
    Stage.GROWTH: _DOING,
    Stage.HANDOVER: _DOING,
}
_INVESTING, _RUNNING = "Dépenses d’investissement", "Dépenses de fonctionnement"
DESTINATIONS: dict[Expense, str] = {
    one: _INVESTING if one is Expense.INVESTMENT else _RUNNING for one in Expense
}
RECURRENCES: dict[CalendarKind, str] = {
    CalendarKind.PERMANENT: "Permanente",
    CalendarKind.RECURRENT: "Récurrente",
    CalendarKind.ONE_OFF: "Ponctuelle",
}
_PAYING = {OrganisationRole.FUNDER.value, OrganisationRole.MATCHING_FUNDER.value}


def export(listing: Listing, request: HttpRequest, title: str) -> HttpResponse:
    """Return the schemes of a query as the API of Aides-territoires would, streamed."""

    def chunks() -> Iterator[str]:
        writer = _Writer(rules.catalogue(), timezone.localdate())
        yield f'{{"count": {listing.total}, "previous": null, "next": null, "results": ['
        for position, sheet in enumerate(sheets_of(listing)):
            assert isinstance(sheet, Scheme)
            aid = writer.aid(sheet, absolute(request, sheet.get_absolute_url()))
            yield (",\n" if position else "\n") + json.dumps(aid, ensure_ascii=False)
        yield "\n]}\n"

    return StreamingHttpResponse(chunks(), content_type="application/json; charset=utf-8")  # type: ignore[return-value]


class _Writer:
    """Writes schemes as aids on a day; the names of territories are read once each."""

    def __init__(self, catalogue: Catalogue, today: date) -> None:
        self.catalogue = catalogue
        self.today = today
        self._names: dict[str, str] = {}

    def aid(self, scheme: Scheme, address: str) -> dict[str, Any]:
        """Return a scheme as an aid, without e-mail addresses in clear."""
        rule = scheme.rule
        version = in_force(rule, self.today)
        offers = version.offers if version else ()
        coming = max(rule.calendar.sessions, key=lambda one: one.last_day or date.max, default=None)
        named = scheme.sheets_named()
        links = {link["kind"]: link["url"] for link in reversed(scheme.links)}
        aid = {
            "id": scheme.uid,
            "slug": scheme.slug,
            "url": scheme.get_absolute_url(),
            "name": scheme.name,
            "name_initial": scheme.name,
            "short_title": None,
            "financers": _partners(scheme, named, _PAYING),
            "instructors": _partners(scheme, named, {OrganisationRole.INSTRUCTOR.value}),
            "programs": [
                named[uid].name for uid in [scheme.local_variant_of] if uid and uid in named
            ],
            "description": linebreaks(
                "\n\n".join(filter(None, (scheme.summary, scheme.description))), autoescape=True
            )
            + self._given(offers),
            "eligibility": self._asked(version.conditions if version else None),
            "perimeter": self._perimeter(scheme.acts_in) or None,
            "mobilization_steps": _once(STEPS[one] for one in scheme.stage_terms),
            "origin_url": links.get("page") or links.get("site"),
            "categories": [_(one.label) for one in Theme.among(scheme.themes)],
            "is_call_for_project": scheme.kind == SchemeKind.CALL,
            "application_url": links.get("contact"),
            "targeted_audiences": _once(
                label for one in scheme.applicant_terms for label in AUDIENCES[one]
            ),
            "aid_types": _once(TYPES[one] for one in scheme.instrument_terms),
            "is_charged": None,
            "destinations": _once(DESTINATIONS[one] for one in rule.expenses),
            "start_date": _day(coming.opens if coming else None),
            "predeposit_date": _day(coming.pre_deposit if coming else None),
            "submission_deadline": _day(coming.closes if coming else None),
            "subvention_rate_lower_bound": None,
            "subvention_rate_upper_bound": _share(offers),
            "loan_amount": _most(offers, "Prêt"),
            "recoverable_advance_amount": _most(offers, "Avance récupérable"),
            "contact": _contact(scheme),
            "recurrence": RECURRENCES[rule.calendar.kind] if rule.calendar.kind else None,
            "project_examples": _results(scheme),
            "import_data_url": address,
            "import_data_mention": None,
            "import_share_licence": None,
            "date_created": scheme.created_at.isoformat(),
            "date_updated": scheme.updated_at.isoformat(),
        }
        cleaned: dict[str, Any] = without_emails(aid)
        return cleaned

    def _given(self, offers: Iterable[Offer]) -> str:
        lines = [(f"{one.label} : {' ; '.join(self._words(one))}",) for one in offers]
        return (
            format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", lines)) if lines else ""
        )

    def _words(self, offer: Offer) -> list[str]:
        return describe_offer(offer, self.catalogue)

    def _asked(self, node: Any) -> str | None:
        return _list_of(describe(node, self.catalogue)) if node else None

    def _perimeter(self, refs: list[str]) -> str:
        unknown = [ref for ref in refs if ref not in self._names]
        if unknown:
            found = territories.find_many(unknown)
            self._names |= {ref: found[ref].name if ref in found else ref for ref in unknown}
        return ", ".join(self._names[ref] for ref in refs)


def _partners(scheme: Scheme, named: dict[str, Any], roles: set[str]) -> list[str]:
    uids = [row["organisation"] for row in scheme.organisations if row["role"] in roles]
    return _once(named[uid].name for uid in uids if uid in named)


def _once(labels: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(labels))


def _day(partial: PartialDate | None) -> str | None:
    """Return a date known to the day: the field holds no other."""
    return str(partial) if partial and partial.day else None


def _share(offers: Iterable[Offer]) -> float | None:
    """Return the highest share of a cost that a grant covers."""
    grants = [one for one in offers if TYPES[one.instrument] == "Subvention"]
    return max((float(one.coverage_pct) for one in grants if one.coverage_pct), default=None)


def _most(offers: Iterable[Offer], kind: str) -> float | None:
    tops = [amount(one, {}).high for one in offers if TYPES[one.instrument] == kind]
    return max((float(top) for top in tops if top), default=None)


def _list_of(clause: Clause) -> str:
    """Return the words of a rule as nested HTML lists."""
    reference = f" ({clause.reference})" if clause.reference else ""
    inside = "".join(f"<li>{_list_of(one)}</li>" for one in clause.children)
    return escape(clause.text + reference) + (f"<ul>{inside}</ul>" if inside else "")


def _contact(scheme: Scheme) -> str | None:
    lines = [one["address"] for one in scheme.emails]
    lines += [format_phone(one["number"]) for one in scheme.phones]
    text = "\n\n".join(filter(None, (scheme.how_to_apply, "\n".join(lines))))
    return linebreaks(text, autoescape=True) if text else None


def _results(scheme: Scheme) -> str | None:
    """Return what the scheme did as a list."""
    lines = [
        (
            " ".join(
                filter(None, (f"{row['label']} :", f"{row['value']}", row.get("unit"))),
            ),
        )
        for row in scheme.results
    ]
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", lines)) if lines else None
