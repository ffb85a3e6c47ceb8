# ruff: noqa: T201
"""Time what a project holder meets: schemes, orientation, financing plan, livret.

    MAILLAGE_DATA=DIR python benchmarks/support.py [--rounds 40]

DIR holds an instance (`maillage demo --no-serve` makes one); nothing is written to it. Each page is
asked for through Django's test client for a round of territories, stages and profiles, after a
first page of each kind. Times are milliseconds of processor, a livret's by the clock too; beside
each is its ratio to the floor, the page of legal mentions, asked for just before.
"""

import argparse
import os
import statistics
import time
from itertools import cycle, islice, product

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.config.settings")

import django

django.setup()

from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

PLACES = ("commune:57463", "commune:54395", "epci:246700488", "departement:54", "region:44")
STAGES = ("emergence", "creation", "developpement", "transmission")
PROFILES = ("association", "habitant", "scop", "siae", "entreprise")
PLAN = (
    "depense=Travaux&nature=investissement&cout=20000&ressource=Apport&forme=&somme=3000"
    "&offre=dispositif-okote-haguenau.campagne&demande=12000"
)
Taken = tuple[float, float, float]


def taken(client: Client, address: str) -> tuple[float, float]:
    """Return the milliseconds of processor, and by the clock, that a page takes."""
    start, clock = time.process_time(), time.perf_counter()
    response = client.get(address)
    spent = 1000 * (time.process_time() - start), 1000 * (time.perf_counter() - clock)
    if response.status_code != 200:
        raise SystemExit(f"{address}: {response.status_code}")
    return spent


def report(client: Client, label: str, addresses: list[str]) -> None:
    """Ask for the pages and print a line of the table."""
    floor = reverse("website:legal")
    taken(client, addresses[0])
    found = [(*taken(client, one), taken(client, floor)[0]) for one in addresses]
    spent = sorted(one[0] for one in found)
    p50, p95 = statistics.median(spent), spent[min(len(spent) - 1, round(0.95 * len(spent)))]
    clock = statistics.median(one[1] for one in found)
    ratio = p50 / statistics.median(one[2] for one in found)
    print(f"{label:28} p50 {p50:7.1f}  p95 {p95:7.1f}  clock {clock:7.1f}  × floor {ratio:5.1f}")


def main() -> None:
    """Ask for the pages of each kind and print what they took."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=40, help="pages of each kind")
    rounds = arguments.parse_args().rounds
    client = Client(HTTP_HOST="localhost")
    known = list(islice(cycle(product(PLACES, STAGES, PROFILES)), rounds))
    asked = [f"territoire={place}&profil={who}&etape={stage}" for place, stage, who in known]
    orientation = reverse("support:orientation")
    report(
        client, "schemes of a territory", [f"/dispositifs/?territoire={one[0]}" for one in known]
    )
    report(client, "a scheme", ["/dispositifs/okote-haguenau/"] * rounds)
    report(
        client, "orientation, first answer", [f"{orientation}?territoire={one[0]}" for one in known]
    )
    report(client, "orientation, three answers", [f"{orientation}?{one}" for one in asked])
    report(
        client, "orientation, expert mode", [f"{orientation}?{one}&mode=expert" for one in asked]
    )
    report(client, "financing plan", [f"{reverse('support:plan')}?{one}&{PLAN}" for one in asked])
    livret = "/territoires/commune/57463-metz/livret.pdf"
    report(client, "livret of Metz (PDF)", [livret] * 5)


if __name__ == "__main__":
    main()
