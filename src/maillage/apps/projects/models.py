"""The project, the sheet type of what is supported, distinguished or tried out."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from maillage.apps.sheets.models import Sheet
from maillage.kernel.vocabularies import ProjectKind


class Project(Sheet):
    """A supported project, a laureate, an initiative, a pipeline, or a prize."""

    kind = models.CharField(_("nature"), max_length=20, choices=ProjectKind.choices(), blank=True)
    carriers = models.JSONField(_("porteurs"), default=list, blank=True)
    supporters = models.JSONField(_("soutiens"), default=list, blank=True)
    started = models.CharField(_("début"), max_length=10, blank=True)
    ended = models.CharField(_("fin"), max_length=10, blank=True)
    context = models.TextField(_("contexte"), blank=True)
    objectives = models.JSONField(_("objectifs"), default=list, blank=True)
    conventions = models.JSONField(_("conventions"), default=list, blank=True)
    opinion = models.TextField(_("avis du soutien"), blank=True)
    outcomes = models.TextField(_("résultats"), blank=True)
    stages = models.JSONField(_("étapes"), default=list, blank=True)
    prize = models.CharField(_("prix"), max_length=80, blank=True, db_index=True)
    edition = models.CharField(_("édition"), max_length=10, blank=True)
    editions = models.JSONField(_("éditions"), default=list, blank=True)
    history = HistoricalRecords(excluded_fields=["loaded_digest"])

    class Meta:
        verbose_name = _("projet")

    @property
    def kind_term(self) -> ProjectKind | None:
        """Return the kind as a vocabulary term, or None when it is unknown."""
        return ProjectKind.get(self.kind)
