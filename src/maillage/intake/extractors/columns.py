"""Which column of a table, or property of an exchange format, holds which field of a record.

Names are those of GoGoCarto, data·inclusion, uMap, iCalendar and feeds, and those that people give
to the columns of their tables; they are compared folded, punctuation as spaces.
"""

import re

from maillage.kernel.text import fold

_WORDS = re.compile(r"[^a-z0-9]+")
# A capital inside a name parts two words: `streetAddress`.
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

NAMES: dict[str, tuple[str, ...]] = {
    "name": (
        *("nom", "name", "title", "titre", "summary", "raison sociale", "denomination", "intitule"),
        *("nom de la structure", "nom structure", "structure", "nom de l organisme", "organisme"),
        *("nom de l association", "association", "organisation", "entreprise", "libelle"),
        *(
            "nom du projet",
            "projet",
            "nom du lieu",
            "nom usuel",
            "enseigne",
            "denomination sociale",
        ),
    ),
    "acronym": ("sigle", "acronyme", "acronym"),
    "siret": ("siret", "numero siret", "n siret", "no siret"),
    "siren": ("siren", "numero siren", "n siren"),
    "rna": ("rna", "numero rna", "n rna"),
    "street": (
        *("adresse", "address street address", "rue", "voie", "adresse postale", "street"),
        *("numero et voie", "address", "adresse complete", "adresse 1", "adresse voie"),
    ),
    "postal_code": ("code postal", "cp", "address postal code", "postcode", "postal code"),
    "city": ("commune", "ville", "address address locality", "city", "localite", "nom commune"),
    "commune": ("code insee", "insee", "code commune", "code insee commune", "codgeo"),
    "phones": (
        *("telephone", "tel", "phone", "mobile", "portable", "telephone fixe", "telephone 1"),
        *("numero de telephone", "n de telephone", "telephone 2", "telephone mobile"),
    ),
    "emails": (
        *("courriel", "email", "e mail", "mail", "adresse electronique", "adresse mail"),
        *("contact mail", "email 1", "mel", "adresse email"),
    ),
    "links": (
        *("site web", "site", "website", "url", "site internet", "lien", "web", "link", "page web"),
        *("adresse web", "urls", "lien source", "page internet", "facebook", "twitter", "linkedin"),
        *("youtube", "lien vers le site"),
    ),
    "place": ("location", "lieu"),
    "start": ("dtstart", "date debut", "date de debut", "debut", "start", "date", "start date"),
    "end": ("dtend", "date fin", "date de fin", "fin", "end", "end date"),
    "uid": ("uid",),
    "published": ("published", "date de publication", "parution"),
}
FIELD_OF = {written: name for name, all_written in NAMES.items() for written in all_written}


def field_of(column: str) -> str:
    """Return the field that a column holds, or ""; a trailing number or mark does not matter."""
    words = _WORDS.sub(" ", fold(_CAMEL.sub(" ", column))).strip()
    return FIELD_OF.get(words) or FIELD_OF.get(re.sub(r"\s\d$", "", words)) or ""
