"""The kiosque: sheets of this portal as a small page that other sites put in theirs.

Its address is what it shows: the parameters of a list (`fiches` names it by its path, the others
are the list's own), or one `collection`, or one `fiche`; and how: `style`, `nombre`, `tri`,
`image`, `legende`, `auto`, `apparence`. What is malformed is set aside with a notice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.apps.library.models import Collection
from maillage.apps.sheets import indexing, listing, queries
from maillage.apps.sheets.list_query import ListQuery, NoSuchPage, parse, possible_sorts
from maillage.apps.sheets.listing import Card
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import SheetType, registry
from maillage.kernel.text import fold
from maillage.kernel.vocabularies import (
    KiosqueCaption as Caption,
)
from maillage.kernel.vocabularies import (
    KiosqueImage as Image,
)
from maillage.kernel.vocabularies import (
    KiosqueScheme as Scheme,
)
from maillage.kernel.vocabularies import (
    KiosqueStyle as Style,
)
from maillage.kernel.vocabularies import (
    Vocabulary,
)

DEFAULT_PATH = "ressources"
FEWEST, MOST, USUAL = 1, 50, 6
RANDOM = "hasard"


class NoKiosque(Exception):
    """An address that no kiosque can be made of; the message tells readers why."""


_CHOICES: dict[str, type[Vocabulary]] = {
    "style": Style,
    "image": Image,
    "legende": Caption,
    "apparence": Scheme,
}
# Parameters of a kiosque's own: no list may have a facet of these names.
OWN = ("fiches", "collection", "fiche", "nombre", "auto", *_CHOICES)


@dataclass(frozen=True)
class Kiosque:
    """What to show and how; `query` stands for a list, `sheet` for a collection or one sheet."""

    query: ListQuery | None = None
    sheet: Sheet | None = None
    style: Style = Style.LIST
    number: int = USUAL
    sort: str = ""
    image: Image = Image.SMALL
    caption: Caption = Caption.SUMMARY
    autoplay: bool = False
    scheme: Scheme = Scheme.AUTO
    notices: tuple[str, ...] = ()

    @property
    def is_collection(self) -> bool:
        """Tell whether it shows the sheets of a collection."""
        return self.sheet is not None and self.sheet.type == "collection"

    @property
    def sheet_type(self) -> SheetType:
        """Return the type of the sheets of its list; that of the sheet where it shows one."""
        return self.query.sheet_type if self.query else registry[self.sheet.type]  # type: ignore[union-attr]

    def parameters(self, **changes: Any) -> list[tuple[str, str]]:
        """Return the canonical URL parameters, with the changes asked for."""
        one = replace(self, **changes)
        if one.sheet:
            found = [("collection" if one.is_collection else "fiche", one.sheet.uid)]
        else:
            assert one.query
            found = [("fiches", one.query.sheet_type.path), *one.query.parameters(page=1, sort="")]
        usual = Kiosque()
        found += [("style", one.style.value)] if one.style != usual.style else []
        found += [("nombre", str(one.number))] if one.number != usual.number else []
        found += [("tri", one.sort)] if one.sort else []
        found += [("image", one.image.value)] if one.image != usual.image else []
        found += [("legende", one.caption.value)] if one.caption != usual.caption else []
        found += [("auto", "1")] if one.autoplay else []
        found += [("apparence", one.scheme.value)] if one.scheme != usual.scheme else []
        return found

    def url(self, base: str, **changes: Any) -> str:
        """Return the address of this kiosque, or of a neighbour of it, below `base`."""
        return f"{base}?{urlencode(self.parameters(**changes), safe=':')}"

    @property
    def source_url(self) -> str:
        """Return the page of the portal that shows all of it."""
        if self.sheet:
            return self.sheet.get_absolute_url()
        assert self.query
        base = reverse(f"sheets:{self.query.sheet_type.key}-list")
        sort = "" if self.sort == RANDOM else self.sort
        return self.query.url(base, page=1, sort=sort)

    def title(self, total: int) -> str:
        """Return what it shows in a few words, the number of its sheets being known."""
        if self.sheet:
            return self.sheet.name
        assert self.query
        kind = self.query.sheet_type
        parts = [str(kind.plural if total > 1 else kind.label).capitalize()]
        if self.query.text:
            parts.append(_("pour « %(text)s »") % {"text": self.query.text})
        for facet in kind.facets:
            terms = (facet.vocabulary.get(one) for one in self.query.selected.get(facet.name, ()))
            if labels := [_(term.label) for term in terms if term]:
                parts.append(f"({', '.join(labels)})")
        if self.query.territory:
            parts.append(str(self.query.territory.in_name))
        return " ".join(parts)

    def answer(self, today: date) -> "Shown":
        """Return the sheets to show; `today` settles what a random order draws."""
        if self.sheet is None:
            return self._of_list(today)
        cards = _of_collection(self.sheet) if self.is_collection else [Card(self.sheet)]
        if self.is_collection and self.sort == "nom":
            cards.sort(key=lambda card: fold(card.sheet.name))
        elif self.is_collection and self.sort == RANDOM:
            self._chance(today).shuffle(cards)
        return Shown(self.title(len(cards)), len(cards), cards[: self.number], self.source_url)

    def _of_list(self, today: date) -> "Shown":
        assert self.query
        sort = "nom" if self.sort == RANDOM else self.sort
        asked = replace(self.query, sort=sort).search_query(limit=self.number)
        asked = replace(asked, count_facets=(), highlight=False)
        index = indexing.ready()
        found = index.search(asked)
        hits = found.hits
        if self.sort == RANDOM:
            # A few single rows cost less than reading the keys of a whole list.
            places = self._chance(today).sample(range(found.total), min(self.number, found.total))
            drawn = (index.search(replace(asked, offset=place, limit=1)) for place in places)
            hits = [hit for one in drawn for hit in one.hits]
        cards = listing.cards_of(queries.of_hits(hits))
        return Shown(self.title(found.total), found.total, cards, self.source_url)

    def _chance(self, today: date) -> Random:
        """Return the chance of the day: everybody sees the same draw, and caches keep it."""
        return Random(f"{today} {self.url('', number=USUAL, style=Style.LIST)}")  # noqa: S311


@dataclass(frozen=True, slots=True)
class Shown:
    """The sheets of a kiosque: the first ones, how many there are, and where they all are."""

    title: str
    total: int
    cards: list[Card]
    url: str


def _of_collection(collection: Sheet) -> list[Card]:
    found = Collection.objects.prefetch_related("mentions__target").get(pk=collection.pk)
    return registry["collection"].extras["items"](found)  # type: ignore[no-any-return]


def sorts(kiosque: Kiosque) -> list[tuple[str, str]]:
    """Return the orders that a kiosque can have, with their labels; "" is the usual one."""
    if kiosque.is_collection:
        usual = _("Celui de la collection")
        return [("", usual), ("nom", _("Nom")), (RANDOM, _("Au hasard, change chaque jour"))]
    labels = {"date": _("Date"), "nom": _("Nom"), "recent": _("Mise à jour")}
    possible = possible_sorts(kiosque.sheet_type)
    own = [(value, label) for value, label in labels.items() if value in possible]
    return [("", _("Celui de la liste")), *own, (RANDOM, _("Au hasard, change chaque jour"))]


def read(parameters: QueryDict) -> Kiosque:
    """Read a kiosque from URL parameters; raise `NoKiosque` where it has nothing to show."""
    notices: list[str] = []
    chosen = {name: _choice(name, parameters.get(name, ""), notices) for name in _CHOICES}
    sort = parameters.get("tri", "")
    kiosque = Kiosque(
        style=chosen["style"] or Style.LIST,  # type: ignore[arg-type]
        image=chosen["image"] or Image.SMALL,  # type: ignore[arg-type]
        caption=chosen["legende"] or Caption.SUMMARY,  # type: ignore[arg-type]
        scheme=chosen["apparence"] or Scheme.AUTO,  # type: ignore[arg-type]
        number=_number(parameters.get("nombre", ""), notices),
        autoplay=parameters.get("auto") == "1",
    )
    if kiosque.image is Image.NONE and kiosque.caption is Caption.NONE:
        notices.append(_("Sans image ni légende il ne resterait rien : le titre est montré."))
        kiosque = replace(kiosque, caption=Caption.TITLE)
    uid = parameters.get("collection") or parameters.get("fiche")
    kiosque = (
        replace(kiosque, sheet=_sheet(uid, collection="collection" in parameters))
        if uid
        else replace(kiosque, query=_query(parameters, notices))
    )
    if sort and sort not in dict(sorts(kiosque)):
        notices.append(
            _("L’ordre « %(sort)s » n’existe pas : il est ignoré.") % {"sort": sort[:60]}
        )
        sort = ""
    return replace(kiosque, sort=sort, notices=tuple(notices))


def _choice(name: str, value: str, notices: list[str]) -> Vocabulary | None:
    found = _CHOICES[name].get(value)
    if value and found is None:
        known = ", ".join(term.value for term in _CHOICES[name])
        message = _("« %(value)s » n’est pas possible pour « %(name)s » : %(known)s.")
        notices.append(message % {"value": value[:60], "name": name, "known": known})
    return found


def _number(text: str, notices: list[str]) -> int:
    if not text:
        return USUAL
    if text.isascii() and text.isdigit() and len(text) <= 6:
        number = min(max(int(text), FEWEST), MOST)
        if number == int(text):
            return number
    else:
        number = USUAL
    message = _(
        "Le nombre de fiches va de %(fewest)d à %(most)d : « %(text)s » est devenu %(number)d."
    )
    notices.append(message % {"fewest": FEWEST, "most": MOST, "text": text[:20], "number": number})
    return number


def _sheet(uid: str, *, collection: bool) -> Sheet:
    sheet = queries.public_sheet(uid)
    if sheet is None or (collection and sheet.type != "collection"):
        raise NoKiosque(_("Cette fiche ou cette collection n’existe pas, ou n’est plus publiée."))
    return next(iter(queries.of_hits([sheet])))


def _query(parameters: QueryDict, notices: list[str]) -> ListQuery:
    sheet_type = type_at(parameters.get("fiches") or DEFAULT_PATH)
    if sheet_type is None:
        known = ", ".join(one.path for one in registry.values())
        raise NoKiosque(
            _("« %(path)s » n’est pas une liste de ce portail : %(known)s.")
            % {"path": parameters.get("fiches", "")[:60], "known": known}
        )
    own = parameters.copy()
    for name in ("tri", "page"):  # read elsewhere; a kiosque has no page
        own.pop(name, None)
    try:
        query = parse(sheet_type, own)
    except NoSuchPage as error:  # pragma: no cover  (no page is given)
        raise NoKiosque(str(error)) from None
    notices += [*query.notices, *filter(None, [query.territory_error])]
    return replace(query, notices=())


def type_at(path: str) -> SheetType | None:
    """Return the type whose list is at this path, or None."""
    return next((one for one in registry.values() if one.path == path), None)


def labels(kiosque: Kiosque) -> Iterable[tuple[str, str, str]]:
    """Yield the filters of its list that the form only repeats: name, value, words."""
    if kiosque.query is None:
        return
    for facet in kiosque.query.sheet_type.facets:
        if facet.name == "theme":
            continue
        for value in kiosque.query.selected.get(facet.name, ()):
            term = facet.vocabulary.get(value)
            yield facet.name, value, f"{facet.label} : {_(term.label) if term else value}"
