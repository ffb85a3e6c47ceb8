# ruff: noqa: S311, SIM905, T201
"""Time the sheet index on made-up sheets, with SQLite FTS5 on the same names as the peer.

    python benchmarks/search.py [--sheets 20000] [--positions 1000000]

Every time is in milliseconds. The same seed gives the same sheets.
"""

import argparse
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from maillage.kernel.text import fold
from maillage.search import IndexedSheet, SheetQuery
from maillage.search.engines.embedded import EmbeddedIndex

KINDS = (
    "Association,Coopérative,Recyclerie,Maison,Atelier,Jardins,Foyer,Ferme,Réseau,Collectif,"
    "Épicerie solidaire,Régie de quartier,Tiers-lieu,Fédération,Fondation,Mutuelle,Compagnie,Club"
).split(",")
THINGS = (
    "de l’Œuvre,des vignerons,du réemploi,de la mobilité,des aînés,d’insertion,du livre,"
    "de l’énergie citoyenne,de la forêt,du vélo,des arts,de l’habitat partagé,des emplois,"
    "de la jeunesse,du numérique,de l’alimentation,des handicapés,du textile,de la santé"
).split(",")
START = "Bel,Mont,Saint-,Val,Roche,Ville,Champ,Cler,Neu,Fon,Pont-à-,Haut,Grand,Vau,Lor".split(",")
END = "fort,mont,ville,court,bourg,lieu,maison,bois,fontaine,eau,champ,val,rive,prés".split(",")
WORDS = (
    "accompagne les habitants dans leurs projets et propose des ateliers ouverts à toutes et tous "
    "collecte répare vend insère forme finance conseille producteurs locaux coopération énergie "
    "solidarité territoire emploi culture lecture jeunes familles entreprises communes"
).split()
THEMES = "culture reemploi mobilite sante habitat numerique alimentation education sport".split()
ROLES = "reseau accompagnement financeur entreprise lieu media".split()
QUERIES = (
    "recyclerie", "coopérative du livre", "foyers", "maison de l'énergie", "régie quartier belfort",
    "tiers lieux numérique", "jardin", "handicapees", "ate", "association des emplois montville",
)  # fmt: skip
TYPOS = ("recyclrie", "cooprative", "fedration du velo", "epiceri solidair")
TYPED = ("re", "rec", "recy", "maison de l", "ass", "coop du", "fe", "jardins d", "tiers-l", "ép")


def sheets(count: int, located: bool = True, long: bool = True) -> Iterator[IndexedSheet]:
    """Yield made-up sheets gathered around made-up towns of metropolitan France."""
    dice = random.Random(2014)
    towns = [
        (dice.uniform(42.5, 51), dice.uniform(-4.5, 8), dice.choice(START) + dice.choice(END))
        for _ in range(3000)
    ]
    for pk in range(1, count + 1):
        lat, lon, town = towns[int(len(towns) * dice.random() ** 2)]
        title = f"{dice.choice(KINDS)} {dice.choice(THINGS)} de {town} {pk % 97}"
        region = int(lat) * 100 + int(lon)
        yield IndexedSheet(
            uid=f"fiche-{pk}",
            type=dice.choice(("organisation", "organisation", "evenement", "ressource")),
            title=title,
            names=("".join(word[0] for word in title.split()).upper(),),
            summary=" ".join(dice.choices(WORDS, k=18)),
            body=" ".join(dice.choices(WORDS, k=150)) if long else "",
            facets=(
                f"role={dice.choice(ROLES)}",
                *(f"theme={theme}" for theme in dice.sample(THEMES, 2)),
                "territory=pays:FR",
                f"territory=region:{region}",
                f"territory=commune:{fold(town)}",
            ),
            sort_name=title,
            updated=dice.randrange(20_000),
            pk=pk,
            weight=dice.choice((1, 1, 1, 3)),
            lat=lat + dice.gauss(0, 0.02) if located else None,
            lon=lon + dice.gauss(0, 0.03) if located else None,
        )


def timed(action: Callable[[], object]) -> float:
    """Return the duration of `action` in milliseconds."""
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


