"""The JSON Schema of rules and offers, for other platforms: the whole form, nested."""

from typing import Any

from maillage.kernel.vocabularies import AmountPer, AmountStatus, Instrument

_TEXT: dict[str, Any] = {"type": "string", "pattern": r"\S"}
_FACT: dict[str, Any] = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
_AMOUNT: dict[str, Any] = {"type": "number", "minimum": 0}
# The node's own schema is written once, where the conditions of a version are.
_ANCHOR = "regle"
_ITSELF = {"$ref": f"#{_ANCHOR}"}
_NODES = {"type": "array", "minItems": 1, "items": _ITSELF}
_NOTES = {"label": _TEXT, "reference": _TEXT}
_ONE_ORDER = ("eq", "ne", "lt", "le", "gt", "ge")
_IN_LIST = ("in", "not_in", "has_any", "has_all")


def _object(required: tuple[str, ...] = (), /, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": properties,
    }


def _terms(vocabulary: Any) -> dict[str, Any]:
    return {"enum": [term.value for term in vocabulary]}


_SINGLE = {"type": ["string", "number", "boolean"]}
_LIST = {"type": "array", "minItems": 1, "items": {"type": ["string", "number"]}}
NODE: dict[str, Any] = {
    "$anchor": _ANCHOR,
    "oneOf": [
        _object(("all",), all={"type": "array", "items": _ITSELF}, **_NOTES),
        _object(("any",), any=_NODES, **_NOTES),
        _object(
            ("at_least",),
            at_least=_object(("n", "of"), n={"type": "integer", "minimum": 1}, of=_NODES),
            **_NOTES,
        ),
        _object(("not",), **{"not": _ITSELF}, **_NOTES),
        _object(
            ("fact", "op", "value"),
            fact=_FACT,
            op={"enum": [*_ONE_ORDER, "has"]},
            value=_SINGLE,
            **_NOTES,
        ),
        _object(
            ("fact", "op", "value"), fact=_FACT, op={"enum": list(_IN_LIST)}, value=_LIST, **_NOTES
        ),
        _object(("to_check",), to_check=_TEXT, reference=_TEXT),
    ],
}
_TIER = _object((), min={"type": "number"}, max={"type": "number"}, amount=_AMOUNT)
_LINE_ID = {"id": _FACT, "label": _TEXT}
OFFER = _object(
    ("id", "label", "instrument", "amount_status"),
    id=_FACT,
    label=_TEXT,
    instrument=_terms(Instrument),
    per=_terms(AmountPer),
    min=_AMOUNT,
    max=_AMOUNT,
    amount_status=_terms(AmountStatus),
    interest_rate=_AMOUNT,
    coverage_pct={"type": "number", "minimum": 0, "maximum": 100},
    duration_months=_AMOUNT,
    lines={
        "type": "array",
        "minItems": 1,
        "items": {
            "oneOf": [
                _object(
                    ("id", "label", "on", "tiers"),
                    **_LINE_ID,
                    on=_FACT,
                    tiers={"type": "array", "minItems": 1, "items": _TIER},
                ),
                _object(
                    ("id", "label", "on", "factor"), **_LINE_ID, on=_FACT, factor={"type": "number"}
                ),
                _object(("id", "label", "if"), **_LINE_ID, **{"if": _ITSELF}, amount=_AMOUNT),
            ]
        },
    },
    times=_FACT,
    cap=_object(
        ("amount", "scope"),
        amount=_AMOUNT,
        scope={"enum": ["personne", "dossier", "total"]},
        applies_to={"enum": ["base", "resultat"]},
    ),
    cofunding={
        "type": "array",
        "minItems": 1,
        "items": _object(("actor", "share"), actor=_FACT, share={"type": "number"}),
    },
    **{"if": _ITSELF},
    note=_TEXT,
)
