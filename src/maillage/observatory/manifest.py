"""The identity card of a vintage: what it was made from, what was counted, what was verified."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from maillage.kernel.perimeter import BASES, Basis, Variant

from .errors import VintageError

FORMAT = 1  # of manifest.json and of the files beside it; another one is not read
FILE = "manifest.json"


@dataclass(frozen=True, slots=True)
class Input:
    """A file that the vintage was made from. `role`: legal_units, establishments or ess_list."""

    role: str
    file: str
    size: int
    sha256: str
    rows: int
    columns: int
    missing_columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """Two ways to count one thing, which must agree."""

    label: str
    expected: int
    found: int

    @property
    def ok(self) -> bool:
        """Tell whether both ways agree."""
        return self.expected == self.found


@dataclass(frozen=True, slots=True)
class VariantNote:
    """A variant of the perimeter as people read it, and the `bases` (values of Basis) it counts."""

    id: str
    label: str
    description: str
    bases: tuple[int, ...]

    @classmethod
    def of(cls, variant: Variant) -> "VariantNote":
        """Note a variant so that the vintage can be read without the perimeter's files."""
        bases = tuple(value for value in range(BASES) if variant.counts(Basis(value)))
        return cls(variant.id, variant.label, variant.description, bases)


@dataclass(frozen=True, slots=True)
class PerimeterNote:
    """Which perimeter decided; `default` names the variant used when nothing else is asked."""

    id: str
    date: str
    label: str
    checksum: str
    default: str
    variants: tuple[VariantNote, ...]

    def variant(self, name: str | None = None) -> VariantNote:
        """Return the variant of this id, the default one for None; raise VintageError."""
        wanted = name or self.default
        if found := next((one for one in self.variants if one.id == wanted), None):
            return found
        known = ", ".join(one.id for one in self.variants)
        raise VintageError(
            f"La variante « {wanted} » n’est pas dans ce millésime. Variantes\u202f: {known}."
        )


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `manifest.json` holds.

    `period` is the month of the register's last change ("2026-11"), `built_at` an ISO instant.
    `counts` are numbers by stage (docs/observatory.md names them), `files` the sizes in bytes of
    the files of the vintage, by their path in its folder.
    """

    name: str
    period: str
    title: str
    fictitious: bool
    built_at: str
    software: str
    engine: str
    duration_seconds: float
    perimeter: PerimeterNote
    inputs: tuple[Input, ...]
    counts: Mapping[str, int]
    checks: tuple[Check, ...]
    files: Mapping[str, int] = field(default_factory=dict)
    format: int = FORMAT

    def input(self, role: str) -> Input | None:
        """Return the file that had this role, if any."""
        return next((one for one in self.inputs if one.role == role), None)

    def write(self, folder: Path) -> None:
        """Write the manifest into the folder of its vintage."""
        content = asdict(self)
        content["checks"] = [asdict(one) | {"ok": one.ok} for one in self.checks]
        text = json.dumps(content, ensure_ascii=False, indent=2)
        (folder / FILE).write_text(text + "\n", "utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Read the manifest of the vintage in this folder; raise VintageError where it cannot."""
        try:
            content: dict[str, Any] = json.loads((folder / FILE).read_text("utf-8"))
            if content["format"] != FORMAT:
                raise VintageError(
                    f"Le millésime {folder.name} a été fait par une autre version de Maillage. "
                    "Refaites-le par « maillage observatory build »."
                )
            perimeter = dict(content["perimeter"])
            variants = tuple(
                VariantNote(**one | {"bases": tuple(one["bases"])})
                for one in perimeter.pop("variants")
            )
            checks = (Check(c["label"], c["expected"], c["found"]) for c in content["checks"])
            inputs = (
                Input(**one | {"missing_columns": tuple(one["missing_columns"])})
                for one in content["inputs"]
            )
            return cls(
                **content
                | {
                    "perimeter": PerimeterNote(**perimeter, variants=variants),
                    "inputs": tuple(inputs),
                    "checks": tuple(checks),
                }
            )
        except FileNotFoundError:
            raise VintageError(f"Il n’y a pas de millésime dans {folder}.") from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise VintageError(
                f"Le millésime {folder.name} est endommagé ({error}). Supprimez le dossier "
                f"{folder}, puis refaites-le par « maillage observatory build »."
            ) from error
