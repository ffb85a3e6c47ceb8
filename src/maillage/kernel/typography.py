"""French typography of plain text: no-break spaces, apostrophes, ellipses.

Rules: *Lexique des règles typographiques en usage à l’Imprimerie nationale*. The narrow no-break
space (U+202F) stands before `; : ! ?`, inside « » and between thousands.
"""

import re
from functools import lru_cache

from .amounts import NARROW

NBSP = "\u00a0"

_ADDRESS = re.compile(r"(\b(?:https?|mailto|tel|ftp):\S+|\S+@\S+)")
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\.\.\."), "…"),
    (re.compile(r"(?<=[^\W\d_])'(?=\w)"), "’"),
    (re.compile(r"[ \u00a0]+(?=[;:!?»])"), NARROW),
    (re.compile(r"(?<=[\w)\]»’…])(?=[;!?](?:\s|$))"), NARROW),
    (re.compile(r"(?<=[^\W\d_)\]»])(?=:(?:\s|$))"), NARROW),
    (re.compile(r"«[ \u00a0]*(?=\S)(?!\u202f)"), f"«{NARROW}"),
    (re.compile(r"(?<=[^\s\u202f])»"), f"{NARROW}»"),
    (re.compile(r"(?<=\d)[ \u00a0](?=\d{3}(?!\d))"), NARROW),
    (re.compile(r"(?<=\d)[ \u00a0]?(?=[%€])"), NARROW),
    (re.compile(r"(?<=\bn[°º]) ?(?=\d)"), NBSP),
    (re.compile(r"(?<=\d) (?=(?:k€|M€|Md€|km|kg|ha|h|min|ans?|mois|euros|habitants)\b)"), NBSP),
)


@lru_cache(maxsize=4096)  # labels and sources come back on every line of a page
def typeset(text: str) -> str:
    """Return plain French text with its no-break spaces, apostrophes and ellipses.

    Web and e-mail addresses are left untouched, and the result typeset again does not change.
    """
    parts = _ADDRESS.split(text)
    for index in range(0, len(parts), 2):
        for pattern, replacement in _RULES:
            parts[index] = pattern.sub(replacement, parts[index])
    return "".join(parts)
