"""Organisations that sentences and titles name, by the words that say that they are one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from maillage.kernel.text import fold

from ..candidates import Candidate, CandidateType, Draft, Value
from ..documents import Block, BlockKind, Document
from .acronyms import expansions, loose_expansions
from .fields import legal_form
from .names import comparable, proper_name
from .places import places_in
from .words import ORGANISATION_NOUNS, SMALL_WORDS, without_article

_EXTRACTOR = "organisations"
_NOUNS = sorted(set(ORGANISATION_NOUNS), key=len, reverse=True)
_FOLDED_NOUNS = frozenset(map(fold, _NOUNS))
_CAPITAL = r"[A-ZÉÈÀÂÎÔÇŒ]"
_TOKEN = rf"(?:{_CAPITAL}[\w-]*(?:['’]{_CAPITAL}?[\w-]+)?(?:\[\w+\])?(?:\.\w{{2,4}}\b)?)"
_LINK = (
    r"(?:de\s+la\s+|de\s+l['’]\s*|de\s+|du\s+|des\s+|d['’]\s*|et\s+(?:d['’])?|&\s+|en\s+|"
    r"par\s+(?:la\s+|le\s+|l['’])|pour\s+(?:la\s+|le\s+|les\s+|l['’]|une?\s+)?|à\s+(?:la\s+|l['’])?|aux?\s+|sur\s+|l['’]|la\s+|le\s+|les\s+)"
)
_ADJECTIVE = (
    r"(?:(?:r[ée]gional|d[ée]partemental|national|municipal|local|f[ée]d[ée]ral|mutuel|urbain|populaire|fran[çc]ais|"
    r"europ[ée]en|solidaire|coop[ée]rati|mutualiste|citoyen|m[ée]tropolitain|intercommunal|central|interprofessionnel|"
    r"social|paysan)\w*\s+)"
)
_NUMBERED = r"(?:\s\d{1,2}[A-Z]?(?=[\s.;:)]|$)(?!\s+(?:ans|mois|jours|%|€)))?"
_FIRST_LINK = _LINK.replace("et\\s+(?:d['’])?|", "").replace("à\\s+(?:la\\s+|l['’])?|aux?\\s+|", "")
# After « et », a noun that heads a name begins another one.
_PROPER = rf"{_TOKEN}(?:(?:\s+|\s+(?!et\s+(?:d['’])?(?i:{'|'.join(map(re.escape, _NOUNS))})\b){_LINK}){_TOKEN}){{0,8}}{_NUMBERED}"
_HEADED = re.compile(
    rf"(?<![\w-])(?P<name>(?:(?i:{'|'.join(map(re.escape, _NOUNS))}))(?P<s>s?)\s+{_ADJECTIVE}?{_FIRST_LINK}?(?P<proper>{_PROPER}))"
)
_DIRECT = frozenset(  # nouns whose name follows at once: « l’association Le Pas »
    "association coopérative fédération fondation collectif groupe réseau mouvement mutuelle couveuse club "
    "ressourcerie recyclerie scop scic cress entreprise société incubateur syndicat librairie "
    "tiers-lieu amap régie union agence épicerie ferme brasserie plateforme crèche café".split()
)
_OF_A_PLACE = frozenset("mairie université ccas cress chambre urscop mission locale office".split())
_SUBJECT = re.compile(
    rf"(?:^|(?<=[.!?»]\s)|(?<=\n))(?:(?:Le|La|Les|L['’])\s?)?(?P<name>{_PROPER})(?:\s*\([^)]{{2,30}}\))?"
    rf"(?:,[^,.]{{3,60}},)?\s+(?:est|était)\s+(?:une?|le|la|l['’])\s*(?:[\w’'-]+\s+){{0,4}}?"
    rf"(?i:{'|'.join(map(re.escape, _NOUNS))}|organisme|structure|ong|think tank|acteur|filiale|fonds)\b"
)
_AGENT = re.compile(
    rf"(?:l['’]|\bla |\ble |\bles |\bun |\bune )?(?i:{'|'.join(map(re.escape, _NOUNS))})\s+(?:«\s?(?P<name>[^»]{{2,50}}?)\s?»)"
)
_GENERIC = re.compile(
    r"(?:association(?:s)? (?:intermediaires?|loi|reconnue)|entreprises? (?:adaptees?|d insertion|de travail|sociales?|solidaires?)|"
    r"ateliers?(?: et)? chantiers?|societes? cooperatives?(?: et participatives?| d interet collectif| de production)?|"
    r"cooperatives? d activites?(?: et d emplois?)?|economie|fonds de dotation|conseil (?:departemental|regional|municipal)|"
    r"(?:chambres?|union) (?:regionales?|departementales?|nationales?|consulaires?)|groupe|reseau(?:x)?|centre ville|"
    r"communaute(?:s)? (?:d agglomeration|urbaine|de communes)|region|ville|commune|departement|metropole|mairie|"
    r"maison|ecole|poles? territori\w+(?: de cooperation economique)?(?: de l ess)?|poles? (?:ess|de l ess)|entreprise ess|club ess|"
    r"region(?:s)? en|ville (?:durable|solidaire)|centre|comite|societe|caisse|credit|institut|universite|union|banque|"
    r"union europeenne|ess|(?:departement|ville|region) (?:et|de la ville|de l ess))"
)
_HEAD = re.compile(rf"(?<![\w-])(?i:{'|'.join(map(re.escape, _NOUNS))})\b")
_LAST = re.compile(rf"(?:\s+(?:{_LINK})|\s+(?:ESS|Tél|Fax|Plus|Pour|Depuis|En|Le|La|Les|Elle|Il))+$")
_CATEGORY = re.compile(
    r"(?:associations? intermediaires?|entreprises? (?:adaptee|d insertion|de travail)|ateliers?(?: et)? chantiers?|"
    r"societes? cooperatives?|cooperatives? (?:d activites?|de production|d interet)|maisons? (?:de|des) (?:services|sante)|centres? (?:social|ville))"
)
_DIRECT_FOLDED = frozenset(fold(noun) for noun in _DIRECT)
_SMALL_TAIL = re.compile(
    rf"\s+(?:du|des|de\s+la|de\s+l['’])\s?[a-zéèêàçîïôû]+(?:\s+{_CAPITAL}\w+)*(?=[,.;:)]|\s+et\s|\s*$)|\s+[a-zéèêàçîïôû]+\s+{_CAPITAL}\w+(?=[,.;:)]|\s+et\s|\s*$|\s+[a-z])"
)
_OWNER_LABEL = re.compile(
    r"^\W*(?:(?:pour )?(?:en savoir \+?|plus)(?: d['’ ]?)?(?:infos?|informations?|renseignements?)?|contacts?|renseignements?|infos?|"
    r"informations?|adresse|coordonn[ée]es|inscriptions?)[^:]{0,25}:\s*",
    re.IGNORECASE,
)


_ARTICLED = r"(?:l['’]\s?|la\s+|le\s+|les\s+)?"
_WITH = re.compile(
    r"(?:\b(?:partenariat|convention|coop[ée]ration|collaboration|lien|concert\w*|appui|soutien|concours)"
    r"(?:\s+\w+){0,3}?\s+(?:avec\s+|de\s+|d['’]\s?|du\s+)|\bcoordination\s+d['’]|\bb[ée]n[ée]fice\s+d['’]|"
    r"\b[Mm]embre(?:\s+(?:fondateur|actif|du CA|et|du conseil))*\s+(?:de\s+|d['’]\s?|du\s+)|"
    r"\b(?:port[ée]e?s?|cr[ée]{2}e?s?|lanc[ée]e?s?|fond[ée]e?s?|g[ée]r[ée]e?s?|publi[ée]e?s?|anim[ée]e?s?|soutenue?s?)\s+(?:en\s+\d{4}\s+)?par\s+)"
    rf"{_ARTICLED}(?P<name>{_PROPER})"
)
_APPOSED = re.compile(
    rf"(?P<name>{_PROPER})\s*,?\s+(?:une?\s+|le\s+|la\s+)?(?:entreprise|fonds de dotation|association|coop[ée]rative|"
    r"ressourcerie|recyclerie|scop|scic|SCOP|SCIC|mutuelle|fondation|f[ée]d[ée]ration|collectif|incubateur|couveuse|tiers-lieu|"
    r"espace de coworking|maison d['’][ée]dition|agence|ONG|startup|start-up)\b"
)
_ACRONYM = re.compile(r"(?<!\()(?:\bl['’]|\b[lL]a\s|\b[lL]e\s|\bdu\s|\bau\s)(?P<name>[A-ZÉ]{4,9}(?:-[A-ZÉ]+)?)(?![\w’'/.-]|\s+[A-ZÉ])")
_ITEM = rf"(?:le\s+|la\s+|les\s+|l['’])?(?P<name>{_TOKEN}(?:(?:\s+|\s+(?!et\s){_LINK}){_TOKEN}){{0,6}}{_NUMBERED})"
_ENUMERATED = re.compile(_ITEM)
_PLAIN_ITEM = _ITEM.replace("?P<name>", "?:")
_ENUMERATION = re.compile(rf"{_PLAIN_ITEM}(?:\s*,\s+{_PLAIN_ITEM})*(?:\s+(?:et|ou)\s+{_PLAIN_ITEM})?")
# Nouns that end a name: « Harmonie Mutuelle », « Sud Insertion ».
_TAILED = re.compile(
    rf"(?<![.!?•]\s)(?<!^)(?P<name>(?:{_CAPITAL}[\w-]+\s){{1,3}}(?:Mutuelle|Insertion|Diffusion|Services|[ÉE]ditions|Conseil|"
    r"Solidarit[ée]s?|D[ée]veloppement|Habitat|Initiatives?|Active|Coop|Formation|Logement|Environnement))"
    r"(?![\w-]|\s+[A-ZÉ])"
)
_SUBJECTS = re.compile(
    rf"(?P<names>{_PLAIN_ITEM}(?:\s*,\s+{_PLAIN_ITEM})*\s+et\s+{_PLAIN_ITEM})\s+sont\s+(?:des|deux|trois|les)\s+(?:\w+\s+)?"
    rf"(?i:{'|'.join(map(re.escape, _NOUNS))}|espace|structure|acteur|lieu|organisme)[sx]?\b"
)
_BESIDE = (
    (_TAILED, "Nom qui finit par ce que fait l’organisation"),
    (_APPOSED, "Nom suivi de ce qu’est l’organisation"),
    (_WITH, "Nom après un partenariat, une création ou une adhésion"),
    (_ACRONYM, "Sigle employé comme un nom"),
)
_COMMON_WORDS = frozenset(
    "collectivite etat pole societe prefecture lorsqu master ministere maire president territoire projet elu "
    "comite axe loi gouvernement parlement acteur structure partenaire cela voici france internet".split()
)
_MONTH = re.compile(r"\b(?:mois|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)\b")
# Acronyms of the field that name no organisation: statutes, schemes, policies, papers.
_JARGON = frozenset(
    "ESS SCOP SCOPS SCIC SCICS CAE SIAE IAE PTCE RSE DLA RSA QPV AAP SRDEII PAT TPE PME CDI CDD ETP PIB TIC SPASER "
    "EPCI PLIE ESUS ESAT TDCE EHPAD AMAP CPER FEDER FSE CUMA SARL SIRET SIREN COVID SDGS ODD AGEC ALUR NOTRE RGPD "
    "ASBL TVA EURL SEL OGM CESU CAPE ADSL CIFRE BAFA SMIC CITP TZCLD FONJEP CAF CNC CSE DRH BIO BTP NTIC UE ONG ETI EA ETTI ACI CIP PDF URL RSS DVD CD SMS LGBT BD VAE HLM CHRS PMR PLU CPE CREDIT ZRR PDI TERRITOIRE MOIS".split()
)


def _opens(text: str, place: int) -> bool:
    """Tell whether a sentence begins at a place, so that its capital says nothing."""
    return place == 0 or bool(re.search(r"[.!?:•\n]\s*$", text[:place]))


def _may_be_a_name(name: str) -> bool:
    """Tell whether words that nothing but their place names may be a name."""
    folded = fold(without_article(name))
    single = len(folded.split()) == 1
    common = folded.removesuffix("s") in _FOLDED_NOUNS | _COMMON_WORDS or folded in _FOLDED_NOUNS
    return (
        len(name) > 2
        and not _is_common(name)
        and not _is_jargon(name)
        and not _MONTH.search(folded)
        and not (single and (common or "'" in name or "’" in name))
        and folded.split()[0] not in _COMMON_WORDS | {"a"}
    )


def _is_jargon(name: str) -> bool:
    return name.upper().rstrip("S") in _JARGON or name.upper() in _JARGON


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
    for field, value in (("name", named.name), ("acronym", named.acronym), ("legal_form", named.form)):
        held = Value.of(
            value, named.block, reason=named.reason, extractor=_EXTRACTOR, start=named.first, end=named.last
        )
        draft.add(field, held)
    return draft.candidate()


def owner_before(block: Block, place: int, start: int) -> Named | None:
    """Return the organisation named just before a contact: « Le Pas, 3 rue… »."""
    words = block.text[start:place]
    label = _OWNER_LABEL.match(words)
    offset = start + (label.end() if label else 0)
    words = block.text[offset:place]
    words = re.sub(r"(?:[\s,;:–—(-]|t[ée]l\w*\.?|fax|mail|e-mail|courriel|adresse|email)+$", "", words, flags=re.IGNORECASE)
    lead = re.match(r"^(?:[\s,;.–-]|et\s)+", words)
    offset += lead.end() if lead else 0
    words = words[lead.end() if lead else 0 :]
    # After a label anything capitalised is the owner; else it must fill the beginning of the line.
    if not (3 <= len(words) <= 60) or not proper_name(words) or re.search(r"[.:!?\d,]", words):
        return None
    return Named(_clean(words), block, offset, offset + len(words), "Nom devant une adresse ou un téléphone")


def _spelt(document: Document) -> Iterator[Named]:
    for one in (*expansions(document), *loose_expansions(document, _HEAD)):
        starts = _HEAD.match(one.words)
        if starts and not _is_category(one.words, one.block.text[: one.first]):
            reason = "Nom d’organisation suivi de son sigle"
            yield Named(_clean(one.words), one.block, one.first, one.last, reason, acronym=one.acronym)


def _is_category(words: str, before: str) -> bool:
    plural = re.match(r"\w+s\b", words) and not re.match(r"(?i:cigales|restos)", words)
    several = re.search(r"\b(?:les|des|ces|une?|aux|dix|\d+)\s+$", before, re.IGNORECASE)
    return bool(plural or several or _GENERIC.fullmatch(fold(words)) or _CATEGORY.match(fold(words)))


def _in_text(block: Block, spelt: list[Named], terms: frozenset[str]) -> Iterator[Named]:
    text = block.text
    taken = [(one.first, one.last) for one in spelt if one.block.line == block.line]
    for named in _all_headed(block):
        if not any(a <= named.first < b for a, b in taken):
            taken.append((named.first, named.last))
            yield named
    for match in _SUBJECTS.finditer(text):
        for one in _ENUMERATED.finditer(match["names"]):
            first = match.start() + one.start("name")
            if _may_be_a_name(one["name"]):
                taken.append((first, first + len(one["name"])))
                reason = "La phrase dit que ce sont des organisations"
                yield Named(_clean(one["name"]), block, first, first + len(one["name"]), reason)
    for pattern, reason in _BESIDE:
        for match in pattern.finditer(text):
            first = match.start("name")
            name = _clean(match["name"] + ("" if pattern is _APPOSED else _small_tail(text[match.end() :])))
            if pattern is _APPOSED and _opens(text, first) and "," not in match[0]:
                continue  # « Soutenez une association »
            free = not any(a < first + len(name) and first < b for a, b in taken)
            if free and name not in terms and _may_be_a_name(name):
                taken.append((first, first + len(name)))
                yield Named(name, block, first, first + len(name), reason)
    for match in _AGENT.finditer(text):
        if proper_name(match["name"]):
            yield Named(match["name"], block, *match.span("name"), "Nom entre guillemets d’une organisation")
    for match in _SUBJECT.finditer(text):
        name = _clean(match["name"])
        first = match.start("name")
        if not any(a <= first < b for a, b in taken) and not _is_common(name):
            yield Named(name, block, first, first + len(name), "La phrase dit que c’est une organisation")


def _all_headed(block: Block) -> Iterator[Named]:
    place = 0
    while match := _HEADED.search(block.text, place):
        found = list(_several(block, match) if match["s"] else _headed(block, match))
        yield from found
        # What is no name may hold one: « Master Entreprises de l’Université de Lorraine ».
        place = match.end() if found else match.start("name") + len(match["name"].split()[0])


def _several(block: Block, match: re.Match[str]) -> Iterator[Named]:
    """« les associations Le Pas, La Main et L’Atelier »: each name of the enumeration."""
    noun = match["name"].split()[0]
    if fold(noun).removesuffix("s") not in _DIRECT_FOLDED or noun[0].isupper():
        return
    if match.start("proper") > match.start("name") + len(noun) + 1:
        return
    form = legal_form(noun)
    listed = _ENUMERATION.match(block.text, match.start("proper"))
    for one in _ENUMERATED.finditer(listed[0]) if listed else ():
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
        if _CATEGORY.match(fold(name)) or _is_category(name, before) or _says_nothing(proper):
            return
        code = form.value if form else ""
        start = match.start() - _led_by(before[-80:])
        name = block.text[start : match.start()] + name
        reason = "Nom d’organisation, en toutes lettres"
        yield Named(name, block, start, start + len(name), reason, code)
        return
    linked = match.start("proper") > match.start("name") + len(noun) + 1
    if singular not in (_OF_A_PLACE if linked else _DIRECT_FOLDED) or _is_common(proper):
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
    """Return the length of the capitalised words that stand before a noun: « Lorraine Mouvement »."""
    match = re.search(rf"(?<=[a-zéèà,]\s)(?:{_CAPITAL}[\w-]+\s)+$|(?<=[(,]\s)(?:{_CAPITAL}[\w-]+\s)+$", before)
    words = match[0].split() if match else []
    return 0 if not match or any(
        fold(word) in _COMMON_FIRST | SMALL_WORDS or _is_jargon(word) for word in words
    ) else len(match[0])


def _small_tail(after: str) -> str:
    """Return the small letters that end a name: « Artisans du monde », « Commerce équitable France »."""
    match = _SMALL_TAIL.match(after)
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
        said = kind and fold(kind[1]).split()[0] in _FOLDED_NOUNS and len(kind[1].split()) <= 3
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
    verb = r"\s+(?:est|porte|propose|accompagne|soutient|offre|forme|développe|intervient|fédère|permet|regroupe|représente|vous|se|facilite|a|réunit|met)\b"
    for match in re.finditer(rf"(?<![\w-]){pattern}(?![\w-])", text, re.IGNORECASE):
        before = text[: match.start()]
        inside = bool(re.search(r"[^\s.!?:«\n•]\s*(?:['’])?\s*$", before)) and not before.endswith("\n")
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
        or bool(_GENERIC.fullmatch(folded))
        or first in _COMMON_FIRST
        or folded in _COMMON_ALONE
        or bool(re.fullmatch(r"[a-z]{1,3}", folded) and not name.isupper())
    )


_COMMON_FIRST = frozenset(
    "ce cette ces il elle ils elles on nous vous economie insertion budget programme contact historique service "
    "preambule objectif objectifs contexte adresse region actualites agenda partenaires presentation missions mission "
    "financement accompagnement ressources guides monsieur madame mme ainsi depuis dans chiffres "
    "pour en avec chaque tous toutes plus attention axe loi".split()
)
_COMMON_ALONE = frozenset("ess national europe france etat nord sud est ouest".split())


def _clean(name: str) -> str:
    name = re.sub(r"\s+", " ", name).strip(" ,;:.–—-\u00a0«»\"")
    name = re.sub(r"^(?:CA|AG|Conseil d['’]administration) d(?:e |u |['’])", "", name)
    return _LAST.sub("", name).strip(" ,;:.–—-") if not name.isupper() else name
