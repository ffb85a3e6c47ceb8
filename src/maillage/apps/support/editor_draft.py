"""A rule being written: what the editor's page shows and sends back, as it was typed.

Nothing here is written to the database. `read` says what the draft means, and all that is wrong in
it with its place.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from maillage.apps.sheets.kinds import InvalidValue
from maillage.apps.sheets.list_query import asked_place, no_such_place
from maillage.apps.territories import queries as territories
from maillage.kernel.amounts import parse_number
from maillage.kernel.dates import parse_partial_date
from maillage.kernel.rules.conditions import Op
from maillage.kernel.rules.errors import RuleError
from maillage.kernel.rules.facts import Catalogue, FactKind
from maillage.kernel.rules.nodes import All, Any_, Group, Node, Not, as_json, parse_node
from maillage.kernel.rules.table import TO_CHECK, Row, from_rows, read_row, to_rows, write_value

from . import editor_offers
from .beside import CASES
from .models import Case, Scheme

TABLE, JSON = "table", "json"
CORRECTION, NEW = "correction", "version"
CHECKED = "?"  # what stands for a fact where somebody has to check
ROW = ("block", "fact", "op", "value", "label", "reference")
# The fields of a case, and the columns of the file of cases that they stand for.
_COLUMNS = {
    "date": "date",
    "facts": "faits",
    "verdict": "verdict",
    "low": "montant_min",
    "high": "montant_max",
    "offer": "offre",
    "note": "note",
}
CASE = tuple(_COLUMNS)
_LONGEST_TABLE = 30  # rows; beyond, a nested rule is easier to read as JSON
_MOST_ROWS = 80  # that a form may hold: a server refuses more than a thousand fields

Typed = dict[str, Any]


@dataclass(slots=True)
class Reading:
    """What a draft means. Problems are French sentences by position, or by field."""

    conditions: Any = None
    offers: list[Any] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    versions: list[dict[str, Any]] = field(default_factory=list)
    position: int = 0  # of the version that is edited, among `versions`
    rows: dict[int, str] = field(default_factory=dict)
    places: dict[int, str] = field(default_factory=dict)  # of rows, in words
    wrong_offers: dict[int, str] = field(default_factory=dict)
    wrong_cases: dict[int, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Return place and sentence of all that could not be read."""
        return [
            *((self.places[i], text) for i, text in self.rows.items()),
            *((_("offre %d") % (i + 1), text) for i, text in self.wrong_offers.items()),
            *((_("cas %d") % (i + 1), text) for i, text in self.wrong_cases.items()),
            *self.fields.items(),
        ]


