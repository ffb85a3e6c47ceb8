# ruff: noqa: S311, SIM905, T201
"""Time the index of registered establishments on made-up ones, with SQLite FTS5 as the peer.

    python benchmarks/registry.py [--rows 2000000] [--words 50000] [--no-peer]

Names are made of a few dozen words, which is harsher than any register; `--words` makes them of so
many, the nth of which is met n times less often than the first, as in real ones. Every time is in
milliseconds, of processor unless it says otherwise. The same seed gives the same establishments.
"""

import argparse
import functools
import itertools
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
from maillage.search.disc import Disc
from maillage.search.engines.registry import RegistryIndex, build
from maillage.search.registry import RegistryQuery

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
COMMON = ("association", "ass", "saint", "mutuelle", "club")
MISTAKES = 12
ASKED = 100


def things(dice: random.Random, words: int) -> Callable[[], str]:
    """Return what draws the subject of a name: of a few, or one or two of `words` made-up words."""
    if not words:
        return lambda: dice.choice(THINGS)
    letters = random.Random(words)
    parts = [a + b for a in "BCDFGLMNPRSTVZ" for b in ("A", "E", "I", "O", "U", "AN", "ON", "IER")]
    made = ["".join(letters.choices(parts, k=letters.randint(2, 4))) for _ in range(words)]
    chances = list(itertools.accumulate(1 / (rank + 1) for rank in range(words)))

    def draw() -> str:
        return " ".join(dice.choices(made, cum_weights=chances, k=dice.choice((1, 2, 2, 3))))

    return draw


def establishments(count: int, words: int = 0) -> Iterator[RegisteredEstablishment]:
    """Yield made-up establishments, most of them small associations, around 35,000 communes."""
    dice = random.Random(2014)
    thing = things(dice, words)
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
            name=f"{dice.choice(KINDS)} {thing()} DE {name}" + (f" {number % 997}" * (not words)),
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


def busy(action: Callable[[], object]) -> float:
    """Return the processor time of `action` in milliseconds."""
    start = time.thread_time()
    action()
    return (time.thread_time() - start) * 1000


def report(label: str, actions: Sequence[Callable[[], object]]) -> float:
    """Print what `actions` take, each run once, and return the median processor time.

    On a machine that does other work, the processor time is what an idle one would wait.
    """
    waits: list[float] = []
    times = [busy(lambda action=action: waits.append(timed(action))) for action in actions]  # type: ignore[misc]
    p95, waited = (statistics.quantiles(values, n=20)[-1] for values in (times, waits))
    median = statistics.median(times)
    print(f"{label:<42} p50 {median:7.2f}   p95 {p95:7.2f}   p95 waited {waited:7.2f}", flush=True)
    return median


def peer(rows: Iterator[RegisteredEstablishment]) -> Callable[[str], object]:
    """Return a search in SQLite FTS5: folded names, all words, ranked, first page and total."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE names USING fts5(name, tokenize='unicode61', prefix='2 3')")
    start = time.perf_counter()
    base.executemany("INSERT INTO names VALUES (?)", ((fold(row.name),) for row in rows))
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
    parser.add_argument("--words", type=int, default=0)
    parser.add_argument("--peer", action=argparse.BooleanOptionalAction, default=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "names")
        rows = functools.partial(establishments, words=options.words)
        made = cost(lambda: sum(1 for _ in rows(options.rows)))
        spent = cost(lambda: build(folder, rows(options.rows)))
        wall, processor = (all_ - own for all_, own in zip(spent, made, strict=True))
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{options.rows} establishments: built in {wall:.0f} s ({processor:.0f} s of "
            f"processor), {size:.0f} MB on disk, {peak:.0f} MB of memory",
            flush=True,
        )
        asked = typed(rows(min(options.rows, 50_000)))
        texts = [text for text, _ in asked]
        ours = measure(folder, options.rows, asked)
        if options.peer:
            search = peer(rows(options.rows))
            theirs = report("peer: SQLite FTS5, no facet", [lambda t=t: search(t) for t in texts])  # type: ignore[misc]
            report("peer: one common word", [lambda t=t: search(t) for t in COMMON])  # type: ignore[misc]
            print(f"  ratio to the peer: {ours / theirs:.2f}")


def measure(folder: Path, rows: int, asked: Sequence[tuple[str, RegisteredEstablishment]]) -> float:
    """Print the times of searches, none asked twice, and return the median of the plain ones."""
    dice = random.Random(1)

    texts = [text for text, _ in asked]

    def searches(texts: Sequence[str], **more: object) -> list[Callable[[], object]]:
        """Return searches on an index freshly opened: answers are kept."""
        fresh = RegistryIndex.open(folder)
        fresh.search(RegistryQuery("zzz"))
        queries = [RegistryQuery(text, variant=("loi-2014",), **more) for text in texts]  # type: ignore[arg-type]
        return [lambda query=query: fresh.search(query) for query in queries]  # type: ignore[misc]

    ours = report("words of a name, five facets counted", searches(texts))
    chosen = {"family": ("association",), "sector": ("sport-loisirs", "sante")}
    report("the same, two facets chosen", searches(texts, **chosen))
    inside = [s for text, one in asked for s in searches([text], places=(one.places[2],))]
    report("the same, in its département", inside)
    near = [(text, Disc(one.lat or 0, one.lon or 0, 20)) for text, one in asked]
    report(
        "the same, within 20 km", [s for text, disc in near for s in searches([text], disc=disc)]
    )
    report("the same, where there is none", searches(texts, places=("region:0", "region:99")))
    report("misspelt", searches([f"{text[:3]}{text[4:]}" for text in texts[:MISTAKES]]))
    report("one common word, first time", searches(COMMON))
    communes = [f"commune:{dice.randrange(20_000):05}" for _ in range(30)]
    report("a commune", [s for one in communes for s in searches([""], places=(one,))])
    regions = [f"region:{number}" for number in range(6)]
    report("a région, first time", [s for one in regions for s in searches([""], places=(one,))])
    report("a SIRET", searches([f"{10**13 + 43 * dice.randrange(rows)}" for _ in range(30)]))
    (everything,) = searches([""], sort="size")
    print(f"everything, the first time: {busy(everything):.0f}; then: {busy(everything):.2f}")
    boxes = {
        "France": (-5.0, 41.0, 10.0, 51.5),
        "région": (5.0, 47.5, 8.0, 49.5),
        "ville": (6.0, 48.6, 6.4, 48.8),
    }
    for label, box in boxes.items():
        fresh = RegistryIndex.open(folder)
        fresh.search(RegistryQuery())
        spent = busy(lambda box=box, fresh=fresh: fresh.clusters(RegistryQuery(), box))  # type: ignore[misc]
        print(f"map, {label}, first time: {spent:.0f}")
    return ours


def typed(
    rows: Iterator[RegisteredEstablishment],
) -> list[tuple[str, RegisteredEstablishment]]:
    """Return what people type to find an establishment, two to four words of its name, and it."""
    dice = random.Random(7)
    found = []
    for one in dice.sample(list(rows), ASKED):
        words = [word for word in one.name.lower().split() if len(word) > 2]
        kept = sorted(dice.sample(range(len(words)), min(len(words), dice.randint(2, 4))))
        found.append((" ".join(words[place] for place in kept), one))
    return found


def cost(action: Callable[[], object]) -> tuple[float, float]:
    """Return the duration of `action` and the processor time it took, in seconds."""
    processor = time.process_time()
    return timed(action) / 1000, time.process_time() - processor


if __name__ == "__main__":
    main()
