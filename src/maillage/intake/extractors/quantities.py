"""Numbers with their unit and what qualifies them: « près de 7 500 heures », « 5,3 M€ ».

A number that is not a quantity (a year, a postcode, a number in a street, an ordinal, the number
of a law or of a list) is not returned.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from maillage.kernel.amounts import CARDINALS, ROUGHLY, Number, canonical
from maillage.kernel.text import fold
from maillage.kernel.vocabularies import Qualifier

from .dates import periods_in
from .words import alternation

_SPACE = r"[ \u00a0\u202f]"
_DIGITS = rf"(?:\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)|\d{{1,3}}(?:\.\d{{3}})+(?!\d)|\d+)"
_DECIMALS = r"(?:,\d+|\.\d{1,2}(?!\d))"
_NUMBER = rf"(?:{_DIGITS}{_DECIMALS}?|\b(?:{'|'.join(CARDINALS)})\b)"
_SYMBOL = (
    rf"(?:{_SPACE}*(?P<scale>millions?|milliards?|milliers?|M€|Md€|Mds?€|k€|M(?=\s*€)))?"
    rf"(?:(?:{_SPACE}|\n)*(?:d['’]|de{_SPACE}+)?(?P<symbol>€|euros?\b|%|‰|ETP\b|t\b|km²|m²|km\b|"
    rf"ha\b|km2\b|"
    r"m2\b))?"
)
_LINK = rf"{_SPACE}*(?:€|euros?|%|k€|M€)?{_SPACE}*(?:à|et|-|–|ou){_SPACE}+"
_QUANTITY = re.compile(
    rf"(?<![\w.,/°ºⁿ&@#=+-])(?:(?P<low>{_NUMBER})(?P<link>{_LINK}))?(?P<number>{_NUMBER}|"
    rf"(?:une?|la|cette|leur)\s+(?:petite\s+|bonne\s+)?(?P<about>{'|'.join(ROUGHLY)}))"
    rf"{_SYMBOL}",
    re.IGNORECASE,
)
# A digit or a word for a number, without which there is no quantity.
_COUNTS = re.compile(rf"\d|\b(?:{alternation((*CARDINALS, *ROUGHLY))})\b", re.IGNORECASE)
_SCALES = {"millier": 10**3, "k€": 10**3, "million": 10**6, "m€": 10**6, "m": 10**6}
_SCALES |= {"milliard": 10**9, "md€": 10**9, "mds€": 10**9}
_QUALIFIERS = (
    (
        r"environ|autour de|de l['’]ordre de|quelques?|à peu près|approximativement|±|~",
        Qualifier.ABOUT,
    ),
    (r"plus d['’e]|supérieure?s? à|au[- ]delà de|dépasse(?:nt)?(?: les)?|\+ de", Qualifier.OVER),
    (r"moins d['’e]|inférieure?s? à", Qualifier.UNDER),
    (r"près d['’e]|presque|pas loin de|proche de", Qualifier.NEARLY),
    (
        r"au maximum|maximum|jusqu['’]à|au plus|plafonnée? à|dans la limite de|max\.? ?=?",
        Qualifier.AT_MOST,
    ),
    (r"au moins|au minimum|minimum|à partir de", Qualifier.AT_LEAST),
)
_BEFORE = re.compile(
    "(?:"
    + "|".join(f"(?P<q{i}>{words})" for i, (words, _) in enumerate(_QUALIFIERS))
    + r")\s*(?:d['’]\s*|de\s+|les\s+)?$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^(?:\s*(?P<q0>environ)\b|\s*\(?(?P<q4>maximum|au maximum|max\b|au plus)|"
    r"\s*\(?(?P<q5>minimum|au minimum|au moins))",
    re.IGNORECASE,
)
_NOT_A_QUANTITY_BEFORE = re.compile(
    r"(?:\b(?:n[o°º]|num[ée]ro|loi(?: du| de)?|article|art\.|axe|phase|niveau|chapitre|page|p\.|"
    r"master|"
    r"figure|tableau|annexe|volet|étape|mesure|action|objectif|lot|[ée]dition|version|BP|B\.P\.|CS|"
    r"cedex|case|case officielle|tél\.?|fax|dpt|zone|saison|covid|horizon|web|licence|ann[ée]es?|"
    r"jour|"
    r"station|ligne|bus|métro|tram|siret|siren|rna|naf|iso|place|classe|groupe|lycée)\s*[:°ºn]*\s*|"
    r"[,.]|\d[/.-])$",
    re.IGNORECASE,
)
_WAY = (
    r"(?:rue|avenue|av\.|boulevard|bd|place|quai|chemin|all[ée]e|impasse|cours|route|esplanade|"
    r"square|passage|faubourg|parc|promenade|villa|cité|sentier|ruelle|voie|mail|rond-point|hameau)"
)
_NOT_A_QUANTITY_AFTER = re.compile(
    rf"^(?:\s*(?:bis|ter|quater)?\s*,?\s+(?:de\s+la\s+|du\s+|de\s+l['’])?{_WAY}\b|"
    r"\s*(?:ème|eme|è|e|er|ère|re|nd|nde|°|º|h|H)\b|°|\s*h\s?\d|/\d|\s*\)|"
    r"\s*(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|"
    r"décembre)\b|"
    r"\s*/\s|-\w|\.\s*[A-ZÉÈÀ]|[.)]\s+[A-ZÉÈÀa-z])",
)
_MASKED = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+|(?<!\d)(?:\+33\s?|0)[1-9](?:[ "
    r"\u00a0\u202f.\-–]?\d{2}){4}(?!\d)|"
    r"(?<!\d)\d{5}\s+[A-ZÉ][\w'’-]+|\bloi\s+(?:n°\s*)?\d{4}(?:-\d+)?|\b\d{4}-\d{3,}\b|"
    r"\b(?:loi|statut)\s+(?:de\s+)?1901|(?<!\d)\d{3}\s?\d{3}\s?\d{3}(?:\s?\d{5})?(?=\s*(?:RCS|"
    r"\(SIR))"
)
# Words that never are what is counted.
_NOT_UNITS = frozenset(
    (
        *(
            *("plus", "plusieurs", "les", "des", "dans", "sous", "sans", "vers", "nos", "vos"),
            *(
                "ses",
                "ces",
                "mais",
                "puis",
                "depuis",
                "pour",
                "par",
            ),
        ),
        *(
            *("mes", "tes", "leurs", "avec", "entre", "chez", "lors", "alors", "ainsi", "pas"),
            *(
                "dont",
                "qui",
                "que",
                "et",
                "ou",
                "de",
                "du",
                "la",
                "le",
                "à",
            ),
        ),
        *(
            *("en", "sur", "un", "une", "est", "sont", "a", "ont", "il", "elle", "on", "nous"),
            *(
                "vous",
                "ils",
                "elles",
                "se",
                "au",
                "aux",
                "premiers",
            ),
        ),
        *(
            *("premières", "dernières", "derniers", "autres", "fois", "où", "car", "donc"),
            *(
                "comme",
                "si",
                "ne",
                "encore",
                "jours",
            ),
        ),
    )
)
_THE_TWO = re.compile(r"\b(?:les|ces|tou[st]e?s?|leurs|ses|nos|des)\s$", re.IGNORECASE)
_SAME_UNIT = re.compile(r"(?:,|\bet|\bcontre|\bpuis)\s$")
_YEAR_AFTER = re.compile(r"\sen\s\u0001{4}")
_PART = re.compile(r"\bdont\s*$", re.IGNORECASE)
# A number of millions of nothing is money where the sentence speaks of it.
_MONEY = re.compile(r"salariale|budget|euro|€|investi|financ|chiffre d['’]affaires", re.IGNORECASE)
_NOUN = re.compile(
    r"^[\s]*(?:(?:d['’]|de\s+|des\s+)?(?:ces\s+|nos\s+|ses\s+)?)((?:nouvelles?|nouveaux|"
    r"premiers?|premières?|"
    r"grande?s?|petite?s?|autres|principales?|principaux|dernières?|derniers|très)\s+)*"
    r"(?P<noun>[^\W\d_]+(?:[-’'][^\W\d_]+)*)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity in a text, from `first` to `last`; `after` is where the words behind it begin."""

    value: Number
    unit: str
    value_max: Number | None
    qualifier: Qualifier | None
    first: int
    last: int

    @property
    def is_money(self) -> bool:
        """Tell whether it is an amount in euros."""
        return self.unit == "€"


