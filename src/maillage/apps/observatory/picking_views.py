"""The pages where people pick territories: free perimeters, and side-by-side comparisons."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.sheets.addresses import absolute
from maillage.apps.territories import queries as territories

from . import asked as asking
from . import exports, picks, subjects
from .asked import VARIANT, VINTAGE, Asked, BadChoice
from .comparisons import COMPARED, Comparison
from .picks import Picked
from .subjects import NAME, PICKED
from .views import answer, observatory_page

ADD, CHANGE = "ajouter", "modifier"
MOST_COMPARED = 8
MOST_BOXES = 120  # beyond, what is picked is in the text area only


@require_safe
@observatory_page
def perimeter(request: HttpRequest) -> HttpResponse:
    """Show the panorama of picked communes, or the form that picks them."""
    given = request.GET.getlist(PICKED)
    picked = picks.read(given)
    name = request.GET.get(NAME, "").strip()[: subjects.LONGEST_NAME]
    wants_file = "format" in request.GET
    if wants_file and not picked.is_clear:
        raise BadChoice(picked.unread)
    changing = request.GET.get(ADD, "").strip() or CHANGE in request.GET
    if not picked.is_clear or (changing and not wants_file):
        return _form(request, picked, name)
    if not wants_file and (given != [picked.written] or {ADD, CHANGE} & request.GET.keys()):
        kept = {key: request.GET[key] for key in (VARIANT, VINTAGE) if key in request.GET}
        subject = subjects.of_members(picked.members, name)
        return redirect(subject.url(f"?{urlencode(kept)}" if kept else ""))
    return answer(request, lambda: subjects.of_members(picked.members, name))


def _form(request: HttpRequest, picked: Picked, name: str) -> HttpResponse:
    members = picked.territories()
    context = {
        "asked": asking.read(request.GET),
        "picked": picked,
        "members": members if len(members) <= MOST_BOXES else [],
        "pasted": picked.written if len(members) > MOST_BOXES else "",
        "name": name,
        **_found(request),
    }
    return render(request, "observatory/perimeter.html", context)


def _found(request: HttpRequest) -> dict[str, object]:
    text = request.GET.get(ADD, "").strip()
    return {"text": text, "hits": territories.search(text, 2 * picks.FOUND) if text else []}


@require_safe
def found(request: HttpRequest) -> HttpResponse:
    """Return the territories that answer to what is typed, as buttons: a fragment for the form."""
    text = request.GET.get("q", "").strip()
    hits = territories.search(text, picks.FOUND) if len(text) >= 2 else []
    return render(request, "observatory/_found.html", {"hits": hits})


@require_safe
@observatory_page
def compare(request: HttpRequest) -> HttpResponse:
    """Show several territories side by side, or give their figures as a file."""
    wants_file = "format" in request.GET
    asked = asking.read(request.GET, strict=wants_file)
    wanted = picks.read(request.GET.getlist(COMPARED))
    if wants_file:
        return _compared_file(request, asked, wanted)
    members = wanted.territories()[:MOST_COMPARED]
    page = Comparison(tuple(map(subjects.of_territory, members)), asked) if asked else None
    context = {
        "asked": asked,
        "page": page,
        "picked": wanted,
        "members": members,
        "too_many": len(wanted.members) > MOST_COMPARED,
        "most": MOST_COMPARED,
        "permalink": absolute(request, page.url() if page else reverse("observatory:compare")),
        **_found(request),
    }
    return render(request, "observatory/compare.html", context)


def _compared_file(request: HttpRequest, asked: Asked | None, wanted: Picked) -> HttpResponse:
    """Return a file of a comparison; nobody reads it over, so that nothing is left out of it.

    Raises:
        BadChoice: in French, where what was asked cannot be given whole.
    """
    if asked is None:
        raise BadChoice(_("Aucun millésime de l’observatoire n’est encore publié."))
    if wanted.unknown or wanted.choices:
        raise BadChoice(wanted.unread)
    members = wanted.territories()
    if not 2 <= len(members) <= MOST_COMPARED:
        raise BadChoice(
            _("Une comparaison porte sur 2 à %(most)d territoires : « t=departement:54&t=… ».")
            % {"most": MOST_COMPARED}
        )
    page = Comparison(tuple(map(subjects.of_territory, members)), asked)
    return exports.answer(request, asked, [one.asked for one in page.subjects], lambda: page)
