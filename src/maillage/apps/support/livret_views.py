"""The livret of a territory, as a PDF to print."""

import json
from functools import partial
from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.sheets.addresses import absolute
from maillage.apps.territories import queries as territories
from maillage.kernel.vocabularies import Stage, Theme

from . import livret_print
from .livret_content import Asked


@require_safe
def livret(request: HttpRequest, kind: str, code_slug: str) -> HttpResponse:
    """Return the livret of a territory, for all stages and themes or for those asked."""
    territory = territories.by_address(kind, code_slug)
    if territory is None:
        raise Http404(_("Ce territoire n’est pas dans le Code officiel géographique."))
    stage, theme = request.GET.get("etape", ""), request.GET.get("theme", "")
    asked = Asked(territory, timezone.localdate(), Stage.get(stage), Theme.get(theme))
    for text, term, label in ((stage, asked.stage, _("étape")), (theme, asked.theme, _("thème"))):
        if text and term is None:
            raise Http404(
                _("« %(text)s » n’est pas une %(what)s.") % {"text": text[:40], "what": label}
            )
    said = livret_print.content(asked, partial(absolute, request))
    digest = sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    etag = quote_etag(digest[:32])
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(livret_print.pdf(said), content_type="application/pdf")
        name = f"livret-{territory.code}-{territory.slug}.pdf".lower()
        response["Content-Disposition"] = f'inline; filename="{name}"'
    response["ETag"] = etag
    return response
