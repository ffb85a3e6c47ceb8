"""The panorama of a territory as a printable booklet of four pages (PDF/UA), laid out by Typst.

What it says is data (`content`), which the layout sets as text: no name is ever read as markup.
The same panorama gives the same bytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from maillage.apps.sheets.printing import printable, rendered
from maillage.kernel.dates import parse_partial_date
from maillage.observatory.employers import Employer
from maillage.observatory.manifest import Manifest
from maillage.observatory.panorama import Panorama

from . import booklet_method, cover_mesh, wording
from . import booklet_pages as pages
from .chart_data import Chart
from .published import PublishedFigure
from .subjects import Subject

LAYOUT = Path(__file__).parent / "layouts" / "booklet.typ"


@dataclass(frozen=True, slots=True)
class Booklet:
    """What a booklet is made from.

    `charts` are those of the page by key, `address` its absolute address, `accent` a colour
    `#RRGGBB`, `published` the figures of others. `largest` are employers with the names of their
    communes, `tied` counts those of the last class that are left out.
    """

    subject: Subject
    panorama: Panorama
    manifest: Manifest
    charts: Mapping[str, Chart]
    largest: Sequence[tuple[Employer, str]]
    tied: int
    published: Sequence[PublishedFigure]
    address: str
    portal: str
    accent: str


def content(booklet: Booklet) -> dict[str, Any]:
    """Return all that the four pages say, ready for JSON: texts are in French and typeset."""
    panorama, manifest, subject = booklet.panorama, booklet.manifest, booklet.subject
    month = parse_partial_date(manifest.period)
    names = {
        "name": subject.name,
        "vintage": manifest.name,
        "variant": booklet_method.variant_note(manifest, panorama).label,
        "source": _("registre inventé") if panorama.fictitious else _("Insee, Sirene"),
    }
    families = {one.family: one.establishments for one in panorama.families}
    said = {
        "title": _("Panorama de l’économie sociale et solidaire : %(name)s") % names,
        "kicker": _("Panorama de l’économie sociale et solidaire"),
        "author": booklet.portal,
        "keywords": ["ESS", _("économie sociale et solidaire"), subject.name],
        "date": [month.year, month.month or 1, month.day or 1],
        "accent": booklet.accent,
        "name": subject.name,
        "detail": pages.detail(subject, manifest),
        "headline": wording.headline(panorama, subject.in_name),
        "running": _("Panorama de l’ESS · %(name)s") % names,
        "footer": _("Millésime %(vintage)s · variante « %(variant)s » · source : %(source)s")
        % names,
        "notice": str(pages.NOTICE) if panorama.fictitious else "",
        "notice_short": _("Données fictives") if panorama.fictitious else "",
        "mesh": cover_mesh.woven(" ".join(subject.communes), families).content(),
        "mesh_caption": pages.mesh_caption(panorama),
        "key": pages.key_figures(panorama),
        "pages": pages.leads(panorama),
        "charts": {key: drawn(chart) for key, chart in booklet.charts.items()},
        "employment": pages.employment(panorama),
        "employers": pages.employers(panorama),
        "jobs": pages.jobs(panorama),
        "largest": pages.largest(booklet.largest, booklet.tied),
        "alone": _("Il n’y a qu’un millésime pour l’instant : l’évolution viendra du prochain."),
        "method": booklet_method.method(panorama, manifest),
        "ambiguity": booklet_method.ambiguity(panorama),
        "published": booklet_method.published(booklet.published, panorama),
        "sources": booklet_method.sources(manifest),
        "reproduce": booklet_method.reproduce(panorama, manifest, booklet.address),
    }
    commands = booklet_method.commands(subject, panorama, manifest)
    return {key: printable(value) for key, value in said.items()} | {"commands": commands}


def drawn(chart: Chart) -> dict[str, Any]:
    """Return a chart as the layout draws it: written figures, bars as fractions of the longest."""
    return {
        "title": chart.title,
        "description": chart.description,
        "head": chart.head,
        "columns": [{"label": column.label, "drawn": column.bar} for column in chart.columns],
        "lines": [
            {
                "label": line.label,
                "family": line.family,
                "own": line.own,
                "cells": [
                    pages.written(value, column.unit)
                    for value, column in zip(line.values, chart.columns, strict=True)
                ],
                "bars": [(line.values[place] or 0) / chart.longest for place in chart.drawn],
            }
            for line in chart.lines
        ],
    }


def pdf(said: Mapping[str, Any]) -> bytes:
    """Return what `content` says as PDF/UA-1, tagged, in four pages."""
    return rendered(LAYOUT, said, "pdf")[0]
