"""A made-up stock of national size, for `benchmarks/observatory.py`: INSEE's layout, no meaning.

Widths, missing values and frequencies are those of the real files as far as speed is concerned;
rows are sorted by SIREN, as there. The columns that nothing reads are left out, but for a few.
"""

from itertools import accumulate
from pathlib import Path

import duckdb

from maillage.observatory.sources import cog

_ROW_GROUP = 122_880
_CATEGORIES = {  # legal category: share of the legal units
    "1000": 0.55, "5499": 0.13, "5710": 0.08, "6540": 0.10, "9220": 0.05, "9260": 0.005,
    "5720": 0.005, "9223": 0.0015, "6316": 0.0015, "9150": 0.004, "8420": 0.003, "5560": 0.001,
    "5458": 0.0005, "6317": 0.0005, "9240": 0.003, "6599": 0.01, "2900": 0.005, "5599": 0.01,
    "7210": 0.005, "6100": 0.001, "9300": 0.001,
}  # fmt: skip
_SIZES = {  # size class: share of the establishments; the rest is not filled in
    "NN": 0.68, "00": 0.03, "01": 0.08, "02": 0.035, "03": 0.02, "11": 0.02, "12": 0.01,
    "21": 0.004, "22": 0.002, "31": 0.0006, "32": 0.0008, "41": 0.0003, "42": 0.0002, "51": 0.0001,
}  # fmt: skip
_FLAGGED = "(9220, 9260, 9223, 6316, 6317)"
_MACROS = """
    CREATE MACRO drawn(who, salt) AS (hash(who * 1000 + salt) % 1000003) / 1000003.0;
    CREATE MACRO word(who, least, spread) AS
        upper(substr(md5(who::VARCHAR) || md5((who + 7)::VARCHAR), 1, least + (who % spread)::INT));
"""
_UNITS = """
    WITH drawn AS (
        SELECT
            i,
            printf('%09d', 5000000 + i * $step + (hash(i) % greatest(1, $step - 2))::BIGINT)
                AS siren,
            drawn(i, 1) AS chosen,
            coalesce(CAST($category AS INTEGER), 5498) AS category,
            drawn(i, 2) AS hidden, drawn(i, 3) AS day, drawn(i, 4) AS named, drawn(i, 5) AS dated,
            drawn(i, 6) AS living, drawn(i, 7) AS usual, drawn(i, 8) AS active,
            drawn(i, 9) AS other
        FROM range($units) AS t(i)
    )
    SELECT
        siren,
        CASE WHEN hidden < 0.88 THEN 'O' ELSE 'P' END AS statutDiffusionUniteLegale,
        DATE '1960-01-01' + (day * 23000)::INT AS dateCreationUniteLegale,
        CASE WHEN category <> 1000 AND named < 0.1 THEN word(i, 3, 4) END AS sigleUniteLegale,
        CASE WHEN category = 1000 THEN word(i, 4, 5) END AS prenom1UniteLegale,
        TIMESTAMP '2006-01-01' + to_seconds((dated * 650000000)::BIGINT)
            AS dateDernierTraitementUniteLegale,
        CASE WHEN living < 0.52 THEN 'A' ELSE 'C' END AS etatAdministratifUniteLegale,
        CASE WHEN category = 1000 THEN word(i, 5, 6) END AS nomUniteLegale,
        CASE WHEN category = 1000 THEN NULL WHEN hidden < 0.88 OR named < 0.8 THEN word(i, 10, 28)
            ELSE '[ND]' END AS denominationUniteLegale,
        CASE WHEN usual < 0.03 THEN word(i, 8, 18) END AS denominationUsuelle1UniteLegale,
        category AS categorieJuridiqueUniteLegale,
        CASE WHEN active < 0.985 THEN list_extract($activities,
            1 + (drawn(i, 20) * drawn(i, 21) * (len($activities) - 1))::INT) END
            AS activitePrincipaleUniteLegale,
        CASE WHEN living < 0.52 OR other < 0.4 THEN 'NAFRev2' WHEN other < 0.6 THEN 'NAFRev1'
            WHEN other < 0.9 THEN 'NAF1993' ELSE 'NAP' END
            AS nomenclatureActivitePrincipaleUniteLegale,
        CASE WHEN category IN {flagged} AND living < 0.52
            THEN CASE WHEN other < 0.95 THEN 'O' WHEN other < 0.96 THEN 'N' END
            WHEN category = 5710 AND other < 0.005 THEN 'O' WHEN other < 0.02 THEN 'N' END
            AS economieSocialeSolidaireUniteLegale,
        CASE WHEN dated < 0.2 THEN 'O' ELSE 'N' END AS caractereEmployeurUniteLegale
    FROM drawn
"""
_ESTABLISHMENTS = """
    WITH units AS (
        SELECT
            file_row_number AS i, siren, statutDiffusionUniteLegale AS diffusion,
            etatAdministratifUniteLegale AS state, activitePrincipaleUniteLegale AS activity,
            nomenclatureActivitePrincipaleUniteLegale AS nomenclature
        FROM read_parquet($file, file_row_number = true)
    ),
    rows AS (
        SELECT *, unnest(range(1 + CASE WHEN drawn(i, 30) < $more / 3
            THEN 1 + (drawn(i, 31) * 4)::INT ELSE 0 END)) AS rank
        FROM units
    ),
    named AS (SELECT *, i * 64 + rank AS e FROM rows),
    drawn AS (
        SELECT
            *, drawn(e, 41) AS day, drawn(e, 42) AS size, drawn(e, 43) AS number,
            drawn(e, 44) AS way, drawn(e, 45) AS abroad, drawn(e, 46) AS placed,
            drawn(e, 47) AS sign, drawn(e, 48) AS mark,
            list_extract($communes, 1 + (
                drawn(i, 50) * drawn(i, 51) * drawn(i, 52) * (len($communes) - 1))::INT) AS commune
        FROM named
    )
    SELECT
        siren,
        printf('%05d', rank * 8 + 10) AS nic,
        siren || printf('%05d', rank * 8 + 10) AS siret,
        diffusion AS statutDiffusionEtablissement,
        DATE '1960-01-01' + (day * 23000)::INT AS dateCreationEtablissement,
        $class
            AS trancheEffectifsEtablissement,
        rank = 0 AS etablissementSiege,
        CASE WHEN number < 0.72 THEN (number * 400)::INT::VARCHAR END AS numeroVoieEtablissement,
        CASE WHEN number < 0.05 THEN 'B' END AS indiceRepetitionEtablissement,
        CASE WHEN way < 0.8 THEN list_extract(
            ['RUE', 'AV', 'PL', 'CHE', 'RTE', 'BD', 'IMP', 'ALL'], 1 + (way * 9)::INT) END
            AS typeVoieEtablissement,
        CASE WHEN way < 0.95 THEN word(e % 700000, 6, 14) END AS libelleVoieEtablissement,
        commune[1:2] || '000' AS codePostalEtablissement,
        CASE WHEN abroad < 0.995 THEN commune END AS codeCommuneEtablissement,
        CASE WHEN placed < 0.85 THEN printf('%.2f', 300000 + (hash(e * 3) % 80000000) / 100.0) END
            AS coordonneeLambertAbscisseEtablissement,
        CASE WHEN placed < 0.85 THEN printf('%.2f', 6200000 + (hash(e * 5) % 80000000) / 100.0) END
            AS coordonneeLambertOrdonneeEtablissement,
        CASE WHEN state = 'A' AND (rank = 0 OR sign < 0.55) THEN 'A' ELSE 'F' END
            AS etatAdministratifEtablissement,
        CASE WHEN sign < 0.12 THEN word(e, 6, 18) END AS enseigne1Etablissement,
        CASE WHEN sign > 0.95 THEN word(e, 6, 18) END AS denominationUsuelleEtablissement,
        activity AS activitePrincipaleEtablissement,
        nomenclature AS nomenclatureActivitePrincipaleEtablissement,
        CASE WHEN mark < 0.07 THEN NULL WHEN size > 0.71 AND mark < 0.9 OR mark > 0.99 THEN 'O'
            ELSE 'N' END AS caractereEmployeurEtablissement
    FROM drawn
"""


