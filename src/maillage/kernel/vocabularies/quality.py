"""Terms of quality: what a sheet is judged by."""

from .base import Vocabulary, _


class Criterion(Vocabulary):
    """What the score of a sheet is made of."""

    COMPLETE = (
        "renseignee",
        _("Renseignée"),
        _("La part de ce qu’on s’attend à trouver sur une fiche de ce type, et qui y est."),
    )
    SOURCED = (
        "sourcee",
        _("Sourcée"),
        _("La part des champs remplis dont on sait de quel document ils viennent."),
    )
    REVIEWED = (
        "relue",
        _("Relue"),
        _("Une personne l’a relue ; à défaut, la part de ses preuves qui l’ont été."),
    )
    FRESH = (
        "a-jour",
        _("À jour"),
        _("Entière jusqu’à l’échéance de relecture, puis perdue peu à peu sur la même durée."),
    )
    LINKS = (
        "liens",
        _("Liens vivants"),
        _("La part de ses liens contrôlés qui répondent encore."),
    )
