"""Kinds of field that only events have: a date with its hours, a rule of recurrence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from maillage.apps.sheets import kinds
from maillage.apps.sheets.kinds import InvalidValue, Part, Shown
from maillage.kernel.periods import Period
from maillage.kernel.recurrence import Recurrence
from maillage.kernel.recurrence_words import VAGUE
from maillage.kernel.vocabularies import DatePrecision

_HOUR = re.compile(r"([01]?\d|2[0-3])[:hH]([0-5]\d)?", re.ASCII)


def parse_hour(text: str) -> str:
    """Return an hour as `09:30`; raise `ValueError`."""
    if match := _HOUR.fullmatch(text.strip()):
        return f"{int(match[1]):02}:{match[2] or '00'}"
    raise ValueError(f"« {text} » n’est pas une heure : écrire 09:30")


def french_hours(value: dict[str, Any]) -> str:
    """Return the hours of a date in words: « à 9 h 30 », « de 9 h à 17 h 30 », or nothing."""
    start, end = value.get("time"), value.get("end_time")
    if not start:
        return ""
    return f"de {_hour(start)} à {_hour(end)}" if end else f"à {_hour(start)}"


def _hour(text: str) -> str:
    hours, _, minutes = text.partition(":")
    return f"{int(hours)} h {minutes}" if minutes != "00" else f"{int(hours)} h"


def period_of(value: dict[str, Any]) -> Period:
    """Return the period of a date as a record holds it."""
    return Period.parse(value["start"], value.get("end", ""))


@dataclass(frozen=True)
class EventDate(kinds.Record):
    """An edition or occurrence: when, as exactly as it is known; hours are those of the place."""

    parts: dict[str, Part] = field(
        default_factory=lambda: {
            "start": Part(kinds.partial_date(), required=True),
            "end": Part(kinds.partial_date()),
            "time": Part(kinds.Parsed(parse=parse_hour)),
            "end_time": Part(kinds.Parsed(parse=parse_hour)),
            "note": Part(kinds.Kind(longest=300)),
        }
    )
    key_part: str = "start"

    def clean(self, value: Any) -> dict[str, Any]:
        cleaned = super().clean(value)
        try:
            period = period_of(cleaned)
        except ValueError as error:
            raise InvalidValue(str(error), "/end") from None
        if "end_time" in cleaned and "time" not in cleaned:
            raise InvalidValue("l’heure de fin demande celle du début", "/time")
        if "time" in cleaned and period.precision is not DatePrecision.DAY:
            raise InvalidValue("une heure demande une date connue au jour près", "/time")
        return cleaned

    def show(self, value: dict[str, Any]) -> Iterator[Shown]:
        yield Shown(self.key(value), self.text(value), note=value.get("note", ""), form="date")

    def text(self, value: dict[str, Any]) -> str:
        return " ".join(filter(None, (period_of(value).french, french_hours(value))))

    def flat(self, value: dict[str, Any]) -> str:
        period = "/".join(value[name] for name in ("start", "end") if name in value)
        return f"{period} {value['time']}" if "time" in value else period


def parse_rule(text: str) -> Recurrence:
    """Read a rule of recurrence; raise `ValueError` saying what to write."""
    return Recurrence.parse(text)


def french_rule(text: str) -> str:
    """Return a rule in words, without what its first date adds."""
    words = Recurrence.parse(text).french()
    return words if words != VAGUE else f"{words} ({text})"


def rule() -> kinds.Parsed:
    """Return the kind of a rule of recurrence (RFC 5545)."""
    return kinds.Parsed(longest=300, parse=parse_rule, display=french_rule)


def parse_day(text: str) -> str:
    """Return a day as `2026-11-22`; raise `ValueError`."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f"« {text} » n’est pas un jour : écrire 2026-11-22") from None
