"""Kinds of field of a scheme: its rule, its offers, and the records that hold them.

What the rules engine reads is checked by the engine itself; a value that no table of a form can
hold is typed there as JSON.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from maillage.apps.sheets import kinds
from maillage.apps.sheets.kinds import InvalidValue, Kind, Leaf, Many, Part, Record, Shown
from maillage.kernel import contacts
from maillage.kernel.rules.calendars import parse_calendar
from maillage.kernel.rules.errors import RuleError
from maillage.kernel.rules.nodes import parse_node
from maillage.kernel.rules.offers import parse_offer
from maillage.kernel.rules.reading import Reader
from maillage.kernel.vocabularies import (
    CalendarKind,
    Envelope,
    OrganisationRole,
    TerritoryCriterion,
)

from . import schemas

NOTE = Part(kinds.Prose(longest=600))
ID = Part(kinds.Parsed(parse=kinds.parse_uid, longest=80), required=True)
LABEL = Part(kinds.Prose(longest=300), required=True)
DATE = Part(kinds.partial_date())
# Numbers of an offer that a source must write.
_AMOUNTS = ("min", "max", "interest_rate", "coverage_pct", "duration_months", "amount")


@dataclass(frozen=True)
class JsonRecord(Record):
    """A record known by its identifier, that a form holds as JSON."""

    key_part: str = "id"
    shown_parts: tuple[str, ...] = ("label", "note")
    # How the engine reads it, where it does.
    read_by_rules: Callable[[Any], Any] = lambda record: None

    @property
    def empty(self) -> Any:
        return {}

    def clean(self, value: Any) -> dict[str, Any]:
        record = super().clean(_from_json(value))
        _check(self.read_by_rules, record)
        return record

    def typed(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, indent=2)

    def show(self, value: Mapping[str, Any]) -> Iterator[Shown]:
        title, text = (str(value.get(name, "")) for name in self.shown_parts)
        yield Shown(key=str(value.get("id", "")), text=title, note=text)

    def flat(self, value: dict[str, Any]) -> str:
        return contacts.obfuscate_emails(self.text(value))


@dataclass(frozen=True)
class Rule(Kind):
    """A node of a rule; the engine says what is wrong in it."""

    def clean(self, value: Any) -> Any:
        node = _from_json(value)
        _check(parse_node, node)
        return node

    def show(self, value: Any) -> Iterator[Shown]:
        yield Shown(key="", text=" ".join(_words(value)))

    def flat(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    typed = flat

    def schema(self) -> dict[str, Any]:
        return schemas.NODE


@dataclass(frozen=True)
class Offer(Kind):
    """What a scheme gives: an instrument, amounts, how they are counted."""

    def clean(self, value: Any) -> Any:
        offer = _from_json(value)
        if not isinstance(offer, Mapping):
            raise InvalidValue("un objet { … } est attendu")
        _check(lambda one: parse_offer(Reader(one)), offer)
        return offer

    def show(self, value: Any) -> Iterator[Shown]:
        yield Shown(key=value["id"], text=value["label"], note=value.get("note", ""))

    def flat(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    typed = flat

    def leaves(self, value: Any, pointer: str = "") -> Iterator[Leaf]:
        """Yield the amounts, which a passage must hold."""
        if isinstance(value, Mapping):
            for name, one in value.items():
                if name in _AMOUNTS and isinstance(one, int | float) and "if" not in pointer:
                    yield Leaf(kinds.Number(), one, f"{pointer}/{name}")
                elif name in {"lines", "cap"}:
                    yield from self.leaves(one, f"{pointer}/{name}")
                elif name == "tiers":
                    for position, tier in enumerate(one):
                        amount = {"amount": tier["amount"]} if "amount" in tier else {}
                        yield from self.leaves(amount, f"{pointer}/{name}/{position}")
        elif isinstance(value, list):
            for position, one in enumerate(value):
                yield from self.leaves(one, f"{pointer}/{position}")

    def schema(self) -> dict[str, Any]:
        return schemas.OFFER


@dataclass(frozen=True)
class Version(JsonRecord):
    """A dated state of the rule."""

    def show(self, value: Mapping[str, Any]) -> Iterator[Shown]:
        labels = [one["label"] for one in value.get("offers", ())]
        words = [value.get("reason", ""), *labels, *_words(value.get("conditions"))]
        yield Shown(key=value["id"], text=" ".join(filter(None, words)))


def _from_json(value: Any) -> Any:
    """Return a value that a form gave as JSON text, or the value itself."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise InvalidValue(f"JSON mal formé : {error}") from None


def _check(parse: Callable[[Any], Any], value: Any) -> None:
    """Let the engine read a value: what is wrong is said where it is."""
    try:
        parse(value)
    except RuleError as error:
        raise InvalidValue(error.message, error.pointer) from None


def _words(node: Any) -> Iterable[str]:
    """Yield the sentences written in a rule."""
    if isinstance(node, Mapping):
        yield from (str(node[name]) for name in ("label", "to_check", "reference") if name in node)
        for one in node.values():
            yield from _words(one)
    elif isinstance(node, list):
        for one in node:
            yield from _words(one)


ORGANISATION = JsonRecord(
    parts={
        "id": ID,
        "organisation": Part(kinds.Reference(to=("organisation",)), required=True),
        "role": Part(kinds.Term(vocabulary=OrganisationRole), required=True),
        "note": NOTE,
    },
    shown_parts=("organisation", "note"),
)
TERRITORIES = JsonRecord(
    parts={
        "included": Part(Many(item=kinds.Territory()), required=True),
        "excluded": Part(Many(item=kinds.Territory())),
        "criterion": Part(kinds.Term(vocabulary=TerritoryCriterion)),
    },
    key_part="",
)
SESSION = JsonRecord(
    parts={
        "id": ID,
        "year": Part(kinds.Year()),
        "opens": DATE,
        "pre_deposit": DATE,
        "closes": DATE,
        "jury": DATE,
        "note": NOTE,
    },
    shown_parts=("year", "note"),
)
CALENDAR = JsonRecord(
    parts={
        "kind": Part(kinds.Term(vocabulary=CalendarKind)),
        "envelope": Part(kinds.Term(vocabulary=Envelope)),
        "sessions": Part(Many(item=SESSION)),
    },
    key_part="",
    read_by_rules=lambda record: parse_calendar(Reader(record)),
)
VERSION = Version(
    parts={
        "id": ID,
        "valid_from": DATE,
        "valid_to": DATE,
        "reason": NOTE,
        "conditions": Part(Rule()),
        "offers": Part(Many(item=Offer())),
    }
)
RESULT = JsonRecord(
    parts={
        "id": ID,
        "label": LABEL,
        "value": Part(kinds.Number(), required=True),
        "unit": Part(kinds.Prose(longest=60)),
        "period": Part(kinds.Prose(longest=60)),
        "note": NOTE,
    }
)
CUMULATION = JsonRecord(
    parts={
        "forbidden_with": Part(Many(item=kinds.Reference(to=("scheme",)))),
        "max_share_pct": Part(kinds.Number(unit="%", minimum=0)),
        "note": NOTE,
    },
    key_part="",
    shown_parts=("note", ""),
)
CRITERIA = {
    TerritoryCriterion.SEAT: _("siège dans ce territoire"),
    TerritoryCriterion.PROJECT: _("projet dans ce territoire"),
    TerritoryCriterion.RESIDENCE: _("domicile dans ce territoire"),
}
