"""Files as people have them: Parquet, CSV, or a ZIP that holds one CSV."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfileobj, disk_usage
from tempfile import mkdtemp

from ..errors import StockError

_PARQUET = b"PAR1"
_ZIP = b"PK"
_BLOCK = 1 << 22  # bytes
_SPARE = 1 << 28  # bytes left on a disk that an archive is unpacked on


def is_parquet(file: Path) -> bool:
    """Tell whether a file is Parquet, whatever its name."""
    return _magic(file).startswith(_PARQUET)


def require(file: Path) -> None:
    """Raise StockError, in French, where there is no file, or nothing in it."""
    if file.is_dir():
        raise StockError(f"{file}\u202f: c’est un dossier. Nommez le fichier qu’il contient.")
    if not file.is_file():
        raise StockError(f"{file}\u202f: ce fichier n’existe pas.")
    if not file.stat().st_size:
        raise StockError(f"{file}\u202f: ce fichier est vide. Téléchargez-le de nouveau.")


def unpacked(file: Path, work: Path) -> Path:
    """Return the file, or what it holds where it is a ZIP, unpacked into the folder `work`.

    Raises StockError, in French, where the ZIP is damaged, ambiguous or too large for the disk.
    """
    if not _magic(file).startswith(_ZIP):
        return file
    try:
        with zipfile.ZipFile(file) as archive:
            member = _only_member(file, archive)
            if member.file_size + _SPARE > disk_usage(work).free:
                raise StockError(
                    f"{file.name}\u202f: le disque n’a pas la place de décompresser cette archive "
                    f"({member.file_size // 10**6} Mo). Faites de la place, ou choisissez un "
                    "autre disque par --out."
                )
            target = Path(mkdtemp(dir=work)) / "unpacked"
            with archive.open(member) as packed, target.open("wb") as plain:
                copyfileobj(packed, plain, _BLOCK)
            return target
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise StockError(
            f"{file.name}\u202f: cette archive ZIP est endommagée ou incomplète. "
            "Téléchargez-la de nouveau."
        ) from error
    except RuntimeError as error:  # encrypted, or of a rare compression
        raise StockError(
            f"{file.name}\u202f: Maillage ne sait pas décompresser cette archive. Décompressez-la "
            "vous-même, puis donnez le fichier qu’elle contient."
        ) from error


def _only_member(file: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = [
        one
        for one in archive.infolist()
        if one.filename.lower().endswith((".csv", ".parquet"))
        and not one.filename.startswith("__MACOSX/")
    ]
    if len(members) != 1:
        raise StockError(
            f"{file.name}\u202f: cette archive contient {len(members)} fichiers CSV ou "
            "Parquet au lieu d’un seul."
        )
    return members[0]


def csv_rows(file: Path) -> Iterator[list[str]]:
    """Return the rows of a small CSV, header first, in UTF-8 or Windows-1252."""
    content = file.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise StockError(
            f"{file.name}\u202f: ce fichier n’est pas un CSV lisible. Téléchargez-le de nouveau."
        ) from error


def _magic(file: Path) -> bytes:
    with file.open("rb") as content:
        return content.read(4)
