# ruff: noqa: S311, T201
"""Time the rules of made-up schemes: verdicts, the next question, and all that a page may show.

    python benchmarks/rules.py [--schemes 600] [--rounds 200]

Milliseconds of the processor. The floor is the same number of conditions compared one by one in
plain Python, without verdict nor reason. The same arguments give the same schemes.
"""

import argparse
import operator
import random
import statistics
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from maillage.kernel.rules.conditions import Condition
from maillage.kernel.rules.facts import Catalogue, Facts, parse_catalogue
from maillage.kernel.rules.next_question import next_question
from maillage.kernel.rules.nodes import leaves
from maillage.kernel.rules.places import Place
from maillage.kernel.rules.scheme import Scheme, parse_scheme
from maillage.kernel.rules.verdict import judge_all
from maillage.kernel.vocabularies import ActorType, Instrument, Stage

TODAY = date(2026, 11, 22)
NUMBERS, FLAGS = 6, 10
PLACES = ("pays:FR", "region:44", "departement:54", "departement:57", "commune:57463")


def catalogue() -> Catalogue:
    """Return the questions that the made-up rules ask: 19 facts."""
    asked: list[dict[str, object]] = [
        {"id": "territoire", "kind": "territory", "label": "Territoire"},
        {"id": "profil", "kind": "choice", "label": "Profil", "vocabulary": "ActorType"},
        {"id": "etape", "kind": "choice", "label": "Étape", "vocabulary": "Stage"},
    ]
    asked += [
        {"id": f"nombre-{one}", "kind": "number", "label": f"Nombre {one}", "effort": 1 + one % 3}
        for one in range(NUMBERS)
    ]
    asked += [
        {"id": f"oui-{one}", "kind": "boolean", "label": f"Oui {one}"} for one in range(FLAGS)
    ]
    return parse_catalogue(asked)


def _condition(draw: random.Random) -> dict[str, object]:
    if draw.random() < 0.1:
        return {"to_check": "Le projet est innovant"}
    if draw.random() < 0.5:
        fact, value = f"oui-{draw.randrange(FLAGS)}", draw.random() < 0.8
        return {"fact": fact, "op": "eq", "value": value}
    fact, op = f"nombre-{draw.randrange(NUMBERS)}", draw.choice(("le", "ge", "lt", "gt"))
    return {"fact": fact, "op": op, "value": draw.randrange(1, 100)}


def _requirement(draw: random.Random) -> dict[str, object]:
    asked: list[dict[str, object]] = [_condition(draw) for _ in range(draw.randint(1, 4))]
    if draw.random() < 0.6:
        asked.append({"any": [_condition(draw), {"all": [_condition(draw), _condition(draw)]}]})
    if draw.random() < 0.2:
        asked.append({"at_least": {"n": 2, "of": [_condition(draw) for _ in range(4)]}})
    if draw.random() < 0.2:
        asked.append({"not": _condition(draw)})
    return {"all": asked}


def _offer(draw: random.Random, place: int) -> dict[str, object]:
    offer: dict[str, object] = {
        "id": f"o{place}",
        "instrument": draw.choice(list(Instrument)).value,
    }
    if draw.random() < 0.4:
        return offer | {"min": 500, "max": 5_000}
    tiers = [{"min": 1, "max": 22, "amount": 500}, {"min": 23, "max": 72, "amount": 1_000}]
    lines = [
        {"id": "tranches", "on": f"nombre-{draw.randrange(NUMBERS)}", "tiers": tiers},
        {"id": "part", "on": f"nombre-{draw.randrange(NUMBERS)}", "factor": 0.5},
        {"id": "prime", "if": _condition(draw), "amount": 300},
    ]
    return offer | {"lines": lines, "cap": {"amount": 5_000}}


def schemes(count: int) -> list[Scheme]:
    """Return made-up schemes, each with about nine conditions and two offers."""
    draw = random.Random(5)
    records = (
        {
            "id": f"dispositif-{place}",
            "name": f"Dispositif {place}",
            "kind": "aide",
            "applicants": draw.sample(list(ActorType), draw.randint(2, 8)),
            "stages": draw.sample(list(Stage), draw.randint(1, 4)),
            "territories": {"included": draw.sample(PLACES, draw.randint(1, 2))},
            "calendar": {
                "kind": "recurrent",
                "sessions": [{"id": "a", "opens": "2026-09", "closes": "2027-01-31"}],
            },
            "versions": [
                {
                    "id": "v1",
                    "valid_from": "2020",
                    "conditions": _requirement(draw),
                    "offers": [_offer(draw, one) for one in range(draw.randint(1, 3))],
                }
            ],
        }
        for place in range(count)
    )
    return [parse_scheme(record) for record in records]


def visits() -> dict[str, Facts]:
    """Return what a person has told: nothing yet, the situation, half of it, everything."""
    metz = frozenset({"commune:57463", "departement:57", "region:44", "pays:FR"})
    place = Place("commune:57463", "Metz", metz)
    situation: dict[str, object] = {
        "territoire": place,
        "profil": "association",
        "etape": "creation",
    }
    half: dict[str, object] = {f"oui-{one}": True for one in range(0, FLAGS, 2)}
    rest: dict[str, object] = {f"oui-{one}": True for one in range(FLAGS)}
    numbers: dict[str, object] = {f"nombre-{one}": Decimal(20 + 7 * one) for one in range(NUMBERS)}
    return {
        "nothing told": {},
        "situation told": situation,
        "half told": situation | half,
        "everything told": situation | rest | numbers,
    }


def _floor(everything: list[Scheme]) -> Callable[[], object]:
    """Return what compares as many numbers as there are conditions."""
    count = sum(
        isinstance(leaf, Condition)
        for scheme in everything
        for leaf in leaves(scheme.requirements(TODAY))
    )
    pairs = [(Decimal(one % 90), Decimal(40)) for one in range(count)]
    print(f"{len(everything)} schemes, {count} conditions")
    return lambda: [operator.le(left, right) for left, right in pairs]


def _show(everything: list[Scheme], facts: Facts, asked: Catalogue) -> None:
    for verdict in judge_all(everything, facts, TODAY, asked):
        _ = verdict.reasons
        _ = [amount.words() for _, amount in verdict.amounts]


def timed(work: Callable[[], object], rounds: int) -> str:
    """Return the median and the 95th percentile of what some work takes, in milliseconds."""
    work()
    took = []
    for _ in range(rounds):
        start = time.process_time_ns()
        work()
        took.append((time.process_time_ns() - start) / 1e6)
    return f"{statistics.median(took):8.2f} {sorted(took)[int(rounds * 0.95)]:8.2f}"


def main() -> None:
    """Time it all and print one line each: what, p50, p95."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--schemes", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=200)
    arguments = parser.parse_args()
    everything, asked = schemes(arguments.schemes), catalogue()
    print(f"{'floor':42} {timed(_floor(everything), arguments.rounds)}")
    for name, facts in visits().items():
        works: dict[str, Callable[[], object]] = {
            "verdicts": lambda facts=facts: judge_all(everything, facts, TODAY),  # type: ignore[misc]
            "next question": lambda facts=facts: next_question(  # type: ignore[misc]
                everything, facts, asked, TODAY
            ),
            "with every reason and amount": lambda facts=facts: _show(  # type: ignore[misc]
                everything, facts, asked
            ),
        }
        for what, work in works.items():
            rounds = max(arguments.rounds // (10 if "every" in what else 1), 5)
            print(f"{f'{name}, {what}':42} {timed(work, rounds)}")


if __name__ == "__main__":
    main()