def report(label: str, actions: Sequence[Callable[[], object]], rounds: int = 10) -> float:
    """Print the median and the 95th centile of `actions` and return the median."""
    for action in actions:
        action()
    times = [timed(action) for _ in range(rounds) for action in actions]
    median, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    print(f"{label:<46} p50 {median:8.2f}   p95 {p95:8.2f}")
    return median


def build(index: EmbeddedIndex, count: int, long: bool = True) -> None:
    """Build `index` and print how long it took, the making of the sheets apart."""
    documents = list(sheets(count, long=long))
    print(f"{count} sheets: built in {timed(lambda: index.rebuild(documents, 1)) / 1000:.1f} s")


def peer(count: int) -> list[Callable[[], object]]:
    """Return the queries on SQLite FTS5: folded names, all words, ranked, first page and total."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE sheet USING fts5(name, tokenize='unicode61', prefix='2 3')")
    rows = [
        (fold(f"{sheet.title} {' '.join(sheet.names)}"),) for sheet in sheets(count, long=False)
    ]
    base.executemany("INSERT INTO sheet VALUES (?)", rows)

    def ask(text: str) -> object:
        match = " ".join(f'"{word}"' for word in fold(text).split()) + "*"
        total = base.execute("SELECT count(*) FROM sheet WHERE sheet MATCH ?", [match]).fetchone()
        page = "SELECT rowid FROM sheet WHERE sheet MATCH ? ORDER BY rank LIMIT 20"
        return total, base.execute(page, [match]).fetchall()

    return [lambda text=text: ask(text) for text in QUERIES]  # type: ignore[misc]


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sheets", type=int, default=20_000)
    parser.add_argument("--positions", type=int, default=0, help="also a map of so many sheets")
    options = parser.parse_args()
    facets = ("role", "theme", "territory")
    boxes = {
        "France": (-5.0, 41.0, 10.0, 51.5),
        "région": (5.0, 47.5, 8.0, 49.5),
        "ville": (6.0, 48.6, 6.4, 48.8),
    }
    with tempfile.TemporaryDirectory() as folder:
        index = EmbeddedIndex(Path(folder, "sheets"), facets, marker_facet="role")
        build(index, options.sheets)

        def searches(texts: Sequence[str], **asked: object) -> list[Callable[[], object]]:
            queries = [SheetQuery(text, **asked) for text in texts]  # type: ignore[arg-type]
            return [lambda query=query: index.search(query) for query in queries]  # type: ignore[misc]

        report("search, 20 sheets with passages", searches(QUERIES))
        ours = report("search, without passages", searches(QUERIES, highlight=False))
        theirs = report("peer: SQLite FTS5 on names, without passages", peer(options.sheets))
        print(f"  ratio to the peer: {ours / theirs:.2f}")
        report("search, misspelt", searches(TYPOS))
        report("search, 3 facets counted", searches(QUERIES, count_facets=facets))
        chosen = {"role": ("reseau", "lieu"), "theme": ("culture",)}
        report("the same, 2 of them chosen", searches(QUERIES, count_facets=facets, facets=chosen))
        report("everything by name, 3 facets", searches([""], count_facets=facets), 50)
        report("suggest", [lambda t=t: index.suggest(t) for t in TYPED])  # type: ignore[misc]
        change = next(sheets(1))
        report("update of one sheet", [lambda: index.update([change])], 10)
        for name, box in boxes.items():
            report(f"clusters, {name}", [lambda box=box: index.clusters(SheetQuery(), box)])  # type: ignore[misc]
        if options.positions:
            big = EmbeddedIndex(Path(folder, "positions"), facets, marker_facet="role")
            build(big, options.positions, long=False)
            for name, box in boxes.items():
                report(f"clusters, {name}", [lambda box=box: big.clusters(SheetQuery(), box)])  # type: ignore[misc]
            texts = [lambda t=t: big.search(SheetQuery(t)) for t in QUERIES]
            report("search", texts, 3)


if __name__ == "__main__":
    main()