@dataclass
class Draft:
    """The state of the page: rows of conditions, offers, cases, dates, and a trial."""

    scheme: Scheme
    catalogue: Catalogue
    base: str = ""  # the identifier of the version that is edited, empty for a first one
    mode: str = TABLE
    rows: list[Typed] = field(default_factory=list)
    node_text: str = ""
    offers: list[Typed] = field(default_factory=list)
    cases: list[Typed] = field(default_factory=list)
    valid_from: str = ""
    valid_to: str = ""
    save_as: str = CORRECTION
    new_from: str = ""
    reason: str = ""
    trial: Mapping[str, str] = field(default_factory=dict)
    trial_on: str = ""
    seen: str = ""  # when the sheet had last been changed as the page was opened

    @classmethod
    def of(cls, scheme: Scheme, catalogue: Catalogue, base: str, cases: Iterable[Case]) -> "Draft":
        """Return the draft of a saved version, unchanged."""
        draft = cls(scheme, catalogue, base, seen=scheme.updated_at.isoformat())
        record = draft.record
        draft.valid_from, draft.valid_to = record.get("valid_from", ""), record.get("valid_to", "")
        draft.offers = [editor_offers.typed(one) for one in record.get("offers", ())]
        draft.cases = [
            {name: one.row[column] for name, column in _COLUMNS.items()} for one in cases
        ]
        draft.lay(record.get("conditions"))
        return draft

    @cached_property
    def record(self) -> Mapping[str, Any]:
        """Return the saved version that is edited, empty for a first one."""
        return next((one for one in self.scheme.versions if one["id"] == self.base), {})

    def lay(self, conditions: Any) -> None:
        """Show conditions as a table where one can hold them, else as JSON."""
        self.node_text = pretty(conditions)
        try:
            node = None if conditions is None else parse_node(conditions)
            rows = table_rows(node)
        except RuleError:
            self.mode = JSON
            return
        self.mode = JSON if node and is_nested(node) and len(rows) > _LONGEST_TABLE else TABLE
        self.rows = [typed_row(one) for one in rows]

    def read(self) -> Reading:
        """Return what is typed, with all that is wrong in it."""
        found = Reading()
        self._read_conditions(found)
        self._read_offers(found)
        self._read_cases(found)
        self._read_versions(found)
        return found

    def _read_conditions(self, found: Reading) -> None:
        if self.mode == JSON:
            try:
                found.conditions = read_json(self.node_text)
            except RuleError as error:
                found.fields[_("conditions (JSON)")] = str(error)
            return
        rows: list[Row] = []
        blocks: list[str] = []
        for place, typed in enumerate(self.rows):
            blocks.append(typed["block"])
            where = {"block": len(set(blocks)), "row": blocks.count(typed["block"])}
            found.places[place] = _("bloc %(block)d, ligne %(row)d") % where
            try:
                if row := read_typed_row(typed, self.catalogue):
                    rows.append(row)
            except ValueError as error:
                found.rows[place] = str(error)
        saved = self.record.get("conditions")
        # A nested rule whose table nobody has touched stays as it is written.
        if saved is not None and not found.rows and _same(rows, saved):
            found.conditions = saved
        elif rows:
            found.conditions = as_json(from_rows(rows))

    def _read_offers(self, found: Reading) -> None:
        for place, typed in enumerate(self.offers):
            if editor_offers.is_blank(typed):
                continue
            try:
                taken = [one["id"] for one in found.offers]
                found.offers.append(editor_offers.read(typed, taken))
            except RuleError as error:
                found.wrong_offers[place] = str(error)

    def _read_cases(self, found: Reading) -> None:
        for place, typed in enumerate(self.cases):
            if not any(typed.values()):
                continue
            try:
                found.cases.append(read_case(typed, self.scheme.uid))
            except ValueError as error:
                found.wrong_cases[place] = str(error)

    def _read_versions(self, found: Reading) -> None:
        rule = {"conditions": found.conditions, "offers": found.offers}
        rule = {key: value for key, value in rule.items() if value not in (None, [])}
        versions = [dict(one) for one in self.scheme.versions]
        here = next((i for i, one in enumerate(versions) if one["id"] == self.base), len(versions))
        dates = self._dates(found)
        kept = {k: v for k, v in self.record.items() if k not in ("conditions", "offers", *dates)}
        dates = {name: text for name, text in dates.items() if text}
        if self.save_as == CORRECTION or not self.record:
            one = {"id": _free_id(versions), **kept, **dates, **rule}
            if not self.record and self.reason:
                one["reason"] = self.reason
            found.versions, found.position = [*versions[:here], one, *versions[here + 1 :]], here
            return
        one = {"id": _free_id(versions), "valid_from": self.new_from, "reason": self.reason}
        if "valid_to" in self.record:
            one["valid_to"] = self.record["valid_to"]
        one |= rule
        closed = versions[here] | self._closing(found)
        found.versions = [*versions[:here], closed, one, *versions[here + 1 :]]
        found.position = here + 1

    def _dates(self, found: Reading) -> dict[str, str]:
        dates = {"valid_from": self.valid_from, "valid_to": self.valid_to}
        labels = {"valid_from": _("valable du"), "valid_to": _("valable jusqu’au")}
        for name, text in dates.items():
            try:
                dates[name] = str(parse_partial_date(text)) if text else ""
            except ValueError as error:
                found.fields[labels[name]] = str(error)
                dates[name] = ""
        return dates

    def _closing(self, found: Reading) -> dict[str, str]:
        """Return the last day of the version that a new one takes the place of."""
        label = _("nouvelle version à partir du")
        try:
            start = parse_partial_date(self.new_from).first_day
        except ValueError as error:
            found.fields[label] = str(error)
            return {}
        first = self.record.get("valid_from")
        if first and parse_partial_date(first).first_day >= start:
            message = _("la version actuelle commence le %(day)s : la nouvelle vient après")
            found.fields[label] = message % {"day": parse_partial_date(first).french}
            return {}
        last = self.record.get("valid_to")
        if last and parse_partial_date(last).last_day < start:
            return {}
        return {"valid_to": (start - timedelta(days=1)).isoformat()}

    @property
    def is_nested(self) -> bool:
        """Tell whether the saved conditions are nested more deeply than a table."""
        saved = self.record.get("conditions")
        return saved is not None and is_nested(parse_node(saved))


