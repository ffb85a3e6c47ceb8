"""What the words of the glossary are."""

from .base import Vocabulary, _


class TermKind(Vocabulary):
    """The nature of a term of the glossary."""

    ACRONYM = ("sigle", _("Sigle"), _("S’écrit en capitales et se développe en plusieurs mots."))
    NOTION = ("notion", _("Notion"), _("Idée ou pratique de l’ESS."))
    LEGAL_FORM = ("forme-juridique", _("Forme juridique"), _("Statut d’une organisation."))
    STRUCTURE = ("structure", _("Structure"), _("Sorte d’organisation, ou organisation connue."))
    SCHEME = ("dispositif", _("Dispositif"), _("Aide, appel, démarche ou programme."))
    TRADE = ("metier", _("Métier"), _("Rôle ou profession."))
    LAW = ("loi", _("Loi"), _("Texte de loi."))

    @property
    def is_common(self) -> bool:
        """Tell whether its terms are common nouns, which sentences write without a capital."""
        return self in (TermKind.NOTION, TermKind.LEGAL_FORM, TermKind.TRADE)
