"""Ways to reach somebody: web addresses, phones, e-mails, places, people."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from maillage.kernel import contacts
from maillage.kernel.vocabularies import LinkKind

from .base import Kind, Parsed, Shown
from .composite import Part, Record
from .values import Commune, Term

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
            "commune": Part(Commune()),
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
