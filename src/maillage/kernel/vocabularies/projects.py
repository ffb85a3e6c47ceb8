"""What sheets of projects may be."""

from .base import Vocabulary, _


class ProjectKind(Vocabulary):
    """How a project comes to be told."""

    SUPPORTED = ("projet-soutenu", _("Projet soutenu"), _("Un financeur l’aide par convention."))
    LAUREATE = ("laureat", _("Lauréat"), _("Distingué par un prix ou un appel à projets."))
    INITIATIVE = ("initiative", _("Initiative"), _("Un exemple dont on peut s’inspirer."))
    PIPELINE = (
        "demarche",
        _("Démarche"),
        _("Un chemin qui mène des besoins aux projets et aux entreprises."),
    )
    PRIZE = ("prix", _("Prix"), _("Un concours ou un trophée, avec ses éditions."))
