"""Proposals and their changes, the documents that they come from, and who reviews what."""

import secrets
import zlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.apps.sheets.models import Evidence, Sheet, Source
from maillage.kernel.vocabularies import (
    ChangeState,
    ProposalOrigin,
    ProposalState,
    ScopeKind,
)


def new_token() -> str:
    """Return the secret part of an address that only its reader knows."""
    return secrets.token_urlsafe(24)


class Snapshot(models.Model):
    """A document that candidates were drawn from, kept as it was received.

    Its bytes go when the time to keep them is over (docs/privacy.md); its hash stays.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    origin = models.CharField(_("provenance"), max_length=2_000, blank=True)
    title = models.CharField(_("titre"), max_length=300, blank=True)
    media_type = models.CharField(_("format"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("taille en octets"), default=0)
    compressed = models.BinaryField(null=True)
    # What was read and found in it (`maillage.intake.bounded.Reading`), kept as long as its bytes.
    reading = models.BinaryField(null=True, editable=False)
    source = models.ForeignKey(
        Source, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("source")
    )
    received_at = models.DateTimeField(_("reçu le"), auto_now_add=True)

    class Meta:
        verbose_name = _("document reçu")
        verbose_name_plural = _("documents reçus")
        ordering = ("-received_at", "-pk")

    def __str__(self) -> str:
        return self.title or self.origin or self.sha256[:12]

    @property
    def content(self) -> bytes | None:
        """Return the bytes received, or None when they are kept no longer."""
        return zlib.decompress(self.compressed) if self.compressed is not None else None


class Proposal(models.Model):
    """What somebody, or a document, proposes to change in a sheet, or a sheet to add.

    `sheet` is None for a new sheet until it is accepted. `base_version` is the number of the
    sheet's history row when it was made: a later one means that the sheet has changed since.
    """

    token = models.CharField(max_length=43, unique=True, default=new_token, editable=False)
    type = models.CharField(_("type de fiche"), max_length=30)
    sheet = models.ForeignKey(
        Sheet,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("fiche"),
    )
    is_new = models.BooleanField(_("fiche nouvelle"), default=False)
    name = models.CharField(_("nom de la fiche"), max_length=300)
    origin = models.CharField(
        _("voie"),
        max_length=12,
        choices=ProposalOrigin.choices(),
        default=ProposalOrigin.FORM.value,
    )
    state = models.CharField(
        _("état"),
        max_length=12,
        choices=ProposalState.choices(),
        default=ProposalState.WAITING.value,
    )
    comment = models.TextField(_("commentaire"), blank=True)
    # Where the proposer says that it comes from; a `Source` is made of it at the first acceptance.
    source_title = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("adresse de la source"), max_length=500, blank=True)
    snapshot = models.ForeignKey(
        Snapshot, models.SET_NULL, null=True, blank=True, related_name="proposals"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="proposals"
    )
    author_name = models.CharField(_("nom"), max_length=150, blank=True)
    author_email = models.EmailField(_("adresse électronique"), blank=True)
    # Made by an editor of the organisation that the sheet describes.
    is_own = models.BooleanField(_("par l’organisation elle-même"), default=False)
    base_version = models.BigIntegerField(null=True, editable=False)
    created_at = models.DateTimeField(_("proposée le"), auto_now_add=True)
    decided_at = models.DateTimeField(_("relue le"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # What the reviewer answers to the proposer.
    answer = models.TextField(_("réponse"), blank=True)

    class Meta:
        verbose_name = _("proposition")
        ordering = ("created_at", "pk")
        permissions = (("review_proposal", "Peut relire les propositions"),)
        indexes = (models.Index(fields=("state", "created_at"), name="proposal_queue"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the private page where its author follows it."""
        return reverse("contributions:follow", args=(self.token,))

    @property
    def state_term(self) -> ProposalState:
        """Return the state as a vocabulary term."""
        return ProposalState.of(self.state)

    @property
    def origin_term(self) -> ProposalOrigin:
        """Return the way by which it came as a vocabulary term."""
        return ProposalOrigin.of(self.origin)

    @property
    def is_waiting(self) -> bool:
        """Tell whether nobody has decided yet."""
        return self.state == ProposalState.WAITING


