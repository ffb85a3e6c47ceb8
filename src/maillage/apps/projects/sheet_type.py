"""The declaration of the project: fields, facets, page and exchange formats."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from maillage.apps.sheets import kinds
from maillage.apps.sheets.terms import SheetTerms, Years
from maillage.apps.sheets.types import (
    CONTACT,
    IDENTITY,
    THEME_FACET,
    Facet,
    Field,
    Form,
    Section,
    SheetType,
    common_fields,
)
from maillage.kernel.dates import is_past, parse_partial_date
from maillage.kernel.vocabularies import ProjectKind
from maillage.kernel.vocabularies.qualifiers import Qualifier

from . import grants, queries
from .models import Project

_COMMON = common_fields()
_ID = kinds.Part(kinds.Kind(longest=80), required=True)
_NOTE = kinds.Part(kinds.Kind(longest=600))
_ORGANISATION = kinds.Reference(to=("organisation",))
_AMOUNT = kinds.Part(kinds.Number(unit="€", minimum=0))

CONVENTION = kinds.Record(
    parts={
        "id": _ID,
        "signed": kinds.Part(kinds.partial_date()),
        "label": kinds.Part(kinds.Kind(longest=300)),
        "amount": _AMOUNT,
        "funder": kinds.Part(_ORGANISATION),
        "beneficiary": kinds.Part(_ORGANISATION),
        "reference": kinds.Part(kinds.Kind(longest=80)),
        "note": _NOTE,
    },
    key_part="id",
)
STAGE = kinds.Record(
    parts={
        "id": _ID,
        "label": kinds.Part(kinds.Kind(longest=200), required=True),
        "value": kinds.Part(kinds.Number(minimum=0), required=True),
        "qualifier": kinds.Part(kinds.Term(vocabulary=Qualifier)),
        "note": _NOTE,
    },
    key_part="id",
)
EDITION = kinds.Record(
    parts={
        "id": _ID,
        "year": kinds.Part(kinds.partial_date(), required=True),
        "announced": kinds.Part(kinds.Number(minimum=0)),
        "amount": _AMOUNT,
        "note": _NOTE,
    },
    key_part="id",
)
STORY = Section("story", _("Le projet"))
# Laid out by the page itself.
_APART = "apart"

FIELDS = (
    _COMMON["name"],
    _COMMON["summary"],
    Field("kind", _("Nature"), kinds.Term(vocabulary=ProjectKind), "identity", "keywords"),
    Field(
        "carriers",
        _("Porté par"),
        kinds.Many(item=_ORGANISATION),
        "identity",
        inverse=_("Porte le projet"),
    ),
    Field(
        "supporters",
        _("Soutenu par"),
        kinds.Many(item=_ORGANISATION),
        "identity",
        inverse=_("Soutient le projet"),
    ),
    Field("started", _("Début"), kinds.partial_date(), "identity"),
    Field("ended", _("Fin"), kinds.partial_date(), "identity"),
    Field(
        "prize",
        _("Prix reçu"),
        kinds.Reference(to=("project",)),
        "identity",
    ),
    Field("edition", _("Édition"), kinds.partial_date(), "identity"),
    Field("context", _("Contexte"), kinds.Markdown(), "story", "body"),
    Field(
        "objectives",
        _("Objectifs"),
        kinds.Many(item=kinds.Kind(longest=600)),
        "story",
        "body",
    ),
    _COMMON["description"],
    Field("outcomes", _("Résultats"), kinds.Markdown(), "story", "body"),
    Field("opinion", _("Ce qu’en dit son soutien"), kinds.Markdown(), "story", "body"),
    Field("conventions", _("Conventions"), kinds.Many(item=CONVENTION), _APART, "body"),
    Field("stages", _("Étapes"), kinds.Many(item=STAGE), _APART, "body"),
    Field("editions", _("Éditions"), kinds.Many(item=EDITION), _APART),
    _COMMON["themes"],
    _COMMON["located_in"],
    _COMMON["acts_in"],
    _COMMON["links"],
)


def _years(project: Project) -> Iterable[str]:
    """Return the years in which a project started, was distinguished or signed."""
    dates = [project.started, project.edition]
    dates += [one.get("signed", "") for one in project.conventions]
    return sorted({text[:4] for text in dates if text})


def span(project: Project) -> tuple[date, date] | None:
    """Return the first and last days that the project is known to span."""
    texts = (
        project.started,
        project.ended,
        project.edition,
        *(one.get("signed", "") for one in project.conventions),
    )
    dates = [parse_partial_date(text) for text in texts if text]
    if not dates:
        return None
    return min(one.first_day for one in dates), max(one.last_day for one in dates)


def check(project: Project) -> Iterable[str]:
    """Yield what is impossible in a project's own values."""
    if project.started and project.ended and project.ended < project.started[: len(project.ended)]:
        yield _("la fin (%(end)s) précède le début (%(start)s)") % {
            "end": project.ended,
            "start": project.started,
        }
    if project.kind == ProjectKind.LAUREATE and not project.prize:
        yield _("un lauréat sans prix : renseigner « prize »")


def _jsonld(project: Project) -> dict[str, Any]:
    described = {
        "@type": "Project",
        "name": project.name,
        "description": project.summary,
        "foundingDate": project.started,
        "dissolutionDate": project.ended,
        "sameAs": [link["url"] for link in project.links],
    }
    return {key: value for key, value in described.items() if value}


PROJECT = SheetType(
    key="project",
    model=Project,
    path="projets",
    menu=_("Projets"),
    label=_("projet"),
    plural=_("projets"),
    lead=_("Projets soutenus, lauréats, initiatives et démarches : ce qui s’invente, avec qui."),
    file_folder="projets",
    review_every=365,
    is_over=lambda project, today: is_past(project.ended, today),
    expected=(
        *(("summary",), ("kind",), ("carriers",), ("themes",), ("started", "edition")),
        ("located_in", "acts_in"),
    ),
    fields=FIELDS,
    sections=(STORY, Section("activity", _("Sujet et lieux")), CONTACT, IDENTITY),
    facets=(
        Facet(
            "nature",
            _("Nature"),
            ProjectKind,
            lambda project: (project.kind,) if project.kind else (),
            is_open=True,
        ),
        THEME_FACET,
        Facet("annee", _("Année"), Years(), _years),
        Facet(
            "porteur", _("Porté par"), SheetTerms("organisation"), lambda project: project.carriers
        ),
        Facet("soutien", _("Soutenu par"), SheetTerms("organisation"), lambda one: one.supporters),
    ),
    card_template="projects/card.html",
    detail_template="projects/detail.html",
    asked_first=("name", "summary", "carriers", "located_in", "started", "description", "links"),
    jsonld=_jsonld,
    left_out_of_cards=(
        *("description", "context", "objectives", "opinion", "outcomes", "conventions"),
        *("stages", "editions", "links"),
    ),
    extras={
        "conventions": queries.conventions,
        "editions": queries.editions,
        "stages": queries.stages,
    },
    span=span,
    forms={"scdl": Form(_("Subventions (SCDL)"), "text/csv", grants.export)},
    checks=(check,),
)
