"""Readers: bytes of any of the field's formats become a document.

The content says what it is before its name does: pages are served, saved and sent under any name.
What cannot be read is refused with a message that says what to do; nothing is cut in silence.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePath

from ..documents import Block, Document
from ..errors import IntakeError
from .bounds import bounded
from .decoding import decode
from .html import read_html
from .lines import read_lines
from .outline import MOST_BLOCKS, TOO_MANY
from .pdf import read_pdf
from .structured import read_calendar, read_feed, read_json
from .tables import read_csv, read_workbook

__all__ = ["LARGEST", "MOST_BLOCKS", "read"]

LARGEST = 20_000_000  # bytes
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.I)
_FEED = re.compile(r"<(rss|feed|rdf:RDF)\b")
# What may stand before the first element: comments, instructions, a document type.
_ASIDE = re.compile(
    r"<!--.*?-->|<\?.*?\?>|<!DOCTYPE\s+(?!html)[^\[>]*(?:\[.*?\]\s*)?>", re.I | re.S
)
_JSON = re.compile(r'\{\s*"|\[\s*\{\s*"')
_TAGS = re.compile(r"</?(?:p|div|h[1-6]|ul|ol|li|table|br|a|section|article|dl)\b[^<>]*>", re.I)
_KINDS = {
    "csv": "csv", "tsv": "csv", "tab": "csv", "text/csv": "csv", "text/tab-separated-values": "csv",
    "html": "html", "htm": "html", "xhtml": "html", "text/html": "html",
    "application/xhtml+xml": "html",
    "md": "lines", "markdown": "lines", "txt": "lines", "text": "lines",
    "text/markdown": "lines", "text/plain": "lines",
    "json": "json", "geojson": "json", "umap": "json", "jsonl": "json",
    "application/json": "json", "application/geo+json": "json",
    "ics": "ics", "text/calendar": "ics",
    "rss": "feed", "atom": "feed", "application/rss+xml": "feed", "application/atom+xml": "feed",
}  # fmt: skip
_MEDIA = {
    "csv": "text/csv", "html": "text/html", "lines": "text/plain", "json": "application/json",
    "ics": "text/calendar", "feed": "application/xml",
}  # fmt: skip
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(slots=True)
class _Read:
    blocks: tuple[Block, ...]
    title: str = ""
    language: str = ""
    notices: tuple[str, ...] = ()


def read(data: bytes, name: str, media_type: str | None = None) -> Document:
    """Return the document that some bytes hold; raise `IntakeError` where there is none.

    `name` is the file's name or its address; `media_type` what a server says, believed last.
    """
    if len(data) > LARGEST:
        raise IntakeError(
            f"Le document dépasse {LARGEST // 1_000_000} Mo : le découper, ou n’en donner que la "
            "partie utile."
        )
    if not data.strip():
        raise IntakeError("Le document est vide.")
    media, found = _read(data, name, media_type)
    blocks, left_out = bounded(found.blocks)
    if not blocks:
        raise IntakeError("Le document ne contient aucun texte à lire.")
    if len(blocks) > MOST_BLOCKS:
        raise IntakeError(TOO_MANY)
    return Document(
        title=found.title or PurePath(name).name,
        blocks=blocks,
        origin=name,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=media,
        language=found.language,
        notices=(*found.notices, *left_out),
    )


def _read(data: bytes, name: str, media_type: str | None) -> tuple[str, _Read]:
    if data.lstrip()[:5] == b"%PDF-":
        return "application/pdf", _Read(*read_pdf(data))
    if data[:4] == b"PK\x03\x04":
        return _WORKBOOK, _Read(*read_workbook(data))
    text, notices = decode(data, media_type)
    if data[:2] not in {b"\xff\xfe", b"\xfe\xff"} and b"\0" in data[:4096]:
        raise IntakeError(
            "Ce fichier n’est pas un texte : donner du texte, du Markdown, du HTML, un tableau CSV "
            "ou XLSX, un agenda ICS, un flux RSS, du GeoJSON ou un PDF."
        )
    kind = _kind(text, name, media_type)
    if kind == "html":
        blocks, title, language, mended = read_html(text, name)
        found = _Read(blocks, title, language, mended)
    elif kind == "csv":
        found = _Read(read_csv(text))
    elif kind == "json":
        found = _Read(*read_json(text))
    elif kind == "ics":
        found = _Read(*read_calendar(text))
    elif kind == "feed":
        found = _Read(*read_feed(text, data))
    else:
        found = _Read(*read_lines(text))
    found.notices = (*notices, *found.notices)
    return _MEDIA[kind], found


def _kind(text: str, name: str, media_type: str | None) -> str:
    """Return the format of a text: by what it begins with, by its name, by what its server says."""
    start = text[:20_000].lstrip()
    while aside := _ASIDE.match(start):
        start = start[aside.end() :].lstrip()
    if start.startswith("BEGIN:VCALENDAR"):
        return "ics"
    if _FEED.match(start):
        return "feed"
    if _HTML.match(start):
        return "html"
    suffix = PurePath(name.partition("?")[0]).suffix.lstrip(".").lower()
    served = (media_type or "").partition(";")[0].strip().lower()
    kind = _KINDS.get(suffix) or _KINDS.get(served) or ""
    if kind in {"csv", "html"}:
        return kind
    if (start[:1] in {"{", "["} and kind == "json") or (kind != "csv" and _JSON.match(start)):
        return "json"
    if kind in {"json", "ics", "feed"}:
        raise IntakeError(
            f"« {name} » n’est pas un document {suffix or served} : vérifier le fichier, ou "
            "l’enregistrer sous son vrai format."
        )
    # A fragment of a page, pasted without its head.
    return "html" if not kind and len(_TAGS.findall(start)) >= 2 else "lines"
