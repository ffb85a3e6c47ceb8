"""The observatory's queries: files that a statistician reads, and that another engine runs."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

FOLDER = Path(str(files("maillage.observatory") / "sql"))
SQL = sorted(FOLDER.rglob("*.sql"))
each_file = pytest.mark.parametrize("file", SQL, ids=lambda file: str(file.relative_to(FOLDER)))


@pytest.mark.parametrize("folder", [FOLDER, FOLDER / "checks"], ids=lambda folder: folder.name)
def test_files_that_follow_each_other_are_numbered_without_gap(folder):
    names = sorted(file.name for file in folder.glob("*.sql"))
    assert names
    assert all(re.fullmatch(r"\d_[a-z_]+\.sql", name) for name in names), names
    assert [int(name[0]) for name in names] == list(range(1, len(names) + 1))


@each_file
def test_a_file_says_first_what_it_does(file):
    first, *_ = file.read_text("utf-8").splitlines()
    assert re.match(r"-- [A-Z]\w* .+", first)


@each_file
def test_a_file_is_one_query_that_both_engines_can_be_given(file):
    statements = [one for one in sqlglot.parse(file.read_text("utf-8"), read="duckdb") if one]
    assert len(statements) == 1
    assert isinstance(statements[0], exp.Select)
    statements[0].sql("spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
