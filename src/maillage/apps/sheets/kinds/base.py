"""Kinds of field: how a value is checked, keyed, shown, flattened and described.

A sheet type is a list of fields; a field has a kind. Everything that handles sheets without
knowing their type — files, exports, pages, the index — goes through these few methods.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from maillage.kernel import contacts, dates
from maillage.kernel.territories import TerritoryRef
from maillage.kernel.vocabularies import LinkKind, Vocabulary

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


def _text(value: Any, *, longest: int = MAX_TEXT) -> str:
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


def _term(vocabulary: type[Vocabulary], value: Any) -> str:
    if not isinstance(value, str) or vocabulary.get(value) is None:
        known = ", ".join(term.value for term in vocabulary)
        raise InvalidValue(f"« {value} » n’est pas un code connu ; codes possibles : {known}")
    return value


def _parsed(parse: Callable[[str], Any], value: Any, longest: int = 2_000) -> str:
    try:
        return str(parse(_text(value, longest=longest)))
    except InvalidValue:
        raise
    except ValueError as error:
        raise InvalidValue(str(error)) from None


@dataclass(frozen=True)
class Kind:
    """A single text; the base of the other kinds."""

    many: bool = field(default=False, init=False)
    longest: int = MAX_TEXT

    def clean(self, value: Any) -> Any:
        """Return the canonical value; raise `InvalidValue` saying what is expected."""
        return _text(value, longest=self.longest)

    def show(self, value: Any) -> Iterator[Shown]:
        """Yield the value's items as readers see them, each with the key that evidence names."""
        yield Shown(key=str(value), text=str(value))

    def flat(self, value: Any) -> str:
        """Return the value as one CSV cell."""
        return " | ".join(item.text for item in self.show(value))

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the value."""
        return {"type": "string", "pattern": r"\S", "maxLength": self.longest}


@dataclass(frozen=True)
class Prose(Kind):
    """A text that lists, feeds and titles repeat as it is: no e-mail address in it."""

    def clean(self, value: Any) -> str:
        text = _text(value, longest=self.longest)
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
        return _parsed(self.parse, value, self.longest)

    def show(self, value: str) -> Iterator[Shown]:
        yield Shown(key=value, text=self.display(value))


@dataclass(frozen=True)
class Term(Kind):
    """A code of a closed vocabulary."""

    vocabulary: type[Vocabulary] = LinkKind

    def clean(self, value: Any) -> str:
        return _term(self.vocabulary, value)

    def show(self, value: str) -> Iterator[Shown]:
        term = self.vocabulary.get(value)
        yield Shown(key=value, text=term.label if term else value)

    def schema(self) -> dict[str, Any]:
        return {"enum": [term.value for term in self.vocabulary]}


@dataclass(frozen=True)
class Many(Kind):
    """A list of values of another kind, in the order of the source, without repetition."""

    item: Kind = Kind()
    many: bool = field(default=True, init=False)

    def clean(self, value: Any) -> list[Any]:
        if not isinstance(value, list) or not value:
            raise InvalidValue("une liste non vide [ … ] est attendue")
        cleaned: list[Any] = []
        for position, item in enumerate(value):
            try:
                canonical = self.item.clean(item)
            except InvalidValue as error:
                raise InvalidValue(str(error), f"/{position}{error.pointer}") from None
            if canonical not in cleaned:
                cleaned.append(canonical)
        return cleaned

    def show(self, value: list[Any]) -> Iterator[Shown]:
        for item in value:
            yield from self.item.show(item)

    def flat(self, value: list[Any]) -> str:
        return " | ".join(self.item.flat(item) for item in value)

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "minItems": 1, "items": self.item.schema()}


@dataclass(frozen=True)
class Territory(Kind):
    """A territory reference, `commune:54395`; its name is looked up by whoever shows it."""

    def clean(self, value: Any) -> str:
        return _parsed(TerritoryRef.parse, value)

    def show(self, value: str) -> Iterator[Shown]:
        yield Shown(key=value, text=value, form="territory")

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^[a-z-]+:[0-9A-Za-z-]+$"}


@dataclass(frozen=True)
class Part:
    """One entry of a record kind."""

    kind: Kind
    required: bool = False


@dataclass(frozen=True)
class Record(Kind):
    """A small record with named parts; `key_part` is what evidence calls it by."""

    parts: dict[str, Part] = field(default_factory=dict)
    key_part: str = ""

    def clean(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise InvalidValue("un objet { … } est attendu")
        unknown = sorted(set(value) - set(self.parts))
        if unknown:
            raise InvalidValue(
                f"clé inconnue « {unknown[0]} » ; clés possibles : {', '.join(self.parts)}"
            )
        cleaned = {}
        for name, part in self.parts.items():
            if name not in value:
                if part.required:
                    raise InvalidValue(f"la clé « {name} » manque")
                continue
            try:
                cleaned[name] = part.kind.clean(value[name])
            except InvalidValue as error:
                raise InvalidValue(str(error), f"/{name}{error.pointer}") from None
        if not cleaned:
            raise InvalidValue("l’objet est vide : le retirer")
        return cleaned

    def show(self, value: dict[str, Any]) -> Iterator[Shown]:
        yield Shown(key=self.key(value), text=self.text(value), note=value.get("label", ""))

    def key(self, value: dict[str, Any]) -> str:
        """Return the text by which evidence names this record."""
        return str(value.get(self.key_part, ""))

    def text(self, value: dict[str, Any]) -> str:
        """Return the record on one line."""
        return ", ".join(str(value[name]) for name in self.parts if name in value)

    def schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "additionalProperties": False,
            "required": [name for name, part in self.parts.items() if part.required],
            "properties": {name: part.kind.schema() for name, part in self.parts.items()},
        }


_LABEL = Part(Kind(longest=200))


@dataclass(frozen=True)
class Link(Record):
    """A typed web address."""

    parts: dict[str, Part] = field(
        default_factory=lambda: {
            "kind": Part(Term(vocabulary=LinkKind), required=True),
            "url": Part(Parsed(parse=contacts.parse_url), required=True),
            "label": _LABEL,
        }
    )
    key_part: str = "url"

    def show(self, value: dict[str, Any]) -> Iterator[Shown]:
        kind = LinkKind.get(value["kind"])
        text = value.get("label") or (kind.label if kind else value["url"])
        yield Shown(value["url"], text, url=value["url"], note=bare_url(value["url"]), form="link")

    def flat(self, value: dict[str, Any]) -> str:
        return str(value["url"])


def bare_url(url: str) -> str:
    """Return an address as people say it: no scheme, no « www. », no closing slash."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/")


