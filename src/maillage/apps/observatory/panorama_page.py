"""What the page of a panorama shows, read once: figures, charts, map, employers, neighbours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from maillage import __version__
from maillage.apps.territories import queries as territories
from maillage.apps.territories.models import Territory
from maillage.kernel.dates import french_day, parse_partial_date
from maillage.observatory import report_data
from maillage.observatory.employers import Employer
from maillage.observatory.panorama import Panorama
from maillage.observatory.report import Report
from maillage.observatory.sources.flores import FloresJobs

from . import chart_data, exports, parts, store, wording
from .asked import VARIANT, VINTAGE, Asked
from .chart_data import Chart, Placed
from .subjects import Subject, address

SOURCE = "Insee, Sirene (Licence Ouverte 2.0)"
MADE_UP = "registre inventé (données fictives)"
STEPS_BACK = 8  # vintages in the evolution


@dataclass(frozen=True, slots=True)
class Choice:
    """A variant or a vintage that the page can show instead."""

    label: str
    url: str
    chosen: bool
    description: str = ""


@dataclass(frozen=True)
class PanoramaPage:
    """The panorama of a subject with all that stands around it; parts are read when asked for."""

    subject: Subject
    asked: Asked
    report: Report

    @property
    def panorama(self) -> Panorama:
        """Return the figures of the page."""
        return self.report.panorama

    @cached_property
    def title(self) -> str:
        """Return the answer of the page, with its number."""
        return wording.title(self.panorama, self.subject.in_name)

    @cached_property
    def lead(self) -> str:
        """Return how many establishments, employers and jobs."""
        said = wording.details(self.panorama)
        return f"{said[:1].upper()}{said[1:]}." if said else ""

    @cached_property
    def one_in(self) -> int | None:
        """Return n of « 1 établissement sur n », for its picture."""
        return wording.one_in(self.panorama.share)

    @cached_property
    def doubts(self) -> list[str]:
        """Return what hangs on what the sources leave open."""
        return wording.doubts(self.panorama)

    @cached_property
    def charts(self) -> dict[str, Chart]:
        """Return the charts of the page by key, those that have something to show."""
        found = [
            chart_data.families(self.panorama),
            chart_data.comparison(
                [Placed(self.subject.name, self.panorama), *self._containing()],
                title=_("Ici et plus largement"),
                own=True,
            ),
            chart_data.evolution(list(self._steps())),
            chart_data.sectors(self.panorama),
            chart_data.sizes(self.panorama),
            chart_data.variants(list(self._variants()), self.asked.variant),
        ]
        several = {"comparaison", "evolution", "variantes"}
        return {one.key: one for one in found if len(one.lines) >= (2 if one.key in several else 1)}

    @cached_property
    def path(self) -> list[Territory]:
        """Return the way to the territory, the widest first, itself last; nothing for others."""
        own = self.subject.territory
        return territories.breadcrumbs(own) if own else []

    def _containing(self) -> Iterator[Placed]:
        known = {one.ref: one for one in self.path}
        known |= territories.find_many({one.ref for one in self.report.comparison} - known.keys())
        query = self.asked.query()
        for one in self.report.comparison:
            name = one.name if one.whole else _("%(name)s (en partie)") % {"name": one.name}
            url = f"{address(known[one.ref])}{query}" if one.ref in known else ""
            yield Placed(name, one.panorama, url)

    def _steps(self) -> Iterator[Placed]:
        """Yield the panorama in each vintage of the same nature, the oldest first."""
        for one in self.report.evolution[-STEPS_BACK:]:
            name = one.panorama.vintage
            said = parse_partial_date(one.period).french
            own = name == self.asked.vintage.name
            yield Placed(
                said
                if one.same_perimeter
                else _("%(period)s (autre périmètre)") % {"period": said},
                one.panorama,
                "" if own else self.subject.url(self.asked.query(**{VINTAGE: name})),
            )

    def _variants(self) -> Iterator[Placed]:
        for choice, note in zip(
            self.variants, self.asked.vintage.manifest.perimeter.variants, strict=True
        ):
            found = (
                self.panorama
                if choice.chosen
                else store.panorama(self.asked.vintage, self.subject.communes, note.id)
            )
            yield Placed(choice.label, found, "" if choice.chosen else choice.url)

    @cached_property
    def variants(self) -> list[Choice]:
        """Return the variants of the perimeter, the page's own among them."""
        perimeter = self.asked.vintage.manifest.perimeter
        return [
            Choice(
                note.label,
                self.subject.url(
                    self.asked.query(**{VARIANT: "" if note.id == perimeter.default else note.id})
                ),
                note.id == self.asked.variant,
                note.description,
            )
            for note in perimeter.variants
        ]

    @cached_property
    def vintages(self) -> list[Choice]:
        """Return the vintages that the page can show, newest first."""
        current = store.current()
        return [
            Choice(
                one.manifest.title,
                self.subject.url(
                    self.asked.query(
                        **{VINTAGE: "" if current and one.name == current.name else one.name}
                    )
                ),
                one.name == self.asked.vintage.name,
            )
            for one in store.available()
        ]

    @cached_property
    def parts(self) -> parts.Parts | None:
        """Return what the territory is made of, None for what has no parts."""
        return parts.of_subject(self.subject, self.asked)

    @cached_property
    def employers(self) -> list[tuple[Employer, str]]:
        """Return the largest employers, each with the name of its commune."""
        named = store.geography(self.subject.revision).named
        return [
            (one, found.name if (found := named.get(f"commune:{one.commune}")) else one.commune)
            for one in self.report.largest.employers
        ]

    @cached_property
    def flores(self) -> FloresJobs | None:
        """Return the jobs that a statistical source gives; made-up ones never stand beside real."""
        found = store.flores_jobs(self.subject.communes)
        return found if found and found.fictitious == self.asked.fictitious else None

    def made_from(self, root: str) -> tuple[object, ...]:
        """Return all that what is computed on the page depends on, to keep it as HTML.

        Neither the sheets nor the identity of the portal do. `root` begins addresses for others.
        """
        current = store.current()
        return (
            __version__,
            get_language(),
            root,
            self.subject.url(self.asked.query()),
            self.asked.vintage.folder,
            self.asked.variant,
            current and current.name,
            [one.folder for one in store.available()],
            self.subject.revision,
        )

    @cached_property
    def fixed_url(self) -> str:
        """Return the address that will always show these figures."""
        return self.subject.url(self.asked.query(**self.asked.fixed))

    def citation(self, publisher: str, permalink: str, today: date) -> str:
        """Return how to cite the page: what, from what, by whom, where, seen when."""
        return _(
            "%(publisher)s, « Panorama de l’ESS %(of_name)s », calcul Maillage d’après %(source)s, "
            "millésime %(vintage)s, variante %(variant)s, %(permalink)s, consulté le %(today)s."
        ) % {
            "publisher": publisher,
            "of_name": self.subject.of_name,
            "source": MADE_UP if self.asked.fictitious else SOURCE,
            "vintage": self.asked.vintage.name,
            "variant": self.asked.note.label,
            "permalink": permalink,
            "today": french_day(today),
        }

    @cached_property
    def source(self) -> str:
        """Return the line of source under every picture."""
        return source_line(self.asked)

    @cached_property
    def formats(self) -> list[Mapping[str, str]]:
        """Return the files of the page: label, address, media type."""
        return exports.links(lambda **asked: self.subject.url(self.asked.query(**asked)))

    @property
    def place(self) -> str:
        """Return whose figures pictures show."""
        return self.subject.name

    @property
    def slug(self) -> str:
        """Return how the names of its files begin."""
        return f"panorama-ess-{self.subject.slug}"

    def as_json(self) -> str:
        """Return the figures as JSON text."""
        return report_data.as_json(self.report)

    def as_csv(self) -> str:
        """Return the figures as CSV text."""
        return report_data.as_csv(self.report)

    def picture_url(self, key: str) -> str:
        """Return the address of a chart as an SVG file."""
        return self.subject.url(self.asked.query(format="svg", graphique=key))

    def embed_path(self, key: str) -> str:
        """Return the path of a chart alone, for frames of other sites."""
        return embed_path(self.subject, self.asked, key)

    @cached_property
    def booklet_url(self) -> str:
        """Return the address of the printable booklet."""
        one = self.subject.territory
        if one is None:
            own = self.asked.query(**dict(self.subject.parameters))
            return f"{reverse('observatory:picked_booklet')}{own}"
        path = reverse("observatory:booklet", args=[one.kind, one.code])
        return f"{path}{self.asked.query()}"


def source_line(asked: Asked) -> str:
    """Return « Source : Insee, Sirene… » for what comes from this vintage."""
    return _("Source : %(source)s, %(vintage)s, variante %(variant)s ; calcul Maillage.") % {
        "source": MADE_UP if asked.fictitious else SOURCE,
        "vintage": asked.vintage.manifest.title,
        "variant": asked.note.label,
    }


def embed_path(subject: Subject, asked: Asked, key: str) -> str:
    """Return the path and query of a chart's embed."""
    own = asked.query(**dict(subject.parameters), graphique=key)
    return f"{reverse('observatory:embed')}{own}"


def read(subject: Subject, asked: Asked) -> PanoramaPage:
    """Compute the panorama of a subject with what stands around it.

    Raises:
        VintageError: in French, when a file of the vintage is missing or damaged.
    """
    found = store.report(asked.vintage, subject.asked, asked.variant, subject.revision)
    return PanoramaPage(subject, asked, found)
