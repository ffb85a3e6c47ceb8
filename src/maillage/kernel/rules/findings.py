"""What a check of the data finds."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """An error misleads readers and must be mended; a warning is to be looked at."""

    ERROR = "erreur"
    WARNING = "avertissement"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong or doubtful, with the JSON pointer of where it is in the record."""

    pointer: str
    message: str
    level: Level = Level.ERROR
