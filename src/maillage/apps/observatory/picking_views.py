"""The pages where people pick territories: free perimeters, and side-by-side comparisons."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from maillage.apps.sheets.addresses import absolute
from maillage.apps.territories import queries as territories

from . import asked as asking
from . import chart_data, picks, store, subjects
from .asked import VARIANT, VINTAGE, BadChoice
from .chart_data import Placed
from .picks import Picked
from .subjects import NAME, PICKED
from .views import answer, observatory_page

ADD, CHANGE = "ajouter", "modifier"
COMPARED = "t"
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
    """Show several territories side by side."""
    asked = asking.read(request.GET)
    wanted = picks.read(request.GET.getlist(COMPARED))
    members = wanted.territories()[:MOST_COMPARED]
    query, placed = "", []
    if asked:
        query = asked.query()
        for one in map(subjects.of_territory, members):
            counted = store.panorama(asked.vintage, one.communes, asked.variant)
            placed.append(Placed(one.name, counted, one.url(query)))
    own = urlencode([(COMPARED, one.ref) for one in members], safe=":")
    address = f"{reverse('observatory:compare')}?{own}{query.replace('?', '&', 1)}"
    context = {
        "asked": asked,
        "picked": wanted,
        "members": members,
        "names": ", ".join(one.label for one in placed),
        "too_many": len(wanted.members) > MOST_COMPARED,
        "most": MOST_COMPARED,
        "charts": chart_data.side_by_side(placed) if len(placed) > 1 else [],
        "permalink": absolute(request, address),
        **_found(request),
    }
    return render(request, "observatory/compare.html", context)
