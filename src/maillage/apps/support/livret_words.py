"""What the livret says at each stage of a project, whatever the territory."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from maillage.kernel.vocabularies import Stage


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of the path: its title, what it is about, and what one has in hand at its end."""

    stage: Stage
    title: Any
    intro: Any
    tasks: tuple[Any, ...]
    result: Any


STEPS = (
    Step(
        Stage.IDEA,
        _("L’idée prend forme"),
        _(
            "Un besoin, un lieu, un groupe : le projet se cherche. C’est le moment d’en parler, "
            "d’aller voir ce qui existe et de vérifier que le besoin est partagé."
        ),
        (
            _("Dire le besoin en une phrase, et pour qui"),
            _("Rencontrer ceux qui font déjà quelque chose d’approchant"),
            _("Réunir un premier groupe et se répartir les rôles"),
            _("Chercher où essayer, à petite échelle"),
        ),
        _("Une page qui dit pour qui, avec qui, où, et ce qui reste à vérifier."),
    ),
    Step(
        Stage.CREATION,
        _("Le projet se crée"),
        _(
            "Le projet choisit sa forme, écrit ses comptes prévisionnels et trouve ses premiers "
            "financements. Le statut suit le projet : qui décide, qui apporte, à qui va l’excédent."
        ),
        (
            _("Choisir une forme juridique avec quelqu’un du métier"),
            _("Écrire un budget sur trois ans et un plan de financement"),
            _("Tester l’activité, en couveuse ou en coopérative d’activités"),
            _("Trouver un lieu, ouvrir un compte, s’assurer"),
        ),
        _("Des statuts signés, un plan de financement équilibré, un premier client."),
    ),
    Step(
        Stage.GROWTH,
        _("L’activité se développe"),
        _(
            "La structure vit et veut grandir : d’autres emplois, d’autres lieux, d’autres "
            "partenaires. Elle consolide ce qu’elle a et mesure ce qu’elle change."
        ),
        (
            _("Faire le point sur son modèle économique"),
            _("Chercher des marchés, publics et privés"),
            _("Renforcer ses fonds propres avant d’emprunter"),
            _("S’allier : groupement, pôle territorial, réseau"),
        ),
        _("Un budget qui tient sans urgence, des partenaires qui engagent, une équipe stable."),
    ),
    Step(
        Stage.HANDOVER,
        _("La structure se transmet"),
        _(
            "Un départ, une reprise, une fusion. Transmettre à ses salariés ou à ses usagers garde "
            "l’activité sur le territoire ; cela se prépare des années à l’avance."
        ),
        (
            _("Évaluer la structure, ses contrats et ses biens"),
            _("En parler tôt aux salariés : ils ont des droits d’information"),
            _("Regarder la reprise en coopérative"),
            _("Trouver de quoi financer la reprise"),
        ),
        _("Un repreneur, un prix, un calendrier, et ce qui reste de l’esprit du projet."),
    ),
)
