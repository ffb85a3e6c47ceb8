"""The form of a closed vocabulary: coded terms with a French label and a definition."""

from collections.abc import Collection
from enum import StrEnum
from typing import Self, cast


def _(label: str) -> str:
    """Mark a French label for translation; the interface translates it when it shows it."""
    return label


class Vocabulary(StrEnum):
    """An enumeration whose members carry a label and a definition for readers.

    Members are named in English for code; their value is the French slug that stands in URLs,
    data files and exports, and never changes once published.
    """

    label: str
    description: str

    def __new__(cls, value: str, label: str, description: str = "") -> Self:
        term = str.__new__(cls, value)
        term._value_ = value
        term.label = label
        term.description = description
        return term

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return `(value, label)` pairs in the order of declaration."""
        return [(term.value, term.label) for term in cls]

    @classmethod
    def get(cls, value: str) -> Self | None:
        """Return the term with this value, or None: a filter typed by hand may be anything."""
        return cast("Self | None", cls._value2member_map_.get(value))

    @classmethod
    def among(cls, values: Collection[str]) -> list[Self]:
        """Return the terms with these values, in the order of declaration."""
        return [term for term in cls if term.value in values]

    @classmethod
    def of(cls, value: str) -> Self:
        """Return the term with this value; raise `ValueError` where there is none."""
        if (term := cls.get(value)) is None:
            raise ValueError(f"« {value} » n’est pas un code connu.")
        return term
