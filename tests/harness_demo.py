"""The demonstration, made once for a run, however many processes share the tests."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def environment(data: Path) -> dict[str, str]:
    """Return the variables of a process whose instance is embedded in this folder."""
    ours = ("MAILLAGE_", "DATABASE_URL", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)  # each start would compile everything again
    return kept | {"MAILLAGE_DATA": str(data), "COLUMNS": "200", "PYTHONWARNINGS": "default"}


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder of a fresh demonstration: to copy, never to change."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # that of the whole run
    data, draft = folder / "demonstration", folder / "demonstration-draft"
    with (folder / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not data.exists():
            shutil.rmtree(draft, ignore_errors=True)
            made = subprocess.run(
                [sys.executable, "-m", "maillage.cli", "demo", "--no-serve"],
                env=environment(draft),
                capture_output=True,
                text=True,
                check=False,
                timeout=600,
            )
            assert made.returncode == 0, made.stderr
            assert "Traceback" not in made.stderr
            draft.rename(data)
    return data
