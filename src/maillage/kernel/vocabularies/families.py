"""The families of the ESS by right, the companies that the law adds, and the remainder."""

from .base import Vocabulary, _


class Family(Vocabulary):
    """ESS family. Source: loi n° 2014-856 du 31 juillet 2014, art. 1er, II."""

    ASSOCIATION = (
        "association",
        _("Associations"),
        _("Associations de la loi de 1901 ou du droit local d’Alsace-Moselle."),
    )
    COOPERATIVE = (
        "cooperative",
        _("Coopératives"),
        _("Sociétés dont les membres décident selon le principe « une personne, une voix »."),
    )
    MUTUAL = (
        "mutuelle",
        _("Mutuelles"),
        _("Mutuelles du code de la mutualité et sociétés d’assurance mutuelles."),
    )
    FOUNDATION = (
        "fondation",
        _("Fondations"),
        _("Fondations et fonds de dotation, qui affectent des biens à une cause."),
    )
    COMMERCIAL = (
        "societe-commerciale-ess",
        _("Sociétés commerciales de l’ESS"),
        _("Sociétés qui remplissent les conditions de la loi : but, gouvernance, réserves."),
    )
    # INSEE's Flores publishes it beside the four families since 2018.
    OTHER = (
        "autre-organisme",
        _("Autres organismes à but non lucratif"),
        _("Personnes morales de droit privé sans but lucratif hors des autres familles."),
    )
