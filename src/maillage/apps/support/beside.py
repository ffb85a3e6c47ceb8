"""What comes in files beside the schemes: the questions, and the cases that rules must answer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from maillage.apps.sheets import kinds
from maillage.apps.sheets.kinds import InvalidValue, Many, Part, Record
from maillage.apps.sheets.side_tables import SideTable, Wrong
from maillage.kernel.rules.errors import RuleError
from maillage.kernel.rules.facts import parse_question
from maillage.kernel.vocabularies import Outcome

from .models import Case, Question

_TEXT = Part(kinds.Prose(longest=300))
_WORDS = Part(kinds.Prose(longest=600))
_UID = Part(kinds.Parsed(parse=kinds.parse_uid, longest=40), required=True)
_NUMBER = Part(kinds.Number(verbatim=False))
_OPTION = Record(
    parts={
        "code": Part(kinds.Kind(longest=80), required=True),
        "label": Part(kinds.Prose(longest=200), required=True),
        "help": _WORDS,
    }
)
QUESTION = Record(
    parts={
        "id": _UID,
        "kind": Part(kinds.Kind(longest=12), required=True),
        "label": Part(kinds.Prose(longest=120), required=True),
        "question": Part(kinds.Prose(longest=300), required=True),
        "why": _WORDS,
        "options": Part(Many(item=_OPTION)),
        "vocabulary": Part(kinds.Kind(longest=40)),
        "unit": Part(kinds.Prose(longest=40)),
        "min": _NUMBER,
        "max": _NUMBER,
        "step": _NUMBER,
        "group": Part(kinds.Kind(longest=20)),
        "order": Part(kinds.Number(minimum=0, verbatim=False)),
        "effort": Part(kinds.Number(minimum=1, verbatim=False)),
        "used_by": Part(Many(item=kinds.Kind(longest=20))),
        "sensitive": Part(kinds.Flag()),
    }
)


def _clean_question(data: Mapping[str, Any]) -> dict[str, Any]:
    used_by = data.get("used_by")
    given = dict(data) | ({"used_by": [used_by]} if isinstance(used_by, str) else {})
    record = QUESTION.clean(_without_no(given))
    try:
        parse_question(record)
    except RuleError as error:
        raise InvalidValue(error.message, error.pointer) from None
    return record


def _without_no(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value is not False}


def _check_questions(records: Sequence[dict[str, Any]]) -> Iterable[Wrong]:
    seen: set[str] = set()
    for position, one in enumerate(records):
        if one["id"] in seen:
            yield (
                position,
                "/id",
                f"la question « {one['id']} » est déjà écrite dans un autre fichier",
            )
        seen.add(one["id"])


def _write_questions(records: Sequence[dict[str, Any]]) -> None:
    """Replace the questions by those of the files: a question left out of them is gone."""
    Question.objects.all().delete()
    for one in records:
        values = {name: value for name, value in one.items() if name != "id"}
        Question.objects.create(fact=one["id"], **values)


def _question_rows() -> Iterable[dict[str, Any]]:
    return (one.record for one in Question.objects.order_by("order", "fact"))


QUESTIONS = SideTable(
    "questions", _clean_question, _write_questions, _question_rows, _check_questions
)

# The longest cell of each column, in signs.
_CELLS = {
    "dispositif": 80,
    "date": 10,
    "faits": 600,
    "verdict": 20,
    "montant_min": 20,
    "montant_max": 20,
    "note": 300,
    "offre": 80,
}
COLUMNS = tuple(_CELLS)


def _clean_case(data: Mapping[str, Any]) -> dict[str, Any]:
    for name, text in data.items():
        if name in _CELLS and len(text) > _CELLS[name]:
            raise InvalidValue(f"la case « {name} » dépasse {_CELLS[name]} signes")
        if name not in COLUMNS:
            known = " ; ".join(COLUMNS)
            raise InvalidValue(f"la colonne « {name} » est inconnue ; colonnes : {known}")
    for name in ("dispositif", "date", "verdict"):
        if name not in data:
            raise InvalidValue(f"la case « {name} » est vide")
    try:
        date.fromisoformat(data["date"])
    except ValueError:
        text = f"« {data['date']} » n’est pas un jour : écrire 2026-11-22"
        raise InvalidValue(text) from None
    if Outcome.get(data["verdict"]) is None:
        known = ", ".join(one.value for one in Outcome)
        raise InvalidValue(f"le verdict « {data['verdict']} » est inconnu ; verdicts : {known}")
    return dict(data)


def _write_cases(records: Sequence[dict[str, Any]]) -> None:
    """Replace all the cases of the schemes that the files speak of."""
    Case.objects.filter(scheme__in={one["dispositif"] for one in records}).delete()
    Case.objects.bulk_create(
        [
            Case(
                scheme=one["dispositif"],
                date=date.fromisoformat(one["date"]),
                facts=one.get("faits", ""),
                verdict=one["verdict"],
                min_amount=one.get("montant_min", ""),
                max_amount=one.get("montant_max", ""),
                note=one.get("note", ""),
                offer=one.get("offre", ""),
            )
            for one in records
        ],
        batch_size=100,
    )


def _case_rows() -> Iterable[dict[str, Any]]:
    return (one.row for one in Case.objects.order_by("pk"))


CASES = SideTable("cas", _clean_case, _write_cases, _case_rows, columns=COLUMNS)
