"""People and their public functions: « Élue : Prénom Nom, vice-présidente », « NOM Prénom »."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from maillage.kernel.text import fold

from ..candidates import Candidate, CandidateType, Draft, Value
from ..documents import Block, BlockKind, Document
from .known import is_given

_EXTRACTOR = "people"
_FUNCTION = re.compile(
    r"\b(?:elue?s?|vice president\w*|president\w*|maire|adjointe?|conseill(?:er|ere)s?|delegue\w*|"
    r"direct(?:eur|rice)s?|chargee?s? d\w*|chef(?:fe)?s?|responsable|referente?s?|secretaire|"
    r"tresori(?:er|ere)|coordinat(?:eur|rice)|coordonnat(?:eur|rice)|animat(?:eur|rice)|gerante?|"
    r"administrat(?:eur|rice)|deputee?|senat(?:eur|rice)|ministre|fondat(?:eur|rice)|interlocut\w+|"
    r"assistante?|permanente?|agente?|technicien\w*|developpeu[rs]e?|representant\w*|contact|"
    r"redact\w+|bibliothecaire|libraire|enseignante?|cherch(?:eur|euse)|salariee?|benevole|"
    r"mediat(?:eur|rice)|formateur|formatrice|accompagnat(?:eur|rice)|service referent)\b"
)
_PART = r"(?:[A-ZÉÈÀÂÎÏÔÇË][\w’'é-]*[a-zéèêëïîôöüç][\w-]*|[A-ZÉÈÀÂÎÏÔÇË]{2,}(?:-[A-ZÉÈÀÂÎÏÔÇË]+)*)"
_NAME = (
    rf"{_PART}(?:\s+(?:de|du|des|d['’]|le|la|El|Ben|Van|van|von)(?:\s+la)?)?(?:\s+{_PART}){{1,3}}"
)
_LABELLED = re.compile(
    rf"^\W*(?P<function>[^:]{{3,110}}?)\s*:\s*(?P<names>{_NAME})(?P<rest>\s*(?:$|[,;(–-].*))"
)
_NAMED = re.compile(rf"^\W*(?P<names>{_NAME})\s*(?:[,:;]|\s[-–])\s*(?P<function>\S.*)$")
_CIVIL = re.compile(
    rf"\b(?:M\.|Mme|Mlle|Monsieur|Madame)\s+(?P<names>{_NAME}),\s+(?P<function>[^,.;:()]{{4,90}})"
)
# « Prénom Nom, présidente de… », « Prénom Nom (adjointe à…) » inside a sentence.
_INSIDE = re.compile(
    rf"(?<![\w-])(?P<names>{_NAME})\s?(?:,\s|\(|,?\s[–—-]\s)(?P<function>[^,.;:()–—]{{4,90}})"
)
# « la présidente du comité, Prénom Nom », « sa directrice Prénom Nom ».
_LED_BY = re.compile(
    rf"\b(?:la|le|sa|son|notre|leur)\s(?P<function>[a-zéè-]{{4,20}}"
    rf"(?:\s[^,.;:()]{{2,60}}?(?=,)|(?:\s[a-zà-ÿ’'-]+){{0,6}}?)),?\s"
    rf"(?P<names>{_NAME})(?=[,.;)»]|$|\s(?:a|est|s['’]\w+)\b)"
)
_ALONE = re.compile(rf"^(?:{_PART})(?:\s+{_PART}){{1,2}}$")
_TITLE = re.compile(r"^\W*titres?[^:]{0,20}:\s*(?P<words>.+)$", re.IGNORECASE)
_SERVICE = re.compile(r"^\W*(?:service|direction|p[ôo]le)\s*:\s*(?P<words>.+)$", re.IGNORECASE)
# What looks like two capitalised words and is no name of a person.
_NOT_A_PERSON = re.compile(
    r"\b(?:service|direction|mairie|ville|region|conseil|maison|hotel|centre|rue|place|france|ess|"
    r"economie|association|reseau|federation|fondation|pole|groupe|grand|pays|union|agence|"
    r"cooperative|club|comite|projet|appel|journee|mois|budget|site|page|programme|universite)\b"
)


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person in a block; `function` and `service` may be empty."""

    candidate: Candidate
    block: Block


def people(document: Document) -> Iterator[FoundPerson]:
    """Find the people named with a public function, or beside a telephone or an address."""
    blocks = [block for block in document.blocks if block.kind is not BlockKind.CODE]
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.ROW:
            continue
        yield from _with_function(blocks, index)
        if _is_alone(blocks, index):
            name = _civil(block.text.strip())
            yield FoundPerson(_candidate(block, name, "", "", "Nom seul parmi des contacts"), block)


