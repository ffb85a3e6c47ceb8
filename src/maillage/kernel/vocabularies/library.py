"""What a library holds, and in which language."""

from .base import Vocabulary, _


class ResourceKind(Vocabulary):
    """What a resource is: how one reads, watches or reuses it."""

    GUIDE = ("guide", _("Guide"), _("Explique comment faire, pas à pas."))
    STUDY = ("etude", _("Étude"), _("Enquête, évaluation ou travail de recherche."))
    REPORT = ("rapport", _("Rapport"), _("Rend compte d’une activité, d’une mission, d’une année."))
    BOOK = ("livre", _("Livre"), _("Ouvrage publié par un éditeur."))
    ARTICLE = ("article", _("Article"), _("Texte paru dans une revue, un journal ou un site."))
    VIDEO = ("video", _("Vidéo"), _("Film, reportage ou enregistrement d’une rencontre."))
    DATA = ("donnees", _("Données"), _("Jeu de données, observatoire ou annuaire à réutiliser."))
    CATALOGUE = ("catalogue", _("Catalogue"), _("Liste de produits, d’œuvres ou de fiches."))
    CHARTER = ("charte", _("Charte"), _("Engagements que des signataires prennent."))
    FEED = ("flux", _("Flux"), _("Publication qui se suit : lettre, fil, sélection mise à jour."))
    PAGE = ("page", _("Page internet"), _("Page ou site qui rassemble de l’information."))


class Language(Vocabulary):
    """Language of a resource (ISO 639); « mul » is the code of several languages."""

    FRENCH = ("fr", _("Français"))
    ENGLISH = ("en", _("Anglais"))
    GERMAN = ("de", _("Allemand"))
    SPANISH = ("es", _("Espagnol"))
    ITALIAN = ("it", _("Italien"))
    DUTCH = ("nl", _("Néerlandais"))
    PORTUGUESE = ("pt", _("Portugais"))
    LUXEMBOURGISH = ("lb", _("Luxembourgeois"))
    SEVERAL = ("mul", _("Plusieurs langues"))


class KiosqueStyle(Vocabulary):
    """How a kiosque lays its sheets out."""

    LIST = ("liste", _("Liste"), _("L’une sous l’autre."))
    GRID = ("grille", _("Grille"), _("Côte à côte, comme sur un présentoir."))
    SLIDES = ("diaporama", _("Diaporama"), _("L’une après l’autre, à faire défiler."))
    MAP = ("carte", _("Carte"), _("Chacune à sa place, avec la liste dessous."))


class KiosqueImage(Vocabulary):
    """How large the covers of a kiosque are."""

    SMALL = ("petite", _("Petite"))
    MEDIUM = ("moyenne", _("Moyenne"))
    LARGE = ("grande", _("Grande"))
    NONE = ("sans", _("Sans image"))


class KiosqueCaption(Vocabulary):
    """What a kiosque writes of each sheet."""

    SUMMARY = ("resume", _("Titre et résumé"))
    TITLE = ("titre", _("Titre seul"))
    NONE = ("sans", _("Image seule"))


class KiosqueScheme(Vocabulary):
    """On which ground a kiosque is drawn."""

    AUTO = ("auto", _("Celle du lecteur"))
    LIGHT = ("claire", _("Claire"))
    DARK = ("sombre", _("Sombre"))
