"""Public identifiers: SIREN, SIRET and RNA numbers of organisations in France, ISBN of books.

Each `parse_*` function returns the canonical digits or raises `ValueError` with a message for
readers. Sources: Insee, « Description des fichiers Sirene »; arrêté du 24 décembre 2014 (RNA);
ISO 2108 (ISBN).
"""

import re

from stdnum import isbn as _isbn
from stdnum.exceptions import ValidationError
from stdnum.fr import siren as _siren
from stdnum.fr import siret as _siret

# W + the code of the prefecture's register (three signs) + six digits; « 9C1 » exists overseas.
_RNA = re.compile(r"W[0-9][0-9A-Z][0-9][0-9]{6}")


def parse_siren(text: str) -> str:
    """Return the nine digits of a SIREN number, its check digit verified."""
    try:
        return str(_siren.validate(text))
    except ValidationError:
        raise ValueError(
            f"« {text} » n’est pas un numéro SIREN : neuf chiffres dont le dernier est une clé."
        ) from None


def parse_siret(text: str) -> str:
    """Return the fourteen digits of a SIRET number, its check digit verified."""
    try:
        return str(_siret.validate(text))
    except ValidationError:
        raise ValueError(
            f"« {text} » n’est pas un numéro SIRET : quatorze chiffres, les neuf premiers sont "
            "le SIREN."
        ) from None


def parse_rna(text: str) -> str:
    """Return an RNA number (register of associations): W and nine signs."""
    number = re.sub(r"[\s.-]", "", text).upper()
    if not _RNA.fullmatch(number):
        raise ValueError(f"« {text} » n’est pas un numéro RNA : la lettre W puis neuf chiffres.")
    return number


def parse_isbn(text: str) -> str:
    """Return the thirteen digits of an ISBN, its check digit verified; ten digits are converted."""
    try:
        return str(_isbn.validate(text, convert=True))
    except ValidationError:
        raise ValueError(
            f"« {text} » n’est pas un ISBN : treize chiffres (ou dix) dont le dernier est une clé."
        ) from None


def format_isbn(isbn: str) -> str:
    """Return an ISBN with its hyphens: 978-2-7071-8898-5."""
    return str(_isbn.format(isbn))
