# ruff: noqa: S311, SIM905, T201
"""Time the index of registered establishments on made-up ones, with SQLite FTS5 as the peer.

    python benchmarks/registry.py [--rows 2000000] [--no-peer]

Every time is in milliseconds. The same seed gives the same establishments.
"""

import argparse
import random
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from maillage.kernel.establishments import RegisteredEstablishment
from maillage.kernel.text import fold
from maillage.kernel.vocabularies import Family, Sector, SizeClass
from maillage.search.engines.registry import RegistryIndex, build
from maillage.search.registry import Disc, RegistryQuery

KINDS = (
    "ASSOCIATION,ASSOCIATION,ASSOCIATION SPORTIVE,AMICALE,COMITE DES FETES,CLUB,UNION SPORTIVE,"
    "SOCIETE COOPERATIVE,ACCA,GROUPEMENT,OGEC,MUTUELLE,FONDATION,COMPAGNIE,CHORALE,LES AMIS,"
    "FOYER RURAL,ECOLE DE MUSIQUE,COMITE,REGIE DE QUARTIER,RECYCLERIE,FEDERATION,SYNDICAT"
).split(",")
THINGS = (
    "DES PARENTS D'ELEVES,DE CHASSE,DE TENNIS,DE FOOTBALL,DU VELO,DES AINES,D'INSERTION,DU LIVRE,"
    "DE L'ENERGIE,DE LA FORET,DES ARTS,DE L'HABITAT,DES EMPLOIS,DE LA JEUNESSE,DU NUMERIQUE,"
    "DE L'ALIMENTATION,DES HANDICAPES,DU TEXTILE,DE LA SANTE,DES VIGNERONS,DU PATRIMOINE,DE DANSE"
).split(",")
START = "BEL,MONT,SAINT ,VAL,ROCHE,VILLE,CHAMP,CLER,NEU,FON,PONT A ,HAUT,GRAND,VAU,LOR".split(",")
MIDDLE = "BE,DO,GRI,LA,MA,NE,PO,RU,SA,TI,VI,ZE".split(",")
END = "FORT,MONT,VILLE,COURT,BOURG,LIEU,MAISON,BOIS,FONTAINE,EAU,CHAMP,VAL,RIVE,PRES".split(",")
ACTIVITIES = "94.99Z 94.99Z 94.99Z 93.12Z 90.01Z 88.99B 85.59B 84.11Z 01.61Z 64.19Z".split()
QUERIES = (
    "recyclerie", "association parents eleves", "foyers ruraux", "école de musique montbeville",
    "regie de quartier", "comite fetes", "acca", "union sportive football", "mutuelle",
    "les amis du livre", "amicale dan", "cooperative vign", "saint", "fondation patrimoine grand",
    "association", "ass",
)  # fmt: skip
TYPOS = ("recyclrie", "fedration du velo", "associaton tenis", "cooperrative")


def establishments(count: int) -> Iterator[RegisteredEstablishment]:
    """Yield made-up establishments, most of them small associations, around 35,000 communes."""
    dice = random.Random(2014)
    towns = [
        (
            dice.uniform(42.5, 51),
            dice.uniform(-4.5, 8),
            dice.choice(START) + dice.choice(MIDDLE) + dice.choice(END),
        )
        for _ in range(35_000)
    ]
    families, sectors, sizes = list(Family), list(Sector), list(SizeClass)
    for number in range(count):
        town = int(len(towns) * dice.random() ** 2)
        lat, lon, name = towns[town]
        code = f"{town:05}"
        yield RegisteredEstablishment(
            siret=f"{10_000_000_000_000 + 43 * number:014}",
            name=f"{dice.choice(KINDS)} {dice.choice(THINGS)} DE {name} {number % 997}",
            category="9220",
            family=families[min(5, int(6 * dice.random() ** 6))],
            basis=dice.choice((9, 9, 9, 1, 8, 2, 17, 32)),
            activity=dice.choice(ACTIVITIES),
            sector=sectors[int(14 * dice.random() ** 2)],
            size=sizes[int(16 * dice.random() ** 8)],
            declared=dice.choice("ONNN"),
            headquarters=True,
            created="2012-03-14",
            commune=code,
            postal_code=code,
            address=f"{number % 97} RUE DE LA GARE",
            lat=lat + dice.gauss(0, 0.01),
            lon=lon + dice.gauss(0, 0.02),
            approximate=False,
            places=(
                f"commune:{code}",
                f"epci:{town // 28}",
                f"departement:{town // 350}",
                f"region:{town // 2700}",
            ),
            variants=("loi-2014", "large") if number % 20 else ("large",),
        )


