"""Requirements as blocks of conditions: one whole block has to hold (disjunctive normal form).

Distribution, absorption and De Morgan's laws hold in Kleene's logic: unknown stays unknown in the
blocks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb

from .conditions import Condition
from .errors import RuleError
from .nodes import Node, Not, ToCheck

MOST_BLOCKS = 48


@dataclass(frozen=True, slots=True)
class Literal:
    """A condition or a check, wanted or not; `reference` is its own or that of its groups."""

    leaf: Condition | ToCheck
    wanted: bool = True
    reference: str = ""


Block = tuple[Literal, ...]


def blocks(node: Node, most: int = MOST_BLOCKS) -> list[Block]:
    """Return the blocks of a requirement; raise `RuleError` where there would be too many.

    Without a block, it never holds; a block without conditions always does.
    """
    return _blocks(node, True, "", most)


def _blocks(node: Node, wanted: bool, reference: str, most: int) -> list[Block]:
    reference = node.reference or reference
    match node:
        case Condition() if not wanted and (op := node.op.opposite):
            # « not equal » unwanted is « equal » wanted: one way to say it, so that repeats show.
            return [(Literal(replace(node, op=op), True, reference),)]
        case Condition() | ToCheck():
            return [(Literal(node, wanted, reference),)]
        case Not():
            return _blocks(node.node, not wanted, reference, most)
    parts = [_blocks(one, wanted, reference, most) for one in node.nodes]
    needed = node.needed if wanted else len(parts) - node.needed + 1
    if comb(len(parts), needed) > most:
        raise _too_many(most)
    ways = [block for chosen in combinations(parts, needed) for block in _all_of(chosen, most)]
    return _distinct(ways, most)


def _all_of(parts: Sequence[list[Block]], most: int) -> list[Block]:
    """Return the ways to have a block of each part: one part after another, they stay few."""
    ways: list[Block] = [()]
    for part in parts:
        ways = _distinct([way + block for way in ways for block in part], most)
    return ways


def _distinct(found: Sequence[Block], most: int) -> list[Block]:
    """Return blocks without repeats, nor those that ask all that another asks, and more."""
    asked = {frozenset(block): tuple(dict.fromkeys(block)) for block in found}
    kept = [block for mine, block in asked.items() if not any(one < mine for one in asked)]
    if len(kept) > most:
        raise _too_many(most)
    return kept


def _too_many(most: int) -> RuleError:
    return RuleError(f"cette règle ferait plus de {most} blocs : la simplifier")
