"""Resources, and the collections that editors make of sheets of any type."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from maillage.apps.sheets.models import Sheet
from maillage.kernel.vocabularies import Language, ResourceKind


class Resource(Sheet):
    """A guide, study, book, video, data set… that exists elsewhere and is described here."""

    kind = models.CharField(_("genre"), max_length=20, choices=ResourceKind.choices())
    authors = models.JSONField(_("auteurs"), default=list, blank=True)
    publishers = models.JSONField(_("publié par"), default=list, blank=True)
    publisher_name = models.CharField(_("éditeur sans fiche"), max_length=200, blank=True)
    published = models.CharField(_("parution"), max_length=10, blank=True)
    language = models.CharField(_("langue"), max_length=3, blank=True, choices=Language.choices())
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    isbn = models.CharField("ISBN", max_length=13, blank=True, db_index=True)
    cover = models.CharField(_("couverture"), max_length=100, blank=True)
    history = HistoricalRecords(excluded_fields=["loaded_digest"])

    class Meta:
        verbose_name = _("ressource")

    @property
    def kind_term(self) -> ResourceKind | None:
        """Return the kind as a vocabulary term."""
        return ResourceKind.get(self.kind)


class Collection(Sheet):
    """Sheets of any type that an editor put together, in the order in which to read them."""

    items = models.JSONField(_("fiches"), default=list)
    history = HistoricalRecords(excluded_fields=["loaded_digest"])

    class Meta:
        verbose_name = _("collection")