def drafted(scheme: Scheme, reading: Reading) -> Scheme:
    """Return a sheet as it would be, not saved: what it had worked out is forgotten."""
    names = {one.attname for one in scheme._meta.concrete_fields}
    values = {name: value for name, value in scheme.__dict__.items() if name in names}
    copy = Scheme(**values)
    copy._state.adding, copy._state.db = False, scheme._state.db
    copy.versions = reading.versions
    return copy


def is_nested(node: Node) -> bool:
    """Tell whether a rule says more than rows and blocks: groups in groups, or with names."""
    blocks = node.nodes if isinstance(node, Any_) else (node,)
    if isinstance(node, Any_) and (node.label or node.reference):
        return True
    return any(_is_deep(one) for one in blocks)


def _is_deep(block: Node) -> bool:
    if not isinstance(block, Group):
        return isinstance(block, Not)
    if not isinstance(block, All) or block.label or block.reference:
        return True
    return any(isinstance(one, Group | Not) for one in block.nodes)


def table_rows(node: Node | None) -> list[Row]:
    """Return the rows of a rule; raise `RuleError` where no table of a form can hold them."""
    rows = to_rows(node)
    if len(rows) > _MOST_ROWS:
        message = _("le tableau aurait %(number)d lignes : garder le JSON, qui est plus court")
        raise RuleError(message % {"number": len(rows)})
    return rows


def _same(rows: list[Row], saved: Any) -> bool:
    try:
        return to_rows(parse_node(saved)) == rows
    except RuleError:
        return False


def typed_row(row: Row) -> Typed:
    """Return a row of the table as its form shows it."""
    cells = (
        str(row.block),
        row.fact if row.op else CHECKED,
        row.op.value if row.op else "",
        write_value(row.value),
        row.label,
        row.reference,
    )
    return dict(zip(ROW, cells, strict=True))


def read_typed_row(typed: Typed, catalogue: Catalogue) -> Row | None:
    """Return what a row says, None where nothing is typed; raise `ValueError`, in French."""
    block, fact, op, value, label, reference = (typed[name] for name in ROW)
    if not fact:
        if value or label or reference:
            raise ValueError(_("choisir la réponse que la condition regarde, ou « à vérifier »"))
        return None
    if fact == CHECKED:
        return read_row([block, "", TO_CHECK, "", label, reference], catalogue)
    if not op:
        raise ValueError(_("choisir l’opérateur"))
    if not value:
        raise ValueError(_("il manque la valeur"))
    if fact in catalogue and catalogue[fact].kind is FactKind.TERRITORY:
        value = ", ".join(_ref(one.strip()) for one in value.split(",") if one.strip())
    return read_row([block, fact, op, value, label, reference], catalogue)


def _ref(text: str) -> str:
    """Return the reference of a territory given by it or, as people write it, by its name."""
    if territories.known([text]):
        return text
    found, _unknown = asked_place(QueryDict(urlencode({"lieu": text})))
    if found is None:
        raise ValueError(no_such_place(text))
    return found.pk


def fitting_op(op: str, kind: FactKind) -> str:
    """Return an operator that compares facts of a kind: the one given where it does."""
    fitting = [one.value for one in Op if kind in one.kinds]
    return op if op in fitting else fitting[0]


def read_json(text: str) -> Any:
    """Return conditions typed as JSON; raise `RuleError` with the place of what is wrong."""
    if not text.strip():
        return None
    try:
        data = json.loads(text)
    except ValueError as error:
        raise RuleError(_("JSON mal formé : %(why)s") % {"why": error}) from None
    parse_node(data)
    return data


def read_case(typed: Typed, uid: str) -> Case:
    """Return a case as it is typed, not saved; raise `ValueError`, in French."""
    cells = {column: typed[name] for name, column in _COLUMNS.items() if typed[name]}
    try:
        CASES.clean({"dispositif": uid} | cells)
    except InvalidValue as error:
        raise ValueError(str(error)) from None
    for bound in (typed["low"], typed["high"]):
        if bound not in ("", "?"):
            parse_number(bound)
    return Case(
        scheme=uid,
        date=date.fromisoformat(typed["date"]),
        facts=typed["facts"],
        verdict=typed["verdict"],
        min_amount=typed["low"],
        max_amount=typed["high"],
        offer=typed["offer"],
        note=typed["note"],
    )


def pretty(value: Any) -> str:
    """Return JSON that a person reads, nothing for nothing."""
    return "" if value is None else json.dumps(value, ensure_ascii=False, indent=2)


def _free_id(versions: Iterable[Mapping[str, Any]]) -> str:
    taken = {one["id"] for one in versions}
    return next(f"v{n}" for n in range(1, len(taken) + 2) if f"v{n}" not in taken)
