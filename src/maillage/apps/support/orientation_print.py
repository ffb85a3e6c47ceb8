"""The page of an orientation as a printed sheet (PDF/UA), laid out by Typst."""

from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from maillage.apps.identity.models import current as identity
from maillage.apps.sheets.addresses import absolute
from maillage.apps.sheets.printing import printable, rendered
from maillage.kernel.dates import french_day
from maillage.kernel.vocabularies import Outcome

from .orientation_page import Page
from .orientation_results import Group, Line

LAYOUT = Path(__file__).parent / "layouts" / "orientation.typ"
_NAMED_ONLY = (Outcome.CLOSED, Outcome.NOT_ELIGIBLE)


def pdf(page: Page, request: HttpRequest) -> bytes:
    """Return the page as PDF/UA-1, tagged."""
    return rendered(LAYOUT, content(page, request), "pdf")[0]


def content(page: Page, request: HttpRequest) -> dict[str, Any]:
    """Return all that the sheet says, typeset, ready for JSON."""
    site, on = identity(), page.visit.on
    address = absolute(request, page.trail.url())
    said = {
        "title": str(page.desk.title),
        "portal": site.name,
        "number": page.headline[0],
        "headline": page.headline[1],
        "day": french_day(on),
        "answers_title": _("Vos réponses"),
        "answers": [[chip.label, chip.words] for chip in page.chips],
        "groups": [_group(one, page) for one in page.groups],
        "around_title": _("Qui peut vous aider, du plus près au plus loin"),
        "around": [
            {
                "title": str(circle.help.title),
                "contacts": [
                    {
                        "name": one.sheet.name,
                        "words": ", ".join(filter(None, (one.role, one.near))),
                        "reach": ", ".join(filter(None, (one.phone, one.email, one.site))),
                    }
                    for one in circle.contacts
                ],
            }
            for circle in (page.around.circles if page.around else ())
        ],
        "caution": _(
            "Établi le %(day)s d’après vos seules réponses et les règles publiées par les "
            "organismes : à confirmer auprès d’eux. Rien n’a été enregistré."
        )
        % {"day": french_day(on)},
        "again": _("Retrouver, corriger ou compléter ces réponses :"),
    }
    return {key: printable(value) for key, value in said.items()} | {
        "date": [on.year, on.month, on.day],
        "accent": site.accent_light,
        "address": address,
    }


def _group(group: Group, page: Page) -> dict[str, Any]:
    short = group.outcome in _NAMED_ONLY
    refused = group.outcome is Outcome.NOT_ELIGIBLE
    away = len(group.elsewhere) if refused else 0
    return {
        "title": f"{group.title} ({group.count})",
        "lead": str(group.lead),
        "short": short,
        "lines": [_line(one, page, short=short) for one in (group.here if refused else group.all)],
        "more": _("Et %(n)d d’autres territoires.") % {"n": away} if away else "",
    }


def _line(line: Line, page: Page, *, short: bool) -> dict[str, Any]:
    verdict = line.verdict
    notes = [*verdict.to_check]
    if verdict.missing:
        labels = ", ".join(
            page.catalogue[one].label for one in verdict.missing if one in page.catalogue
        )
        notes.append(_("Il manque : %(labels)s") % {"labels": labels})
    decides = [f"{one.label} : {one.asked}" for one in line.reasons[:1]] if short else []
    words = [line.kind, line.payers, line.when, line.age]
    return {
        "name": line.name,
        "amount": line.best.amount if line.best and not short else "",
        "words": " · ".join(filter(None, decides if decides else words)),
        "notes": [] if short else notes,
    }
