"""Territories, known by their reference `kind:code`, which never changes."""

from functools import cached_property

from django.db import models
from django.urls import get_script_prefix
from django.utils.translation import gettext_lazy as _

from maillage.kernel.territories import TerritoryKind, TerritoryRef, in_name, of_name
from maillage.kernel.text import slugify


class Position(models.TextChoices):
    """What the point of a territory stands for."""

    EXACT = "exact", _("centre du contour")
    APPROXIMATE = "approximate", _("position approchée")
    NONE = "none", _("position inconnue")


class Territory(models.Model):
    """A territory of the Code officiel géographique, or a free perimeter.

    `within` holds the references that contain it, from the narrowest to the widest, so that the
    ancestors of many territories come in one query; perimeters, which change, are not in it. An
    EPCI is within every département and région that it touches. The `…_code` columns are for
    queries that go down; for an EPCI they say where most of its inhabitants live.
    """

    ref = models.CharField(_("référence"), max_length=80, primary_key=True)
    kind = models.CharField(_("genre"), max_length=20, choices=TerritoryKind.choices())
    code = models.CharField(_("code"), max_length=60)
    name = models.CharField(_("nom"), max_length=200)
    category = models.CharField(_("catégorie"), max_length=60, blank=True)
    liaison = models.PositiveSmallIntegerField(_("liaison (TNCC)"), default=0)
    population = models.PositiveIntegerField(null=True, blank=True)
    postal_codes = models.JSONField(_("codes postaux"), default=list, blank=True)
    epci_code = models.CharField(max_length=9, blank=True, db_index=True)
    departement_code = models.CharField(max_length=3, blank=True, db_index=True)
    region_code = models.CharField(max_length=2, blank=True, db_index=True)
    within = models.JSONField(default=list, blank=True)
    members = models.JSONField(_("membres"), default=list, blank=True)
    note = models.TextField(blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    position = models.CharField(max_length=11, choices=Position, default=Position.NONE)
    vintage = models.CharField(_("millésime"), max_length=10, blank=True)
    current = models.BooleanField(_("en vigueur"), default=True)

    class Meta:
        verbose_name = _("territoire")
        verbose_name_plural = _("territoires")
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="territory_kind_code"),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """Return the address of the territory's page; the words after the code are for people."""
        tail = "" if self.slug == self.code else f"-{self.slug}"
        return f"{get_script_prefix()}territoires/{self.kind}/{self.code}{tail}/"

    @cached_property
    def term(self) -> TerritoryKind:
        """Return the kind with its labels."""
        return TerritoryKind(self.kind)

    @property
    def parsed(self) -> TerritoryRef:
        """Return the reference as kind and code."""
        return TerritoryRef(self.term, self.code)

    @property
    def kind_label(self) -> str:
        """Return what it is: « Commune », « Métropole », « Collectivité d’outre-mer »."""
        return self.category or self.term.label

    @property
    def label(self) -> str:
        """Return a name that tells it from its namesakes: « Saint-Denis (93) », « Lorraine »."""
        if self.term is TerritoryKind.COMMUNE and self.departement_code:
            return f"{self.name} ({self.departement_code})"
        if self.term is TerritoryKind.FORMER_REGION:
            return f"{self.name} (ancienne région)"
        if self.term in (TerritoryKind.DEPARTEMENT, TerritoryKind.REGION) and self.region_code:
            return f"{self.name} ({self.kind_label.lower()})"
        return self.name

    @property
    def slug(self) -> str:
        """Return the name as it stands in addresses."""
        return slugify(self.name)

    @property
    def of_name(self) -> str:
        """Return the name after « de »: « de Nancy », « du Mans »."""
        return of_name(self.name, self.liaison, self.term)

    @property
    def in_name(self) -> str:
        """Return the name after « à », « en » or « dans »: « au Mans », « dans la Meuse »."""
        return in_name(self.name, self.liaison, self.term)


class Perimeter(Territory):
    """A territory of the kind that people make."""

    class Meta:
        proxy = True
        verbose_name = _("périmètre")


class FormerCommune(models.Model):
    """A commune merged into another, still met in addresses and older data."""

    code = models.CharField(max_length=5, primary_key=True)
    name = models.CharField(_("nom"), max_length=200, blank=True)
    commune = models.ForeignKey(Territory, models.CASCADE, related_name="former_communes")

    class Meta:
        verbose_name = _("ancienne commune")
        verbose_name_plural = _("anciennes communes")

    def __str__(self) -> str:
        return f"{self.name or self.code} (aujourd’hui {self.commune_id})"


class Outline(models.Model):
    """An official contour brought by `maillage territories sync`, as GeoJSON text."""

    ref = models.CharField(max_length=80, primary_key=True)
    kind = models.CharField(max_length=20, db_index=True)
    geometry = models.TextField()

    def __str__(self) -> str:
        return self.ref


class State(models.Model):
    """What is loaded; its revision changes with the table, which tells other processes."""

    sha256 = models.CharField(max_length=64, blank=True)
    vintage = models.CharField(max_length=10, blank=True)
    revision = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.vintage} ({self.revision})"
