"""Typed links, what their checks say of them, and relations between sheets."""

from typing import Self

from .base import Vocabulary, _


class LinkKind(Vocabulary):
    """What a web address leads to."""

    WEBSITE = ("site", _("Site internet"))
    PAGE = ("page", _("Page dédiée"))
    CONTACT = ("contact", _("Page de contact"))
    MAP = ("carte", _("Carte"))
    JOBS = ("emploi", _("Offres d’emploi"))
    DATA = ("donnees", _("Données"))
    DOCUMENT = ("document", _("Document"))
    VIDEO = ("video", _("Vidéo"))
    FEED = ("flux", _("Flux d’actualités"))
    FACEBOOK = ("facebook", "Facebook")
    TWITTER = ("twitter", "Twitter / X")
    LINKEDIN = ("linkedin", "LinkedIn")
    YOUTUBE = ("youtube", "YouTube")
    OTHER = ("autre", _("Autre lien"))


class LinkState(Vocabulary):
    """What the checks of a web address say of it."""

    UNKNOWN = ("inconnu", _("Pas encore contrôlé"))
    OK = ("repond", _("Répond"), _("La page attendue répond, là ou à une adresse équivalente."))
    REDIRECTED = ("deplace", _("Déplacé"), _("Le site envoie vers une nouvelle adresse."))
    SUSPECT = ("suspect", _("Suspect"), _("Le site répond, mais sans doute plus la même chose."))
    FAILING = ("en-echec", _("En échec"), _("Sans réponse, depuis trop peu de temps pour juger."))
    DEAD = ("mort", _("Mort"), _("Au moins trois échecs de suite, sur deux jours ou plus."))
    REFUSED = (
        "refuse",
        _("Fermé aux robots"),
        _("Le site ne se laisse lire que par des personnes."),
    )


class RelationKind(Vocabulary):
    """A directed relation between two sheets; `inverse` is its label read from the target."""

    inverse: str

    def __new__(cls, value: str, label: str, inverse: str) -> Self:
        term = str.__new__(cls, value)
        term._value_ = value
        term.label = label
        term.description = ""
        term.inverse = inverse
        return term

    MEMBER_OF = ("membre-de", _("Membre de"), _("A pour membres"))
    PART_OF = ("fait-partie-de", _("Fait partie de"), _("Comprend"))
    FUNDS = ("finance", _("Finance"), _("Financé par"))
    SUPPORTS = ("soutient", _("Soutient"), _("Soutenu par"))
    CARRIES = ("porte", _("Porte"), _("Porté par"))
    CREATED = ("a-cree", _("A créé"), _("Créé par"))
    REPRESENTS = ("represente", _("Représente"), _("Représenté par"))
    PARTNER_OF = ("partenaire-de", _("Partenaire de"), _("Partenaire de"))
