"""The form of a kind of field: how a value is checked, keyed, shown, flattened and described.

A sheet type is a list of fields; a field has a kind. Everything that handles sheets without
knowing their type — files, exports, pages, the index — goes through these few methods.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from maillage.kernel import contacts

MAX_TEXT = 20_000
# Controls, halves of characters, non-characters: neither XML nor every database takes them.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


class InvalidValue(ValueError):
    """A value that cannot be kept; `pointer` is its place in the field ("/0/url" or "")."""

    def __init__(self, message: str, pointer: str = "") -> None:
        super().__init__(message)
        self.pointer = pointer


@dataclass(frozen=True, slots=True)
class Shown:
    """One value as a reader meets it: plain text, and where it leads.

    The key is the value itself; the words never hold an e-mail address that a harvester reads.
    """

    key: str
    text: str
    url: str = ""
    note: str = ""
    form: str = "text"

    def __post_init__(self) -> None:
        for name in ("text", "note"):
            object.__setattr__(self, name, contacts.obfuscate_emails(getattr(self, name)))


@dataclass(frozen=True, slots=True)
class Leaf:
    """A single value inside a field, its kind and its place: "/0/commune"."""

    kind: "Kind"
    value: Any
    pointer: str = ""


def is_known(value: Any) -> bool:
    """Tell whether a value says something: 0 does; nothing, « » and an unticked box do not."""
    return not (value is None or value is False or value in ("", [], {}))


def text_of(value: Any, *, longest: int = MAX_TEXT) -> str:
    """Return a text fit to keep; raise `InvalidValue`."""
    if not isinstance(value, str):
        raise InvalidValue("un texte entre guillemets est attendu")
    # A form sends the line ends of typewriters.
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise InvalidValue("le texte est vide : retirer le champ si la valeur est inconnue")
    if len(text) > longest:
        raise InvalidValue(f"le texte dépasse {longest} signes")
    if _CONTROL.search(text):
        raise InvalidValue("le texte contient un caractère de commande invisible")
    return text


def parsed(parse: Callable[[str], Any], value: Any, longest: int = 2_000) -> str:
    """Return the canonical form of a text that `parse` reads; raise `InvalidValue`."""
    try:
        return str(parse(text_of(value, longest=longest)))
    except InvalidValue:
        raise
    except ValueError as error:
        raise InvalidValue(str(error)) from None


@dataclass(frozen=True)
class Kind:
    """A single text; the base of the other kinds."""

    many: bool = field(default=False, init=False)
    longest: int = MAX_TEXT

    @property
    def empty(self) -> Any:
        """Return what a column holds where the value is unknown."""
        return ""

    def clean(self, value: Any) -> Any:
        """Return the canonical value; raise `InvalidValue` saying what is expected."""
        return text_of(value, longest=self.longest)

    def show(self, value: Any) -> Iterator[Shown]:
        """Yield the value's items as readers see them, each with the key that evidence names."""
        yield Shown(key=str(value), text=str(value))

    def flat(self, value: Any) -> str:
        """Return the value as one CSV cell."""
        return " | ".join(item.text for item in self.show(value))

    def typed(self, value: Any) -> str:
        """Return the value as an editor types it in a form."""
        return str(value)

    def read(self, value: Any) -> Any:
        """Return a value read from a column in its canonical form."""
        return value

    def leaves(self, value: Any, pointer: str = "") -> Iterator[Leaf]:
        """Yield the single values inside a clean one."""
        yield Leaf(self, value, pointer)

    def without(self, value: Any, gone: Collection[str]) -> Any:
        """Return the value without its references to these sheets, `empty` where none is left."""
        return value

    @property
    def refers(self) -> bool:
        """Tell whether a value may name other sheets."""
        return False

    def renamed(self, value: Any, names: Mapping[str, str]) -> Any:
        """Return the value with its references to sheets that have other identifiers now."""
        return value

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the value."""
        return {"type": "string", "pattern": r"\S", "maxLength": self.longest}


@dataclass(frozen=True)
class Prose(Kind):
    """A text that lists, feeds and titles repeat as it is: no e-mail address in it."""

    def clean(self, value: Any) -> str:
        text = text_of(value, longest=self.longest)
        if contacts.obfuscate_emails(text) != text:
            raise InvalidValue("une adresse électronique va dans « emails », pas dans ce texte")
        return text


@dataclass(frozen=True)
class Markdown(Kind):
    """A text with simple formatting."""

    def show(self, value: str) -> Iterator[Shown]:
        yield Shown(key=value, text=value, form="markdown")


@dataclass(frozen=True)
class Parsed(Kind):
    """A text with a form of its own: an identifier or a partial date."""

    longest: int = 2_000
    parse: Callable[[str], Any] = str
    display: Callable[[str], str] = str

    def clean(self, value: Any) -> str:
        return parsed(self.parse, value, self.longest)

    def show(self, value: str) -> Iterator[Shown]:
        yield Shown(key=value, text=self.display(value))
