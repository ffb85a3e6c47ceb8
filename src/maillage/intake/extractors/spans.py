"""Capitalised names in sentences, with the words around them: what `mentions` weighs."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from maillage.kernel.text import fold

from ..documents import Block
from . import patterns, signs
from .known import COMMON, is_person
from .named import Named
from .words import SMALL_WORDS, folded_in_place

_REACH = 90  # signs read on either side of a name
_CAPITAL = r"[A-ZÉÈÀÂÎÔÇŒ]"
_TOKEN = (
    rf"(?!(?:[CDJLMNST]|Qu|Lorsqu|Jusqu)['’][a-zéèêà]){_CAPITAL}[\w-]*(?:(?:['’]{_CAPITAL}?|"
    rf"&)[\w-]+)*"
    r"(?:\[\w+\][\w-]*)?(?:\.[a-z]{2,4}\b)?"
)
_LINK = (
    r"(?:de\s+la\s+|de\s+l['’]|de\s+|du\s+|des\s+|d['’]|&\s+|pour\s+(?:la\s+|le\s+|les\s+|l['’])?|"
    r"la\s+|le\s+|les\s+|l['’])"
)
_SUITED = r"[a-zà-ÿ]+(?:aires?|ale?s?|aux|iques?|iennes?|iens?|ives?|euses?|oises?|anes?)"
_NAME = (
    rf"{_TOKEN}(?:\s(?:(?:{_SUITED}\s)?{_LINK})?{_TOKEN}){{0,7}}"
    r"(?:\smétropole\b)?(?:\s\d{1,2}[A-Z]?(?=[,.;)]|\s[a-z]|$)(?!\s(?:ans?|mois|jours)\b))?"
)
_SPAN = re.compile(
    rf"(?<![\w@/.#-])(?:[«“]\s?(?P<quoted>{_CAPITAL}[^»«“”\n]{{1,60}}?)\s?[»”]|(?P<name>{_NAME}))"
)
_BETWEEN = re.compile(
    r"\s*(?:,|/|\+|\bet\b|\bou\b|\bainsi\s+qu(?:e|['’]))\s*(?:et\s+|ou\s+|encore\s+|aussi\s+|"
    r"mais\s+aussi\s+|enfin\s+|avec\s+|par\s+|via\s+)*"
    r"(?:de\s+la\s+|de\s+l['’]|du\s+|de\s+|d['’]|des\s+)?(?:le\s+|la\s+|les\s+|l['’])?"
    r"(?:(?:association|groupe|r[ée]seau|coop[ée]rative|scop|collectif|mouvement)\s+)?\s*"
)
_KINDS = re.compile(r"s$")
_IN_PLACE = re.compile(rf"\s(?:de|à)\s{_CAPITAL}[\w-]+$")
_KIND = re.compile(rf"\b(?:{signs.KINDS})$")
_LONGEST_KIND = 32  # signs
_SOMEONE = re.compile(r"(\S+\s\S+)\spour\s(?:la\s|le\s|les\s|l['’])?")
# « Congrès de l’Union », « Prix du Pas »: what follows the word may be a name.
_PREFIXED = re.compile(rf"(?:{signs.NO_HEADING.pattern})\s+(?:{_LINK})(?={_CAPITAL})")
# « la recyclerie Un peu d’air, … »: what follows at once to a comma, unless it may be a verb.
_FREE = re.compile(
    r"(?:\s(?!(?:a|ont|est|sont|dans|pour|avec|depuis|afin|par|et|ou|lors|se|ne|y|vous|nous|ainsi|"
    r"qui|que|dont|où|mais|car)\b|\w*(?:ent|ait)\b)(?:[\w’'-]*[^\Wet]|le|les|de|tôt|"
    r"et)(?![\w’'-])){1,4}"
    r"(?=\s?(?:[,.;:)]|$|qui\b|dont\b))"
)
# « l’association Lire et Dire »: one name, where what it is is said in the singular.
_JOINED = re.compile(rf"\set\s{_NAME}(?=\s?(?:[,.;:)(]|$|qui\b|dont\b))")
_SINGLE = re.compile(
    r"(?:\bl|\bla|\ble|\bune?|\bcette)(?: \w+)? (?:association|cooperative|scop|scic|entreprise|"
    r"structure|federation|fondation|compagnie|librairie|epicerie)$"
)
_BARE = re.compile(r"\b(?:avec|par|chez|d|de)$")
_SENTENCE = re.compile(r"[.!?…;•|\n]\s|[\n•|]|^")
TAIL = re.compile(
    r"(?:\s+(?:de|du|des|d['’]|à|en|aux?|sur|sans|pour|qui)\s*(?:(?:la|le|les|deux|"
    r"trois)\s+)?[a-zà-ÿ]+|"
    r"\s+[a-zà-ÿ]+(?:eurs?|ifs?|ives?|iques?|aires?|els?|elles?|ales?|aux|euses?|iens?|iennes?|"
    r"és?|ées?|"
    r"ants?)|\s+(?:insertion|emploi|habitat|services?|initiatives?|formation|environnement|"
    r"logement|mobilité|culture|santé|jeunes|partage|entraide|recyclage|transition|énergie|bio|"
    r"solidaires?|citoyen(?:ne)?s?|partagée?s?|verte?s?|libres?|bleue?s?|rouges?|noire?s?|"
    r"blanc(?:he)?s?|commune?s?|urbaine?s?|locale?s?|paysan(?:ne)?s?))(?:\s+(?:d[eu]\s+|des\s+|"
    r"d['’])?[A-ZÉ]\w+)?"
    r"(?=\s*(?:[,.;:)(»]|$|[-–—]|\s(?:\w+ant|avec|pour|dans|afin|depuis|lance|vous|se|qui|que|"
    r"dont|où|a|ont|est|sont|et|propose\w*|"
    r"accueille|anime|gère|lance)\b))"
)
_PRONOUNS = frozenset(("on", "nous", "vous", "elle", "elles", "ils"))
_ARTICLES = frozenset(("le", "la", "les", "l", "un", "une", "au", "aux", "sur"))
SMALL = frozenset(map(fold, SMALL_WORDS)) | patterns.COMMON_FIRST | {"a", "y", "mon"}
# How a word that only begins its sentence often ends: adverbs, verbs, what is done.
_OPENERS = frozenset(
    """
    ainsi alors apres aujourd avant avec beaucoup car ceci cela celui celle cependant certains
    comme contre dans depuis deja derriere desormais donc durant enfin ensuite entre environ
    grace hier ici jusque lors lorsque maintenant malgre mais meme mieux moins neanmoins
    notamment notre nous outre par parce parfois parmi partout pendant peu plus plusieurs
    plutot pour pourquoi pourtant puis puisque quand quant que quel quelle quelles quels
    quelque quelques qui sans sauf selon seul si sous souvent suite sur surtout tandis tous
    tout toute toutefois toutes tres trop via voici voila votre vous chez premier premiere
    chaque chacun aucun aucune autre autres cote ces ses nos vos leur leurs mon ton son
    """.split()  # noqa: SIM905
)
_FIRST_WORD = re.compile(
    r"([^\W\d_]+)(?:-(?:vous|nous|moi|toi|tu|ils?|elles?|on|ce|t-(?:il|elle|on))\b|['’](?=\w))?"
)
_AFTER_FIRST = re.compile(rf"\s*(?:{_LINK})?")
_SUFFIX = re.compile(r"\w{3}(?:ment|ements|er|ir|ez|ons|tion|tions)$")


@dataclass(slots=True)
class Mention:
    """A name at one of its places."""

    block: Block
    first: int
    last: int
    name: str
    group: int
    before: str
    after: str
    opens: bool  # begins a sentence, so that its capital says nothing
    quoted: bool


def small_words(blocks: Iterable[Block]) -> frozenset[str]:
    """Return the words that a document writes with a small letter: they are common nouns."""
    found: set[str] = set()
    for block in blocks:
        found.update(re.findall(r"(?<![\w@./-])[a-zà-ÿœ]{2,}(?![\w@/-])", block.text))
    return frozenset(map(fold, found))


def _squeezed(words: str) -> str:
    return re.sub(r"\s+", " ", words) if "  " in words else words


def spans(
    blocks: Sequence[Block], held: Mapping[int, Sequence[Named]], small: frozenset[str]
) -> Iterator[Mention]:
    """Find the capitalised names of sentences; those in the same enumeration share a `group`.

    `held` are names already found, by the identity of their block; `small` are common words.
    """
    group = 0
    for block in blocks:
        text = block.text
        named = held.get(id(block), ())
        plain = folded_in_place(text)
        end = -1
        for match in _SPAN.finditer(text):
            first, last = match.span("quoted" if match["quoted"] else "name")
            group += not (end >= 0 and _BETWEEN.fullmatch(text, end, match.start()))
            end = match.end()
            opening = _opening(text, match.start())
            if not match["quoted"]:
                first = _without_common(text, first, last, opening, small)
            someone = _SOMEONE.match(text, first, last)
            if someone and is_person(someone[1]):
                first = someone.end()  # « Prénom Nom pour Le Pas »
            rest = None if match["quoted"] else _PREFIXED.match(text, first, last)
            first = rest.end() if rest else first
            inside = [one for one in named if one.first < last and first < one.last]
            if inside:
                known = inside[0]
                end = max(end, known.last)
                yield _mention(block, plain, known.first, known.last, group, opening, known.name)
                continue
            if first < last:
                quoted = bool(match["quoted"])
                mention = _mention(block, plain, first, last, group, opening, quoted=quoted)
                end = max(end, mention.last)
                yield mention


def _opening(text: str, place: int) -> int:
    """Return where the sentence of a place begins."""
    start = max(0, place - _REACH)
    ends = [match.end() for match in _SENTENCE.finditer(text, start, place)]
    return max([start, *ends])


def _without_common(text: str, first: int, last: int, opening: int, small: frozenset[str]) -> int:
    """Return where a name begins, without the word that only begins its sentence."""
    if re.search(r"\w", text[opening:first]):
        return first
    word = _FIRST_WORD.match(text, first, last)
    if word is None:
        return first
    lower = fold(word[1])
    acronym = word[0].isupper() and len(word[0]) > 1
    if acronym or lower in _ARTICLES or not (is_common_word(lower, small) or _SUFFIX.search(lower)):
        return first
    if lower in _PRONOUNS and re.match(rf"\s{_CAPITAL}", text[word.end() : last]):
        return first  # « On Sème accompagne »: no verb begins with a capital
    rest = _AFTER_FIRST.match(text, word.end(), last)
    noun = lower not in SMALL | _OPENERS and not _SUFFIX.search(lower)
    if noun and rest and re.match(rf"\s{_CAPITAL}", text[word.end() : last]):
        return first  # « Bibliothèques Sans Frontières »
    return rest.end() if rest else word.end()


def is_common_word(word: str, small: frozenset[str]) -> bool:
    """Tell whether a folded word is common: in the language or in the document."""
    return word in COMMON or word in small or word in SMALL or word.removesuffix("s") in COMMON


def _mention(
    block: Block,
    plain: str,
    first: int,
    last: int,
    group: int,
    opening: int,
    name: str = "",
    *,
    quoted: bool = False,
) -> Mention:
    text = block.text
    before = _squeezed(plain[max(opening, first - _REACH) : first]).rstrip()
    body = re.match(
        r"(?:CA|AG|Bureau|Conseil d['’]administration) d(?:e |u |['’])", text[first:last]
    )
    if body and not name:
        before, first = (
            _squeezed(plain[max(opening, first - _REACH) : first + body.end()]).rstrip(),
            first + body.end(),
        )
    kept = re.match(r"(?:Les?|La|L['’])\s?[A-ZÉ]", text[first:last]) and opening < first
    kind = None if name or quoted else _KIND.search(before, max(0, len(before) - _LONGEST_KIND))
    if not (name or quoted) and (kept or kind or _BARE.search(before)):
        joined = _JOINED.match(text, last) if _SINGLE.search(before) else None
        tail = joined or TAIL.match(text, last)
        if tail is None and kind:
            tail = _FREE.match(text, last)
        last = tail.end() if tail else last
        if _KINDS.search(before) and (place := _IN_PLACE.search(text, first, last)):
            last = place.start()  # « les librairies Oxfam de Lille »
    stop = text.find("\n", last, last + _REACH)
    after = _squeezed(plain[last : stop if stop >= 0 else last + _REACH])
    opens = not re.search(r"\w", text[opening:first])
    words = re.sub(r"\s+", " ", name or text[first:last]).strip(' ,;:.–—-«»"')
    if before.endswith("fondation") and not name:  # that word is part of the name
        first, words = text.rfind("f", 0, first), f"Fondation {words}"
    return Mention(block, first, last, words, group, before, after, opens, quoted)
