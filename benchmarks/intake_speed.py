"""How long drawing facts takes, by length: `python benchmarks/intake_speed.py [FILE…]`.

Without a file, the invented pages are repeated. The time is that of the processor; it must grow as
the length does, on pages as on runs of signs made to be slow.
"""

import sys
import time
from pathlib import Path

from maillage.intake.extractors import extract
from maillage.intake.readers import read

_RUNS = ("Le Pas La Main ", "12 000 salariés, 3 % ", "A et B, ", "Adresse\n3 rue du Pas\n\n", "1 ")


def seconds(text: str) -> float:
    """Return the seconds that extraction takes, reading left out."""
    document = read(text.encode(), "page.md")
    start = time.process_time()
    extract(document)
    return time.process_time() - start


def main() -> None:
    """Write a line by text: seconds for 50, 100 and 200 kB."""
    files = [Path(name) for name in sys.argv[1:]]
    files = files or sorted((Path(__file__).parent / "intake/pages").iterdir())
    texts = {"pages": "\n\n".join(file.read_text("utf-8") for file in files)}
    texts |= {run.strip()[:20]: run for run in _RUNS}
    for name, text in texts.items():
        told = [
            seconds((text * (size // len(text) + 1))[:size]) for size in (50_000, 100_000, 200_000)
        ]
        sys.stdout.write(f"{name!r:24}" + "".join(f"{one:8.1f} s" for one in told) + "\n")


if __name__ == "__main__":
    main()
