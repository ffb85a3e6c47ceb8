"""The desk's pages of documents: give one, see what was found in it, put it in the queue."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_safe

from maillage.apps.contributions.models import Snapshot
from maillage.apps.contributions.permissions import reviewer_required
from maillage.apps.identity import models as identity
from maillage.intake.bounded import read_address, read_received
from maillage.intake.errors import IntakeError
from maillage.intake.gathering import Received, is_address
from maillage.intake.readers import LARGEST
from maillage.kernel.amounts import french_number
from maillage.kernel.vocabularies import ProposalState

from . import intaking, snapshots
from .document_page import DocumentPage

_TYPED = ("texte", "adresse", "titre")
_RECENT = 30  # documents that the page lists
_MOST_SENT = 5 * LARGEST  # bytes of a request beyond which it is not even received


# The size of what is sent is looked at before anything else reads it, protection included.
@csrf_exempt
@never_cache
@reviewer_required
def intake(request: HttpRequest) -> HttpResponse:
    """Take a document: pasted, sent or at an address; by POST, read it and keep it."""
    if request.method != "POST":
        return _form(request)
    try:
        size = int(request.META.get("CONTENT_LENGTH") or 0)
        if size > _MOST_SENT:
            raise IntakeError(_too_large())
        bool(request.POST)
    except RequestDataTooBig:
        told = _("Le texte collé dépasse %(size)s Mo : l’enregistrer dans un fichier, l’envoyer.")
        size = settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 1_000_000
        return _form(request, told % {"size": french_number(size, 1)})
    except IntakeError as error:
        return _form(request, str(error))
    return _receive(request)


def _too_large() -> str:
    told = _("Le document dépasse %(size)d Mo : le découper, ou n’en donner que la partie utile.")
    return told % {"size": LARGEST // 1_000_000}


@csrf_protect
def _receive(request: HttpRequest) -> HttpResponse:
    said = {name: request.POST.get(name, "").replace("\0", " ").strip() for name in _TYPED}
    try:
        received, reading = _read(request, said)
    except IntakeError as error:
        return _form(request, str(error), said)
    address = said["adresse"] if is_address(said["adresse"]) else ""
    is_fetched = received.name == reading.origin and is_address(reading.origin)
    snapshot = intaking.receive(
        received=received,
        reading=reading,
        title=said["titre"],
        address=reading.origin if is_fetched else address,
    )
    return redirect("contributions:document", snapshot.pk)


def _read(request: HttpRequest, said: Mapping[str, str]) -> tuple[Received, Any]:
    """Return what was sent and what was read of it; raise `IntakeError`."""
    sent = request.FILES.get("fichier")
    if sent and said["texte"]:
        raise IntakeError(_("Donner un texte ou un fichier, pas les deux."))
    if said["adresse"] and not is_address(said["adresse"]):
        raise IntakeError(_("L’adresse de la page commence par http:// ou https://."))
    if sent:
        if (sent.size or 0) > LARGEST:
            raise IntakeError(_too_large())
        received = Received(sent.read(), sent.name or _("Document"), sent.content_type)
    elif said["texte"]:
        received = Received(said["texte"].encode(), said["titre"] or _("Texte collé"))
    elif said["adresse"]:
        return read_address(said["adresse"], contact=identity.current().contact_email)
    else:
        raise IntakeError(_("Coller un texte, choisir un fichier, ou écrire une adresse."))
    return read_received(received)


def _form(
    request: HttpRequest, problem: str = "", said: Mapping[str, str] | None = None
) -> HttpResponse:
    rows = Snapshot.objects.annotate(
        proposed=Count("proposals"),
        waiting=Count("proposals", filter=Q(proposals__state=ProposalState.WAITING)),
    ).defer("compressed", "reading")
    context = {
        "problem": problem,
        "said": said or dict.fromkeys(_TYPED, ""),
        "recent": rows.order_by("-received_at", "-pk")[:_RECENT],
        "largest": LARGEST // 1_000_000,
        "most": intaking.MOST,
    }
    status = 400 if problem else 200
    return render(request, "contributions/intake.html", context, status=status)


@never_cache
@reviewer_required
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a document would do here; by POST, put it in the queue, or forget it."""
    snapshot = get_object_or_404(Snapshot, pk=pk)
    if request.method == "POST" and request.POST.get("action") == "oublier":
        return _forget(request, snapshot)
    reading = intaking.reading_of(snapshot)
    if reading is None:
        context = {"snapshot": snapshot, "proposals": snapshot.proposals.order_by("pk")}
        return render(request, "contributions/document_gone.html", context)
    part = _part(request, reading)
    if request.method == "POST":
        report = intaking.propose_candidates(
            snapshot=snapshot,
            reading=reading,
            part=part,
            choices=_choices(request),
            completions=_completions(request),
            by=request.user,
        )
        messages.success(request, report.sentence)
        for problem in report.problems[:10]:
            messages.warning(request, problem)
        return redirect(f"{request.path}?partie={part}" if part > 1 else request.path)
    page = DocumentPage(snapshot, reading, part)
    return render(request, "contributions/document.html", {"page": page, "snapshot": snapshot})


def _part(request: HttpRequest, reading: Any) -> int:
    text = request.GET.get("partie", "1")
    last = max(1, -(-len(reading.candidates) // intaking.MOST))
    if not (text.isdecimal() and len(text) < 7 and 1 <= int(text) <= last):
        raise Http404(_("Ce document n’a pas de partie de ce numéro."))
    return int(text)


def _choices(request: HttpRequest) -> dict[int, str]:
    """Return what was decided of each draft, by its number."""
    return {
        int(number): value
        for name, value in request.POST.items()
        if (number := name.removeprefix("choix-")) != name
        and number.isdecimal()
        and len(number) < 7
        and isinstance(value, str)
        and len(value) < 20
    }


def _completions(request: HttpRequest) -> dict[int, dict[str, str]]:
    """Return what was chosen for the missing fields of new sheets, by number of draft."""
    found: dict[int, dict[str, str]] = {}
    for name, value in request.POST.items():
        parts = name.split("-", 2)
        if parts[0] != "manque" or len(parts) != 3 or not isinstance(value, str) or not value:
            continue
        if parts[1].isdecimal() and len(parts[1]) < 7 and len(value) <= 100:
            found.setdefault(int(parts[1]), {})[parts[2]] = value
    return found


def _forget(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """Delete a document from which nothing was proposed."""
    if snapshot.proposals.exists():
        messages.error(request, _("Des propositions viennent de ce document : il est gardé."))
        return redirect("contributions:document", snapshot.pk)
    name = str(snapshot)
    snapshot.delete()
    messages.success(request, _("« %(name)s » est oublié.") % {"name": name})
    return redirect("contributions:intake")


@never_cache
@require_safe
@reviewer_required
def document_text(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the words of a document, what was drawn from them marked."""
    snapshot = get_object_or_404(Snapshot, pk=pk)
    reading = intaking.reading_of(snapshot)
    if reading is None:
        raise Http404(_("Ce document n’est plus gardé."))
    line = snapshots.wanted_line(request.GET.get("ligne"))
    context = {
        "snapshot": snapshot,
        "reading": reading,
        "window": snapshots.window(reading, line),
    }
    return render(request, "contributions/document_text.html", context)
