"""The livret as a document: what its pages say, as data, and its PDF/UA laid out by Typst."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import segno
from django.utils.translation import gettext as _

from maillage import __version__
from maillage.apps.identity.models import current as identity
from maillage.apps.sheets.models import Source
from maillage.apps.sheets.printing import printable, rendered
from maillage.kernel.dates import french_day, parse_partial_date
from maillage.kernel.rules.verdict import Verdict
from maillage.kernel.text import fold
from maillage.kernel.vocabularies import Outcome, SchemeKind

from .livret_content import Asked, Helper, Livret, contact_lines, short
from .models import Scheme

Absolute = Callable[[str], str]

LAYOUT = Path(__file__).parent / "layouts" / "livret.typ"


def address_of(asked: Asked) -> str:
    """Return the path of a livret's PDF, which its QR code and the page's button give."""
    base = f"{asked.territory.get_absolute_url()}livret.pdf"
    pairs = (("etape", asked.stage), ("theme", asked.theme))
    query = "&".join(f"{name}={value}" for name, value in pairs if value)
    return f"{base}?{query}" if query else base


def content(asked: Asked, absolute: Absolute) -> dict[str, Any]:
    """Return all that a livret says, ready for its layout; `absolute` makes addresses of paths."""
    livret, site = Livret(asked), identity()
    here = absolute(address_of(asked))
    schemes: dict[str, dict[str, Any]] = {}

    def placed(offered: Iterable[tuple[Scheme, Verdict]]) -> list[dict[str, Any]]:
        """Return where each scheme goes: its card where it comes first, then only its page."""
        rows = []
        for sheet, verdict in offered:
            rows.append({"key": sheet.uid, "first": sheet.uid not in schemes})
            if sheet.uid not in schemes:
                schemes[sheet.uid] = _scheme(livret, sheet, verdict, absolute)
        return rows

    steps = [
        {
            "label": str(step.stage.label),
            "title": str(step.title),
            "intro": str(step.intro),
            "tasks": [str(one) for one in step.tasks],
            "result": str(step.result),
            "people": _people(livret.helping(step)),
            "offers": placed(livret.offered(step)),
        }
        for step in asked.steps
    ]
    anytime = placed(livret.offered_anytime)
    contacts = {
        one.sheet.uid: _contact(one, absolute)
        for one in sorted(livret.helpers, key=lambda one: fold(one.sheet.name))
    }
    said: dict[str, Any] = {
        "territory": asked.territory.label,
        "title": _("Livret d’accompagnement : %(place)s") % {"place": asked.territory.label},
        "scope": [str(one.label) for one in (asked.stage, asked.theme) if one],
        "portal": site.name,
        "accent": site.accent_light,
        "date": [asked.today.year, asked.today.month, asked.today.day],
        "day": french_day(asked.today),
        "steps": steps,
        "anytime": anytime,
        "schemes": schemes,
        "contacts": contacts,
        "places": [one.sheet.uid for one in livret.places],
        "events": [_event(one, absolute) for one in livret.events],
        "sources": [_source(one) for one in livret.sources],
        "software": __version__,
    }
    said = printable(said | {"glossary": _glossary(livret, said)})
    cards = {**said["schemes"], **said["contacts"]}
    codes = {key: qr(one["address"]) for key, one in cards.items()}
    return said | {"address": here, "qr": qr(here), "codes": codes}


def pdf(said: dict[str, Any]) -> bytes:
    """Return the livret as a PDF/UA."""
    return rendered(LAYOUT, said, "pdf")[0]


@lru_cache(maxsize=2_000)
def qr(address: str) -> str:
    """Return the QR code of an address as the text of an SVG picture, black on nothing."""
    code = segno.make(address, error="l", micro=False)
    return str(code.svg_inline(border=0, omitsize=True))


def _people(helpers: Iterable[Helper]) -> list[dict[str, Any]]:
    """Return who helps, by sort of help, in the order of the page."""
    groups: dict[str, list[dict[str, str]]] = {}
    for one in helpers:
        row = {"key": one.sheet.uid, "name": one.sheet.name, "role": str(one.role)}
        groups.setdefault(str(one.help.title), []).append(row)
    return [{"title": title, "rows": rows} for title, rows in groups.items()]


def near(one: Helper) -> str:
    """Return from where an organisation helps: « à Metz », « dans le Grand Est », « en France »."""
    return _("en France") if one.near.kind == "pays" else str(one.near.in_name)


def _scheme(livret: Livret, sheet: Scheme, verdict: Verdict, absolute: Absolute) -> dict[str, Any]:
    opening = sheet.opening_on(livret.asked.today)
    kind = SchemeKind.get(sheet.kind)
    return {
        "name": sheet.name,
        "kind": str(kind.label) if kind else "",
        "summary": short(sheet.summary),
        "payers": livret.payers(sheet),
        "amounts": [" : ".join(filter(None, map(str, pair))) for pair in sheet.headlines],
        "when": opening.sentence,
        "check": sheet.obsolete,
        "open": verdict.outcome is not Outcome.UPCOMING,
        "address": absolute(sheet.get_absolute_url()),
    }


def _contact(one: Helper, absolute: Absolute) -> dict[str, Any]:
    return {
        "name": one.sheet.name,
        "role": str(one.role),
        "near": near(one),
        "summary": short(one.sheet.summary),
        "lines": list(contact_lines(one.sheet)),
        "address": absolute(one.sheet.get_absolute_url()),
    }


def _event(sheet: Any, absolute: Absolute) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "summary": short(sheet.summary),
        "when": sheet.when or sheet.recurrence_note,
        "place": sheet.place,
        "address": absolute(sheet.get_absolute_url()),
    }


def _source(source: Source) -> dict[str, str]:
    dated = source.updated or source.published
    return {
        "title": source.title,
        "publisher": source.publisher,
        "when": parse_partial_date(dated).french if dated else "",
        "address": source.url,
        "warning": source.warning,
    }


def _glossary(livret: Livret, said: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the words that the livret uses, each with its first meaning."""
    return [
        {
            "name": term.name,
            "expansion": term.meanings[0].get("expansion", ""),
            "definition": term.meanings[0].get("definition", ""),
        }
        for term in livret.terms("\n".join(_texts(said)))
    ]


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            if key not in ("address", "key"):
                yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
