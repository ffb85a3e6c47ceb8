"""Simulators: what a scheme paid by person and month brings, and the hours of a clause."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.sheets.addresses import absolute
from maillage.kernel.amounts import parse_number
from maillage.kernel.clauses import FULL_TIME, Contract, Progress
from maillage.kernel.rules.scheme import Scheme

from . import rules, simulator_page, simulator_request
from .models import Scheme as SchemeSheet

# The questions of the clause calculator, in the order of its form.
_MARKET = ("heures-marche", "montant-marche", "part-main-oeuvre", "cout-horaire", "part-insertion")
_WORK = ("heures-faites", "personnes", "mois")
_DUE = "heures-dues"  # what a contract may say by itself


@require_safe
def simulators(request: HttpRequest) -> HttpResponse:
    """List what can be simulated."""
    return render(request, "support/simulators/index.html", {"sheets": list(_sheets())})


@require_safe
def simulator(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a scheme brings for some people and months."""
    sheet, scheme = next(((one, rule) for one, rule in _sheets() if one.slug == slug), (None, None))
    if sheet is None or scheme is None:
        raise Http404(_("Aucun dispositif de ce nom ne se simule."))
    version = scheme.version(timezone.localdate())
    offers = version.offers if version else ()
    known = rules.catalogue()
    questions = simulator_page.questions_of(offers, known)
    asked = simulator_request.read(request.GET, questions, simulator_page.items(offers))
    page = simulator_page.read(asked, offers, known)
    context: dict[str, Any] = {
        "sheet": sheet,
        "page": page,
        "asked": asked,
        "questions": questions,
        "blank": range(1 if asked.lines else 2),
        "rows": [
            (one.stay, simulator_page.words(one.each), simulator_page.words(one.whole), one.capped)
            for one in page.earned
        ],
        "due": [(one.item, simulator_page.times(one)) for one in page.due],
        "total": simulator_page.words(page.whole),
        "permalink": absolute(request, request.get_full_path()),
    }
    return render(request, "support/simulators/scheme.html", context)


@require_safe
def clause_hours(request: HttpRequest) -> HttpResponse:
    """Show the hours that a clause asks for, those left, and what each person would work."""
    known = rules.catalogue()
    typed = {name: request.GET.get(name, "").strip() for name in (*_MARKET, *_WORK, _DUE)}
    told: dict[str, Decimal | None] = dict.fromkeys(typed)
    errors: list[str] = []
    for name, text in typed.items():
        try:
            if text and name in known:
                told[name] = known[name].parse(text)  # type: ignore[assignment]
            elif text:
                told[name] = Decimal(str(parse_number(text)))
        except ValueError as error:
            errors.append(str(error))
    contract = Contract(
        clause_pct=told["part-insertion"],
        labour_hours=told["heures-marche"],
        price=told["montant-marche"],
        labour_pct=told["part-main-oeuvre"],
        hour_cost=told["cout-horaire"],
    )
    due = told[_DUE] if told[_DUE] is not None else contract.due
    progress = None
    if due is not None:
        people, months = (int(told[name] or 0) or None for name in ("personnes", "mois"))
        progress = Progress(due, told["heures-faites"] or Decimal(0), people, months)
    context = {
        "market": [(known[name], typed[name]) for name in _MARKET if name in known],
        "work": [(known[name], typed[name]) for name in _WORK if name in known],
        "due": typed[_DUE],
        "errors": errors,
        "contract": contract,
        "progress": progress,
        "asked": any(typed.values()),
        "full_time": FULL_TIME,
        "steps": _steps(progress) if progress else [],
        "permalink": absolute(request, request.get_full_path()),
    }
    return render(request, "support/simulators/clause.html", context)


def _sheets() -> list[tuple[SchemeSheet, Scheme]]:
    known, today = rules.schemes(), timezone.localdate()
    return [
        (known.sheets[one.id], one)
        for one in known
        if (version := one.version(today)) and simulator_page.simulated(version.offers)
    ]


def _steps(progress: Progress) -> list[tuple[SchemeSheet, str]]:
    """Return the schemes paid by person and month, with the address of their simulator.

    It is filled in with the hours that each would work.
    """
    hours = progress.each_month
    if not hours:
        return []
    query = f"personnes={progress.people}&mois={progress.months}&heures-mois={hours.normalize():f}"
    return [
        (sheet, f"{reverse('support:simulator', args=[sheet.slug])}?{query}")
        for sheet, _scheme in _sheets()
    ]
