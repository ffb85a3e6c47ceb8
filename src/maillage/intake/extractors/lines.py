"""Names that fill a line: behind a label, in a list that a title or a sentence announces."""

import re
from collections.abc import Iterator, Sequence

from maillage.kernel.text import fold

from ..documents import Block, BlockKind
from .known import PLACES, is_person
from .named import Named
from .names import proper_name

_PRIZE = re.compile(
    r"^\W*(?:le |la |les )?(?:\d\w* )?(?:grands? )?(?:prix|trophees?|laureate?s?|mention|medaille|"
    r"coup de coeur|premier prix|finalistes?)\b[^:]{0,80}:\s*"
)
_LABEL = re.compile(
    r"^\W*(?:structures?|associations?|organismes?(?: \w+)?|porteur(?: du projet)?|entreprises?|"
    r"operateur|employeur|cooperative|raison sociale|nom de la structure|"
    r"beneficiaire)(?:\(s\))?\s*:\s*"
)
_RANKED = re.compile(
    r"^\W*(?:le |la |les )?(?:\d+ ?\w{0,3} )?(?:grand )?(?:prix|trophee|mention|medaille|laureate?|"
    r"coup de coeur)\b[^:.]{0,60}$"
)
_SITED = re.compile(r"^(?P<name>[^/.:;\n]{2,60}?)\s/\s(?P<place>[^/.:;\n]{2,40})$")
_NAME = re.compile(
    r"(?P<name>(?:[^.;:,()|]|\.(?=\w)){2,60}?)(?=\s*(?:[;:,()|]|\.(?!\w)|\s[–—-]\s|$))"
)
_ANNOUNCED = re.compile(
    r"\b(?:associations|associatif|structures|partenaires?|membres|adherents|societaires|reseaux|"
    r"acteurs|cooperatives|entreprises|laureats?|organisations|organismes|incubateurs|collectifs|"
    r"fondateurs|fondations|mutuelles|financeurs|signataires|tiers lieux|ressourceries|recycleries|"
    r"epiceries|couveuses|federations|exposants|operateurs|employeurs|annuaire)\b"
)
_WINNERS = re.compile(
    r"\b(?:laureate?s|finalistes|nommes|nomines|prime(?:e)?s|palmares|gagnants)\b"
)
_LONGEST = 7  # words of a name in a list
_LEAST = 3  # items of a list
_SHARE = 0.7  # of its items that must look like names


def lines(blocks: Sequence[Block]) -> Iterator[Named]:
    """Find the names that fill a line of a document."""
    ranked = False
    for block in blocks:
        yield from _labelled(block)
        first = 0
        for line in block.text.split("\n"):
            yield from _alone(block, line, first, ranked=ranked)
            ranked = bool(line.strip()) and _RANKED.match(fold(line)) is not None
            first += len(line) + 1
    yield from _winners(blocks)
    for intro, items in _lists(blocks):
        said = fold(intro)[-160:]
        names = [(block, name) for block in items for name in _of_item(block)]
        if _ANNOUNCED.search(said) and len(names) >= max(_LEAST, _SHARE * len(items)):
            for block, (first, last) in names:
                reason = "Nom dans une liste qui annonce des organisations"
                yield Named(block.text[first:last], block, first, last, reason)


def _labelled(block: Block) -> Iterator[Named]:
    """« Lauréat : Le Pas », « Trophée « Emploi » : Le Pas. Atelier… », « Structure : Le Pas »."""
    head, colon, _ = block.text.rpartition(" : ") if " : " in block.text else ("", "", "")
    head, colon, _ = (head, colon, "") if colon else block.text.partition(":")
    label = f"{fold(head)}:" if len(head) <= 100 and colon else ""
    if not (_PRIZE.fullmatch(label) or _LABEL.fullmatch(label)):
        return
    first = len(head) + len(colon)
    rest = re.sub(r"^\s*«?\s*", "", block.text[first:])
    first = len(block.text) - len(rest)
    end = re.search(r"[.;,(»\n]|\s:|$", rest)
    name = rest[: end.start() if end else None].strip()
    if proper_name(name) and len(name.split()) <= _LONGEST and not is_person(name):
        reason = "Le mot devant les deux points dit ce que c’est"
        yield Named(name, block, first, first + len(name), reason)


def _winners(blocks: Sequence[Block]) -> Iterator[Named]:
    """Titles below one that announces winners, where every word that counts has its capital."""
    announced = False
    for block in blocks:
        if block.kind is not BlockKind.HEADING:
            continue
        name = block.text.strip()
        words = [word for word in name.split() if len(word) > 3]
        proper = bool(words) and all(
            word[:1].isupper() or "’" in word or "'" in word for word in words
        )
        below = announced or bool(block.path and _WINNERS.search(fold(block.path[-1])))
        if below and proper and len(name.split()) <= _LONGEST and not _WINNERS.search(fold(name)):
            if not is_person(name) and not re.search(r"[:?!]", name):
                yield Named(name, block, 0, len(name), "Titre sous l’annonce de lauréats")
        else:
            announced = bool(_WINNERS.search(fold(name)))


def _alone(block: Block, line: str, first: int, *, ranked: bool) -> Iterator[Named]:
    """« Le Pas / Gironde », and the line below « 2e prix – 5 000 € »."""
    sited = _SITED.match(line)
    in_a_place = sited is not None and fold(sited["place"]).strip() in PLACES
    if not (ranked or in_a_place):
        return
    name = re.split(r"\s[/–—-]\s|[.:;,(»]", line.strip("« "))[0].strip()
    if proper_name(name) and 0 < len(name.split()) <= _LONGEST and not is_person(name):
        start = first + line.index(name)
        reason = "Nom et lieu sur une ligne" if in_a_place else "Ligne sous un prix"
        yield Named(name, block, start, start + len(name), reason)


def _lists(blocks: Sequence[Block]) -> Iterator[tuple[str, list[Block]]]:
    """Return the items of each list, with the sentence or the title that announces it."""
    intro: str = ""
    items: list[Block] = []
    for block in blocks:
        if block.kind is BlockKind.ITEM and (not items or block.level == items[0].level):
            items.append(block)
            continue
        if items:
            yield intro, items
            items = []
        intro = block.text if block.text.rstrip().endswith(":") or not block.path else ""
        intro = intro or (block.text if block.kind is BlockKind.HEADING else "")
    if items:
        yield intro, items


def _of_item(block: Block) -> Iterator[tuple[int, int]]:
    match = _NAME.match(block.text)
    if not match or not proper_name(match["name"]):
        return
    name = match["name"].strip()
    words = name.split()
    sentence = len(words) > _LONGEST or (
        len(words) > 3 and sum(word[0].isupper() for word in words) < 2
    )
    if not sentence and not is_person(name) and not re.search(r"\d{3}|[?!@]", name):
        yield match.start("name"), match.start("name") + len(name)
