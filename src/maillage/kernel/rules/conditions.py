"""One condition on one fact: its operator, its test, its threshold in words."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Self

from .facts import FactKind, Question, unasked
from .places import Place

Value = str | bool | Decimal | date | tuple[str, ...]
Truth = bool | None
"""Kleene's third value is None: unknown."""


class Op(StrEnum):
    """How a fact is compared with a value. `symbol` is what tables show, after « fait »."""

    symbol: str

    def __new__(cls, value: str, symbol: str) -> Self:
        op = str.__new__(cls, value)
        op._value_ = value
        op.symbol = symbol
        return op

    EQ = ("eq", "=")
    NE = ("ne", "≠")
    LT = ("lt", "<")
    LE = ("le", "≤")
    GT = ("gt", ">")
    GE = ("ge", "≥")
    IN = ("in", "parmi")
    NOT_IN = ("not_in", "hors de")
    HAS = ("has", "contient")
    HAS_ANY = ("has_any", "contient l’un de")
    HAS_ALL = ("has_all", "contient tout de")

    @classmethod
    def of(cls, code: object) -> "Op":
        """Return the operator of a code; raise `ValueError` where there is none."""
        if (op := next((one for one in cls if one.value == code), None)) is None:
            raise ValueError(f"l’opérateur est l’un de {', '.join(cls)}")
        return op

    @property
    def takes_list(self) -> bool:
        """Tell whether the value is a list of codes."""
        return self in (Op.IN, Op.NOT_IN, Op.HAS_ANY, Op.HAS_ALL)

    @property
    def is_ordered(self) -> bool:
        """Tell whether it compares sizes: numbers and dates only."""
        return self in (Op.LT, Op.LE, Op.GT, Op.GE)

    @property
    def opposite(self) -> "Op | None":
        """Return the operator that holds exactly where this one does not, if there is one."""
        return _OPPOSITES.get(self)

    @property
    def kinds(self) -> frozenset[FactKind]:
        """Return the kinds of facts that it may compare."""
        return _KINDS[self]


_PAIRS = ((Op.EQ, Op.NE), (Op.LT, Op.GE), (Op.LE, Op.GT), (Op.IN, Op.NOT_IN))
_OPPOSITES = dict(_PAIRS) | {right: left for left, right in _PAIRS}

_SIZES = frozenset({FactKind.NUMBER, FactKind.DATE})
_KINDS = {
    **dict.fromkeys((Op.EQ, Op.NE), _SIZES | {FactKind.CHOICE, FactKind.BOOLEAN}),
    **dict.fromkeys((Op.LT, Op.LE, Op.GT, Op.GE), _SIZES),
    **dict.fromkeys((Op.IN, Op.NOT_IN), frozenset({FactKind.CHOICE, FactKind.TERRITORY})),
    **dict.fromkeys((Op.HAS, Op.HAS_ANY, Op.HAS_ALL), frozenset({FactKind.MANY})),
}


@dataclass(frozen=True)
class Condition:
    """A fact compared with a value.

    `label` says what is asked in the words of the scheme, `reference` which text asks for it.
    """

    fact: str
    op: Op
    value: Value
    label: str = ""
    reference: str = ""

    @cached_property
    def test(self) -> Callable[[object], Truth]:
        """Return what tells whether a known fact meets it; None where a place does in part."""
        return _test(self.op, self.value)


def _test(op: Op, value: Value) -> Callable[[object], Truth]:
    if not op.takes_list:
        if op is Op.HAS:
            return lambda told: value in told  # type: ignore[operator]
        compare = getattr(operator, op.value)
        return lambda told: compare(told, value)
    assert isinstance(value, tuple)
    codes = frozenset(value)
    match op:
        case Op.IN:
            return lambda told: told.is_in(codes) if isinstance(told, Place) else told in codes
        case Op.NOT_IN:
            inside = _test(Op.IN, value)
            return lambda told: None if (truth := inside(told)) is None else not truth
        case Op.HAS_ANY:
            return lambda told: not codes.isdisjoint(told)  # type: ignore[arg-type]
    return lambda told: codes <= told  # type: ignore[operator]


_SIZE_WORDS = {
    Op.EQ: "exactement",
    Op.NE: "autre que",
    Op.LT: "moins de",
    Op.LE: "au plus",
    Op.GT: "plus de",
    Op.GE: "au moins",
}
_DATE_WORDS = {
    Op.EQ: "le",
    Op.NE: "un autre jour que le",
    Op.LT: "avant le",
    Op.LE: "au plus tard le",
    Op.GT: "après le",
    Op.GE: "à partir du",
}
_CODE_WORDS = {  # what stands before the codes, and between the last two; negated, the same
    Op.EQ: ("", "ou", "autre que ", "ou"),
    Op.IN: ("", "ou", "autre que ", "ou"),
    Op.HAS: ("avec ", "et", "sans ", "ni"),
    Op.HAS_ANY: ("avec ", "ou", "sans ", "ni"),
    Op.HAS_ALL: ("avec ", "et", "sans avoir à la fois ", "et"),
}


def threshold(condition: Condition, question: Question | None, wanted: bool = True) -> str:
    """Return in words what a condition asks, or its opposite where it must not be met.

    « au plus 5 000 € », « association, SCOP ou SCIC », « autre que collectivité ». The label
    of a condition on yes or no is a sentence: « oui » then says that it must be true.
    """
    op, value = condition.op, condition.value
    question = question or unasked(condition.fact)
    if isinstance(value, bool):
        return question.words(wanted if condition.label else (op is Op.EQ) == (value == wanted))
    if isinstance(value, Decimal | date):
        words = _SIZE_WORDS if isinstance(value, Decimal) else _DATE_WORDS
        return f"{words[op if wanted else op.opposite or op]} {question.words(value)}"
    if op in (Op.NE, Op.NOT_IN):
        op, wanted = _OPPOSITES[op], not wanted
    before, between, before_not, between_not = _CODE_WORDS[op]
    labels = [question.label_of(code) for code in (value if isinstance(value, tuple) else (value,))]
    if wanted:
        return f"{before}{enumeration(labels, between)}"
    return f"{before_not}{enumeration(labels, between_not)}"


def answer(condition: Condition, question: Question | None, told: object) -> str:
    """Return in words what was told, to be read after the threshold of the same condition."""
    if isinstance(told, bool) and condition.label:
        told = condition.test(told)
    return (question or unasked(condition.fact)).words(told)


def enumeration(words: list[str], joiner: str) -> str:
    """Return « a, b ou c »."""
    *first, last = words
    return f"{', '.join(first)} {joiner} {last}" if first else last
