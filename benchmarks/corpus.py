# ruff: noqa: S311, T201
"""Time the pages of every type of sheet on an instance that holds many of each.

    python benchmarks/corpus.py [--sheets 20000] [--requests 100] [--data DIR] [--types figure …]

The bundled records are repeated under other identifiers until each type has `--sheets` of them
(three proofs each), loaded, and served as `maillage serve` does. Times, floor and ratios read as
in `portal.py`. `--data` keeps the instance, and opens it again the next time.
"""

import argparse
import itertools
import json
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import portal

import maillage

CORPUS = Path(maillage.__file__).parent / "corpus"
PROOFS = 3
TERRITORIES = ("region:44", "departement:54", "commune:57463", "pays:FR")
PATHS = {
    "organisation": "annuaire",
    "figure": "chiffres",
    "indicator": "indicateurs",
    "policy": "politiques",
    "project": "projets",
    "event": "agenda",
    "resource": "ressources",
    "collection": "collections",
    "lesson": "comprendre",
    "term": "glossaire",
}
WORDS = ("insertion", "livres", "emploi", "budget", "solidaire", "coopérative", "novembre")


def bundled() -> dict[str, list[dict[str, Any]]]:
    """Return the bundled sheets by type."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(CORPUS.glob("*/*.json")):
        content = json.loads(path.read_text("utf-8"))
        for record in content if isinstance(content, list) else [content]:
            found.setdefault(record["type"], []).append(record)
    return found


def repeated(records: list[dict[str, Any]], count: int) -> Iterator[dict[str, Any]]:
    """Yield the records, then copies of them that refer to what the originals do."""
    for number, record in enumerate(itertools.islice(itertools.cycle(records), count)):
        turn = number // len(records)
        if not turn:
            yield record
            continue
        copied = {name: value for name, value in record.items() if name != "slug"}
        yield copied | {
            "id": f"{record['id'][:70]}-{turn}",
            "name": f"{record['name'][:280]} {turn}",
            **({"evidence": record["evidence"][:PROOFS]} if "evidence" in record else {}),
        }


def write(folder: Path, count: int, types: list[str]) -> dict[str, list[str]]:
    """Write the files of an instance; return the identifiers of each type's first sheets."""
    folder.mkdir(parents=True)
    for name in ("sources.json", "perimeters.json", "identity.json"):
        (folder / name).write_text((CORPUS / name).read_text("utf-8"), "utf-8")
    slugs = {}
    for key, records in bundled().items():
        # What the first turn refers to must exist: the bundled ones are all there.
        total = max(count if key in types else 0, len(records))
        with (folder / f"{key}.jsonl").open("w", encoding="utf-8") as file:
            for record in repeated(records, total):
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
        slugs[key] = [record.get("slug", record["id"]) for record in records]
    return slugs


def pages(slugs: dict[str, list[str]], requests: int, types: list[str]) -> dict[str, list[str]]:
    """Return the addresses to ask for, by kind of page."""
    dice = random.Random(1)
    asked = {"floor": ["/identite.css"] * requests, "home": ["/"] * requests}
    for key, path in PATHS.items():
        shapes = ("?page={0}", "?territoire={1}", "?q={2}", "?tri=recent&page={0}")
        asked[f"{path} list"] = [
            f"/{path}/"
            + dice.choice(shapes).format(
                dice.randrange(1, 5) if key in types else 1,
                dice.choice(TERRITORIES),
                dice.choice(WORDS),
            )
            for _ in range(requests)
        ]
        asked[f"{path} sheet"] = [f"/{path}/{dice.choice(slugs[key])}/" for _ in range(requests)]
    policies = [slug for slug in slugs.get("policy", []) if slug != "nancy"][:6]
    asked["compare 6"] = ["/politiques/comparer/?" + "&".join(f"a={one}" for one in policies)] * (
        requests
    )
    asked["agenda month"] = [
        f"/agenda/mois/2025-{dice.randrange(1, 13):02}/" for _ in range(requests)
    ]
    asked["territory"] = [f"/territoires/{one.replace(':', '/')}/" for one in TERRITORIES] * (
        requests // 4
    )
    asked["search"] = [f"/recherche/?q={dice.choice(WORDS)}" for _ in range(requests)]
    asked["kiosque view"] = ["/kiosque/vue/?type=resource&nombre=12"] * requests
    return asked


def main() -> None:
    """Load, serve, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, default=20_000)
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--types", nargs="*", default=list(PATHS), help="types to multiply")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        data = options.data or Path(scratch, "data")
        slugs = write(Path(scratch, "files"), options.sheets, options.types)
        if not data.exists():
            print(f"migrate          {portal.command(data, 'migrate'):8.1f} s")
            # References go from any type to any other: the whole folder loads at once.
            seconds = portal.command(data, "load", str(Path(scratch, "files")))
            print(f"load             {seconds:8.1f} s")
            print(f"index --rebuild  {portal.command(data, 'index', '--rebuild'):8.1f} s")
        portal.serve(data, pages(slugs, options.requests, options.types), scratch=Path(scratch))


if __name__ == "__main__":
    main()
