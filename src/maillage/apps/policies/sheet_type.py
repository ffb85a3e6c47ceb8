"""The declaration of the policy sheet: fields, facets, page and exchange formats."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from maillage.apps.sheets import kinds
from maillage.apps.sheets.kinds import Many, Part, Record, Shown
from maillage.apps.sheets.terms import Years
from maillage.apps.sheets.types import THEME_FACET, Facet, Field, Section, SheetType, common_fields
from maillage.kernel import contacts
from maillage.kernel.vocabularies import ActionKind, AuthorityType, BudgetKind, Qualifier

from .checks import CHECKS
from .models import Policy
from .page import PolicyPage

_COMMON = common_fields()
_ID = Part(kinds.Parsed(longest=80), required=True)
_TITLE = Part(kinds.Prose(longest=300), required=True)
_NOTE = Part(kinds.Prose(longest=600))
_EUROS = kinds.Number(unit="€")
_QUALIFIER = Part(kinds.Term(vocabulary=Qualifier))
_YEAR = Part(kinds.Year())


@dataclass(frozen=True)
class _Item(Record):
    """A record that search and contradictions know by its title and text."""

    key_part: str = "id"
    shown_parts: tuple[str, str] = ("label", "note")

    def show(self, value: dict[str, Any]) -> Iterator[Shown]:
        title, text = (value.get(name, "") for name in self.shown_parts)
        yield Shown(key=value["id"], text=title, note=text)

    def flat(self, value: dict[str, Any]) -> str:
        return contacts.obfuscate_emails(self.text(value))


_AXIS = _Item(
    parts={"id": _ID, "title": _TITLE, "text": Part(kinds.Prose(longest=2_000))},
    shown_parts=("title", "text"),
)
_STAFF = _Item(
    parts={
        "id": _ID,
        "label": _TITLE,
        "persons": Part(kinds.Number(minimum=0)),
        "fte": Part(kinds.Number(unit="ETP", minimum=0)),
        "qualifier": _QUALIFIER,
        "year": _YEAR,
        "note": _NOTE,
    }
)
_LINE = _Item(
    parts={
        "id": _ID,
        "label": _TITLE,
        "kind": Part(kinds.Term(vocabulary=BudgetKind), required=True),
        "amount": Part(_EUROS),
        "qualifier": _QUALIFIER,
        "year": _YEAR,
        "per": Part(kinds.Prose(longest=60)),
        "beneficiary": Part(kinds.Reference()),
        "outside": Part(kinds.Flag(yes=_("hors total"))),
        "part_of": Part(kinds.Parsed(longest=80)),
        "note": _NOTE,
    }
)
_TOTAL = _Item(
    parts={
        "id": _ID,
        "label": _TITLE,
        "kind": Part(kinds.Term(vocabulary=BudgetKind)),
        "amount": Part(_EUROS, required=True),
        "qualifier": _QUALIFIER,
        "year": _YEAR,
        "note": _NOTE,
    }
)
_ACTION = _Item(
    parts={
        "id": _ID,
        "name": _TITLE,
        "kind": Part(kinds.Term(vocabulary=ActionKind), required=True),
        "summary": Part(kinds.Prose(longest=2_000)),
        "start": Part(kinds.partial_date()),
        "end": Part(kinds.partial_date()),
        "amount": Part(_EUROS),
        "sheets": Part(Many(item=kinds.Reference())),
        "url": Part(kinds.Parsed(parse=contacts.parse_url)),
        "note": _NOTE,
    },
    shown_parts=("name", "summary"),
)

FIELDS = (
    _COMMON["name"],
    _COMMON["summary"],
    Field(
        "organisation",
        _("Collectivité"),
        kinds.Reference(to=("organisation",)),
        "identity",
        inverse=_("Politique de l’ESS"),
    ),
    Field(
        "authority_type",
        _("Type de collectivité"),
        kinds.Term(vocabulary=AuthorityType),
        "identity",
        "keywords",
    ),
    Field("inhabitants", _("Habitants"), kinds.Number(minimum=0), "identity"),
    Field("rtes_since", _("Adhésion au RTES"), kinds.Year(), "identity"),
    _COMMON["located_in"],
    _COMMON["acts_in"],
    Field(
        "budgets",
        _("Lignes de budget"),
        Many(item=_LINE),
        "budget",
        "body",
        inverse=_("Au budget de"),
    ),
    Field("totals", _("Totaux annoncés"), Many(item=_TOTAL), "budget"),
    Field("staff", _("Moyens humains"), Many(item=_STAFF), "staff"),
    replace(_COMMON["description"], section="programme"),
    replace(_COMMON["themes"], section="programme"),
    Field("axes", _("Axes"), Many(item=_AXIS), "axes", "body"),
    Field(
        "actions",
        _("Actions"),
        Many(item=_ACTION),
        "actions",
        "body",
        inverse=_("Cité dans la politique de"),
    ),
    Field("people", _("Personnes"), Many(item=kinds.Person()), "people", "body"),
    Field("addresses", _("Adresses"), Many(item=kinds.Address()), "contact", "body"),
    _COMMON["links"],
)

# schema.org's terms for the parts of an address
_POSTAL = {
    "streetAddress": "street",
    "postalCode": "postal_code",
    "addressLocality": "city",
    "addressCountry": "country",
}


def _jsonld(policy: Policy) -> dict[str, Any]:
    """Describe the authority with schema.org's terms, and its actions as projects."""
    described = {
        "@type": "GovernmentOrganization",
        "name": policy.name,
        "description": policy.summary,
        "sameAs": [link["url"] for link in policy.links],
        "address": [
            {"@type": "PostalAddress"}
            | {term: address[part] for term, part in _POSTAL.items() if part in address}
            for address in policy.addresses
        ],
        "subjectOf": [
            {"@type": "Project", "name": action["name"]}
            | ({"description": action["summary"]} if "summary" in action else {})
            for action in policy.actions
        ],
    }
    return {key: value for key, value in described.items() if value}


