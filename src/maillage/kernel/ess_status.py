"""Whether an organisation belongs to the ESS, and why: no verdict without its reasons.

Source: loi n° 2014-856 du 31 juillet 2014, art. 1er. Its II, 1° makes associations, cooperatives,
mutuals and foundations members by right; its II, 2° admits commercial companies that meet
conditions; art. 11 creates the ESUS approval, which only ESS organisations receive.
"""

from dataclasses import dataclass
from enum import Enum

from .vocabularies import Family, LegalForm
from .vocabularies.base import Vocabulary, _


class EssBasis(Vocabulary):
    """What may say that an organisation is in the ESS, or is not."""

    LEGAL_FORM = ("forme-juridique", _("Forme juridique"))
    INSEE = ("insee", _("Indicateur ESS du répertoire Sirene (Insee)"))
    ESS_FRANCE = ("ess-france", _("Liste nationale d’ESS France"))
    ESUS = ("esus", _("Agrément ESUS"))
    DECLARED = ("declaration", _("Déclaration de l’organisation ou d’un tiers"))


class Verdict(Enum):
    """Three values: what nobody says is unknown, never no."""

    YES = "oui"
    NO = "non"
    UNKNOWN = "inconnu"


@dataclass(frozen=True, slots=True)
class EssClaim:
    """What one basis says of one organisation, with the date it was true where known."""

    basis: EssBasis
    says: Verdict
    date: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class EssStatus:
    """A verdict, the claims behind it, and whether they disagree."""

    verdict: Verdict
    claims: tuple[EssClaim, ...]
    conflict: bool

    @property
    def sentence(self) -> str:
        """Return the verdict as one French sentence."""
        if self.conflict:
            return _("Les indications se contredisent : voir le détail.")
        if self.verdict is Verdict.YES:
            return _("Cette organisation fait partie de l’économie sociale et solidaire.")
        if self.verdict is Verdict.NO:
            return _("Cette organisation ne fait pas partie de l’économie sociale et solidaire.")
        return _("Les sources ne permettent pas de dire si cette organisation relève de l’ESS.")


_BY_RIGHT = "loi n° 2014-856 du 31 juillet 2014, art. 1er, II, 1°"
# Public bodies meet neither branch of art. 1er: they are not private legal persons.
_PUBLIC = frozenset(
    {
        LegalForm.STATE,
        LegalForm.PUBLIC_BODY,
        LegalForm.CHAMBER,
        LegalForm.REGION,
        LegalForm.DEPARTMENT,
        LegalForm.INTERCOMMUNAL,
        LegalForm.COMMUNE,
        LegalForm.INTERNATIONAL,
    }
)


def claim_of_form(form: LegalForm | None) -> EssClaim | None:
    """Return what the legal form alone says, or None where it leaves the question open."""
    if form is None:
        return None
    if form.family is not None:
        return EssClaim(EssBasis.LEGAL_FORM, Verdict.YES, note=f"{form.label} : {_BY_RIGHT}")
    if form in _PUBLIC:
        return EssClaim(
            EssBasis.LEGAL_FORM,
            Verdict.NO,
            note=f"{form.label} : une personne publique n’entre pas dans le champ de l’article 1er",
        )
    return None


def explain(form: LegalForm | None, claims: tuple[EssClaim, ...] = ()) -> EssStatus:
    """Weigh the legal form and the other claims; every claim stays visible in the result."""
    by_form = claim_of_form(form)
    everything = ((by_form,) if by_form else ()) + claims
    verdicts = {claim.says for claim in everything} - {Verdict.UNKNOWN}
    conflict = len(verdicts) > 1
    verdict = Verdict.UNKNOWN if conflict or not verdicts else verdicts.pop()
    return EssStatus(verdict, everything, conflict)


def family_of(form: LegalForm | None, claims: tuple[EssClaim, ...] = ()) -> Family | None:
    """Return the ESS family: the form's, or that of companies the law admits when one says yes."""
    if form is None:
        return None
    if form.family is not None:
        return form.family
    admitted = any(claim.says is Verdict.YES for claim in claims)
    return Family.COMMERCIAL if form is LegalForm.COMPANY and admitted else None
