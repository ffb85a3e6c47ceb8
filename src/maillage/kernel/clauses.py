"""The hours of a social clause in a public contract: due, done, left, and what they mean a month.

A buyer may ask that a share of the work be done by people far from employment (code de la commande
publique, art. L2112-2: conditions of performance may take social matters into account). Hours are
a share of the labour of the contract; where only its price is known, labour is what wages make of
it, at an average cost of an hour.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

# Code du travail, art. L3121-27: 35 hours a week; over a year of 52 weeks and 12 months.
FULL_TIME = (Decimal(35) * 52 / 12).quantize(Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract as far as it is known: its labour in hours, or what gives it; None is unknown.

    `price` is in euros before tax, `labour_pct` the share of wages in it in per cent, `hour_cost`
    the average cost of an hour in euros, `clause_pct` the share of the hours that the clause asks.
    """

    clause_pct: Decimal | None = None
    labour_hours: Decimal | None = None
    price: Decimal | None = None
    labour_pct: Decimal | None = None
    hour_cost: Decimal | None = None

    @property
    def labour(self) -> Decimal | None:
        """Return the hours of work of the contract, those given before those computed."""
        if self.labour_hours is not None:
            return self.labour_hours
        if self.price is None or self.labour_pct is None or not self.hour_cost:
            return None
        return self.price * self.labour_pct / 100 / self.hour_cost

    @property
    def due(self) -> Decimal | None:
        """Return the hours that the clause asks for, to the hour above; None if unknown."""
        if self.labour is None or self.clause_pct is None:
            return None
        return (self.labour * self.clause_pct / 100).quantize(Decimal(1), ROUND_CEILING)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a clause stands: hours due and done, and who could do what is left."""

    due: Decimal
    done: Decimal = Decimal(0)
    people: int | None = None
    months: int | None = None

    @property
    def left(self) -> Decimal:
        """Return the hours that remain to be done, 0 when the clause is met."""
        return max(self.due - self.done, Decimal(0))

    @property
    def beyond(self) -> Decimal:
        """Return the hours done beyond what is due."""
        return max(self.done - self.due, Decimal(0))

    @property
    def done_pct(self) -> Decimal | None:
        """Return the share done, in per cent, to a tenth; None where nothing is due."""
        if not self.due:
            return None
        return (self.done * 100 / self.due).quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def each_month(self) -> Decimal | None:
        """Return the hours a month for each, to a tenth of an hour above; None if unknown."""
        if not self.people or not self.months:
            return None
        return (self.left / self.people / self.months).quantize(Decimal("0.1"), ROUND_CEILING)

    @property
    def too_many(self) -> bool:
        """Tell whether each would work more than a full-time month."""
        return self.each_month is not None and self.each_month > FULL_TIME

    @property
    def fewest_people(self) -> int | None:
        """Return how many people at full time it takes at least; None without months."""
        if not self.months:
            return None
        return int((self.left / FULL_TIME / self.months).to_integral_value(ROUND_CEILING))
