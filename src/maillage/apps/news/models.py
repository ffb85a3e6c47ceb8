"""Feeds of organisations, and the news read in them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillage.apps.sheets.models import Sheet
from maillage.kernel.vocabularies import PublicationStatus


class Feed(models.Model):
    """A feed that a sheet links to, and how its last readings went."""

    sheet = models.ForeignKey(
        Sheet, models.CASCADE, related_name="feeds", verbose_name=_("organisation")
    )
    url = models.URLField(_("adresse"), max_length=2_000)
    etag = models.CharField(max_length=300, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    checked_at = models.DateTimeField(_("dernier essai"), null=True, blank=True)
    succeeded_at = models.DateTimeField(_("dernière lecture réussie"), null=True, blank=True)
    error = models.CharField(_("problème"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("flux d’actualités")
        verbose_name_plural = _("flux d’actualités")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("sheet", "url"), name="feed_once"),)

    def __str__(self) -> str:
        return f"{self.sheet} : {self.url}"


class NewsQuerySet(models.QuerySet["NewsItem"]):
    """Reads of news."""

    def public(self) -> "NewsQuerySet":
        """Keep the news of published sheets, newest first."""
        found = self.filter(feed__sheet__status=PublicationStatus.PUBLISHED)
        return found.order_by("-dated_at", "-pk")

    def once(self) -> "NewsQuerySet":
        """Leave out what another feed says too: it stands once."""
        return self.filter(duplicate_of=None)


class NewsItem(models.Model):
    """A piece of news, kept when its feed no longer answers.

    `dated_at` is when it says it was published, or when it was first seen here.
    """

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="items")
    guid = models.CharField(max_length=500, blank=True)
    link_key = models.CharField(max_length=500, blank=True, db_index=True)
    title_key = models.CharField(max_length=320, blank=True, db_index=True)
    title = models.CharField(_("titre"), max_length=300)
    url = models.URLField(_("adresse"), max_length=2_000, blank=True)
    summary = models.TextField(_("résumé"), blank=True)
    dated_at = models.DateTimeField(_("date"))
    has_own_date = models.BooleanField(default=True)
    duplicate_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="duplicates"
    )

    objects = NewsQuerySet.as_manager()

    class Meta:
        verbose_name = _("actualité")
        ordering = ("-dated_at", "-pk")
        indexes = (
            models.Index(F("dated_at").desc(), F("id").desc(), name="news_by_date"),
            models.Index(
                F("dated_at").desc(),
                F("id").desc(),
                name="news_once_by_date",
                condition=Q(duplicate_of=None),
            ),
            models.Index(fields=("guid",), name="news_guid"),
        )

    def __str__(self) -> str:
        return self.title
