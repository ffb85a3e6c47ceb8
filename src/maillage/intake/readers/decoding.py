"""Bytes to text, whatever their encoding: nothing that arrives is lost for a bad byte."""

import codecs
import re

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,30})""", re.I)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Left by editors and content managers; they are in the middle of words and hide them.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), None) | {0: " "}


def decode(data: bytes, media_type: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Return the text of a document, and what a reader must know of how it was read.

    A byte-order mark is believed first, then UTF-8, then what the document declares, then
    Windows-1252, which most pages that declare nothing or lie are written in.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _clean(data.decode(encoding, errors="replace"))
    try:
        return _clean(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    found = _DECLARED.search((media_type or "").encode(), 0) or _DECLARED.search(data, 0, 4096)
    declared = found[1].decode("ascii") if found else ""
    if declared and declared.lower().replace("-", "") not in {"utf8", "ascii", "usascii"}:
        try:
            # WHATWG: what calls itself Latin-1 on the web is Windows-1252.
            encoding = codecs.lookup(declared).name
            encoding = "cp1252" if encoding in {"iso8859-1", "latin-1"} else encoding
            return _clean(data.decode(encoding))
        except (LookupError, ValueError):
            pass
    text, notices = _clean(data.decode("cp1252", errors="replace"))
    notice = (
        "L’encodage n’est pas de l’UTF-8 : le texte est lu comme du Windows-1252, "
        "vérifier les accents."
    )
    return text, (notice, *notices)


def _clean(text: str) -> tuple[str, tuple[str, ...]]:
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_INVISIBLE)
    if "\ufffd" in text:
        return text, ("Des signes sont illisibles dans le document (�) : les corriger.",)
    return text, ()
