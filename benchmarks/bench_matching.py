# ruff: noqa: E402, S311, T201
"""Time what tells that a sheet may exist already, among made-up organisations.

    python benchmarks/bench_matching.py [--sheets 20000] [--rounds 300]

Milliseconds of the processor: `matching.find` for a name alone, for everything known, and for a
name that nobody has; what keeping keys and pairs adds to the save of a sheet; and, in seconds, all
keys and pairs written again. One sheet in twenty is a near copy of another. The floor is one read
of a sheet by its identifier, and the ratio to it is given. The same seed gives the same sheets.
"""

import argparse
import json
import os
import random
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.config.settings")
_SCRATCH = tempfile.TemporaryDirectory()
os.environ["MAILLAGE_DATA"] = _SCRATCH.name
os.environ["MAILLAGE_SECRET_KEY"] = secrets.token_hex()

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from portal import percentile, write
from portal import records as made_up

from maillage.apps.contributions.models import MatchKey, Resemblance
from maillage.apps.contributions.resemblance import duplicates, matching
from maillage.apps.directory.models import Organisation
from maillage.apps.sheets import actions, indexing, loading
from maillage.apps.sheets.types import registry


def copies(count: int) -> Iterator[dict[str, object]]:
    """Yield the made-up organisations, one in twenty twice, written otherwise the second time."""
    for number, record in enumerate(made_up(count)):
        kept = {key: value for key, value in record.items() if key not in {"relations", "evidence"}}
        yield kept
        if number % 20 == 0:
            yield kept | {"id": f"copie-{number}", "name": f"SCIC {str(kept['name']).upper()}"}


def timed(rounds: int, act: Callable[[int], object]) -> list[float]:
    """Return the milliseconds of processor of each call, a first one set aside."""
    act(0)
    times = []
    for number in range(rounds):
        start = time.process_time()
        act(number)
        times.append((time.process_time() - start) * 1_000)
    return times


def main() -> None:
    """Load, ask, save, write again, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=300)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    files = Path(_SCRATCH.name, "files")
    write(files, 0)
    count = options.sheets * 20 // 21
    with (files / "organisations.jsonl").open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(record) + "\n" for record in copies(count))
    start = time.process_time()
    loading.load(files)
    print(f"load             {time.process_time() - start:8.1f} s")
    start = time.process_time()
    pairs = duplicates.rebuild()
    whole = time.process_time() - start
    indexing.ready()
    rows = list(made_up(count))
    dice = random.Random(6)
    chosen = [dice.choice(rows) for _ in range(options.rounds)]
    kind = registry["organisation"]
    uids = [str(one["id"]) for one in chosen]
    saved = [Organisation.objects.get(uid=uid) for uid in uids]
    floor = timed(options.rounds, lambda n: Organisation.objects.get(uid=uids[n]))
    lines = {
        "floor: one sheet": floor,
        "find: a name": timed(
            options.rounds, lambda n: matching.find(kind, {"name": chosen[n]["name"]})
        ),
        "find: everything": timed(options.rounds, lambda n: matching.find(kind, chosen[n])),
        "find: a new name": timed(
            options.rounds, lambda n: matching.find(kind, {"name": f"Zwyx Kwartz {n}"})
        ),
        "keys and pairs of a sheet": timed(options.rounds, lambda n: duplicates.keep([saved[n]])),
        "save, them included": timed(
            min(40, options.rounds), lambda n: actions.save_sheet(sheet=saved[n], by=None)
        ),
    }
    middle = percentile(floor, 0.5)
    for label, times in lines.items():
        p50, p95 = percentile(times, 0.5), percentile(times, 0.95)
        print(f"{label:<28} p50 {p50:7.2f}   p95 {p95:7.2f}   × {p50 / middle:5.1f}")
    keys, total = MatchKey.objects.count(), Organisation.objects.count()
    print(
        f"all keys and pairs           {whole:7.1f} s  ({total} sheets, {keys} keys, {pairs} pairs)"
    )
    start = time.process_time()
    list(Resemblance.objects.select_related("first", "second")[:25])
    print(f"page of the queue, its rows  {(time.process_time() - start) * 1_000:7.2f} ms")
    connection.close()


if __name__ == "__main__":
    main()
