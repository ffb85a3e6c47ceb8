"""The values that a filter proposes, whether a closed list, the years, or sheets."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

from .models import Sheet


class TermLike(Protocol):
    """A value of a filter."""

    @property
    def value(self) -> str:
        """Return what stands in URLs and in the index."""

    @property
    def label(self) -> str:
        """Return what readers see."""

    @property
    def description(self) -> str:
        """Return what it means, or nothing."""


class Terms(Protocol):
    """The possible values of a filter; every `Vocabulary` is one."""

    def get(self, value: str, /) -> TermLike | None:
        """Return the term with this value, or None."""

    def among(self, values: Collection[str], /) -> Iterable[TermLike]:
        """Return the terms with these values, in the order in which to propose them."""


@dataclass(frozen=True, slots=True)
class Term:
    """A value of an open list."""

    value: str
    label: str
    description: str = ""


class Years:
    """Years of four figures, the last one first."""

    _YEAR = re.compile(r"\d{4}", re.ASCII)

    def get(self, value: str) -> Term | None:
        """Return the year, or None for another text."""
        return Term(value, value) if self._YEAR.fullmatch(value) else None

    def among(self, values: Collection[str]) -> list[Term]:
        """Return the years, the last one first."""
        return [Term(value, value) for value in sorted(values, reverse=True)]


@dataclass(frozen=True, slots=True)
class SheetTerms:
    """The public sheets of a type, by identifier."""

    type_key: str

    def get(self, value: str) -> Term | None:
        """Return the sheet with this identifier as a term, or None."""
        return next(iter(self.among({value})), None)

    def among(self, values: Collection[str]) -> list[Term]:
        """Return the sheets with these identifiers, by name."""
        # By identifier alone, which has an index: by type too, SQLite reads all sheets of the type.
        sheets = Sheet.objects.public().filter(uid__in=values).order_by("name")
        rows = sheets.values_list("uid", "name", "summary", "type")
        return [Term(*row[:3]) for row in rows if row[3] == self.type_key]