def timed(action: Callable[[], object]) -> float:
    """Return the duration of `action` in milliseconds."""
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


def report(label: str, actions: Sequence[Callable[[], object]]) -> float:
    """Print the median and the 95th centile of `actions`, each run once, and return the median."""
    times = [timed(action) for action in actions]
    median, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    print(f"{label:<50} p50 {median:8.2f}   p95 {p95:8.2f}")
    return median


def peer(count: int) -> Callable[[str], object]:
    """Return a search in SQLite FTS5: folded names, all words, ranked, first page and total."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE names USING fts5(name, tokenize='unicode61', prefix='2 3')")
    rows = ((fold(row.name),) for row in establishments(count))
    start = time.perf_counter()
    base.executemany("INSERT INTO names VALUES (?)", rows)
    base.commit()
    print(f"peer: SQLite FTS5 built in {time.perf_counter() - start:.1f} s")

    def ask(text: str) -> object:
        match = " ".join(f'"{word}"' for word in fold(text).split()) + "*"
        total = base.execute("SELECT count(*) FROM names WHERE names MATCH ?", [match]).fetchone()
        page = "SELECT rowid FROM names WHERE names MATCH ? ORDER BY rank LIMIT 20"
        return total, base.execute(page, [match]).fetchall()

    return ask


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--peer", action=argparse.BooleanOptionalAction, default=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "names")
        making = timed(lambda: sum(1 for _ in establishments(options.rows))) / 1000
        cpu = time.process_time()
        built = timed(lambda: build(folder, establishments(options.rows))) / 1000
        cpu = time.process_time() - cpu
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{options.rows} establishments: built in {built - making:.1f} s "
            f"({cpu - making:.0f} s of processor; making them, {making:.0f} s, left out), "
            f"{size:.0f} MB on disk, {peak:.0f} MB of memory"
        )
        index = RegistryIndex.open(folder)
        ask = index.search
        ask(RegistryQuery("zzz"))

        def searches(texts: Sequence[str] = QUERIES, **asked: object) -> list[Callable[[], object]]:
            """Return searches that were not asked before: answers are kept."""
            fresh = RegistryIndex.open(folder)
            fresh.search(RegistryQuery("zzz"))
            queries = [RegistryQuery(text, variant=("loi-2014",), **asked) for text in texts]  # type: ignore[arg-type]
            return [lambda query=query: fresh.search(query) for query in queries]  # type: ignore[misc]

        dice = random.Random(1)
        disc = Disc(48.69, 6.18, 20)
        ours = report("words, four facets counted", searches())
        report("the same, misspelt", searches(TYPOS))
        chosen = {"family": ("association",), "sector": ("sport-loisirs", "sante")}
        report("words, two facets chosen", searches(**chosen))
        report("words in a département", searches(places=("departement:2",)))
        report("words within 20 km", searches(disc=disc))
        report("words, by size", searches(sort="size"))
        communes = [(f"commune:{dice.randrange(20_000):05}",) for _ in range(30)]
        report("a commune", [s for place in communes for s in searches([""], places=place)])
        report("a région", [s for n in range(5) for s in searches([""], places=(f"region:{n}",))])
        report(
            "an activity",
            [s for a in ("88.", "94.99Z", "01") for s in searches([""], activity=(a,))],
        )
        print(f"everything, by size: {timed(searches(['', ''], sort='size')[0]):.1f}")
        numbers = [f"{10_000_000_000_000 + 43 * dice.randrange(options.rows)}" for _ in range(30)]
        report("a SIRET", searches(numbers))
        boxes = {
            "France": (-5.0, 41.0, 10.0, 51.5),
            "région": (5.0, 47.5, 8.0, 49.5),
            "ville": (6.0, 48.6, 6.4, 48.8),
        }
        for label, box in boxes.items():
            fresh = RegistryIndex.open(folder)
            fresh.search(RegistryQuery())
            print(f"map, {label}: {timed(lambda: fresh.clusters(RegistryQuery(), box)):.1f}")  # noqa: B023
        if options.peer:
            search = peer(options.rows)
            theirs = report(
                "peer: SQLite FTS5, no facets", [lambda t=t: search(t) for t in QUERIES]
            )  # type: ignore[misc]
            print(f"  ratio to the peer: {ours / theirs:.2f}")


if __name__ == "__main__":
    main()
