"""What people ask about their data, what was removed, and who is not to come back."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maillage.kernel.vocabularies import PrivacyAsk

# Regulation (EU) 2016/679, art. 12 (3): an answer within one month.
TIME_TO_ANSWER = timedelta(days=30)


class PrivacyRequest(models.Model):
    """What a person asks about the data held on them; deleted a year after it was answered."""

    kind = models.CharField(_("demande"), max_length=15, choices=PrivacyAsk.choices())
    name = models.CharField(_("nom"), max_length=150)
    email = models.EmailField(_("adresse électronique"), blank=True)
    message = models.TextField(_("précisions"), blank=True)
    asked_at = models.DateTimeField(_("reçue le"), auto_now_add=True)
    answered_at = models.DateTimeField(_("traitée le"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("demande sur des données personnelles")
        verbose_name_plural = _("demandes sur des données personnelles")
        ordering = ("asked_at", "pk")

    def __str__(self) -> str:
        return f"{self.kind_term.label} : {self.name}"

    @property
    def kind_term(self) -> PrivacyAsk:
        """Return what is asked as a vocabulary term."""
        return PrivacyAsk.of(self.kind)

    @property
    def answer_before(self) -> date:
        """Return the last day to answer."""
        return timezone.localdate(self.asked_at) + TIME_TO_ANSWER

    @property
    def is_late(self) -> bool:
        """Tell whether the last day to answer has gone by."""
        return self.answered_at is None and self.answer_before < timezone.localdate()


class Removal(models.Model):
    """The journal of removals: when, by whom, how much; never whom it was about."""

    done_at = models.DateTimeField(_("faite le"), auto_now_add=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    values = models.PositiveIntegerField(_("valeurs retirées"))
    versions = models.PositiveIntegerField(_("dont dans l’historique"))
    note = models.CharField(_("motif"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("retrait")
        ordering = ("-done_at", "-pk")

    def __str__(self) -> str:
        return f"{self.done_at:%Y-%m-%d} : {self.values}"


class Withheld(models.Model):
    """The keyed hash of a name, an address or a number that was removed and must not come back."""

    digest = models.CharField(max_length=64, unique=True)
    removed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("retrait à respecter")
        verbose_name_plural = _("retraits à respecter")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.digest[:12]
