# ruff: noqa: S311, T201
"""Time the pages of panoramas: of every région and département, and of as many EPCI.

    MAILLAGE_DATA=DIR python benchmarks/panorama_page.py [--most 100]

DIR holds an instance with a vintage (`maillage demo --no-serve` makes one); nothing is written to
it. After one page of each kind, pages are asked for through Django's test client, each once, then
all again: what is computed from a vintage is kept as HTML by the process, so that the two differ.
Times are milliseconds of processor; beside each is its ratio to the floor, the page of legal
mentions (the frame of every page and little else) asked for just before. The same seed asks for the
same pages.
"""

import argparse
import os
import random
import statistics
import time
from collections.abc import Iterable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.config.settings")

import django

django.setup()

from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from maillage.apps.observatory import subjects  # noqa: E402
from maillage.apps.territories.models import Territory  # noqa: E402

KINDS = ("region", "departement", "epci")
Timed = tuple[float, float]


def processor(client: Client, address: str) -> float:
    """Return the milliseconds of processor that a page takes."""
    start = time.process_time()
    response = client.get(address)
    spent = 1000 * (time.process_time() - start)
    if response.status_code != 200:
        raise SystemExit(f"{address}: {response.status_code}")
    return spent


def timed(client: Client, addresses: Iterable[str]) -> list[Timed]:
    """Return what each page takes, and what the floor takes just before."""
    floor = reverse("website:legal")
    return [(processor(client, floor), processor(client, one))[::-1] for one in addresses]


def report(label: str, found: list[Timed]) -> None:
    """Print a line of the table."""
    spent = sorted(page for page, _floor in found)
    floor = statistics.median(floor for _page, floor in found)
    p50, p95 = statistics.median(spent), spent[min(len(spent) - 1, round(0.95 * len(spent)))]
    print(
        f"{label:22} p50 {p50:6.1f}  p95 {p95:6.1f}  least {spent[0]:6.1f}  "
        f"floor {floor:5.1f}  p50 × floor {p50 / floor:4.1f}"
    )


def main() -> None:
    """Ask for the pages and print what they took."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--most", type=int, default=100, help="pages of each kind")
    most = arguments.parse_args().most
    client = Client(HTTP_HOST="localhost")
    dice = random.Random(2014)
    rows = {}
    for kind in KINDS:
        known = list(Territory.objects.filter(kind=kind, current=True).order_by("pk"))
        rows[kind] = dice.sample(known, min(most + 1, len(known)))
    processor(client, reverse("website:legal"))
    for first, *_others in rows.values():  # a process reads once what all pages of a kind need
        processor(client, subjects.address(first))
    for kind, (_first, *others) in rows.items():
        addresses = [subjects.address(one) for one in others]
        report(f"{kind}, first time", timed(client, addresses))
        report(f"{kind}, again", timed(client, addresses))


if __name__ == "__main__":
    main()