def masked(text: str) -> str:
    """Return a text of the same length where dates, addresses and telephones are blank."""
    for match in _MASKED.finditer(text):
        text = _blank(text, *match.span())
    for period in periods_in(text):
        if _is_a_date(text, period.first, period.last):
            text = _blank(text, period.first, period.last)
    return text


def _blank(text: str, first: int, last: int) -> str:
    return text[:first] + "\u0001" * (last - first) + text[last:]


def _is_a_date(text: str, first: int, last: int) -> bool:
    # « 1 950 salariés » is not matched as a year, « 1950 salariés » is one unless words before
    # it tell that it is counted.
    if last - first != 4:
        return True
    unit = None if re.match(r"\s(?:des?|du)\s", text[last:]) else _unit_after(text[last:])
    before = fold(text[max(0, first - 14) : first])
    introduced = re.search(
        r"\b(?:en|depuis|des|mi|fin|debut|ete|hiver|automne|printemps|(?<!plus )(?<!moins "
        r")(?<!pres )de|l an)$",
        before,
    )
    return not (unit and unit.endswith(("s", "x")) and not introduced) and not re.match(
        r"\s*(?:€|%|euros)", text[last:]
    )


def quantities_in(text: str) -> Iterator[Found]:
    """Find the quantities of a text, from its start to its end."""
    if not _COUNTS.search(text):
        return
    plain = masked(text)
    unit = ""
    for match in _QUANTITY.finditer(plain):
        found = _read(plain, match, unit)
        if found:
            unit = found.unit
            yield found


