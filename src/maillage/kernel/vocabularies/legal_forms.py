"""Legal forms as the sources name them, each with the ESS family that it gives by right."""

from typing import Self

from .base import Vocabulary, _
from .families import Family


class LegalForm(Vocabulary):
    """Legal form of an organisation.

    `family` is the ESS family that the form gives by right (loi 2014-856, art. 1er, II, 1°), or
    None where the form alone says nothing (a commercial company may still meet the conditions).
    """

    family: Family | None

    def __new__(cls, value: str, label: str, family: Family | None = None) -> Self:
        term = str.__new__(cls, value)
        term._value_ = value
        term.label = label
        term.description = ""
        term.family = family
        return term

    ASSOCIATION = ("association", _("Association"), Family.ASSOCIATION)
    PUBLIC_UTILITY = (
        "association-rup",
        _("Association reconnue d’utilité publique"),
        Family.ASSOCIATION,
    )
    SCOP = ("scop", _("Société coopérative et participative (SCOP)"), Family.COOPERATIVE)
    SCIC = ("scic", _("Société coopérative d’intérêt collectif (SCIC)"), Family.COOPERATIVE)
    CAE = ("cae", _("Coopérative d’activités et d’emploi (CAE)"), Family.COOPERATIVE)
    COOPERATIVE_BANK = ("banque-cooperative", _("Banque coopérative"), Family.COOPERATIVE)
    COOPERATIVE = ("cooperative", _("Coopérative (autre forme)"), Family.COOPERATIVE)
    MUTUAL = ("mutuelle", _("Mutuelle"), Family.MUTUAL)
    MUTUAL_INSURER = ("assurance-mutuelle", _("Société d’assurance mutuelle"), Family.MUTUAL)
    FOUNDATION = ("fondation", _("Fondation"), Family.FOUNDATION)
    ENDOWMENT_FUND = ("fonds-de-dotation", _("Fonds de dotation"), Family.FOUNDATION)
    COMPANY = ("societe-commerciale", _("Société commerciale (SA, SAS, SARL…)"))
    TRADE_UNION = ("syndicat", _("Syndicat ou organisation professionnelle"))
    STATE = ("etat", _("Service de l’État ou autorité publique nationale"))
    PUBLIC_BODY = ("etablissement-public", _("Établissement public"))
    CHAMBER = ("chambre-consulaire", _("Chambre consulaire"))
    REGION = ("region", _("Région"))
    DEPARTMENT = ("departement", _("Département"))
    INTERCOMMUNAL = ("intercommunalite", _("Intercommunalité (EPCI, PETR)"))
    COMMUNE = ("commune", _("Commune"))
    INTERNATIONAL = ("organisation-internationale", _("Organisation européenne ou internationale"))
    GROUP = ("collectif", _("Collectif sans forme juridique propre"))
