"""What is held on a person, as a file to hand over (Regulation (EU) 2016/679, article 15)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from maillage.kernel.people import Person

from .holdings import Holding


def exported(
    person: Person, held: Sequence[Holding], instance: str, when: datetime
) -> dict[str, Any]:
    """Return what an instance holds on a person: where, under which label, in which words.

    Other people of the same list are left out: the file is for one person only.
    """
    return {
        "instance": instance,
        "date": when.isoformat(timespec="seconds"),
        "recherche": [term.text for term in person.terms],
        "donnees": [
            {
                "ou": one.place,
                "champ": one.label,
                "ancienne_version": one.is_version,
                "valeur": _own(one.value, person) if one.value is not None else one.excerpt,
            }
            for one in held
        ],
    }


def _own(value: Any, person: Person) -> Any:
    """Keep of a list what speaks of the person."""
    if isinstance(value, list):
        return [item for item in value if person.is_in(item)]
    return value
