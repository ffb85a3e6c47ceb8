# ruff: noqa: S311, S603, S607
"""Compare verdicts on made-up requirements with those of publicodes, an engine of the French State.

    npm install --prefix FOLDER publicodes
    python scripts/compare_publicodes.py FOLDER [--rules 300]

It needs Node. Each requirement (all, any, not; yes or no, numbers, choices) is put to both engines
for answers of which some are unknown: they must agree on what is true, false or unknown, and on
the facts missing. publicodes gives no reason for what is false, so reasons are not compared.
"""

import argparse
import json
import random
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

from maillage.kernel.rules.conditions import Condition, Op
from maillage.kernel.rules.logic import Rule
from maillage.kernel.rules.nodes import All, Any_, Node, Not

YES_NO, NUMBERS, CHOICES = ("a", "b", "c"), ("n", "m"), ("choix",)
CODES = ("x", "y", "z")
_SIGNS = {Op.LT: "<", Op.LE: "<=", Op.GT: ">", Op.GE: ">=", Op.EQ: "=", Op.NE: "!="}
_RUN = """
import Engine from 'publicodes'
import {readFileSync} from 'node:fs'
const silent = {log() {}, warn() {}, error() {}}
const tried = JSON.parse(readFileSync(0, 'utf8')).map(({rules, situations}) => {
  const engine = new Engine(rules, {logger: silent})
  return situations.map(situation => {
    engine.setSituation(situation)
    const found = engine.evaluate('exigence')
    return [found.nodeValue ?? null, Object.keys(found.missingVariables)]
  })
})
console.log(JSON.stringify(tried))
"""


def condition(draw: random.Random) -> Condition:
    """Return a made-up condition."""
    match draw.choice("bnc"):
        case "b":
            return Condition(draw.choice(YES_NO), Op.EQ, draw.random() < 0.7)
        case "n":
            return Condition(
                draw.choice(NUMBERS), draw.choice(list(_SIGNS)), Decimal(draw.randrange(5))
            )
    return Condition(CHOICES[0], draw.choice((Op.EQ, Op.NE)), draw.choice(CODES))


def requirement(draw: random.Random, depth: int = 3) -> Node:
    """Return a made-up requirement, of three levels at most."""
    if not depth or draw.random() < 0.3:
        return condition(draw)
    if draw.random() < 0.2:
        return Not(requirement(draw, depth - 1))
    kind = draw.choice((All, Any_))
    return kind(tuple(requirement(draw, depth - 1) for _ in range(draw.randint(2, 3))))


def answers(draw: random.Random) -> dict[str, object]:
    """Return answers to about half of the questions."""
    facts: dict[str, object] = {fact: draw.random() < 0.5 for fact in YES_NO}
    facts |= {fact: Decimal(draw.randrange(5)) for fact in NUMBERS}
    facts |= {fact: draw.choice(CODES) for fact in CHOICES}
    return {fact: value for fact, value in facts.items() if draw.random() < 0.5}


def publicodes(node: Node) -> dict[str, object]:
    """Return a requirement as rules of publicodes, of which the last is called `exigence`."""
    rules: dict[str, object] = {one: {"question": one, "type": "booléen"} for one in YES_NO}
    rules |= {one: {"question": one, "type": "nombre"} for one in NUMBERS}
    rules |= {one: {"question": one, "type": "texte"} for one in CHOICES}

    def added(node: Node, name: str = "") -> str:
        name = name or f"règle {len(rules)}"
        rules[name] = None  # takes its number before those that it is made of
        match node:
            case Condition():
                value = written(node.value)
                rules[name] = {"valeur": f"{node.fact} {_SIGNS[node.op]} {value}"}
            case Not():
                rules[name] = {"valeur": f"{added(node.node)} = non"}
            case All():
                rules[name] = {"toutes ces conditions": [added(one) for one in node.nodes]}
            case Any_():
                rules[name] = {"une de ces conditions": [added(one) for one in node.nodes]}
        return name

    added(node, "exigence")
    return rules


def written(value: object) -> str:
    """Return a value as publicodes reads it."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    return str(value) if isinstance(value, Decimal) else f"'{value}'"


def main() -> None:
    """Compare, print what differs, and fail when something does."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path, help="where publicodes is installed")
    parser.add_argument("--rules", type=int, default=300)
    arguments = parser.parse_args()
    draw = random.Random(2014)
    nodes = [requirement(draw) for _ in range(arguments.rules)]
    told = [[answers(draw) for _ in range(20)] for _ in nodes]
    asked = [
        {
            "rules": publicodes(node),
            "situations": [
                {fact: written(one) for fact, one in facts.items()} for facts in several
            ],
        }
        for node, several in zip(nodes, told, strict=True)
    ]
    run = subprocess.run(
        ["node", "--input-type=module", "--eval", _RUN],
        input=json.dumps(asked),
        cwd=arguments.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        sys.exit(run.stderr[-2000:])
    compared, wrong = 0, 0
    for node, several, theirs in zip(nodes, told, json.loads(run.stdout), strict=True):
        rule = Rule(node)
        for facts, (truth, missing) in zip(several, theirs, strict=True):
            ours, left, _ = rule.open(facts)
            compared += 1
            if ours is not truth or (truth is None and set(left) != set(missing)):
                wrong += 1
                print(f"{node}\n  {facts}\n  here {ours} {left}, publicodes {truth} {missing}")
    print(f"{compared} verdicts compared, {wrong} differ")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