def _read(text: str, match: re.Match[str], unit_before: str) -> Found | None:
    before, after = text[max(0, match.start() - 32) : match.start()], text[match.end() :]
    symbol, scale = match["symbol"] or "", (match["scale"] or "").lower()
    has_symbol = bool(symbol or "€" in scale)
    if _NOT_A_QUANTITY_AFTER.match(after) and not has_symbol:
        return None
    if match["number"].lower() == "deux" and _THE_TWO.search(before):
        return None  # « les deux », « ces deux associations » count nothing anew
    unit = _unit(symbol, scale, text[: match.start()], after)
    if unit == "fois" and re.match(r"\s*fois\s+par\b", after):
        return None
    if unit is None and unit_before and _SAME_UNIT.search(before) and _YEAR_AFTER.match(after):
        unit = unit_before  # « 83 projets, 67 en 2019 et 53 en 2018 »
    if unit is None and _PART.search(before):  # « 1 000 bénévoles dont 380 en activité »
        unit = unit_before
    if not unit:
        return None
    if not has_symbol and not match["about"] and _NOT_A_QUANTITY_BEFORE.search(before):
        return None
    value = _value(match["number"], scale)
    low = match["low"]
    range_words = bool(low) and _is_range(before, match["link"], value, _value(low, scale))
    if range_words and 1000 * _value(low, scale) < value and value % 1000 == 0 and not scale:
        low = f"{low}000"  # « 15 à 20 000 euros »
    first = match.start() if not low or range_words else match.start("number")
    qualifier = _qualifier(text[max(0, first - 32) : first], after)
    if re.search(r"(?:struct|constr|artic|organ)\w+ autour de\s$", before):
        qualifier = None  # « structurée autour de quatre axes »: there are four
    if match["about"]:
        qualifier = qualifier or Qualifier.ABOUT
    try:
        if range_words:
            lower = _value(low, scale if scale else "")
            return Found(canonical(lower), unit, canonical(value), qualifier, first, match.end())
        return Found(canonical(value), unit, None, qualifier, first, match.end())
    except ValueError:
        return None


def _is_range(before: str, link: str, high: float, low: float) -> bool:
    word = link.strip(" \u00a0\u202f€%")
    if low >= high:
        return False
    if re.search(r"\bentre\s*$", before, re.IGNORECASE):
        return word.endswith("et")
    return not word.endswith("et")


def _value(written: str, scale: str) -> float:
    word = fold(written)
    tens = word.rpartition(" ")[2]
    if tens in ROUGHLY:
        value: float = ROUGHLY[tens]
    elif word in CARDINALS:
        value = CARDINALS[word]
    else:
        packed = re.sub(r"[\s\u00a0\u202f]", "", written)
        if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", packed):
            packed = packed.replace(".", "")
        value = float(packed.replace(",", "."))
    return round(value * _SCALES.get(scale.rstrip("s") if scale != "m" else "m", 1), 6)


def _unit(symbol: str, scale: str, before: str, after: str) -> str | None:
    if "€" in symbol or "euro" in symbol.lower() or "€" in scale:
        return "€"
    if symbol:
        return {"km2": "km²", "m2": "m²"}.get(symbol, symbol)
    noun = _unit_after(after)
    if noun is None and scale and _MONEY.search(before):
        return "€"
    return noun


def _unit_after(after: str) -> str | None:
    found = re.match(r"[\s\u00a0\u202f]", after) and _NOUN.match(after)
    if not found:
        return None
    noun = found["noun"]
    if fold(noun) in _NOT_UNITS or len(noun) < 2:
        return "fois" if fold(noun) == "fois" else None
    if noun[0].isupper() and not (noun.isupper() or noun.endswith("s")):
        return None
    return noun


def _qualifier(before: str, after: str) -> Qualifier | None:
    found = _BEFORE.search(before) or _AFTER.match(after)
    if not found:
        return None
    name = next(name for name, words in found.groupdict().items() if words)
    return _QUALIFIERS[int(name[1:])][1]
