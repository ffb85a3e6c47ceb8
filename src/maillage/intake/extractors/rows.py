"""Rows of tables and of exchange formats: one record each, by the names of their columns."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from maillage.kernel.contacts import parse_email, parse_phone, parse_url
from maillage.kernel.dates import parse_partial_date
from maillage.kernel.identifiers import parse_rna, parse_siren, parse_siret
from maillage.kernel.vocabularies import LinkKind

from ..candidates import Candidate, CandidateType, Draft, Value
from ..documents import LONGEST_PASSAGE, Block, BlockKind, Document
from .columns import field_of

_EXTRACTOR = "rows"
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}))?.*")
_FRENCH_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_NETWORKS = {
    "facebook.com": LinkKind.FACEBOOK,
    "twitter.com": LinkKind.TWITTER,
    "x.com": LinkKind.TWITTER,
    "linkedin.com": LinkKind.LINKEDIN,
    "youtube.com": LinkKind.YOUTUBE,
}
_IDENTIFIERS: dict[str, Callable[[str], str]] = {
    "siret": parse_siret,
    "siren": parse_siren,
    "rna": parse_rna,
}
# What a value that cannot be read as its column says becomes, for the reviewer to see.
_UNREAD = "La colonne « {column} » donne « {value} », qui n’a pas la forme attendue."

Cells = dict[str, list[tuple[str, str]]]


def rows(document: Document) -> Iterator[Candidate]:
    """Return the record of each row that names something."""
    for block in document.of_kind(BlockKind.ROW):
        cells: Cells = {}
        for column, value in block.cells:
            if value and (name := field_of(column)):
                cells.setdefault(name, []).append((column, value))
        if "name" in cells:
            yield _record(block, cells)


def _record(block: Block, cells: Cells) -> Candidate:
    kind = _type(block, cells)
    draft = Draft(kind, block.line, block.path)
    draft.add("name", _value(block, *cells["name"][0], " ".join(cells["name"][0][1].split())))
    for column, value in cells.get("links", []):
        for one in re.split(r"[;,\s]+", value):
            _add(draft, block, "links", column, one, _link)
    if kind is CandidateType.RESOURCE:
        for column, value in cells.get("published", []):
            _add(draft, block, "published", column, value, _day)
        return draft.candidate()
    if kind is CandidateType.EVENT:
        _add_dates(draft, block, cells)
        for field, name in (("place", "place"), ("uid", "calendar_uid")):
            for column, value in cells.get(field, [])[:1]:
                draft.add(name, _value(block, column, value, " ".join(value.split())))
        _add_address(draft, block, cells)
        return draft.candidate()
    for column, value in cells.get("acronym", [])[:1]:
        draft.add("acronym", _value(block, column, value, value))
    for name, parse in _IDENTIFIERS.items():
        for column, value in cells.get(name, [])[:1]:
            _add(draft, block, name, column, value, parse)
    for column, value in cells.get("phones", []):
        for one in re.split(r"\s*[;/]\s*|\s+ou\s+", value):
            _add(draft, block, "phones", column, one, lambda text: {"number": parse_phone(text)})
    for column, value in cells.get("emails", []):
        for one in re.split(r"[;,\s]+", value):
            _add(draft, block, "emails", column, one, lambda text: {"address": parse_email(text)})
    _add_address(draft, block, cells)
    return draft.candidate()


def _type(block: Block, cells: Cells) -> CandidateType:
    columns = {column for column, _ in block.cells}
    if "start" in cells:
        return CandidateType.EVENT
    if {"title", "link"} <= columns and "published" in cells:
        return CandidateType.RESOURCE
    if "structure_id" in columns:  # a service of data·inclusion
        return CandidateType.SCHEME
    return CandidateType.ORGANISATION


def _add_dates(draft: Draft, block: Block, cells: Cells) -> None:
    column, written = cells["start"][0]
    start = _moment(written)
    if start is None:
        _remark(draft, block, "dates", column, written)
        return
    date = {"start": start[0]} | ({"time": start[1]} if start[1] else {})
    if end := _moment(cells["end"][0][1]) if cells.get("end") else None:
        date |= ({"end": end[0]} if end[0] > start[0] else {}) | (
            {"end_time": end[1]} if end[1] and start[1] else {}
        )
    draft.add("dates", _value(block, column, written, date))


def _add_address(draft: Draft, block: Block, cells: Cells) -> None:
    parts = {
        name: cells[name][0]
        for name in ("street", "postal_code", "city", "commune")
        if name in cells
    }
    if not {"street", "city", "commune"} & parts.keys():
        return
    address = {name: " ".join(value.split()) for name, (_, value) in parts.items()}
    if not re.fullmatch(r"\d[\dAB]\d{3}", address.get("commune", "00000")):
        del address["commune"]
    column, value = next(iter(parts.values()))
    draft.add("addresses", _value(block, column, value, address))
    if code := address.get("commune"):
        column, value = parts["commune"]
        draft.add("located_in", _value(block, column, value, f"commune:{code}"))


def _add(
    draft: Draft, block: Block, field: str, column: str, value: str, parse: Callable[[str], Any]
) -> None:
    """Add a value read by `parse`; one that it refuses becomes a remark, nothing is lost."""
    if not value.strip():
        return
    try:
        draft.add(field, _value(block, column, value, parse(value.strip())))
    except ValueError:
        _remark(draft, block, field, column, value)


def _remark(draft: Draft, block: Block, field: str, column: str, value: str) -> None:
    text = _UNREAD.format(column=column, value=value[:LONGEST_PASSAGE])
    draft.add("remarks", _value(block, column, value, {"field": field, "text": text}))


def _value(block: Block, column: str, passage: str, value: Any) -> Value:
    short = passage.strip().split("\n")[0][:LONGEST_PASSAGE].rstrip()
    return Value(value, short, block.line, f"Colonne « {column} » du tableau.", _EXTRACTOR)


def _link(text: str) -> dict[str, str]:
    url = parse_url(text if "://" in text else f"http://{text}")
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    if "." not in host:
        raise ValueError(text)
    kind = next((k for name, k in _NETWORKS.items() if host.endswith(name)), LinkKind.WEBSITE)
    return {"kind": kind.value, "url": url}


def _day(text: str) -> str:
    if found := _moment(text):
        return found[0]
    return str(parse_partial_date(text))


def _moment(text: str) -> tuple[str, str] | None:
    """Return the day and the time (or "") that a cell gives."""
    if found := _FRENCH_DAY.match(text.strip()):
        text = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    if not (found := _DAY.fullmatch(text.strip())):
        return None
    try:
        return str(parse_partial_date(found[1])), found[2] or ""
    except ValueError:
        return None
