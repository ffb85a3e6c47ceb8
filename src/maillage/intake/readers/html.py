"""Web pages: what is read of them, without what serves the interface.

Each start tag is given its line number before the page is parsed, because the parser keeps none.
The tree is walked without recursion, and a page nested beyond reason is read as plain text: the
parser's time grows with the square of the depth.
"""

import itertools
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ..documents import Block, BlockKind
from ..errors import IntakeError
from ..noise import is_noise
from .html_tables import data_rows
from .html_text import Text, line_of, marked
from .lines import read_lines
from .outline import MOST_BLOCKS, TOO_MANY, outlined

DEEPEST = 1500  # elements inside each other
LONGEST = 30.0  # seconds for a page
_DROPPED = frozenset(
    (
        *("script", "style", "noscript", "template", "nav", "svg", "canvas", "iframe", "object"),
        *("embed", "button", "select", "input", "textarea", "head", "audio", "video", "map"),
    )
)
_BLOCKS = frozenset(
    (
        *("p", "div", "section", "article", "header", "footer", "main", "aside", "ul", "ol", "li"),
        *("dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "figure", "figcaption"),
        *("address", "form", "fieldset", "legend", "details", "summary", "hr", "center", "body"),
    )
)
_INTERFACE = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|rgpd|gdpr|tarteaucitron\w*|axeptio|didomi|breadcrumbs?|ariane"
    r"|share|shares|sharing|partage|partager|addtoany|toc|sommaire|skip|pagination|pager|navbar"
    r"|navigation|offcanvas|screen-reader-text|visually-hidden|sr-only)(?:$|[\s_-])",
    re.I,
)
_ROLES = {"navigation", "search", "menu", "menubar", "dialog", "alertdialog"}
_IMPLIED = frozenset(("p", "li", "dt", "dd", "tr", "td", "th", "option", "thead", "tbody", "tfoot"))
_VOID = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
        *("track", "wbr", "param", "frame"),
    )
)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:]*)")
_CODE = re.compile(r"<(/?)(script|style)\b[^<>]*>?", re.I)


def read_html(text: str, origin: str = "") -> tuple[tuple[Block, ...], str, str, tuple[str, ...]]:
    """Return the blocks of a page, its title, its language, and what was mended."""
    if too_deep(text):
        plain = re.sub(r"<[^<>]*>", _lines_only, _without_code(text))
        blocks, title, language = read_lines(plain)
        notice = "La page est imbriquée au-delà du lisible : elle est lue comme un texte simple."
        return blocks, title, language, (notice,)
    deadline = time.monotonic() + LONGEST
    page = LexborHTMLParser(marked(text))
    body = page.body
    if body is None:
        return (), "", "", ()
    base = page.css_first("base[href]")
    walk = _Walk(urljoin(origin, (base.attributes.get("href") or "") if base else ""), deadline)
    walk.run(body)
    blocks = outlined(block for block in walk.blocks if not is_noise(block.text))
    titles = (block.text for block in blocks if block.kind is BlockKind.HEADING)
    named = page.css_first("title")
    title = next(titles, "") or (named.text(strip=True) if named is not None else "")
    language = (page.root.attributes.get("lang") or "") if page.root is not None else ""
    return blocks, title, language[:2].lower(), ()


def too_deep(text: str) -> bool:
    """Tell whether elements stand inside each other beyond reason."""
    depth = 0
    for found in _TAG.finditer(text):
        name = found[2].lower()
        if name in _VOID or name in _IMPLIED:
            continue
        depth = max(depth - 1, 0) if found[1] else depth + 1
        if depth > DEEPEST:
            return True
    return False


def _without_code(text: str) -> str:
    """Leave out scripts and styles, but not their lines; what none of them closes is kept."""
    kept, place, opened = [], 0, None
    for found in _CODE.finditer(text):
        if opened is None and not found[1]:
            opened = found
        elif opened is not None and found[1] and found[2].lower() == opened[2].lower():
            kept += [
                text[place : opened.start()],
                "\n" * text.count("\n", opened.start(), found.end()),
            ]
            place, opened = found.end(), None
    return "".join([*kept, text[place:]])


