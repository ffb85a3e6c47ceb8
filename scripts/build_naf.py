"""Build the labels of activities that ship with Maillage: NAF rev. 2, from division to subclass.

Source: INSEE, « Nomenclature d’activités française – NAF rév. 2 » (décret n° 2007-1888 du
26 décembre 2007), as a CSV file with the columns NIV5, Libelle-NIV5… to NIV1, Libelle-NIV1. Run

    python scripts/build_naf.py naf2008.csv
"""

import csv
import sys
from pathlib import Path

NAF = Path(__file__).parents[1] / "src/maillage/observatory/sources/naf/naf_rev2.csv"
# Levels and the length of their codes, the beginnings of a subclass: the file writes 88.0 for 88.
LEVELS = {"NIV2": 2, "NIV3": 4, "NIV5": 6}


def spelt(label: str) -> str:
    """Return a label with curved apostrophes and single spaces."""
    return " ".join(label.replace("'", "’").split())


def main(path: str) -> None:
    """Write the codes and labels, sorted by code."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    labels = {
        row["NIV5"][:length]: spelt(row[f"Libelle-{level}"])
        for row in rows
        for level, length in LEVELS.items()
    }
    with NAF.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "label"])
        writer.writerows(sorted(labels.items()))


if __name__ == "__main__":
    main(sys.argv[1])
