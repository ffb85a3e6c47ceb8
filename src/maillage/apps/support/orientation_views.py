"""The page of the orientation, and what those of the diagnosis share: all is in the address."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.sheets.addresses import absolute
from maillage.apps.sheets.listing import Format

from . import orientation_formats, orientation_visit, rules
from .orientation_desks import DOORS, ORIENTATION, Desk
from .orientation_page import Page
from .orientation_trail import FORM, QUESTION, RESULTS


@require_safe
def orientation(request: HttpRequest) -> HttpResponse:
    """Ask one question after the other, and show who can help from the first answer on."""
    return answer(request, ORIENTATION, Page)


def answer(request: HttpRequest, desk: Desk, kind: type[Page]) -> HttpResponse:
    """Return the page of a desk, one of its files, or the address of an answer just sent."""
    page, notices = read(request, desk, kind)
    trail = page.trail
    if page.visit.moves:
        return redirect(trail.url(RESULTS if page.is_expert else QUESTION))
    if name := request.GET.get(FORM, ""):
        return _file(request, page, name)
    context: dict[str, Any] = {
        "page": page,
        "desk": desk,
        "doors": DOORS,
        "notices": notices,
        "permalink": absolute(request, trail.url()),
        "formats": formats(page),
        "letter": "" if page.is_new else orientation_formats.letter(page, request),
    }
    return render(request, desk.template, context)


def read(request: HttpRequest, desk: Desk, kind: type[Page]) -> tuple[Page, list[str]]:
    """Return the page that an address asks for, and what could not be read in it."""
    known, catalogue = rules.schemes(), rules.catalogue()
    visit = orientation_visit.read(request, reverse(desk.url_name), catalogue)
    notices = [text for fact, text in visit.errors.items() if fact != visit.ask]
    own = [one for one in known if desk.takes(one)]
    alone = None
    if wanted := visit.trail.scheme:
        alone = next((one for one in own if wanted in (one.id, known.sheets[one.id].slug)), None)
        if alone is None:
            message = _(
                "Le dispositif « %(id)s » n’est pas, ou n’est plus, publié : les voici tous."
            )
            notices.append(message % {"id": wanted[:80]})
            visit = replace(visit, trail=replace(visit.trail, scheme=""))
    return kind(desk, visit, catalogue, known, [alone] if alone else own, alone), notices


def formats(page: Page) -> list[Format]:
    """Return the other forms of the page."""
    return [
        Format(label, page.trail.url(form=name), mime)
        for name, (label, mime, _make) in orientation_formats.FORMS.items()
    ]


def _file(request: HttpRequest, page: Page, name: str) -> HttpResponse:
    if name not in orientation_formats.FORMS:
        known = ", ".join(orientation_formats.FORMS)
        message = _("Le format « %(name)s » n’existe pas : %(known)s.")
        raise Http404(message % {"name": name[:20], "known": known})
    _label, mime, make = orientation_formats.FORMS[name]
    return HttpResponse(make(page, request), content_type=mime)
