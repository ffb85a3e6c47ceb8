"""What Markdown marks inside a line: links, bare addresses, emphasis."""

import re

from ..documents import Link

# An address may hold one pair of parentheses, and nothing at all.
_LINK = re.compile(
    r"!?\[((?:[^\[\]\n]|\[[^\[\]\n]*\]){0,600})\]\(\s*<?((?:[^()\s<>]|\([^()\s]*\))*)>?"
    r"(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
    r"|<((?:https?://|mailto:)[^<>\s]+)>"
    r"|((?:https?://|www\.)[^\s<>\"«»]+)"
)
_EMPHASIS = re.compile(
    r"(\*\*|__)(?=\S)(.{1,400}?)(?<=\S)\1|(?<![\w*])\*(?=[^\s*])(.{1,400}?)(?<=[^\s*])\*(?![\w*])"
)
# Beyond this no person wrote the line: it is kept, its markup is not looked for.
LONGEST_LINE = 20_000
_TRAILING = ".,;:!?)]}’'»"


def read_inline(line: str) -> tuple[str, tuple[Link, ...]]:
    """Return a line as people read it, and its links."""
    if len(line) > LONGEST_LINE:
        return line, ()
    text, links, place = "", [], 0
    for found in _LINK.finditer(line):
        text += _plain(line[place : found.start()])
        place = found.end()
        label, target, angle, bare = found.groups()
        if label is not None:
            shown, url = _plain(label).strip(), target
            if found[0].startswith("!"):  # a picture: its text stands for it, it leads nowhere
                text += shown
                continue
        elif angle:
            shown = url = angle
        else:
            kept = _without_tail(bare)
            place -= len(bare) - len(kept)
            shown = url = kept
        # `[x](#)`: the page's own place, not an address
        links.append((len(text), len(text) + len(shown), "" if url.startswith("#") else url))
        text += shown
    text += _plain(line[place:])
    return text, tuple(links)


def _plain(text: str) -> str:
    text = _EMPHASIS.sub(lambda found: found[2] or found[3], text)
    return re.sub(r"\\([\\`*_{}\[\]()#+.!|>~-])", r"\1", text).replace("`", "")


def _without_tail(url: str) -> str:
    """Drop the punctuation of the sentence after a bare address."""
    kept = url.rstrip(_TRAILING)
    if "(" in kept and url[len(kept) :].startswith(")"):
        kept += ")"
    return kept