class Change(models.Model):
    """The new value of one field: `old` is what the sheet held when it was proposed.

    Values are those of records; None is the empty one. `key` names the item of a list that a
    passage is about, "" where it is about the whole value.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="changes")
    field = models.CharField(_("champ"), max_length=30)
    key = models.CharField(max_length=700, blank=True)
    old = models.JSONField(_("avant"), null=True)
    new = models.JSONField(_("proposé"), null=True)
    passage = models.CharField(_("passage"), max_length=200, blank=True)
    line = models.PositiveIntegerField(_("ligne"), null=True, blank=True)
    # Why an extractor believes it, or how a check found it.
    ground = models.CharField(_("raison"), max_length=300, blank=True)
    state = models.CharField(
        _("état"), max_length=12, choices=ChangeState.choices(), default=ChangeState.WAITING.value
    )
    # Why the reviewer decided so.
    reason = models.CharField(_("motif"), max_length=300, blank=True)
    # What the sheet held before and after acceptance: what undoing starts from.
    replaced = models.JSONField(null=True, editable=False)
    written = models.JSONField(null=True, editable=False)
    evidence = models.ForeignKey(
        Evidence, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    # What vouched for the items that it took out of a list: nobody vouches for them any more.
    dropped = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        verbose_name = _("valeur proposée")
        verbose_name_plural = _("valeurs proposées")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.field

    @property
    def state_term(self) -> ChangeState:
        """Return the state as a vocabulary term."""
        return ChangeState.of(self.state)


class ProposalScope(models.Model):
    """A territory (with those that contain it) or a theme that a proposal concerns."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="scopes")
    kind = models.CharField(max_length=12, choices=ScopeKind.choices())
    code = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("portée d’une proposition")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("proposal", "kind", "code"), name="proposal_scope"),
        )
        indexes = (models.Index(fields=("kind", "code"), name="proposal_scope_code"),)

    def __str__(self) -> str:
        return f"{self.proposal_id} : {self.code}"


class ReviewerScope(models.Model):
    """What a reviewer is in charge of; a reviewer without any is in charge of everything."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="review_scopes",
        verbose_name=_("relecteur ou relectrice"),
    )
    kind = models.CharField(_("genre"), max_length=12, choices=ScopeKind.choices())
    code = models.CharField(_("territoire ou thème"), max_length=80)

    class Meta:
        verbose_name = _("charge de relecture")
        verbose_name_plural = _("charges de relecture")
        ordering = ("user", "kind", "code")
        constraints = (
            models.UniqueConstraint(fields=("user", "kind", "code"), name="reviewer_scope"),
        )

    def __str__(self) -> str:
        return f"{self.user} : {self.code}"


class SheetEditor(models.Model):
    """A person who speaks for the organisation that a sheet describes."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="edited_sheets",
        verbose_name=_("personne"),
    )
    sheet = models.ForeignKey(
        Sheet, models.CASCADE, related_name="editors", verbose_name=_("fiche")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("éditeur d’une organisation")
        verbose_name_plural = _("éditeurs des organisations")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("user", "sheet"), name="sheet_editor"),)

    def __str__(self) -> str:
        return f"{self.user} : {self.sheet}"


class Attempt(models.Model):
    """A recent try at a form, to refuse the next ones when they come too fast.

    `visitor` is a keyed hash of the network address, with a key that changes each day.
    """

    form = models.CharField(max_length=20)
    visitor = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("essai récent")
        ordering = ("pk",)
        indexes = (models.Index(fields=("visitor", "form", "made_at"), name="attempt_recent"),)

    def __str__(self) -> str:
        return f"{self.form} {self.made_at}"


class MatchKey(models.Model):
    """What a sheet may have in common with another of its type that would be the same."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="+")
    type = models.CharField(max_length=30)
    kind = models.CharField(max_length=12)  # a MatchKind
    value = models.CharField(max_length=160)

    class Meta:
        verbose_name = _("clé de rapprochement")
        ordering = ("pk",)
        indexes = (models.Index(fields=("type", "kind", "value", "sheet"), name="match_key_value"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Resemblance(models.Model):
    """Two sheets that may be the same: a pair that the reviewers' queue of duplicates shows.

    Kept in step with both sheets; a pair that was kept apart is not written again.
    """

    first = models.ForeignKey(Sheet, models.CASCADE, related_name="+")
    second = models.ForeignKey(Sheet, models.CASCADE, related_name="+")
    score = models.FloatField(_("ressemblance"))
    reasons = models.JSONField(_("raisons"), default=list)

    class Meta:
        verbose_name = _("doublon possible")
        verbose_name_plural = _("doublons possibles")
        ordering = ("-score", "first", "second")
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="resemblance_once"),
            models.CheckConstraint(
                condition=Q(first__lt=models.F("second")), name="resemblance_order"
            ),
        )
        indexes = (models.Index(fields=("-score", "first", "second"), name="resemblance_queue"),)

    def __str__(self) -> str:
        return f"{self.first_id} ≈ {self.second_id}"


class KeptApart(models.Model):
    """Two sheets that somebody looked at and found to be different: no duplicates."""

    first = models.ForeignKey(Sheet, models.CASCADE, related_name="+")
    second = models.ForeignKey(Sheet, models.CASCADE, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("fiches distinctes")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="kept_apart_once"),
            models.CheckConstraint(
                condition=Q(first__lt=models.F("second")), name="kept_apart_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
