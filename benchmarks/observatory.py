# ruff: noqa: S608, T201 (queries and lines of ours)
"""Time the build of a vintage beside the decoding of the columns that it reads.

    python benchmarks/observatory.py [--units 29 --establishments 43] [--out DIR] [--rounds 3]

Sizes are in millions; the stock is made once in `--out` (3 GB at national size) and kept there. The
floor is what DuckDB takes to decode, once, every column that the build reads: the greatest length
of each text. Each measure has a process of its own. Processor time is what to compare on a machine
that does something else too.
"""

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple, ParamSpec, TypeVar

from observatory_stock import write_stock

from maillage.observatory.build import BuildRequest, build
from maillage.observatory.engines import open_engine
from maillage.observatory.perimeters import load_perimeter
from maillage.observatory.sources.sirene import ESTABLISHMENTS, LEGAL_UNITS, Kind

P = ParamSpec("P")
T = TypeVar("T")

MEMORY = "1GB"
COMPUTED = ("unités légales", "toute l’économie", "registre", "cube")
_DECODED = {
    Kind.TEXT: "max(strlen({}))",
    Kind.INTEGER: "max({} + 0)",
    Kind.DATE: "max({} - DATE '2000-01-01')",
    Kind.INSTANT: "max(epoch_us({}))",
    Kind.FLAG: "max(CAST({} AS TINYINT))",
}


class Cost(NamedTuple):
    """Seconds of the clock and of the processors, and the most memory of the process, in MB."""

    wall: float
    cpu: float
    memory: float = 0.0


def now() -> Cost:
    """Return what the process has taken so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return Cost(time.perf_counter(), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def since(start: Cost) -> Cost:
    """Return what was taken since `start`."""
    end = now()
    return Cost(end.wall - start.wall, end.cpu - start.cpu, end.memory)


def decode(files: tuple[Path, Path], _out: Path) -> dict[str, Cost]:
    """Decode every column that a build reads, as DuckDB is set up there."""
    found = {}
    with tempfile.TemporaryDirectory() as work:
        engine = open_engine("duckdb", Path(work), MEMORY)
        for layout, file in zip((LEGAL_UNITS, ESTABLISHMENTS), files, strict=True):
            engine.read(layout, file, layout.find(file.name, engine.columns(layout, file)))
            columns = (_DECODED[column.kind].format(column.name) for column in layout.columns)
            start = now()
            engine.rows(f"SELECT {', '.join(columns)} FROM {layout.role}")
            found[layout.role] = since(start)
        engine.close()
    return found


def compute(files: tuple[Path, Path], out: Path) -> dict[str, Cost]:
    """Build a vintage, and return what each step takes."""
    found: dict[str, Cost] = {}
    under_way: list[tuple[str, Cost]] = []

    def tell(step: str, _done: int, _total: int) -> None:
        if under_way:
            name, start = under_way.pop()
            found[name] = since(start)
        under_way.append((step, now()))

    with tempfile.TemporaryDirectory(dir=out) as store:
        request = BuildRequest(*files, Path(store), load_perimeter(), memory=MEMORY)
        vintage = build(request, progress=tell)
        tell("", 0, 0)
        sizes = {path: path.stat().st_size / 1e6 for path in vintage.folder.glob("*.parquet")}
        counts = vintage.manifest.counts
        print(
            f"  {counts['registry']} establishments in the registry, "
            f"{counts['cube.cells']} cells; "
            + ", ".join(f"{path.name} {size:.0f} MB" for path, size in sizes.items())
        )
    return found


def apart(action: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """Run an action in a new process, so that its memory is its own."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(action, *args, **named).result()


def least(rounds: list[dict[str, Cost]]) -> dict[str, Cost]:
    """Return the least time of each step over the rounds, and the most memory."""
    return {
        step: Cost(
            min(one[step].wall for one in rounds),
            min(one[step].cpu for one in rounds),
            max(one[step].memory for one in rounds),
        )
        for step in rounds[0]
    }


def show(label: str, cost: Cost, floor: Cost) -> None:
    """Print a line of the table."""
    print(
        f"{label:<34} cpu {cost.cpu:7.2f} s  × {cost.cpu / floor.cpu:4.2f}   "
        f"clock {cost.wall:7.2f} s  × {cost.wall / floor.wall:4.2f}   {cost.memory:6.0f} MB"
    )


def total(costs: list[Cost]) -> Cost:
    """Return what several steps take one after the other."""
    return Cost(
        sum(one.wall for one in costs),
        sum(one.cpu for one in costs),
        max(one.memory for one in costs),
    )


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=float, default=0.3, help="millions of legal units")
    parser.add_argument("--establishments", type=float, default=0.45, help="millions")
    parser.add_argument("--out", type=Path, help="where to make and keep the stock")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        out = options.out or Path(temporary)
        start = now()
        millions = 1_000_000
        sizes = round(options.units * millions), round(options.establishments * millions)
        files = apart(write_stock, out, *sizes)
        print(f"stock: {since(start).wall:.0f} s")
        floors, builds = [], []
        for _ in range(options.rounds):  # in turn, so that a slow moment is shared
            floors.append(apart(decode, files, out))
            builds.append(apart(compute, files, out))
    floor, steps = total(list(least(floors).values())), least(builds)
    show("floor: decoding the columns", floor, floor)
    for step, cost in steps.items():
        show(f"  {step}", cost, floor)
    show("registry and cube", total([steps[step] for step in COMPUTED]), floor)
    show("everything", total(list(steps.values())), floor)


if __name__ == "__main__":
    main()
