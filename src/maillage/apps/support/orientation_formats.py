"""The page of an orientation in other forms: text to send, JSON, and a PDF to print."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.utils.translation import gettext as _

from maillage.apps.identity.models import current as identity
from maillage.apps.sheets.addresses import absolute
from maillage.kernel.dates import french_day
from maillage.kernel.rules.facts import Facts
from maillage.kernel.typography import typeset
from maillage.kernel.vocabularies import Outcome

from . import orientation_print
from .orientation_contacts import Contact
from .orientation_page import Page
from .orientation_results import Line

_LETTER = 1_500  # signs of a letter: longer ones do not fit in the address that opens it
_HELPFUL = (Outcome.ELIGIBLE, Outcome.CONDITIONAL, Outcome.OPEN, Outcome.UPCOMING)


def text(page: Page, request: HttpRequest) -> str:
    """Return the page as plain text, to paste in a letter."""
    lines = (typeset(line) for line in _text(page, request, full=True))
    return "\n".join([*lines, absolute(request, page.trail.url()), ""])


def letter(page: Page, request: HttpRequest) -> str:
    """Return the address that opens a letter with the essential of the page."""
    here = absolute(request, page.trail.url())
    lines: list[str] = []
    room = _LETTER - len(here)
    for line in _text(page, request, full=False):
        room -= len(line)
        if room < 0:
            lines.append("…")
            break
        lines.append(line)
    body = "\r\n".join([*lines, "", here])
    return f"mailto:?subject={quote(_title(page))}&body={quote(body)}"


def _title(page: Page) -> str:
    return f"{page.desk.title} – {identity().name}"


def _text(page: Page, request: HttpRequest, *, full: bool) -> Iterator[str]:
    """Yield the lines of the text, without the address of the page."""
    yield _title(page)
    yield typeset(" ".join(filter(None, page.headline)))
    yield ""
    yield _("Vos réponses")
    yield from (f"- {typeset(f'{chip.label} : {chip.words}')}" for chip in page.chips)
    for group in page.groups:
        if full or group.outcome in _HELPFUL[:2]:
            yield ""
            yield f"{group.title} ({group.count})"
            for line in group.all:
                yield f"- {_sentence(line)}"
                if full:
                    yield f"  {absolute(request, line.href)}"
    if page.around and full:
        for circle in page.around.circles:
            yield ""
            yield str(circle.help.title)
            yield from (f"- {_contact(one)}" for one in circle.contacts)
    yield ""
    yield _(
        "Établi le %(day)s, d’après vos seules réponses ; à confirmer auprès des organismes."
    ) % {"day": french_day(page.visit.on)}


def _sentence(line: Line) -> str:
    """Return « Name : up to 5 000 €, who pays, until when »; what decides where it is a no."""
    if line.verdict.outcome is Outcome.NOT_ELIGIBLE:
        words = [f"{one.label} : {one.asked}" for one in line.reasons[:1]]
    else:
        words = [line.best.amount if line.best else "", line.payers, line.when, line.age]
    said = ", ".join(filter(None, words))
    return typeset(f"{line.name} : {said}" if said else line.name)


def _contact(contact: Contact) -> str:
    words = (contact.role, contact.near, contact.phone, contact.email, contact.site)
    return typeset(f"{contact.sheet.name} : {', '.join(filter(None, words))}")


def data(page: Page, request: HttpRequest) -> str:
    """Return the page as JSON: facts, verdicts with their reasons, contacts, the next question."""
    content = {
        "url": absolute(request, page.trail.url()),
        "date": page.visit.on.isoformat(),
        "facts": _facts(page, page.visit.facts),
        "skipped": sorted(page.visit.skipped),
        "errors": dict(page.visit.errors),
        "next_question": page.question.id if page.question else None,
        "results": [_result(line, request) for group in page.groups for line in group.all],
        "contacts": [
            {
                "help": circle.help.key,
                "id": one.sheet.uid,
                "name": one.sheet.name,
                "near": one.near,
                "url": absolute(request, one.sheet.get_absolute_url()),
            }
            for circle in (page.around.circles if page.around else ())
            for one in circle.contacts
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def _facts(page: Page, facts: Facts) -> dict[str, str]:
    return {fact: page.catalogue[fact].write(value) for fact, value in facts.items()}


def _result(line: Line, request: HttpRequest) -> dict[str, Any]:
    verdict = line.verdict
    return {
        "id": line.id,
        "name": line.name,
        "url": absolute(request, line.href),
        "outcome": verdict.outcome.value,
        "version": verdict.version_id or None,
        "opens": verdict.opens.isoformat() if verdict.opens else None,
        "closes": verdict.closes.isoformat() if verdict.closes else None,
        "missing": list(verdict.missing),
        "to_check": list(verdict.to_check),
        "reasons": [
            {"label": one.label, "fact": one.fact, "asked": one.asked, "told": one.told}
            | ({"reference": one.reference} if one.reference else {})
            for one in line.reasons
        ]
        if verdict.outcome is Outcome.NOT_ELIGIBLE
        else [],
        "amounts": [
            {
                "offer": offer.id,
                "instrument": offer.instrument.value,
                "low": _number(amount.low),
                "high": _number(amount.high),
                "words": amount.words(),
            }
            for offer, amount in verdict.amounts
        ],
    }


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


Make = Callable[[Page, HttpRequest], str | bytes]
# Each form: its label, its media type, how it is made.
FORMS: dict[str, tuple[str, str, Make]] = {
    "pdf": ("PDF", "application/pdf", orientation_print.pdf),
    "txt": (_("Texte"), "text/plain; charset=utf-8", text),
    "json": ("JSON", "application/json", data),
}
