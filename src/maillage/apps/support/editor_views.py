"""The pages where an editor writes a rule: edit, check while typing, preview, table out."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.admin import ModelAdmin as Admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.apps.identity.models import current
from maillage.apps.sheets import queries
from maillage.apps.sheets.addresses import absolute
from maillage.apps.sheets.detail import SheetPage
from maillage.kernel.rules.errors import RuleError
from maillage.kernel.rules.table import rows_to_csv, to_rows

from . import actions, rules
from .editor_check import Check, keep_trial
from .editor_draft import NEW, Draft
from .editor_page import EditorPage
from .editor_steps import posted, take
from .models import Case, Scheme
from .money import in_force
from .sheet_type import SCHEME


def urls(model_admin: Admin) -> list[URLPattern]:
    """Return the addresses of the editor, under those of a scheme in the editors' desk."""
    pages: tuple[tuple[str, Callable[..., HttpResponse], str], ...] = (
        ("", edit, "support_scheme_rule"),
        ("verifier/", check, "support_scheme_rule_check"),
        ("apercu/", preview, "support_scheme_rule_preview"),
        ("conditions.csv", table, "support_scheme_rule_table"),
    )
    wrap = model_admin.admin_site.admin_view
    return [
        path(f"<int:pk>/regle/{end}", wrap(partial(view, model_admin)), name=name)
        for end, view, name in pages
    ]


def _scheme(model_admin: Admin, request: HttpRequest, pk: int) -> Scheme:
    scheme = get_object_or_404(Scheme, pk=pk)
    if not model_admin.has_change_permission(request, scheme):
        raise PermissionDenied
    return scheme


