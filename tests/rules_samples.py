"""Small rules whose every completion can be tried: questions, strategies and a naive evaluator."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import product

from hypothesis import strategies as st

from maillage.kernel.rules.conditions import Condition, Op
from maillage.kernel.rules.facts import parse_catalogue
from maillage.kernel.rules.nodes import All, Any_, AtLeast, Group, Node, Not, ToCheck
from maillage.kernel.rules.scheme import Scheme, parse_scheme

CODES = ("x", "y", "z")
_OPTIONS = [{"code": code, "label": code.upper()} for code in CODES]
CATALOGUE = parse_catalogue(
    [
        {"id": "oui", "kind": "boolean", "label": "Oui"},
        {"id": "choix", "kind": "choice", "label": "Choix", "options": _OPTIONS},
        {"id": "n", "kind": "number", "label": "Nombre", "group": "argent", "effort": 2},
        {"id": "liste", "kind": "many", "label": "Liste", "options": _OPTIONS, "group": "emploi"},
    ]
)
# Every threshold of the strategies lies between two of these numbers, or on one.
DOMAIN: dict[str, tuple[object, ...]] = {
    "oui": (True, False),
    "choix": CODES,
    "n": tuple(Decimal(one) for one in (0, 1, 2, 3)),
    "liste": (frozenset(), frozenset("x"), frozenset("xy"), frozenset("yz")),
}

_lists = st.lists(st.sampled_from(CODES), min_size=1, max_size=2, unique=True).map(tuple)
_sizes = (Op.LT, Op.LE, Op.GT, Op.GE, Op.EQ, Op.NE)
conditions = st.one_of(
    st.builds(Condition, st.just("oui"), st.sampled_from((Op.EQ, Op.NE)), st.booleans()),
    st.builds(Condition, st.just("choix"), st.sampled_from((Op.IN, Op.NOT_IN)), _lists),
    st.builds(Condition, st.just("n"), st.sampled_from(_sizes), st.sampled_from(DOMAIN["n"])),
)
many_conditions = st.one_of(
    st.builds(Condition, st.just("liste"), st.just(Op.HAS), st.sampled_from(CODES)),
    st.builds(Condition, st.just("liste"), st.sampled_from((Op.HAS_ANY, Op.HAS_ALL)), _lists),
)
checks = st.builds(ToCheck, st.sampled_from(("projet innovant", "accord du conseil")))


def trees(leaves: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Return requirements of a few nodes made of these leaves."""

    def grown(inside: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        several = st.lists(inside, min_size=1, max_size=3).map(tuple)
        some = several.flatmap(
            lambda nodes: st.integers(1, len(nodes)).map(lambda n: AtLeast(nodes, n=n))
        )
        return st.one_of(several.map(All), several.map(Any_), some, inside.map(Not))

    return st.recursive(leaves, grown, max_leaves=6)


nodes = trees(st.one_of(conditions, many_conditions, checks))
partial_facts = st.fixed_dictionaries(
    {}, optional={fact: st.sampled_from(values) for fact, values in DOMAIN.items()}
)


def completions(facts: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """Yield every way to answer what is unknown."""
    left = [fact for fact in DOMAIN if fact not in facts]
    for answers in product(*(DOMAIN[fact] for fact in left)):
        yield dict(facts) | dict(zip(left, answers, strict=True))


def naive(node: Node, facts: Mapping[str, object], checked: bool) -> bool:
    """Return the truth of a requirement when all is known: what is to be checked is, or is not."""
    match node:
        case ToCheck():
            return checked
        case Condition():
            return _compared(node, facts[node.fact])
        case Not():
            return not naive(node.node, facts, checked)
        case AtLeast():
            return sum(naive(one, facts, checked) for one in node.nodes) >= node.n
        case Any_():
            return any(naive(one, facts, checked) for one in node.nodes)
        case Group():
            return all(naive(one, facts, checked) for one in node.nodes)


def _compared(condition: Condition, told: object) -> bool:
    value = condition.value
    signs = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}
    match condition.op:
        case Op.IN | Op.HAS_ANY:
            many = told if isinstance(told, frozenset) else {told}
            return bool(set(value) & many)
        case Op.NOT_IN:
            return told not in value
        case Op.HAS:
            return value in told
        case Op.HAS_ALL:
            return set(value) <= told
    return bool(eval(f"told {signs[condition.op.value]} value"))


def scheme(
    conditions: Mapping[str, object] | None = None, identifier: str = "aide", **fields: object
) -> Scheme:
    """Return a scheme with these conditions, and other fields of its record."""
    version: dict[str, object] = {"id": "v1", "offers": fields.pop("offers", [])}
    if conditions is not None:
        version["conditions"] = conditions
    record = {"id": identifier, "name": identifier, "kind": "aide", "versions": [version]}
    return parse_scheme(record | fields)
