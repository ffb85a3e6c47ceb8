"""What counts as ESS in the national register, and why: every unit keeps what says so.

Three things may say that a unit of Sirene is in the ESS: its legal category, the register's own
indicator (`economieSocialeSolidaireUniteLegale`) and ESS France's list. They disagree, so a unit
keeps all that is said of it (`Basis`), and a variant says which of it counts.

Source: loi n° 2014-856 du 31 juillet 2014, art. 1er; INSEE's list of legal categories.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntFlag

from .vocabularies import Family
from .vocabularies.base import Vocabulary, _


class Basis(IntFlag):
    """What is said of a unit; the value (0 to 63) stands in the columns `basis` of a vintage."""

    LEGAL_FORM = 1
    AMBIGUOUS_FORM = 2
    EXCLUDED_ACTIVITY = 4
    FLAG_YES = 8
    FLAG_NO = 16
    LISTED = 32


BASES = 64


class LegalStatus(Vocabulary):
    """What a perimeter decides of a legal category."""

    INCLUDED = ("inclus", _("Incluse"), _("La forme juridique est de l’ESS par le droit."))
    AMBIGUOUS = ("ambigu", _("Ambiguë"), _("Les sources ne s’accordent pas sur cette forme."))
    EXCLUDED = ("exclu", _("Exclue"), _("Écartée malgré une parenté avec une forme de l’ESS."))
    OUTSIDE = ("hors", _("Hors champ"), _("La forme juridique ne dit rien de l’ESS."))


@dataclass(frozen=True, slots=True)
class LegalCategory:
    """A legal category (« catégorie juridique », level III, four digits).

    `family` is where a unit of this category goes when something makes it ESS.
    """

    code: str
    label: str
    family: Family
    status: LegalStatus
    reference: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ExcludedActivity:
    """An activity that the perimeter leaves out: a NAF code, or its beginning (`84.`)."""

    code: str
    label: str
    reference: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """Which of what is said of a unit makes it count."""

    id: str
    label: str
    description: str
    statuses: frozenset[LegalStatus]
    excludes_activities: bool
    takes_flag: bool
    takes_list: bool

    def counts(self, basis: Basis) -> bool:
        """Tell whether a unit of which this is said counts as ESS."""
        form = (Basis.LEGAL_FORM in basis and LegalStatus.INCLUDED in self.statuses) or (
            Basis.AMBIGUOUS_FORM in basis and LegalStatus.AMBIGUOUS in self.statuses
        )
        if self.excludes_activities and Basis.EXCLUDED_ACTIVITY in basis:
            form = False
        return (
            form
            or (self.takes_flag and Basis.FLAG_YES in basis)
            or (self.takes_list and Basis.LISTED in basis)
        )


@dataclass(frozen=True, slots=True)
class Perimeter:
    """A dated, documented perimeter. `checksum` is the SHA-256 of the file that it was read from.

    `categories` has every legal category of the nomenclature, by code; `variants` are in order,
    `default` names the one that counts when nothing else is asked.
    """

    id: str
    date: str
    label: str
    description: str
    categories: Mapping[str, LegalCategory]
    activities: tuple[ExcludedActivity, ...]
    variants: Mapping[str, Variant]
    default: str
    checksum: str = ""

    def family(self, category: str) -> Family:
        """Return the family of a unit of this legal category, once something makes it ESS."""
        known = self.categories.get(category)
        return known.family if known else Family.OTHER

    def excluded(self, activity: str) -> ExcludedActivity | None:
        """Return the exclusion that a NAF code meets, if any."""
        return next((one for one in self.activities if activity.startswith(one.code)), None)

    def basis(
        self, category: str, activity: str = "", flag: bool | None = None, listed: bool = False
    ) -> Basis:
        """Return what is said of a unit; `flag` is the register's indicator, None where empty."""
        found = Basis(0)
        known = self.categories.get(category)
        if known and known.status is LegalStatus.INCLUDED:
            found |= Basis.LEGAL_FORM
        if known and known.status is LegalStatus.AMBIGUOUS:
            found |= Basis.AMBIGUOUS_FORM
        if found and self.excluded(activity):
            found |= Basis.EXCLUDED_ACTIVITY
        if flag is not None:
            found |= Basis.FLAG_YES if flag else Basis.FLAG_NO
        return found | (Basis.LISTED if listed else Basis(0))


def conflicts(basis: Basis) -> bool:
    """Tell whether what is said of a unit disagrees: one thing makes it ESS, another denies it."""
    form = Basis.LEGAL_FORM in basis
    says_yes = Basis.FLAG_YES in basis or Basis.LISTED in basis
    denied = Basis.FLAG_NO in basis and (form or Basis.LISTED in basis)
    return denied or (Basis.EXCLUDED_ACTIVITY in basis and says_yes)
