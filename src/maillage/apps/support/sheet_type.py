"""The declaration of the scheme: fields, facets, page, lists and exchange formats."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from maillage.apps.sheets import kinds
from maillage.apps.sheets.kinds import Many
from maillage.apps.sheets.types import (
    ACTIVITY,
    CONTACT,
    IDENTITY,
    THEME_FACET,
    Facet,
    Field,
    Form,
    SheetType,
    Span,
    common_fields,
)
from maillage.kernel.dates import is_past
from maillage.kernel.vocabularies import (
    ActorType,
    Expense,
    Instrument,
    Need,
    OpeningState,
    SchemeKind,
    Stage,
)

from . import aides_territoires, deadlines, fields
from .checks import review
from .coverage import acts_on
from .models import Scheme
from .page import SchemePage

_COMMON = common_fields()
# What the scheme's page lays out in its own way.
_OWN = "own"


def _terms(vocabulary: Any) -> Many:
    return Many(item=kinds.Term(vocabulary=vocabulary))


FIELDS = (
    _COMMON["name"],
    _COMMON["summary"],
    _COMMON["description"],
    Field("kind", _("Genre"), kinds.Term(vocabulary=SchemeKind), _OWN, "keywords", True),
    Field(
        "organisations",
        _("Organisations"),
        Many(item=fields.ORGANISATION),
        _OWN,
        inverse=_("Dispositifs"),
    ),
    Field("applicants", _("Qui peut le demander"), _terms(ActorType), _OWN, "keywords"),
    Field("beneficiaries", _("Bénéficiaires"), _terms(ActorType), _OWN, "keywords"),
    Field(
        "beneficiaries_note", _("Bénéficiaires, précision"), kinds.Prose(longest=600), _OWN, "body"
    ),
    Field("territories", _("Territoires"), fields.TERRITORIES, _OWN),
    Field("stages", _("Étapes"), _terms(Stage), _OWN, "keywords", needs_evidence=False),
    Field("needs", _("Besoins"), _terms(Need), _OWN, "keywords", needs_evidence=False),
    Field("expenses", _("Dépenses"), _terms(Expense), _OWN, "keywords"),
    Field(
        "instruments",
        _("Forme d’aide"),
        _terms(Instrument),
        _OWN,
        "keywords",
        needs_evidence=False,
    ),
    Field("calendar", _("Calendrier"), fields.CALENDAR, _OWN),
    Field("ended", _("Arrêté en"), kinds.partial_date(), _OWN),
    Field(
        "obsolete", _("Obsolescence"), kinds.Prose(longest=300), _OWN, "body", needs_evidence=False
    ),
    Field("versions", _("Règle"), Many(item=fields.VERSION), _OWN, "body"),
    Field("how_to_apply", _("Comment le demander"), kinds.Markdown(), _OWN, "body"),
    Field("documents", _("Pièces à fournir"), Many(item=kinds.Prose(longest=300)), _OWN),
    replace(_COMMON["links"], section="contact"),
    Field("emails", _("Adresses électroniques"), Many(item=kinds.Email()), "contact"),
    Field("phones", _("Téléphones"), Many(item=kinds.Phone()), "contact"),
    Field("results", _("Ce qu’il a donné"), Many(item=fields.RESULT), _OWN, "body"),
    Field("cumulation", _("Cumul"), fields.CUMULATION, _OWN),
    Field(
        "local_variant_of",
        _("Déclinaison locale de"),
        kinds.Reference(to=("scheme",)),
        _OWN,
    ),
    _COMMON["themes"],
)


def _derive(scheme: Scheme) -> None:
    """A scheme acts in the territories that it includes: no record writes them twice."""
    scheme.acts_in = list(scheme.territories.get("included", ()))


def _faults(scheme: Scheme) -> list[str]:
    from .publication import faults_of  # which reads the questions, and those this declaration

    return faults_of(scheme)


def _span(scheme: Scheme) -> Span:
    """Return the day of the next deadline, twice; what has none comes after all those that do."""
    closes = scheme.opening.deadline or date.max
    return closes, closes


def _jsonld(scheme: Scheme) -> dict[str, Any]:
    """Describe a scheme with schema.org's terms: a grant where it gives money, else a service."""
    money = any(term.is_money for term in scheme.instrument_terms)
    described = {
        "@type": "MonetaryGrant" if money else "GovernmentService",
        "name": scheme.name,
        "description": scheme.summary,
        "sameAs": [link["url"] for link in scheme.links],
    }
    return {key: value for key, value in described.items() if value}


SCHEME = SheetType(
    key="scheme",
    model=Scheme,
    path="dispositifs",
    menu=_("Dispositifs"),
    label=_("dispositif"),
    plural=_("dispositifs"),
    lead=_(
        "Aides, prêts, appels à projets, accompagnements, labels, prix : qui paie, pour quoi, "
        "combien, jusqu’à quand. Choisir un territoire montre aussi ce qui vient de plus haut : "
        "département, région, France."
    ),
    file_folder="dispositifs",
    review_every=180,
    is_over=lambda scheme, today: is_past(scheme.ended, today),
    expected=(
        *(("summary",), ("kind",), ("organisations",), ("applicants",), ("territories",)),
        *(("stages",), ("needs",), ("calendar",), ("links",), ("emails", "phones", "how_to_apply")),
    ),
    fields=FIELDS,
    sections=(ACTIVITY, CONTACT, IDENTITY),
    facets=(
        Facet(
            "genre",
            _("Genre"),
            SchemeKind,
            lambda scheme: (scheme.kind,) if scheme.kind else (),
            is_open=True,
        ),
        Facet("ouverture", _("Ouverture"), OpeningState, lambda one: (one.opening.state,), True),
        Facet("profil", _("Pour qui"), ActorType, lambda scheme: scheme.applicants),
        Facet("etape", _("Étape"), Stage, lambda scheme: scheme.stages, is_open=True),
        Facet("besoin", _("Besoin"), Need, lambda scheme: scheme.needs),
        Facet("instrument", _("Forme d’aide"), Instrument, lambda scheme: scheme.instruments),
        Facet("depense", _("Dépense"), Expense, lambda scheme: scheme.expenses),
        THEME_FACET,
    ),
    detail_template="support/scheme_detail.html",
    asked_first=("name", "kind", "summary", "how_to_apply", "phones", "emails", "links"),
    left_to_editors=("territories", "calendar", "versions", "cumulation"),
    card_template="support/card.html",
    list_template="support/scheme_list.html",
    jsonld=_jsonld,
    left_out_of_cards=(
        "description",
        "how_to_apply",
        "documents",
        "results",
        "emails",
        "phones",
        "links",
    ),
    named_in_cards=("organisations",),
    extras={"scheme": SchemePage},
    span=_span,
    date_label=_("Échéance"),
    first_day_first=True,
    is_inherited=True,
    has_map=False,
    acts_on=acts_on,
    derive=_derive,
    faults=_faults,
    forms={
        "ics": Form("iCal", "text/calendar", deadlines.export),
        "aides-territoires": Form(
            "Aides-territoires", "application/json", aides_territoires.export
        ),
    },
    review=review,
)
