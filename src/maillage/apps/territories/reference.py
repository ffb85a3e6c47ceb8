"""Makes rows of the territories that ship with Maillage."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from maillage.kernel.territories import FRANCE, TerritoryKind
from maillage.observatory.sources.cog import DamagedData, manifest, read

from .models import FormerCommune, Position, Territory

__all__ = ["DamagedData", "Reference", "centre_of", "manifest", "placed", "read"]


@dataclass
class Reference:
    """The shipped territories as unsaved rows."""

    vintage: str
    territories: list[Territory]
    former: list[FormerCommune]

    @classmethod
    def load(cls) -> Self:
        """Read the shipped file and link each territory to those that contain it."""
        return cls.link(read())

    @classmethod
    def link(cls, data: dict[str, Any]) -> Self:
        """Build the rows of a file's content."""
        linker = _Linker(data)
        return cls(
            data["vintage"],
            linker.rows(),
            [
                FormerCommune(code=code, name=name, commune_id=f"commune:{current}")
                for code, name, current in data["former_communes"]
            ],
        )


def placed(position: Sequence[float]) -> dict[str, Any]:
    """Return the fields of a position written as latitude, longitude and 1 when exact."""
    if not position:
        return {"position": Position.NONE}
    lat, lon, exact = position
    return {
        "lat": lat,
        "lon": lon,
        "position": Position.EXACT if exact else Position.APPROXIMATE,
    }


