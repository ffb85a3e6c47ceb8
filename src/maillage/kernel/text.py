"""Normalisation of French text, for comparing words and for addresses."""

import re
import unicodedata

# Letters that Unicode does not decompose into a base letter and an accent.
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d"})
_JOINERS = re.compile(r"[\s'’‘ʼ`´\-‐‑‒–—−]+")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Return the text lower-cased, without accents, œ as oe, apostrophes and hyphens as spaces.

    Other punctuation stays; runs of spaces become one. Folding twice changes nothing more.
    """
    lowered = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    # Case folding may bring back composed letters: decompose again before dropping the accents.
    decomposed = unicodedata.normalize("NFKD", lowered)
    plain = _ACCENTS.sub("", decomposed)
    if not plain.isascii():  # rarer marks
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _JOINERS.sub(" ", plain).strip()


def slugify(text: str) -> str:
    """Return ASCII words joined by hyphens, for an address: « Saint-Dié » gives `saint-die`."""
    return _NOT_SLUG.sub("-", fold(text)).strip("-")
