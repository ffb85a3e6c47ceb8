"""The field's exchange formats: calendars, feeds, and JSON of maps and directories.

Each event, entry or record is a row whose cells bear the names that its format gives; nested ones
are dotted (`address.streetAddress`). What they mean in our records is for extractors to say.
"""

import datetime
import json
import re
import warnings
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import feedparser

from ..documents import Block, BlockKind
from ..errors import IntakeError
from .html import read_html
from .tables import MOST_ROWS, row_block

_DEEPEST = 8
_LISTS = ("features", "data", "items", "results", "elements", "structures", "services")
_STAMP = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?")
_ESCAPED = re.compile(r"\\([nN,;\\])")
_HERE = ZoneInfo("Europe/Paris")

Rows = tuple[tuple[Block, ...], str]


def read_calendar(text: str) -> Rows:
    """Return the events of an iCalendar file and its name (RFC 5545, read leniently)."""
    title = ""
    blocks: list[Block] = []
    cells: list[tuple[str, str]] | None = None
    depth, begun = 0, 0
    for line, content in _unfolded(text):
        name, _, value = content.partition(":")
        name, _, options = name.partition(";")
        name = name.strip().upper()
        if name == "BEGIN":
            if value.strip().upper() == "VEVENT":
                cells, begun, depth = [], line, 0
            elif cells is not None:
                depth += 1  # an alarm inside the event
        elif name == "END" and cells is not None:
            if depth == 0:
                blocks.append(row_block(cells, begun))
                cells = None
            depth -= 1
        elif name == "X-WR-CALNAME":
            title = _unescaped(value)
        elif cells is not None and depth == 0 and value.strip():
            shown = _moment(value.strip(), options) if name.startswith("DT") else _unescaped(value)
            cells.append((name.lower(), shown))
    if len(blocks) > MOST_ROWS:
        raise IntakeError(f"L’agenda a plus de {MOST_ROWS} événements : le découper.")
    return tuple(blocks), title


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Return the content lines, those that go on over several lines put together."""
    begun, parts = 0, [""]
    for number, line in enumerate(text.split("\n"), 1):
        if line[:1] in {" ", "\t"} and begun:
            parts.append(line[1:])
            continue
        if begun:
            yield begun, "".join(parts)
        begun, parts = number, [line]
    yield begun, "".join(parts)


def _unescaped(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


def _moment(value: str, options: str) -> str:
    """Return `2026-11-22` or `2026-11-22T18:00`, in French time; other values stay as written."""
    found = _STAMP.fullmatch(value)
    if not found:
        return value
    try:
        numbers = [int(part) for part in found.groups()[:6] if part]
        year, month, day, hour, minute, *_ = [*numbers, 0, 0]
        zone = datetime.UTC if found[7] else _HERE
        moment = datetime.datetime(year, month, day, hour, minute, tzinfo=zone)
        moment = moment.astimezone(_HERE)
    except (ValueError, OverflowError):
        return value
    if len(numbers) == 3 or "VALUE=DATE" in options.upper().split(";"):
        return f"{found[1]}-{found[2]}-{found[3]}"
    return moment.strftime("%Y-%m-%dT%H:%M")


def read_feed(text: str, data: bytes) -> Rows:
    """Return the entries of an RSS or Atom feed and its title."""
    if "<!ENTITY" in text:  # they unfold without end
        raise IntakeError("Ce flux définit ses propres entités XML : il est refusé.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parsed = feedparser.parse(data)
    places = [text.count("\n", 0, m.start()) + 1 for m in re.finditer(r"<(?:item|entry)\b", text)]
    blocks = []
    for index, entry in enumerate(parsed.entries[:MOST_ROWS]):
        moment = entry.get("published") or entry.get("updated") or ""
        stamp = entry.get("published_parsed") or entry.get("updated_parsed")
        cells = {
            "title": _plain(entry.get("title", "")),
            "link": str(entry.get("link", "")),
            "published": "{:04}-{:02}-{:02}".format(*stamp[:3]) if stamp else str(moment),
            "author": str(entry.get("author", "")),
            "summary": _plain(entry.get("summary", "")),
        }
        line = places[index] if index < len(places) else 1
        blocks.append(row_block([(k, v) for k, v in cells.items() if v], line))
    return tuple(block for block in blocks if block.cells), _plain(parsed.feed.get("title", ""))


def _plain(html: str) -> str:
    """Return the text of what a feed gives as HTML."""
    if "<" not in html and "&" not in html:
        return " ".join(html.split())
    return "\n".join(block.text for block in read_html(html)[0])


def read_json(text: str) -> Rows:
    """Return the records of GeoJSON, uMap, GoGoCarto, data·inclusion, or any list of objects."""
    try:
        found = _loaded(text)
        records = _records(found, 0)
        rows = [dict(_flat(record, "", 0)) for record in records]
    except RecursionError:
        raise IntakeError("Ce JSON est imbriqué au-delà du lisible : il est refusé.") from None
    if not rows:
        raise IntakeError(
            "Ce JSON ne contient aucune liste d’objets : donner du GeoJSON ou un annuaire."
        )
    if len(rows) > MOST_ROWS:
        raise IntakeError(f"Ce JSON a plus de {MOST_ROWS} objets : le découper.")
    name = found.get("name") or found.get("title") if isinstance(found, dict) else ""
    return tuple(_placed(rows, text)), name if isinstance(name, str) else ""


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        try:  # JSON Lines
            if len(lines) > 1:
                return [json.loads(line) for line in lines]
        except ValueError:
            pass
        place = getattr(error, "lineno", 1)
        raise IntakeError(
            f"Ce JSON est mal formé à la ligne {place} : l’exporter de nouveau."
        ) from None


def _records(found: Any, depth: int) -> list[dict[str, Any]]:
    """Return the objects that a document is the list of."""
    if isinstance(found, list):
        if any(isinstance(one, dict) and _LISTS_OF_FEATURES & one.keys() for one in found):
            return [record for one in found for record in _records(one, depth + 1)]
        return [one for one in found if isinstance(one, dict)]
    if not isinstance(found, dict) or depth > _DEEPEST:
        return []
    if isinstance(found.get("layers"), list):
        return [record for layer in found["layers"] for record in _records(layer, depth + 1)]
    for name in _LISTS:
        if isinstance(found.get(name), list):
            return _records(found[name], depth + 1)
    return [found]


_LISTS_OF_FEATURES = frozenset({"features", "layers"})


def _flat(value: Any, name: str, depth: int) -> Iterator[tuple[str, str]]:
    """Return the values of an object, their names dotted; a list of words is one value."""
    if isinstance(value, dict) and depth <= _DEEPEST:
        if value.get("type") == "Point" and isinstance(value.get("coordinates"), list):
            longitude, latitude = [*map(str, value["coordinates"]), "", ""][:2]
            yield from (("longitude", longitude), ("latitude", latitude))
            return
        for key, inner in value.items():
            path = f"{name}.{key}" if name else str(key)
            yield from _flat(inner, path, depth + 1)
    elif isinstance(value, list):
        plain = [_scalar(one) for one in value]
        shown = "; ".join(filter(None, plain))
        if shown and name not in {"geometry.coordinates", "coordinates"}:
            yield name, shown
    elif shown := _scalar(value):
        yield name, shown


def _scalar(value: Any) -> str:
    if isinstance(value, dict):
        named = next((value[k] for k in ("name", "nom", "label", "value") if k in value), "")
        return named.strip() if isinstance(named, str) else ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "" if value is None or isinstance(value, list) else str(value).strip()


def _placed(rows: list[dict[str, str]], text: str) -> Iterator[Block]:
    """Return the rows as blocks, each at the line where its own words come next."""
    place, line = 0, 1
    for row in rows:
        cells = [(name.removeprefix("properties."), value) for name, value in row.items()]
        own = next(
            (v for k, v in cells if k.rpartition(".")[2] in {"name", "nom", "title"} and v), ""
        )
        found = -1
        for written in (json.dumps(own, ensure_ascii=False), json.dumps(own)) if own else ():
            found = text.find(written, place)
            if found >= 0:
                break
        if found >= 0:
            line += text.count("\n", place, found)
            place = found
        if cells:
            yield Block(
                BlockKind.ROW,
                "\n".join(value.replace("\n", " ") for _, value in cells),
                line,
                cells=tuple(cells),
                lines=(line,) * len(cells),
            )