@dataclass(frozen=True)
class Phone(Record):
    """A phone number in E.164."""

    parts: dict[str, Part] = field(
        default_factory=lambda: {
            "number": Part(Parsed(parse=contacts.parse_phone), required=True),
            "label": _LABEL,
        }
    )
    key_part: str = "number"

    def show(self, value: dict[str, Any]) -> Iterator[Shown]:
        number = value["number"]
        shown = contacts.format_phone(number)
        yield Shown(number, shown, url=f"tel:{number}", note=value.get("label", ""), form="phone")


@dataclass(frozen=True)
class Email(Record):
    """An e-mail address, never shown in a form that harvesters recognise."""

    parts: dict[str, Part] = field(
        default_factory=lambda: {
            "address": Part(Parsed(parse=contacts.parse_email), required=True),
            "label": _LABEL,
        }
    )
    key_part: str = "address"

    def show(self, value: dict[str, Any]) -> Iterator[Shown]:
        shown = contacts.obfuscate_email(value["address"])
        yield Shown(value["address"], shown, note=value.get("label", ""), form="email")


@dataclass(frozen=True)
class Address(Record):
    """A postal address; `commune` is the INSEE code that places it."""

    parts: dict[str, Part] = field(
        default_factory=lambda: {
            "street": Part(Kind(longest=300)),
            "postal_code": Part(Kind(longest=10)),
            "city": Part(Kind(longest=100)),
            "country": Part(Kind(longest=60)),
            "commune": Part(Kind(longest=5)),
            "label": _LABEL,
        }
    )

    def key(self, value: dict[str, Any]) -> str:
        return self.text(value)

    def text(self, value: dict[str, Any]) -> str:
        town = " ".join(value[name] for name in ("postal_code", "city") if name in value)
        lines = (value.get("street"), town, value.get("country"))
        return ", ".join(line for line in lines if line)


@dataclass(frozen=True)
class Person(Record):
    """A person named for a public function."""

    parts: dict[str, Part] = field(
        default_factory=lambda: {
            "name": Part(Kind(longest=120), required=True),
            "function": Part(Kind(longest=300)),
            "service": Part(Kind(longest=300)),
        }
    )
    key_part: str = "name"

    def show(self, value: dict[str, Any]) -> Iterator[Shown]:
        note = ", ".join(value[name] for name in ("function", "service") if name in value)
        yield Shown(value["name"], value["name"], note=note, form="person")

    def flat(self, value: dict[str, Any]) -> str:
        return contacts.obfuscate_emails(self.text(value))


def partial_date() -> Parsed:
    """Return the kind of a date known to the year, the month or the day."""
    return Parsed(
        parse=dates.parse_partial_date,
        display=lambda text: dates.parse_partial_date(text).french,
    )
