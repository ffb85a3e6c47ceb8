"""What local authorities are, spend and do for the ESS."""

from .base import Vocabulary, _


class AuthorityType(Vocabulary):
    """Kind of local authority, from the smallest to the largest."""

    COMMUNE = ("commune", _("Commune"))
    COMMUNITY_OF_COMMUNES = ("communaute-de-communes", _("Communauté de communes"))
    AGGLOMERATION = ("communaute-d-agglomeration", _("Communauté d’agglomération"))
    URBAN_COMMUNITY = ("communaute-urbaine", _("Communauté urbaine"))
    METROPOLIS = ("metropole", _("Métropole"))
    PETR = (
        "petr",
        _("PETR"),
        _("Pôle d’équilibre territorial et rural : plusieurs intercommunalités rurales."),
    )
    DEPARTEMENT = ("departement", _("Département"))
    REGION = ("region", _("Région"))
    SINGLE_AUTHORITY = (
        "collectivite-unique",
        _("Collectivité unique"),
        _("Exerce à la fois les compétences de deux niveaux, comme Paris."),
    )


class BudgetKind(Vocabulary):
    """Section of a local authority's budget.

    Source: Code général des collectivités territoriales, art. L. 2311-1, L. 3311-1, L. 4311-1: a
    budget has a section of functioning and one of investment.
    """

    OPERATING = ("fonctionnement", _("Fonctionnement"), _("Dépenses qui reviennent chaque année."))
    INVESTMENT = ("investissement", _("Investissement"), _("Équipements, prises de participation."))
    OTHER = ("autre", _("Autre"), _("La source ne dit pas de quelle section il s’agit."))


class ActionKind(Vocabulary):
    """What an action of an authority consists of."""

    CALL = ("appel-a-projets", _("Appel à projets"))
    DIRECT_AID = ("aide-directe", _("Aide directe"))
    PARTNERSHIP = ("partenariat", _("Partenariat"))
    SUPPORT = ("accompagnement", _("Accompagnement"))
    PLACE = ("lieu", _("Lieu"))
    NETWORK = ("reseau", _("Réseau"))
    EVENT = ("evenement", _("Événement"))
    AWARENESS = ("sensibilisation", _("Sensibilisation"))
    PROCUREMENT = ("achats", _("Achats"))
    GOVERNANCE = ("gouvernance", _("Gouvernance"))
    STUDY = ("etude", _("Étude"))
    LABEL = ("label", _("Label"))
    TERRITORIAL_APPROACH = ("demarche-territoriale", _("Démarche territoriale"))
    OTHER = ("autre", _("Autre action"))
