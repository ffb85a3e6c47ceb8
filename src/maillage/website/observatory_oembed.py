"""What an address of the observatory is as oEmbed content: one of its charts, in a frame."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from maillage.apps.observatory import asked as asking
from maillage.apps.observatory import panorama_page, subjects, views
from maillage.apps.observatory.asked import BadChoice
from maillage.apps.observatory.subjects import Subject
from maillage.apps.sheets.addresses import absolute
from maillage.observatory.errors import ObservatoryError

from .kiosque import NoKiosque
from .kiosque_addresses import resolved

FIRST = "familles"  # the chart of an address that names none
_PICKED = {"observatory:perimeter", "observatory:embed"}


@dataclass(frozen=True, slots=True)
class ChartFrame:
    """A chart as other sites frame it: `height` in pixels holds it at 600 pixels of width."""

    title: str
    src: str
    height: int

    def frame(self, width: int, height: int) -> str:
        """Return the HTML of the frame."""
        context = {"src": self.src, "title": self.title, "width": width, "height": height}
        return render_to_string("kiosque/frame.html", context).strip()


def at(address: str, request: HttpRequest) -> ChartFrame | None:
    """Return the chart of an address, None where it is not of the observatory.

    Raises:
        NoKiosque: in French, for a territory, a chart, a variant or a vintage that does not exist.
    """
    found, given = resolved(address, request)
    try:
        if found.view_name == "observatory:panorama":
            subject = subjects.of_territory(subjects.find(**found.kwargs))
        elif found.view_name in _PICKED:
            subject = views.embedded_subject(given)
        else:
            return None
        return _framed(subject, given, request)
    except (Http404, BadChoice, ObservatoryError) as error:
        raise NoKiosque(str(error)) from error


def _framed(subject: Subject, given: QueryDict, request: HttpRequest) -> ChartFrame:
    asked = asking.read(given, strict=True)
    if asked is None:
        raise BadChoice(_("Aucun millésime de l’observatoire n’est encore publié."))
    page = panorama_page.read(subject, asked)
    key = given.get("graphique") or FIRST
    if key not in page.charts:
        raise BadChoice(_("Ce graphique n’existe pas pour ce territoire."))
    warning = _("Données fictives") + " – " if asked.fictitious else ""
    chart = page.charts[key]
    return ChartFrame(
        f"{warning}{chart.title} – {subject.name}",
        absolute(request, page.embed_path(key)),
        chart.framed_height,
    )
