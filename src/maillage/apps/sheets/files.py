"""Reading of record files, with the place of everything that may be wrong in them."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from .side_tables import csv_records, is_csv, table_of, tables

MAX_BYTES = 200_000_000
SHOWN_PROBLEMS = 20
# What YAML would refuse or take for the end of a line, where JSON does neither.
_NOT_YAML = re.compile(
    "[^\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file: which, where, what to do."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}, ligne {self.line} : {self.message}"


class LoadError(Exception):
    """Files that cannot be loaded; nothing of them was."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(str(self))

    def __str__(self) -> str:
        shown = "\n".join(f"  {problem}" for problem in self.problems[:SHOWN_PROBLEMS])
        more = len(self.problems) - SHOWN_PROBLEMS
        rest = f"\n  … et {more} autres problèmes" if more > 0 else ""
        count = len(self.problems)
        found = "1 problème" if count == 1 else f"{count} problèmes"
        return f"Rien n’a été chargé : {found} à corriger.\n{shown}{rest}"


@dataclass(frozen=True, slots=True)
class RawRecord:
    """A record as read; `text` and `first_line` are kept to tell the line of a problem."""

    path: Path
    folder: str
    data: dict[str, Any]
    text: str
    first_line: int
    pointer: str = ""

    @property
    def place(self) -> str:
        """Return the file and first line, for a message of another record."""
        return f"{self.path}, ligne {self.problem('', '').line}"

    def problem(self, pointer: str, message: str) -> Problem:
        """Return a problem at a JSON pointer of the record."""
        line = self.first_line + _line_of(self.text, self.pointer + pointer)
        shown = f"{pointer} : {message}" if pointer else message
        return Problem(self.path, line, shown)


def read(path: Path) -> list[RawRecord]:
    """Read a `.json` or `.jsonl` file, or all those of a folder; raise `LoadError`."""
    if not path.exists():
        raise LoadError([Problem(path, 1, "ce fichier ou ce dossier n’existe pas")])
    files = (
        sorted(
            one
            for one in path.rglob("*")
            if (one.suffix in {".json", ".jsonl"} or is_csv(one.name)) and one.is_file()
        )
        if path.is_dir()
        else [path]
    )
    if not files:
        raise LoadError([Problem(path, 1, "le dossier ne contient aucun fichier .json ou .jsonl")])
    raws: list[RawRecord] = []
    problems: list[Problem] = []
    for file in files:
        try:
            raws += _records(file)
        except LoadError as error:
            problems += error.problems
    if problems:
        raise LoadError(problems)
    return raws


def _records(path: Path) -> Iterator[RawRecord]:
    text = _text(path)
    named = {"identity", "sources", "perimeters", *tables()}
    folder = path.stem if path.stem in named else path.parent.name
    if path.suffix == ".csv":
        folder = table_of(path.name) if is_csv(path.name) else folder
        for number, row in csv_records(text):
            yield _raw(path, folder, row, "", number)
        return
    if path.suffix == ".jsonl":
        # Only "\n" separates records: str.splitlines would also cut at U+2028 inside a text.
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                yield _raw(path, folder, _parse(path, line, number), line, number)
        return
    data = _parse(path, text, 1)
    if isinstance(data, list):
        for position, item in enumerate(data):
            yield _raw(path, folder, item, text, 1, f"/{position}")
    else:
        yield _raw(path, folder, data, text, 1)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise LoadError([Problem(path, 1, "le fichier dépasse 200 Mo : le découper")])
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        message = "ce n’est pas de l’UTF-8 : enregistrer le fichier dans cet encodage"
        raise LoadError([Problem(path, line, message)]) from None
    except OSError as error:
        raise LoadError([Problem(path, 1, f"lecture impossible : {error.strerror}")]) from None


def _parse(path: Path, text: str, first_line: int) -> Any:
    try:
        data = json.loads(text, object_pairs_hook=_without_repetition)
        if _HALF_CHARACTER.search(text):
            json.dumps(data, ensure_ascii=False).encode()
        return data
    except json.JSONDecodeError as error:
        message = (
            f"JSON mal formé, colonne {error.colno} : vérifier virgules, guillemets, accolades"
        )
        raise LoadError([Problem(path, first_line + error.lineno - 1, message)]) from None
    except _Repetition as error:
        line = first_line + _line_of_repetition(text, str(error))
        message = f"la clé « {error} » est écrite deux fois dans le même objet"
        raise LoadError([Problem(path, line, message)]) from None
    except RecursionError:
        raise LoadError([Problem(path, first_line, "trop de niveaux imbriqués")]) from None
    except UnicodeEncodeError:
        message = "un caractère n’est écrit qu’à moitié (\\ud800 à \\udfff) : le récrire"
        raise LoadError([Problem(path, first_line, message)]) from None
    except ValueError:  # Python refuses to read thousands of digits
        raise LoadError([Problem(path, first_line, "un nombre est trop long")]) from None


class _Repetition(Exception):
    """A key that an object holds twice: JSON would silently keep the last."""


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for key, value in pairs:
        if key in record:
            raise _Repetition(key)
        record[key] = value
    return record


def _raw(
    path: Path, folder: str, data: Any, text: str, first_line: int, pointer: str = ""
) -> RawRecord:
    raw = RawRecord(path, folder, data, text, first_line, pointer)
    if not isinstance(data, dict):
        raise LoadError([raw.problem("", "un objet { … } est attendu")])
    return raw


def _line_of(text: str, pointer: str) -> int:
    """Return how many lines of `text` come before what a JSON pointer names.

    JSON is read again as YAML, whose parser keeps positions; this happens for problems only.
    """
    node: Any = _tree(text)
    for step in filter(None, pointer.split("/")):
        if isinstance(node, yaml.MappingNode):
            children = {key.value: child for key, child in node.value}
            if step not in children:
                break
            node = children[step]
        elif isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) < len(node.value):
            node = node.value[int(step)]
        else:
            break
    return int(node.start_mark.line) if node else 0


def _line_of_repetition(text: str, key: str) -> int:
    """Return how many lines come before the first object that holds this key twice repeats it."""
    waiting: list[Any] = [_tree(text)]
    lines = []
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
        elif isinstance(node, yaml.MappingNode):
            lines += [name.start_mark.line for name, _ in node.value if name.value == key][1:]
            waiting += [child for _, child in node.value]
    return min(lines, default=0)


@lru_cache(maxsize=1)
def _tree(text: str) -> Any:
    """Return the nodes of a JSON text of several lines with their places, or None."""
    if "\n" not in text.strip():
        return None
    try:
        return yaml.compose(_NOT_YAML.sub(" ", text), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError):
        return None