class _Linker:
    """Builds the rows from the narrowest to the widest, summing populations on the way."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.region_of = {code: region for code, _, _, region, *_ in data["departements"]}
        self.former_of = {
            member: code for code, _, _, members in data["former_regions"] for member in members
        }
        self.ept_of = {member: code for code, _, members in data["epts"] for member in members}
        self.population: Counter[str] = Counter()
        self.inside: dict[str, Counter[str]] = defaultdict(Counter)  # EPCI: départements, weighed

    def rows(self) -> list[Territory]:
        """Return every territory."""
        communes = [self.commune(*row) for row in self.data["communes"]]
        self.communes = {commune.code: commune for commune in communes}
        return [
            *communes,
            *(self.arrondissement(*row) for row in self.data["arrondissements"]),
            *(self.epci(*row) for row in self.data["epcis"]),
            *(self.ept(*row) for row in self.data["epts"]),
            *(self.departement(*row) for row in self.data["departements"]),
            *(self.region(*row) for row in self.data["regions"]),
            *(self.former_region(*row) for row in self.data["former_regions"]),
            self.make(
                TerritoryKind.COUNTRY, "FR", "France", 3, lat=46.6, lon=2.5,
                position=Position.APPROXIMATE,
            ),
        ]  # fmt: skip

    def make(
        self, kind: TerritoryKind, code: str, name: str, liaison: int = 0, **fields: Any
    ) -> Territory:
        """Return an unsaved territory with what its kind and code imply."""
        ref = f"{kind.value}:{code}"
        fields.setdefault("population", self.population.get(ref))
        return Territory(
            ref=ref,
            kind=kind.value,
            code=code,
            name=name,
            liaison=liaison,
            vintage=self.data["vintage"],
            **fields,
        )

    def above(self, departement: str) -> list[str]:
        """Return the references that contain a département."""
        found = []
        if departement in self.former_of:
            found.append(f"ancienne-region:{self.former_of[departement]}")
        if region := self.region_of[departement]:
            found.append(f"region:{region}")
        return [*found, FRANCE]

    def commune(
        self, code: str, name: str, liaison: int, departement: str, epci: str,
        population: int | None, postal: str, *position: float,
    ) -> Territory:  # fmt: skip
        """Return a commune, adding its population to what contains it."""
        groups = [f"epci:{group}" for group in (self.ept_of.get(code), epci) if group]
        within = [*groups, f"departement:{departement}", *self.above(departement)]
        for ref in within:
            self.population[ref] += population or 0
        for group in groups:
            self.inside[group][departement] += (population or 0) + 1
        return self.make(
            TerritoryKind.COMMUNE, code, name, liaison,
            population=population,
            postal_codes=postal.split(),
            epci_code=epci,
            departement_code=departement,
            region_code=self.region_of[departement],
            within=within,
            **placed(position),
        )  # fmt: skip

    def arrondissement(
        self, code: str, name: str, liaison: int, commune: str, population: int | None,
        postal: str, *position: float,
    ) -> Territory:  # fmt: skip
        """Return a municipal arrondissement; its population is already in its commune's."""
        parent = self.communes[commune]
        return self.make(
            TerritoryKind.ARRONDISSEMENT, code, name, liaison,
            population=population,
            postal_codes=postal.split(),
            departement_code=parent.departement_code,
            region_code=parent.region_code,
            within=[parent.ref, *parent.within],
            **placed(position),
        )  # fmt: skip

    def group(self, code: str, name: str, category: str, **fields: Any) -> Territory:
        """Return an EPCI within every département and région that it touches."""
        weights = self.inside[f"epci:{code}"]
        departements = [found for found, _ in weights.most_common()]
        main = departements[0] if departements else ""
        above = {ref: None for found in departements for ref in self.above(found)}
        above.pop(FRANCE, None)
        above |= {FRANCE: None}
        return self.make(
            TerritoryKind.EPCI, code, name,
            category=category,
            departement_code=main,
            region_code=self.region_of.get(main, ""),
            within=[*(f"departement:{found}" for found in departements), *above],
            **fields,
        )  # fmt: skip

    def epci(self, code: str, name: str, category: str, *position: float) -> Territory:
        """Return a communauté or a métropole."""
        return self.group(code, name, category, **placed(position))

    def ept(self, code: str, name: str, members: list[str]) -> Territory:
        """Return an établissement public territorial, a part of the Métropole du Grand Paris."""
        category = "Établissement public territorial"
        row = self.group(
            code, name, category,
            members=[f"commune:{member}" for member in members],
            **centre_of([self.communes[member] for member in members]),
        )  # fmt: skip
        row.epci_code = self.communes[members[0]].epci_code
        row.within = [f"epci:{row.epci_code}", *row.within]
        return row

    def departement(
        self, code: str, name: str, liaison: int, region: str, *position: float
    ) -> Territory:
        """Return a département, or an overseas collectivity, which has no région."""
        return self.make(
            TerritoryKind.DEPARTEMENT, code, name, liaison,
            category="" if region else "Collectivité d’outre-mer",
            departement_code=code,
            region_code=region,
            within=self.above(code),
            **placed(position),
        )  # fmt: skip

    def region(self, code: str, name: str, liaison: int, *position: float) -> Territory:
        """Return a région."""
        return self.make(
            TerritoryKind.REGION, code, name, liaison,
            region_code=code, within=[FRANCE], **placed(position),
        )  # fmt: skip

    def former_region(self, code: str, name: str, liaison: int, members: list[str]) -> Territory:
        """Return a région of before 2016, made of départements of one present région."""
        region = self.region_of[members[0]]
        inside = [c for c in self.communes.values() if c.departement_code in members]
        return self.make(
            TerritoryKind.FORMER_REGION, code, name, liaison,
            region_code=region,
            within=[f"region:{region}", FRANCE],
            members=[f"departement:{member}" for member in members],
            **centre_of(inside),
        )  # fmt: skip


def centre_of(territories: Iterable[Territory]) -> dict[str, Any]:
    """Return the fields of the mean position of territories, flagged approximate."""
    points = [(t.lat, t.lon) for t in territories if t.lat is not None and t.lon is not None]
    if not points:
        return placed(())
    lat = round(sum(lat for lat, _ in points) / len(points), 4)
    lon = round(sum(lon for _, lon in points) / len(points), 4)
    return placed((lat, lon, 0))