def edit(model_admin: Admin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show the rule of a scheme to be edited; only the button « Enregistrer » writes."""
    scheme = _scheme(model_admin, request, pk)
    if request.method == "POST":
        return _posted(model_admin, request, scheme)
    return _edit(request, model_admin, scheme)


@require_http_methods(["GET", "HEAD"])
def _edit(request: HttpRequest, model_admin: Admin, scheme: Scheme) -> HttpResponse:
    base = request.GET.get("version") or _in_force(scheme)
    if base and base not in {one["id"] for one in scheme.versions}:
        raise Http404(_("Ce dispositif n’a pas cette version."))
    cases = Case.objects.filter(scheme=scheme.uid).order_by("pk")
    draft = Draft.of(scheme, rules.catalogue(), base, cases)
    return _page(model_admin, request, EditorPage(scheme, draft))


def _in_force(scheme: Scheme) -> str:
    version = in_force(scheme.rule, timezone.localdate())
    return version.id if version else ""


def _posted(model_admin: Admin, request: HttpRequest, scheme: Scheme) -> HttpResponse:
    draft = posted(scheme, rules.catalogue(), request.POST)
    do = request.POST.get("do", "")
    if do == "save":
        return _save(model_admin, request, scheme, draft)
    if do == "keep":
        keep_trial(draft, Check(draft, draft.read()))
    message = take(draft, do, request.POST, request.FILES)
    return _page(model_admin, request, EditorPage(scheme, draft, message, _focus(draft, do)))


def _focus(draft: Draft, do: str) -> str:
    """Return the field to which a step leads: the one that it has just added."""
    name, _sign, place = do.partition(":")
    if name == "row":
        here = [i for i, one in enumerate(draft.rows) if one["block"] == place]
        return f"r-{max(here, default=0)}-fact"
    ends = {
        "block": f"r-{len(draft.rows) - 1}-fact",
        "offer": f"o-{len(draft.offers) - 1}-label",
        "case": f"c-{len(draft.cases) - 1}-facts",
        "keep": f"c-{len(draft.cases) - 1}-note",
    }
    return ends.get(name, "")


def _save(model_admin: Admin, request: HttpRequest, scheme: Scheme, draft: Draft) -> HttpResponse:
    reading = draft.read()
    if not draft.reason:
        reading.fields[_("motif")] = _("dire pourquoi : l’historique le garde")
    if reading.problems:
        told = _("Rien n’est enregistré : %(place)s : %(text)s.")
        place, text = reading.problems[0]
        return _page(
            model_admin,
            request,
            EditorPage(scheme, draft, told % {"place": place, "text": text.rstrip(".")}),
        )
    fresh = Scheme.objects.get(pk=scheme.pk)
    message = ""
    if draft.seen and fresh.updated_at.isoformat() != draft.seen:
        message = _(
            "Rien n’est enregistré : quelqu’un a modifié ce dispositif depuis l’ouverture de cette "
            "page. L’ouvrir dans un autre onglet pour comparer, puis recommencer."
        )
    else:
        try:
            actions.write_rule(
                scheme=fresh,
                versions=reading.versions,
                cases=reading.cases,
                by=request.user,  # type: ignore[arg-type]
                reason=draft.reason,
            )
        except (actions.CasesFail, RuleError) as error:
            message = _("Rien n’est enregistré, car ce dispositif est publié :") + f"\n{error}"
    if message:
        return _page(model_admin, request, EditorPage(scheme, draft, message))
    key = reading.versions[reading.position]["id"]
    told = (
        _("Version « %(key)s » créée. Ajouter sa preuve à la fiche : « versions=%(key)s ».")
        if draft.save_as == NEW
        else _("Version « %(key)s » corrigée.")
    )
    messages.success(request, told % {"key": key})
    return redirect(f"{reverse('admin:support_scheme_rule', args=(scheme.pk,))}?version={key}")


def _page(model_admin: Admin, request: HttpRequest, page: EditorPage) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Règle : %(name)s") % {"name": page.scheme.name},
        "opts": Scheme._meta,
        "page": page,
        "check": page.check,
        "draft": page.draft,
        "scheme": page.scheme,
    }
    return render(request, "support/editor/rule.html", context)


@require_POST
def _check(request: HttpRequest, scheme: Scheme) -> HttpResponse:
    draft = posted(scheme, rules.catalogue(), request.POST)
    found = Check(draft, draft.read())
    return render(request, "support/editor/check.html", {"check": found, "scheme": scheme})


def check(model_admin: Admin, request: HttpRequest, pk: int) -> HttpResponse:
    """Tell what a draft comes to, as a part of the page; nothing is written."""
    return _check(request, _scheme(model_admin, request, pk))


@require_POST
def _preview(request: HttpRequest, scheme: Scheme) -> HttpResponse | None:
    reading = posted(scheme, rules.catalogue(), request.POST).read()
    sheet = queries.with_proofs(Scheme.objects.filter(pk=scheme.pk)).get()
    sheet.versions = reading.versions
    try:
        extras = {name: read(sheet) for name, read in SCHEME.extras.items()}
    except RuleError:
        return None
    link = absolute(request, sheet.get_absolute_url())
    context = {
        "sheet_type": SCHEME,
        "sheet": sheet,
        "page": SheetPage(sheet, link, current().name, timezone.localdate()),
        **extras,
    }
    return render(request, "support/editor/preview.html", context)


def preview(model_admin: Admin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show the sheet's page as a draft would make it; nothing is written.

    A draft that cannot be read goes back to the editor, which says why.
    """
    scheme = _scheme(model_admin, request, pk)
    shown = _preview(request, scheme)
    if shown is None:
        draft = posted(scheme, rules.catalogue(), request.POST)
        shown = _page(model_admin, request, EditorPage(scheme, draft))
    return shown


@require_safe
def _table(request: HttpRequest, scheme: Scheme) -> HttpResponse:
    key = request.GET.get("version", "")
    version = next((one for one in scheme.rule.versions if one.id == key), None)
    try:
        rows = to_rows(version.conditions if version else None)
    except RuleError as error:
        raise Http404(error.message) from None
    response = HttpResponse("\ufeff" + rows_to_csv(rows), content_type="text/csv; charset=utf-8")
    name = f"{scheme.slug}-{key or 'conditions'}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def table(model_admin: Admin, request: HttpRequest, pk: int) -> HttpResponse:
    """Give the saved conditions of a version as CSV."""
    return _table(request, _scheme(model_admin, request, pk))
