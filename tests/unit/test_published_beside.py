"""Published figures beside computed ones: the difference, what explains it, never an average."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from panoramas import panorama

import maillage
from maillage.apps.observatory import wording
from maillage.apps.observatory.published import COUNTERPARTS, PublishedFigure, beside, period_of
from maillage.apps.sheets import published as sources
from maillage.apps.sheets.published import Published
from maillage.apps.territories.models import Territory
from maillage.kernel.figures import Quantity
from maillage.kernel.vocabularies import Qualifier
from maillage.observatory.panorama import Jobs, Panorama

CORPUS = Path(maillage.__file__).parent / "corpus"
METZ = Territory(ref="epci:200039865", kind="epci", code="200039865", name="Metz Métropole")
OURS = panorama(3_322)  # of 36 542 establishments; 664 employers on 31 December, 830 declared


@pytest.fixture
def publish(monkeypatch: pytest.MonkeyPatch) -> list[Published]:
    """Return the figures that sources publish; a test adds some."""
    found: list[Published] = []
    monkeypatch.setattr(sources, "_readers", [lambda ref, indicators: list(found)])
    return found


def figure(indicator: str, value: float, unit: str = "établissements", **said: object) -> Published:
    quantity = Quantity(value, unit, **said)  # type: ignore[arg-type]
    return Published(indicator, "Un chiffre", quantity, "Une source", "/chiffres/un/")


def only(publish: list[Published], one: Published, ours: Panorama = OURS) -> PublishedFigure:
    publish.append(one)
    (found,) = beside(METZ, ours, "Loi de 2014")
    assert found.published is one
    return found


def test_a_count_beside_the_one_of_the_register(publish: list[Published]) -> None:
    found = only(publish, figure("ind-etablissements-ess", 3_170, period_start="2019"))
    assert found.computed
    assert found.difference
    assert found.computed.words == "3\u202f322\u00a0établissements"
    assert found.difference.words == "152 de plus (+4,8\u202f%)"
    assert "porte sur 2019, le registre sur novembre 2026" in found.why
    assert "« Loi de 2014 »" in found.why
    assert "structures" in found.why


def test_fewer_and_the_same(publish: list[Published]) -> None:
    publish += [
        figure("ind-etablissements-ess", 4_000),
        figure("ind-etablissements-ess", 3_322),
        figure("ind-etablissements-ess", 0),
    ]
    said = [one.difference and one.difference.words for one in beside(METZ, OURS, "Loi de 2014")]
    assert said == ["678 de moins (−17,0\u202f%)", "même valeur", "3\u202f322 de plus"]


def test_employers_are_those_of_31_december_and_the_others_are_told(
    publish: list[Published],
) -> None:
    found = only(publish, figure("ind-etablissements-employeurs-ess", 975))
    assert found.computed
    assert found.computed.value == 664
    assert "830 se déclarent employeurs" in found.why


@pytest.mark.parametrize(
    ("value", "said"), [(15_000, "est dans notre intervalle"), (90, "est hors de notre intervalle")]
)
def test_jobs_beside_an_interval(publish: list[Published], value: int, said: str) -> None:
    jobs = Jobs(9_000, 20_000, 14_000)
    ours = replace(OURS, ess=replace(OURS.ess, jobs=jobs))
    found = only(publish, figure("ind-emplois-ess", value, "emplois"), ours)
    assert found.computed
    assert found.computed.words == "environ 14\u202f000\u00a0emplois"
    assert wording.jobs(jobs) in found.why
    assert said in found.why


def test_an_open_interval_has_no_most(publish: list[Published]) -> None:
    found = only(publish, figure("ind-emplois-ess", 10**9, "emplois"))
    assert wording.jobs(OURS.ess.jobs) in found.why
    assert "est dans notre intervalle" in found.why


def test_shares_differ_in_points_and_tell_their_denominator(publish: list[Published]) -> None:
    denominator = "des établissements de la métropole"
    one = figure("ind-part-etablissements-ess", 8.8, "%", denominator=denominator)
    found = only(publish, one)
    assert found.computed
    assert found.difference
    assert found.computed.words == "9,1\u202f%"
    assert found.difference.words == "0,3\u00a0point de plus"
    assert f"« {denominator} »" in found.why
    assert "entrepreneurs individuels compris" in found.why


def test_the_share_of_jobs_is_said_to_be_estimated(publish: list[Published]) -> None:
    found = only(publish, figure("ind-part-emploi-ess", 12, "%", denominator="de l’emploi salarié"))
    assert found.computed
    assert found.computed.words == "environ 9,1\u202f%"
    assert "« de l’emploi salarié »" in found.why


def test_what_nobody_dated_says_so(publish: list[Published]) -> None:
    found = only(publish, figure("ind-etablissements-ess", 800))
    assert "ne date pas son chiffre" in found.why


def test_a_figure_of_the_same_year_is_not_explained_by_its_date(publish: list[Published]) -> None:
    found = only(publish, figure("ind-etablissements-ess", 800, period_start="2026-01"))
    assert "2026" not in found.why


def test_a_floor_is_no_value(publish: list[Published]) -> None:
    publish += [
        figure("ind-etablissements-ess", 3_000, qualifier=Qualifier.OVER),
        figure("ind-etablissements-ess", 4_000, qualifier=Qualifier.OVER),
        figure("ind-etablissements-ess", 4_000, qualifier=Qualifier.AT_MOST),
    ]
    above, below, under = beside(METZ, OURS, "Loi de 2014")
    assert above.difference is None
    assert below.difference
    assert below.difference.absolute == -678
    assert "un minimum" in above.why
    assert under.difference is None
    assert "un maximum" in under.why


def test_a_published_interval_is_not_missed_from_inside(publish: list[Published]) -> None:
    publish += [
        figure("ind-etablissements-ess", 3_000, value_max=4_000),
        figure("ind-etablissements-ess", 1_000, value_max=3_000),
    ]
    inside, outside = beside(METZ, OURS, "Loi de 2014")
    assert inside.difference
    assert inside.difference.absolute == 0
    assert outside.difference
    assert outside.difference.absolute == 322


def test_what_the_register_cannot_count_stands_alone(publish: list[Published]) -> None:
    found = only(publish, figure("ind-structures-ess", 800, "structures"))
    assert found.computed is None
    assert found.difference is None
    assert "plusieurs établissements" in found.why


def test_an_empty_territory_has_no_share(publish: list[Published]) -> None:
    found = only(publish, figure("ind-part-etablissements-ess", 10, "%"), panorama(0))
    assert found.computed is None
    assert found.difference is None


@pytest.mark.parametrize("indicator", COUNTERPARTS)
def test_nothing_is_compared_with_made_up_data(publish: list[Published], indicator: str) -> None:
    found = only(publish, figure(indicator, 10), panorama(3_322, fictitious=True))
    assert (found.computed, found.difference, found.why) == (None, None, "")


def test_the_corpus_has_each_indicator_of_the_table() -> None:
    rows = json.loads((CORPUS / "indicateurs" / "indicateurs.json").read_text("utf-8"))
    units = {row["id"]: row["unit"] for row in rows}
    assert set(COUNTERPARTS) <= set(units)
    computed = {
        name: found.unit
        for name, one in COUNTERPARTS.items()
        if one.read and (found := one.read(OURS))
    }
    assert computed == {name: units[name] for name in computed}


@pytest.mark.parametrize("name", ["2026-11-1f3a9c07", "fictif-2026-11-1f3a9c07"])
def test_the_month_of_a_vintage(name: str) -> None:
    assert period_of(name) == "2026-11"
