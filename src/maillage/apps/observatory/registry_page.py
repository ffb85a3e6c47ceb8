"""The page of one establishment: what the register says of it, and why it counts as ESS."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.apps.territories import queries as territories
from maillage.apps.territories.models import Territory
from maillage.kernel.establishments import RegisteredEstablishment
from maillage.kernel.perimeter import Basis, LegalCategory
from maillage.observatory import explanations
from maillage.observatory.manifest import VariantNote
from maillage.search.registry import RegistryHit, RegistryQuery

from .asked import Asked
from .registry_listing import EstablishmentCard, cards_of, index_of

OTHERS = 20  # establishments of the same unit shown on the page


@dataclass(frozen=True)
class EstablishmentPage:
    """An establishment, its neighbours in the same legal unit, and its place."""

    card: EstablishmentCard
    asked: Asked
    others: list[EstablishmentCard]
    others_total: int
    place: Territory | None

    @property
    def establishment(self) -> RegisteredEstablishment:
        """Return what the register says."""
        return self.card.establishment

    @property
    def siret(self) -> str:
        """Return the number as people write it: 784 361 305 00021."""
        number = self.establishment.siret
        return f"{number[:3]} {number[3:6]} {number[6:9]} {number[9:]}"

    @cached_property
    def category(self) -> LegalCategory | None:
        """Return the legal category, as the vintage's perimeter labels it."""
        return self.asked.vintage.perimeter.categories.get(self.establishment.category)

    @cached_property
    def reasons(self) -> list[str]:
        """Return what is said of the unit, a clause each."""
        return explanations.said(Basis(self.establishment.basis))

    @property
    def verdict(self) -> str:
        """Return whether the variant that the page is about counts it, or which others do."""
        if self.asked.variant in self.establishment.variants:
            return _("Oui, la variante « %(label)s » le compte.") % {"label": self.asked.note.label}
        others = [f"« {note.label} »" for note, counts in self.variants if counts]
        said = {"label": self.asked.note.label, "others": ", ".join(others)}
        if not others:
            return _("Non : aucune variante ne le compte, mais sa forme juridique est discutée.")
        return _("Non, la variante « %(label)s » ne le compte pas ; oui pour %(others)s.") % said

    @cached_property
    def variants(self) -> list[tuple[VariantNote, bool]]:
        """Return each variant of the vintage's perimeter, and whether it counts this unit."""
        notes = self.asked.vintage.manifest.perimeter.variants
        return [(note, note.id in self.establishment.variants) for note in notes]

    @property
    def no_sheet(self) -> str:
        """Return why the directory cannot have a sheet of this; nothing where it can."""
        if self.establishment.partial:
            return _(
                "Ce portail ne propose pas de fiche pour qui ne veut pas que son nom soit diffusé."
            )
        if self.asked.fictitious:
            return _(
                "Cet établissement est inventé, comme tout ce registre d’essai : son numéro SIRET "
                "n’existe pas, et l’annuaire ne peut pas en avoir de fiche."
            )
        return ""

    @property
    def unit_url(self) -> str:
        """Return the search that finds every establishment of the unit."""
        query = urlencode({"q": self.establishment.siren, **self.asked.kept})
        return f"{reverse('observatory:registry')}?{query}"

    @property
    def json_url(self) -> str:
        """Return the address of the same page for machines."""
        path = reverse("observatory:establishment", args=[self.establishment.siret])
        return f"{path}{self.asked.query(format='json')}"

    def add_url(self, user: AbstractBaseUser | AnonymousUser) -> str:
        """Return the form of a new sheet, filled with this; nothing for who may not add any.

        Nor for what has no name to give, or does not exist: no sheet can be made of it.
        """
        if self.no_sheet or not user.has_perm("directory.add_organisation"):  # type: ignore[union-attr]
            return ""
        one = self.establishment
        known = {"name": self.card.name, "acronym": one.acronym, "siren": one.siren}
        query = urlencode({**known, "siret": one.siret})
        return f"{reverse('admin:directory_organisation_add')}?{query}"


def establishment_page(siret: str, asked: Asked) -> EstablishmentPage | None:
    """Return the page of a SIRET, None where the vintage does not have it."""
    index = index_of(asked.vintage)
    one = index.known([siret]).get(siret)
    if one is None:
        return None
    unit = index.search(RegistryQuery(one.siren, sort="size", limit=OTHERS + 1))
    others = [hit for hit in unit.hits if hit.establishment.siret != siret][:OTHERS]
    card, *cards = cards_of([RegistryHit(one), *others])
    place = territories.find_or_none(f"commune:{one.commune}") if one.commune else None
    return EstablishmentPage(card, asked, cards, unit.total - 1, place)
