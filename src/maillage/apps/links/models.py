"""Web addresses that sheets and sources give, where they stand, and every check made of them."""

from dataclasses import fields
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from maillage.apps.contributions.models import Proposal
from maillage.apps.sheets.models import Sheet, Source
from maillage.kernel.vocabularies import LinkState, PublicationStatus

from .verdicts import Standing

LONGEST = 2_000  # signs of an address, and bytes of one that is checked
# Dead, suspect, or moved for good, and nobody said that it is right nevertheless.
TO_REVIEW = Q(vouched_at=None) & (
    Q(state__in=(LinkState.DEAD, LinkState.SUSPECT))
    | Q(state=LinkState.REDIRECTED, is_settled=True)
)


class AddressQuerySet(models.QuerySet["Address"]):
    """Reads of addresses."""

    def given(self) -> "AddressQuerySet":
        """Keep the addresses that a published sheet, or a source, still gives."""
        # The few sheets that are not published are read once, not each address's sheets.
        hidden = Sheet.objects.exclude(status=PublicationStatus.PUBLISHED).order_by()
        shown = Q(sheet=None) | ~Q(sheet__in=hidden.values("pk"))
        uses = Use.objects.filter(shown, address=OuterRef("pk"))
        return self.filter(Exists(uses))

    def to_review(self) -> "AddressQuerySet":
        """Keep those that somebody should look at, and that nobody has found to be right."""
        return self.filter(TO_REVIEW)


class Address(models.Model):
    """A web address and where it stands (`verdicts.Standing`)."""

    url = models.URLField(_("adresse"), max_length=LONGEST, unique=True)
    state = models.CharField(
        _("état"),
        max_length=10,
        choices=LinkState.choices(),
        default=LinkState.UNKNOWN.value,
    )
    reason = models.CharField(_("constat"), max_length=300, blank=True)
    # Where it leads now, when that is elsewhere.
    target = models.URLField(_("mène à"), max_length=LONGEST, blank=True)
    is_settled = models.BooleanField(_("déplacé pour de bon"), default=False)
    since = models.DateTimeField(_("depuis le"), null=True, blank=True)
    streak = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(_("échecs de suite"), default=0)
    failing_since = models.DateTimeField(_("premier échec"), null=True, blank=True)
    checked_at = models.DateTimeField(_("dernier contrôle"), null=True, blank=True)
    answered_at = models.DateTimeField(_("dernière bonne réponse"), null=True, blank=True)
    # None: as soon as possible.
    next_check = models.DateTimeField(_("prochain contrôle"), null=True, blank=True)
    # Somebody looked at it and found it right; the next change of state puts it back in doubt.
    vouched_at = models.DateTimeField(_("trouvé bon le"), null=True, blank=True)
    vouched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("adresse contrôlée")
        verbose_name_plural = _("adresses contrôlées")
        ordering = ("url",)
        indexes = (
            models.Index(fields=("state", "since"), name="address_state"),
            models.Index(fields=("next_check",), name="address_next_check"),
        )

    def __str__(self) -> str:
        return self.url

    @property
    def state_term(self) -> LinkState:
        """Return the state as a vocabulary term."""
        return LinkState.of(self.state)

    @property
    def standing(self) -> Standing:
        """Return where it stands, for the rules of `verdicts`."""
        values = {field.name: getattr(self, field.name) for field in fields(Standing)}
        return Standing(**(values | {"state": self.state_term}))

    @property
    def began(self) -> datetime | None:
        """Return when what is the matter with it began: a death, with its first failure."""
        return self.failing_since or self.since

    @property
    def archived_url(self) -> str:
        """Return where a library of the web may keep a copy, as it was when it last answered."""
        last = self.answered_at or self.began
        return f"https://web.archive.org/web/{f'{last:%Y%m%d}' if last else '2'}/{self.url}"


class Use(models.Model):
    """A place where an address stands: a field of a sheet, or a source."""

    address = models.ForeignKey(Address, models.CASCADE, related_name="uses")
    sheet = models.ForeignKey(Sheet, models.CASCADE, null=True, blank=True, related_name="+")
    source = models.ForeignKey(Source, models.CASCADE, null=True, blank=True, related_name="+")
    field = models.CharField(_("champ"), max_length=30)
    is_feed = models.BooleanField(_("flux d’actualités"), default=False)
    # What was last proposed: a new address, or `REMOVAL`. It is proposed once.
    proposed = models.CharField(max_length=LONGEST, blank=True)
    proposal = models.ForeignKey(Proposal, models.SET_NULL, null=True, blank=True, related_name="+")

    REMOVAL = "-"

    class Meta:
        verbose_name = _("emploi d’une adresse")
        verbose_name_plural = _("emplois des adresses")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("address", "sheet", "field"), name="address_use"),
            models.UniqueConstraint(fields=("address", "source"), name="address_source"),
            models.CheckConstraint(
                condition=Q(sheet__isnull=True) ^ Q(source__isnull=True), name="address_use_place"
            ),
        )

    def __str__(self) -> str:
        return f"{self.address} : {self.sheet or self.source}"


class LinkCheck(models.Model):
    """What one check found; it is written once, and never changed."""

    address = models.ForeignKey(Address, models.CASCADE, related_name="checks")
    checked_at = models.DateTimeField(_("contrôlé le"))
    state = models.CharField(_("constat"), max_length=10, choices=LinkState.choices())
    status = models.PositiveSmallIntegerField(_("réponse"), null=True, blank=True)
    reason = models.CharField(_("raison"), max_length=300, blank=True)
    target = models.URLField(_("mène à"), max_length=LONGEST, blank=True)

    class Meta:
        verbose_name = _("contrôle d’une adresse")
        verbose_name_plural = _("contrôles des adresses")
        ordering = ("-checked_at", "-pk")
        indexes = (models.Index(fields=("address", "-checked_at"), name="link_check_recent"),)

    def __str__(self) -> str:
        return f"{self.checked_at:%Y-%m-%d} {self.state}"

    @property
    def state_term(self) -> LinkState:
        """Return what it found as a vocabulary term."""
        return LinkState.of(self.state)
