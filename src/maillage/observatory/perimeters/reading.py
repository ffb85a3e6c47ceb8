"""Reads a perimeter from its folder and says everything that is wrong with it at once.

Layout: docs/formats/perimeter.md. Codes stay strings throughout: `0000` is a legal category.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from maillage.kernel.perimeter import (
    ExcludedActivity,
    LegalCategory,
    LegalStatus,
    Perimeter,
    Variant,
)
from maillage.kernel.vocabularies import Family
from maillage.observatory.errors import ObservatoryError

from .tables import ACTIVITIES, CATEGORIES, FILES, FORMAT, HEADER, Faults, Row, read_table

SHIPPED = "2026-11"

_CATEGORY = re.compile(r"[0-9]{4}")
_ACTIVITY = re.compile(r"[0-9]{2}\.([0-9]([0-9][A-Z]?)?)?")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DATE = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
# Statuses that can make a unit count: the others say that the form makes nothing.
_COUNTABLE = (LegalStatus.INCLUDED, LegalStatus.AMBIGUOUS)
_SHOWN = 12  # codes named in one fault


class PerimeterError(ObservatoryError):
    """A perimeter cannot be used; the message lists everything to mend, in French."""


def load_perimeter(path: Path | None = None) -> Perimeter:
    """Return the perimeter of a folder, or the shipped one.

    Raises:
        PerimeterError: with every fault of the folder, a line each.
    """
    return _shipped() if path is None else _read(path)


def perimeter_of_vintage(folder: Path, checksum: str) -> Perimeter:
    """Return the perimeter that a vintage was made with.

    `folder` is the copy that the vintage keeps, `checksum` that of the files it was read from. A
    copy stays as it was: the nomenclature may have grown since.

    Raises:
        PerimeterError: in French, where the copy is missing or damaged.
    """
    if not folder.is_dir():
        if checksum == load_perimeter().checksum:
            return load_perimeter()
        raise PerimeterError(
            f"Le millésime a perdu son périmètre ({folder}). Refaites-le par « maillage "
            "observatory build »."
        )
    return replace(_read(folder, whole=False), checksum=checksum)


def choose_perimeter(choice: str) -> Perimeter:
    """Return the perimeter that people name on a command line.

    `choice` is a variant of the shipped perimeter, which then counts by default, or a folder.
    A folder named like a variant is written `./insee`.
    """
    shipped = load_perimeter()
    if choice in shipped.variants:
        return replace(shipped, default=choice)
    if not Path(choice).exists():
        raise PerimeterError(
            f"« {choice} » n’est ni une variante du périmètre livré "
            f"({', '.join(shipped.variants)}) ni un dossier. Pour faire le vôtre\u202f: "
            "maillage perimeter copy DOSSIER."
        )
    return load_perimeter(Path(choice))


def copy_perimeter(folder: Path) -> tuple[Path, ...]:
    """Write the shipped perimeter into a folder for editing and return the files.

    Raises:
        PerimeterError: where one of the files is already there.
    """
    taken = [name for name in FILES if (folder / name).exists()]
    if taken:
        raise PerimeterError(
            f"{folder} contient déjà {', '.join(taken)}\u202f: choisissez un autre dossier."
        )
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(shutil.copyfile(_folder() / name, folder / name) for name in FILES)


@cache
def _shipped() -> Perimeter:
    return _read(_folder())


def _folder() -> Path:
    return Path(str(files(__package__))) / SHIPPED


def _read(folder: Path, *, whole: bool = True) -> Perimeter:
    if not folder.is_dir():
        raise PerimeterError(
            f"{folder}\u202f: ce dossier n’existe pas. Pour en faire un\u202f: "
            "maillage perimeter copy DOSSIER."
        )
    faults = Faults()
    contents = {name: _content(folder / name, faults) for name in FILES}
    header = _header(contents[HEADER], faults)
    variants = _variants(header, faults)
    rows = read_table(CATEGORIES, contents[CATEGORIES], faults)
    categories = _categories(rows, faults)
    activities = _activities(read_table(ACTIVITIES, contents[ACTIVITIES], faults), faults)
    if whole and rows and folder != _folder():
        _all_there({row["code"] for row in rows}, faults)
    if faults:
        raise PerimeterError(f"Le périmètre de {folder} est à corriger\u202f:\n{faults}")
    return Perimeter(
        id=header["id"],
        date=header["date"],
        label=header["label"],
        description=header["description"],
        categories=categories,
        activities=activities,
        variants=variants,
        default=header["default"],
        checksum=_checksum(contents),
    )


def _content(path: Path, faults: Faults) -> bytes | None:
    """Return the bytes of a file; what cannot be read is a fault like another."""
    try:
        return path.read_bytes()
    except OSError:
        faults.add(path.name, "ce fichier manque, ou ne peut pas être lu")
        return None


def _checksum(contents: Mapping[str, bytes | None]) -> str:
    """Return the SHA-256 of the files, each after its name and its size."""
    digest = hashlib.sha256()
    for name, content in contents.items():
        digest.update(f"{name} {len(content or b'')}\n".encode() + (content or b""))
    return digest.hexdigest()


def _header(content: bytes | None, faults: Faults) -> dict[str, Any]:
    """Return the header; after faults, it may lack keys."""
    if content is None:
        return {}
    try:
        header = json.loads(content.decode("utf-8-sig"))
    except ValueError as error:
        faults.add(HEADER, f"ce n’est pas du JSON en UTF-8 ({error})")
        return {}
    if not isinstance(header, dict):
        faults.add(HEADER, "un objet est attendu, entre accolades")
        return {}
    if header.get("format") != FORMAT:
        faults.add(HEADER, f"« format » doit valoir {FORMAT}")
    for key in ("id", "date", "label", "description", "default"):
        if not isinstance(header.get(key), str) or not header[key].strip():
            faults.add(HEADER, f"« {key} » manque\u202f: un texte est attendu")
    if (name := header.get("id")) and isinstance(name, str) and not _NAME.fullmatch(name):
        faults.add(HEADER, "« id »\u202f: des minuscules sans accent, chiffres et tirets")
    if (day := header.get("date")) and isinstance(day, str) and not _DATE.fullmatch(day):
        faults.add(HEADER, "« date »\u202f: une date comme 2026-11-22 est attendue")
    return header


def _variants(header: Mapping[str, Any], faults: Faults) -> dict[str, Variant]:
    if not header:
        return {}
    given = header.get("variants")
    if not isinstance(given, list) or not given:
        faults.add(HEADER, "« variants » manque\u202f: une liste d’au moins une variante")
        return {}
    variants: dict[str, Variant] = {}
    for rank, one in enumerate(given, 1):
        place = f"{HEADER}, variante {rank}"
        if variant := _variant(one, place, faults):
            if variant.id in variants:
                faults.add(place, f"« {variant.id} » est déjà le nom d’une variante")
            variants[variant.id] = variant
    default = header.get("default")
    named = [one.get("id") for one in given if isinstance(one, dict)]
    if isinstance(default, str) and default not in named:
        faults.add(
            HEADER, f"« default »\u202f: « {default} » n’est pas une des variantes ({_list(named)})"
        )
    return variants


def _variant(one: Any, place: str, faults: Faults) -> Variant | None:
    if not isinstance(one, dict):
        faults.add(place, "un objet est attendu, entre accolades")
        return None
    before = len(faults)
    for key in ("id", "label", "description"):
        if not isinstance(one.get(key), str) or not one[key].strip():
            faults.add(place, f"« {key} » manque\u202f: un texte est attendu")
    if (name := one.get("id")) and isinstance(name, str) and not _NAME.fullmatch(name):
        faults.add(place, "« id »\u202f: des minuscules sans accent, chiffres et tirets")
    for key in ("excludes_activities", "takes_flag", "takes_list"):
        if not isinstance(one.get(key), bool):
            faults.add(place, f"« {key} » doit valoir true ou false")
    statuses = one.get("statuses")
    if not isinstance(statuses, list) or not set(map(str, statuses)) <= set(_COUNTABLE):
        faults.add(place, f"« statuses »\u202f: une liste prise dans {_list(_COUNTABLE)}")
    if len(faults) > before:
        return None
    return Variant(
        id=one["id"],
        label=one["label"],
        description=one["description"],
        statuses=frozenset(LegalStatus.of(status) for status in one["statuses"]),
        excludes_activities=one["excludes_activities"],
        takes_flag=one["takes_flag"],
        takes_list=one["takes_list"],
    )


def _categories(rows: list[Row], faults: Faults) -> dict[str, LegalCategory]:
    found: dict[str, LegalCategory] = {}
    seen: set[str] = set()
    for row in rows:
        code, family, status = row["code"], row["family"], row["status"]
        before = len(faults)
        if not _CATEGORY.fullmatch(code):
            faults.add(
                row.place,
                f"code « {code} »\u202f: quatre chiffres (un tableur ôte les zéros de tête)",
            )
        elif code in seen:
            faults.add(row.place, f"la catégorie {code} est déjà plus haut")
        seen.add(code)
        if not row["label"]:
            faults.add(row.place, "le libellé manque")
        if family not in set(Family):
            faults.add(row.place, f"famille « {family} »\u202f: {_list(Family)} attendu")
        if status not in set(LegalStatus):
            faults.add(row.place, f"statut « {status} »\u202f: {_list(LegalStatus)} attendu")
        if status == LegalStatus.INCLUDED and not row["reference"]:
            faults.add(row.place, f"la catégorie {code} est incluse sans référence")
        if status == LegalStatus.AMBIGUOUS and not row["note"]:
            faults.add(row.place, f"la catégorie {code} est ambiguë sans note qui dise pourquoi")
        if len(faults) == before:
            found[code] = LegalCategory(
                code,
                row["label"],
                Family.of(family),
                LegalStatus.of(status),
                row["reference"],
                row["note"],
            )
    return found


def _activities(rows: list[Row], faults: Faults) -> tuple[ExcludedActivity, ...]:
    found: dict[str, ExcludedActivity] = {}
    for row in rows:
        code = row["code"]
        if not _ACTIVITY.fullmatch(code):
            faults.add(
                row.place,
                f"activité « {code} »\u202f: un code (94.11Z) ou un début (94.11, 84.)",
            )
        elif code in found:
            faults.add(row.place, f"l’activité {code} est déjà plus haut")
        else:
            found[code] = ExcludedActivity(code, row["label"], row["reference"], row["note"])
        if not row["label"]:
            faults.add(row.place, "le libellé manque")
    return tuple(found.values())


def _all_there(codes: Collection[str], faults: Faults) -> None:
    """Check that no legal category of the nomenclature was lost: it would count as unknown."""
    missing = [code for code in _shipped().categories if code not in codes]
    if missing:
        more = f" et {len(missing) - _SHOWN} autres" if len(missing) > _SHOWN else ""
        faults.add(
            CATEGORIES,
            f"catégories absentes\u202f: {', '.join(missing[:_SHOWN])}{more}. Reprenez "
            "leurs lignes du périmètre livré, avec le statut hors au besoin",
        )


def _list(values: Any) -> str:
    return ", ".join(map(str, values))
