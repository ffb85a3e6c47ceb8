"""What an event is, how sure it is, and how well its date is known."""

from .base import Vocabulary, _


class EventKind(Vocabulary):
    """What people go to, or take part in."""

    FAIR = ("salon", _("Salon, forum"), _("Des exposants et des rencontres en un même lieu."))
    CONFERENCE = ("conference", _("Conférence, débat"))
    SEMINAR = ("seminaire", _("Séminaire"))
    WEBINAR = ("webinaire", _("Webinaire"))
    WORKSHOP = ("atelier", _("Atelier, formation"))
    CAMPAIGN = (
        "campagne",
        _("Temps fort, campagne"),
        _("Une semaine, une quinzaine ou un mois que beaucoup animent ensemble."),
    )
    CONTEST = ("concours", _("Concours, prix"))
    MEETING = ("reunion", _("Réunion"))
    CEREMONY = ("ceremonie", _("Cérémonie, lancement"))
    OTHER = ("autre", _("Autre rendez-vous"))


class EventState(Vocabulary):
    """Whether it takes place, as far as the sources say."""

    CONFIRMED = ("confirme", _("Confirmé"))
    ANNOUNCED = ("annonce", _("Annoncé"), _("Annoncé par une source, sans confirmation."))
    CANCELLED = ("annule", _("Annulé"))


class DatePrecision(Vocabulary):
    """How well a date is known."""

    DAY = ("jour", _("Au jour près"))
    MONTH = ("mois", _("Au mois près"))
    YEAR = ("annee", _("À l’année près"))
    UNKNOWN = ("inconnue", _("Date inconnue"))
