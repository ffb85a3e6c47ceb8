"""The conditions of a scheme as a list to tick: met, unmet, unknown, to check with somebody."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils.translation import gettext as _

from maillage.kernel.rules.conditions import Condition, answer, threshold
from maillage.kernel.rules.facts import Catalogue, Facts
from maillage.kernel.rules.logic import Rule
from maillage.kernel.rules.nodes import All, Group, Node, Not, ToCheck
from maillage.kernel.rules.scheme import PLACE


class Mark(StrEnum):
    """Where a condition stands for the answers given."""

    MET = "remplie"
    UNMET = "non-remplie"
    UNKNOWN = "inconnue"
    CHECK = "a-verifier"

    @property
    def label(self) -> str:
        """Return the mark as readers see it."""
        return {
            Mark.MET: _("remplie"),
            Mark.UNMET: _("non remplie"),
            Mark.UNKNOWN: _("à préciser"),
            Mark.CHECK: _("à vérifier"),
        }[self]


@dataclass(frozen=True, slots=True)
class Item:
    """A condition, or several of which enough must be met (`joiner` says how many).

    `told` is the answer given, `url` where to give one.
    """

    text: str
    mark: Mark
    told: str = ""
    reference: str = ""
    url: str = ""
    joiner: str = ""
    items: "tuple[Item, ...]" = ()


def checklist(
    node: Node, facts: Facts, catalogue: Catalogue, asks: Mapping[str, str]
) -> tuple[Item, ...]:
    """Return the conditions of a rule, each once, in the order of the rule.

    `asks` are the addresses of the questions, by fact.
    """
    reading = _Reading(facts, catalogue, asks)
    nodes = node.nodes if isinstance(node, All) else (node,)
    return tuple(dict.fromkeys(item for one in nodes for item in reading.items(one)))


@dataclass(frozen=True, slots=True)
class _Reading:
    facts: Facts
    catalogue: Catalogue
    asks: Mapping[str, str]

    def items(self, node: Node, wanted: bool = True, reference: str = "") -> list[Item]:
        """Return a node as one item; a conjunction without a name of its own as several."""
        match node:
            case ToCheck():
                return [Item(node.text, Mark.CHECK, reference=node.reference or reference)]
            case Condition():
                return [self._condition(node, wanted, reference)]
            case Not():
                own = node.reference or reference
                if not node.label:
                    return self.items(node.node, not wanted, own)
                inside = self.items(node.node, not wanted, own)
                return [Item(node.label, self._mark(node, wanted), reference=own, items=(*inside,))]
        return self._group(node, wanted, reference)

    def _group(self, node: Group, wanted: bool, reference: str) -> list[Item]:
        own = node.reference or reference
        needed = node.needed if wanted else len(node.nodes) - node.needed + 1
        every = needed == len(node.nodes)
        if every and not node.label:
            return [item for one in node.nodes for item in self.items(one, wanted, own)]
        inside = tuple(self._branch(one, wanted) for one in node.nodes)
        joiner = ""
        if not every:
            inside = _likely(inside, needed)
            if len(inside) == needed == 1 and inside[0].text:
                return [inside[0]]
            joiner = (
                _("l’une de ces conditions suffit")
                if needed == 1
                else _("au moins %(n)d de ces conditions") % {"n": needed}
            )
        return [
            Item(node.label, self._mark(node, wanted), reference=own, joiner=joiner, items=inside)
        ]

    def _branch(self, node: Node, wanted: bool) -> Item:
        """Return one of several ways as one item."""
        found = self.items(node, wanted)
        if len(found) == 1:
            return found[0]
        mark = self._mark(node, wanted)
        if any(one.items for one in found):
            return Item("", mark, joiner=_("à la fois"), items=tuple(found))
        return Item(
            ", ".join(one.text for one in found),
            mark,
            told=", ".join(dict.fromkeys(one.told for one in found if one.told)),
            reference=next((one.reference for one in found if one.reference), ""),
            url=next((one.url for one in found if one.url), "") if mark is Mark.UNKNOWN else "",
        )

    def _condition(self, node: Condition, wanted: bool, reference: str) -> Item:
        question = self.catalogue.get(node.fact)
        told = self.facts.get(node.fact)
        words = answer(node, question, told) if told is not None else ""
        mark = self._mark(node, wanted)
        name = node.label or (question.label if question else node.fact)
        text = node.label if wanted and node.fact != PLACE else ""
        if not text:  # what was told says more than the long list of what would do
            said = words if mark is Mark.MET else threshold(node, question, wanted)
            text = _("%(name)s : %(asked)s") % {"name": name, "asked": said}
        return Item(
            text,
            mark,
            told="" if words in text else words,
            reference=node.reference or reference,
            url=self.asks.get(node.fact, "") if told is None else "",
        )

    def _mark(self, node: Node, wanted: bool) -> Mark:
        truth, missing, _checks = Rule(node).open(self.facts)
        if truth is None:
            return Mark.UNKNOWN if missing else Mark.CHECK
        return Mark.MET if truth is wanted else Mark.UNMET


# Of several ways, the one that is met, or may still be, comes first.
_WAYS = {Mark.MET: 0, Mark.CHECK: 1, Mark.UNKNOWN: 2, Mark.UNMET: 3}


def _likely(ways: tuple[Item, ...], needed: int) -> tuple[Item, ...]:
    """Return several ways, the likeliest first; what no longer matters is cut short or left out."""
    ordered = sorted(ways, key=lambda item: _WAYS[item.mark])
    met = [one for one in ordered if one.mark is Mark.MET]
    if len(met) >= needed:
        return tuple(met)
    possible = sum(one.mark is not Mark.UNMET for one in ordered) >= needed
    return tuple(
        replace(one, items=(), joiner="")
        if possible and one.text and one.mark is Mark.UNMET
        else one
        for one in ordered
    )
