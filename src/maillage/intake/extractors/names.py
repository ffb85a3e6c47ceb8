"""Proper names: whether words are one, and what they say that an organisation does."""

import re

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
    ("communaute d agglomeration", "agglomeration"),
    ("conseil (?:departemental|general)", "departement"),
    ("conseil regional", "region"),
)


def comparable(name: str) -> str:
    """Return what tells a name from another: no accent, article, common noun or punctuation."""
    folded = re.sub(r"[^\w ]+", " ", fold(re.sub(r"\([^)]*\)\s*$", "", name)))
    folded = re.sub(r"\s+", " ", folded).strip()
    for long, usual in _SAME:
        folded = re.sub(rf"^{long}\b", usual, folded)
    short = _COMMON.sub("", folded, count=1).strip()
    return re.sub(r"\s+", "", short or folded)


def acronym_of(words: list[str]) -> str:
    """Return the initials of words, small words left out: « Union des employeurs » gives UE."""
    return "".join(word[0].upper() for word in words if fold(word) not in SMALL_WORDS and word)
