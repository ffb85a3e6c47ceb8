"""Telephones, e-mail and postal addresses, given to the organisation that they stand beside."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import phonenumbers

from maillage.kernel.contacts import parse_phone

from ..candidates import Value
from ..documents import Block, BlockKind, Document
from .emails import emails_in
from .places import places_in

FRENCH_PHONE = re.compile(
    r"(?<![\d/.,-])(?:(?:\+|00)33[ \u00a0\u202f.]?(?:\(0\)[ \u00a0]?)?|0)[1-9](?:[ "
    r"\u00a0\u202f./–-]?\d{2}){4}(?![\d/])"
    r"|(?<!\d)0[ ]?8\d{2}(?:[ .]?\d{3}){2}(?!\d)"
)
_FAX = re.compile(r"(?:fax|t[ée]l[ée]copie)\s*[.:°]*\s*$", re.IGNORECASE)
_EXTRACTOR = "contacts"


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach somebody: `field` is that of a record (phones, emails, addresses)."""

    field: str
    value: Value
    block: Block
    first: int


def contacts_in(document: Document) -> Iterator[Contact]:
    """Find the ways to reach somebody that a document gives, in reading order."""
    blocks = [block for block in document.blocks if block.kind is not BlockKind.CODE]
    found = [*_phones(blocks), *_emails(blocks), *_addresses(blocks)]
    yield from sorted(found, key=lambda one: (one.value.line, one.first))


def _phones(blocks: list[Block]) -> Iterator[Contact]:
    for block in blocks:
        spans = {match.span(): match[0] for match in FRENCH_PHONE.finditer(block.text)}
        if "+" in block.text:
            for match in phonenumbers.PhoneNumberMatcher(block.text, None):
                spans.setdefault((match.start, match.end), match.raw_string)
        for start, end, url in block.links:
            if url.startswith("tel:"):
                spans.setdefault((start, end), url.removeprefix("tel:"))
        kept = -1
        for (start, end), written in sorted(spans.items()):
            if start < kept:
                continue
            try:
                number = parse_phone(written.replace("(0)", ""))
            except ValueError:
                continue
            kept = end
            phone = {"number": number}
            if _FAX.search(block.text[:start]):
                phone["label"] = "Fax"
            yield _contact("phones", phone, block, start, end, "Numéro de téléphone")


def _emails(blocks: list[Block]) -> Iterator[Contact]:
    for block in blocks:
        for found in emails_in(block.text):
            value = {"address": found.address}
            yield _contact("emails", value, block, found.first, found.last, found.reason)
        for start, end, url in block.links:
            if url.startswith("mailto:"):
                for found in emails_in(url.removeprefix("mailto:").partition("?")[0]):
                    value = {"address": found.address}
                    yield _contact("emails", value, block, start, end, "Lien « mailto: »")


def _addresses(blocks: list[Block]) -> Iterator[Contact]:
    for found in places_in(blocks):
        reason = "Rue, ou code postal et ville"
        yield _contact("addresses", found.address, found.block, found.first, found.last, reason)


def _contact(field: str, value: Any, block: Block, start: int, end: int, reason: str) -> Contact:
    held = Value.of(value, block, reason=reason, extractor=_EXTRACTOR, start=start, end=end)
    return Contact(field, held, block, start)
