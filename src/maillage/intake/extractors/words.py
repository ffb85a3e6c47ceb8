"""Words that several extractors know: what heads an organisation's name, what links words."""

import re

# Nouns that say that the name they head is that of an organisation.
ORGANISATION_NOUNS = (
    *("association", "fédération", "confédération", "fondation", "coopérative", "mutuelle"),
    *("réseau", "union", "groupe", "groupement", "agence", "chambre", "conseil départemental"),
    *("conseil régional", "conseil municipal", "région", "département", "métropole", "ville"),
    *("mairie", "communauté d'agglomération", "communauté de communes", "communauté urbaine"),
    *("commune", "eurométropole", "syndicat", "collectif", "mouvement", "institut"),
    *("université", "banque", "caisse", "crédit", "compagnie", "scop", "scic", "cress"),
    *("ccas", "petr", "amap", "club", "ligue", "observatoire", "ressourcerie", "recyclerie"),
    *("régie", "épicerie", "société", "entreprise", "fabrique", "laboratoire", "labo", "atelier"),
    *("bouquinerie", "librairie", "brasserie", "ferme", "café", "maison", "régie de quartier"),
    *("couveuse", "pépinière", "incubateur", "pôle", "plateforme", "foyer", "centre", "office"),
    *("régie", "garage", "jardin", "cantine", "crèche", "comité", "secours"),
    *("restos", "tiers-lieu", "monnaie", "mission locale", "maison de l'emploi", "école"),
)
# Those that name an organisation only with a proper name behind them.
SMALL_WORDS = frozenset(
    (
        *("de", "du", "des", "d", "l", "la", "le", "les", "et", "en", "à", "au", "aux", "pour"),
        *(
            "sur",
            "par",
            "un",
            "une",
            "&",
            "dans",
        ),
    )
)
_ARTICLE = re.compile(r"^(?:(?:le|la|les|un|une|des)\s+|l['’])", re.IGNORECASE)


def without_article(name: str) -> str:
    """Return a name without the article before it: « le Mouvement » gives « Mouvement »."""
    return _ARTICLE.sub("", name.strip(), count=1)


def capitalised(word: str) -> bool:
    """Tell whether a word begins with a capital letter."""
    return word[:1].isupper()
