"""The pages of duplicates: the pairs that may be the same, two sheets side by side, their merge."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from maillage.apps.contributions.models import KeptApart, Resemblance
from maillage.apps.contributions.permissions import reviewer_required
from maillage.apps.sheets.list_query import NoSuchPage
from maillage.apps.sheets.listing import check_page, paged
from maillage.apps.sheets.merging import MergeError
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import registry

from . import duplicates
from .comparison import Comparison

PER_PAGE = 25


@never_cache
@require_safe
@reviewer_required
def duplicate_list(request: HttpRequest) -> HttpResponse:
    """Show the pairs that may be the same, the likeliest first."""
    notices: list[str] = []
    wanted = request.GET.get("type", "")
    if wanted and wanted not in registry:
        message = _("Le type « %(type)s » est inconnu : le filtre est ignoré.")
        notices.append(message % {"type": wanted[:30]})
        wanted = ""
    counted = Resemblance.objects.order_by("first__type").values_list("first__type")
    counts = dict(counted.annotate(n=Count("pk")))
    pairs = Resemblance.objects.select_related("first", "second")
    pairs = pairs.filter(first__type=wanted) if wanted else pairs
    total = counts.get(wanted, 0) if wanted else sum(counts.values())
    number = _page(request.GET.get("page", ""), total)
    start = (number - 1) * PER_PAGE
    base = reverse("contributions:duplicates")
    kept = f"type={wanted}&" if wanted else ""
    context = {
        "pairs": [(one, registry[one.first.type]) for one in pairs[start : start + PER_PAGE]],
        "total": total,
        "start": start + 1,
        "types": [
            (registry[key], count, f"{base}?type={key}", key == wanted)
            for key, count in counts.items()
        ],
        "all": (sum(counts.values()), base, not wanted),
        "notices": notices,
        "pages": paged(total, number, lambda n: f"{base}?{kept}page={n}", per_page=PER_PAGE),
    }
    return render(request, "contributions/duplicates.html", context)


def _page(text: str, total: int) -> int:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1
    try:
        check_page(number, total, per_page=PER_PAGE)
    except NoSuchPage as error:
        raise Http404(str(error)) from None
    return number


@never_cache
@reviewer_required
def compare(request: HttpRequest, kept: str, other: str) -> HttpResponse:
    """Show two sheets side by side; by POST, merge the second into the first."""
    page = Comparison(_sheet(kept), _sheet(other), request.POST)
    if page.kept.pk == page.other.pk or page.kept.type != page.other.type:
        raise Http404(_("Deux fiches différentes du même type se comparent."))
    if request.method != "POST":
        return _show(request, page)
    if request.POST.get("vu") != page.mark:
        message = _("L’une des deux fiches vient de changer : vérifier, puis recommencer.")
        return _show(request, page, problem=message)
    name = page.other.name
    try:
        merged = duplicates.merge(
            kept=page.kept,
            gone=page.other,
            values=page.values,
            by=request.user,
            reason=request.POST.get("motif", "").strip(),
        )
    except MergeError as error:
        return _show(request, page, problem=str(error))
    text = _(
        "« {gone} » est fusionnée dans <a href='{url}'>« {kept} »</a> ; ses adresses y mènent."
    )
    messages.success(
        request, format_html(text, gone=name, kept=merged.name, url=merged.get_absolute_url())
    )
    return redirect("contributions:duplicates")


def _show(request: HttpRequest, page: Comparison, *, problem: str = "") -> HttpResponse:
    low, high = sorted((page.kept.pk, page.other.pk))
    context = {
        "page": page,
        "problem": problem,
        "reason": request.POST.get("motif", ""),
        "is_apart": KeptApart.objects.filter(first=low, second=high).exists(),
    }
    status = 409 if problem else 200
    return render(request, "contributions/merge.html", context, status=status)


@require_POST
@reviewer_required
def keep_apart(request: HttpRequest, kept: str, other: str) -> HttpResponse:
    """Note that two sheets are not the same."""
    first, second = _sheet(kept), _sheet(other)
    if first.pk == second.pk:
        raise Http404(_("Deux fiches différentes du même type se comparent."))
    duplicates.keep_apart(first=first, second=second, by=request.user)
    message = _("« %(first)s » et « %(second)s » restent deux fiches.")
    messages.success(request, message % {"first": first.name, "second": second.name})
    return redirect("contributions:duplicates")


def _sheet(uid: str) -> Sheet:
    """Return a sheet, whatever its status, as an instance of its own type."""
    found = Sheet.objects.filter(uid=uid).first()
    if found is None:
        raise Http404(_("Aucune fiche n’a cet identifiant : elle a pu être fusionnée."))
    return registry[found.type].model.objects.get(pk=found.pk)
