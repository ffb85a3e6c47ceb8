# ruff: noqa: S311, S603, S607, T201
"""Time the portal on made-up organisations: load, then pages served by two workers.

    python benchmarks/portal.py [--sheets 20000] [--requests 200]

Loads the bundled territories and the made-up sheets into a new instance, serves it as `maillage
serve` does, and asks for pages one after the other. Times are the server's own (its access log), in
milliseconds, with the client's median beside; the floor is the smallest answer that the same server
gives (`/identite.css`: one query, no template), and each page is also given as a ratio to it. The
same seed gives the same sheets.
"""

import argparse
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
from search import END, KINDS, QUERIES, START, THINGS, WORDS

ROLES = [
    "reseau",
    "accompagnement",
    "financeur",
    "entreprise",
    "lieu",
    "media",
    "insertion",
    "emploi",
    "commerce",
]
THEMES = [
    "culture",
    "reemploi",
    "mobilite",
    "numerique",
    "sport",
    "finance-solidaire",
    "egalite",
    "textile",
]
FORMS = [
    "association",
    "association",
    "scop",
    "scic",
    "mutuelle",
    "fondation",
    "societe-commerciale",
]
COMMUNES = [
    "54395",
    "57463",
    "67482",
    "51454",
    "10387",
    "08105",
    "88160",
    "68224",
    "75056",
    "59350",
    "69123",
    "13055",
    "31555",
    "44109",
    "33063",
    "35238",
    "34172",
    "06088",
    "38185",
    "21231",
    "63113",
    "87085",
    "80021",
    "76540",
    "14118",
    "29019",
    "64445",
    "66136",
    "97411",
    "2A004",
]


def records(count: int) -> Iterator[dict[str, object]]:
    """Yield made-up organisations with contacts, places, relations and proofs."""
    dice = random.Random(2014)
    for number in range(count):
        town = dice.choice(START) + dice.choice(END)
        commune = dice.choice(COMMUNES)
        yield {
            "type": "organisation",
            "id": f"organisation-{number}",
            "name": f"{dice.choice(KINDS)} {dice.choice(THINGS)} de {town} {number}",
            "summary": " ".join(dice.choices(WORDS, k=18)),
            "description": " ".join(dice.choices(WORDS, k=120)),
            "legal_form": dice.choice(FORMS),
            "roles": dice.sample(ROLES, 2),
            "themes": dice.sample(THEMES, 2),
            "located_in": [f"commune:{commune}"],
            "links": [{"kind": "site", "url": f"https://{number}.example.org/"}],
            "phones": [{"number": f"+333{dice.randrange(10**8):08}"}],
            "emails": [{"address": f"contact@{number}.example.org"}],
            "addresses": [{"street": f"{number % 99 + 1}, rue du Test", "commune": commune}],
            "relations": [
                {"kind": "membre-de", "target": f"organisation-{other}"}
                for other in {dice.randrange(count), dice.randrange(count)} - {number}
            ],
            "evidence": [
                {"source": "essai", "line": line, "passage": "passage", "supports": supports}
                for line, supports in enumerate(
                    (["name", "summary", "description"], ["links", "phones", "emails"]), start=1
                )
            ],
        }


def command(data: Path, *arguments: str) -> float:
    """Run `maillage` on the instance and return the seconds it took."""
    start = time.perf_counter()
    subprocess.run(["maillage", *arguments], env=environment(data), check=True)
    return time.perf_counter() - start


def environment(data: Path) -> dict[str, str]:
    """Return the environment of an instance in this folder."""
    return {**os.environ, "MAILLAGE_DATA": str(data), "MAILLAGE_LOG_LEVEL": "ERROR"}


