"""Checks of conditions: what they read exists, and each branch can be met by somebody."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, groupby, pairwise

from .conditions import Condition, threshold
from .disjunctive import Block, Literal, blocks
from .errors import RuleError
from .facts import Catalogue, FactKind, Question
from .findings import Finding, Level
from .nodes import Any_, AtLeast, Group, Node, Not, ToCheck
from .places import Place

_TYPES: dict[FactKind, type | tuple[type, ...]] = {
    FactKind.NUMBER: Decimal,
    FactKind.DATE: date,
    FactKind.BOOLEAN: bool,
}
_KEYS = ((AtLeast, "at_least/of"), (Any_, "any"), (Group, "all"))
_NOWHERE = "-"  # a code that no rule names


def located(node: Node, pointer: str) -> Iterator[tuple[str, Node]]:
    """Yield a requirement and all that it is made of, with their JSON pointers."""
    yield pointer, node
    if isinstance(node, Not):
        yield from located(node.node, f"{pointer}/not")
    elif isinstance(node, Group):
        key = next(key for kind, key in _KEYS if isinstance(node, kind))
        for place, one in enumerate(node.nodes):
            yield from located(one, f"{pointer}/{key}/{place}")


def about_facts(node: Node, pointer: str, catalogue: Catalogue) -> Iterator[Finding]:
    """Yield what is wrong with facts, operators, values and options."""
    for place, one in located(node, pointer):
        if isinstance(one, Condition):
            yield from _about(one, place, catalogue)


def _about(condition: Condition, pointer: str, catalogue: Catalogue) -> Iterator[Finding]:
    if (question := catalogue.get(condition.fact)) is None:
        yield Finding(f"{pointer}/fact", f"le fait « {condition.fact} » n’est pas une question")
        return
    kind, value = question.kind, condition.value
    if kind not in condition.op.kinds:
        yield Finding(
            f"{pointer}/op",
            f"« {condition.op.symbol} » ne s’applique pas à « {question.id} » ({kind.value})",
        )
    elif kind in _TYPES:
        if not isinstance(value, _TYPES[kind]):
            yield Finding(f"{pointer}/value", f"la valeur n’est pas du genre de « {question.id} »")
        elif isinstance(value, Decimal) and not _is_answerable(value, question):
            message = f"aucune réponse à « {question.id} » n’est de cet ordre"
            yield Finding(f"{pointer}/value", message, Level.WARNING)
    elif kind is not FactKind.TERRITORY:
        codes = value if isinstance(value, tuple) else (value,)
        known = {option.code for option in question.options}
        for code in codes:
            if code not in known:
                message = f"« {code} » n’est pas une réponse à « {question.id} »"
                yield Finding(f"{pointer}/value", message)


def _is_answerable(value: Decimal, question: Question) -> bool:
    low, high = question.min, question.max
    return (low is None or value >= low) and (high is None or value <= high)


def about_branches(node: Node, pointer: str, catalogue: Catalogue) -> Iterator[Finding]:
    """Yield the branches that nobody can meet, whatever the answers."""
    try:
        found = blocks(node)
    except RuleError as error:
        yield Finding(pointer, error.message, Level.WARNING)
        return
    blocked = [conflict for block in found if (conflict := _conflict(block, catalogue))]
    if found and len(blocked) == len(found):
        yield Finding(pointer, f"personne ne peut remplir ces conditions : {blocked[0]}")
    else:
        for conflict in dict.fromkeys(blocked):
            message = f"une branche ne peut jamais être remplie : {conflict}"
            yield Finding(pointer, message, Level.WARNING)


def _conflict(block: Block, catalogue: Catalogue) -> str:
    """Return the conditions on one fact that cannot all hold, in words; facts are independent."""
    conditions = [one for one in block if isinstance(one.leaf, Condition)]
    by_fact = sorted(conditions, key=_fact)
    for fact, group in groupby(by_fact, key=_fact):
        literals, question = list(group), catalogue.get(fact)
        if question and len(literals) > 1 and not _can_hold(literals, question):
            asked = (
                threshold(one.leaf, question, one.wanted)
                for one in literals
                if isinstance(one.leaf, Condition)
            )
            return f"« {question.label} » ne peut être à la fois {' et '.join(asked)}"
    return ""


def _fact(literal: Literal) -> str:
    return "" if isinstance(literal.leaf, ToCheck) else literal.leaf.fact


def _can_hold(literals: list[Literal], question: Question) -> bool:
    conditions = [(one.leaf, one.wanted) for one in literals if isinstance(one.leaf, Condition)]
    tests = [(leaf.test, wanted) for leaf, wanted in conditions]
    try:
        return any(
            all(test(value) is not (not wanted) for test, wanted in tests)
            for value in _telling([leaf for leaf, _ in conditions], question)
        )
    except TypeError:  # a value of the wrong kind: said elsewhere
        return True


def _telling(conditions: list[Condition], question: Question) -> Iterator[object]:
    """Yield values of a fact among which, if any answer meets the conditions, one does."""
    codes = {
        code
        for one in conditions
        for code in (one.value if isinstance(one.value, tuple) else (one.value,))
    }
    match question.kind:
        case FactKind.BOOLEAN:
            yield from (True, False)
        case FactKind.CHOICE:
            yield from (option.code for option in question.options)
        case FactKind.MANY:
            named = sorted(str(code) for code in codes)
            for size in range(min(len(named), 8) + 1):
                yield from map(frozenset, combinations(named, size))
        case FactKind.TERRITORY:
            # Places overlap, or hold one another: any two may be one place's.
            yield Place(_NOWHERE, _NOWHERE, frozenset())
            yield from (
                Place(str(code), str(code), frozenset({str(code)}), frozenset(map(str, codes)))
                for code in codes
            )
        case FactKind.NUMBER:
            bounds = sorted(code for code in codes if isinstance(code, Decimal))
            yield from bounds
            yield from ((low + high) / 2 for low, high in pairwise(bounds))
            yield from (one for bound in bounds for one in (bound - 1, bound + 1))
        case FactKind.DATE:
            days = sorted(code for code in codes if isinstance(code, date))
            for day in days:
                yield from (day - timedelta(1), day, day + timedelta(1))
