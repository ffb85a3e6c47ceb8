"""What was last found of each sheet, the figures of each day, and the reminders sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from maillage.apps.sheets.models import Sheet
from maillage.kernel.vocabularies import Criterion


class Assessment(models.Model):
    """What a published sheet was found to be worth, when its quality was last measured.

    Criteria are in percent, None where one does not apply. `found` holds what they rest on (see
    `facts.py`), `scopes` the territories and themes of the sheet as « |commune:54395|… », which
    every database searches alike.
    """

    sheet = models.OneToOneField(
        Sheet, models.CASCADE, primary_key=True, related_name="assessment", verbose_name=_("fiche")
    )
    type = models.CharField(max_length=30)
    score = models.PositiveSmallIntegerField(_("note"))
    complete = models.PositiveSmallIntegerField(Criterion.COMPLETE.label, null=True)
    sourced = models.PositiveSmallIntegerField(Criterion.SOURCED.label, null=True)
    reviewed = models.PositiveSmallIntegerField(Criterion.REVIEWED.label, null=True)
    fresh = models.PositiveSmallIntegerField(Criterion.FRESH.label, null=True)
    links = models.PositiveSmallIntegerField(Criterion.LINKS.label, null=True)
    dead_links = models.PositiveSmallIntegerField(_("liens morts"), default=0)
    known_on = models.DateField(_("dernière fois vraie"), null=True)
    due = models.DateField(_("à relire avant le"), null=True)
    found = models.JSONField(default=dict)
    scopes = models.TextField()

    class Meta:
        verbose_name = _("qualité d’une fiche")
        verbose_name_plural = _("qualité des fiches")
        ordering = ("score", "pk")
        indexes = (
            models.Index(fields=("due", "sheet"), name="assessment_due"),
            models.Index(fields=("score", "sheet"), name="assessment_score"),
            models.Index(fields=("type", "score", "sheet"), name="assessment_type_score"),
        )

    def __str__(self) -> str:
        return f"{self.sheet_id} : {self.score}"


class QualityDay(models.Model):
    """The figures of a day, of a type (« » for all) in a territory (« » for everywhere).

    Shares are mean percentages, None where they do not apply to any sheet; `age` is the median
    number of days since a sheet was last known to be true. The rows of types, and those of
    régions and départements, are kept for ever; the others only for the last day.
    """

    day = models.DateField(_("jour"))
    type = models.CharField(_("type"), max_length=30, blank=True)
    territory = models.CharField(_("territoire"), max_length=80, blank=True)
    sheets = models.PositiveIntegerField(_("fiches"))
    score = models.FloatField(_("note"))
    complete = models.FloatField(Criterion.COMPLETE.label, null=True)
    sourced = models.FloatField(Criterion.SOURCED.label, null=True)
    reviewed = models.FloatField(Criterion.REVIEWED.label, null=True)
    fresh = models.FloatField(Criterion.FRESH.label, null=True)
    links = models.FloatField(Criterion.LINKS.label, null=True)
    unread = models.PositiveIntegerField(_("jamais relues"))
    overdue = models.PositiveIntegerField(_("à relire"))
    incomplete = models.PositiveIntegerField(_("à compléter"))
    unsourced = models.PositiveIntegerField(_("à sourcer"))
    dead_links = models.PositiveIntegerField(_("liens morts"))
    broken = models.PositiveIntegerField(_("fiches avec un lien mort"))
    age = models.PositiveIntegerField(_("âge médian en jours"), null=True)

    class Meta:
        verbose_name = _("qualité d’un jour")
        ordering = ("day", "type", "territory")
        constraints = (
            models.UniqueConstraint(fields=("day", "type", "territory"), name="quality_day_once"),
        )
        indexes = (models.Index(fields=("type", "territory", "day"), name="quality_day_trend"),)

    def __str__(self) -> str:
        return f"{self.day} {self.type} {self.territory}".strip()


class Reminder(models.Model):
    """A reminder sent to whoever answers for a sheet, and what they answered.

    `recipient` is a keyed hash of the address: nothing here tells who it was.
    """

    sheet = models.ForeignKey(
        Sheet, models.CASCADE, related_name="reminders", verbose_name=_("fiche")
    )
    recipient = models.CharField(max_length=64)
    sent_at = models.DateTimeField(_("envoyé le"))
    confirmed_at = models.DateTimeField(_("« toujours vrai » le"), null=True, blank=True)

    class Meta:
        verbose_name = _("rappel")
        ordering = ("-sent_at", "-pk")
        indexes = (models.Index(fields=("recipient", "sheet"), name="reminder_recipient"),)

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.sent_at:%Y-%m-%d}"


class OptOut(models.Model):
    """An address that wants no reminder any more, as a keyed hash."""

    recipient = models.CharField(max_length=64, primary_key=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("refus des rappels")
        verbose_name_plural = _("refus des rappels")
        ordering = ("made_at",)

    def __str__(self) -> str:
        return self.recipient[:8]
