"""The pages where anybody proposes: a change, a new sheet, a simple remark.

Nothing is kept between pages: the preview carries what was typed, and gives it back.
"""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from maillage.apps.contributions import actions
from maillage.apps.contributions.members import speaking
from maillage.apps.contributions.models import Proposal
from maillage.apps.contributions.permissions import REVIEW
from maillage.apps.contributions.resemblance import matching
from maillage.apps.sheets import queries
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import SheetType, registry, type_of
from maillage.kernel.vocabularies import ProposalOrigin, ProposalState

from . import guards, preview
from .forms import AboutForm, SheetForm

SHOW, BACK, SEND = "apercu", "corriger", "envoyer"
_LAST = 20


@dataclass
class Desk:
    """What one of these pages works on."""

    request: HttpRequest
    sheet_type: SheetType
    sheet: Sheet | None = None
    only_remark: bool = False
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        data = self.request.POST if self.request.method == "POST" else None
        self.about = AboutForm(
            data,
            is_member=self.request.user.is_authenticated,
            needs_comment=self.only_remark,
            version=_version(self.sheet) if self.sheet else None,
        )
        self.stamp = self.about.read_stamp if data is not None else None
        self.form = None if self.only_remark else self._sheet_form(data)

    def _sheet_form(self, data: QueryDict | None) -> SheetForm:
        version = self.stamp.version if self.stamp else None
        base = _as_it_was(self.sheet, version) if self.sheet else None
        proposed = {"name": self.request.GET.get("nom", "")[:300]}
        return SheetForm(self.sheet_type, base, data, proposed if self.sheet is None else None)

    def is_ready(self) -> bool:
        """Tell whether what was typed can be shown or sent; keep what is wrong."""
        try:
            guards.check(self.stamp, self.request.POST.get("website", ""))
        except guards.Refused as refusal:
            self.problems.append(str(refusal))
            self.about.restamp()
        valid = self.about.is_valid()
        if self.form is not None:
            valid = self.form.is_valid() and valid
        if valid and not self.problems and self.form is not None and not self._says_something():
            self.problems.append(
                _("Rien ne change encore : corrigez une case, ou écrivez un message à l’équipe.")
            )
        return valid and not self.problems

    def _says_something(self) -> bool:
        assert self.form
        return bool(self.about.cleaned_data["comment"] or self.form.proposed(self.sheet))

    def send(self) -> Proposal | None:
        """Write the proposal; None where it is refused, and why is kept."""
        assert self.stamp
        try:
            with transaction.atomic():
                return self._propose(self.stamp.ticket)
        except IntegrityError:  # the button was pressed twice, and the other one was faster
            return Proposal.objects.get(token=self.stamp.ticket)
        except guards.Refused as refusal:
            self.problems.append(str(refusal))
        except actions.ProposalError as error:
            self._tell(error)
        return None

    def _propose(self, ticket: str) -> Proposal:
        if sent := Proposal.objects.filter(token=ticket).first():
            return sent
        user = self.request.user
        member = user if user.is_authenticated else None
        limit = guards.MEMBERS_PROPOSALS if member else guards.PROPOSALS
        guards.count(limit, guards.visitor(self.request))
        told = self.about.cleaned_data
        title, url = self.about.source_parts()
        proposal = actions.propose(
            values=self.form.proposed(self.sheet) if self.form else [],
            sheet=self.sheet,
            sheet_type=self.sheet_type,
            origin=ProposalOrigin.OWNER
            if speaking.speaks_for(self.request, self.sheet)
            else ProposalOrigin.FORM,
            proposer=actions.Proposer(
                name=told.get("author_name", ""), email=told.get("author_email", ""), user=member
            ),
            comment=told["comment"],
            source_title=title,
            source_url=url,
        )
        proposal.token = ticket
        proposal.save(update_fields=["token"])
        return proposal

    def _tell(self, error: actions.ProposalError) -> None:
        """Put each message beside its box, those about no box of the form above it."""
        known = self.form.fields if self.form else {}
        named = {one for texts in error.by_field.values() for one in texts}
        self.problems += [one for one in error.messages if one not in named]
        for name, texts in error.by_field.items():
            if name in known and self.form:
                self.form.add_error(name, texts)
            else:
                self.problems += texts

    def context(self, **more: Any) -> dict[str, Any]:
        """Return what the templates read."""
        forms = (self.about, self.form)
        return {
            "sheet": self.sheet,
            "sheet_type": self.sheet_type,
            "form": self.form,
            "about": self.about,
            "problems": self.problems,
            "has_errors": bool(self.problems or any(one.errors for one in forms if one)),
            **more,
        }


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Say how to take part, and lead a member to what they proposed."""
    types = sorted(
        (one for one in registry.values() if one.menu and one.key != "lesson"), key=_rank
    )
    context: dict[str, Any] = {"types": types}
    user = request.user
    if user.is_authenticated:
        own = Proposal.objects.filter(author=user).order_by("-created_at", "-pk")
        context |= {
            "own": own[:_LAST],
            "sheets": Sheet.objects.public().filter(editors__user=user).order_by("name"),
            "reviews": user.has_perm(REVIEW),
        }
    return render(request, "contributions/home.html", context)


def _rank(sheet_type: SheetType) -> int:
    """Place first what people bring most often."""
    usual = ("organisation", "event", "project", "resource", "scheme")
    return usual.index(sheet_type.key) if sheet_type.key in usual else len(usual)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, uid: str) -> HttpResponse:
    """Propose other values for a sheet."""
    sheet = _sheet(uid)
    return _answer(Desk(request, type_of(sheet), sheet), "contributions/change.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, type_key: str) -> HttpResponse:
    """Propose a sheet that is missing."""
    return _answer(Desk(request, registry[type_key]), "contributions/new.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, uid: str) -> HttpResponse:
    """Say in a few words what is wrong."""
    sheet = _sheet(uid)
    desk = Desk(request, type_of(sheet), sheet, only_remark=True)
    return _answer(desk, "contributions/report.html")


def _answer(desk: Desk, template: str) -> HttpResponse:
    request = desk.request
    if request.method != "POST":
        return render(request, template, desk.context(**_around(desk)))
    asked = request.POST.get("action", SHOW)
    if asked != BACK and desk.is_ready():
        if asked == SEND or desk.only_remark:
            if proposal := desk.send():
                messages.success(request, _("Merci : votre proposition est bien arrivée."))
                return redirect(proposal)
        else:
            return render(request, "contributions/preview.html", desk.context(**_shown(desk)))
    status = 200 if asked == BACK else 422
    return render(request, template, desk.context(**_around(desk)), status=status)


def _around(desk: Desk) -> dict[str, Any]:
    """Return what the form's page shows beside it."""
    if desk.sheet is None:
        return {}
    waiting = Count("proposals", filter=Q(proposals__state=ProposalState.WAITING))
    counts = Sheet.objects.filter(pk=desk.sheet.pk).aggregate(waiting=waiting)
    may_invite = desk.sheet_type.key == "organisation" and desk.request.user.has_perm(REVIEW)
    return {"waiting": counts["waiting"], "may_invite": may_invite}


