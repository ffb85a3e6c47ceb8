"""The command `maillage panorama`: what the ESS weighs in a territory."""

import json
import re
import textwrap
from collections.abc import Iterable, Iterator
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import RenderableType

from . import instance
from .console import complain, show, width, write
from .errors import Refusal
from .observatory_store import store_folder

if TYPE_CHECKING:
    from maillage.observatory.geography import FreePerimeter, Geography
    from maillage.observatory.report import Report, Territory
    from maillage.observatory.report_text import Table
    from maillage.observatory.vintage import Store, Vintage

_BAR = 12  # characters of the longest bar
_FRAME = 6  # characters of a frame and its margins
_NUMBER = 8  # characters of the narrowest column of numbers
_WIDE = 100  # characters of a line from which there is room for bars


class Form(StrEnum):
    """How a panorama is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "md"


def panorama(
    codes: Annotated[
        list[str],
        typer.Argument(
            help="Codes de territoires, réunis en un seul\u202f: 54395, 245400676, departement:54, "
            "region:44, ancienne-region:41, perimetre:pays-haut, FR…",
            metavar="CODE…",
        ),
    ],
    vintage: Annotated[
        str | None,
        typer.Option(
            help="Millésime, ou son début, comme 2026-11 (par défaut, le courant).",
            metavar="NOM",
        ),
    ] = None,
    perimeter: Annotated[
        str | None,
        typer.Option(
            help="Variante du périmètre, comme insee, loi-2014 ou large.", metavar="VARIANTE"
        ),
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="Ce qui est écrit.")] = Form.TABLE,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Dossier des millésimes (par défaut, observatory dans celui des données).",
            metavar="DOSSIER",
        ),
    ] = None,
) -> None:
    """Dit ce que pèse l’économie sociale et solidaire d’un territoire.

    Établissements, employeurs, familles, secteurs, tailles, emplois estimés, comparaison,
    évolution. Plusieurs codes font un seul territoire.
    """
    from maillage.observatory import report as reports
    from maillage.observatory.vintage import Store

    store = Store(store_folder(out))
    chosen = _vintage(store, vintage)
    geography = _geography(codes)
    territory = reports.read_territory(codes, geography)
    _tell(territory, geography)
    if not territory.communes:
        complain("Aucune commune à compter\u202f: rien n’est calculé.")
        raise typer.Exit(2)
    report = reports.make(territory, chosen, perimeter, geography, store.vintages())
    _write(report, form, geography)


def _vintage(store: "Store", name: str | None) -> "Vintage":
    if found := store.open(name) if name else store.current():
        return found
    raise Refusal(
        f"Il n’y a pas encore de millésime dans {store.folder}. Construisez-en un par « maillage "
        "observatory build », essayez celui de « maillage demo », ou indiquez un autre dossier "
        "par --out."
    )


def _geography(codes: Iterable[str]) -> "Geography":
    """Return the geography, with the free perimeters where one is asked for."""
    from maillage.observatory.geography import Geography

    free = any(re.fullmatch(r"perimetre:.*|[a-z][a-z0-9-]+", code.strip()) for code in codes)
    return Geography.load(_perimeters() if free else None)


def _perimeters() -> "dict[str, FreePerimeter]":
    """Return the perimeters of the instance, or those that ship where there is no instance."""
    from maillage.observatory.geography import FreePerimeter

    try:
        instance.open_instance()
    except Refusal:
        complain("Sans instance\u202f: les périmètres sont ceux que Maillage fournit.")
        bundled = files("maillage") / "corpus" / "perimeters.json"
        rows = [
            (one["id"], one["name"], one["members"])
            for one in json.loads(bundled.read_text("utf-8"))
        ]
    else:
        from maillage.apps.territories.queries import free_perimeters

        rows = list(free_perimeters())
    return {slug: FreePerimeter(name, tuple(members)) for slug, name, members in rows}


def _tell(territory: "Territory", geography: "Geography") -> None:
    """Say on the error output how the codes were understood."""
    for notice in territory.notices:
        complain(notice)
    for code, now in territory.former.items():
        name = geography.name(f"commune:{now}")
        complain(
            f"{code} est une ancienne commune\u202f: son territoire est compté avec {name} ({now})."
        )


def _write(report: "Report", form: Form, geography: "Geography") -> None:
    from maillage.observatory import report_data, report_text

    match form:
        case Form.JSON:
            write(report_data.as_json(report))
        case Form.CSV:
            write(report_data.as_csv(report))
        case Form.MARKDOWN:
            write(report_text.as_markdown(report, geography))
        case Form.TABLE:
            for drawing in _drawings(report, geography):
                show(drawing)


def _drawings(report: "Report", geography: "Geography") -> Iterator[RenderableType]:
    from rich.panel import Panel
    from rich.text import Text

    from maillage.kernel.typography import typeset
    from maillage.observatory import report_text

    yield Panel(
        Text.assemble(
            (_folded(report_text.headline(report), _FRAME), "bold"),
            "\n",
            (_folded(report_text.subtitle(report), _FRAME), "dim"),
        ),
        title=Text(f" {report.territory.name} ", "bold"),
        title_align="left",
        border_style="yellow" if report.notice else "cyan",
        subtitle=Text(f" {report.notice} ", "bold yellow") if report.notice else None,
        subtitle_align="left",
        padding=(1, 2),
    )
    for table in report_text.tables(report, geography):
        yield Text(f"\n{table.title}", "bold cyan")
        yield _drawn(table)
        if table.note:
            yield Text(_folded(table.note), "dim")
    yield Text(f"\n{_folded(typeset(report_text.METHOD))}", "dim")


def _drawn(table: "Table") -> RenderableType:
    """Return a table in colours, with bars where there is room."""
    from rich import box
    from rich.table import Table as Drawing
    from rich.text import Text

    has_bars = bool(table.bars) and width() >= _WIDE
    drawing = Drawing(
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        collapse_padding=True,
        header_style="dim",
    )
    for place, head in enumerate(table.head):
        if place < table.texts:
            drawing.add_column(head, overflow="fold")
        else:  # numbers stay whole, so that words alone fold where the terminal is narrow
            words = (*head.split(" "), *(row[place] for row in table.rows))
            whole = max(_NUMBER, *map(len, words))
            drawing.add_column(head, justify="right", vertical="bottom", width=whole)
    if has_bars:
        drawing.add_column("", no_wrap=True, vertical="bottom", min_width=_BAR)
    for place, row in enumerate(table.rows):
        bar = [Text(_bar(table.bars[place]), "cyan")] if has_bars else []
        drawing.add_row(*map(Text, row), *bar)
    return drawing


def _folded(text: str, margin: int = 0) -> str:
    """Fold text at its ordinary spaces alone: rich also folds at no-break ones."""
    return "\n".join(
        textwrap.fill(line, width() - margin, break_on_hyphens=False) for line in text.split("\n")
    )


def _bar(share: float) -> str:
    """Return a bar of eighths of a character."""
    eighths = round(share * _BAR * 8)
    return "█" * (eighths // 8) + ("", *"▏▎▍▌▋▊▉")[eighths % 8]
