"""What to ask next: the answer that settles most schemes for the least effort.

Every scheme still open shares one point among the facts that it misses: a question that settles it
alone gets the whole point, two questions that are both needed get half each, so that they come
to be asked too. The points of a question are divided by its effort. This counts instead of trying
every answer, which would cost as many judgements as there are answers; the two agree on what a
single answer settles whatever it is. Ties go to the question that touches most schemes, then to
the order of the catalogue.

Only schemes whose verdict is still open count: what is closed, to come or already settled asks
nothing, and what is to be checked is never asked.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ..vocabularies import Outcome
from .facts import Catalogue, Facts, Question
from .scheme import Scheme
from .verdict import Verdict, judge_all


@dataclass(frozen=True, slots=True)
class Asked:
    """The question to ask: how many schemes it touches, how many it settles whatever the answer."""

    question: Question
    touches: int
    why: str
    settles: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the answers go: schemes settled of all, and questions that may still be asked."""

    settled: int
    total: int
    questions: int

    @property
    def share(self) -> float:
        """Return the share of schemes that are settled, from 0 to 1."""
        return self.settled / self.total if self.total else 1.0


@dataclass(slots=True)
class _Tally:
    points: float = 0.0
    touches: int = 0
    settles: int = 0


def next_question(
    schemes: Iterable[Scheme],
    facts: Facts,
    catalogue: Catalogue,
    on: date,
    skipped: Collection[str] = (),
) -> Asked | None:
    """Return the question to ask next; None when none is left that could change a verdict."""
    ranked = rank_questions(judge_all(schemes, facts, on), catalogue, skipped)
    return ranked[0] if ranked else None


def rank_questions(
    verdicts: Iterable[Verdict], catalogue: Catalogue, skipped: Collection[str] = ()
) -> list[Asked]:
    """Return every question that could still change a verdict, the best one first."""
    tallies: dict[str, _Tally] = {}
    for verdict in verdicts:
        if verdict.outcome is not Outcome.OPEN:
            continue
        missing = verdict.missing
        for fact in missing:
            if fact in skipped or fact not in catalogue:
                continue
            tally = tallies.setdefault(fact, _Tally())
            tally.points += 1 / len(missing)
            tally.touches += 1
            tally.settles += len(missing) == 1

    def merit(fact: str) -> tuple[float, int, tuple[int, int, str]]:
        question, tally = catalogue[fact], tallies[fact]
        return -tally.points / question.effort, -tally.touches, question.rank

    return [_asked(catalogue[fact], tallies[fact]) for fact in sorted(tallies, key=merit)]


def progress(
    verdicts: Sequence[Verdict], catalogue: Catalogue, skipped: Collection[str] = ()
) -> Progress:
    """Return how far the answers go."""
    settled = sum(one.outcome is not Outcome.OPEN for one in verdicts)
    left = {
        fact
        for one in verdicts
        if one.outcome is Outcome.OPEN
        for fact in one.missing
        if fact in catalogue and fact not in skipped
    }
    return Progress(settled, len(verdicts), len(left))


def _asked(question: Question, tally: _Tally) -> Asked:
    schemes = "un dispositif" if tally.touches == 1 else f"{tally.touches} dispositifs"
    why = f"Cette réponse compte pour {schemes}"
    if tally.settles:
        why += f" et suffit à trancher pour {tally.settles if tally.touches > 1 else 'lui'}"
    return Asked(question, tally.touches, f"{why}.", tally.settles)
