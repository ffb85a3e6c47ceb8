"""Organisations that sentences and titles name, by the words that say that they are one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from maillage.kernel.text import fold

from ..candidates import Candidate, CandidateType, Draft, Value
from ..documents import Block, BlockKind, Document
from . import patterns
from .acronyms import expansions, loose_expansions
from .fields import legal_form
from .names import comparable, proper_name
from .places import places_in
from .words import SMALL_WORDS, without_article

_EXTRACTOR = "organisations"


def _opens(text: str, place: int) -> bool:
    """Tell whether a sentence begins at a place, so that its capital says nothing."""
    return place == 0 or bool(re.search(r"[.!?:•\n]\s*$", text[:place]))


def _may_be_a_name(name: str) -> bool:
    """Tell whether words that nothing but their place names may be a name."""
    folded = fold(without_article(name))
    single = len(folded.split()) == 1
    common = (
        folded.removesuffix("s") in patterns.FOLDED_NOUNS | patterns.COMMON_WORDS
        or folded in patterns.FOLDED_NOUNS
    )
    return (
        len(name) > 2
        and not _is_common(name)
        and not _is_jargon(name)
        and not patterns.MONTH.search(folded)
        and not (single and (common or "'" in name or "’" in name))
        and folded.split()[0] not in patterns.COMMON_WORDS | {"a"}
    )


def _is_jargon(name: str) -> bool:
    return name.upper().rstrip("S") in patterns.JARGON or name.upper() in patterns.JARGON


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation's name in a block."""

    name: str
    block: Block
    first: int
    last: int
    reason: str
    form: str = ""
    acronym: str = ""


def organisations(document: Document) -> Iterator[Candidate]:
    """Find the organisations that a document names outside its lists of links."""
    blocks = [one for one in document.blocks if one.kind not in (BlockKind.CODE, BlockKind.ROW)]
    blocks = [_without_places(block, places) for block in blocks for places in (_spans(block),)]
    spelt = list(_spelt(document))
    # An acronym that the page spells out as something else is not an organisation.
    others = {one.acronym for one in expansions(document)} - {one.acronym for one in spelt}
    inside = (one for block in blocks for one in _in_text(block, spelt, frozenset(others)))
    for named in (*spelt, *inside, *_titles(blocks)):
        yield candidate(named)


def _spans(block: Block) -> list[tuple[int, int]]:
    return [(one.first, one.last) for one in places_in([block])]


def _without_places(block: Block, spans: list[tuple[int, int]]) -> Block:
    """Return a block whose addresses are blank: « rue du Jardin des Plantes » names no garden."""
    text = block.text
    for first, last in spans:
        text = text[:first] + "\u0001" * (last - first) + text[last:]
    return replace(block, text=text) if spans else block


def candidate(named: Named) -> Candidate:
    """Return a name as the candidate of an organisation."""
    draft = Draft(CandidateType.ORGANISATION, named.block.line_at(named.first), named.block.path)
    for field, value in (
        ("name", named.name),
        ("acronym", named.acronym),
        ("legal_form", named.form),
    ):
        held = Value.of(
            value,
            named.block,
            reason=named.reason,
            extractor=_EXTRACTOR,
            start=named.first,
            end=named.last,
        )
        draft.add(field, held)
    return draft.candidate()


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


def _spelt(document: Document) -> Iterator[Named]:
    for one in (*expansions(document), *loose_expansions(document, patterns.HEAD)):
        starts = patterns.HEAD.match(one.words)
        if starts and not _is_category(one.words, one.block.text[: one.first]):
            reason = "Nom d’organisation suivi de son sigle"
            yield Named(
                _clean(one.words), one.block, one.first, one.last, reason, acronym=one.acronym
            )


def _is_category(words: str, before: str) -> bool:
    plural = re.match(r"\w+s\b", words)
    several = re.search(r"\b(?:les|des|ces|une?|aux|dix|\d+)\s+$", before, re.IGNORECASE)
    return bool(
        plural
        or several
        or patterns.GENERIC.fullmatch(fold(words))
        or patterns.CATEGORY.match(fold(words))
    )


