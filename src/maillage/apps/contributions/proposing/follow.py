"""The private page where the author of a proposal follows it, and may take it back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maillage.apps.contributions import actions
from maillage.apps.contributions.models import Proposal
from maillage.apps.sheets.types import registry

from . import preview


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """Show what became of a proposal; who has its address made it."""
    proposal = Proposal.objects.select_related("sheet").filter(token=token).first()
    if proposal is None:
        raise Http404(
            _("Aucune proposition n’a cette adresse : vérifiez que vous l’avez copiée en entier.")
        )
    if request.method == "POST" and "retirer" in request.POST:
        try:
            actions.withdraw(proposal=proposal)
            messages.success(request, _("Votre proposition est retirée."))
        except actions.ProposalError as error:
            messages.warning(request, str(error))
        return redirect(proposal)
    sheet_type = registry.get(proposal.type)
    sheet = proposal.sheet if proposal.sheet and proposal.sheet.is_public else None
    context = {
        "proposal": proposal,
        "sheet": sheet,
        "sheet_type": sheet_type,
        "differences": preview.of_proposal(proposal, sheet_type) if sheet_type else [],
    }
    response = render(request, "contributions/follow.html", context)
    # The address is the key: it must not leave with a link, nor be found by a search.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
