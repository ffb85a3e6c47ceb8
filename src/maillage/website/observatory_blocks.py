"""The parts of a panorama's page that hold many rows or come back for every chart.

They are written here rather than by templates, which take several times longer.
"""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from maillage.kernel.typography import typeset

from . import observatory_charts
from .templatetags.maillage import family_symbol
from .templatetags.typography import number


def figure(chart: Any, page: Any, *, root: str = "", script: str = "") -> SafeString:
    """Return a chart with its description, its file, and the code that embeds it elsewhere.

    `page` gives the addresses of both; `root` is what comes before a path in an address for other
    sites, `script` the address of what sizes frames there. Without `root` there is no such code.
    """
    title = f'<span class="vh"> : {escape(typeset(chart.title))}</span>'
    tools = ""
    if chart.drawn:
        tools = (
            f'<a href="{escape(page.picture_url(chart.key))}" type="image/svg+xml">'
            f"{escape(_('Image (SVG)'))}{title}</a>"
        )
    if root:
        tools += _embedding(chart, page, root, script, title)
    if tools:
        tools = f'<div class="tools no-print">{tools}</div>'
    return mark_safe(  # noqa: S308  (every text is escaped)
        f'<p class="hint">{escape(typeset(chart.description))}</p>\n'
        f"{observatory_charts.chart(chart, titled=False)}\n"
        f"{tools}"
    )


def _embedding(chart: Any, page: Any, root: str, script: str, title: str) -> str:
    field = escape(f"code-{chart.key}")
    warning = f"{_('Données fictives')} – " if page.asked.fictitious else ""
    frame = {
        "src": f"{root}{page.embed_path(chart.key)}",
        "title": f"{warning}{chart.title} – {page.subject.name}",
        "width": "100%",
        "height": chart.framed_height,
    }
    code = f'{render_to_string("kiosque/frame.html", frame)}<script async src="{script}"></script>'
    return (
        f'\n<details class="embed"><summary>{escape(_("Intégrer"))}{title}</summary>\n'
        f'<div class="field"><label for="{field}">'
        f"{escape(_('Le code à copier dans une autre page'))}</label>"
        f'<textarea id="{field}" rows="4" readonly spellcheck="false">{escape(code)}</textarea>'
        f"</div>{_copying(field, _('Copier le code'), get_language() or '')}</details>"
    )


@lru_cache(maxsize=64)
def _copying(target: str, label: str, language: str) -> str:
    """Return the button that copies an element; `language` is that of its words."""
    return render_to_string("components/copy.html", {"target": target, "label": label})


def legend(steps: Iterable[Any]) -> SafeString:
    """Return the classes of a map of shares: shade, bounds, number of territories."""
    rows = []
    for shade, step in enumerate(steps, start=1):
        low, high = number(step.low, 1), number(step.high, 1)
        said = low if low == high else _("%(low)s à %(high)s") % {"low": low, "high": high}
        rows.append(
            f'<li><span class="swatch step-{shade}" aria-hidden="true"></span> {escape(said)}'
            f'\u202f% <span class="soft">({number(step.count)})</span></li>'
        )
    return mark_safe(  # noqa: S308  (every text is escaped)
        f'<ol class="steps-legend" aria-label="{escape(_("Classes de la carte"))}">'
        f"{''.join(rows)}</ol>"
    )


def share_rows(lines: Iterable[Any]) -> SafeString:
    """Return the weight of the ESS in parts of a territory, a row each."""
    return mark_safe(  # noqa: S308  (every text is escaped)
        f'<ul class="rows shares">{"".join(map(_share_row, lines))}</ul>'
    )


def _share_row(part: Any) -> str:
    own = ' class="own"' if part.own else ""
    share = "–" if part.share is None else f"{number(part.share, 1)}\u202f%"
    return (
        f'<li{own}><a href="{escape(part.url)}">{escape(part.label)}</a>'
        f"<span>{share} <small>{number(part.establishments)}</small></span></li>"
    )


def employer_rows(page: Any) -> SafeString:
    """Return the largest employers of a page as the rows of a table."""
    registry, query = reverse("observatory:registry"), page.asked.query()
    rows = []
    for one, commune in page.employers:
        name = escape(typeset(one.name))
        if one.siret:  # the oldest vintages leave some out
            name = f'<a href="{registry}{one.siret}/{escape(query)}">{name}</a>'
        rows.append(
            '<tr role="row"><th scope="row" role="rowheader">'
            f"{family_symbol(one.family, labelled=True)} {name}</th>"
            f'<td role="cell">{escape(typeset(str(one.size.label)))}</td>'
            f'<td role="cell">{escape(str(one.sector.label))}</td>'
            f'<td role="cell">{escape(commune)}</td></tr>'
        )
    return mark_safe("".join(rows))  # noqa: S308  (every text is escaped)