def write(folder: Path, count: int) -> None:
    """Write the made-up files."""
    folder.mkdir()
    source = {"id": "essai", "title": "Source d’essai"}
    (folder / "sources.jsonl").write_text(json.dumps(source) + "\n", "utf-8")
    with (folder / "organisations.jsonl").open("w", encoding="utf-8") as file:
        for record in records(count):
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def pages(count: int, requests: int) -> dict[str, list[str]]:
    """Return the addresses to ask for, by kind of page, in an order without pattern."""
    dice = random.Random(1)

    def some(*shapes: str) -> list[str]:
        return [dice.choice(shapes).format(*_values(dice, count)) for _ in range(requests)]

    return {
        "floor": ["/identite.css"] * requests,
        "home": ["/"] * requests,
        "list": some(
            "/annuaire/?page={0}", "/annuaire/?role={1}&theme={2}", "/annuaire/?tri=recent"
        ),
        "list of a territory": some("/annuaire/?territoire=commune:{3}&role={1}"),
        "list with words": some("/annuaire/?q={4}", "/annuaire/?q={4}&role={1}"),
        "detail": some("/annuaire/organisation-{5}/"),
        "search": some("/recherche/?q={4}"),
        "suggestions": some("/recherche/suggestions/?q={6}"),
        "map markers": some("/carte/donnees/?bbox=-5,41,10,52&zoom=6&role={1}"),
        "territory": some("/territoires/commune/{3}/"),
    }


def _values(dice: random.Random, count: int) -> tuple[object, ...]:
    query = dice.choice(QUERIES)
    return (
        dice.randrange(1, max(2, count // 20)),
        dice.choice(ROLES),
        dice.choice(THEMES),
        dice.choice(COMMUNES),
        query,
        dice.randrange(count),
        query[: dice.randrange(2, 6)],
    )


def percentile(times: list[float], share: float) -> float:
    """Return the time that this share of the requests does not exceed."""
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


def main() -> None:
    """Load, serve, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, default=20_000)
    parser.add_argument("--requests", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        data, files = Path(scratch, "data"), Path(scratch, "files")
        write(files, options.sheets)
        print(f"migrate          {command(data, 'migrate'):8.1f} s")
        print(f"territories      {command(data, 'territories', 'load'):8.1f} s")
        print(f"load {options.sheets:<11} {command(data, 'load', str(files)):8.1f} s")
        print(f"index --rebuild  {command(data, 'index', '--rebuild'):8.1f} s")
        serve(data, pages(options.sheets, options.requests), scratch=Path(scratch))


def serve(data: Path, asked: dict[str, list[str]], *, scratch: Path) -> None:
    """Serve the instance on a free port and time the pages asked for, by kind."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = scratch / "access.log"
    logged = {"GUNICORN_CMD_ARGS": f"--access-logfile {log} --access-logformat %(D)s"}
    command = ["maillage", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment(data) | logged)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", follow_redirects=True) as client:
            wait(client)
            measure(client, log, asked)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


def wait(client: httpx.Client) -> None:
    """Wait until the server answers and its workers have read the names of the territories."""
    for _ in range(300):
        try:
            client.get("/identite.css")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            for _ in range(24):  # several for each thread of each worker
                client.get("/recherche/suggestions/?q=nan").raise_for_status()
            return
    raise SystemExit("the server did not start")


def measure(client: httpx.Client, log: Path, asked: dict[str, list[str]]) -> None:
    """Ask for every kind of page and print its times, and its size as sent (gzip)."""
    floor = 0.0
    print(f"{'page':<22}{'p50':>8}{'p95':>8}{'max':>8}{'× floor':>9}{'client':>9}{'kB':>7}")
    for name, addresses in asked.items():
        for address in addresses[:8]:  # each worker has its code and caches warm
            client.get(address).raise_for_status()
        seen, size = [], 0.0
        for address in addresses:
            start = time.perf_counter()
            answer = client.get(address)
            seen.append(1000 * (time.perf_counter() - start))
            answer.raise_for_status()
            size = max(size, answer.num_bytes_downloaded / 1000)
        time.sleep(0.2)  # the log follows the answer
        times = [int(line) / 1000 for line in log.read_text("ascii").split()[-len(addresses) :]]
        median = statistics.median(times)
        floor = floor or median
        print(
            f"{name:<22}{median:8.1f}{percentile(times, 0.95):8.1f}{max(times):8.1f}"
            f"{median / floor:9.1f}{statistics.median(seen):9.1f}{size:7.1f}"
        )


if __name__ == "__main__":
    main()
