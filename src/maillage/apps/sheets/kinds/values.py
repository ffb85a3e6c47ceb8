"""Single values: codes of a vocabulary, dates, numbers, and ties to territories and sheets."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from maillage.kernel import dates
from maillage.kernel.amounts import canonical, french_number, parse_number, with_unit
from maillage.kernel.territories import TerritoryRef
from maillage.kernel.vocabularies import LinkKind, Vocabulary

from .base import InvalidValue, Kind, Parsed, Shown, parsed

_UID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Term(Kind):
    """A code of a closed vocabulary."""

    vocabulary: type[Vocabulary] = LinkKind

    def clean(self, value: Any) -> str:
        if not isinstance(value, str) or self.vocabulary.get(value) is None:
            known = ", ".join(term.value for term in self.vocabulary)
            named = value[:80] if isinstance(value, str) else "…"
            raise InvalidValue(f"« {named} » n’est pas un code connu ; codes possibles : {known}")
        return value

    def show(self, value: str) -> Iterator[Shown]:
        term = self.vocabulary.get(value)
        yield Shown(key=value, text=str(term.label) if term else value)

    def schema(self) -> dict[str, Any]:
        return {"enum": [term.value for term in self.vocabulary]}


@dataclass(frozen=True)
class Territory(Kind):
    """A territory reference, `commune:54395`; its name is looked up by whoever shows it."""

    def clean(self, value: Any) -> str:
        return parsed(TerritoryRef.parse, value)

    def show(self, value: str) -> Iterator[Shown]:
        yield Shown(key=value, text=value, form="territory")

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^[a-z-]+:[0-9A-Za-z-]+$"}


@dataclass(frozen=True)
class Commune(Kind):
    """The INSEE code of a commune or of a municipal arrondissement."""

    longest: int = 5


@dataclass(frozen=True)
class Number(Kind):
    """A number, written in JSON as a number; `unit` follows it where readers see it."""

    unit: str = ""
    minimum: float | None = None
    verbatim: bool = True  # a source writes it; an order or a rank is the editor's

    @property
    def empty(self) -> Any:
        return None

    def clean(self, value: Any) -> int | float:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise InvalidValue("un nombre est attendu")
        try:
            number = parse_number(value) if isinstance(value, str) else canonical(value)
        except ValueError as error:
            raise InvalidValue(str(error)) from None
        if self.minimum is not None and number < self.minimum:
            raise InvalidValue(f"le nombre doit être d’au moins {french_number(self.minimum)}")
        return number

    def show(self, value: Any) -> Iterator[Shown]:
        yield Shown(key=str(value), text=with_unit(value, self.unit))

    def flat(self, value: Any) -> str:
        return str(value)

    def typed(self, value: Any) -> str:
        return french_number(value)

    def read(self, value: Any) -> Any:
        return None if value is None else canonical(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "number"} | ({} if self.minimum is None else {"minimum": self.minimum})


@dataclass(frozen=True)
class Year(Number):
    """A year, written in JSON as a number, never cut into thousands."""

    verbatim: bool = False  # the heading of a table often gives it, far from its lines

    def clean(self, value: Any) -> int:
        number = super().clean(value)
        if not isinstance(number, int) or not 1000 <= number <= 9999:
            raise InvalidValue("une année de quatre chiffres est attendue")
        return number

    def show(self, value: Any) -> Iterator[Shown]:
        yield Shown(key=str(value), text=str(value))

    def typed(self, value: Any) -> str:
        return str(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": 1000, "maximum": 9999}


@dataclass(frozen=True)
class Flag(Kind):
    """A yes that a source says; its absence says nothing."""

    yes: str = "oui"

    @property
    def empty(self) -> Any:
        return False

    def clean(self, value: Any) -> bool:
        if value not in (True, "true", "on", "oui"):
            raise InvalidValue("« true » est attendu : retirer la clé si la réponse n’est pas oui")
        return True

    def show(self, value: Any) -> Iterator[Shown]:
        yield Shown(key="true", text=self.yes)

    def flat(self, value: Any) -> str:
        return "oui"

    def typed(self, value: Any) -> str:
        return "oui"

    def schema(self) -> dict[str, Any]:
        return {"const": True}


def parse_uid(text: str) -> str:
    """Return an identifier of a sheet as it is; raise `ValueError` for any other text."""
    if not _UID.fullmatch(text):
        raise ValueError(
            f"« {text} » n’est pas un identifiant : des minuscules sans accent et des chiffres, "
            "séparés par des tirets"
        )
    return text


@dataclass(frozen=True)
class Reference(Kind):
    """Another sheet, by its identifier; `to` names the types that it may be, all when empty.

    Whoever shows it looks its name up, as for a territory.
    """

    longest: int = 80
    to: tuple[str, ...] = ()

    def clean(self, value: Any) -> str:
        return parsed(parse_uid, value, self.longest)

    def show(self, value: str) -> Iterator[Shown]:
        yield Shown(key=value, text=value, form="sheet")

    def without(self, value: str, gone: Collection[str]) -> str:
        return "" if value in gone else value

    @property
    def refers(self) -> bool:
        return True

    def renamed(self, value: str, names: Mapping[str, str]) -> str:
        return names.get(value, value)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^[a-z0-9]+(-[a-z0-9]+)*$"}


def partial_date() -> Parsed:
    """Return the kind of a date known to the year, the month or the day."""
    return Parsed(
        parse=dates.parse_partial_date,
        display=lambda text: dates.parse_partial_date(text).french,
    )
