"""Fuzzy dates and recurrence rules, in words and in days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.kernel.periods import Period
from maillage.kernel.recurrence import Recurrence
from maillage.kernel.schedules import Schedule
from maillage.kernel.vocabularies import DatePrecision

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("start", "end", "french"),
    [
        ("2025-11-07", "", "le 7 novembre 2025"),
        ("2025-11-07", "2025-11-08", "du 7 au 8 novembre 2025"),
        ("2025-11-30", "2025-12-02", "du 30 novembre au 2 décembre 2025"),
        ("2025-12-31", "2026-01-01", "du 31 décembre 2025 au 1er janvier 2026"),
        ("2025-11-01", "2025-11-02", "du 1er au 2 novembre 2025"),
        ("2022-05", "", "en mai 2022"),
        ("2022-05", "2022-06", "mai ou juin 2022"),
        ("2019-02", "2021-05", "entre février 2019 et mai 2021"),
        ("2022", "", "en 2022"),
        ("2020", "2021", "entre 2020 et 2021"),
    ],
)
def test_a_date_is_said_as_well_as_it_is_known(start: str, end: str, french: str) -> None:
    assert Period.parse(start, end).french == french


def test_a_date_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="vient avant le début"):
        Period.parse("2025-11-07", "2025-11-06")


def test_the_vaguer_end_gives_the_precision() -> None:
    assert Period.parse("2025-11-07", "2025-12").precision is DatePrecision.MONTH
    assert Period.parse("2025").precision is DatePrecision.YEAR
    assert Period.parse("2025-11-07").precision is DatePrecision.DAY


@pytest.mark.parametrize(
    ("text", "start", "french"),
    [
        ("FREQ=YEARLY;BYMONTH=11", "", "chaque année en novembre"),
        ("FREQ=YEARLY;BYMONTH=11", "2024-11-05", "chaque année le 5 novembre"),
        ("FREQ=YEARLY", "", "chaque année"),
        ("FREQ=YEARLY", "2019-06", "chaque année en juin"),
        ("FREQ=YEARLY;INTERVAL=2", "2019", "tous les 2 ans"),
        ("FREQ=YEARLY;BYMONTH=11;BYDAY=3TH", "", "chaque année le troisième jeudi de novembre"),
        ("FREQ=YEARLY;BYMONTH=4;BYDAY=-1MO", "", "chaque année le dernier lundi d’avril"),
        ("FREQ=YEARLY;BYMONTH=5,10", "", "chaque année en mai et octobre"),
        ("FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1", "", "chaque année le 1er mai"),
        ("FREQ=MONTHLY", "", "chaque mois"),
        ("FREQ=MONTHLY;INTERVAL=3", "", "tous les 3 mois"),
        ("FREQ=MONTHLY;BYDAY=1TU", "", "chaque mois, le premier mardi"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "", "chaque mois, le dernier jour"),
        ("FREQ=MONTHLY", "2026-01-15", "chaque mois, le 15"),
        ("FREQ=WEEKLY", "", "chaque semaine"),
        ("FREQ=WEEKLY;BYDAY=TU,TH", "", "chaque mardi et jeudi"),
        ("FREQ=WEEKLY;INTERVAL=2", "2026-11-24", "une semaine sur deux, le mardi"),
        ("FREQ=DAILY;COUNT=3", "2026-11-24", "chaque jour, 3 fois"),
        ("FREQ=WEEKLY;BYDAY=MO;UNTIL=20270331", "", "chaque lundi, jusqu’au 31 mars 2027"),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1", "", "revient régulièrement"),
    ],
)
def test_simple_rules_are_said_in_french(text: str, start: str, french: str) -> None:
    anchor = Period.parse(start) if start else None
    assert Recurrence.parse(text).french(anchor) == french


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "fréquence"),
        ("FREQ=HOURLY", "HOURLY"),
        ("FREQ=YEARLY;BYMONTH=13", "un nombre de 1 à 12"),
        ("FREQ=YEARLY;BYMONTH=novembre", "un nombre de 1 à 12"),
        ("FREQ=YEARLY;BYMONTHDAY=0", "0 n’est pas possible"),
        ("FREQ=YEARLY;FREQ=DAILY", "deux fois"),
        ("FREQ=YEARLY;BYHOUR=9", "BYHOUR"),
        ("FREQ=YEARLY;COUNT=2;UNTIL=20270101", "n’en garder qu’un"),
        ("FREQ=YEARLY;UNTIL=demain", "20271231"),
        ("FREQ=MONTHLY;BYDAY=MARDI", "MO, TU"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "ne tombe jamais"),
        ("chaque année", "NOM=VALEUR"),
        ("FREQ=DAILY;INTERVAL=1,2", "un seul nombre"),
        ("FREQ=DAILY;WKST=lundi", "un jour est attendu"),
    ],
)
def test_a_rule_that_cannot_be_says_what_to_write(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Recurrence.parse(text)


def test_a_rule_has_one_written_form() -> None:
    rule = Recurrence.parse("rrule:bymonth=11;freq=yearly;until=20271130T235959Z")
    assert rule.text == "FREQ=YEARLY;BYMONTH=11;UNTIL=20271130"
    assert Recurrence.parse(rule.text) == rule


def occurrences(text: str, start: str, first: date, last: date) -> list[str]:
    anchor = Period.parse(start) if start else None
    found = Recurrence.parse(text).between(anchor, first, last)
    return [f"{one.first_day}/{one.last_day}" for one in found]


YEAR = date(2026, 1, 1), date(2026, 12, 31)


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("FREQ=YEARLY;BYMONTH=11", "", ["2026-11-01/2026-11-30"]),
        ("FREQ=YEARLY;BYMONTH=11", "2008-11-08", ["2026-11-08/2026-11-08"]),
        ("FREQ=YEARLY", "2019-02", ["2026-02-01/2026-02-28"]),
        ("FREQ=YEARLY;INTERVAL=2;BYMONTH=6", "2023", []),
        ("FREQ=YEARLY;INTERVAL=2;BYMONTH=6", "2024", ["2026-06-01/2026-06-30"]),
        ("FREQ=YEARLY", "", []),
        ("FREQ=MONTHLY;INTERVAL=3", "", []),
        ("FREQ=MONTHLY;INTERVAL=6", "2025-01", ["2026-01-01/2026-01-31", "2026-07-01/2026-07-31"]),
        ("FREQ=WEEKLY", "", []),
        ("FREQ=WEEKLY;COUNT=2", "2026-12-29", ["2026-12-29/2026-12-29"]),
        ("FREQ=YEARLY", "2024-02-29", []),
        ("FREQ=YEARLY;BYMONTH=11;BYDAY=3TH", "", ["2026-11-19/2026-11-19"]),
    ],
)
def test_occurrences_of_a_year(text: str, start: str, expected: list[str]) -> None:
    assert occurrences(text, start, *YEAR) == expected


def test_a_day_that_never_comes_is_not_looked_for_ever() -> None:
    assert occurrences("FREQ=YEARLY;BYMONTH=4", "2024-01-31", *YEAR) == []
    assert Recurrence.parse("FREQ=YEARLY;BYMONTH=4").next(Period.parse("2024-01-31"), TODAY) is None


def test_an_occurrence_of_some_days_that_began_before_is_found() -> None:
    anchor = Period.parse("2025-10-30", "2025-11-02")
    found = Recurrence.parse("FREQ=YEARLY").between(anchor, date(2026, 11, 1), date(2026, 11, 30))
    assert [one.first_day for one in found] == [date(2026, 10, 30)]


def test_old_rules_keep_their_step() -> None:
    days = occurrences(
        "FREQ=WEEKLY;INTERVAL=2", "1990-01-02", date(2026, 11, 1), date(2026, 11, 30)
    )
    assert days == [f"{day}/{day}" for day in ("2026-11-03", "2026-11-17")]
    offset = date(2026, 11, 3) - date(1990, 1, 2)
    assert offset.days % 14 == 0


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("FREQ=YEARLY;COUNT=3", "2024-11-05", date(2026, 11, 5)),
        ("FREQ=WEEKLY;UNTIL=20260131", "2026-01-06", date(2026, 1, 27)),
        ("FREQ=YEARLY;BYMONTH=11;UNTIL=20271130", "2024-11", date(2027, 11, 30)),
        ("FREQ=YEARLY", "2024-11-05", None),
    ],
)
def test_the_end_of_a_rule(text: str, start: str, expected: date | None) -> None:
    assert Recurrence.parse(text).last_day(Period.parse(start)) == expected


@given(
    st.sampled_from(
        ["FREQ=YEARLY", "FREQ=MONTHLY", "FREQ=WEEKLY;INTERVAL=3", "FREQ=DAILY;INTERVAL=5"]
    ),
    st.dates(date(1980, 1, 1), date(2030, 1, 1)),
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    st.integers(0, 60),
)
def test_an_interval_holds_what_the_next_one_finds(
    text: str, start: date, first: date, length: int
) -> None:
    """What `between` gives is what `next` gives again and again; no occurrence is lost."""
    rule, anchor = Recurrence.parse(text), Period.of_days(start)
    last = date.fromordinal(first.toordinal() + length)
    chained, day = [], first
    while (one := rule.next(anchor, day)) and one.first_day <= last:
        chained.append(one)
        day = date.fromordinal(one.last_day.toordinal() + 1)
    assert rule.between(anchor, first, last) == chained


def schedule(*dates: str, rule: str = "", without: tuple[date, ...] = ()) -> Schedule:
    periods = tuple(Period.parse(*one.split("/")) for one in dates)
    return Schedule(periods, Recurrence.parse(rule) if rule else None, frozenset(without))


@pytest.mark.parametrize(
    ("plan", "current", "span"),
    [
        (schedule("2026-12-03"), "2026-12-03", ("2026-12-03", "2026-12-03")),
        (schedule("2022"), "2022-01-01", ("2022-01-01", "2022-12-31")),
        (schedule("2022", "2026-12-03"), "2026-12-03", ("2026-12-03", "2026-12-03")),
        (schedule(rule="FREQ=YEARLY;BYMONTH=11"), "2026-11-01", ("2026-11-01", "9999-12-31")),
        (schedule(rule="FREQ=YEARLY;BYMONTH=3"), "2027-03-01", ("2027-03-01", "9999-12-31")),
        (schedule(rule="FREQ=YEARLY"), None, None),
        (schedule("2009", rule="FREQ=YEARLY"), "2009-01-01", None),
        (schedule("2024-01-10", rule="FREQ=YEARLY;COUNT=2"), "2025-01-10", ("2025-01-10",) * 2),
        (schedule(), None, None),
    ],
)
def test_the_date_to_show(
    plan: Schedule, current: str | None, span: tuple[str, str] | None
) -> None:
    found = plan.current(TODAY)
    assert (found and str(found.first_day)) == current
    days = plan.span(TODAY)
    assert (days and tuple(map(str, days))) == span


def test_a_known_edition_stands_for_the_one_of_its_year() -> None:
    plan = schedule("2024-11-05", "2026-11-12", rule="FREQ=YEARLY")
    found = plan.between(date(2025, 1, 1), date(2027, 12, 31))
    assert [str(one.first_day) for one in found] == ["2025-11-05", "2026-11-12", "2027-11-05"]


def test_a_skipped_day_is_not_an_occurrence() -> None:
    plan = schedule("2026-11-17", rule="FREQ=WEEKLY", without=(date(2026, 11, 24),))
    assert str(plan.current(TODAY).first_day) == "2026-12-01"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("plan", "months"),
    [
        (schedule("2026-11-30/2026-12-02"), ["2026-11", "2026-12"]),
        (schedule("2026"), ["2026"]),
        (schedule("2019-02/2021-05"), ["2019", "2020", "2021"]),
        (schedule(rule="FREQ=YEARLY;BYMONTH=11"), ["*-11"]),
        (
            schedule("2024-11-30/2024-12-01", rule="FREQ=YEARLY"),
            ["2024-11", "2024-12", "*-11", "*-12"],
        ),
        (schedule(rule="FREQ=WEEKLY;BYDAY=MO"), ["*"]),
        (schedule(rule="FREQ=YEARLY"), []),
    ],
)
def test_the_months_that_find_an_event(plan: Schedule, months: list[str]) -> None:
    assert plan.months() == months


@given(
    st.sampled_from(
        [
            "FREQ=YEARLY",
            "FREQ=YEARLY;BYMONTH=2,11",
            "FREQ=MONTHLY;INTERVAL=5",
            "FREQ=WEEKLY;BYDAY=MO,SU;BYMONTH=7",
            "FREQ=YEARLY;BYMONTH=1;BYDAY=-1SU",
        ]
    ),
    st.dates(date(2020, 1, 1), date(2026, 1, 1)),
    st.integers(0, 40),
    st.integers(1, 12),
)
def test_no_occurrence_is_missed_by_the_months(
    text: str, start: date, length: int, month: int
) -> None:
    """An occurrence that meets a month is found by one of the keys of that month."""
    last = date.fromordinal(start.toordinal() + length)
    plan = Schedule((Period.of_days(start, last),), Recurrence.parse(text))
    first = date(2027, month, 1)
    found = plan.between(first, date(2027, month, 28))
    if found:
        assert {"2027", f"2027-{month:02}", f"*-{month:02}", "*"} & set(plan.months())
