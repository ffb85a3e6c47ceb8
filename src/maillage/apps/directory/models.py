"""The organisation, the sheet type of the directory."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from maillage.apps.sheets.models import Sheet
from maillage.kernel.ess_status import EssBasis, EssClaim, EssStatus, Verdict, explain, family_of
from maillage.kernel.vocabularies import Family, LegalForm, Role


class Organisation(Sheet):
    """A network, company, association, public body… of the territory."""

    acronym = models.CharField(_("sigle"), max_length=40, blank=True)
    other_names = models.JSONField(_("autres noms"), default=list, blank=True)
    legal_form = models.CharField(
        _("forme juridique"), max_length=30, blank=True, choices=LegalForm.choices()
    )
    ess_claims = models.JSONField(_("indications sur l’ESS"), default=list, blank=True)
    roles = models.JSONField(_("rôles"), default=list, blank=True)
    labels = models.JSONField(_("labels et agréments"), default=list, blank=True)
    founded = models.CharField(_("date de création"), max_length=10, blank=True)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True, db_index=True)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True, db_index=True)
    rna = models.CharField(_("RNA"), max_length=10, blank=True)
    phones = models.JSONField(_("téléphones"), default=list, blank=True)
    emails = models.JSONField(_("adresses électroniques"), default=list, blank=True)
    addresses = models.JSONField(_("adresses"), default=list, blank=True)
    people = models.JSONField(_("personnes"), default=list, blank=True)
    history = HistoricalRecords(excluded_fields=["loaded_digest"])

    class Meta:
        verbose_name = _("organisation")
        default_related_name = "+"  # sheets of other types have fields called `organisation`

    @property
    def legal_form_term(self) -> LegalForm | None:
        """Return the legal form as a vocabulary term, or None when it is unknown."""
        return LegalForm.get(self.legal_form)

    @property
    def role_terms(self) -> list[Role]:
        """Return the roles as vocabulary terms."""
        return [term for value in self.roles if (term := Role.get(value))]

    @property
    def family_term(self) -> Family | None:
        """Return the ESS family as far as it is known."""
        return family_of(self.legal_form_term, self._claims())

    @property
    def ess_status(self) -> EssStatus:
        """Return whether the organisation is in the ESS, with every reason."""
        return explain(self.legal_form_term, self._claims())

    def _claims(self) -> tuple[EssClaim, ...]:
        return tuple(
            EssClaim(
                EssBasis.of(claim["basis"]),
                Verdict(claim["says"]),
                claim.get("date", ""),
                claim.get("note", ""),
            )
            for claim in self.ess_claims
        )