def _shown(desk: Desk) -> dict[str, Any]:
    """Return what the preview shows: what changes, what may already be there, what was typed."""
    assert desk.form
    values = desk.form.values()
    closest = matching.find(desk.sheet_type, values, only_public=True) if desk.sheet is None else []
    typed = [
        (name, value)
        for name, several in desk.request.POST.lists()
        if name not in {"action", "csrfmiddlewaretoken"}
        for value in several
    ]
    return {
        "differences": preview.of_values(desk.sheet_type, desk.form.changes(desk.sheet)),
        "matches": closest,
        "is_sure": any(one.is_sure for one in closest),
        "typed": typed,
        "told": desk.about.cleaned_data,
    }


def _sheet(uid: str) -> Sheet:
    found = queries.public_sheet(uid)
    if found is None:
        raise Http404(_("Aucune fiche n’a cet identifiant : elle a pu être retirée."))
    return registry[found.type].model.objects.get(pk=found.pk)


def _version(sheet: Sheet) -> int | None:
    history = sheet.history.order_by("-history_id")  # type: ignore[attr-defined]
    found: int | None = history.values_list("history_id", flat=True).first()
    return found


def _as_it_was(sheet: Sheet, version: int | None) -> Sheet:
    """Return the sheet as the form showed it: what others changed since is not undone."""
    if version is None or version == _version(sheet):
        return sheet
    row = sheet.history.filter(history_id=version).first()  # type: ignore[attr-defined]
    found: Sheet = row.instance if row else sheet
    return found
