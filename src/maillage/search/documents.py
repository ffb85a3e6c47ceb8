"""What an engine receives of a sheet."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IndexedSheet:
    """A sheet as it is indexed.

    `names` holds the other names and the acronym; `keywords` are words found like those of the body
    but never quoted in a passage, such as the labels of codes; `facets` are `name=value` terms, in
    which the caller includes ancestors (a sheet in Nancy also carries its region); `updated` is any
    integer that grows with time; `weight` (0 or more) raises a sheet in relevance and suggestions;
    `lat` and `lon` are WGS 84 degrees; `pk` identifies the sheet in the database;
    `starts` and `ends` are the ordinals of its first and last days, 0 where it has none.

    Raises ValueError for coordinates outside the Earth and for a malformed facet.
    """

    uid: str
    type: str
    title: str
    names: tuple[str, ...]
    summary: str
    body: str
    facets: tuple[str, ...]
    sort_name: str
    updated: int
    pk: int
    keywords: tuple[str, ...] = ()
    weight: float = 1.0
    lat: float | None = None
    lon: float | None = None
    starts: int = 0
    ends: int = 0

    def __post_init__(self) -> None:
        if not self.uid:
            raise ValueError("Une fiche à indexer doit avoir un identifiant.")
        if (self.lat is None) != (self.lon is None):
            raise ValueError(
                f"Fiche {self.uid} : donnez la latitude et la longitude, ou aucune des deux."
            )
        # A NaN fails both comparisons.
        if not (-90 <= (self.lat or 0) <= 90 and -180 <= (self.lon or 0) <= 180):
            raise ValueError(
                f"Fiche {self.uid} : coordonnées impossibles ({self.lat}, {self.lon}) ; "
                "la latitude va de -90 à 90, la longitude de -180 à 180."
            )
        if not (math.isfinite(self.weight) and self.weight >= 0):
            raise ValueError(f"Fiche {self.uid} : le poids doit être un nombre positif ou nul.")
        for facet in self.facets:
            if not all(facet.partition("=")):
                raise ValueError(
                    f"Fiche {self.uid} : la facette « {facet} » doit s’écrire nom=valeur."
                )
