"""The pages of the review desk: the queue, a proposal, and what is decided there."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from maillage.apps.contributions import actions
from maillage.apps.contributions.actions import REMARK, UNCHANGED, Decision, ProposalError
from maillage.apps.contributions.documents import attaching
from maillage.apps.contributions.models import Proposal
from maillage.apps.contributions.permissions import in_charge, reviewer_required
from maillage.apps.sheets.actions import indexed_together
from maillage.apps.sheets.kinds import is_known
from maillage.apps.sheets.list_query import NoSuchPage

from . import queue
from .queue_query import QueueQuery, parse
from .review_page import FieldReview, ReviewPage

ACCEPT, REFUSE, SAVE = "accepter", "refuser", "enregistrer"
_MOST_AT_ONCE = queue.PER_PAGE
_MOST_TOLD = 10  # of those that could not be decided
# Reasons for which a value is most often refused, proposed to whoever types one.
USUAL_REASONS = (
    gettext_lazy("Aucune source ne permet de le vérifier."),
    gettext_lazy("La valeur actuelle est la bonne."),
    gettext_lazy("C’est déjà dans la fiche."),
    gettext_lazy("La fiche existe déjà."),
    gettext_lazy("Cela ne relève pas de l’économie sociale et solidaire."),
    gettext_lazy("C’est une donnée personnelle."),
)


def _asked(request: HttpRequest, parameters: QueryDict | None = None) -> QueueQuery:
    """Return the query of the queue that the address is about."""
    try:
        return parse(
            request.GET if parameters is None else parameters,
            charge=in_charge(request.user),
            now=timezone.now(),
        )
    except NoSuchPage as error:
        raise Http404(str(error)) from None


@never_cache
@require_safe
@reviewer_required
def queue_page(request: HttpRequest) -> HttpResponse:
    """Show what waits for a review."""
    query = _asked(request)
    try:
        found = queue.read(query, reverse("contributions:queue"))
    except NoSuchPage as error:
        raise Http404(str(error)) from None
    context = {"queue": found, "pace": queue.pace(query.now), "reasons": USUAL_REASONS}
    return render(request, "contributions/queue.html", context)


@never_cache
@reviewer_required
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a proposal beside its sheet; by POST, decide of it."""
    proposal = _proposal(pk)
    query = _asked(request)
    if request.method != "POST":
        return _show(request, ReviewPage(proposal, query, _may_decide(request, pk)))
    _check_charge(request, pk)
    page = ReviewPage(proposal, query, True, request.POST)
    answer, source = request.POST.get("reponse", ""), request.POST.get("source", "")[:1_000]
    after = queue.neighbours(query, pk)[1]
    try:
        decisions, left = _decisions(page, request.POST, answer)
        decided = actions.decide(
            proposal=proposal, decisions=decisions, by=request.user, answer=answer, source=source
        )
    except ProposalError as error:
        page = ReviewPage(_proposal(pk), query, True, request.POST)
        return _show(request, page, problems=error.messages, answer=answer, source=source)
    _tell(request, decided, left)
    if decided.is_waiting:
        return redirect(_address(pk, query))
    return redirect(_address(after, query) if after else _queue_address(query))


def _show(
    request: HttpRequest,
    page: ReviewPage,
    *,
    problems: list[str] | None = None,
    answer: str = "",
    source: str = "",
) -> HttpResponse:
    before, after, rank, total = queue.neighbours(page.query, page.proposal.pk)
    context = {
        "page": page,
        "proposal": page.proposal,
        "age": queue.Row(page.proposal, page.query.now).age,
        "problems": problems or [],
        "answer": answer,
        "source": source,
        "reasons": USUAL_REASONS,
        "before_url": _address(before, page.query) if before else "",
        "after_url": _address(after, page.query) if after else "",
        "rank": rank,
        "total": total,
        "queue_url": _queue_address(page.query),
        "own_url": _address(page.proposal.pk, page.query),
        "suffix": f"?{page.query.parameters}" if page.query.parameters else "",
    }
    return render(request, "contributions/review.html", context, status=409 if problems else 200)


def _decisions(
    page: ReviewPage, data: QueryDict, answer: str
) -> tuple[Mapping[int, Decision], int]:
    """Return the decisions that a form says, and how many conflicts « accept all » left apart."""
    verdict = data.get("verdict", SAVE)
    if not page.changes:
        if verdict not in (ACCEPT, REFUSE):
            raise ProposalError(_("Choisir : en tenir compte, ou classer sans suite."))
        return {REMARK: Decision(verdict == ACCEPT, answer)}, 0
    decisions: dict[int, Decision] = {}
    left = 0
    for one in page.waiting:
        chosen = one.typed.verdict or (verdict if verdict in (ACCEPT, REFUSE) else "")
        value = _corrected(one) if chosen == ACCEPT else UNCHANGED
        if chosen == ACCEPT:
            is_seen = data.get(f"vu-{one.change.pk}") == one.seen
            if one.situation == "conflict" and not (one.typed.verdict or page.is_single):
                left += 1
                continue
            decisions[one.change.pk] = Decision(True, one.typed.reason, value, over=is_seen)
        elif chosen == REFUSE:
            if not (one.typed.reason or answer.strip()):
                message = _("%(label)s : dire pourquoi, par un motif ou dans la réponse.")
                raise ProposalError(message % {"label": one.label})
            decisions[one.change.pk] = Decision(False, one.typed.reason)
    if left and not decisions:
        message = _("La fiche a changé depuis : choisir valeur par valeur.")
        raise ProposalError(message)
    return decisions, left


