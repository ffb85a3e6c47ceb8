"""Reads the text of the PDF files that Typst writes: enough of the format for them, no more."""

import re
import zlib
from collections.abc import Iterator

_OBJECT = re.compile(rb"\n(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
_STRING = rb"\((?:[^()\\]|\\.)*\)"
for _ in range(3):  # a string may hold parentheses that are balanced
    _STRING = rb"\((?:[^()\\]|\\.|" + _STRING + rb")*\)"
_DRAWN = re.compile(rb"\bBT\b(.*?)\bET\b", re.DOTALL)
_TEXT = re.compile(rb"/(f\d+) [\d.]+ Tf|(" + _STRING + rb")|(<[0-9A-Fa-f]*>)", re.DOTALL)
# What a reading machine says in the place of glyphs, such as a hyphen at the end of a line.
_SAID = re.compile(rb"/(?:ActualText|Alt|Lang)\s*(?:" + _STRING + rb"|<[0-9A-Fa-f]*>)", re.DOTALL)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

Objects = dict[int, bytes]
Letters = dict[int, str]


def pages(pdf: bytes) -> list[str]:
    """Return the text of each page, a line for each piece that is drawn at once."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    found = [body for body in objects.values() if re.search(rb"/Type ?/Page\b(?!s)", body)]
    return ["".join(_text(body, objects)) for body in found]


def squeezed(text: str) -> str:
    """Return a text without its spaces and hyphens: lines break where they must."""
    return re.sub(r"[\s\u00ad‐-]", "", text)


def _text(page: bytes, objects: Objects) -> Iterator[str]:
    fonts = {
        name: _letters(objects[int(number)], objects)
        for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", _named(page, b"Resources", objects))
    }
    letters: Letters = {}
    for drawn in _DRAWN.findall(_content(_named(page, b"Contents", objects))):
        for font, string, code in _TEXT.findall(_SAID.sub(b"", drawn)):
            if font:
                letters = fonts[font]
            raw = _unescaped(string) if string else bytes.fromhex(code[1:-1].decode())
            yield "".join(letters[a << 8 | b] for a, b in zip(raw[::2], raw[1::2], strict=True))
        yield "\n"


def _letters(font: bytes, objects: Objects) -> Letters:
    """Return what each glyph of a font stands for."""
    table = _content(_named(font, b"ToUnicode", objects)).decode()
    return {
        int(glyph, 16): bytes.fromhex(text).decode("utf-16-be")
        for glyph, text in re.findall(r"<(\w{4})> <(\w+)>", table)
    }


def _named(body: bytes, key: bytes, objects: Objects) -> bytes:
    found = re.search(rb"/" + key + rb" (\d+) 0 R", body)
    assert found
    return objects[int(found[1])]


def _content(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found
    return zlib.decompress(found[1])


def _unescaped(string: bytes) -> bytes:
    def plain(match: re.Match[bytes]) -> bytes:
        code = match[1]
        return bytes([int(code, 8)]) if code.isdigit() else _LETTERS.get(code, code)

    return _ESCAPED.sub(plain, string[1:-1])
