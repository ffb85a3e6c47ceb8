"""The declarations of resources and collections."""

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from maillage.apps.sheets import kinds, listing, queries
from maillage.apps.sheets.terms import Years
from maillage.apps.sheets.types import (
    ACTIVITY,
    IDENTITY,
    THEME_FACET,
    Facet,
    Field,
    Section,
    SheetType,
    common_fields,
)
from maillage.kernel import identifiers
from maillage.kernel.dates import parse_partial_date
from maillage.kernel.vocabularies import Language, ResourceKind, Theme

from .models import Collection, Resource

# A file that the instance keeps in `media/couvertures`; never an address elsewhere.
_COVER = re.compile(r"[a-z0-9][a-z0-9._-]*\.(?:jpg|png|webp)", re.ASCII)
_COMMON = common_fields()


def parse_cover(text: str) -> str:
    """Return the file name of a cover; raise `ValueError` saying what is expected."""
    if not _COVER.fullmatch(text) or ".." in text:
        raise ValueError(
            f"« {text} » n’est pas un nom de fichier d’image : déposer l’image dans le dossier "
            "media/couvertures de l’instance et écrire son nom, par exemple guide-2024.jpg."
        )
    return text


RESOURCE_FIELDS = (
    _COMMON["name"],
    Field(
        "kind", _("Genre"), kinds.Term(vocabulary=ResourceKind), "header", "keywords", required=True
    ),
    _COMMON["summary"],
    _COMMON["description"],
    Field(
        "authors",
        _("Auteurs"),
        kinds.Many(item=kinds.Prose(longest=200)),
        "identity",
        "names",
    ),
    Field(
        "publishers",
        _("Publié par"),
        kinds.Many(item=kinds.Reference(to=("organisation",))),
        "identity",
        inverse=_("Publie"),
    ),
    Field("publisher_name", _("Éditeur"), kinds.Prose(longest=200), "identity", "body"),
    Field("published", _("Parution"), kinds.partial_date(), "identity"),
    Field("language", _("Langue"), kinds.Term(vocabulary=Language), "identity"),
    Field("licence", _("Licence"), kinds.Prose(longest=100), "identity"),
    Field(
        "isbn",
        "ISBN",
        kinds.Parsed(parse=identifiers.parse_isbn, display=identifiers.format_isbn),
        "identity",
        "names",
    ),
    Field("cover", _("Couverture"), kinds.Parsed(parse=parse_cover, longest=100), "header"),
    _COMMON["links"],
    _COMMON["themes"],
    _COMMON["located_in"],
    _COMMON["acts_in"],
)


def _span(resource: Resource) -> tuple[date, date] | None:
    if not resource.published:
        return None
    published = parse_partial_date(resource.published)
    return published.first_day, published.last_day


# schema.org's types of creative works
_WORKS = {
    ResourceKind.BOOK: "Book",
    ResourceKind.DATA: "Dataset",
    ResourceKind.VIDEO: "VideoObject",
    ResourceKind.ARTICLE: "Article",
    ResourceKind.REPORT: "Report",
    ResourceKind.STUDY: "Report",
    ResourceKind.FEED: "DataFeed",
    ResourceKind.PAGE: "WebPage",
}


def _resource_jsonld(resource: Resource) -> dict[str, Any]:
    """Describe a resource with schema.org's terms."""
    publishers = [
        {"@type": "Organization", "name": one.target.name}
        for one in resource.mentions.all()
        if one.field == "publishers" and one.target.is_public
    ]
    if resource.publisher_name:
        publishers.append({"@type": "Organization", "name": resource.publisher_name})
    kind = resource.kind_term
    described = {
        "@type": _WORKS.get(kind, "CreativeWork") if kind else "CreativeWork",
        "name": resource.name,
        "description": resource.summary,
        "author": resource.authors,
        "publisher": publishers,
        "datePublished": resource.published,
        "inLanguage": resource.language,
        "license": resource.licence,
        "isbn": resource.isbn,
        "about": [term.label for term in Theme.among(resource.themes)],
        "sameAs": [link["url"] for link in resource.links],
    }
    return {key: value for key, value in described.items() if value}


def _one(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


RESOURCE = SheetType(
    key="resource",
    model=Resource,
    path="ressources",
    menu=_("Ressources"),
    label=_("ressource"),
    plural=_("ressources"),
    lead=_("Guides, études, livres, vidéos, jeux de données : de quoi comprendre et se lancer."),
    file_folder="ressources",
    review_every=730,
    expected=(
        *(("summary",), ("published",), ("links",), ("themes",)),
        ("authors", "publishers", "publisher_name"),
    ),
    fields=RESOURCE_FIELDS,
    sections=(ACTIVITY, Section("contact", _("La consulter")), IDENTITY),
    facets=(
        Facet("genre", _("Genre"), ResourceKind, lambda sheet: _one(sheet.kind), is_open=True),
        THEME_FACET,
        Facet("annee", _("Année"), Years(), lambda sheet: _one(sheet.published[:4])),
        Facet("langue", _("Langue"), Language, lambda sheet: _one(sheet.language)),
    ),
    card_template="library/card.html",
    detail_template="library/resource_detail.html",
    asked_first=("name", "kind", "summary", "authors", "published", "links"),
    left_to_editors=("cover",),
    list_template="library/resource_list.html",
    jsonld=_resource_jsonld,
    left_out_of_cards=("description", "themes", "links", "licence", "isbn"),
    named_in_cards=("publishers",),
    span=_span,
    default_sort="date",
)


def _cards(collection: Collection) -> list[listing.Card]:
    """Return the public sheets of a collection as cards, in the editor's order."""
    targets = {
        one.target.uid: one.target for one in collection.mentions.all() if one.field == "items"
    }
    ordered = [targets[uid] for uid in collection.items if uid in targets]
    return listing.cards_of(queries.of_hits(ordered))


def _collection_jsonld(collection: Collection) -> dict[str, Any]:
    """Describe a collection with schema.org's terms; its items by name, in order."""
    named = collection.sheets_named()
    described = {
        "@type": "Collection",
        "name": collection.name,
        "description": collection.summary,
        "about": [term.label for term in Theme.among(collection.themes)],
        "hasPart": [
            {"@type": "Thing", "name": named[uid].name, "identifier": uid}
            for uid in collection.items
            if uid in named
        ],
    }
    return {key: value for key, value in described.items() if value}


COLLECTION = SheetType(
    key="collection",
    model=Collection,
    path="collections",
    menu="",
    label=_("collection"),
    plural=_("collections"),
    lead=_("Des fiches de tout genre, réunies par quelqu’un qui les connaît."),
    file_folder="collections",
    review_every=365,
    expected=(("summary",), ("items",)),
    fields=(
        _COMMON["name"],
        _COMMON["summary"],
        _COMMON["description"],
        Field(
            "items",
            _("Fiches"),
            kinds.Many(item=kinds.Reference()),
            "items",
            required=True,
            inverse=_("Dans la collection"),
        ),
        _COMMON["themes"],
        _COMMON["located_in"],
        _COMMON["acts_in"],
        _COMMON["links"],
    ),
    sections=(ACTIVITY, Section("contact", _("En savoir plus")), IDENTITY),
    facets=(THEME_FACET,),
    card_template="library/collection_card.html",
    detail_template="library/collection_detail.html",
    jsonld=_collection_jsonld,
    needs_evidence=False,
    left_out_of_cards=("description", "themes", "links"),
    extras={"items": _cards},
)
