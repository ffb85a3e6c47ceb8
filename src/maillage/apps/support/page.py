"""A scheme laid out for its page: who pays, what it asks, what it gives, until when, with what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.apps.sheets.models import Sheet
from maillage.apps.territories import queries as territories
from maillage.apps.territories.models import Territory
from maillage.kernel.dates import parse_partial_date
from maillage.kernel.rules import words
from maillage.kernel.rules.facts import Catalogue
from maillage.kernel.rules.offers import Offer, amount, euros
from maillage.kernel.rules.scheme import Version
from maillage.kernel.vocabularies import (
    ActorType,
    Expense,
    MatchingActor,
    OrganisationRole,
    SchemeKind,
    TerritoryCriterion,
)

from . import rules
from .models import PAYING, Scheme
from .money import figure
from .simulator_page import simulated

# The law has desks of its own.
_DESKS = {
    SchemeKind.LEGAL_FORM: "support:diagnosis_form",
    SchemeKind.RECOGNITION: "support:diagnosis_membership",
}
_CRITERIA = {
    TerritoryCriterion.SEAT: gettext_noop("selon le siège de la structure"),
    TerritoryCriterion.PROJECT: gettext_noop("selon le lieu du projet"),
    TerritoryCriterion.RESIDENCE: gettext_noop("selon le domicile de la personne"),
}


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation with what it does in the scheme; `sheet` is None where it is not public."""

    key: str
    sheet: Sheet | None
    role: OrganisationRole
    note: str


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer in words: what it comes to, how, for whom, and who gives beside."""

    offer: Offer
    sum: str
    is_known: bool
    details: list[str]
    examples: list[tuple[str, str]]
    cofunding: list[tuple[str, str]]
    # What `/orientation/plan/` calls it.
    key: str

    @property
    def can_be_planned(self) -> bool:
        """Tell whether a financing plan may count it: a sum, even to be confirmed."""
        return bool(self.sum)


@dataclass(frozen=True, slots=True)
class VersionView:
    """A dated state of the rule, in words."""

    version: Version
    when: str
    is_current: bool
    conditions: words.Clause | None
    offers: list[OfferView]


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session of a call: its dates in words, by label."""

    key: str
    title: str
    dates: list[tuple[str, str]]
    note: str
    is_past: bool


