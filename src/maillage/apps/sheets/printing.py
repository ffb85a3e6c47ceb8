"""Typst lays out what a document says, given as JSON: a PDF/UA, or pictures of its pages."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from unicodedata import normalize

import typst

from maillage.kernel.typography import typeset

# A layout may import those of the applications below its own: "/sheets/layouts/parts.typ".
ROOT = Path(__file__).parents[1]

_TO_PRINT = 144  # pixels an inch, of the pages as pictures
_REMEMBERED = 11  # documents after which Typst has forgotten one
# A PDF/UA must be able to show each of its characters: the fonts that Typst embeds have Latin,
# Greek and Cyrillic letters (a test tries them all). Others are shown as unknown, marks of
# direction and of control are not: they hide what a name says.
HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")
FOREIGN = re.compile(
    "[^ -~\xa0-\u0377\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u04ff\u1e00-\u1eff"
    "\u2010-\u2040\u20ac\u2116\u2122\u2190-\u2193\u2212\u2248\u2260\u2264\u2265\ufffd]"
)


def printable(value: Any) -> Any:
    """Return a value with its texts typeset, and made of what the fonts hold."""
    if isinstance(value, str):
        return FOREIGN.sub("\ufffd", HIDDEN.sub(" ", normalize("NFC", typeset(value))))
    if isinstance(value, dict):
        return {key: printable(one) for key, one in value.items()}
    return [printable(one) for one in value] if isinstance(value, list | tuple) else value


def rendered(
    layout: Path, said: Mapping[str, Any], form: Literal["pdf", "png", "svg"]
) -> list[bytes]:
    """Lay out what a document says, dated `said["date"]`: one PDF, or one picture a page.

    The layout reads it, as JSON, from its input `data`.

    Raises:
        typst.TypstError: the layout is broken; what it says never breaks it.
    """
    year, month, day = said["date"]
    found: Any = typst.compile(
        layout,
        root=ROOT,
        font_paths=_fonts(),
        format=form,
        ppi=_TO_PRINT,
        sys_inputs={"data": json.dumps(said, ensure_ascii=False)},
        pdf_standards=["ua-1"] if form == "pdf" else [],
        timestamp=datetime(year, month, day, tzinfo=UTC),
    )
    _forget()
    return found if isinstance(found, list) else [found]


def _forget() -> None:
    """Let Typst forget: it remembers its last ten documents, some 80 MB for each booklet."""
    for _turn in range(_REMEMBERED):
        typst.compile(b"", font_paths=_fonts(), format="svg")


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Return the fonts that Typst embeds, alone: pages are the same on every machine."""
    return typst.Fonts(include_system_fonts=False)
