"""The territories that sheets are attached to: their kinds and their `kind:code` references."""

import re
from dataclasses import dataclass
from typing import Self

from .vocabularies.base import Vocabulary, _


class TerritoryKind(Vocabulary):
    """Kind of a territory; the value stands in references, addresses and files.

    The members are declared from the widest to the narrowest.
    """

    plural: str
    article: str

    def __new__(
        cls, value: str, label: str = "", plural: str = "", article: str = "", description: str = ""
    ) -> Self:
        """Attach the French plural and the article that goes before the label (« la », « l’ »)."""
        term = str.__new__(cls, value)
        term._value_ = value
        term.label = label
        term.description = description
        term.plural = plural
        term.article = article
        return term

    COUNTRY = ("pays", _("Pays"), _("Pays"), "le ", _("La France entière."))
    REGION = ("region", _("Région"), _("Régions"), "la ", _("Région de 2016 ou d’outre-mer."))
    FORMER_REGION = (
        "ancienne-region",
        _("Ancienne région"),
        _("Anciennes régions"),
        "l’",
        _("Région d’avant 2016, réunie depuis à d’autres."),
    )
    DEPARTEMENT = (
        "departement",
        _("Département"),
        _("Départements"),
        "le ",
        _("Département, ou collectivité d’outre-mer."),
    )
    PERIMETER = (
        "perimetre",
        _("Périmètre"),
        _("Périmètres"),
        "le ",
        _("Ensemble libre de territoires : pays, bassin de vie, zone d’action d’un réseau."),
    )
    EPCI = (
        "epci",
        _("Intercommunalité"),
        _("Intercommunalités"),
        "l’",
        _("Communauté, métropole ou établissement public territorial."),
    )
    COMMUNE = ("commune", _("Commune"), _("Communes"), "la ", "")
    ARRONDISSEMENT = (
        "arrondissement",
        _("Arrondissement municipal"),
        _("Arrondissements municipaux"),
        "l’",
        _("Arrondissement de Paris, de Lyon ou de Marseille."),
    )

    @property
    def rank(self) -> int:
        """Return the place of this kind from the widest (0) to the narrowest."""
        return list(type(self)).index(self)

    @property
    def the(self) -> str:
        """Return the label with its article: « la commune », « l’ancienne région »."""
        return f"{self.article}{self.label.lower()}"

    @property
    def of_the(self) -> str:
        """Return the label after « de »: « du département », « de l’ancienne région »."""
        return f"du {self.label.lower()}" if self.article == "le " else f"de {self.the}"


FRANCE = "pays:FR"

_COMMUNE = r"(\d[\dAB]|97|98)\d{3}"
_FORMS: dict[TerritoryKind, tuple[str, str]] = {
    TerritoryKind.COUNTRY: (r"[A-Z]{2}", "deux lettres majuscules, comme « FR »"),
    TerritoryKind.REGION: (r"\d{2}", "deux chiffres, comme « 44 »"),
    TerritoryKind.FORMER_REGION: (r"\d{2}", "deux chiffres, comme « 41 »"),
    TerritoryKind.DEPARTEMENT: (r"\d[\dAB]|9[78]\d", "comme « 54 », « 2A » ou « 974 »"),
    TerritoryKind.PERIMETER: (r"[a-z0-9]+(-[a-z0-9]+)*", "des mots joints par « - »"),
    TerritoryKind.EPCI: (r"\d{9}", "le numéro SIREN à neuf chiffres"),
    TerritoryKind.COMMUNE: (_COMMUNE, "le code INSEE à cinq caractères, comme « 54395 »"),
    TerritoryKind.ARRONDISSEMENT: (_COMMUNE, "le code INSEE, comme « 75119 »"),
}


