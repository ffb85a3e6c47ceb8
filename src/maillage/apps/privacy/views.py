"""The pages about personal data: what everybody reads, and where administrators act."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.apps.contributions.permissions import reviewer_required
from maillage.apps.contributions.proposing import guards
from maillage.apps.identity.models import current

from . import actions, register
from .export import exported
from .forms import RequestForm, SearchForm
from .holdings import holdings
from .models import PrivacyRequest, Removal
from .periods import periods

_REQUESTS = guards.Limit("donnees", 5, 3600)


def administrator_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Send visitors to the sign-in page, and refuse who may not remove people."""
    checked = permission_required("privacy.add_removal", raise_exception=True)(view)

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = reviewer_required(checked)(request, *args, **kwargs)
        # Names of people stay in no cache, on this side or the other.
        response["Cache-Control"] = "no-store"
        return response

    return opened


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Tell what is held on people, why, for how long, and how to be removed."""
    context = {"periods": periods(), "people": register.people_count()}
    return render(request, "privacy/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Take the request of a person about the data held on them."""
    if request.method != "POST":
        return _asking(request, RequestForm())
    form = RequestForm(request.POST)
    if not form.is_valid():
        return _asking(request, form, status=400)
    try:
        guards.check(
            guards.read_stamp(request.POST.get("stamp", "")), request.POST.get("website", "")
        )
        guards.count(_REQUESTS, guards.visitor(request))
    except guards.Refused as refusal:
        form.add_error(None, str(refusal))
        return _asking(request, form, status=429)
    form.save()
    text = _("Votre demande est enregistrée. Une réponse vous est due sous un mois.")
    messages.success(request, text)
    return redirect("privacy:page")


def _asking(request: HttpRequest, form: RequestForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "stamp": guards.new_stamp().signed()}
    return render(request, "privacy/ask.html", context, status=status)


@administrator_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Show the requests that wait and the register of the people named."""
    words = request.GET.get("q", "")[:100]
    found = register.entries(words)
    asked = request.GET.get("page", "1")
    last = max(-(-len(found) // register.PER_PAGE), 1)
    number = min(max(int(asked), 1), last) if asked.isascii() and asked.isdigit() else 1
    context = {
        "requests": PrivacyRequest.objects.filter(answered_at=None).order_by("asked_at", "pk"),
        "entries": register.page_of(found, number),
        "total": len(found),
        "words": words,
        "number": number,
        "last": last,
        "removals": Removal.objects.select_related("done_by")[:20],
        "form": SearchForm(),
    }
    return render(request, "privacy/people.html", context)


@administrator_required
@require_POST
def held(request: HttpRequest) -> HttpResponse:
    """Show everything that is held on a person, to be removed or given; nothing is written.

    It is asked by POST so that no name stands in an address, a history or a log.
    """
    form = SearchForm(request.POST)
    if not form.is_valid():
        return render(request, "privacy/held.html", {"form": form}, status=400)
    found = holdings(form.person)
    if "export" in request.POST:
        response = JsonResponse(
            exported(form.person, found, current().name, timezone.now()),
            json_dumps_params={"ensure_ascii": False, "indent": 2},
        )
        response["Content-Disposition"] = 'attachment; filename="donnees-personnelles.json"'
        return response
    return render(request, "privacy/held.html", {"form": form, "found": found})


@administrator_required
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Remove a person from the rows ticked."""
    form = SearchForm(request.POST)
    if not form.is_valid():
        return render(request, "privacy/held.html", {"form": form}, status=400)
    ticked = set(request.POST.getlist("kept_out"))
    chosen = [one for one in holdings(form.person) if one.key in ticked]
    is_final = "final" in request.POST
    if not chosen and not is_final:
        form.add_error(None, _("Rien n’est coché : cocher ce qui est à retirer."))
        context = {"form": form, "found": holdings(form.person)}
        return render(request, "privacy/held.html", context, status=400)
    done = actions.remove(
        person=form.person,
        held=chosen,
        by=request.user,
        reason=form.cleaned_data["reason"],
        is_final=is_final,
    )
    text = ngettext(
        "La personne est retirée de %(n)d endroit, dont %(old)d dans l’historique.",
        "La personne est retirée de %(n)d endroits, dont %(old)d dans l’historique.",
        done.values,
    )
    messages.success(request, text % {"n": done.values, "old": done.versions})
    return redirect("privacy:people")


@administrator_required
@require_POST
def answered(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a request was answered."""
    asked = get_object_or_404(PrivacyRequest, pk=pk, answered_at=None)
    actions.answer(request=asked, by=request.user)
    messages.success(request, _("La demande est notée comme traitée."))
    return redirect("privacy:people")
