"""The scheme, what helps a project or a structure; the questions that lead to it; its cases."""

from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from maillage.apps.sheets.kinds import is_known
from maillage.apps.sheets.models import Sheet
from maillage.kernel.rules import cases
from maillage.kernel.rules import scheme as rules
from maillage.kernel.vocabularies import (
    ActorType,
    Instrument,
    Need,
    OrganisationRole,
    Outcome,
    SchemeKind,
    Stage,
)

from .money import headlines
from .opening import Opening, opening

_READ_BY_RULES = (
    *("kind", "summary", "applicants", "stages", "needs", "expenses", "themes", "instruments"),
    *("territories", "calendar", "ended", "versions", "cumulation", "local_variant_of"),
)

PAYING = {OrganisationRole.FUNDER, OrganisationRole.MATCHING_FUNDER}


class Scheme(Sheet):
    """An aid, loan, call for projects, support programme, clause, label, prize, legal form."""

    kind = models.CharField(_("genre"), max_length=20, blank=True, choices=SchemeKind.choices())
    organisations = models.JSONField(_("organisations"), default=list, blank=True)
    applicants = models.JSONField(_("demandeurs"), default=list, blank=True)
    beneficiaries = models.JSONField(_("bénéficiaires"), default=list, blank=True)
    beneficiaries_note = models.CharField(
        _("précision sur les bénéficiaires"), max_length=600, blank=True
    )
    territories = models.JSONField(_("territoires"), default=dict, blank=True)
    stages = models.JSONField(_("étapes"), default=list, blank=True)
    needs = models.JSONField(_("besoins"), default=list, blank=True)
    expenses = models.JSONField(_("dépenses"), default=list, blank=True)
    instruments = models.JSONField(_("formes d’aide"), default=list, blank=True)
    calendar = models.JSONField(_("calendrier"), default=dict, blank=True)
    ended = models.CharField(_("arrêté en"), max_length=10, blank=True)
    obsolete = models.CharField(_("obsolescence"), max_length=300, blank=True)
    versions = models.JSONField(_("versions de la règle"), default=list, blank=True)
    how_to_apply = models.TextField(_("comment le demander"), blank=True)
    documents = models.JSONField(_("pièces à fournir"), default=list, blank=True)
    emails = models.JSONField(_("adresses électroniques"), default=list, blank=True)
    phones = models.JSONField(_("téléphones"), default=list, blank=True)
    results = models.JSONField(_("résultats"), default=list, blank=True)
    cumulation = models.JSONField(_("cumul"), default=dict, blank=True)
    local_variant_of = models.CharField(_("déclinaison locale de"), max_length=80, blank=True)
    history = HistoricalRecords(excluded_fields=["loaded_digest"])

    class Meta:
        verbose_name = _("dispositif")
        default_related_name = "+"  # sheets of other types may have a field called `scheme`

    @property
    def kind_term(self) -> SchemeKind | None:
        """Return the kind as a vocabulary term, or None when it is unknown."""
        return SchemeKind.get(self.kind)

    @property
    def instrument_terms(self) -> list[Instrument]:
        """Return the forms of help as vocabulary terms."""
        return [term for value in self.instruments if (term := Instrument.get(value))]

    @property
    def stage_terms(self) -> list[Stage]:
        """Return the stages of a project as vocabulary terms."""
        return [term for value in self.stages if (term := Stage.get(value))]

    @property
    def need_terms(self) -> list[Need]:
        """Return the needs that it answers as vocabulary terms."""
        return [term for value in self.needs if (term := Need.get(value))]

    @property
    def applicant_terms(self) -> list[ActorType]:
        """Return who may ask for it as vocabulary terms."""
        return [term for value in self.applicants if (term := ActorType.get(value))]

    @property
    def payers(self) -> list[Sheet]:
        """Return who pays, else who runs it, among the sheets that a list has named."""
        by_uid = {one.uid: one for one in self.named.get("organisations", ())}
        roles = [(row["role"], by_uid.get(row["organisation"])) for row in self.organisations]
        paying = [one for role, one in roles if one and role in PAYING]
        return list(dict.fromkeys(paying or [one for _role, one in roles if one]))

    @property
    def rule_record(self) -> dict[str, Any]:
        """Return what the rules read of the sheet, in the form of record files."""
        values = {name: getattr(self, name) for name in _READ_BY_RULES}
        known = {name: value for name, value in values.items() if is_known(value)}
        return {"id": self.uid, "name": self.name, **known}

    @cached_property
    def rule(self) -> rules.Scheme:
        """Return the scheme as the rules engine reads it; raises `RuleError`."""
        return rules.parse_scheme(self.rule_record)

    @cached_property
    def headlines(self) -> list[tuple[str, str]]:
        """Return what it gives today, by instrument, in a few words."""
        return headlines(self.rule, timezone.localdate())

    @property
    def sums(self) -> list[tuple[str, str]]:
        """Return what it gives in money: a service is told by the kind."""
        return [(label, words) for label, words in self.headlines if words]

    @cached_property
    def opening(self) -> Opening:
        """Return whether one can apply today, and until when."""
        return self.opening_on(timezone.localdate())

    def opening_on(self, day: date) -> Opening:
        """Return whether one can apply on a day, and until when."""
        return opening(self.rule, day)