def _corrected(one: FieldReview) -> object:
    """Return the value that the reviewer typed instead, `UNCHANGED` for the one proposed."""
    if one.kind_field is None or not one.is_corrected:
        return UNCHANGED
    try:
        value = one.kind_field.to_python(one.typed.value)
    except ValidationError as error:
        raise ProposalError([f"{one.label} : {text}" for text in error.messages]) from None
    return value if is_known(value) else None


def _tell(request: HttpRequest, proposal: Proposal, left: int) -> None:
    url = reverse("contributions:review", args=(proposal.pk,))
    if proposal.is_waiting:
        message = ngettext(
            "C’est enregistré. %(n)d valeur attend encore : la fiche a changé depuis.",
            "C’est enregistré. %(n)d valeurs attendent encore : la fiche a changé depuis.",
            left,
        )
        told = message % {"n": left} if left else _("C’est enregistré ; le reste attend encore.")
        messages.success(request, told)
        return
    text = format_html(
        '{} : <a href="{}">{}</a>', proposal.name, url, str(_(proposal.state_term.label)).lower()
    )
    messages.success(request, text)


@require_POST
@reviewer_required
def bulk(request: HttpRequest) -> HttpResponse:
    """Accept or refuse several proposals at once; what cannot be goes on waiting, and is told."""
    query = _asked(request)
    ticked = request.POST.getlist("proposition")
    pks = [int(one) for one in ticked if one.isascii() and one.isdigit() and len(one) < 18]
    verdict, reason = request.POST.get("verdict"), request.POST.get("motif", "").strip()
    back = redirect(_queue_address(query))
    if not pks or verdict not in (ACCEPT, REFUSE):
        messages.error(request, _("Cocher d’abord des propositions, puis choisir."))
        return back
    if verdict == REFUSE and not reason:
        messages.error(
            request, _("Pour refuser, dire pourquoi : le motif est donné à qui propose.")
        )
        return back
    rows = Proposal.objects.filter(in_charge(request.user), pk__in=pks[:_MOST_AT_ONCE])
    done, troubles = 0, []
    with indexed_together():
        for proposal in rows.select_related("snapshot").order_by("created_at", "pk"):
            try:
                if _decide_whole(request, proposal, query, verdict == ACCEPT, reason):
                    told = _("une partie attend, la fiche ayant changé depuis")
                    troubles.append(format_html("{} : {}", _linked(proposal), told))
                done += 1
            except ProposalError as error:
                told = " ".join(error.messages)
                troubles.append(format_html("{} : {}", _linked(proposal), told))
    accepted = ngettext("%(n)d proposition acceptée.", "%(n)d propositions acceptées.", done)
    refused = ngettext("%(n)d proposition refusée.", "%(n)d propositions refusées.", done)
    if done:
        messages.success(request, (accepted if verdict == ACCEPT else refused) % {"n": done})
    for trouble in troubles[:_MOST_TOLD]:
        messages.warning(request, trouble)
    if more := len(troubles[_MOST_TOLD:]):
        message = ngettext("%(n)d autre attend encore.", "%(n)d autres attendent encore.", more)
        messages.warning(request, message % {"n": more})
    return back


def _decide_whole(
    request: HttpRequest, proposal: Proposal, query: QueueQuery, accept: bool, reason: str
) -> int:
    """Decide of all that waits in a proposal, and return how many conflicts were left."""
    page = ReviewPage(proposal, query, True)
    if accept and page.matches:
        message = _("elle existe peut-être déjà (%(name)s) : l’ouvrir pour choisir.")
        raise ProposalError(message % {"name": page.matches[0].sheet.name})
    data = QueryDict(mutable=True)
    data["verdict"] = ACCEPT if accept else REFUSE
    decisions, left = _decisions(page, data, reason)
    actions.decide(proposal=proposal, decisions=decisions, by=request.user, answer=reason)
    return left


def _linked(proposal: Proposal) -> str:
    url = reverse("contributions:review", args=(proposal.pk,))
    return format_html('<a href="{}">{}</a>', url, proposal.name)


@require_POST
@reviewer_required
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back what an accepted proposal replaced."""
    _check_charge(request, pk)
    proposal, query = _proposal(pk), _asked(request)
    try:
        actions.undo(proposal=proposal, by=request.user, reason=request.POST.get("motif", ""))
    except ProposalError as error:
        page = ReviewPage(_proposal(pk), query, True)
        return _show(request, page, problems=error.messages)
    messages.success(request, _("L’acceptation est annulée : la fiche est revenue en arrière."))
    return redirect(_address(pk, query))


@require_POST
@reviewer_required
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Make of a proposal of a new sheet one of changes to a sheet that exists."""
    _check_charge(request, pk)
    proposal, query = _proposal(pk), _asked(request)
    try:
        attaching.attach(proposal=proposal, uid=request.POST.get("fiche", ""))
    except ProposalError as error:
        return _show(request, ReviewPage(proposal, query, True), problems=error.messages)
    messages.success(request, _("La proposition porte maintenant sur la fiche qui existe."))
    return redirect(_address(pk, query))


def _proposal(pk: int) -> Proposal:
    rows = Proposal.objects.select_related("sheet", "author", "decided_by", "snapshot__source")
    return get_object_or_404(rows, pk=pk)


def _may_decide(request: HttpRequest, pk: int) -> bool:
    return Proposal.objects.filter(in_charge(request.user), pk=pk).exists()


def _check_charge(request: HttpRequest, pk: int) -> None:
    if not _may_decide(request, pk):
        raise PermissionDenied(_("Cette proposition n’est pas de votre charge de relecture."))


def _address(pk: int, query: QueueQuery) -> str:
    return query.url(reverse("contributions:review", args=(pk,)))


def _queue_address(query: QueueQuery) -> str:
    return query.url(reverse("contributions:queue"))
