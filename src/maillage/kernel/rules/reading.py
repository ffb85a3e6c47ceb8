"""Reading records: a value of the right type, or an error that says where it is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from ..amounts import canonical
from ..dates import PartialDate, parse_partial_date
from ..vocabularies import Vocabulary
from .errors import RuleError
from .nodes import Node, parse_node

Term = TypeVar("Term", bound=Vocabulary)


@dataclass(frozen=True, slots=True)
class Reader:
    """An object of a record and its JSON pointer; a key that is absent or null is unknown."""

    data: Mapping[str, object]
    pointer: str = ""

    def at(self, key: str) -> str:
        """Return the pointer of a key."""
        return f"{self.pointer}/{key}"

    def text(self, key: str) -> str:
        """Return a text, empty where there is none."""
        if not isinstance(value := self.data.get(key) or "", str):
            raise RuleError("il faut un texte", self.at(key))
        return value

    def required(self, key: str) -> str:
        """Return a text that has to be there."""
        if not (text := self.text(key).strip()):
            raise RuleError(f"il manque « {key} »", self.pointer)
        return text

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        values = self._list(key)
        if not all(isinstance(one, str) for one in values):
            raise RuleError("il faut une liste de textes", self.at(key))
        return tuple(map(str, values))

    def number(self, key: str) -> Decimal | None:
        """Return a number that is not negative; None where it is unknown."""
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or value < 0:
            raise RuleError("il faut un nombre, zéro ou plus", self.at(key))
        return Decimal(str(canonical(float(value))))

    def term(self, key: str, vocabulary: type[Term]) -> Term | None:
        """Return a term of a vocabulary; None where it is unknown."""
        return self._term(code, vocabulary, self.at(key)) if (code := self.text(key)) else None

    def terms(self, key: str, vocabulary: type[Term]) -> tuple[Term, ...]:
        """Return a list of terms of a vocabulary."""
        return tuple(
            self._term(code, vocabulary, f"{self.at(key)}/{place}")
            for place, code in enumerate(self.texts(key))
        )

    def date(self, key: str) -> PartialDate | None:
        """Return a year, a month or a day; None where it is unknown."""
        if not (text := self.text(key)):
            return None
        try:
            return parse_partial_date(text)
        except ValueError as error:
            raise RuleError(str(error), self.at(key)) from None

    def node(self, key: str) -> Node | None:
        """Return a requirement, where there is one."""
        data = self.data.get(key)
        return None if data is None else parse_node(data, self.at(key))

    def part(self, key: str) -> "Reader":
        """Return the object of a key, empty where there is none."""
        return self._object(self.data.get(key) or {}, self.at(key))

    def parts(self, key: str) -> Iterator["Reader"]:
        """Yield the objects of a list."""
        for place, one in enumerate(self._list(key)):
            yield self._object(one, f"{self.at(key)}/{place}")

    def _list(self, key: str) -> list[object] | tuple[object, ...]:
        if not isinstance(values := self.data.get(key) or [], list | tuple):
            raise RuleError("il faut une liste", self.at(key))
        return values

    @staticmethod
    def _object(data: object, pointer: str) -> "Reader":
        if not isinstance(data, Mapping):
            raise RuleError("il faut un objet", pointer)
        return Reader(data, pointer)

    @staticmethod
    def _term(code: str, vocabulary: type[Term], pointer: str) -> Term:
        if (term := vocabulary.get(code)) is None:
            codes = ", ".join(vocabulary)
            raise RuleError(f"« {code} » n’est pas un code connu : {codes}", pointer)
        return term
