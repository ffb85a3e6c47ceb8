"""Real samples of the register, for the tests that compare with them."""

import os
from pathlib import Path

import pytest

# The harness unsets every MAILLAGE_… variable, hence the name of this one.
SAMPLES = Path(
    os.environ.get("REGISTER_SAMPLES")
    or Path(__file__).resolve().parents[1].parent / "shared" / "data"
)
LEGAL_UNITS = SAMPLES / "sirene" / "StockUniteLegale_utf8_sample.csv"
ESTABLISHMENTS = SAMPLES / "sirene" / "StockEtablissement_utf8_sample.csv"
FLAGGED_DIGITAL = SAMPLES / "ess" / "essnum_04_ess_flag_insee.csv"
LEGAL_CATEGORIES = SAMPLES / "nomenclatures" / "cj_niv3.csv"

with_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the register's samples are not here: set REGISTER_SAMPLES"
)
