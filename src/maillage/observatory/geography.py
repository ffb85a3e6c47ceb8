"""From any territory to its communes: the Code officiel géographique, without a database.

Codes are INSEE's. A former commune stands for the commune that it is part of now; a municipal
arrondissement of Paris, Lyon or Marseille is a part of its commune that can be asked for alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, Self

from maillage.kernel.territories import FRANCE, TerritoryKind, TerritoryRef
from maillage.kernel.text import fold

from .sources import cog

_SHORT_KINDS = (TerritoryKind.DEPARTEMENT, TerritoryKind.REGION, TerritoryKind.FORMER_REGION)
_SHOWN = 5  # suggestions in a message


class GeographyError(ValueError):
    """A territory that is unknown, or a code that several territories bear; in French."""


class FreePerimeter(NamedTuple):
    """A set of territories that an editor drew: its name, and the references of its members."""

    name: str
    members: tuple[str, ...]


class Named(NamedTuple):
    """A territory's name, and INSEE's liaison code (TNCC, 0 to 8) for its article."""

    name: str
    liaison: int = 0


class Found(NamedTuple):
    """The territory that somebody meant, and what to tell them of how it was understood."""

    ref: str
    notice: str = ""


class _Commune(NamedTuple):
    departement: str
    epci: str
    population: int


@dataclass(frozen=True)
class Geography:
    """The territories of a vintage of the Code officiel géographique, and free perimeters."""

    vintage: str
    named: Mapping[str, Named]
    perimeters: Mapping[str, FreePerimeter] = field(default_factory=dict)
    _communes: Mapping[str, _Commune] = field(default_factory=dict)
    _now: Mapping[str, str] = field(default_factory=dict)
    _region: Mapping[str, str] = field(default_factory=dict)
    _inside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _arrondissements: Mapping[str, str] = field(default_factory=dict)
    _sets: dict[str, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def load(cls, perimeters: Mapping[str, FreePerimeter] | None = None) -> "Geography":
        """Return the shipped territories, read once a process, with these free perimeters by slug.

        Raises:
            DamagedData: in French, when the shipped file is not the one that was built.
        """
        return _shipped().with_perimeters(perimeters) if perimeters else _shipped()

    @classmethod
    def link(cls, data: Mapping[str, Any]) -> Self:
        """Build the geography of a file's content."""
        communes = {
            code: _Commune(departement, epci, population or 0)
            for code, _, _, departement, epci, population, *_ in data["communes"]
        }
        arrondissements = {code: row[0] for code, _, _, *row in data["arrondissements"]}
        now = {code: current for code, _, current in data["former_communes"]}
        now |= arrondissements | {code: code for code in communes}
        region = {code: region for code, _, _, region, *_ in data["departements"]}
        return cls(
            vintage=data["vintage"],
            named=_names(data),
            _communes=communes,
            _now=now,
            _region=region,
            _inside=_contents(data, communes, region),
            _arrondissements=arrondissements,
        )

    def with_perimeters(self, perimeters: Mapping[str, FreePerimeter]) -> Self:
        """Return the same geography with these free perimeters, by slug."""
        named = {f"perimetre:{slug}": Named(one.name) for slug, one in perimeters.items()}
        return replace(self, named={**self.named, **named}, perimeters=dict(perimeters), _sets={})

    def current(self, code: str) -> str | None:
        """Return the present commune of a code, former or of an arrondissement; None if unknown."""
        return self._now.get(code)

    def is_arrondissement(self, code: str) -> bool:
        """Tell whether the code is that of a municipal arrondissement."""
        return code in self._arrondissements

    def departement_of(self, code: str) -> str:
        """Return the code of the département of a commune, or nothing where it is unknown."""
        commune = self._communes.get(self._now.get(code, ""))
        return commune.departement if commune else ""

    def region_of(self, code: str) -> str:
        """Return the code of the région of a commune; nothing overseas where there is none."""
        return self._region.get(self.departement_of(code), "")

    def epci_of(self, code: str) -> str:
        """Return the SIREN of the EPCI of a commune, or nothing where it has none."""
        commune = self._communes.get(self._now.get(code, ""))
        return commune.epci if commune else ""

    def population(self, codes: Iterable[str]) -> int:
        """Return the inhabitants of communes (municipal population); unknown ones count for 0."""
        return sum(one.population for code in codes if (one := self._communes.get(code)))

    def name(self, ref: str) -> str:
        """Return the name of a territory; raise GeographyError where it is unknown."""
        return self.known(ref).name

    def known(self, ref: str) -> Named:
        """Return the name and liaison of a territory; raise GeographyError where it is unknown."""
        if found := self.named.get(self._present(ref)):
            return found
        raise GeographyError(self._unknown(ref))

    def communes(self, text: str) -> tuple[str, ...]:
        """Return the codes of a territory's present communes, sorted, from a reference or a code.

        A municipal arrondissement gives its own code. Members of a free perimeter that exist no
        more count for nothing (`lost_members`). Raises what `find` raises.
        """
        ref = self.find(text).ref
        kind, _, code = ref.partition(":")
        match kind:
            case TerritoryKind.COMMUNE | TerritoryKind.ARRONDISSEMENT:
                return (code,)
            case TerritoryKind.PERIMETER:
                kept = set(self.perimeters[code].members) - set(self.lost_members(ref))
                return tuple(sorted({one for member in kept for one in self.communes(member)}))
            case _:
                return self._inside.get(ref, ())

    def lost_members(self, ref: str) -> tuple[str, ...]:
        """Return the members of a free perimeter that are no territory of this vintage any more."""
        kind, _, slug = ref.partition(":")
        if kind != TerritoryKind.PERIMETER:
            return ()
        members = self.perimeters[slug].members
        return tuple(one for one in members if self._present(one) not in self.named)

    def find(self, text: str) -> Found:
        """Return the territory meant by `departement:54`, `54`, `54395`, `245400676` or a slug.

        A bare code that is a département's before being a former région's means the département,
        and says so.

        Raises:
            GeographyError: in French, when it is unknown, or a département's and a région's alike.
        """
        text = text.strip()
        if ":" in text:
            try:
                ref = self._present(str(TerritoryRef.parse(text)))
            except ValueError as error:
                raise GeographyError(str(error)) from error
            if ref not in self.named:
                raise GeographyError(self._unknown(text))
            return Found(ref)
        candidates = [ref for ref in self._refs(text) if ref in self.named]
        if not candidates:
            raise GeographyError(self._unknown(text))
        first, *others = candidates
        if any(other.startswith("region:") for other in others):
            raise GeographyError(
                f"« {text} » est le code de plusieurs territoires\u202f: écrivez "
                f"{_or([f'{ref} ({self.name(ref)})' for ref in candidates])}."
            )
        notice = "".join(
            f"« {text} » est lu comme {first} ({self.name(first)})\u202f; pour "
            f"{self.name(other)}, écrivez {other}."
            for other in others
        )
        return Found(first, notice)

    def holds(self, ref: str, codes: Iterable[str | None]) -> bool:
        """Tell whether all these present communes are in a territory."""
        if ref not in self._sets:
            self._sets[ref] = frozenset(self.communes(ref))
        return self._sets[ref].issuperset(codes)

    def containing(self, communes: Iterable[str]) -> tuple[str, ...]:
        """Return what to compare a set of communes with: its département, its région, France.

        Of a level that the set straddles, the one where two thirds of its inhabitants live, or
        none. What is the set itself is left out.
        """
        codes = {code if self.is_arrondissement(code) else self._now.get(code) for code in communes}
        inhabitants: Counter[str] = Counter()
        for code in filter(None, codes):
            commune = self._communes[self._now[code]]
            inhabitants[commune.departement] += commune.population + 1  # six communes have none
        weights: Counter[str] = Counter()
        for departement, weight in inhabitants.items():
            weights[f"departement:{departement}"] += weight
            weights[f"region:{self._region.get(departement, '')}"] += weight
            weights[FRANCE] += weight
        found = [
            max((ref for ref in weights if ref.startswith(kind)), key=weights.__getitem__)
            for kind in ("departement:", "region:", FRANCE)
            if weights
        ]
        return tuple(
            ref
            for ref in found
            if 3 * weights[ref] > 2 * weights[FRANCE]
            and ref in self.named
            and not (len(codes) == len(self._inside[ref]) and self.holds(ref, codes))
        )

    def _present(self, ref: str) -> str:
        kind, _, code = ref.partition(":")
        if kind == TerritoryKind.COMMUNE and code in self._arrondissements:
            return f"arrondissement:{code}"
        if kind == TerritoryKind.COMMUNE:
            return f"commune:{self._now.get(code, code)}"
        return ref

    def _refs(self, text: str) -> list[str]:
        """Return the references that a bare code or slug may stand for, the usual one first."""
        if text.lower() in ("fr", "france"):
            return [FRANCE]
        code = text.upper()
        if code in self._arrondissements:
            return [f"arrondissement:{code}"]
        if code in self._now:
            return [f"commune:{self._now[code]}"]
        short = [f"{kind.value}:{code}" for kind in _SHORT_KINDS]
        return [*short, f"epci:{code}", f"perimetre:{text.lower()}"]

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for ref, one in self.named.items():
            found[fold(one.name)].append(ref)
        return dict(found)

    def _unknown(self, text: str) -> str:
        if namesakes := self._by_name.get(fold(text.partition(":")[2] or text)):
            shown = _or([f"{ref} ({self.name(ref)})" for ref in namesakes[:_SHOWN]])
            return f"« {text} » n’est pas un code de territoire\u202f: écrivez {shown}."
        return (
            f"« {text} » est inconnu du Code officiel géographique {self.vintage}. Écrivez un code "
            "(54395), ou un genre et un code\u202f: commune:54395, epci:245400676, departement:54, "
            "region:44, ancienne-region:41, perimetre:pays-haut."
        )


