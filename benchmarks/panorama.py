# ruff: noqa: S311, S608, T201
"""Time panoramas on a made-up cube of national size, with DuckDB over the same file as the peer.

    python benchmarks/panorama.py [--rounds 300]

Every time is in milliseconds, of the processor and of the clock. The same arguments give the same
cube. The communes are the real ones; what is in them is not.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import duckdb

from maillage.kernel.perimeter import LegalStatus, Variant
from maillage.kernel.territories import FRANCE
from maillage.kernel.vocabularies import SizeClass
from maillage.observatory import cube, employers, panorama
from maillage.observatory.geography import Geography
from maillage.observatory.manifest import Manifest, PerimeterNote, VariantNote
from maillage.observatory.vintage import Vintage

VARIANT = Variant(
    "loi-2014", "Loi de 2014", "", frozenset({LegalStatus.INCLUDED}), True, True, True
)
# One establishment drawn gives one line of the cube, many of which are the same: about 3.5 million
# remain. The hash of its number decides everything: one in ten is in the ESS, most are small.
_CELLS = """
    COPY (
        WITH drawn AS (
            SELECT code, (hash(code, line) >> 2)::BIGINT AS h
            FROM communes, range(CAST(25 + inhabitants / 6 AS BIGINT)) lines(line)
        ), cells AS (
            SELECT code AS commune,
                   CASE WHEN h % 10 = 0 THEN 1 + (h >> 8) % 11 % 6 ELSE 0 END AS family,
                   CASE WHEN h % 10 = 0 THEN ({bases})[1 + (h >> 16) % 10] ELSE 0 END AS basis,
                   (h >> 24) % 14 AS sector,
                   CASE WHEN (h >> 32) % 3 < 2 THEN 0
                        ELSE (15 * pow((h >> 36) % 4096 / 4095.0, 3))::INTEGER END AS size,
                   (h >> 50) % 3 AS declared
            FROM drawn
        )
        SELECT commune, family::UTINYINT AS family, basis::UTINYINT AS basis,
               sector::UTINYINT AS sector, size::UTINYINT AS size, declared::UTINYINT AS declared,
               count(*)::UINTEGER AS n
        FROM cells GROUP BY ALL ORDER BY commune
    ) TO '{cube}' (FORMAT parquet)
"""
_REGISTRY = """
    COPY (
        SELECT '123456789' AS siren, printf('%014d', row_number() OVER ()) AS siret,
               'ASSOCIATION ' || row_number() OVER () AS name, NULL AS sign, NULL AS acronym,
               '9220' AS category, 'association' AS family, 1::UTINYINT AS basis,
               '88.10A' AS activity, 'action-sociale' AS sector, ({sizes})[1 + size] AS size,
               'O' AS declared, commune, false AS partial
        FROM '{cube}' WHERE family > 0 AND basis & 1 = 1
    ) TO '{registry}' (FORMAT parquet)
"""
_BASES = [1, 9, 1, 9, 2, 17, 33, 8, 12, 41]
_PEER = """
    SELECT family, basis, sector, size, declared, sum(n) FROM cells
    WHERE commune IN (SELECT unnest($communes)) GROUP BY ALL
"""


def write(folder: Path, geography: Geography) -> Vintage:
    """Write a made-up vintage and return it; print what it took to pack."""
    cells, registry = folder / "cube.parquet", folder / "registry.parquet"
    sizes = [size.value for size in SizeClass]
    people = folder / "communes.csv"
    codes = geography.communes(FRANCE)
    lines = [f"{code},{geography.population([code])}" for code in codes]
    people.write_text("\n".join(["code,inhabitants", *lines]))
    with duckdb.connect() as database:
        database.execute(
            f"CREATE TABLE communes AS FROM read_csv('{people}', types={{'code': 'VARCHAR'}})"
        )
        database.execute(_CELLS.format(cube=cells, bases=_BASES))
        database.execute(_REGISTRY.format(cube=cells, registry=registry, sizes=sizes))
        count, total = database.execute(f"SELECT count(*), sum(n) FROM '{cells}'").fetchall()[0]
    print(f"{count:,} cells, {total:,} establishments in {len(codes):,} communes")
    print(f"packed in {timed(lambda: cube.pack(cells, folder / 'cube')) / 1000:.1f} s, ", end="")
    print(f"employers in {timed(lambda: employers.pack(registry, folder / 'cube')) / 1000:.1f} s")
    perimeter = PerimeterNote("", "", "", "", VARIANT.id, (VariantNote.of(VARIANT),))
    Manifest("", "", "", True, "", "", "", 0, perimeter, (), {}, ()).write(folder)
    return Vintage(folder)


def timed(action: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Return how long `action` takes, in milliseconds of a clock."""
    start = clock()
    action()
    return (clock() - start) * 1000


def report(label: str, actions: Sequence[Callable[[], object]], rounds: int) -> float:
    """Print the median and the 95th centile of `rounds` calls and return the median.

    Of the clock, then of the processor: on a machine that others use, the second is what it costs.
    """
    for action in actions:  # as in a process that has been serving for a while
        action()
    median, text = 0.0, f"{label:<38}"
    for clock, name in ((time.process_time, "processor"), (time.perf_counter, "clock")):
        times = [timed(actions[turn % len(actions)], clock) for turn in range(rounds)]
        median, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        text += f"  {name} p50 {median:8.2f} p95 {p95:8.2f}"
    print(text)
    return median


def territories(geography: Geography) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Yield sets of communes by kind of territory; 5,000 random communes are the last."""
    dice = random.Random(2014)
    named = sorted(geography.named)
    for kind in ("commune", "epci", "departement", "ancienne-region", "region", "pays"):
        refs = [ref for ref in named if ref.startswith(f"{kind}:")]
        yield kind, [geography.communes(ref) for ref in dice.sample(refs, min(len(refs), 100))]
    france = geography.communes(FRANCE)
    yield "5,000 random communes", [tuple(dice.sample(france, 5_000)) for _ in range(10)]


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=300)
    options = parser.parse_args()
    geography = Geography.load()
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as database:
        vintage = write(Path(folder), geography)
        print(f"opened in {timed(lambda: vintage.cube):.0f} ms")
        database.execute(f"CREATE VIEW cells AS FROM '{folder}/cube.parquet'")

        def ask(communes: tuple[str, ...]) -> object:
            return database.execute(_PEER, {"communes": communes}).fetchall()

        for kind, sets in territories(geography):
            calls = [lambda s=s: panorama.compute(vintage, s) for s in sets]  # type: ignore[misc]
            ours = report(f"panorama, {kind}", calls, options.rounds)
            peer = [lambda s=s: ask(s) for s in sets]  # type: ignore[misc]
            theirs = report("  peer: DuckDB, the cells alone", peer, max(options.rounds // 10, 10))
            print(f"  ratio to the peer: {ours / theirs:.3f}")
            largest = [lambda s=s: employers.largest(vintage, s) for s in sets]  # type: ignore[misc]
            report("  ten largest employers", largest, options.rounds)


if __name__ == "__main__":
    main()
