"""Sheets and what vouches for them: sources, evidence, relations, remarks, redirects.

A sheet type is a model that inherits from `Sheet` (its own table, sharing this one for what every
sheet has), so that relations and evidence point to any type with real foreign keys. Lists of
values live in JSON columns: one row is one sheet, and one history row is one version of it.
"""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from maillage.kernel.vocabularies import (
    EvidenceMethod,
    EvidenceStatus,
    PublicationStatus,
    RelationKind,
)


class Source(models.Model):
    """A document that facts come from; it is cited, never copied."""

    uid = models.SlugField(_("identifiant"), max_length=80, unique=True)
    title = models.CharField(_("titre"), max_length=300)
    publisher = models.CharField(_("éditeur"), max_length=200, blank=True)
    url = models.URLField(_("adresse"), max_length=500, blank=True)
    published = models.CharField(_("publiée en"), max_length=10, blank=True)
    updated = models.CharField(_("mise à jour le"), max_length=10, blank=True)
    seen_on = models.DateField(_("consultée le"), null=True, blank=True)
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    warning = models.CharField(_("avertissement"), max_length=300, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("source")
        ordering = ("title", "uid")

    def __str__(self) -> str:
        return f"{self.title} ({self.publisher})" if self.publisher else self.title


class SheetQuerySet(models.QuerySet["Sheet"]):
    """Reads that every sheet type shares."""

    def public(self) -> "SheetQuerySet":
        """Keep the sheets that anybody may see."""
        return self.filter(status=PublicationStatus.PUBLISHED)


class Sheet(models.Model):
    """What every sheet has, whatever its type."""

    type = models.CharField(_("type"), max_length=30, editable=False)
    uid = models.SlugField(_("identifiant stable"), max_length=80, unique=True, editable=False)
    slug = models.SlugField(_("adresse"), max_length=120, editable=False)
    name = models.CharField(_("nom"), max_length=300)
    summary = models.CharField(_("résumé"), max_length=600, blank=True)
    description = models.TextField(_("description"), blank=True)
    themes = models.JSONField(_("thèmes"), default=list, blank=True)
    located_in = models.JSONField(_("situé à"), default=list, blank=True)
    acts_in = models.JSONField(_("agit sur"), default=list, blank=True)
    links = models.JSONField(_("liens"), default=list, blank=True)
    status = models.CharField(
        _("état"),
        max_length=12,
        choices=PublicationStatus.choices(),
        default=PublicationStatus.PUBLISHED.value,
    )
    reviewed_on = models.DateField(_("relue le"), null=True, blank=True)
    review_due = models.DateField(_("à relire avant le"), null=True, blank=True)
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("fiche")
        ordering = ("name", "uid")
        constraints = (models.UniqueConstraint(fields=("type", "slug"), name="sheet_type_slug"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page of the sheet, under the path of its type."""
        return reverse(f"sheets:{self.type}", args=(self.slug,))

    # Filled by lists, which read all their places, and all the sheets that cards name, at once.
    place_label: str = ""
    named: "Mapping[str, list[Sheet]]" = MappingProxyType({})

    def sheets_named(self) -> dict[str, "Sheet"]:
        """Return the public sheets that its fields refer to, by identifier.

        Read sheets with `queries.with_proofs` first: each asks for its mentions and their targets.
        """
        return {one.target.uid: one.target for one in self.mentions.all() if one.target.is_public}

    @property
    def is_stale(self) -> bool:
        """Tell whether the sheet waits for a new review."""
        return self.review_due is not None and self.review_due < timezone.localdate()

    @property
    def is_public(self) -> bool:
        """Tell whether anybody may see this sheet."""
        return self.status == PublicationStatus.PUBLISHED


class Evidence(models.Model):
    """Where values of a sheet come from: a passage of a source, and what it supports.

    `supports` holds field names, or `field=key` for one item of a list, or for a value that
    contradicts the one kept.
    """

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="evidence")
    source = models.ForeignKey(
        Source, models.PROTECT, related_name="evidence", verbose_name=_("source")
    )
    line = models.PositiveIntegerField(_("ligne"), null=True, blank=True)
    passage = models.CharField(_("passage"), max_length=200, blank=True)
    supports = models.JSONField(_("appuie"), default=list)
    inferred = models.CharField(_("déduction"), max_length=300, blank=True)
    method = models.CharField(
        _("saisie"),
        max_length=10,
        choices=EvidenceMethod.choices(),
        default=EvidenceMethod.TYPED.value,
    )
    status = models.CharField(
        _("relecture"),
        max_length=10,
        choices=EvidenceStatus.choices(),
        default=EvidenceStatus.RAW.value,
    )
    seen_on = models.DateField(_("vu le"), null=True, blank=True)

    class Meta:
        verbose_name = _("preuve")
        ordering = ("pk",)

    def __str__(self) -> str:
        place = f", ligne {self.line}" if self.line else ""
        return f"{self.source}{place}"

    @property
    def status_term(self) -> EvidenceStatus:
        """Return the review status as a vocabulary term."""
        return EvidenceStatus.of(self.status)

    @property
    def method_term(self) -> EvidenceMethod:
        """Return the way the value came in as a vocabulary term."""
        return EvidenceMethod.of(self.method)


class Relation(models.Model):
    """A directed link of the mesh: one sheet is a member of, funds, carries… another."""

    origin = models.ForeignKey(
        Sheet, models.CASCADE, related_name="relations", verbose_name=_("fiche")
    )
    kind = models.CharField(_("relation"), max_length=20, choices=RelationKind.choices())
    target = models.ForeignKey(
        Sheet, models.CASCADE, related_name="relations_in", verbose_name=_("avec")
    )
    note = models.CharField(_("précision"), max_length=300, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("relation")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("origin", "kind", "target"), name="relation_once"),
            models.CheckConstraint(
                condition=~models.Q(origin=models.F("target")), name="relation_not_self"
            ),
        )

    def __str__(self) -> str:
        return f"{self.origin} → {self.kind_term.label} → {self.target}"

    @property
    def kind_term(self) -> RelationKind:
        """Return the kind as a vocabulary term."""
        return RelationKind.of(self.kind)

    @property
    def key(self) -> str:
        """Return the text by which evidence names this relation."""
        return f"{self.kind}:{self.target.uid}"


class Mention(models.Model):
    """A sheet that a field of another refers to; kept in step with the field by the actions."""

    origin = models.ForeignKey(Sheet, models.CASCADE, related_name="mentions")
    field = models.CharField(max_length=30)
    target = models.ForeignKey(Sheet, models.CASCADE, related_name="mentions_in")

    class Meta:
        verbose_name = _("mention")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("origin", "field", "target"), name="mention_once"),
        )

    def __str__(self) -> str:
        return f"{self.origin_id} ({self.field}) → {self.target_id}"


class Remark(models.Model):
    """What an editor tells readers of a defect in a source."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="remarks")
    field = models.CharField(_("champ"), max_length=30, blank=True)
    text = models.CharField(_("remarque"), max_length=600)

    class Meta:
        verbose_name = _("remarque")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text


class Redirect(models.Model):
    """A former address of a sheet, which goes on leading to it."""

    type = models.CharField(max_length=30)
    slug = models.SlugField(max_length=120)
    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="redirects")

    class Meta:
        verbose_name = _("redirection")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("type", "slug"), name="redirect_type_slug"),)

    def __str__(self) -> str:
        return f"{self.slug} → {self.sheet_id}"


class FormerUid(models.Model):
    """The identifier of a sheet merged into another, which goes on leading to it.

    Loading takes it for the sheet that was kept: files that still name it, or hold the merged
    sheet, bring neither an error nor the sheet back.
    """

    uid = models.SlugField(max_length=80, unique=True)
    type = models.CharField(max_length=30)
    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="former_uids")
    merged_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("ancien identifiant")
        ordering = ("uid",)

    def __str__(self) -> str:
        return f"{self.uid} → {self.sheet_id}"


class IndexChange(models.Model):
    """A sheet that the search index must read again, noted in the transaction that changed it.

    The index remembers the last number it has applied, so a stale index is noticed and mended.
    """

    id = models.BigAutoField(primary_key=True)
    sheet_uid = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("changement à indexer")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.pk}: {self.sheet_uid}"