class SchemePage:
    """Readings of a scheme, each made when its template asks for it."""

    def __init__(self, sheet: Scheme, today: date | None = None) -> None:
        self.sheet = sheet
        self.today = today or timezone.localdate()
        self.rule = sheet.rule
        self.opening = sheet.opening_on(self.today)
        self._named = sheet.sheets_named()

    @cached_property
    def catalogue(self) -> Catalogue:
        """Return the questions, whose labels the words of the rule use."""
        return rules.catalogue()

    @cached_property
    def partners(self) -> list[tuple[str, list[Partner]]]:
        """Return the organisations by what they do, who pays first."""
        found: dict[OrganisationRole, list[Partner]] = {}
        for row in self.sheet.organisations:
            role = OrganisationRole.of(row["role"])
            sheet = self._named.get(row["organisation"])
            found.setdefault(role, []).append(Partner(row["id"], sheet, role, row.get("note", "")))
        return [(_(role.label), found[role]) for role in OrganisationRole if role in found]

    @cached_property
    def lead(self) -> tuple[str, list[Partner]]:
        """Return who pays, with « Qui paie », or else the first role and who has it."""
        everybody = [one for _role, ones in self.partners for one in ones]
        if paying := [one for one in everybody if one.role in PAYING]:
            return _("Qui paie"), paying
        return self.partners[0] if self.partners else (_("Qui"), [])

    @cached_property
    def headlines(self) -> list[tuple[str, str]]:
        """Return what it gives in a few words, by instrument."""
        return self.sheet.headlines

    @cached_property
    def beneficiaries(self) -> list[str]:
        """Return who benefits in the end, where it is not who asks."""
        codes = self.sheet.beneficiaries
        shown = [] if codes == self.sheet.applicants else ActorType.among(codes)
        return [_(one.label) for one in shown]

    @cached_property
    def expenses(self) -> list[str]:
        """Return what the money may pay for."""
        return [_(one.label) for one in Expense.among(self.sheet.expenses)]

    @property
    def criterion(self) -> str:
        """Return what must be in the territory, in words."""
        criterion = self.rule.territories.criterion
        return _(_CRITERIA[criterion]) if criterion else ""

    @cached_property
    def excluded(self) -> list[Territory]:
        """Return the territories in which it does not hold."""
        refs = self.rule.territories.excluded
        found = territories.find_many(refs) if refs else {}
        return [found[ref] for ref in refs if ref in found]

    @cached_property
    def versions(self) -> list[VersionView]:
        """Return the states of the rule, the last one first."""
        current = self.rule.version(self.today)
        rows = sorted(self.rule.versions, key=lambda one: one.first_day, reverse=True)
        return [self._version(one, one is current) for one in rows]

    @property
    def current(self) -> VersionView | None:
        """Return the rule in force, or the last one known."""
        known = self.versions
        return next((one for one in known if one.is_current), known[0] if known else None)

    @property
    def desk_url(self) -> str:
        """Return where somebody learns whether the scheme is for them."""
        desk = _DESKS.get(self.rule.kind, "support:orientation")
        return f"{reverse(desk)}?dispositif={self.sheet.uid}"

    @property
    def has_ways(self) -> bool:
        """Tell whether the page has something to say of how to apply; a legal form may not."""
        sheet = self.sheet
        told = (sheet.how_to_apply, sheet.documents, sheet.links, sheet.emails, sheet.phones)
        return any(told) or not self.opening.is_timeless

    @property
    def can_be_planned(self) -> bool:
        """Tell whether a financing plan may count one of its offers."""
        return self.current is not None and any(one.can_be_planned for one in self.current.offers)

    @property
    def is_simulated(self) -> bool:
        """Tell whether a simulator counts what it pays by person and month."""
        version = self.rule.version(self.today)
        return version is not None and simulated(version.offers)

    @property
    def others(self) -> list[VersionView]:
        """Return the rules that hold no more, or not yet."""
        return [one for one in self.versions if one is not self.current]

    def _version(self, version: Version, is_current: bool) -> VersionView:
        asked = version.conditions
        conditions = words.describe(asked, self.catalogue) if asked else None
        if conditions and not conditions.children:  # one condition stands in a list of one
            conditions = words.Clause("", (conditions,), words.AND)
        offers = [self._offer(one) for one in version.offers]
        return VersionView(version, span(version), is_current, conditions, offers)

    def _offer(self, offer: Offer) -> OfferView:
        # The instrument, the sum, the partners and the note stand by themselves on the page.
        bare = replace(offer, cofunding=(), note="")
        known = amount(offer, {}).is_known
        examples = words.worked_examples(offer, self.catalogue)
        return OfferView(
            offer,
            figure(offer),
            known,
            words.describe_offer(bare, self.catalogue)[1:],
            examples if known or any("€" in told for _case, told in examples) else [],
            [(euros(one.share), _actor(one.actor)) for one in offer.cofunding],
            f"{self.sheet.uid}.{offer.id}",
        )

    @cached_property
    def sessions(self) -> list[SessionView]:
        """Return the sessions of the calendar, the last one first."""
        found = [_session(row, self.today) for row in self.sheet.calendar.get("sessions", ())]
        return sorted(found, key=lambda one: one.title, reverse=True)

    @cached_property
    def results(self) -> list[Mapping[str, Any]]:
        """Return what it did, as figures."""
        return [{"note": "", "unit": "", "period": "", **row} for row in self.sheet.results]

    @cached_property
    def forbidden_with(self) -> list[Sheet]:
        """Return the schemes that it does not add up with, whichever of the two says it."""
        own = [self._named.get(uid) for uid in self.rule.forbidden_with]
        return _once(sheet for sheet in (*own, *self._naming["cumulation"]) if sheet)

    @property
    def variants(self) -> list[Sheet]:
        """Return its local forms."""
        return _once(self._naming["local_variant_of"])

    @cached_property
    def model(self) -> Sheet | None:
        """Return the scheme of which it is a local form."""
        return self._named.get(self.sheet.local_variant_of)

    @cached_property
    def _naming(self) -> dict[str, list[Sheet]]:
        """Return the public schemes that name this one, by field: one query."""
        found: dict[str, list[Sheet]] = {"cumulation": [], "local_variant_of": []}
        rows = self.sheet.mentions_in.filter(field__in=found).select_related("origin")
        for row in rows.order_by("origin__name"):
            if row.origin.is_public:
                found[row.field].append(row.origin)
        return found


def _once(sheets: Iterable[Sheet]) -> list[Sheet]:
    return list({sheet.pk: sheet for sheet in sheets}.values())


def _actor(code: str) -> str:
    term = MatchingActor.get(code)
    return _(term.label) if term else code


def span(version: Version) -> str:
    """Return when a version holds, in words; nothing where nobody says."""
    start, end = version.valid_from, version.valid_to
    if start and end:
        return _("de %(start)s à %(end)s") % {"start": start.french, "end": end.french}
    if start:
        return _("depuis %(start)s") % {"start": start.french}
    return _("jusqu’à %(end)s") % {"end": end.french} if end else ""


_DATES = {
    "opens": gettext_noop("Ouverture"),
    "pre_deposit": gettext_noop("Pré-dépôt"),
    "closes": gettext_noop("Clôture"),
    "jury": gettext_noop("Jury"),
}


def _session(row: Mapping[str, Any], today: date) -> SessionView:
    known = {name: parse_partial_date(row[name]) for name in _DATES if name in row}
    last = max((one.last_day for one in known.values()), default=None)
    year = row.get("year") or next((one.year for one in known.values()), "")
    past = last < today if last else bool(year and int(year) < today.year)
    dates = [(_(_DATES[name]), day.french) for name, day in known.items()]
    return SessionView(row["id"], str(year), dates, row.get("note", ""), past)
