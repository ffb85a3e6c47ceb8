"""The pages of the kiosque: the form that makes one, and the one that other sites show."""

from functools import lru_cache
from math import ceil
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from maillage.apps.identity.models import current
from maillage.apps.sheets.addresses import absolute
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import registry
from maillage.kernel.dates import parse_partial_date
from maillage.kernel.vocabularies import (
    KiosqueCaption,
    KiosqueImage,
    KiosqueScheme,
    KiosqueStyle,
    Theme,
)

from . import kiosque_map
from .kiosque import FEWEST, MOST, Kiosque, NoKiosque, Shown, labels, read, sorts
from .kiosque_addresses import at

CACHE = "public, max-age=600"  # seconds: an editor’s change shows within ten minutes
_COVERS = {"petite": 75, "moyenne": 120, "grande": 190, "sans": 0}  # heights in px
_THEMES = {KiosqueScheme.LIGHT: "light", KiosqueScheme.DARK: "dark"}


@require_safe
def builder(request: HttpRequest) -> HttpResponse:
    """Show the form that makes a kiosque, its preview, and the code to copy."""
    base = reverse("website:kiosque")
    error = ""
    try:
        if address := request.GET.get("adresse", "").strip():
            return redirect(at(address, request).url(base))
        kiosque = read(request.GET)
    except NoKiosque as trouble:
        error = str(trouble)
        kiosque = read(QueryDict())
    if not error and _needs_cleaning(request, kiosque):
        return redirect(kiosque.url(base))
    shown = kiosque.answer(timezone.localdate())
    context = {
        "kiosque": kiosque,
        "shown": shown,
        "error": error,
        "address": request.GET.get("adresse", ""),
        "types": [(one.path, str(one.plural).capitalize()) for one in registry.values()],
        "collections": _collections(),
        "themes": Theme.choices(),
        "kept": list(labels(kiosque)),
        "styles": list(KiosqueStyle),
        "images": KiosqueImage.choices(),
        "captions": KiosqueCaption.choices(),
        "schemes": KiosqueScheme.choices(),
        "sorts": sorts(kiosque),
        "fewest": FEWEST,
        "most": MOST,
        "height": height(kiosque, shown),
        "preview": kiosque.url(reverse("website:kiosque_view")),
        "frame": frame(kiosque, shown, request),
        "script": f'<script async src="{absolute(request, reverse("website:embed_js"))}"></script>',
        "plain": render_to_string("kiosque/plain.html", _view(kiosque, shown, request)).strip(),
        "permalink": absolute(request, kiosque.url(base)),
    }
    return render(request, "kiosque/builder.html", context)


def _needs_cleaning(request: HttpRequest, kiosque: Kiosque) -> bool:
    """Tell whether the address should give way to the canonical one, nothing being lost by it."""
    given = sorted((name, value) for name, values in request.GET.lists() for value in values)
    return bool(given) and not kiosque.notices and given != sorted(kiosque.parameters())


def _collections() -> list[tuple[str, str]]:
    rows = Sheet.objects.public().filter(type="collection").order_by("name", "pk")
    return list(rows.values_list("uid", "name"))


@require_safe
@xframe_options_exempt
def view(request: HttpRequest) -> HttpResponse:
    """Show a kiosque alone, for other sites to frame: no cookie, nothing from elsewhere."""
    try:
        kiosque = read(request.GET)
    except NoKiosque as error:
        page = render_to_string("kiosque/vue.html", {"error": str(error), "theme": ""})
        return _cached(HttpResponse(page, status=404))
    shown = kiosque.answer(timezone.localdate())
    return _cached(
        HttpResponse(render_to_string("kiosque/vue.html", _view(kiosque, shown, request)))
    )


def _view(kiosque: Kiosque, shown: Shown, request: HttpRequest) -> dict[str, Any]:
    items = [
        {
            "sheet": card.sheet,
            "url": absolute(request, card.sheet.get_absolute_url()),
            "line": line_of(card.sheet),
            "number": number,
        }
        for number, card in enumerate(shown.cards, start=1)
    ]
    return {
        "kiosque": kiosque,
        "style": kiosque.style.value,
        "shown": shown,
        "items": items,
        "all_url": absolute(request, shown.url),
        "site": current(),
        "theme": _THEMES.get(kiosque.scheme, ""),
        "map": kiosque_map.picture(items) if kiosque.style is KiosqueStyle.MAP else None,
        "error": "",
    }


def _cached(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = CACHE
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def line_of(sheet: Sheet) -> str:
    """Return what a kiosque says of a sheet in a few words: what, whose, when, where."""
    kind = getattr(sheet, "kind_term", None)
    dates = () if "dates" in sheet.get_deferred_fields() else getattr(sheet, "dates", ())
    day = getattr(sheet, "published", "") or next((one.get("start", "") for one in dates), "")
    parts = [
        _(kind.label) if kind else "",
        *(one.name for names in sheet.named.values() for one in names[:2]),
        parse_partial_date(day).french if day else "",
        "" if sheet.type == "resource" else sheet.place_label,
    ]
    return " · ".join(part for part in parts if part)


def height(kiosque: Kiosque, shown: Shown) -> int:
    """Return a height in pixels that holds a kiosque at 600 pixels of width, or nearly."""
    count = max(1, len(shown.cards))
    cover = _COVERS[kiosque.image.value]
    text = {"resume": 120, "titre": 60, "sans": 0}[kiosque.caption.value]
    match kiosque.style:
        case KiosqueStyle.SLIDES:
            inner = max(cover, text + 40) + 70
        case KiosqueStyle.GRID:
            inner = ceil(count / 3) * (cover + text + 45)
        case KiosqueStyle.MAP:
            inner = 430 + count * 34
        case _:
            inner = count * (max(cover, text) + 25)
    return 120 + inner


def frame(
    kiosque: Kiosque, shown: Shown, request: HttpRequest, *, width: int = 0, tall: int = 0
) -> str:
    """Return the HTML of the frame that shows a kiosque on another site."""
    return render_to_string(
        "kiosque/frame.html",
        {
            "src": absolute(request, kiosque.url(reverse("website:kiosque_view"))),
            "title": f"{shown.title} – {current().name}",
            "width": width or "100%",
            "height": tall or height(kiosque, shown),
        },
    ).strip()


@require_safe
def embed_js(request: HttpRequest) -> HttpResponse:
    """Serve the script that resizes frames, at an address that never changes."""
    response = HttpResponse(_embed_js(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@lru_cache(maxsize=1)
def _embed_js() -> str:
    found = finders.find("maillage/embed.js")
    assert isinstance(found, str)
    return Path(found).read_text("utf-8")
