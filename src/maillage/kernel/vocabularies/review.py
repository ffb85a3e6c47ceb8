"""Terms of the review: what was proposed, by which way it came, what became of it."""

from .base import Vocabulary, _


class ProposalState(Vocabulary):
    """What became of a proposal."""

    WAITING = ("en-attente", _("En attente"), _("Personne ne l’a encore relue."))
    ACCEPTED = ("acceptee", _("Acceptée"), _("Tout ce qu’elle propose est publié."))
    PARTIAL = ("partielle", _("Acceptée en partie"), _("Une partie de ses valeurs est publiée."))
    REFUSED = ("refusee", _("Refusée"), _("Rien n’en est publié ; le motif est dit."))
    UNDONE = ("annulee", _("Annulée"), _("Acceptée, puis annulée par l’équipe."))
    WITHDRAWN = ("retiree", _("Retirée"), _("Retirée par la personne qui l’avait faite."))


class ProposalOrigin(Vocabulary):
    """The way by which a proposal came."""

    FORM = ("formulaire", _("Formulaire"), _("Écrite par une personne sur le site."))
    INTAKE = ("document", _("Document"), _("Tirée d’un document par les extracteurs."))
    LINK = ("lien", _("Lien contrôlé"), _("Née d’un lien déplacé ou mort."))
    OWNER = ("rappel", _("Réponse à un rappel"), _("Écrite par l’organisation, à notre demande."))


class ChangeState(Vocabulary):
    """What became of one value of a proposal."""

    WAITING = ("en-attente", _("En attente"))
    ACCEPTED = ("acceptee", _("Acceptée"))
    REFUSED = ("refusee", _("Refusée"))
    UNDONE = ("annulee", _("Annulée"))


class ScopeKind(Vocabulary):
    """What a reviewer's charge is cut by."""

    TERRITORY = ("territoire", _("Territoire"))
    THEME = ("theme", _("Thème"))


class PrivacyAsk(Vocabulary):
    """What a person may ask about the data held on them (Regulation (EU) 2016/679)."""

    ACCESS = ("acces", _("Savoir ce qui est dit de moi"), _("Droit d’accès, article 15."))
    CORRECTION = ("correction", _("Faire corriger"), _("Droit de rectification, article 16."))
    REMOVAL = ("retrait", _("Être retiré ou retirée"), _("Effacement et opposition, art. 17, 21."))


class MatchKind(Vocabulary):
    """What two sheets may have in common, so that they may be the same."""

    SIRET = ("siret", _("même SIRET"))
    SIREN = ("siren", _("même SIREN"))
    RNA = ("rna", _("même numéro RNA"))
    ISBN = ("isbn", _("même ISBN"))
    CALENDAR = ("agenda", _("même identifiant d’agenda"))
    URL = ("adresse", _("même adresse internet"))
    EMAIL = ("courriel", _("même adresse électronique"))
    PHONE = ("telephone", _("même téléphone"))
    NAME = ("nom", _("même nom"))
    FACT = ("mesure", _("même indicateur, même territoire, même année"))
    AUTHORITY = ("collectivite", _("même collectivité"))
    SITE = ("site", _("même site internet"))
    INITIALS = ("sigle", _("un sigle et son développement"))
