"""Territories side by side: their charts, and the same figures as files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from maillage.observatory import report_data
from maillage.observatory.report import Report

from . import chart_data, exports, store
from .asked import Asked
from .chart_data import Chart, Placed
from .panorama_page import source_line
from .subjects import Subject
from .wording import count

COMPARED = "t"
SLUG = "comparaison-ess"
_HEAD = ("format", "notice", "source", "vintage", "perimeter", "variant")


@dataclass(frozen=True)
class Comparison:
    """Territories compared in a vintage and a variant; one alone, or none, has no charts."""

    subjects: tuple[Subject, ...]
    asked: Asked
    slug = SLUG

    @property
    def names(self) -> str:
        """Return the names of the territories, on one line."""
        return ", ".join(one.name for one in self.subjects)

    @property
    def place(self) -> str:
        """Return how many territories there are: a picture names each of them anyway."""
        return count(len(self.subjects), "territoire")

    @property
    def source(self) -> str:
        """Return the line of source under every picture."""
        return source_line(self.asked)

    @cached_property
    def charts(self) -> Mapping[str, Chart]:
        """Return the charts by key."""
        if len(self.subjects) < 2:
            return {}
        placed = [
            Placed(one.name, self._report(one).panorama, one.url(self.asked.query()))
            for one in self.subjects
        ]
        return {chart.key: chart for chart in chart_data.side_by_side(placed)}

    def _report(self, subject: Subject) -> Report:
        """Return the figures of a territory alone, without what surrounds it."""
        vintage = self.asked.vintage
        found = store.panorama(vintage, subject.communes, self.asked.variant)
        return Report(subject.asked, vintage.manifest, found)

    def url(self, **parameters: str) -> str:
        """Return the address of the page, or with `format` of one of its files."""
        own = urlencode([(COMPARED, one.ref) for one in self.subjects], safe=":")
        more = self.asked.query(**parameters).removeprefix("?")
        return f"{reverse('observatory:compare')}?{'&'.join(filter(None, (own, more)))}"

    def picture_url(self, key: str) -> str:
        """Return the address of a chart as an SVG file."""
        return self.url(format="svg", graphique=key)

    @property
    def formats(self) -> list[Mapping[str, str]]:
        """Return the files of the page: label, address, media type."""
        return exports.links(self.url)

    def as_json(self) -> str:
        """Return the panorama of each territory as JSON text (docs/formats/panorama.md)."""
        read = [report_data.as_dict(self._report(one)) for one in self.subjects]
        document: dict[str, Any] = {key: read[0][key] for key in _HEAD}
        document["territories"] = [
            {"ref": one.ref, **found["territory"], "panorama": found["panorama"]}
            for one, found in zip(self.subjects, read, strict=True)
        ]
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"

    def as_csv(self) -> str:
        """Return the panorama of each territory as CSV text, one number a line."""
        first, *others = [report_data.as_csv(self._report(one)) for one in self.subjects]
        return first + "".join(text.partition("\n")[2] for text in others)
