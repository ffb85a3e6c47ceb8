"""The text of HTML elements: spaces as people see them, links, protected addresses, lines."""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from ..documents import Link

_MARK = "data-mlg-line"
_START = re.compile(r"<([A-Za-z][A-Za-z0-9:]*)(?=[\s/>])|\n")
_IN_TEXT = re.compile(rf' {_MARK}="\d+"')
_SPACES = re.compile(r"[ \t\n\r\f]+")
_PROTECTED = "/cdn-cgi/l/email-protection#"


def marked(html: str) -> str:
    """Return a page whose start tags say on which line they are."""
    line = 1

    def mark(found: re.Match[str]) -> str:
        nonlocal line
        if found[0] == "\n":
            line += 1
            return "\n"
        return f'{found[0]} {_MARK}="{line}"'

    return _START.sub(mark, html)


def line_of(node: LexborNode) -> int:
    """Return the line of an element's start tag; that of its parents where it has none."""
    current: LexborNode | None = node
    while current is not None:
        value = current.attributes.get(_MARK) or ""
        if value.isdecimal():
            return int(value)
        current = current.parent
    return 1


@dataclass(slots=True)
class Text:
    """A text being read: its lines, its links."""

    line: int = 1
    text: str = ""
    links: list[Link] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    opened: tuple[int, str] | None = None
    inward: int = 0  # characters of links to places of the same page
    _inward: bool = False

    def add(self, piece: str, line: int) -> None:
        """Add words; `line` is that of the element that holds them, if it comes later."""
        # Outside of a start tag a mark can only come from text that looks like one.
        piece = _IN_TEXT.sub("", piece)
        blank = len(piece) - len(piece.lstrip())
        below = piece.count("\n", 0, blank)
        piece = _SPACES.sub(" ", piece)
        if not self.text or self.text[-1] in " \n":
            piece = piece.lstrip(" ")
        if not piece.strip():
            self.text += piece
            return
        if not self.lines:
            self.lines.append(max(line, self.line) + below)
        elif self.text.endswith("\n"):
            self.lines[-1] += below
        self.text += piece

    def break_line(self, line: int) -> None:
        """End a line, as `<br>` does; breaks in a row make one."""
        kept = self.text.rstrip(" ")
        if kept and not kept.endswith("\n"):
            self.text = f"{kept}\n"
            self.lines.append(line)
        elif self.lines:
            self.lines[-1] = line

    def open_link(self, node: LexborNode, base: str) -> None:
        """Begin a link."""
        self.opened = (len(self.text), address_of(node, base))
        self._inward = re.match(r"#.", (node.attributes.get("href") or "").strip()) is not None

    def close_link(self) -> None:
        """End the link that was begun; a protected e-mail address is shown."""
        if self.opened is None:
            return
        start, url = self.opened
        self.opened = None
        start = min(start, len(self.text))
        shown = self.text[start:].strip()
        self.inward += len(shown) if self._inward else 0
        if url.startswith("mailto:") and re.fullmatch(r"\[email.protected\]", shown):
            self.text = self.text[:start] + url.removeprefix("mailto:")
        if self.text[start:].strip():
            end = len(self.text.rstrip())
            start += len(self.text[start:]) - len(self.text[start:].lstrip())
            self.links.append((start, end, url))

    def finish(self) -> tuple[str, tuple[Link, ...], tuple[int, ...]]:
        """Return the text, its links, and the line of the source of each of its lines."""
        text = self.text.rstrip()
        lines = tuple(self.lines[: text.count("\n") + 1]) or (self.line,)
        return (
            text,
            tuple((s, min(e, len(text)), u) for s, e, u in self.links if s < len(text)),
            lines,
        )


def address_of(node: LexborNode, base: str) -> str:
    """Return where a link leads; "" for a place of the page or a script."""
    written = (node.attributes.get("href") or "").strip()
    if _PROTECTED in written:
        return f"mailto:{_unprotected(written.partition(_PROTECTED)[2])}"
    if (
        not written
        or written.startswith("#")
        or written.lower().startswith(("javascript:", "data:"))
    ):
        return ""
    with suppress(ValueError):
        return urljoin(base, written)
    return written


def _unprotected(code: str) -> str:
    """Read an address that Cloudflare hides: each byte is combined with the first one (XOR)."""
    try:
        key, *rest = bytes.fromhex(code)
        return bytes(byte ^ key for byte in rest).decode()
    except ValueError:
        return ""
