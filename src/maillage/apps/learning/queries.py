"""Reads of lessons and terms."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from maillage.apps.sheets.models import Mention
from maillage.kernel.vocabularies import PublicationStatus

from .models import Lesson, Term

SUMMARY_LENGTH = 100


def reading_order() -> QuerySet[Lesson]:
    """Return the public lessons that have a rank, in the order in which to read them."""
    # No rank is below 0: unlike « not null », this lets a database read along the ranks.
    ranked = Lesson.objects.public().filter(order__gte=0)
    return ranked.only("type", "slug", "name", "summary", "order").order_by("order", "name")


def neighbours(lesson: Lesson) -> tuple[Lesson | None, Lesson | None]:
    """Return the lessons read before and after one; none where it has no rank."""
    if lesson.order is None:
        return None, None
    rank, name = lesson.order, lesson.name
    order = reading_order()
    before = order.filter(Q(order__lt=rank) | Q(name__lt=name), order__lte=rank)
    after = order.filter(Q(order__gt=rank) | Q(name__gt=name), order__gte=rank)
    return before.reverse().first(), after.first()


def tell_sheets(terms: Iterable[Term]) -> None:
    """Give terms the public sheets that their meanings lead to, with one query in all."""
    by_key = {term.pk: term for term in terms if any("sheet" in one for one in term.meanings)}
    mentions = Mention.objects.filter(
        origin__in=by_key, field="meanings", target__status=PublicationStatus.PUBLISHED
    )
    for mention in mentions.select_related("target").order_by("pk"):
        term = by_key[mention.origin_id]
        term.seen_also = {**term.seen_also, mention.target.uid: mention.target}


def terms_stamp() -> tuple[int, datetime] | None:
    """Return what changes whenever a term does, the last version of one; None without any."""
    versions = Term.history.order_by("-history_id")
    found: tuple[int, datetime] | None = versions.values_list("history_id", "history_date").first()
    return found


def terms_to_link() -> QuerySet[Term]:
    """Return the public terms with what linking them needs, by name."""
    needed = ("type", "slug", "name", "other_names", "kind", "meanings")
    return Term.objects.public().only(*needed).order_by("name", "uid")
