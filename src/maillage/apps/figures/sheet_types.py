"""The declarations of the indicator and of the figure."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from maillage.apps.sheets import kinds
from maillage.apps.sheets.terms import SheetTerms, Years
from maillage.apps.sheets.types import (
    THEME_FACET,
    Facet,
    Field,
    Section,
    SheetType,
    common_fields,
)
from maillage.kernel.vocabularies import Measure, Nature, Qualifier

from . import checks, queries
from .models import Figure, Indicator

_COMMON = common_fields()
FACTS = Section("facts", _("Ce que dit ce chiffre"))
DEFINITION = Section("definition", _("Ce qui est mesuré"))


def _in(section: str, name: str, label: str = "") -> Field:
    """Return a common field, laid out in another section."""
    return replace(_COMMON[name], section=section, label=label or _COMMON[name].label)


def _indicator_jsonld(indicator: Indicator) -> dict[str, Any]:
    described = {
        "@type": "StatisticalVariable",
        "name": indicator.name,
        "description": indicator.summary,
        "unitText": indicator.unit,
    }
    return {key: value for key, value in described.items() if value}


INDICATOR = SheetType(
    key="indicator",
    model=Indicator,
    path="indicateurs",
    menu="",
    label=_("indicateur"),
    plural=_("indicateurs"),
    lead=_("Ce que les sources comptent ou mesurent, avec sa définition et son unité."),
    file_folder="indicateurs",
    expected=(("summary",), ("unit",), ("measure",)),
    fields=(
        _COMMON["name"],
        _COMMON["summary"],
        Field("unit", _("Unité"), kinds.Kind(longest=60), "definition", "keywords", required=True),
        Field(
            "measure",
            _("Sorte de grandeur"),
            kinds.Term(vocabulary=Measure),
            "definition",
            required=True,
        ),
        _in("definition", "description"),
        _in("definition", "themes"),
        _in("definition", "links"),
    ),
    sections=(DEFINITION,),
    facets=(
        Facet(
            "grandeur", _("Sorte de grandeur"), Measure, lambda one: (one.measure,), is_open=True
        ),
        THEME_FACET,
    ),
    detail_template="figures/indicator_detail.html",
    card_template="figures/indicator_card.html",
    jsonld=_indicator_jsonld,
    needs_evidence=False,
    left_out_of_cards=("description", "links"),
    extras={"values": queries.of_indicator},
    checks=(checks.unit,),
)


def _figure_jsonld(figure: Figure) -> dict[str, Any]:
    """Describe a figure with schema.org's terms for an observation."""
    low, high = figure.quantity.bounds
    period = "/".join(filter(None, (figure.period_start, figure.period_end)))
    described: dict[str, Any] = {
        "@type": "Observation",
        "name": figure.name,
        "description": figure.quantity.sentence,
        "unitText": figure.indicator_unit,
        "observationDate": period if "/" not in period else "",
        "observationPeriod": period if "/" in period else "",
        "measuredProperty": figure.indicator_name,
        "measurementDenominator": figure.denominator,
        "citation": figure.source_title,
    }
    exact = {"value": low} if low == high else {"minValue": low, "maxValue": high}
    return {key: value for key, value in described.items() if value} | exact


def _own(name: str, label: str, longest: int, section: str, indexed: str = "") -> Field:
    return Field(name, label, kinds.Kind(longest=longest), section, indexed)


FIGURE = SheetType(
    key="figure",
    model=Figure,
    path="chiffres",
    menu=_("Chiffres"),
    label=_("chiffre"),
    plural=_("chiffres"),
    lead=_(
        "Les chiffres que publient les sources, chacun avec sa période et son dénominateur. "
        "Ceux qui se contredisent restent côte à côte : rien n’est moyenné."
    ),
    file_folder="chiffres",
    expected=(
        ("period_start", "period_end", "period_note"),
        ("located_in", "subject", "denominator"),
    ),
    fields=(
        replace(_COMMON["name"], needs_evidence=False),
        Field(
            "indicator",
            _("Indicateur"),
            kinds.Reference(to=("indicator",)),
            "facts",
            required=True,
            needs_evidence=False,
        ),
        Field("value", _("Valeur"), kinds.Number(), "measure", required=True),
        Field("value_max", _("Valeur haute"), kinds.Number(), "measure"),
        Field("qualifier", _("Précision"), kinds.Term(vocabulary=Qualifier), "measure"),
        _own("denominator", _("Dénominateur"), 200, "facts", "keywords"),
        _own("per", _("Par"), 60, "measure"),
        Field("period_start", _("Début de la période"), kinds.partial_date(), "measure"),
        Field("period_end", _("Fin de la période"), kinds.partial_date(), "measure"),
        _own("period_note", _("Période, en mots"), 200, "measure", "keywords"),
        Field("nature", _("Nature"), kinds.Term(vocabulary=Nature), "facts"),
        _own("origin", _("Origine, d’après la source"), 300, "facts", "keywords"),
        _own("obsolete", _("Périmé"), 300, "measure"),
        _in("facts", "summary"),
        _in("facts", "description"),
        Field("subject", _("Sujet"), kinds.Reference(), "measure"),
        replace(_own("subject_part", _("Partie du sujet"), 200, "measure"), needs_evidence=False),
        _in("facts", "located_in", _("Territoire")),
        _in("facts", "themes"),
        _in("facts", "links"),
    ),
    sections=(FACTS,),
    facets=(
        Facet(
            "indicateur",
            _("Indicateur"),
            SheetTerms("indicator"),
            lambda figure: (figure.indicator,),
            is_open=True,
        ),
        Facet("annee", _("Année"), Years(), lambda figure: figure.quantity.years),
        THEME_FACET,
        Facet("nature", _("Nature"), Nature, lambda figure: (figure.nature_term.value,)),
    ),
    card_template="figures/card.html",
    list_template="figures/list.html",
    detail_template="figures/figure_detail.html",
    asked_first=("name", "indicator", "value", "period_start", "located_in", "summary", "links"),
    left_to_editors=("subject", "subject_part", "obsolete"),
    jsonld=_figure_jsonld,
    left_out_of_cards=("description", "themes", "links", "summary"),
    span=lambda figure: figure.quantity.span,
    extras={"about": queries.about, "comparison": queries.comparison},
    checks=(checks.share, checks.order, checks.indicator_known),
    derived={
        "indicator_name": lambda figure: figure.indicator_name or "",
        "unit": lambda figure: figure.indicator_unit or "",
        "sentence": lambda figure: figure.quantity.sentence,
        "sources": lambda figure: " | ".join(
            dict.fromkeys(proof.source.title for proof in figure.evidence.all())
        ),
    },
    cited=lambda figure: figure.cited,
)
