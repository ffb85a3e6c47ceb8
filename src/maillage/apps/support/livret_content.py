"""What a livret says of a territory: its stages, who helps, money, places, events, words, contacts.

Everything comes from the sheets of the portal; nothing is typed for one territory.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from maillage.apps.sheets.models import Evidence, Source
from maillage.apps.sheets.types import registry
from maillage.apps.territories.models import Territory
from maillage.kernel.contacts import format_phone, obfuscate_emails
from maillage.kernel.glossary import Matcher, spellings
from maillage.kernel.rules.verdict import Verdict, judge_all
from maillage.kernel.text import fold
from maillage.kernel.vocabularies import (
    OrganisationRole,
    Outcome,
    Role,
    SchemeKind,
    Stage,
    TermKind,
    Theme,
)

from . import orientation_contacts as around
from . import rules
from .livret_words import STEPS, Step
from .models import Scheme

MOST_OF_A_HELP = 7  # organisations for one sort of help; beyond, the portal has the others
_ENOUGH = 3  # those near by, with which national ones are left out
_KEPT = (Outcome.ELIGIBLE, Outcome.CONDITIONAL, Outcome.OPEN, Outcome.UPCOMING)
_LAW = {SchemeKind.LEGAL_FORM, SchemeKind.RECOGNITION, SchemeKind.CLAUSE}
_GENERAL = {Theme.ESS, Theme.ENTREPRENEURSHIP, Theme.SOLIDARITY_FINANCE, Theme.INNOVATION}
_EVENTS, _LONGEST_SUMMARY = 12, 260


@dataclass(frozen=True, slots=True)
class Asked:
    """A livret as it was asked for: where, and for which stage and theme if not all."""

    territory: Territory
    today: date
    stage: Stage | None = None
    theme: Theme | None = None

    @property
    def steps(self) -> Sequence[Step]:
        """Return the stages that the livret follows."""
        return [one for one in STEPS if self.stage in (None, one.stage)]

    def keeps(self, themes: Iterable[str]) -> bool:
        """Tell whether a sheet with these themes has its place: of the theme, or of no trade."""
        own = set(themes)
        return self.theme is None or self.theme in own or not own - _GENERAL


@dataclass(frozen=True, slots=True)
class Helper:
    """An organisation of the livret: what it helps with, and from where."""

    sheet: Any
    help: around.Help
    role: str
    near: Territory


@dataclass(frozen=True)
class Livret:
    """The readings of a livret, each made once."""

    asked: Asked

    @cached_property
    def helpers(self) -> list[Helper]:
        """Return the organisations, the nearest first for each sort of help, each once."""
        found = around.nearest(
            self.asked.territory, {role for one in around.HELPS for role in one.roles}
        )
        kept: list[Helper] = []
        seen: set[int] = set()
        for one in around.HELPS:
            own = [
                Helper(sheet, one, role.label, near)
                for sheet, near in found
                if sheet.pk not in seen
                and self.asked.keeps(sheet.themes)
                and (role := next((role for role in one.roles if role in sheet.roles), None))
            ]
            local = [helper for helper in own if helper.near.kind != "pays"]
            own = (local if len(local) >= _ENOUGH else own)[:MOST_OF_A_HELP]
            seen |= {helper.sheet.pk for helper in own}
            kept += own
        return kept

    @cached_property
    def places(self) -> list[Helper]:
        """Return the organisations that open a place."""
        return [one for one in self.helpers if {Role.PLACE, Role.CLUSTER} & set(one.sheet.roles)]

    def helping(self, step: Step) -> list[Helper]:
        """Return who helps at a stage."""
        return [one for one in self.helpers if step.stage in one.help.stages]

    @cached_property
    def _offered(self) -> list[tuple[Scheme, Verdict]]:
        """Return what this territory may ask for at one stage or another, its own first."""
        schemes = rules.schemes()
        held = [one for one in schemes if one.kind not in _LAW and self.asked.keeps(one.themes)]
        facts = {"territoire": rules.place(self.asked.territory.ref)}
        verdicts = judge_all(held, facts, self.asked.today, rules.catalogue())
        found = [(schemes.sheets[one.scheme_id], one) for one in verdicts if one.outcome in _KEPT]
        return sorted(found, key=lambda pair: (_width(pair[0]), pair[0].kind, fold(pair[0].name)))

    def offered(self, step: Step) -> list[tuple[Scheme, Verdict]]:
        """Return the schemes that are for a stage."""
        return [pair for pair in self._offered if step.stage in pair[0].stages]

    @property
    def offered_anytime(self) -> list[tuple[Scheme, Verdict]]:
        """Return the schemes of which nobody says the stage."""
        return [pair for pair in self._offered if not pair[0].stages]

    @cached_property
    def organisations(self) -> Mapping[str, Any]:
        """Return the public organisations that pay for or run what is offered, by identifier."""
        wanted = {
            row["organisation"] for sheet, _verdict in self._offered for row in sheet.organisations
        }
        rows = registry[around.ORGANISATION].model.objects.public()
        return {one.uid: one for one in rows.filter(uid__in=wanted).order_by("uid")}

    @cached_property
    def events(self) -> list[Any]:
        """Return what is on around the territory, the soonest first."""
        return [
            card.sheet
            for card in around.events(self.asked.territory, self.asked.today, _EVENTS)
            if self.asked.keeps(card.sheet.themes)
        ]

    @property
    def sources(self) -> list[Source]:
        """Return the documents that what is printed comes from, by title."""
        printed = {one.sheet.pk for one in self.helpers} | {one.pk for one in self.events}
        printed |= {sheet.pk for sheet, _verdict in self._offered}
        cited = Evidence.objects.filter(sheet__in=printed).order_by().values("source")
        return list(Source.objects.filter(pk__in=cited).order_by("title", "uid"))

    def payers(self, sheet: Scheme) -> list[str]:
        """Return the names of those who pay, or who run it where nobody is said to."""
        for role in OrganisationRole:
            names = [
                self.organisations[row["organisation"]].name
                for row in sheet.organisations
                if row["role"] == role and row["organisation"] in self.organisations
            ]
            if names:
                return names
        return []

    def terms(self, text: str) -> list[Any]:
        """Return the terms of the glossary that a text uses, by name."""
        if "term" not in registry:
            return []
        terms = list(registry["term"].model.objects.public().order_by("uid"))
        matcher = Matcher(
            (one.uid, spellings(one.name, one.other_names, is_common=_is_common(one)))
            for one in terms
        )
        used = {found.key for found in matcher.find(text)}
        own = [one for one in terms if one.uid in used and one.meanings]
        return sorted(own, key=lambda one: fold(one.name))


def _is_common(term: Any) -> bool:
    kind = TermKind.get(term.kind)
    return kind is not None and kind.is_common


def contact_lines(sheet: Any) -> Iterator[str]:
    """Yield how to reach an organisation: address, telephone, e-mail that no robot reads, site."""
    for address in sheet.addresses[:1]:
        town = " ".join(filter(None, (address.get("postal_code"), address.get("city"))))
        if line := ", ".join(filter(None, (address.get("street"), town))):
            yield line
    for phone in sheet.phones[:2]:
        yield format_phone(phone["number"])
    for email in sheet.emails[:1]:
        yield obfuscate_emails(email["address"])
    for link in sheet.links:
        if link.get("kind") == "site":
            yield link["url"].split("//", 1)[-1].rstrip("/")
            return


def short(text: str) -> str:
    """Return the first sentences of a summary, as long as a card of the livret allows."""
    if len(text) <= _LONGEST_SUMMARY:
        return text
    return text[:_LONGEST_SUMMARY].rsplit(" ", 1)[0].rstrip(",;: ") + _("…")


def _width(sheet: Scheme) -> int:
    """Return how wide a scheme reaches: 0 for a territory, 1 for the country or for nobody says."""
    included = sheet.territories.get("included", [])
    return int(not included or "pays:FR" in included)
