"""The conditions of a scheme as a list to tick."""

from decimal import Decimal
from typing import Any

from maillage.apps.support.orientation_checklist import Item, Mark, checklist
from maillage.kernel.rules.facts import FactKind, Question
from maillage.kernel.rules.nodes import parse_node

CATALOGUE = {name: Question(name, FactKind.BOOLEAN, name.upper()) for name in ("a", "b", "c")} | {
    "n": Question("n", FactKind.NUMBER, "Nombre")
}


def yes(fact: str, **own: Any) -> dict[str, Any]:
    """Return a condition that asks for a yes."""
    return {"fact": fact, "op": "eq", "value": True, **own}


def ticks(node: dict[str, Any], **facts: object) -> tuple[Item, ...]:
    """Return the list of a rule, each question at the address « /fact »."""
    return checklist(parse_node(node), facts, CATALOGUE, {name: f"/{name}" for name in CATALOGUE})


def test_each_condition_says_where_it_stands() -> None:
    found = ticks({"all": [yes("a"), yes("b"), yes("c"), {"to_check": "Un avis"}]}, a=True, b=False)
    assert [one.mark for one in found] == [Mark.MET, Mark.UNMET, Mark.UNKNOWN, Mark.CHECK]
    assert [one.url for one in found] == ["", "", "/c", ""]


def test_what_was_told_replaces_what_would_do() -> None:
    most = {"fact": "n", "op": "le", "value": 5}
    (met,), (unmet,) = ticks(most, n=Decimal(3)), ticks(most, n=Decimal(9))
    assert (met.text, met.told) == ("Nombre : 3", "")
    assert (unmet.text, unmet.told) == ("Nombre : au plus 5", "9")


def test_one_way_that_is_met_hides_the_others() -> None:
    ways = {"any": [yes("a", label="Par a"), yes("b", label="Par b")], "label": "Une voie"}
    assert [one.text for one in ticks(ways, b=True)] == ["Par b"]
    (both,) = ticks(ways)
    assert both.mark is Mark.UNKNOWN
    assert both.joiner == "l’une de ces conditions suffit"
    (left,) = ticks(ways, a=False)
    assert [one.text for one in left.items] == ["Par b", "Par a"]


def test_several_of_many() -> None:
    two = {"at_least": {"n": 2, "of": [yes("a"), yes("b"), yes("c")]}, "label": "Deux"}
    (found,) = ticks(two, a=True)
    assert found.joiner == "au moins 2 de ces conditions"
    assert [one.mark for one in found.items] == [Mark.MET, Mark.UNKNOWN, Mark.UNKNOWN]


def test_the_contrary_of_a_condition() -> None:
    (met,) = ticks({"not": yes("a"), "reference": "art. 1"}, a=False)
    assert (met.mark, met.reference) == (Mark.MET, "art. 1")
    (unmet,) = ticks({"not": yes("a")}, a=True)
    assert unmet.mark is Mark.UNMET


def test_a_condition_asked_twice_is_there_once() -> None:
    assert len(ticks({"all": [yes("a"), yes("a")]})) == 1
