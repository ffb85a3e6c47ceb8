"""The declarations of the lesson and of the term."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.apps.sheets import indexing, kinds
from maillage.apps.sheets.listing import Listing
from maillage.apps.sheets.types import (
    IDENTITY,
    THEME_FACET,
    Facet,
    Field,
    SheetType,
    common_fields,
)
from maillage.kernel.vocabularies import TermKind
from maillage.search.query import SheetQuery

from . import queries
from .glossary import LETTER, Letters, glossary, letter_of
from .models import Lesson, Term
from .pages import LessonPage, problems

_COMMON = common_fields()
# What the templates of these types lay out themselves stands in no section.
_OWN = {name: replace(field, section="own") for name, field in _COMMON.items()}
# The summary stands under the title, wherever its section is.
_SUMMARY = replace(_COMMON["summary"], section="identity")


@dataclass(frozen=True, slots=True)
class Summary:
    """The front page of the lessons: the reading order, and how many words are explained."""

    lessons: list[Lesson]
    terms: int


def _summary(found: Listing) -> Summary | None:
    """Return the front page of the lessons, or None where a list is asked for."""
    if found.query.parameters():
        return None
    lessons = list(queries.reading_order()[: queries.SUMMARY_LENGTH])
    terms = indexing.ready().search(SheetQuery(types=("term",), limit=1))
    return Summary(lessons, terms.total)


def _check_lesson(lesson: Lesson) -> Iterator[str]:
    yield from problems(lesson)
    if lesson.order is not None:
        same = queries.reading_order().filter(order=lesson.order).exclude(pk=lesson.pk)
        if (other := same.first()) is not None:
            yield _("la page « %(name)s » a le même rang (%(order)g)") % {
                "name": other.name,
                "order": lesson.order,
            }


def _lesson_jsonld(lesson: Lesson) -> dict[str, Any]:
    """Describe a lesson with schema.org's terms."""
    described = {
        "@type": "LearningResource",
        "name": lesson.name,
        "description": lesson.summary,
        "inLanguage": "fr",
        "position": lesson.order,
    }
    return {key: value for key, value in described.items() if value}


LESSON = SheetType(
    key="lesson",
    model=Lesson,
    path="comprendre",
    menu=gettext_lazy("Comprendre"),
    label=gettext_lazy("page"),
    plural=gettext_lazy("pages"),
    lead=gettext_lazy(
        "Ce qu’est l’économie sociale et solidaire, d’où elle vient, qui la fait vivre et comment."
    ),
    file_folder="comprendre",
    review_every=730,
    expected=(("summary",),),
    fields=(
        replace(_OWN["name"], needs_evidence=False),
        _SUMMARY,
        _OWN["description"],
        Field(
            "order",
            gettext_lazy("Rang"),
            kinds.Number(minimum=0, verbatim=False),
            "own",
            needs_evidence=False,
        ),
        _OWN["themes"],
        _COMMON["links"],
        _COMMON["located_in"],
        _COMMON["acts_in"],
    ),
    sections=(IDENTITY,),
    facets=(THEME_FACET,),
    card_template="learning/lesson_card.html",
    detail_template="learning/lesson_detail.html",
    asked_first=("name", "summary", "description", "links"),
    left_to_editors=("order",),
    list_template="learning/lesson_list.html",
    jsonld=_lesson_jsonld,
    left_out_of_cards=("description", "themes", "links"),
    extras={"lesson": LessonPage},
    list_extras={"summary": _summary},
    checks=(_check_lesson,),
)


class Meaning(kinds.Record):
    """One meaning of a term: read by search, and on one line, as a dictionary writes it."""

    def text(self, value: dict[str, Any]) -> str:
        """Return « expansion : definition (context) », as far as they are known."""
        known = [value[part] for part in ("expansion", "definition") if part in value]
        context = f" ({value['context']})" if "context" in value else ""
        return " : ".join(known) + context


_MEANING = Meaning(
    parts={
        "id": kinds.Part(kinds.Kind(longest=80), required=True),
        "expansion": kinds.Part(kinds.Prose(longest=300)),
        "definition": kinds.Part(kinds.Prose(longest=1_000)),
        "context": kinds.Part(kinds.Prose(longest=300)),
        "sheet": kinds.Part(kinds.Reference()),
    },
    key_part="id",
)


def _senses(term: Term) -> list[dict[str, Any]]:
    """Return the meanings of a term read with its mentions, for its page."""
    term.seen_also = term.sheets_named()
    return term.senses


def _check_term(term: Term) -> Iterator[str]:
    if not term.meanings:
        yield _("ce terme n’a aucun sens : écrire au moins une définition")
    for meaning in term.meanings:
        if not meaning.get("definition"):
            yield _("le sens « %(id)s » n’a pas de définition") % {"id": meaning.get("id", "")}
    ids = [meaning.get("id") for meaning in term.meanings]
    if len(ids) > len(set(ids)):
        yield _("deux sens ont le même identifiant : les preuves ne sauraient lequel appuyer")
    if len(term.meanings) > 1 and not all(one.get("context") for one in term.meanings):
        yield _("un terme à plusieurs sens dit pour chacun dans quel contexte il le prend")


def _term_jsonld(term: Term) -> dict[str, Any]:
    """Describe a term with schema.org's terms; several meanings are several descriptions."""
    texts = [_MEANING.text(meaning) for meaning in term.meanings]
    described = {
        "@type": "DefinedTerm",
        "name": term.name,
        "alternateName": term.other_names,
        "description": texts[0] if len(texts) == 1 else texts,
        "inDefinedTermSet": {"@type": "DefinedTermSet", "name": _("Glossaire")},
    }
    return {key: value for key, value in described.items() if value}


TERM = SheetType(
    key="term",
    model=Term,
    path="glossaire",
    menu="",
    label=gettext_lazy("terme"),
    plural=gettext_lazy("termes"),
    lead=gettext_lazy("Les mots et les sigles de l’ESS, expliqués simplement."),
    file_folder="glossaire",
    review_every=1095,
    expected=(("summary", "meanings"),),
    fields=(
        _OWN["name"],
        Field(
            "other_names",
            gettext_lazy("Autres écritures"),
            kinds.Many(item=kinds.Prose(longest=300)),
            "identity",
            "names",
            needs_evidence=False,
        ),
        Field(
            "kind",
            gettext_lazy("Nature"),
            kinds.Term(vocabulary=TermKind),
            "identity",
            "keywords",
            needs_evidence=False,
        ),
        _SUMMARY,
        Field(
            "meanings",
            gettext_lazy("Sens"),
            kinds.Many(item=_MEANING),
            "own",
            "body",
            inverse=gettext_lazy("Expliqué dans le glossaire"),
        ),
        _COMMON["description"],
        replace(_COMMON["themes"], section="identity"),
        _COMMON["links"],
        _COMMON["located_in"],
        _COMMON["acts_in"],
    ),
    sections=(IDENTITY,),
    facets=(
        Facet(
            "nature",
            gettext_lazy("Nature"),
            TermKind,
            lambda term: (term.kind,) if term.kind else (),
            is_open=True,
        ),
        Facet(LETTER, gettext_lazy("Lettre"), Letters(), lambda term: (letter_of(term),)),
        THEME_FACET,
    ),
    card_template="learning/term_card.html",
    detail_template="learning/term_detail.html",
    asked_first=("name", "summary", "meanings", "other_names"),
    list_template="learning/glossary.html",
    jsonld=_term_jsonld,
    left_out_of_cards=("description", "themes", "links"),
    extras={"senses": _senses},
    list_extras={"glossary": glossary},
    checks=(_check_term,),
)