def _or(words: list[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} ou {last}" if most else last


@lru_cache(maxsize=1)
def _shipped() -> Geography:
    return Geography.link(cog.read())


def _names(data: Mapping[str, Any]) -> dict[str, Named]:
    kinds = {
        TerritoryKind.REGION: "regions",
        TerritoryKind.DEPARTEMENT: "departements",
        TerritoryKind.FORMER_REGION: "former_regions",
        TerritoryKind.COMMUNE: "communes",
        TerritoryKind.ARRONDISSEMENT: "arrondissements",
    }
    found = {FRANCE: Named("France", 3)}
    for kind, rows in kinds.items():
        found |= {f"{kind.value}:{code}": Named(name, tncc) for code, name, tncc, *_ in data[rows]}
    for rows in ("epcis", "epts"):
        found |= {f"epci:{code}": Named(name) for code, name, *_ in data[rows]}
    return found


def _contents(
    data: Mapping[str, Any], communes: Mapping[str, _Commune], region: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Return the communes of each territory, by reference."""
    found: dict[str, list[str]] = defaultdict(list)
    former = {one: code for code, _, _, members in data["former_regions"] for one in members}
    for code, commune in sorted(communes.items()):
        found[FRANCE].append(code)
        found[f"departement:{commune.departement}"].append(code)
        if commune.epci:
            found[f"epci:{commune.epci}"].append(code)
        if region[commune.departement]:
            found[f"region:{region[commune.departement]}"].append(code)
        if commune.departement in former:
            found[f"ancienne-region:{former[commune.departement]}"].append(code)
    for code, _, members in data["epts"]:
        found[f"epci:{code}"] = sorted(members)
    return {ref: tuple(codes) for ref, codes in found.items()}