def write_stock(folder: Path, units: int, establishments: int) -> tuple[Path, Path]:
    """Write legal units and about as many establishments as asked, unless they are there."""
    folder.mkdir(parents=True, exist_ok=True)
    files = folder / "StockUniteLegale.parquet", folder / "StockEtablissement.parquet"
    if all(file.exists() for file in files):
        return files
    base = duckdb.connect()
    base.execute("SET enable_progress_bar = false")
    base.execute(_MACROS)
    asked = {
        "units": units,
        "step": max(1, 980_000_000 // units),
        "activities": [
            f"{division:02}.{group}{letter}"
            for division in (*range(1, 4), *range(10, 34), *range(35, 40), *range(41, 97))
            for group in range(11, 20)
            for letter in "AZ"
        ],
    }
    query = _UNITS.replace("{flagged}", _FLAGGED).replace(
        "$category", _chosen("chosen", _CATEGORIES)
    )
    _write(base, query, asked, files[0])
    asked = {
        "file": str(files[0]),
        "more": establishments / units - 1,
        "communes": [row[0] for row in cog.read()["communes"]],
    }
    _write(base, _ESTABLISHMENTS.replace("$class", _chosen("size", _SIZES)), asked, files[1])
    base.close()
    return files


def _chosen(draw: str, shares: dict[str, float]) -> str:
    """Return the SQL that turns a draw between 0 and 1 into a code, each with its share."""
    ends = accumulate(shares.values())
    cases = (
        f"WHEN {draw} < {end:.5f} THEN '{code}'" for code, end in zip(shares, ends, strict=True)
    )
    return f"CASE {' '.join(cases)} END"


def _write(
    base: duckdb.DuckDBPyConnection, query: str, asked: dict[str, object], file: Path
) -> None:
    for name, value in asked.items():
        base.execute(f"SET VARIABLE {name} = $1", [value])
        query = query.replace(f"${name}", f"getvariable('{name}')")
    draft = file.with_suffix(".part")
    base.execute(
        f"COPY ({query}) TO '{draft}' (FORMAT parquet, COMPRESSION zstd, "
        f"ROW_GROUP_SIZE {_ROW_GROUP})"
    )
    draft.rename(file)
