"""Organisations that sentences and titles name, by the words that say that they are one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from maillage.kernel.text import fold

from ..candidates import Candidate
from ..documents import Block, BlockKind, Document
from . import patterns, signs
from .acronyms import Expansion, expansions, loose_expansions
from .entries import Entry
from .fields import legal_form
from .known import is_common
from .lines import lines
from .mentions import mentions
from .named import Named, candidate
from .names import comparable, proper_name
from .places import places_in
from .spans import TAIL
from .words import SMALL_WORDS, without_article


def _is_jargon(name: str) -> bool:
    return name.upper().rstrip("S") in patterns.JARGON or name.upper() in patterns.JARGON


def organisations(document: Document, listed: Sequence[Entry] = ()) -> Iterator[Candidate]:
    """Find the organisations that a document names outside its lists of links.

    `listed` are the entries of its plain lists: their names are read no further.
    """
    own = {id(one.named.block) for one in listed}
    blocks = [one for one in document.blocks if one.kind not in (BlockKind.CODE, BlockKind.ROW)]
    blocks = [_without_places(block, places) for block in blocks for places in (_spans(block),)]
    page = replace(document, blocks=tuple(blocks))
    expanded = list(expansions(page))
    spelt = list(_spelt(page, expanded))
    # An acronym that the page spells out as something else is not an organisation.
    others = {
        name
        for one in expanded
        if one.words[0].islower() or all(is_common(word) for word in one.words.split())
        for name in (one.acronym, one.words)
    } - {name for one in spelt for name in (one.acronym, one.name)}
    headed = [one for block in blocks if id(block) not in own for one in _in_text(block, spelt)]
    plain = [*(one.named for one in listed), *spelt, *headed, *lines(blocks), *_titles(blocks)]
    said = mentions(blocks, plain, frozenset(map(comparable, others)))
    for named in (*plain, *(one for one in said if not _is_part(one, expanded))):
        yield candidate(named)


def _is_part(named: Named, expanded: Sequence[Expansion]) -> bool:
    """Tell whether a name is only some of the words that an acronym stands for."""
    return any(
        one.block is named.block
        and one.first <= named.first < named.last <= one.last
        and named.last - named.first < one.last - one.first
        for one in expanded
    )


def _spans(block: Block) -> list[tuple[int, int]]:
    return [(one.first, one.last) for one in places_in([block])]


def _without_places(block: Block, spans: list[tuple[int, int]]) -> Block:
    """Return a block whose addresses are blank: « rue du Jardin des Plantes » names no garden."""
    text = block.text
    for first, last in spans:
        text = text[:first] + "\u0001" * (last - first) + text[last:]
    return replace(block, text=text) if spans else block


def owner_before(block: Block, place: int, start: int) -> Named | None:
    """Return the organisation named just before a contact: « Le Pas, 3 rue… »."""
    words = block.text[start:place]
    label = patterns.OWNER_LABEL.match(words)
    offset = start + (label.end() if label else 0)
    words = block.text[offset:place]
    words = re.sub(
        r"(?:[\s,;:–—(-]|t[ée]l\w*\.?|fax|mail|e-mail|courriel|adresse|email)+$",
        "",
        words,
        flags=re.IGNORECASE,
    )
    lead = re.match(r"^(?:[\s,;.–-]|et\s)+", words)
    offset += lead.end() if lead else 0
    words = words[lead.end() if lead else 0 :]
    # After a label anything capitalised is the owner; else it must fill the beginning of the line.
    if not (3 <= len(words) <= 60) or not proper_name(words) or re.search(r"[.:!?\d,]", words):
        return None
    return Named(
        _clean(words), block, offset, offset + len(words), "Nom devant une adresse ou un téléphone"
    )


def _spelt(document: Document, expanded: list[Expansion]) -> Iterator[Named]:
    for one in (*expanded, *loose_expansions(document, patterns.HEAD)):
        starts = patterns.HEAD.match(one.words)
        if starts and not _is_category(one.words, one.block.text[: one.first]):
            reason = "Nom d’organisation suivi de son sigle"
            yield Named(
                _clean(one.words), one.block, one.first, one.last, reason, acronym=one.acronym
            )


def _is_category(words: str, before: str) -> bool:
    plural = re.match(r"(?!Secours|Restos)\w+s\b", words)
    several = re.search(r"\b(?:les|des|ces|une?|aux|dix|\d+)\s+$", before, re.IGNORECASE)
    return bool(
        plural
        or several
        or patterns.GENERIC.fullmatch(fold(words))
        or patterns.CATEGORY.match(fold(words))
    )


def _in_text(block: Block, spelt: list[Named]) -> Iterator[Named]:
    taken = [(one.first, one.last) for one in spelt if one.block.line == block.line]
    for named in _all_headed(block):
        if not any(a <= named.first < b for a, b in taken):
            yield named


def _all_headed(block: Block) -> Iterator[Named]:
    phrased = list(_phrased(block))
    yield from phrased
    place = 0
    while match := patterns.HEADED.search(block.text, place):
        inside = any(one.first <= match.start() < one.last for one in phrased)
        found = [] if inside else list(_headed(block, match))
        yield from found
        # What is no name may hold one: « Entreprises de l’Université du Fleuve ».
        place = match.end() if found else match.start("name") + len(match["name"].split()[0])


def _phrased(block: Block) -> Iterator[Named]:
    """« la Maison des femmes de Rennes »: a capital, then small words."""
    place = 0
    while match := patterns.PHRASED.search(block.text, place):
        # « la Banque des territoires de la Caisse des dépôts »: two names.
        cut = _OF_ANOTHER.search(match["name"])
        whole_name = match["name"][: cut.start()] if cut else match["name"]
        place = match.start() + len(whole_name)
        name = _clean(whole_name)
        folded = fold(name)
        small = len(match["noun"]) < len(name) and name[len(match["noun"]) + 1 :][:1].islower()
        before = block.text[max(0, match.start() - 12) : match.start()]
        whole = block.kind is BlockKind.HEADING and match.span() == (0, len(block.text.strip()))
        capitals = sum(word[:1].isupper() for word in name.split())
        if (
            small
            and (patterns.BEFORE_PHRASED.search(before) or (whole and capitals > 1))
            and not patterns.GENERIC.fullmatch(folded)
            and not patterns.CATEGORY.match(folded)
            and not _is_category(name, before)
            and not patterns.OF_A_SCHEME.search(
                block.text[max(0, match.start() - 40) : match.start()]
            )
        ):
            form = legal_form(match["noun"])
            reason = "Nom d’organisation, en toutes lettres"
            first = match.start("name")
            code = form.value if form else ""
            yield Named(name, block, first, first + len(name), reason, code)


def _headed(block: Block, match: re.Match[str]) -> Iterator[Named]:
    whole, proper = match["name"], match["proper"]
    noun = whole.split()[0]
    before = block.text[: match.start()]
    if _APPOSED.search(before[-40:]):
        return  # « Le Pas – Monnaie locale du canton »: the name is before
    form = legal_form(noun)
    if noun[0].isupper():
        name = _clean(whole)
        if (
            patterns.CATEGORY.match(fold(name))
            or _is_category(name, before)
            or _says_nothing(proper)
        ):
            return
        code = form.value if form else ""
        lead = re.search(r"\b[Ff]ondation\s$", before[-12:])  # that word is part of the name
        start = match.start() - (len(lead[0]) if lead else _led_by(before[-80:]))
        last = match.start() + len(name)
        if re.match(r"Les?\s|La\s|L['’]", proper) and (tail := TAIL.match(block.text, last)):
            name += tail[0]  # « AMAP Les Jardins bio »
        name = block.text[start : match.start()] + name
        name = name[:1].upper() + name[1:]
        reason = "Nom d’organisation, en toutes lettres"
        yield Named(name, block, start, start + len(name), reason, code)
        return
    folded = fold(whole)
    kind = next((kind for kind in patterns.OF_A_PLACE if folded.startswith(f"{kind} ")), "")
    between = block.text[match.start("name") + len(kind) : match.start("proper")]
    several = re.search(r"\b(?:les|des|aux|ces|une|un|deux|trois)\s$", before)
    if not kind or several or _is_common(proper) or not re.search(r"\b(?:de|du|des|d)\b", between):
        return
    name = _clean(whole[:1].upper() + whole[1:])
    code = form.value if form else ""
    if len(name) > 1:
        start = match.start("name")
        yield Named(name, block, start, start + len(name), f"Nom après « {noun} »", code)


_APPOSED = re.compile(rf"{patterns.CAPITAL}[\w’'-]+\s[–—-]\s$")
_OF_ANOTHER = re.compile(rf"\sde\s(?:la\s|l['’])(?=(?:{patterns.CAPITAL_NOUN})\b)")


def _says_nothing(proper: str) -> bool:
    return len(proper.split()) < 3 and _is_common(proper)


def _led_by(before: str) -> int:
    """Return the length of the capitalised words before a noun: « Sud Initiative »."""
    match = re.search(
        rf"(?<=[a-zéèà,]\s)(?:{patterns.CAPITAL}[\w-]+\s)+$|"
        rf"(?<=[(,]\s)(?:{patterns.CAPITAL}[\w-]+\s)+$",
        before,
    )
    words = match[0].split() if match else []
    return (
        0
        if not match
        or any(
            fold(word) in patterns.COMMON_FIRST | SMALL_WORDS
            or _is_jargon(word)
            or signs.NO_HEADING.match(word)
            for word in words
        )
        else len(match[0])
    )


def _titles(blocks: list[Block]) -> Iterator[Named]:
    """Find titles that are a name: the text below uses it as one, in the middle of a sentence."""
    for index, block in enumerate(blocks):
        title = re.sub(r"\s*\([^)]*\)\s*$", "", block.text).strip()
        if block.kind is not BlockKind.HEADING or not 1 <= len(title.split()) <= 4:
            continue
        if signs.NO_HEADING.match(without_article(title)):
            continue
        if _is_common(title) or re.search(r"[:?!«»/]|\b\d", title) or not proper_name(title):
            continue
        below = _text_below(blocks, index)
        key = fold(title)
        kind = re.search(r"\(([^)]*)\)\s*$", block.text)
        said = (
            kind and fold(kind[1]).split()[0] in patterns.FOLDED_NOUNS and len(kind[1].split()) <= 3
        )
        if said or _used_as_a_name(key, below):
            yield Named(title, block, 0, len(title), "Titre, repris comme un nom dans le texte")


def _text_below(blocks: list[Block], index: int) -> str:
    held = []
    for block in blocks[index + 1 : index + 12]:
        if block.kind is BlockKind.HEADING:
            break
        if not block.links:
            held.append(block.text)
    return "\n".join(held)


def _used_as_a_name(key: str, text: str) -> bool:
    pattern = r"[\s'’-]+".join(map(re.escape, key.split()))
    verb = (
        r"\s+(?:est|porte|propose|accompagne|soutient|offre|forme|développe|intervient|fédère|"
        r"permet|regroupe|représente|vous|se|facilite|a|réunit|met)\b"
    )
    for match in re.finditer(rf"(?<![\w-]){pattern}(?![\w-])", text, re.IGNORECASE):
        before = text[: match.start()]
        inside = bool(re.search(r"[^\s.!?:«\n•]\s*(?:['’])?\s*$", before)) and not before.endswith(
            "\n"
        )
        if match[0][0].isupper() and (inside or re.match(verb, text[match.end() :])):
            return True
    return False


def _is_common(name: str) -> bool:
    """Tell whether words are a common noun or a category, not the name of one organisation."""
    folded = fold(name)
    first = folded.split()[0] if folded else ""
    return (
        not folded
        or len(comparable(name)) < 2
        or bool(patterns.GENERIC.fullmatch(folded))
        or first in patterns.COMMON_FIRST
        or folded in patterns.COMMON_ALONE
        or bool(re.fullmatch(r"[a-z]{1,2}", folded) and not name.isupper())
    )


def _clean(name: str) -> str:
    name = re.sub(r"\s+", " ", name).strip(' ,;:.–—-\u00a0«»"')
    name = re.sub(r"^(?:CA|AG|Conseil d['’]administration) d(?:e |u |['’])", "", name)
    return patterns.LAST.sub("", name).strip(" ,;:.–—-") if not name.isupper() else name
