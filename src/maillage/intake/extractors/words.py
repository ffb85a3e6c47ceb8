"""Words that several extractors know: what heads an organisation's name, what links words."""

import re
from collections.abc import Iterable

from maillage.kernel.text import fold

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
    *("conseil national", "conseil supérieur", "conseil économique"),
    *("conseil général", "agglomération", "centre communal", "centre intercommunal", "cercle"),
    *("comptoir", "chaire", "coordination", "alliance", "conciergerie", "fonds de dotation"),
    *(
        "commission",
        "haut-commissariat",
        "ministère",
        "préfecture",
        "secrétariat d'état",
        "cigales",
    ),
    *("geiq", "accorderie", "mjc", "bge", "dreets", "direccte", "médiathèque", "bibliothèque"),
    *("théâtre", "radio", "restaurant", "croix", "consortium", "conseil de développement"),
    *("université populaire", "banque alimentaire", "centre social", "foncière", "cité"),
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


def alternation(words: Iterable[str]) -> str:
    """Return a pattern of any of some words, the longest first.

    Their common beginnings are read once, which a list of alternatives does not. An apostrophe
    stands for both of its forms.
    """
    below: dict[str, list[str]] = {}
    for word in words:
        below.setdefault(word[:1], []).append(word[1:])
    ends = "" in below
    told = [
        re.escape(sign).replace("'", "['’]") + alternation(rests)
        for sign, rests in below.items()
        if sign
    ]
    if not told:
        return ""
    body = told[0] if len(told) == 1 and not ends else f"(?:{'|'.join(told)})"
    return f"(?:{body})?" if ends else body


class _Folded(dict[int, str]):
    """The folded form of each sign, in one sign; computed the first time that it is met."""

    def __missing__(self, code: int) -> str:
        plain = fold(chr(code))
        self[code] = plain[0] if plain else " "
        return self[code]


_FOLDED = _Folded()


def folded_in_place(text: str) -> str:
    """Return the text folded sign by sign: what is found in it stands at the same place in both.

    « œ » gives « o », and spaces are not put together.
    """
    return text.translate(_FOLDED)


def without_article(name: str) -> str:
    """Return a name without the article before it: « le Mouvement » gives « Mouvement »."""
    return _ARTICLE.sub("", name.strip(), count=1)


def capitalised(word: str) -> bool:
    """Tell whether a word begins with a capital letter."""
    return word[:1].isupper()
