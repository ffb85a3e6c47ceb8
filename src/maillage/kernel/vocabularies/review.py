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
