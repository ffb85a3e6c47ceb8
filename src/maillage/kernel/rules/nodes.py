"""Requirements as a tree: what must hold, read from data and written back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from ..amounts import canonical
from .conditions import Condition, Op, Value
from .errors import RuleError


@dataclass(frozen=True, slots=True)
class ToCheck:
    """What no answer can tell and somebody has to check: it never makes a requirement false."""

    text: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Not:
    """Holds where its node does not."""

    node: "Node"
    label: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Holds where enough of its nodes do: `needed` of them, which is all that groups differ by."""

    nodes: "tuple[Node, ...]"
    label: str = ""
    reference: str = ""

    @property
    def needed(self) -> int:
        """Return how many nodes must hold."""
        return len(self.nodes)


class All(Group):
    """Holds where every node does; without nodes it always holds."""

    __slots__ = ()


class Any_(Group):  # noqa: N801  (`Any` is a type)
    """Holds where one node at least does."""

    __slots__ = ()

    @property
    def needed(self) -> int:
        return 1


@dataclass(frozen=True, slots=True)
class AtLeast(Group):
    """Holds where `n` nodes at least do."""

    n: int = 1

    @property
    def needed(self) -> int:
        return self.n


Node = Group | Not | Condition | ToCheck
_GROUPS = {"all": All, "any": Any_}


def leaves(node: Node) -> Iterator[Condition | ToCheck]:
    """Yield the conditions and checks of a requirement, in order."""
    match node:
        case Group():
            for child in node.nodes:
                yield from leaves(child)
        case Not():
            yield from leaves(node.node)
        case _:
            yield node


def facts_of(node: Node) -> tuple[str, ...]:
    """Return the facts that a requirement reads, each once, in order."""
    return tuple(dict.fromkeys(one.fact for one in leaves(node) if isinstance(one, Condition)))


def parse_node(data: object, pointer: str = "") -> Node:
    """Read a requirement; raise `RuleError` with the JSON pointer of what is wrong."""
    if not isinstance(data, Mapping):
        raise RuleError("il faut un objet : all, any, at_least, not, fact ou to_check", pointer)
    words = {key: _text(data, key, pointer) for key in ("label", "reference") if key in data}
    kinds = [key for key in ("all", "any", "at_least", "not", "fact", "to_check") if key in data]
    if len(kinds) != 1:
        raise RuleError(
            "il faut une clé, et une seule : all, any, at_least, not, fact, to_check", pointer
        )
    kind = kinds[0]
    known = {kind, *(("op", "value") if kind == "fact" else ()), "label", "reference"}
    if kind == "to_check":
        known.discard("label")
    if unknown := [str(key) for key in data if key not in known]:
        raise RuleError(f"clé inconnue : {', '.join(unknown)}", pointer)
    inside = data[kind]
    match kind:
        case "all" | "any":
            return _GROUPS[kind](_nodes(inside, f"{pointer}/{kind}", empty=kind == "all"), **words)
        case "at_least":
            return _at_least(inside, f"{pointer}/at_least", words)
        case "not":
            return Not(parse_node(inside, f"{pointer}/not"), **words)
        case "to_check":
            return ToCheck(_text(data, kind, pointer), words.get("reference", ""))
    return _condition(data, pointer, words)


def _nodes(data: object, pointer: str, empty: bool = False) -> tuple[Node, ...]:
    if not isinstance(data, Sequence) or isinstance(data, str) or not (data or empty):
        raise RuleError("il faut une liste de conditions", pointer)
    return tuple(parse_node(one, f"{pointer}/{place}") for place, one in enumerate(data))


def _at_least(data: object, pointer: str, words: dict[str, str]) -> AtLeast:
    if not isinstance(data, Mapping) or set(data) != {"n", "of"}:
        raise RuleError("il faut « n », le nombre demandé, et « of », la liste", pointer)
    nodes, n = _nodes(data["of"], f"{pointer}/of"), data["n"]
    if not isinstance(n, int) or isinstance(n, bool) or not 1 <= n <= len(nodes):
        raise RuleError(f"le nombre demandé va de 1 à {len(nodes)}", f"{pointer}/n")
    return AtLeast(nodes, **words, n=n)


def _condition(data: Mapping[str, object], pointer: str, words: dict[str, str]) -> Condition:
    fact = _text(data, "fact", pointer)
    try:
        op = Op.of(data.get("op"))
    except ValueError as error:
        raise RuleError(str(error), f"{pointer}/op") from None
    if data.get("value") is None:
        raise RuleError("il faut une valeur (value)", pointer)
    try:
        return Condition(fact, op, parse_value(op, data["value"]), **words)
    except ValueError as error:
        raise RuleError(str(error), f"{pointer}/value") from None


def parse_value(op: Op, data: object) -> Value:
    """Return the value that an operator compares with; raise `ValueError` if it cannot."""
    if op.takes_list:
        if (
            not isinstance(data, list | tuple)
            or not data
            or not all(isinstance(one, str) for one in data)
        ):
            raise ValueError("il faut une liste de codes")
        return tuple(data)
    if isinstance(data, bool):
        if op not in (Op.EQ, Op.NE):
            raise ValueError("oui et non se comparent par « = » ou « ≠ »")
        return data
    if isinstance(data, int | float | Decimal) and op is not Op.HAS:
        try:
            return Decimal(str(canonical(data) if not isinstance(data, Decimal) else data))
        except InvalidOperation:
            raise ValueError("il faut un nombre") from None
    if isinstance(data, date):
        return data
    if not isinstance(data, str) or not data:
        raise ValueError("il faut un nombre, un code, oui (true) ou non (false)")
    if op.is_ordered:
        try:
            return date.fromisoformat(data)
        except ValueError:
            raise ValueError("il faut un nombre, ou un jour comme 2026-05-31") from None
    return data


def _text(data: Mapping[str, object], key: str, pointer: str) -> str:
    text = data[key]
    if not isinstance(text, str) or not text.strip():
        raise RuleError("il faut un texte", f"{pointer}/{key}")
    return text


def as_json(node: Node) -> dict[str, object]:
    """Return the data from which `parse_node` reads this requirement."""
    words = {key: text for key in ("label", "reference") if (text := getattr(node, key, ""))}
    match node:
        case AtLeast(nodes=nodes, n=n):
            return {"at_least": {"n": n, "of": [as_json(one) for one in nodes]}, **words}
        case Group(nodes=nodes):
            kind = "any" if isinstance(node, Any_) else "all"
            return {kind: [as_json(one) for one in nodes], **words}
        case Not(node=inside):
            return {"not": as_json(inside), **words}
        case ToCheck(text=text):
            return {"to_check": text, **words}
    return {"fact": node.fact, "op": node.op.value, "value": _plain(node.value), **words}


def _plain(value: Value) -> object:
    match value:
        case Decimal():
            return canonical(float(value))
        case date():
            return value.isoformat()
        case tuple():
            return list(value)
    return value
