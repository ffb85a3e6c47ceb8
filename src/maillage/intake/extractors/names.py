"""Proper names: whether words are one, and what they say that an organisation does."""

import re
from functools import lru_cache

from maillage.kernel.text import fold
from maillage.kernel.vocabularies import Role

from .words import SMALL_WORDS, capitalised, without_article

_ROLES = (
    (r"incubateurs?|accelerateurs?", Role.INCUBATOR),
    (r"couveuses?|pepinieres?", Role.NURSERY),
    (r"cooperatives? d activites?", Role.BUSINESS_COOPERATIVE),
    (r"crowdfunding|financement participatif", Role.CROWDFUNDING),
    (
        r"fonds d investissement|financement|finances? solidaires?|garanties?|financeurs?",
        Role.FUNDER,
    ),
    (r"emplois?|job|recrutement", Role.JOB_BOARD),
    (
        r"reseaux?|federations?|tetes? de (?:pont|reseau)|unions?|mouvements?|cress|collectif",
        Role.NETWORK,
    ),
    (r"tiers lieux?|coworking|co working|fablab|makerspace", Role.PLACE),
    (r"plateforme|portail", Role.PLATFORM),
    (r"communes?|collectivites?|metropoles?|departements?|conseil regional", Role.AUTHORITY),
)


def proper_name(words: str) -> bool:
    """Tell whether words look like a proper name: a capital, and no sentence."""
    name = without_article(words.strip())
    parts = name.split()
    if not 1 <= len(parts) <= 12 or not any(sign.isalpha() for sign in name):
        return False
    if re.fullmatch(r"[\w-]+\.[a-z]{2,5}", name):  # « exemple.org »
        return True
    return capitalised(parts[0]) and name[-1:] not in ":;,"


def role_of(words: str, titles: tuple[str, ...]) -> Role | None:
    """Return what an organisation does, as its own words say, else the titles above it."""
    for text in (words, *reversed(titles)):
        folded = fold(text)
        for pattern, role in _ROLES:
            if re.search(rf"\b(?:{pattern})\b", folded):
                return role
    return None


_FORM_WORDS = frozenset(
    """
    association asso cooperative fondation mutuelle collectif groupement societe syndicat mixte
    scop scic sas sa sarl eurl petr cae epci amap cuma gaec siae etti esat aci ei ess loi 1901
    production participative interet collectif anonyme civile actions simplifiee responsabilite
    limitee fonds dotation pole equilibre territorial rural communaute agglomeration communes
    """.split()  # noqa: SIM905
)
_SEASON = re.compile(r"(?:mois|semaines?|quinzaines?|trophees?)\b")
_DROPPED = re.compile(
    r"(?:[Ll]es?\s+|[Ll]a\s+|[Ll]['’]\s?)(?=[A-ZÉ]{3,}(?:\s|$)|(?i:association|f[ée]d[ée]ration|"
    r"fondation|r[ée]gion|ville|m[ée]tropole|mairie|chambre|d[ée]partement|communaut[ée]|commune|"
    r"syndicat|coop[ée]rative|mutuelle|petr)\s)"
)


def only_a_form(name: str) -> bool:
    """Tell whether a name says a legal form and nothing else: « SCIC SAS », « Le PETR »."""
    words = [word for word in fold(name).split() if word not in SMALL_WORDS]
    return all(word in _FORM_WORDS or word.removesuffix("s") in _FORM_WORDS for word in words)


def is_a_season(name: str) -> bool:
    """Tell whether a name is that of a time of the year or a prize: « Le mois de l’ESS »."""
    return _SEASON.match(fold(without_article(name))) is not None


def plain_name(name: str) -> str:
    """Return a name without the article that a sentence put before it: « la Région Grand Est »."""
    kept = _DROPPED.sub("", name, count=1) if _DROPPED.match(name) else name
    return kept[:1].upper() + kept[1:] if kept != name else name


def same_name(left: str, right: str) -> bool:
    """Tell whether two names are the same, whatever their article, accents and common noun."""
    return comparable(left) == comparable(right)


_COMMON = re.compile(
    r"^(?:(?:l |le |la |les |un |une )?(?:association|cooperative|collectif|groupe|reseau|"
    r"reseaux|plateforme|"
    r"societe|entreprise|mouvement|club|fonds de dotation|site|projet|scop|scic|mairie de|ville "
    r"de|commune de|couveuse)s? )?"
    r"(?:l |le |la |les |d |du |des |de )?"
)


# The body of an authority and the authority are one organisation.
_SAME = (
    (re.compile(r"^communaute d agglomeration\b"), "agglomeration"),
    (re.compile(r"^conseil (?:departemental|general)\b"), "departement"),
    (re.compile(r"^conseil regional\b"), "region"),
)
_ASIDE = re.compile(r"\([^)]*\)\s*$")
_PUNCTUATION = re.compile(r"[^\w ]+")


@lru_cache(maxsize=8192)
def comparable(name: str) -> str:
    """Return what tells a name from another: no accent, article, common noun or punctuation."""
    folded = " ".join(_PUNCTUATION.sub(" ", fold(_ASIDE.sub("", name))).split())
    for long, usual in _SAME:
        folded = long.sub(usual, folded)
    short = _COMMON.sub("", folded, count=1).strip()
    return "".join((short or folded).split())


def acronym_of(words: list[str]) -> str:
    """Return the initials of words, small words left out: « Union des employeurs » gives UE."""
    return "".join(word[0].upper() for word in words if fold(word) not in SMALL_WORDS and word)
