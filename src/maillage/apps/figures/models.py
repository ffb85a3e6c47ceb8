"""Indicators, and the figures that sources publish of them."""

from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from maillage.apps.sheets.models import Evidence, Sheet, SheetQuerySet
from maillage.kernel.figures import Quantity
from maillage.kernel.vocabularies import Measure, Nature, Qualifier


class Indicator(Sheet):
    """What is counted or measured: its summary defines it."""

    # Without a way back from `Sheet`, whose name would be that of a figure's field.
    sheet_ptr = models.OneToOneField(
        Sheet, models.CASCADE, parent_link=True, primary_key=True, related_name="+"
    )
    unit = models.CharField(_("unité"), max_length=60)
    measure = models.CharField(_("sorte de grandeur"), max_length=10, choices=Measure.choices())
    history = HistoricalRecords(excluded_fields=["loaded_digest"])

    class Meta:
        verbose_name = _("indicateur")

    @property
    def measure_term(self) -> Measure:
        """Return the sort of quantity as a vocabulary term."""
        return Measure.of(self.measure)


class FigureManager(models.Manager.from_queryset(SheetQuerySet)):  # type: ignore[misc]
    """Reads figures with what no page shows them without: their unit and their source.

    Each is one object of JSON: a subquery for each of its values takes three times longer to write.
    """

    def get_queryset(self) -> Any:
        indicator = Indicator.objects.filter(uid=OuterRef("indicator")).order_by()
        facts = JSONObject(name="name", unit="unit", measure="measure")
        first_proof = Evidence.objects.filter(sheet=OuterRef("pk")).order_by("pk")
        cited = JSONObject(title="source__title", publisher="source__publisher")
        return (
            super()
            .get_queryset()
            .annotate(
                measured=Subquery(indicator.values_list(facts)[:1]),
                cited_source=Subquery(first_proof.values_list(cited)[:1]),
            )
        )


class Figure(Sheet):
    """A value of an indicator, as one source gives it."""

    # Read with each figure by its manager; None where the figure has no indicator or proof.
    measured: dict[str, str] | None = None
    cited_source: dict[str, str] | None = None

    indicator = models.CharField(_("indicateur"), max_length=80, db_index=True)
    value = models.FloatField(_("valeur"), null=True)
    value_max = models.FloatField(_("valeur haute"), null=True, blank=True)
    qualifier = models.CharField(
        _("précision"), max_length=10, blank=True, choices=Qualifier.choices()
    )
    denominator = models.CharField(_("dénominateur"), max_length=200, blank=True)
    per = models.CharField(_("par"), max_length=60, blank=True)
    period_start = models.CharField(_("début de la période"), max_length=10, blank=True)
    period_end = models.CharField(_("fin de la période"), max_length=10, blank=True)
    period_note = models.CharField(_("période, en mots"), max_length=200, blank=True)
    nature = models.CharField(_("nature"), max_length=10, blank=True, choices=Nature.choices())
    origin = models.CharField(_("origine"), max_length=300, blank=True)
    obsolete = models.CharField(_("périmé"), max_length=300, blank=True)
    subject = models.CharField(_("sujet"), max_length=80, blank=True, db_index=True)
    subject_part = models.CharField(_("partie du sujet"), max_length=200, blank=True)

    objects = FigureManager()
    history = HistoricalRecords(excluded_fields=["loaded_digest"])

    class Meta:
        verbose_name = _("chiffre")

    @property
    def indicator_name(self) -> str:
        """Return the name of the indicator, or nothing when it is unknown."""
        return (self.measured or {}).get("name", "")

    @property
    def indicator_unit(self) -> str:
        """Return the unit of the indicator, or nothing when it is unknown."""
        return (self.measured or {}).get("unit", "")

    @property
    def indicator_measure(self) -> str:
        """Return the code of the indicator's sort of quantity, or nothing."""
        return (self.measured or {}).get("measure", "")

    @property
    def source_title(self) -> str:
        """Return the title of its first source, or nothing without one."""
        return (self.cited_source or {}).get("title", "")

    @property
    def source_publisher(self) -> str:
        """Return the publisher of its first source, or nothing."""
        return (self.cited_source or {}).get("publisher", "")

    @cached_property
    def quantity(self) -> Quantity:
        """Return the value with its unit and all that its source says of it."""
        return Quantity(
            self.value or 0,
            self.indicator_unit,
            self.value_max,
            Qualifier.get(self.qualifier),
            self.per,
            self.denominator,
            self.period_start,
            self.period_end,
            self.period_note,
        )

    @property
    def nature_term(self) -> Nature:
        """Return how the figure is known; observed where the source says nothing of it."""
        return Nature.get(self.nature) or Nature.OBSERVED

    @property
    def is_observed(self) -> bool:
        """Tell whether the figure was counted or measured, not planned nor estimated."""
        return self.nature_term is Nature.OBSERVED

    @property
    def part(self) -> str:
        """Return the identifier of the item of its subject's page that it is about, or nothing."""
        return self.subject_part.partition("=")[2]

    @property
    def cited(self) -> str:
        """Return the figure with its value, period and source, on one line."""
        words = f"{self.name} : {self.quantity.sentence}"
        return f"{words}, d’après {self.source_name}" if self.source_name else words

    @property
    def source_name(self) -> str:
        """Return the title and publisher of its source, or nothing without one."""
        return ", ".join(filter(None, (self.source_title, self.source_publisher)))
