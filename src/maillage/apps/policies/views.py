"""The page that compares policies: it parses, calls and renders."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.identity.models import current
from maillage.apps.sheets.addresses import absolute
from maillage.apps.sheets.listing import Format
from maillage.kernel.dates import french_day

from .comparing import Choice, ComparisonPage, choose, proposed
from .comparison_formats import FORMS, MAKERS


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Show from two to six policies side by side, or how to choose them."""
    base = reverse("policies:compare")
    choice = choose(request.GET)
    name = request.GET.get("format", "")
    if any(not value for value in (*request.GET.getlist("a"), *request.GET.getlist("q"))):
        return redirect(choice.url(base, form=name))
    if name:
        return _export(request, choice, name, base)
    context: dict[str, Any] = {
        "choice": choice,
        "proposed": proposed(choice),
        "permalink": absolute(request, choice.url(base)),
    }
    if choice.is_comparable:
        page = ComparisonPage(choice)
        context |= {
            "page": page,
            "formats": [Format(f.upper(), choice.url(base, form=f), FORMS[f]) for f in FORMS],
            "removals": [
                (policy, choice.url(base, without=policy.slug) if len(page.policies) > 2 else "")
                for policy in page.policies
            ],
            "citation": _citation(page, context["permalink"]),
        }
    return render(request, "policies/comparison.html", context)


def _export(request: HttpRequest, choice: Choice, name: str, base: str) -> HttpResponse:
    if name not in MAKERS:
        message = _("Le format « %(name)s » n’existe pas : csv ou json.")
        raise Http404(message % {"name": name[:20]})
    if not choice.is_comparable:
        raise Http404(choice.problem)
    return MAKERS[name](ComparisonPage(choice), request, choice.url(base))


def _citation(page: ComparisonPage, address: str) -> str:
    text = _("« %(title)s : politiques comparées », %(site)s, consulté le %(today)s, %(url)s")
    today = french_day(timezone.localdate())
    named = {"title": page.title, "site": current().name}
    return text % {**named, "today": today, "url": address}
