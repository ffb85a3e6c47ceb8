"""French typography: spaces, numbers, dates and plurals as readers of French expect them."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils.safestring import SafeString, mark_safe

from maillage.website.templatetags.typography import (
    frdate,
    number,
    plural,
    shielded,
    time,
    typeset,
    typo,
)

N, B = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("Qui êtes-vous ?", f"Qui êtes-vous{N}?"),
        ("Qui êtes-vous?", f"Qui êtes-vous{N}?"),
        ("oui ; non : peut-être !", f"oui{N}; non{N}: peut-être{N}!"),
        ("« insertion »", f"«{N}insertion{N}»"),
        ("«insertion»", f"«{N}insertion{N}»"),
        (f"«{B}insertion{B}»", f"«{N}insertion{N}»"),
        ("l'aide d'Aujourd'hui", "l’aide d’Aujourd’hui"),
        ("et ainsi...", "et ainsi…"),
        ("1 234,5 %", f"1{N}234,5{N}%"),
        ("10% de 390 000 euros", f"10{N}% de 390{N}000{B}euros"),
        ("loi n° 2014-856", f"loi n°{B}2014-856"),
        ("à 10:30, au 5:2", "à 10:30, au 5:2"),
        ("voir https://exemple.org/?q=a;b!", "voir https://exemple.org/?q=a;b!"),
        ("écrire à jean@exemple.org", "écrire à jean@exemple.org"),
        ("Tél. 03 66 72 61 01", "Tél. 03 66 72 61 01"),
        ("", ""),
    ],
)
def test_text_is_set_once_and_for_all(typed: str, set_: str) -> None:
    assert typeset(typed) == set_
    assert typeset(set_) == set_


def test_markup_of_safe_html_is_kept_and_its_text_set() -> None:
    html = mark_safe('<a href="/?q=a:b" title="x ?">Pourquoi ?</a> &amp; comment&nbsp;: ainsi')
    shown = typo(html)
    assert shown == f'<a href="/?q=a:b" title="x ?">Pourquoi{N}?</a> &amp; comment&nbsp;: ainsi'
    assert isinstance(shown, SafeString)


def test_text_that_is_not_safe_is_still_escaped() -> None:
    template = Template("{% load typography %}{{ text|typo }}")
    assert template.render(Context({"text": "<b> ?"})) == f"&lt;b&gt;{N}?"


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (1234567, "", f"1{N}234{N}567"),
        (1234.5, "", f"1{N}234,5"),
        (10.0, "", "10"),
        (10.45, 1, "10,5"),
        (13, 1, "13,0"),
        (-7, "", "−7"),
        (0, "", "0"),
        (None, "", "inconnu"),
    ],
)
def test_numbers(value: float | None, decimals: int | str, shown: str) -> None:
    assert number(value, decimals) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (date(2026, 11, 22), f"22{B}novembre{B}2026"),
        (date(2010, 5, 1), f"1er{B}mai{B}2010"),
        ("2010-05", f"mai{B}2010"),
        ("2010", "2010"),
        ("vers 1995", "vers 1995"),
        ("2010-13", "2010-13"),
        (None, ""),
        # An hour before midnight UTC is already the next day in Paris.
        (datetime(2026, 11, 21, 23, 30, tzinfo=UTC), f"22{B}novembre{B}2026"),
    ],
)
def test_dates(value: date | str | None, shown: str) -> None:
    assert frdate(value) == shown


def test_a_date_is_also_given_to_machines() -> None:
    assert time("2010-05") == f'<time datetime="2010-05">mai{B}2010</time>'
    assert time("<vers 1995>") == "&lt;vers 1995&gt;"


@pytest.mark.parametrize(
    ("count", "forms", "word"),
    [
        (0, "fiche", "fiche"),
        (1, "fiche", "fiche"),
        (1.5, "fiche", "fiche"),
        (2, "fiche", "fiches"),
        (12, "journal,journaux", "journaux"),
        (None, "fiche", "fiche"),
    ],
)
def test_the_plural_begins_at_two(count: float | None, forms: str, word: str) -> None:
    assert plural(count, forms) == word


def test_a_shielded_address_holds_no_at_sign() -> None:
    assert shielded("écrire à jean@exemple.org @ midi") == (
        "écrire à jean [arobase] exemple.org @ midi"
    )