def _year_joined(policy: Policy) -> tuple[str, ...]:
    return () if policy.membership_year is None else (str(policy.membership_year),)


POLICY = SheetType(
    key="policy",
    model=Policy,
    path="politiques",
    menu=_("Politiques"),
    label=_("politique"),
    plural=_("politiques"),
    lead=_(
        "Ce que chaque collectivité fait et dépense pour l’ESS : budgets vérifiés, moyens humains, "
        "axes, actions, contacts. Cochez-en de deux à six pour les comparer."
    ),
    file_folder="politiques",
    review_every=365,
    expected=(
        *(("summary",), ("authority_type",), ("inhabitants",), ("budgets", "totals")),
        *(("staff",), ("axes", "actions"), ("people",), ("links",)),
    ),
    fields=FIELDS,
    sections=(
        Section("budget", _("Budget consacré à l’ESS")),
        Section("staff", _("Moyens humains")),
        Section("programme", _("Programme")),
        Section("axes", _("Axes")),
        Section("actions", _("Actions")),
        Section("people", _("Élus et agents")),
        Section("contact", _("Adresse et liens")),
        Section("identity", _("Carte d’identité")),
    ),
    facets=(
        Facet(
            "type",
            _("Type de collectivité"),
            AuthorityType,
            lambda policy: (policy.authority_type,) if policy.authority_type else (),
            is_open=True,
        ),
        Facet(
            "action",
            _("Actions"),
            ActionKind,
            lambda policy: sorted({action["kind"] for action in policy.actions}),
            is_open=True,
        ),
        THEME_FACET,
        Facet("adhesion", _("Adhésion au RTES"), Years(), _year_joined),
    ),
    detail_template="policies/policy_detail.html",
    asked_first=("name", "summary", "inhabitants", "people", "addresses", "links"),
    left_to_editors=("budgets", "actions"),
    card_template="policies/card.html",
    list_template="policies/policy_list.html",
    list_extras={"is_comparable": lambda listing: True},
    jsonld=_jsonld,
    # Not the addresses: they place the card.
    left_out_of_cards=("description", "themes", "links", "people", "axes", "staff", "actions"),
    extras={"policy": PolicyPage},
    checks=CHECKS,
)
