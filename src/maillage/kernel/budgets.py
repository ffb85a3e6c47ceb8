"""Budgets as documents publish them: lines, stated totals, and whether they agree.

A document may give lines without a total, a total without lines, or both; amounts may be unknown
or approximate, and some are kept out of the total. Nothing is guessed: a total is compared with
its lines only when all of them are known and exact.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from .amounts import Number, canonical, with_unit
from .vocabularies import BudgetKind, Qualifier


@dataclass(frozen=True, slots=True)
class Line:
    """An amount in euros, None when unknown; `year` too.

    `part_of` names the line that this one details, `is_outside` says that the document keeps it
    out of its total.
    """

    id: str
    kind: BudgetKind
    amount: Number | None = None
    year: int | None = None
    qualifier: Qualifier | None = None
    is_outside: bool = False
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """A total that the document states, in euros; without kind it is that of all kinds."""

    id: str
    amount: Number
    kind: BudgetKind | None = None
    year: int | None = None
    qualifier: Qualifier | None = None


class Outcome(StrEnum):
    """What comes of checking a stated total."""

    AGREES = "accord"
    DIFFERS = "ecart"
    NO_BREAKDOWN = "sans-ventilation"
    UNVERIFIABLE = "non-verifiable"


@dataclass(frozen=True, slots=True)
class Check:
    """A stated total against what makes it up.

    `counted` is the sum in euros of `of` parts: lines, or `by_kind` the totals of each kind.
    `unknown` of them have no amount, `approximate` are not exact (the total itself counts).
    """

    total: Total
    outcome: Outcome
    counted: Number = 0
    of: int = 0
    unknown: int = 0
    approximate: int = 0
    by_kind: bool = False

    @property
    def difference(self) -> Number:
        """Return what the parts lack to make the total, in euros, negative when they exceed it."""
        return canonical(float(_exact(self.total.amount) - _exact(self.counted)))

    @property
    def sentence(self) -> str:
        """Return the verdict in French, to be read after « Total annoncé »."""
        parts = "totaux par section" if self.by_kind else "lignes"
        match self.outcome:
            case Outcome.AGREES if self.by_kind:
                return f"d’accord avec ses {self.of} {parts}"
            case Outcome.AGREES:
                return "d’accord avec sa ligne" if self.of == 1 else f"d’accord avec ses {parts}"
            case Outcome.DIFFERS:
                return (
                    f"diffère de {euros(abs(self.difference))} "
                    f"de {'sa ligne' if self.of == 1 else f'ses {parts}'} "
                    f"({euros(self.counted)} pour {euros(self.total.amount)} annoncés)"
                )
            case Outcome.NO_BREAKDOWN:
                return "pas de ventilation"
            case Outcome.UNVERIFIABLE if self.unknown:
                verb = "n’a pas" if self.unknown == 1 else "n’ont pas"
                lines = "une ligne" if self.unknown == 1 else f"{self.unknown} lignes"
                return f"ne peut pas être vérifié : {lines} {verb} de montant"
        return "ne peut pas être vérifié : des montants sont approchés"


@dataclass(frozen=True, slots=True)
class Sum:
    """The budget of a year and a kind, None for all kinds, in euros; `amount` None is unknown.

    `is_stated` when the document gives it, itself or by its totals of each kind; otherwise it is
    the sum of the document's `lines` lines.
    """

    year: int | None
    kind: BudgetKind | None
    amount: Number | None
    is_stated: bool
    lines: int = 0
    qualifier: Qualifier | None = None


def euros(amount: Number) -> str:
    """Return an amount as readers see it: « 61 000 € »."""
    return with_unit(amount, "€")


def _exact(amount: Number) -> Fraction:
    """Return a decimal amount without the error of binary fractions."""
    return Fraction(str(amount))


def _sum(amounts: Iterable[Number]) -> Number:
    return canonical(float(sum((_exact(one) for one in amounts), Fraction())))


def counted(lines: Sequence[Line]) -> list[Line]:
    """Return the lines that make up totals: neither outside them, nor the detail of another."""
    return [line for line, depth, outside in _placed(lines) if not depth and not outside]


def outside(lines: Sequence[Line]) -> list[Line]:
    """Return the lines kept out of the totals, with those that detail them."""
    return [line for line, _depth, outside in _placed(lines) if outside]


def details(lines: Sequence[Line], parent: str) -> list[Line]:
    """Return the lines that say what another is made of."""
    return [line for line in lines if line.part_of == parent and line.id != parent]


def _placed(lines: Sequence[Line]) -> Iterator[tuple[Line, int, bool]]:
    """Yield each line with how deep it lies under others, and whether they leave the totals."""
    by_id = {line.id: line for line in lines}
    for line in lines:
        chain, at = {line.id}, line
        while (parent := by_id.get(at.part_of)) and parent.id not in chain:
            chain.add(parent.id)
            at = parent
        yield line, len(chain) - 1, any(by_id[one].is_outside for one in chain)


def check(total: Total, lines: Sequence[Line], totals: Sequence[Total] = ()) -> Check:
    """Compare a stated total with the lines of its year and kind.

    A total of all kinds that has no lines is compared with the totals by kind of its year.
    """
    own = [
        line
        for line in counted(lines)
        if line.year == total.year and total.kind in (None, line.kind)
    ]
    known = [line.amount for line in own if line.amount is not None]
    if known:
        vague = sum(line.qualifier is not None for line in own if line.amount is not None)
        return _compared(total, known, unknown=len(own) - len(known), vague=vague)
    by_kind = [one for one in totals if one.kind and one.year == total.year]
    if total.kind is None and by_kind and not own:
        vague = sum(one.qualifier is not None for one in by_kind)
        return _compared(total, [one.amount for one in by_kind], vague=vague, by_kind=True)
    return Check(total, Outcome.NO_BREAKDOWN, unknown=len(own))


def _compared(
    total: Total, amounts: list[Number], *, vague: int, unknown: int = 0, by_kind: bool = False
) -> Check:
    found = _sum(amounts)
    vague += total.qualifier is not None
    if unknown:
        outcome = Outcome.UNVERIFIABLE
    elif _exact(found) == _exact(total.amount):
        outcome = Outcome.AGREES
    else:
        outcome = Outcome.UNVERIFIABLE if vague else Outcome.DIFFERS
    return Check(total, outcome, found, len(amounts) + unknown, unknown, vague, by_kind)


def sums(lines: Sequence[Line], totals: Sequence[Total]) -> list[Sum]:
    """Return the budget of each year, of all kinds then by kind, the last year first.

    The unknown year comes last. Stated totals come before sums of lines.
    """
    years = {line.year for line in counted(lines)} | {total.year for total in totals}
    found: list[Sum] = []
    for year in sorted(years, key=lambda year: (year is None, -(year or 0))):
        own = [line for line in counted(lines) if line.year == year]
        stated = [total for total in totals if total.year == year]
        kinds = [
            _of_kind(kind, year, own, stated)
            for kind in BudgetKind
            if kind in {line.kind for line in own} | {total.kind for total in stated}
        ]
        found += [_of_all(year, kinds, stated), *kinds]
    return found


def _of_kind(
    kind: BudgetKind, year: int | None, lines: Sequence[Line], totals: Sequence[Total]
) -> Sum:
    own = [line for line in lines if line.kind == kind]
    for total in totals:
        if total.kind == kind:
            return Sum(year, kind, total.amount, True, len(own), total.qualifier)
    amounts = [line.amount for line in own if line.amount is not None]
    amount = _sum(amounts) if len(amounts) == len(own) else None
    return Sum(year, kind, amount, False, len(own), _qualifier(own))


def _of_all(year: int | None, kinds: Sequence[Sum], totals: Sequence[Total]) -> Sum:
    lines = sum(one.lines for one in kinds)
    for total in totals:
        if total.kind is None:
            return Sum(year, None, total.amount, True, lines, total.qualifier)
    amounts = [one.amount for one in kinds if one.amount is not None]
    amount = _sum(amounts) if len(amounts) == len(kinds) else None
    return Sum(year, None, amount, all(one.is_stated for one in kinds), lines, _qualifier(kinds))


def _qualifier(parts: Sequence[Line | Sum]) -> Qualifier | None:
    """Return how exact a sum is: as its only part, or « environ » when one of them is not."""
    if not any(part.qualifier for part in parts):
        return None
    return parts[0].qualifier if len(parts) == 1 else Qualifier.ABOUT
