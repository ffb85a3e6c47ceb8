"""Conditions as a table that a spreadsheet can hold: rows are joined by AND, blocks by OR."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import StringIO

from ..amounts import french_number, parse_number
from .conditions import Condition, Op, Value
from .disjunctive import Literal, blocks
from .errors import RuleError
from .facts import Catalogue, FactKind, Question
from .nodes import All, Any_, Node, ToCheck, parse_value

HEADERS = ("bloc", "fait", "opérateur", "valeur", "libellé", "référence")
TO_CHECK = "à vérifier"
_SPELLINGS = {op.symbol: op for op in Op} | {"!=": Op.NE, "<=": Op.LE, ">=": Op.GE, "==": Op.EQ}
_YES, _NO = "oui", "non"


@dataclass(frozen=True, slots=True)
class Row:
    """A condition of a block. Without operator, `label` is what somebody has to check."""

    block: int
    fact: str = ""
    op: Op | None = None
    value: Value = ""
    label: str = ""
    reference: str = ""


def to_rows(node: Node | None) -> list[Row]:
    """Return a requirement as a table; raise `RuleError` where a table cannot say it.

    Labels of groups are lost; references of groups go to the rows that have none.
    """
    if node is None:
        return []
    found = blocks(node)
    if not found:
        raise RuleError("cette règle n’est jamais remplie : une table ne peut pas le dire")
    if () in found:
        return []
    return [_row(place, one) for place, block in enumerate(found, 1) for one in block]


def _row(block: int, literal: Literal) -> Row:
    leaf = literal.leaf
    if isinstance(leaf, ToCheck):
        if not literal.wanted:
            raise RuleError(f"une table ne peut pas nier ce qui est à vérifier : « {leaf.text} »")
        return Row(block, label=leaf.text, reference=literal.reference)
    if not literal.wanted:
        raise RuleError(f"une table ne peut pas dire le contraire de « {leaf.op.symbol} »")
    return Row(block, leaf.fact, leaf.op, leaf.value, leaf.label, literal.reference)


def from_rows(rows: Iterable[Row]) -> Node:
    """Return the requirement of a table; without rows, nothing is required."""
    found: dict[int, list[Node]] = {}
    for row in rows:
        found.setdefault(row.block, []).append(_leaf(row))
    joined = [All(tuple(one)) for one in found.values()]
    if len(joined) < 2:
        return joined[0] if joined else All(())
    return Any_(tuple(one.nodes[0] if len(one.nodes) == 1 else one for one in joined))


def _leaf(row: Row) -> Condition | ToCheck:
    if row.op is None:
        return ToCheck(row.label, row.reference)
    return Condition(row.fact, row.op, row.value, row.label, row.reference)


def rows_to_csv(rows: Iterable[Row]) -> str:
    """Return a table as CSV: semicolons, French headers, operators as signs or words."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(HEADERS)
    for row in rows:
        sign = row.op.symbol if row.op else TO_CHECK
        writer.writerow(
            (row.block, row.fact, sign, write_value(row.value), row.label, row.reference)
        )
    return out.getvalue()


def rows_from_csv(text: str, catalogue: Catalogue) -> list[Row]:
    """Read a table from CSV; raise `RuleError` with the number of the line that is wrong."""
    lines = csv.reader(StringIO(text.lstrip("\ufeff")), delimiter=";")
    headers = tuple(cell.strip().lower() for cell in next(lines, []))
    if headers != HEADERS:
        raise RuleError(f"la première ligne est : {';'.join(HEADERS)}")
    return list(_read(lines, catalogue))


def _read(lines: Iterable[list[str]], catalogue: Catalogue) -> Iterator[Row]:
    for number, cells in enumerate(lines, 2):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            yield read_row([cell.strip() for cell in cells], catalogue)
        except ValueError as error:
            raise RuleError(f"ligne {number} : {error}") from None


def read_row(cells: list[str], catalogue: Catalogue) -> Row:
    """Read the six cells of a row; raise `ValueError` saying what is wrong, in French."""
    if len(cells) != len(HEADERS):
        raise ValueError(f"il faut {len(HEADERS)} colonnes, il y en a {len(cells)}")
    block, fact, sign, value, label, reference = cells
    if not block.isdecimal():
        raise ValueError(f"le bloc est un nombre, non « {block} »")
    if sign == TO_CHECK:
        if not label or fact or value:
            raise ValueError(f"« {TO_CHECK} » n’a qu’un libellé, qui dit quoi vérifier")
        return Row(int(block), label=label, reference=reference)
    op = _SPELLINGS.get(sign) or next((one for one in Op if one.value == sign), None)
    if op is None:
        raise ValueError(f"opérateur « {sign} » : écrire {', '.join(one.symbol for one in Op)}")
    if (question := catalogue.get(fact)) is None:
        raise ValueError(f"le fait « {fact} » n’est pas dans le catalogue des questions")
    if question.kind not in op.kinds:
        raise ValueError(f"« {sign} » ne s’applique pas à « {fact} » ({question.kind.value})")
    return Row(int(block), fact, op, read_value(value, op, question), label, reference)


def read_value(text: str, op: Op, question: Question) -> Value:
    """Read a value as a table holds it, of the kind of its question."""
    if op.takes_list:
        return parse_value(op, [part.strip() for part in text.split(",") if part.strip()])
    match question.kind:
        case FactKind.NUMBER:
            return Decimal(str(parse_number(text)))
        case FactKind.DATE:
            return date.fromisoformat(text)
        case FactKind.BOOLEAN:
            if text not in (_YES, _NO):
                raise ValueError(f"écrire « {_YES} » ou « {_NO} », non « {text} »")
            return text == _YES
    return parse_value(op, text)


def write_value(value: Value) -> str:
    """Return a value as a table holds it: « oui », « 1234,5 », « association, scop »."""
    match value:
        case bool():
            return _YES if value else _NO
        case Decimal():
            return french_number(value).replace("\u202f", "").replace("−", "-")
        case date():
            return value.isoformat()
        case tuple():
            return ", ".join(value)
    return value
