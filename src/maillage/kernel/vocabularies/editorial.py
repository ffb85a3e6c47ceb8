"""Where a sheet and a proof stand in the hands of editors."""

from .base import Vocabulary, _


class PublicationStatus(Vocabulary):
    """Editorial state of a sheet; only published sheets are public."""

    DRAFT = ("brouillon", _("Brouillon"))
    TO_REVIEW = ("a-relire", _("À relire"))
    PUBLISHED = ("publie", _("Publiée"))
    SUSPENDED = ("suspendu", _("Suspendue"))
    ARCHIVED = ("archive", _("Archivée"))


class EvidenceStatus(Vocabulary):
    """How far a proof has been checked by somebody."""

    RAW = ("brut", _("Non relu"), _("Relevé dans la source, pas encore relu."))
    REVIEWED = ("relu", _("Relu"), _("Relu par un éditeur dans la source."))
    CONFIRMED = ("confirme", _("Confirmé"), _("Confirmé par l’organisation concernée."))
    DISPUTED = ("conteste", _("Contesté"), _("Contredit par une autre source ou une personne."))


class EvidenceMethod(Vocabulary):
    """How a value came in."""

    TYPED = ("saisi", _("Saisi"))
    EXTRACTED = ("extrait", _("Extrait automatiquement"))
    IMPORTED = ("importe", _("Importé"))