def _with_function(blocks: list[Block], index: int) -> Iterator[FoundPerson]:
    block = blocks[index]
    text = re.sub(r"^(?:Contacte[zr]|Contact)\s+(?=[A-ZÉ])", "", block.text.strip())
    if len(text) > 260:
        text = ""
    match = _LABELLED.match(text)
    if match and _FUNCTION.search(fold(match["function"])):
        extra = match["rest"].strip(" ,;-–")
        own = extra if _FUNCTION.search(fold(extra)) else ""
        function = own or match["function"]
    elif (match := _NAMED.match(text)) and _FUNCTION.search(fold(match["function"][:60])):
        function = match["function"]
    else:
        for match in _CIVIL.finditer(block.text):
            if _FUNCTION.search(fold(match["function"])) and _is_name(match["names"]):
                found = _candidate(
                    block, _civil(match["names"]), match["function"], "", "Nom et fonction"
                )
                yield FoundPerson(found, block)
        for match in _LED_BY.finditer(block.text):
            words = match["function"].strip()
            if (
                _FUNCTION.match(fold(words))
                and is_given(match["names"])
                and _is_name(match["names"])
            ):
                found = _candidate(block, _civil(match["names"]), words, "", "Fonction et nom")
                yield FoundPerson(found, block)
        for match in _INSIDE.finditer(block.text):
            words = match["function"].strip()
            starts = _FUNCTION.match(fold(words))
            named = re.sub(r"^\w+ez\s", "", match["names"])  # « Contactez Prénom Nom »
            two = len(named.split()) == 2
            if starts and (two or is_given(named)) and _is_name(named):
                yield FoundPerson(
                    _candidate(block, _civil(named), words, "", "Nom et fonction"), block
                )
        return
    names = _split(match["names"], match["function"])
    titles, service = _below(blocks, index, len(names))
    for rank, name in enumerate(names):
        if _is_name(name):
            said = titles[rank] if rank < len(titles) else function
            yield FoundPerson(
                _candidate(block, _civil(name), said, service, "Nom et fonction"), block
            )


def _below(blocks: list[Block], index: int, people: int) -> tuple[list[str], str]:
    """Return the titles (one by person where they can be told apart) and the service below."""
    titles: list[str] = []
    service = ""
    for block in blocks[index + 1 : index + 3]:
        if match := _TITLE.match(block.text):
            titles = [match["words"].strip()]
            parts = re.split(
                r"\s+et\s+(?=\d|[a-zé]+(?:er|ère|eur|rice|ent|ente)\b)", match["words"]
            )
            if people > 1 and len(parts) == people:
                titles = [part.strip() for part in parts]
        elif match := _SERVICE.match(block.text):
            service = match["words"].strip()
        else:
            break
    return titles, service


def _split(names: str, label: str) -> list[str]:
    words = names.split()
    several = re.search(r"s$|-s\b|\(s\)", fold(label).replace(" ", "-")) is not None
    if several and len(words) == 4:
        return [" ".join(words[:2]), " ".join(words[2:])]
    return [names]


def _is_name(name: str) -> bool:
    folded = fold(name)
    return not _NOT_A_PERSON.search(folded) and not _FUNCTION.search(folded)


def _is_alone(blocks: list[Block], index: int) -> bool:
    """Tell whether a line holds only « NOM Prénom », a few lines above a way to reach them."""
    block = blocks[index]
    text = block.text.strip()
    if not _ALONE.match(text) or not _is_name(text) or len(text) > 40:
        return False
    # One word in capitals and one not: how directories write a name, and nothing else.
    capitals = [len(word) > 1 and word.isupper() for word in text.split()]
    if all(capitals) or not any(capitals):
        return False
    below = " ".join(
        one.text for one in blocks[index + 1 : index + 6] if one.line - block.line < 12
    )
    return bool(re.search(r"@|\d{2}([ .-]?\d{2}){4}", below))


def _civil(name: str) -> str:
    """Return « Prénom Nom »: « NOM Prénom » is turned round, capitals become small."""
    words = name.split()
    capitals = [word.isupper() and len(word) > 1 for word in words]
    if capitals[0] and not all(capitals):
        turn = next(i for i, capital in enumerate(capitals) if not capital)
        words = words[turn:] + words[:turn]
    return " ".join(
        "-".join(p.capitalize() for p in w.split("-")) if w.isupper() else w for w in words
    )


def _candidate(block: Block, name: str, function: str, service: str, reason: str) -> Candidate:
    draft = Draft(CandidateType.PERSON, block.line, block.path)
    for field, words in (("name", name), ("function", function), ("service", service)):
        held = Value.of(words.strip(" .;,"), block, reason=reason, extractor=_EXTRACTOR)
        draft.add(field, held)
    return draft.candidate()
