"""Three-valued logic of requirements: whether one holds for some facts, and what is left open.

Logic is Kleene's: an unknown fact makes a condition unknown, and unknown only spreads where it
could still change the answer. A `ToCheck` is unknown for ever, so it never makes anything false.
"""

from collections.abc import Callable
from functools import cached_property

from .conditions import Condition, Truth
from .facts import Facts
from .nodes import Group, Node, Not, ToCheck, facts_of

Open = list[Condition | ToCheck]
Walk = Callable[[Facts, Open], Truth]
"""Return the truth of a requirement and add what keeps it unknown to the list.

A requirement that is true or false leaves the list as it was: what its branches still had to say no
longer matters."""


class Rule:
    """A requirement made ready to be put to many sets of facts."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.walk = _compiled(node)

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """Return the facts that it reads, in order."""
        return facts_of(self.node)

    @cached_property
    def parts(self) -> tuple["Rule", ...]:
        """Return the rules of the nodes that it is made of."""
        match self.node:
            case Not():
                return (Rule(self.node.node),)
            case Group():
                return tuple(map(Rule, self.node.nodes))
        return ()

    def truth(self, facts: Facts) -> Truth:
        """Return whether it holds; None where that is not known."""
        return self.walk(facts, [])

    def open(self, facts: Facts) -> tuple[Truth, list[str], list[str]]:
        """Return its truth, the facts missing and what is to be checked, each once, in order."""
        left: Open = []
        truth = self.walk(facts, left)
        missing: dict[str, None] = {}
        to_check: dict[str, None] = {}
        for one in left:
            if isinstance(one, ToCheck):
                to_check[one.text] = None
            elif facts.get(one.fact) is None:
                missing[one.fact] = None
            else:
                to_check[_partly(one)] = None
        return truth, list(missing), list(to_check)


def _partly(condition: Condition) -> str:
    return condition.label or "Une partie seulement du territoire est concernée."


def _compiled(node: Node) -> Walk:
    match node:
        case ToCheck():
            return _never_known(node)
        case Condition():
            return _condition(node)
        case Not():
            return _negated(_compiled(node.node))
    return _group(tuple(_compiled(one) for one in node.nodes), node.needed)


def _never_known(check: ToCheck) -> Walk:
    def walk(facts: Facts, left: Open) -> Truth:
        left.append(check)
        return None

    return walk


def _condition(condition: Condition) -> Walk:
    fact, test = condition.fact, condition.test

    def walk(facts: Facts, left: Open) -> Truth:
        told = facts.get(fact)
        truth = None if told is None else test(told)
        if truth is None:
            left.append(condition)
        return truth

    return walk


def _negated(inside: Walk) -> Walk:
    def walk(facts: Facts, left: Open) -> Truth:
        truth = inside(facts, left)
        return None if truth is None else not truth

    return walk


def _group(walks: tuple[Walk, ...], needed: int) -> Walk:
    """Return what stops as soon as enough nodes hold, or too many do not."""
    spare = len(walks) - needed

    def walk(facts: Facts, left: Open) -> Truth:
        start, wanted, allowed = len(left), needed, spare
        for one in walks:
            truth = one(facts, left)
            if truth:
                wanted -= 1
                if not wanted:
                    break
            elif truth is False:
                allowed -= 1
                if allowed < 0:
                    break
        if allowed < 0 or wanted <= 0:
            del left[start:]
            return wanted <= 0
        return None

    return walk