def _lines_only(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n") or " "


@dataclass(slots=True)
class _Walk:
    """A reading of a page from its first element to its last."""

    base: str
    deadline: float
    blocks: list[Block] = field(default_factory=list)
    text: Text = field(default_factory=Text)
    label: Block | None = None

    def run(self, top: LexborNode) -> None:
        """Read an element and all that it holds."""
        node: LexborNode | None = top
        stack: list[LexborNode] = []
        for count in itertools.count():
            if node is None:
                return
            if len(self.blocks) > MOST_BLOCKS:
                raise IntakeError(TOO_MANY)
            if count % 1024 == 0 and time.monotonic() > self.deadline:
                raise IntakeError(
                    "La page est trop longue à lire : n’en donner que la partie utile."
                )
            child = self._enter(node, stack)
            if child is not None:
                stack.append(node)
                node = child
                continue
            self._leave(node, stack)
            while node.next is None and stack:
                node = stack.pop()
                self._leave(node, stack)
            node = node.next if stack else None

    def read(self, node: LexborNode) -> list[Block]:
        """Return the blocks of a part of the page."""
        walk = _Walk(self.base, self.deadline)
        walk.run(node)
        return walk.blocks

    def _enter(self, node: LexborNode, stack: list[LexborNode]) -> LexborNode | None:
        """Read what an element says itself; return its first child, if it is to be read."""
        tag = node.tag or ""
        if tag == "-text":
            self.text.add(node.text_content or "", line_of(stack[-1]) if stack else 1)
            return None
        if tag.startswith("-") or tag in _DROPPED or _serves_interface(node):
            return None
        if tag == "br":
            self.text.break_line(line_of(node))
            return None
        if tag in _BLOCKS:
            self._flush(stack)
            self.text = Text(line_of(node))
            if tag == "table" and (rows := data_rows(node, self.read)):
                self.blocks += rows
                return None
        elif tag == "a":
            self.text.open_link(node, self.base)
        return node.first_child

    def _leave(self, node: LexborNode, stack: list[LexborNode]) -> None:
        tag = node.tag or ""
        if tag == "a":
            self.text.close_link()
        elif tag in _BLOCKS:
            self._flush([*stack, node])
            self.text = Text(line_of(node))
            if tag == "dl":
                self.label = None

    def _flush(self, stack: list[LexborNode]) -> None:
        """Make a block of the text read so far; the elements around say of which kind."""
        text, links, lines = self.text.finish()
        if not text:
            return
        tags = [node.tag or "" for node in stack[-12:]]
        kind, level = _kind(tags, stack)
        if kind is not BlockKind.HEADING and self.text.inward >= len(text):
            return  # an entry of the page's own table of contents
        block = Block(kind, text, lines[0], level, links, (), (), lines)
        if kind is BlockKind.FIELD:
            if tags[-1] == "dt" or "dt" in tags[-3:]:
                self.label = block
                return
            block = _field(self.label, block)
        self.blocks.append(block)


def _kind(tags: list[str], stack: list[LexborNode]) -> tuple[BlockKind, int]:
    for tag in reversed(tags):
        if re.fullmatch(r"h[1-6]", tag):
            return BlockKind.HEADING, int(tag[1])
        if tag == "li":
            depth = sum(node.tag in {"ul", "ol"} for node in stack)
            return BlockKind.ITEM, max(depth - 1, 0)
        if tag in {"dt", "dd"}:
            return BlockKind.FIELD, 0
        if tag == "pre":
            return BlockKind.CODE, 0
    return BlockKind.PARAGRAPH, 0


def _field(label: Block | None, value: Block) -> Block:
    """Return a labelled value; its text is the label, then the value on the next line."""
    if label is None:
        return Block(BlockKind.PARAGRAPH, value.text, value.line, 0, value.links, lines=value.lines)
    name = label.text.rstrip(" :\u00a0\u202f")
    shift = len(label.text) + 1
    return Block(
        BlockKind.FIELD,
        f"{label.text}\n{value.text}",
        label.line,
        0,
        tuple((start + shift, end + shift, url) for start, end, url in value.links),
        cells=((name, value.text),),
        lines=label.lines + value.lines,
    )


def _serves_interface(node: LexborNode) -> bool:
    """Tell whether an element is a menu, a cookie bar, a table of contents or share links."""
    attributes = node.attributes
    if "hidden" in attributes or (attributes.get("role") or "").lower() in _ROLES:
        return True
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    if not _INTERFACE.search(names) or node.tag in {"body", "html", "main", "article"}:
        return False
    # A page may name its whole layout after its menu.
    return node.css_first("h1, main, article") is None
