"""Postal addresses: a street with its number, a postcode with its town, near each other."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..documents import Block

_WAY = (
    r"(?:rue|avenue|av\.|boulevard|boul\.|bd\.?|place|pl\.|quai|chemin|all[ée]es?|impasse|cours|"
    r"route|rte|esplanade|square|passage|faubourg|parc|promenade|villa|cit[ée]|sentier|ruelle|voie|"
    r"mail|rond-point|hameau|parvis|galerie|montée|traverse|clos|résidence|port|pont)"
)
_STREET = re.compile(
    rf"(?<![\w/])\d{{1,4}}(?:\s?(?:bis|ter|quater|"
    rf"[A-D]))?(?:\s?[-–/]\s?\d{{1,4}}(?:\s?bis)?)?\s*,?\s+"
    rf"(?:de\s+la\s+|de\s+l['’]|du\s+)?(?i:{_WAY})\b\s+"
    r"[^,;:(\n|•–]*?(?=\s*(?:[,;:(\n|•–]|\s-\s|\s-T|$|\b\d{5}\b|(?i:t[ée]l\b|fax\b|BP\b|B\.P\.|"
    r"CS\s?\d|case\b)|\.\s|\.$|dans\b))"
)
_TOWN = re.compile(
    r"(?<!\d)(?P<code>(?:0[1-9]|[1-8]\d|9[0-8])\d{3})\s+(?:-\s*)?"
    r"(?P<city>(?:[LD]['’]|Le |La |Les )?[A-ZÉÈÎÂ][\w'’-]*(?:[ -](?:(?:sur|sous|en|le|la|les|de|"
    r"du|des|lès|et|aux?|d['’])[ -])*"
    r"(?:l['’]|d['’])?[A-ZÉÈÎÂ][\w'’-]*)*)"
)
# Without a number, a street is one just before its town.
_NUMBERLESS = re.compile(
    rf"(?<![\w/'’-])(?i:{_WAY})\s[^,;:(\n|•–\d]{{3,50}}?(?=\s*[,–-]?\s*\d{{5}}\s[A-ZÉ])"
)
_CEDEX = re.compile(r"\s*\bcedex\b(?:\s*\d+)?\s*$", re.IGNORECASE)
_BOX = re.compile(r"\b(?:B\.?P\.?|CS|TSA)\s?\d{2,6}", re.IGNORECASE)
_DIGIT, _CODE = re.compile(r"\d"), re.compile(r"\d{5}\s")
_NEAR = 3  # lines between a street and its town


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """An address that begins in a block, from `first` to `last` of its text."""

    address: dict[str, str]
    block: Block
    first: int
    last: int


def places_in(blocks: Sequence[Block]) -> Iterator[FoundPlace]:
    """Find the addresses of blocks that follow each other; a street alone is one too."""
    used: set[tuple[int, int]] = set()
    for index, block in enumerate(blocks):
        if not _DIGIT.search(block.text):
            continue
        streets = list(_STREET.finditer(block.text))
        if not streets and _CODE.search(block.text):
            streets = list(_NUMBERLESS.finditer(block.text))
        for rank, street in enumerate(streets):
            address = {"street": _tidy(street[0])}
            limit = streets[rank + 1].start() if rank + 1 < len(streets) else len(block.text)
            town = _TOWN.search(block.text, street.end(), limit)
            where, last = index, town.end() if town else street.end()
            if town is None and rank + 1 == len(streets):
                town, where = _town_below(blocks, index)
            if town and (where, town.start()) not in used:
                used.add((where, town.start()))
                address |= _town(town)
            yield FoundPlace(address, block, street.start(), last)
    for index, block in enumerate(blocks):
        for town in _TOWN.finditer(block.text) if _CODE.search(block.text) else ():
            boxed = _BOX.search(block.text) or (index and _BOX.search(blocks[index - 1].text))
            alone = len(block.text) < 60
            if (index, town.start()) not in used and (
                boxed or alone or _CEDEX.search(town["city"])
            ):
                box = {"street": _tidy(boxed[0])} if boxed else {}
                yield FoundPlace(box | _town(town), block, *town.span())


def _town_below(blocks: Sequence[Block], index: int) -> tuple[re.Match[str] | None, int]:
    for below in range(index + 1, min(index + _NEAR, len(blocks))):
        block = blocks[below]
        if block.line - blocks[index].line > _NEAR or _STREET.search(block.text):
            return None, index
        town = _TOWN.match(block.text.strip())
        if town:
            return town, below
    return None, index


def _town(match: re.Match[str]) -> dict[str, str]:
    city = _CEDEX.sub("", match["city"]).strip()
    return {"postal_code": match["code"], "city": city.title() if city.isupper() else city}


def _tidy(street: str) -> str:
    return re.sub(r"\s+", " ", street).strip(" ,.-")
