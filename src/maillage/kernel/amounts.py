"""Numbers as French readers write them: « 1 234,5 », « 61 000 € »."""

import re
from decimal import ROUND_HALF_UP, Decimal

NARROW = "\u202f"  # narrow no-break space, between thousands and before units
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_FRENCH = re.compile(r"[-−]?\d+(?:,\d+)?", re.ASCII)
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_LARGEST = 10**15  # beyond, a float no longer holds every whole number
_MOST_DIGITS = 15

Number = int | float


def canonical(value: Number) -> Number:
    """Return a whole number as an int and any other as a float; raise `ValueError` if infinite."""
    if not abs(value) < _LARGEST:  # nor is what is no number at all
        raise ValueError("le nombre est trop grand")
    return int(value) if value == int(value) else float(value)


def parse_number(text: str) -> Number:
    """Read « 1 234,5 » or « 1234.5 »; raise `ValueError` saying what is expected."""
    packed = _SPACES.sub("", text)
    if not (_FRENCH.fullmatch(packed) or _PLAIN.fullmatch(packed)):
        raise ValueError(f"« {text} » n’est pas un nombre : écrire 1234 ou 1234,5")
    return canonical(float(packed.replace(",", ".").replace("−", "-")))


def french_number(value: Number | Decimal | str, decimals: int | None = None) -> str:
    """Return a number in French: « 1 234,5 ».

    Without `decimals`, whole numbers have none and others keep those that they have.
    """
    exact = Decimal(str(value))
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    elif exact == exact.to_integral_value():
        exact = exact.quantize(Decimal(1))
    return f"{exact:,f}".replace(",", NARROW).replace(".", ",").replace("-", "−")


def with_unit(value: Number | str, unit: str) -> str:
    """Return a number and its unit: « 11,4 % », « 61 000 € »."""
    return f"{french_number(value)}{NARROW if unit in {'%', '€'} else chr(0xA0)}{unit}".rstrip(
        f" {NARROW}{chr(0xA0)}"
    )


_WRITTEN = re.compile(
    r"(?<![\w,.])(\d{1,3}(?:[ \u00a0\u202f.]\d{3})+|\d+)(?:,(\d+))?"
    r"[ \u00a0\u202f]*(%|k€|M€|Md€|millions?|milliards?)?",
    re.IGNORECASE,
)
_SCALES = {"k€": 10**3, "m€": 10**6, "md€": 10**9, "million": 10**6, "milliard": 10**9}
_UNITS = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
    *("onze", "douze", "treize", "quatorze", "quinze", "seize"),
)
_TENS = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "cent": 100}
# Numbers in one word that are never articles, and the words that count about so many.
CARDINALS = {word: number for number, word in enumerate(_UNITS[2:], 2)} | _TENS
ROUGHLY = {
    "huitaine": 8,
    "dizaine": 10,
    "douzaine": 12,
    "quinzaine": 15,
    "vingtaine": 20,
    "trentaine": 30,
    "quarantaine": 40,
    "cinquantaine": 50,
    "soixantaine": 60,
    "centaine": 100,
}
_WORDS = {"zéro": 0, "un": 1, "une": 1, "mille": 1_000} | CARDINALS | ROUGHLY


def numbers_in(text: str) -> set[Number]:
    """Return the numbers that a French text writes, in digits or in one word.

    « 3,2 milliards » gives both 3.2 and 3 200 000 000: whoever reads a value from it may have kept
    the scale in the unit.
    """
    found: set[Number] = set()
    for match in _WRITTEN.finditer(text):
        whole, decimals, scale = match.groups()
        digits = re.sub(r"[^0-9]", "", whole)
        if len(digits) > _MOST_DIGITS:  # an identifier, not a number
            continue
        number = canonical(float(f"{digits}.{decimals or 0}"))
        found.add(number)
        factor = _SCALES.get((scale or "").lower().rstrip("s"))
        if factor and number * factor < _LARGEST:
            found.add(canonical(round(number * factor, 6)))
    found |= {_WORDS[word] for word in re.findall(r"\w+", text.lower()) if word in _WORDS}
    return found