class Question(models.Model):
    """How a fact that rules read is asked; `fact` is its name in rules and in addresses."""

    fact = models.SlugField(_("fait"), max_length=40, primary_key=True)
    kind = models.CharField(_("genre"), max_length=12)
    label = models.CharField(_("libellé"), max_length=120)
    question = models.CharField(_("question"), max_length=300)
    why = models.CharField(_("pourquoi cette question"), max_length=600, blank=True)
    options = models.JSONField(_("réponses possibles"), default=list, blank=True)
    vocabulary = models.CharField(_("vocabulaire"), max_length=40, blank=True)
    unit = models.CharField(_("unité"), max_length=40, blank=True)
    min = models.FloatField(_("minimum"), null=True, blank=True)
    max = models.FloatField(_("maximum"), null=True, blank=True)
    step = models.FloatField(_("pas"), null=True, blank=True)
    group = models.CharField(_("groupe"), max_length=20, blank=True)
    order = models.PositiveIntegerField(_("ordre"), default=0)
    effort = models.PositiveSmallIntegerField(_("effort"), default=1)
    used_by = models.JSONField(_("sert à"), default=list, blank=True)
    sensitive = models.BooleanField(_("sensible"), default=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("question")
        ordering = ("order", "fact")

    def __str__(self) -> str:
        return self.question

    @property
    def record(self) -> dict[str, Any]:
        """Return the question as files write it; what is unknown is left out."""
        names = (field.name for field in self._meta.concrete_fields if field.name != "updated_at")
        values = {"id" if name == "fact" else name: getattr(self, name) for name in names}
        return {name: value for name, value in values.items() if is_known(value)}


class Case(models.Model):
    """An example with its expected answer, which the rules must go on giving."""

    scheme = models.SlugField(_("dispositif"), max_length=80, db_index=True)
    date = models.DateField(_("date"))
    facts = models.CharField(_("faits"), max_length=600, blank=True)
    verdict = models.CharField(_("verdict attendu"), max_length=20, choices=Outcome.choices())
    min_amount = models.CharField(_("montant minimal"), max_length=20, blank=True)
    max_amount = models.CharField(_("montant maximal"), max_length=20, blank=True)
    offer = models.CharField(_("offre"), max_length=80, blank=True)
    note = models.CharField(_("précision"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("cas")
        verbose_name_plural = _("cas")
        ordering = ("scheme", "pk")

    def __str__(self) -> str:
        return f"{self.scheme}, {self.facts} → {self.verdict}"

    @property
    def row(self) -> dict[str, str]:
        """Return the case as files write it."""
        return {
            "dispositif": self.scheme,
            "date": self.date.isoformat(),
            "faits": self.facts,
            "verdict": self.verdict,
            "montant_min": self.min_amount,
            "montant_max": self.max_amount,
            "note": self.note,
            "offre": self.offer,
        }

    def parsed(self, line: int) -> cases.Case:
        """Return the case as the engine runs it; `line` is how messages name it."""
        return cases.Case(
            line,
            self.scheme,
            self.date,
            self.facts,
            Outcome.of(self.verdict),
            self.min_amount,
            self.max_amount,
            self.note,
            self.offer,
        )
