"""The text of PDF files; the place of a passage is its page and the line of that page."""

import io
import logging
import time
import zlib
from dataclasses import replace

import pypdf
from pypdf.errors import PyPdfError

from ..documents import Block
from ..errors import IntakeError
from .lines import read_lines

# What it complains of is told to the person in our words.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

MOST_PAGES = 400
LONGEST = 40.0  # seconds
# Fewer characters than this are page numbers or stamps on pictures of pages.
_LEAST_TEXT = 20
_DAMAGED = (
    *(PyPdfError, ArithmeticError, AttributeError, LookupError, OSError, RuntimeError),
    *(TypeError, ValueError, zlib.error, MemoryError, AssertionError),
)


def read_pdf(data: bytes) -> tuple[tuple[Block, ...], str, str, tuple[str, ...]]:
    """Return the blocks of a PDF file, its title, its language, and what was left out."""
    deadline = time.monotonic() + LONGEST
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise IntakeError("Ce PDF est protégé par un mot de passe : en donner un sans.")
        count = len(reader.pages)
        title = str((reader.metadata.title if reader.metadata else "") or "").strip()
    except _DAMAGED:
        raise IntakeError(
            "Ce PDF est abîmé : l’enregistrer de nouveau, ou coller son texte."
        ) from None
    if count > MOST_PAGES:
        raise IntakeError(f"Ce PDF a plus de {MOST_PAGES} pages : n’en donner que la partie utile.")
    blocks: list[Block] = []
    unread: list[int] = []
    for number in range(1, count + 1):
        if time.monotonic() > deadline:
            raise IntakeError("Ce PDF est trop long à lire : le découper, ou coller son texte.")
        try:
            text = reader.pages[number - 1].extract_text()
        except _DAMAGED:
            unread.append(number)
            continue
        page, _, _ = read_lines(text)
        blocks += (replace(block, path=(f"page {number}", *block.path)) for block in page)
    if sum(len(block.text) for block in blocks) < _LEAST_TEXT:
        raise IntakeError(
            "Ce PDF ne contient pas de texte (ce sont des images de pages) : le passer à la "
            "reconnaissance de caractères, ou coller son texte."
        )
    pages = ", ".join(map(str, unread))
    return tuple(blocks), title, "", ((f"Pages illisibles : {pages}.",) if unread else ())
