"""What an organisation does for others: an organisation may have several roles."""

from .base import Vocabulary, _


class Role(Vocabulary):
    """Role of an organisation in the ESS of a territory."""

    NETWORK = (
        "reseau",
        _("Réseau ou fédération"),
        _("Rassemble des structures et parle en leur nom."),
    )
    SUPPORT = (
        "accompagnement",
        _("Accompagnement"),
        _("Conseille et suit des porteurs de projet ou des structures."),
    )
    INCUBATOR = ("incubateur", _("Incubateur"), _("Fait grandir des projets naissants."))
    BUSINESS_COOPERATIVE = (
        "cae",
        _("Coopérative d’activités et d’emploi"),
        _("Salarie des entrepreneurs qui testent puis exercent leur activité."),
    )
    NURSERY = (
        "couveuse",
        _("Couveuse d’entreprises"),
        _("Héberge une activité à l’essai avant sa création."),
    )
    FUNDER = (
        "financeur",
        _("Financeur"),
        _("Prête, garantit, investit, donne ou subventionne."),
    )
    CROWDFUNDING = (
        "financement-participatif",
        _("Financement participatif"),
        _("Réunit l’argent de nombreuses personnes pour un projet."),
    )
    AUTHORITY = (
        "collectivite",
        _("Collectivité territoriale"),
        _("Commune, intercommunalité, département ou région."),
    )
    PUBLIC_SERVICE = (
        "service-public",
        _("Service ou établissement public"),
        _("État, opérateurs, agences et établissements publics."),
    )
    SOCIAL_INTEGRATION = (
        "insertion",
        _("Insertion par l’activité économique"),
        _("Emploie et accompagne des personnes éloignées de l’emploi (EI, AI, ACI, ETTI)."),
    )
    ADAPTED_COMPANY = (
        "entreprise-adaptee",
        _("Entreprise adaptée ou ESAT"),
        _("Emploie des personnes en situation de handicap."),
    )
    PLACE = (
        "lieu",
        _("Tiers-lieu, espace partagé"),
        _("Ouvre un lieu de travail, de fabrication ou de rencontre."),
    )
    CLUSTER = (
        "ptce",
        _("Pôle territorial de coopération économique"),
        _("Réunit entreprises, collectivités et recherche sur un territoire."),
    )
    COMPANY = ("entreprise", _("Entreprise"), _("Produit des biens ou des services."))
    SHOP = ("commerce", _("Commerce, boutique"), _("Vend au public."))
    MEDIA = ("media", _("Média, édition"), _("Informe, publie ou diffuse."))
    PLATFORM = (
        "plateforme",
        _("Plateforme en ligne"),
        _("Met en relation ou rassemble des données."),
    )
    JOB_BOARD = ("emploi", _("Offres d’emploi"), _("Publie des offres d’emploi ou de mission."))
    TRAINING_RESEARCH = (
        "formation-recherche",
        _("Formation, recherche"),
        _("Forme, étudie, évalue."),
    )
    COMMUNITY_GROUP = (
        "initiative-citoyenne",
        _("Initiative citoyenne"),
        _("Groupe d’habitants engagé pour une cause ou un lieu."),
    )
    EMPLOYERS = (
        "employeurs",
        _("Organisation d’employeurs ou de salariés"),
        _("Représente des employeurs ou des salariés dans le dialogue social."),
    )
