"""Names in sentences, each weighed by its form and by the words around all its places.

A capitalised name says little by itself. Signs (`signs.py`) are added up over the places of a name
in the document, each kind of sign once; a name that weighs enough is that of an organisation, and
lends some of its weight to the names enumerated with it. The reason given is the heaviest sign.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from maillage.kernel.text import fold

from ..documents import Block
from . import patterns, signs
from .fields import legal_form
from .known import COMMON, PLACES, is_person
from .named import Named
from .names import comparable
from .spans import SMALL, Mention, is_common_word, small_words, spans
from .words import without_article

_ENOUGH = 4
_STRONG = 5  # weight from which a name vouches for those enumerated with it
_MOST_PLACES = 40  # of a name that are read
_INTRODUCED = re.compile(
    rf"\b(?:{signs.KINDS})\b[^.;:()]{{0,60}}?(?:\bcomme\b|\btels?(?:les?)? qu\w*|:|\(|"
    rf"\bnotamment\b|\bdont\b|"
    r"\bparmi lesquel\w+|\bpar exemple\b)[^a-z]{0,3}(?:par exemple )?(?:l|la|le|les)?\s*[«\"“]?$"
)
_KIND_BEFORE = re.compile(rf"\b(?:{signs.KINDS})[^,;:]*$")
_ACRONYM = re.compile(r"[A-ZÉ&.-]{3,9}s?")


@dataclass(slots=True)
class _Weighed:
    """All the places of a name, and the signs found there."""

    mentions: list[Mention] = field(default_factory=list)
    found: dict[str, signs.Sign] = field(default_factory=dict)
    weight: int = 0

    @property
    def reason(self) -> str:
        """Return what the heaviest sign tells."""
        told = [one for one in self.found.values() if one.reason]
        return max(told, key=lambda one: one.weight).reason if told else _BESIDE.reason


_BESIDE = signs.Sign("beside", 4, "Énuméré avec des organisations", re.compile(""))
_SITE = signs.Sign("site", 4, "Une adresse de la page porte ce nom", re.compile(""))
_ARTICLED = signs.Sign("articled", 3, "Sigle employé comme un nom", re.compile(""))
_BODY = signs.Sign("articled", 5, "Organisme public ou réseau", re.compile(""))
_LISTED = signs.Sign("listed", 4, "La phrase annonce des organisations", re.compile(""))
# Words that make statutes and policies, with or without capitals, and name nobody.
_FIELD = re.compile(
    r"(?:econom|social|solidair|activit|insert|emploi|cooperat|societe|chambre|consulair|conseil|"
    r"administr|product|travail|entrepris|territo|commerc|equitab|develop|durab|local|interet|"
    r"collecti|general|utilit|innovat|public|politi|departement|region|adapt|dispositi|accompagn)"
)
# Acronyms of public bodies and networks that texts also write as a word: « la Direccte ».
_BODIES = frozenset(("cress", "direccte", "dreets", "dreal", "adess", "ademe", "insee", "urssaf"))
_PLAIN = frozenset(("kind", "said", "label", "form", "address"))
_ANNOUNCING = frozenset(("kind", "listed", "label", "relation"))
_COMMON = signs.Sign("against-common", -4, "", re.compile(""))
_COMMON_WORDS = signs.Sign("against-common", -3, "", re.compile(""))
_PERSON = signs.Sign("against-person", -6, "", re.compile(""))
_OWN = signs.Sign("own", 1, "", re.compile(""))
_VETO = signs.Sign("against-all", -30, "", re.compile(""))
_NEVER = patterns.COMMON_WORDS | patterns.COMMON_FIRST | patterns.FOLDED_NOUNS


def mentions(
    blocks: Sequence[Block], taken: Sequence[Named], others: frozenset[str]
) -> Iterator[Named]:
    """Find the organisations that sentences name, besides those already `taken`.

    `others` are what the page spells out as something else (comparable words and acronyms).
    """
    small = small_words(blocks)
    known = {comparable(named.name) for named in taken}
    held: dict[int, list[Named]] = {}
    for named in taken:
        held.setdefault(id(named.block), []).append(named)
    weighed: dict[str, _Weighed] = {}
    groups: dict[int, list[str]] = {}
    for mention in spans(blocks, held, small):
        key = comparable(mention.name)
        groups.setdefault(mention.group, []).append(key)
        if len(key) > 1 and key not in others:
            weighed.setdefault(key, _Weighed()).mentions.append(mention)
    domains = _domains(blocks)
    for key, one in weighed.items():
        _weigh(key, one, small, domains)
    _lend(groups, weighed, known)
    for key, one in weighed.items():
        if one.weight >= _ENOUGH and key not in known:
            best = one.mentions[0]
            form = next((found for found in map(_form, one.mentions) if found), "")
            yield Named(best.name, best.block, best.first, best.last, one.reason, form)


def _form(mention: Mention) -> str:
    """Return the legal form that the word just before a name gives."""
    kind = _KIND_BEFORE.search(mention.before)
    form = legal_form(kind[0]) if kind else None
    return form.value if form else ""


def _domains(blocks: Iterable[Block]) -> frozenset[str]:
    """Return the names of the sites and mail servers that a document gives."""
    found: set[str] = set()
    for block in blocks:
        urls = [url for _, _, url in block.links] + re.findall(r"https?://[^\s/)]+", block.text)
        hosts = {
            urlsplit(url).hostname or ""
            for url in urls
            if url.startswith("http") and "[" not in url
        }
        hosts.update(re.findall(r"(?<=@)[\w.-]+|(?<=www\.)[\w.-]+", block.text))
        for host in hosts:
            parts = host.lower().removeprefix("www.").split(".")
            names = [name for part in parts[:-1] for name in (part, *part.split("-"))]
            found.update(comparable(name) for name in names if len(name) > 3)
    return frozenset(found)


def _weigh(key: str, one: _Weighed, small: frozenset[str], domains: frozenset[str]) -> None:
    name = one.mentions[0].name
    for sign in signs.SHAPES:
        if sign.pattern.search(name):
            one.found[sign.name] = sign
    for mention in one.mentions[:_MOST_PLACES]:
        for sign in signs.BEFORE:
            if sign.name not in one.found and sign.pattern.search(mention.before):
                one.found[sign.name] = sign
        for sign in signs.AFTER:
            if sign.name not in one.found and sign.pattern.match(mention.after):
                one.found[sign.name] = sign
        if _LISTED.name not in one.found and _INTRODUCED.search(mention.before):
            one.found[_LISTED.name] = _LISTED
        if _ACRONYM.fullmatch(name.split()[0]) and re.search(
            r"(?:^|\b)(?:l|la|le|du|au)$", mention.before
        ):
            one.found.setdefault(_ARTICLED.name, _ARTICLED)
    if key in _BODIES and name[0].isupper():
        one.found[_ARTICLED.name] = _BODY
    if len(key) > 3 and key in domains:
        one.found[_SITE.name] = _SITE
    for against in _against(name, one, small):
        one.found[against.name] = against
    one.weight = sum(sign.weight for sign in one.found.values())


def _against(name: str, one: _Weighed, small: frozenset[str]) -> Iterator[signs.Sign]:
    plain = without_article(name)
    folded = fold(plain)
    bare = [word for word in folded.split() if word not in SMALL]
    upper = plain.upper()
    if (
        not bare
        or folded.removesuffix(".fr") in PLACES
        or patterns.MONTH.search(folded)
        or upper in patterns.JARGON
        or upper.rstrip("S") in patterns.JARGON
        or (not plain.isupper() and all(_never(word) for word in bare))
        or (bare == folded.split() and _only_of_the_field(bare, small))
        or len(folded.split()) > 9
    ):
        yield _VETO
    if is_person(plain) and not one.found.keys() & {"kind", "label", "tail"}:
        yield _PERSON
    common = [word for word in bare if is_common_word(word, small)]
    acronym = plain.isupper() and len(bare) == 1 and bare[0] not in COMMON
    if acronym or any(mention.quoted for mention in one.mentions):
        return
    if len(common) == len(bare) and not _BODIES.intersection(bare[:1]):
        field = all(_FIELD.match(word) for word in bare)
        plainly = len(bare) > 1 and not field and one.found.keys() & _PLAIN
        if not (plainly or any(_used_as_a_name(mention) for mention in one.mentions)):
            yield _COMMON if len(bare) == 1 else _COMMON_WORDS
    else:
        yield _OWN


def _only_of_the_field(bare: Sequence[str], small: frozenset[str]) -> bool:
    """Tell whether words are common ones of the field: « Commerce », « ESS Dispositifs »."""
    if len(bare) == 1:
        return bool(_FIELD.match(bare[0])) and bare[0] in small
    others = [word for word in bare if word.upper() not in patterns.JARGON]
    if len(others) == len(bare) or " ".join(others) in PLACES:  # « IAE Grand Est »
        return False
    return all(is_common_word(word, small) for word in others)


def _never(word: str) -> bool:
    if word in _BODIES:
        return False
    return word in _NEVER or word.removesuffix("s") in _NEVER


def _used_as_a_name(mention: Mention) -> bool:
    """Tell whether a name stands where a common noun would need an article, or keeps its own."""
    if mention.opens:
        return False
    if re.match(r"(?:Les?|La|L['’])\s?[A-ZÉ]", mention.name):
        return True
    several = " " in mention.name
    return bool(
        re.search(
            r"\b(?:avec|par|chez|via)$" + (r"|\b(?:de|d)$" if several else ""), mention.before
        )
    )


def _lend(groups: dict[int, list[str]], weighed: dict[str, _Weighed], known: set[str]) -> None:
    """Let names that are surely organisations vouch for those enumerated with them."""
    sure = known | {
        key
        for key, one in weighed.items()
        if one.weight >= _STRONG or (one.weight > 0 and one.found.keys() & _ANNOUNCING)
    }
    for keys in groups.values():
        if len(keys) < 2 or not sure & set(keys) or _hold_a_place(keys, weighed):
            continue
        for key in keys:
            if key in weighed and _BESIDE.name not in weighed[key].found:
                weighed[key].found[_BESIDE.name] = _BESIDE
                weighed[key].weight += _BESIDE.weight


def _hold_a_place(keys: Iterable[str], weighed: dict[str, _Weighed]) -> bool:
    found = (weighed[key].mentions[0].name for key in keys if key in weighed)
    return any(fold(without_article(name)) in PLACES for name in found)