@dataclass(frozen=True, slots=True, order=True)
class TerritoryRef:
    """A parsed reference to a territory, such as `commune:54395`.

    The form of the code is checked, not its existence: that is for the Code officiel géographique.
    """

    kind: TerritoryKind
    code: str

    def __post_init__(self) -> None:
        form, explanation = _FORMS[self.kind]
        if not re.fullmatch(form, self.code, re.ASCII):
            raise ValueError(
                f"Le code « {self.code} » ne convient pas à {self.kind.the}\u202f: "
                f"il faut {explanation}."
            )

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.code}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `kind:code`.

        Raises:
            ValueError: in French, when the kind is unknown or the code has not its form.
        """
        value, separator, code = text.strip().partition(":")
        kind = TerritoryKind.get(value)
        if not separator or kind is None:
            kinds = ", ".join(TerritoryKind)
            raise ValueError(
                f"« {text} » n’est pas une référence de territoire\u202f: écrivez « genre:code », "
                f"par exemple « commune:54395 ». Genres possibles\u202f: {kinds}."
            )
        return cls(kind, code)


# INSEE's nomenclature « type de nom en clair » (TNCC): article, and what « de » and « à » become.
_LIAISONS: dict[int, tuple[str, str, str]] = {
    0: ("", "de ", "à "),
    1: ("", "d’", "à "),
    2: ("Le ", "du ", "au "),
    3: ("La ", "de La ", "à La "),
    4: ("Les ", "des ", "aux "),
    5: ("L’", "de L’", "à L’"),
    6: ("Aux ", "des ", "aux "),
    7: ("Las ", "de Las ", "à Las "),
    8: ("Los ", "de Los ", "à Los "),
}

_OVERSEAS_EN = frozenset(
    ("Guadeloupe", "Martinique", "Guyane", "Polynésie française", "Nouvelle-Calédonie")
)


def bare_name(name: str, liaison: int) -> str:
    """Return the name without the article that its liaison code says it may carry."""
    article = _LIAISONS[liaison][0]
    return name[len(article) :] if article and name.startswith(article) else name


def of_name(name: str, liaison: int, kind: TerritoryKind) -> str:
    """Return the name after « de »: « de Nancy », « du Mans », « de la Meuse ».

    `liaison` is INSEE's TNCC code (0 to 8). A commune keeps the capital of its article.
    """
    if kind is TerritoryKind.EPCI:
        return _of_group(name)
    bare = bare_name(name, liaison)
    of = _LIAISONS[liaison][1]
    return f"{of}{bare}" if _keeps_article(name, kind) else f"{of.lower()}{bare}"


def in_name(name: str, liaison: int, kind: TerritoryKind) -> str:
    """Return the name after « à », « en » or « dans »: « à Nancy », « dans la Meuse ».

    `liaison` is INSEE's TNCC code (0 to 8).
    """
    if kind in (TerritoryKind.EPCI, TerritoryKind.PERIMETER):
        return f"sur le territoire {of_name(name, liaison, kind)}"
    bare = bare_name(name, liaison)
    if kind in (TerritoryKind.COMMUNE, TerritoryKind.ARRONDISSEMENT):
        return f"{_LIAISONS[liaison][2]}{bare}"
    if _keeps_article(name, kind) or name in ("Mayotte", "Paris"):
        return f"à {name}"
    # « en Meurthe-et-Moselle »: the double names are those without article.
    takes_en = kind is not TerritoryKind.DEPARTEMENT or name in _OVERSEAS_EN or "-et-" in name
    if takes_en and liaison in (0, 1, 3):
        return f"en {bare}"
    article = {2: "le ", 3: "la ", 4: "les ", 5: "l’"}.get(liaison)
    return f"dans {article}{bare}" if article else f"à {bare}"


def _keeps_article(name: str, kind: TerritoryKind) -> bool:
    """Tell whether the article belongs to the proper name: Le Mans, La Réunion."""
    return kind in (TerritoryKind.COMMUNE, TerritoryKind.ARRONDISSEMENT) or name == "La Réunion"


def _of_group(name: str) -> str:
    first = name.split(" ", 1)[0].lower()
    if first in ("communauté", "métropole"):
        return f"de la {name[0].lower()}{name[1:]}"
    if first == "eurométropole":
        return f"de l’{name[0].lower()}{name[1:]}"
    return f"d’{name}" if name[:1].upper() in "AEIOUYÉÈÊÎÔ" else f"de {name}"
