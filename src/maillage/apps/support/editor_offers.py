"""Offers as a form holds them: texts typed in fields, and lines of calculation in a table.

`typed` and `read` are each other's inverse: what a form shows and sends back loses nothing.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from maillage.kernel.amounts import french_number, parse_number
from maillage.kernel.rules.errors import RuleError
from maillage.kernel.rules.offers import parse_offer
from maillage.kernel.rules.reading import Reader
from maillage.kernel.text import slugify

Typed = dict[str, Any]

TEXTS = ("id", "label", "instrument", "per", "amount_status", "times", "note")
NUMBERS = ("min", "max", "interest_rate", "coverage_pct", "duration_months")
CAP = {"cap_amount": "amount", "cap_scope": "scope", "cap_applies_to": "applies_to"}
JOINT = ("cofunding", "if")
FIELDS = (*TEXTS, *NUMBERS, *CAP, *JOINT)
LINE = ("id", "label", "on", "min", "max", "amount", "factor", "if")
_BOUNDS = ("min", "max", "amount")


def typed(offer: Mapping[str, Any]) -> Typed:
    """Return an offer as its form shows it."""
    cap = offer.get("cap", {})
    values: Typed = {name: str(offer.get(name, "")) for name in TEXTS}
    values |= {name: _number(offer.get(name)) for name in NUMBERS}
    values |= {name: str(cap.get(key, "")) for name, key in CAP.items()}
    values["cap_amount"] = _number(cap.get("amount"))
    values["cofunding"] = "\n".join(
        f"{one['actor']} : {_number(one['share'])}" for one in offer.get("cofunding", ())
    )
    values["if"] = _json(offer.get("if"))
    values["lines"] = [row for line in offer.get("lines", ()) for row in _rows(line)]
    return values


def _rows(line: Mapping[str, Any]) -> Iterator[Typed]:
    """Yield the rows of a line: one for each tier."""
    row = dict.fromkeys(LINE, "") | {key: line.get(key, "") for key in ("id", "label", "on")}
    for tier in line.get("tiers") or [line]:
        numbers = {name: _number(tier.get(name)) for name in _BOUNDS}
        yield (
            row
            | numbers
            | {
                "factor": _number(line.get("factor")),
                "if": _json(line.get("if")),
            }
        )


def blank() -> Typed:
    """Return the form of an offer to be written."""
    return typed({}) | {"lines": []}


def blank_line() -> Typed:
    """Return a row to be written."""
    return dict.fromkeys(LINE, "")


def is_blank(form: Mapping[str, Any]) -> bool:
    """Tell whether nothing has been typed in an offer."""
    return not any(form.get(name) for name in FIELDS) and not _kept(form["lines"])


def read(form: Mapping[str, Any], taken: Sequence[str] = ()) -> dict[str, Any]:
    """Return the offer that a form holds; raise `RuleError` saying what is wrong.

    An offer without identifier gets one from its label, other than those `taken`.
    """
    offer: dict[str, Any] = {name: form[name] for name in TEXTS if form[name]}
    if "label" not in offer:
        raise RuleError(_("il manque l’intitulé"))
    if "id" not in offer:
        offer = {"id": _free(slugify(offer["label"])[:60] or "offre", taken), **offer}
    for name in NUMBERS:
        if form[name]:
            offer[name] = _parsed(form[name])
    if cap := {key: form[name] for name, key in CAP.items() if form[name]}:
        if "amount" in cap:
            cap["amount"] = _parsed(cap["amount"])
        offer["cap"] = cap
    if shares := [_share(line) for line in form["cofunding"].splitlines() if line.strip()]:
        offer["cofunding"] = shares
    if form["if"]:
        offer["if"] = _node(form["if"])
    if lines := list(_lines(_kept(form["lines"]))):
        offer["lines"] = lines
    parse_offer(Reader(offer))
    return offer


def _kept(rows: Sequence[Typed]) -> list[Typed]:
    return [row for row in rows if any(row[name] for name in LINE if name != "id")]


def _lines(rows: Sequence[Typed]) -> Iterator[dict[str, Any]]:
    """Yield the lines that rows make: those that follow one another are the tiers of one line."""
    taken: list[str] = [row["id"] for row in rows if row["id"]]
    line: dict[str, Any] = {}
    for row in rows:
        has_tier = row["on"] and not row["factor"] and any(row[name] for name in _BOUNDS)
        tier = {name: _parsed(row[name]) for name in _BOUNDS if row[name]}
        if has_tier and "tiers" in line and _continues(row, line):
            line["tiers"].append(tier)
            continue
        if line:
            yield line
        name = row["id"] or _free(slugify(row["label"])[:60] or "ligne", taken)
        taken.append(name)
        line = {"id": name} | {key: row[key] for key in ("label", "on") if row[key]}
        if has_tier:
            line["tiers"] = [tier]
        else:
            line |= {key: _parsed(row[key]) for key in ("factor", "amount") if row[key]}
        if row["if"]:
            line["if"] = _node(row["if"])
    if line:
        yield line


def _continues(row: Typed, line: Mapping[str, Any]) -> bool:
    same = (row["label"], row["on"]) == (line.get("label", ""), line["on"])
    return same and row["id"] in ("", line["id"])


def _free(wanted: str, taken: Sequence[str]) -> str:
    candidates = [wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3))]
    return next(one for one in candidates if one not in taken)


def _number(value: Any) -> str:
    if value is None or value == "":
        return ""
    return french_number(value).replace("\u202f", "").replace("−", "-")


def _parsed(text: str) -> int | float:
    try:
        return parse_number(text.replace("€", "").replace("%", ""))
    except ValueError as error:
        raise RuleError(str(error)) from None


def _share(line: str) -> dict[str, Any]:
    actor, sign, share = line.partition(":")
    if not sign:
        raise RuleError(_("cofinancement : écrire « citoyens : 1 », un acteur par ligne"))
    return {"actor": actor.strip(), "share": _parsed(share.strip())}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if value is not None else ""


def _node(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise RuleError(_("condition (JSON) mal formée : %(why)s") % {"why": error}) from None
