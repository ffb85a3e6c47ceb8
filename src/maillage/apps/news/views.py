"""The page of news: what organisations say, and when it was last read."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.sheets.listing import Pager
from maillage.apps.territories import queries as territories

from . import queries
from .models import NewsItem

PER_PAGE = 20


@require_safe
def news_list(request: HttpRequest) -> HttpResponse:
    """Show the news, of an organisation or of a territory where the address says so."""
    notices: list[str] = []
    items = NewsItem.objects.public().select_related("feed__sheet")
    sheets = queries.sheets_with_news()
    wanted = request.GET.get("organisation", "")
    sheet = next((one for one in sheets if one.uid == wanted), None)
    if wanted and sheet is None:
        message = _("« %(uid)s » n’a pas d’actualités ici : le filtre est ignoré.")
        notices.append(message % {"uid": wanted[:80]})
    items = items.filter(feed__sheet=sheet.pk) if sheet else items.once()
    asked = request.GET.get("territoire", "")[:100]
    territory = territories.find_or_none(asked) if asked else None
    if asked and territory is None:
        message = _("Le territoire « %(ref)s » est inconnu : le filtre est ignoré.")
        notices.append(message % {"ref": asked})
    if territory:
        items = items.filter(feed__sheet__in=queries.in_territory(territory.ref))
    kept = {"organisation": sheet.uid if sheet else "", "territoire": asked if territory else ""}
    paginator = Paginator(items, PER_PAGE)
    number = _page(request.GET.get("page", ""), paginator.num_pages)
    context = {
        "items": paginator.page(number).object_list,
        "total": paginator.count,
        "pages": _pager(number, paginator.num_pages, kept),
        "sheets": sheets,
        "sheet": sheet,
        "own": queries.of_sheet(sheet) if sheet else None,
        "territory": territory,
        "notices": notices,
        "feed_count": queries.feeds().count(),
        "read_at": queries.read_at(),
    }
    return render(request, "news/list.html", context)


def _page(text: str, last: int) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1 - bool(text)
    if not 1 <= number <= last:
        raise Http404(_("Cette page d’actualités n’existe pas : la dernière est la %d.") % last)
    return number


def _pager(number: int, last: int, kept: dict[str, str]) -> Pager:
    def url(page: int) -> str:
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in kept.items() if value} | {"page": str(page)})
        return f"?{query.urlencode(safe=':')}"

    items: list[tuple[str, str, bool] | None] = []
    near = sorted({1, last, *range(number - 2, number + 3)} & set(range(1, last + 1)))
    for page in near:
        if items and page - 1 not in near:
            items.append(None)
        items.append((str(page), url(page), page == number))
    return Pager(
        number,
        last,
        url(number - 1) if number > 1 else "",
        url(number + 1) if number < last else "",
        items,
    )
