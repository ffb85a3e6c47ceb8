"""What published figures measure, and how firmly they are known."""

from .base import Vocabulary, _


class Measure(Vocabulary):
    """What sort of quantity an indicator is."""

    COUNT = ("nombre", _("Nombre"), _("On compte des choses ou des personnes."))
    SHARE = ("part", _("Part"), _("Une partie d’un tout, qui est son dénominateur."))
    AMOUNT = ("montant", _("Montant"), _("Une somme d’argent."))
    DURATION = ("duree", _("Durée"), _("Un temps qui s’écoule."))
    RATE = ("taux", _("Taux"), _("Un rapport entre deux quantités."))


class Nature(Vocabulary):
    """How a figure is known; a source that says nothing of it is taken to observe."""

    OBSERVED = ("constate", _("Constaté"), _("Compté ou mesuré, d’après la source."))
    ESTIMATED = ("estime", _("Estimé"), _("Calculé ou évalué, d’après la source."))
    PLANNED = ("prevu", _("Prévu"), _("Attendu pour plus tard, quand la source est écrite."))
    ANNOUNCED = ("annonce", _("Annoncé"), _("Promis publiquement, sans être encore constaté."))