def _in_text(block: Block, spelt: list[Named], terms: frozenset[str]) -> Iterator[Named]:
    text = block.text
    taken = [(one.first, one.last) for one in spelt if one.block.line == block.line]
    for named in _all_headed(block):
        if not any(a <= named.first < b for a, b in taken):
            taken.append((named.first, named.last))
            yield named
    for match in patterns.SUBJECTS.finditer(text):
        for one in patterns.ENUMERATED.finditer(match["names"]):
            first = match.start() + one.start("name")
            if _may_be_a_name(one["name"]):
                taken.append((first, first + len(one["name"])))
                reason = "La phrase dit que ce sont des organisations"
                yield Named(_clean(one["name"]), block, first, first + len(one["name"]), reason)
    for pattern, reason in patterns.BESIDE:
        for match in pattern.finditer(text):
            first = match.start("name")
            name = _clean(
                match["name"]
                + ("" if pattern is patterns.APPOSED else _small_tail(text[match.end() :]))
            )
            if pattern is patterns.APPOSED and _opens(text, first) and "," not in match[0]:
                continue  # « Soutenez une association »
            free = not any(a < first + len(name) and first < b for a, b in taken)
            if free and name not in terms and _may_be_a_name(name):
                taken.append((first, first + len(name)))
                yield Named(name, block, first, first + len(name), reason)
    for match in patterns.AGENT.finditer(text):
        if proper_name(match["name"]):
            yield Named(
                match["name"], block, *match.span("name"), "Nom entre guillemets d’une organisation"
            )
    for match in patterns.SUBJECT.finditer(text):
        name = _clean(match["name"])
        first = match.start("name")
        if not any(a <= first < b for a, b in taken) and not _is_common(name):
            yield Named(
                name, block, first, first + len(name), "La phrase dit que c’est une organisation"
            )


def _all_headed(block: Block) -> Iterator[Named]:
    place = 0
    while match := patterns.HEADED.search(block.text, place):
        found = list(_several(block, match) if match["s"] else _headed(block, match))
        yield from found
        # What is no name may hold one: « Entreprises de l’Université du Fleuve ».
        place = match.end() if found else match.start("name") + len(match["name"].split()[0])


def _several(block: Block, match: re.Match[str]) -> Iterator[Named]:
    """« les associations Le Pas, La Main et L’Atelier »: each name of the enumeration."""
    noun = match["name"].split()[0]
    if fold(noun).removesuffix("s") not in patterns.DIRECT_FOLDED or noun[0].isupper():
        return
    if match.start("proper") > match.start("name") + len(noun) + 1:
        return
    form = legal_form(noun)
    listed = patterns.ENUMERATION.match(block.text, match.start("proper"))
    for one in patterns.ENUMERATED.finditer(listed[0]) if listed else ():
        name = _clean(one["name"])
        first = match.start("proper") + one.start("name")
        if not _is_common(name):
            code = form.value if form else ""
            yield Named(name, block, first, first + len(name), f"Nom après « {noun} »", code)


def _headed(block: Block, match: re.Match[str]) -> Iterator[Named]:
    whole, proper = match["name"], match["proper"]
    noun = whole.split()[0]
    singular = fold(noun)
    before = block.text[: match.start()]
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
        start = match.start() - _led_by(before[-80:])
        name = block.text[start : match.start()] + name
        reason = "Nom d’organisation, en toutes lettres"
        yield Named(name, block, start, start + len(name), reason, code)
        return
    linked = match.start("proper") > match.start("name") + len(noun) + 1
    if singular not in (patterns.OF_A_PLACE if linked else patterns.DIRECT_FOLDED) or _is_common(
        proper
    ):
        return
    start = match.start("name") if linked else match.start("proper")
    tail = "" if linked else _small_tail(block.text[match.end() :])
    name = _clean((whole if linked else proper) + tail)
    code = form.value if form else ""
    if len(name) > 1:
        yield Named(name, block, start, start + len(name), f"Nom après « {noun} »", code)


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
            fold(word) in patterns.COMMON_FIRST | SMALL_WORDS or _is_jargon(word) for word in words
        )
        else len(match[0])
    )


def _small_tail(after: str) -> str:
    """Return the small letters that end a name: « Amis du fleuve », « Habitat partagé Sud »."""
    match = patterns.SMALL_TAIL.match(after)
    return match[0] if match else ""


def _titles(blocks: list[Block]) -> Iterator[Named]:
    """Find titles that are a name: the text below uses it as one, in the middle of a sentence."""
    for index, block in enumerate(blocks):
        title = re.sub(r"\s*\([^)]*\)\s*$", "", block.text).strip()
        if block.kind is not BlockKind.HEADING or not 1 <= len(title.split()) <= 4:
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
        or bool(re.fullmatch(r"[a-z]{1,3}", folded) and not name.isupper())
    )


def _clean(name: str) -> str:
    name = re.sub(r"\s+", " ", name).strip(' ,;:.–—-\u00a0«»"')
    name = re.sub(r"^(?:CA|AG|Conseil d['’]administration) d(?:e |u |['’])", "", name)
    return patterns.LAST.sub("", name).strip(" ,;:.–—-") if not name.isupper() else name
