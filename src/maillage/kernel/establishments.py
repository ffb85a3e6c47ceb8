"""An establishment as the national register describes it, ready to be found and shown."""

from typing import NamedTuple

HIDDEN = "Nom non diffusible"
UNNAMED = "Nom absent du registre"


class RegisteredEstablishment(NamedTuple):
    """An establishment of the register that some variant of the perimeter counts.

    `family`, `sector`, `size` and `declared` are values of `Family`, `Sector`, `SizeClass` and
    `EmployerMark`, `basis` one of `Basis`; `category` is the legal category, `activity` the NAF
    code of the establishment, `created` an ISO day or nothing. `name` belongs to the legal unit,
    `sign` to the establishment (« enseigne »). `commune` is the present INSEE code, `places` the
    references of what contains it (`commune:54395`, `epci:…`), `variants` those of the perimeter
    that count it. `lat` and `lon` are WGS 84 degrees,
    `approximate` where they are those of the commune's centre.

    Under `partial` diffusion (« statut de diffusion » P; code de commerce, art. R123-232-1 and
    A123-96) INSEE still publishes the numbers, the commune, the activity, the legal category and
    the size class: so does Maillage, everywhere alike. Names, signs, address and position are
    nobody's to publish: `withheld` takes them away, `shown_name` says so.
    """

    siret: str
    name: str = ""
    acronym: str = ""
    sign: str = ""
    category: str = ""
    family: str = ""
    basis: int = 0
    conflict: bool = False
    activity: str = ""
    sector: str = ""
    size: str = ""
    declared: str = ""
    headquarters: bool = False
    created: str = ""
    commune: str = ""
    postal_code: str = ""
    address: str = ""
    partial: bool = False
    lat: float | None = None
    lon: float | None = None
    approximate: bool = True
    places: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()

    @property
    def siren(self) -> str:
        """Return the number of the legal unit."""
        return self.siret[:9]

    @property
    def shown_name(self) -> str:
        """Return the name to show: the unit's, else the sign or acronym, or why there is none."""
        if self.partial:
            return HIDDEN
        return self.name or self.sign or self.acronym or UNNAMED

    def withheld(self) -> "RegisteredEstablishment":
        """Return the establishment without what partial diffusion keeps from the public."""
        if not self.partial:
            return self
        found = self._replace(name="", acronym="", sign="", address="", postal_code="")
        return found if self.approximate else found._replace(lat=None, lon=None, approximate=True)
