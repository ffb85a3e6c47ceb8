"""What a page says of itself, not of its subject: share links, cookie bars, loading messages."""

import re

from maillage.kernel.text import fold

_NOISE = re.compile(
    r"""
    (partager|tweeter|share)\b.{0,120}\b(facebook|twitter|linkedin|whatsapp|par\se?\s?mail|x\b).*
    | partager(\s+(cette|la|l')\s*\w+|\s+sur)?\s*:?
    | (lien\s+permanent|permalien|imprimer(\s+cette\s+page)?|retour(\s+en)?\s+haut(\s+de\s+page)?)
    | (aller|acceder)\s+(au|a\s+la|directement\s+au)
        \s+(contenu|menu|navigation|recherche)(\s+principale?)?
    | chargement(\s+en\s+cours)?\s*(\.{3}|…)?
    | (tout\s+)?(accepter|refuser)(\s+(tous\s+)?les\s+cookies|\s+tout)?
    | .{0,80}\b(ce\s+site|nous)\s+utilis(e|ons)\s+(des|les)\s+cookies.*
    | (personnaliser|parametrer|gerer)\s+(les\s+|mes\s+)?cookies.*
    | copier\s+le\s+code\s+suivant.*
    | logo\s+\S{1,3}
    | (menu|rechercher|fermer|haut\s+de\s+page|table\s+des\s+matieres|sommaire)\s*:?
    | [<>»«|/\\·•*_=~\-\s]+
    """,
    re.VERBOSE,
)
_LONGEST = 300


def is_noise(text: str) -> bool:
    """Tell whether a whole block only serves the interface of its page."""
    if len(text) > _LONGEST:
        return False
    return _NOISE.fullmatch(fold(text).strip()) is not None
