"""The figures of many sheets together: pure sums, for a type in a territory, or for all."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from statistics import median_low
from typing import Any

from .models import Assessment, QualityDay

# The column of each criterion and the column that counts the sheets which do not wholly meet it.
COUNTS = {
    "complete": "incomplete",
    "sourced": "unsourced",
    "reviewed": "unread",
    "fresh": "overdue",
    "links": "broken",
}


@dataclass(slots=True)
class Tally:
    """Sums over sheets; `values` holds the percentages of each criterion where it applies."""

    sheets: int = 0
    score: int = 0
    dead_links: int = 0
    values: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    ages: list[int] = field(default_factory=list)

    def add(self, row: Assessment, today: date) -> None:
        """Count one sheet more."""
        self.sheets += 1
        self.score += row.score
        self.dead_links += row.dead_links
        for name in COUNTS:
            value = getattr(row, name)
            if value is not None:
                self.values[name].append(value)
        if row.known_on is not None:
            self.ages.append(max(0, (today - row.known_on).days))

    def columns(self) -> dict[str, Any]:
        """Return the figures as columns of a `QualityDay`."""
        means = {name: _mean(self.values[name]) for name in COUNTS}
        short = {
            count: sum(value < 100 for value in self.values[name]) for name, count in COUNTS.items()
        }
        return {
            "sheets": self.sheets,
            "score": self.score / self.sheets,
            "dead_links": self.dead_links,
            "age": median_low(self.ages) if self.ages else None,
            **means,
            **short,
        }


def _mean(values: list[int]) -> float | None:
    return sum(values) / len(values) if values else None


class Tallies:
    """The tallies of every type and territory that some sheet concerns, « » for all."""

    def __init__(self) -> None:
        self._by_key: dict[tuple[str, str], Tally] = defaultdict(Tally)

    def add(self, row: Assessment, territories: Iterable[str], today: date) -> None:
        """Count a sheet in its type, in each of its territories, and in all."""
        for territory in ("", *territories):
            for kind in ("", row.type):
                self._by_key[kind, territory].add(row, today)

    def days(self, day: date) -> list[QualityDay]:
        """Return the figures of the day, one row for each type in each territory."""
        return [
            QualityDay(day=day, type=kind, territory=territory, **tally.columns())
            for (kind, territory), tally in sorted(self._by_key.items())
        ]
