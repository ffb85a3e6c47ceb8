"""What a requirement comes to for some facts, explained: what decides, what is missing."""

from dataclasses import dataclass, replace

from .conditions import Condition, Truth, answer, threshold
from .facts import Catalogue, Facts
from .logic import Rule
from .nodes import Node, Not, ToCheck


@dataclass(frozen=True, slots=True)
class Reason:
    """A condition that weighs: what it asks, what was told (« » when nothing was).

    `within` is the label of the group that it belongs to. `closest` is False for branches that
    are further from holding than another which would do.
    """

    label: str
    fact: str
    asked: str
    told: str
    reference: str = ""
    within: str = ""
    closest: bool = True


@dataclass(frozen=True, slots=True)
class Result:
    """The truth of a requirement and what explains it.

    `missing` are the facts that could still change it, `to_check` what nobody can tell here.
    `reasons` say what makes it false, what makes it true, or what it still asks.
    """

    truth: Truth
    missing: tuple[str, ...] = ()
    to_check: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()


def evaluate(node: Node, facts: Facts, catalogue: Catalogue | None = None) -> Result:
    """Return whether a requirement holds, with what is missing, what is to check and why."""
    rule = Rule(node)
    truth, missing, to_check = rule.open(facts)
    return Result(truth, tuple(missing), tuple(to_check), explain(rule, facts, catalogue))


def explain(rule: Rule, facts: Facts, catalogue: Catalogue | None = None) -> tuple[Reason, ...]:
    """Return why a requirement is true, false or unknown.

    False: the conditions that decide. Where one branch of several would do, the closest to holding
    comes first: that with the fewest false conditions, then with the fewest unknown ones.
    True: the conditions met. Unknown: those that wait for an answer.
    """
    why, truth = _Why(facts, catalogue or {}), rule.truth(facts)
    if truth is False:
        return why.gap(rule.node, True).reasons
    return tuple(dict.fromkeys(why.leading(rule, True, met=truth is True)))


@dataclass(frozen=True, slots=True)
class _Gap:
    """How far a node is from what is wanted of it: conditions to change, then to learn."""

    wrong: int = 0
    unknown: int = 0
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class _Why:
    facts: Facts
    catalogue: Catalogue

    def gap(self, node: Node, wanted: bool, within: str = "", reference: str = "") -> _Gap:
        """Return the least that would have to change for a node to be as wanted."""
        match node:
            case ToCheck():
                return _Gap(unknown=1)
            case Condition():
                truth = self._truth(node)
                if truth is None:
                    return _Gap(unknown=1)
                if truth is wanted:
                    return _Gap()
                return _Gap(1, 0, (self._reason(node, wanted, within, reference),))
        within, reference = node.label or within, node.reference or reference
        if isinstance(node, Not):
            return self.gap(node.node, not wanted, within, reference)
        gaps = [self.gap(one, wanted, within, reference) for one in node.nodes]
        # m nodes of which n are needed do not hold together when m − n + 1 of them do not.
        needed = node.needed if wanted else len(gaps) - node.needed + 1
        if needed < len(gaps):
            gaps.sort(key=lambda one: (one.wrong, one.unknown))
        nearest = gaps[:needed]
        wrong = sum(one.wrong for one in nearest)
        reasons = [reason for one in nearest for reason in one.reasons]
        if wrong:  # a group that is as wanted has no need of its other branches
            further = (reason for one in gaps[needed:] for reason in one.reasons)
            reasons += [replace(reason, closest=False) for reason in further]
        return _Gap(wrong, sum(one.unknown for one in nearest), tuple(reasons))

    def leading(
        self, rule: Rule, wanted: bool, met: bool, within: str = "", reference: str = ""
    ) -> list[Reason]:
        """Return the conditions of the branches that are as wanted (`met`), or still unknown."""
        node = rule.node
        match node:
            case ToCheck():
                return []
            case Condition():
                return [self._reason(node, wanted, within, reference)]
        within, reference = node.label or within, node.reference or reference
        wanted = wanted != isinstance(node, Not)
        sought = wanted if met else None
        return [
            reason
            for part in rule.parts
            if part.truth(self.facts) is sought
            for reason in self.leading(part, wanted, met, within, reference)
        ]

    def _truth(self, condition: Condition) -> Truth:
        told = self.facts.get(condition.fact)
        return None if told is None else condition.test(told)

    def _reason(self, condition: Condition, wanted: bool, within: str, reference: str) -> Reason:
        question = self.catalogue.get(condition.fact)
        told = self.facts.get(condition.fact)
        return Reason(
            label=condition.label or (question.label if question else condition.fact),
            fact=condition.fact,
            asked=threshold(condition, question, wanted),
            told="" if told is None else answer(condition, question, told),
            reference=condition.reference or reference,
            within=within,
        )
