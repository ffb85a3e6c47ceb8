"""Normalisation of French text, for comparing words and for addresses."""

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not decompose into a base letter and an accent.
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d"})
_JOINERS = re.compile(r"[\s'’‘ʼ`´\-‐‑‒–—−]+")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_SHORT = 100
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Return the text lower-cased, without accents, œ as oe, apostrophes and hyphens as spaces.

    Other punctuation stays; runs of spaces become one. Folding twice changes nothing more.
    """
    return _remembered(text) if len(text) <= _SHORT else _folded(text)


def _folded(text: str) -> str:
    lowered = text.lower() if text.isascii() else unicodedata.normalize("NFKD", text).casefold()
    plain = _ACCENTS.sub("", lowered)
    if not plain.isascii():
        # Case folding may bring back composed letters: decompose again before dropping the marks.
        decomposed = unicodedata.normalize("NFKD", lowered.translate(_LETTERS))
        marks = filter(unicodedata.combining, set(decomposed))
        plain = _ACCENTS.sub("", decomposed.translate(dict.fromkeys(map(ord, marks))))
    return _JOINERS.sub(" ", plain).strip()


# The same names and words come back; what is longer would take memory for nothing.
_remembered = lru_cache(maxsize=8192)(_folded)


def slugify(text: str) -> str:
    """Return ASCII words joined by hyphens, for an address: « Saint-Dié » gives `saint-die`."""
    return _NOT_SLUG.sub("-", fold(text)).strip("-")
