"""How the national register describes an establishment: its sector, its size, its employer mark."""

from typing import Self

from .base import Vocabulary, _


class Sector(Vocabulary):
    """Sector of a panorama: divisions of the French nomenclature of activities (NAF) put together.

    `divisions` are the two-digit codes, the same in NAF rev. 2 and NAF 2025; OTHER takes what is
    left, unknown activities included.
    """

    divisions: frozenset[str]

    def __new__(cls, value: str, label: str, *divisions: int) -> Self:
        term = str.__new__(cls, value)
        term._value_ = value
        term.label = label
        term.description = ""
        term.divisions = frozenset(f"{division:02}" for division in divisions)
        return term

    AGRICULTURE = ("agriculture", _("Agriculture, sylviculture, pêche"), 1, 2, 3)
    INDUSTRY = ("industrie", _("Industrie, énergie, eau, déchets"), *range(5, 40))
    CONSTRUCTION = ("construction", _("Construction"), 41, 42, 43)
    TRADE = ("commerce", _("Commerce"), 45, 46, 47)
    HOSPITALITY = ("hebergement-restauration", _("Hébergement et restauration"), 55, 56)
    FINANCE = ("finance", _("Banque, finance, assurance"), 64, 65, 66)
    SUPPORT = (
        "soutien-entreprises",
        _("Soutien aux entreprises"),
        *range(69, 76),
        *range(77, 83),
    )
    SERVICES = (
        "services-divers",
        _("Services divers"),
        *range(49, 54),
        *range(58, 64),
        68,
        95,
        96,
    )
    EDUCATION = ("enseignement", _("Enseignement"), 85)
    HEALTH = ("sante", _("Santé"), 86)
    SOCIAL_WORK = ("action-sociale", _("Action sociale"), 87, 88)
    SPORT = ("sport-loisirs", _("Sport et loisirs"), 93)
    ARTS = ("arts-spectacles", _("Arts, spectacles, patrimoine"), 90, 91)
    OTHER = ("divers", _("Divers, non classés"))

    @classmethod
    def of_activity(cls, activity: str) -> Self:
        """Return the sector of a NAF code such as `88.10A`."""
        division = activity[:2]
        return next((sector for sector in cls if division in sector.divisions), cls.OTHER)


class SizeClass(Vocabulary):
    """Size class of an establishment (Sirene, `trancheEffectifsEtablissement`), by its INSEE code.

    `least` and `most` bound the number of employees on 31 December; `most` is None above 10,000,
    and both are None where the register does not know. Sirene holds no headcount.
    """

    least: int | None
    most: int | None

    def __new__(cls, value: str, label: str, least: int | None, most: int | None) -> Self:
        term = str.__new__(cls, value)
        term._value_ = value
        term.label = label
        term.description = ""
        term.least = least
        term.most = most
        return term

    UNKNOWN = ("NN", _("Sans salarié, ou inconnu"), None, None)
    NONE = ("00", _("Sans salarié au 31 décembre"), 0, 0)
    FROM_1 = ("01", _("1 ou 2 salariés"), 1, 2)
    FROM_3 = ("02", _("3 à 5 salariés"), 3, 5)
    FROM_6 = ("03", _("6 à 9 salariés"), 6, 9)
    FROM_10 = ("11", _("10 à 19 salariés"), 10, 19)
    FROM_20 = ("12", _("20 à 49 salariés"), 20, 49)
    FROM_50 = ("21", _("50 à 99 salariés"), 50, 99)
    FROM_100 = ("22", _("100 à 199 salariés"), 100, 199)
    FROM_200 = ("31", _("200 à 249 salariés"), 200, 249)
    FROM_250 = ("32", _("250 à 499 salariés"), 250, 499)
    FROM_500 = ("41", _("500 à 999 salariés"), 500, 999)
    FROM_1000 = ("42", _("1 000 à 1 999 salariés"), 1_000, 1_999)
    FROM_2000 = ("51", _("2 000 à 4 999 salariés"), 2_000, 4_999)
    FROM_5000 = ("52", _("5 000 à 9 999 salariés"), 5_000, 9_999)
    FROM_10000 = ("53", _("10 000 salariés ou plus"), 10_000, None)

    @property
    def is_employer(self) -> bool:
        """Tell whether the class has employees on 31 December (the statistical concept)."""
        return bool(self.least)


class EmployerMark(Vocabulary):
    """What an establishment declares (Sirene, `caractereEmployeurEtablissement`): O, N or nothing.

    Immediate but declarative, where the size class is two years late: the two disagree.
    """

    code: str

    def __new__(cls, value: str, label: str, code: str) -> Self:
        term = str.__new__(cls, value)
        term._value_ = value
        term.label = label
        term.description = ""
        term.code = code
        return term

    YES = ("oui", _("Se déclare employeur"), "O")
    NO = ("non", _("Se déclare sans salarié"), "N")
    UNKNOWN = ("inconnu", _("Ne dit rien"), "")
