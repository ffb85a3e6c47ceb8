"""Reading rules: every fault is told in French with where it is; places, answers and thresholds."""

from datetime import date
from decimal import Decimal

import pytest
import rules_samples as samples

from maillage.kernel.rules.conditions import threshold
from maillage.kernel.rules.errors import RuleError
from maillage.kernel.rules.evaluation import evaluate
from maillage.kernel.rules.facts import parse_question
from maillage.kernel.rules.nodes import parse_node
from maillage.kernel.rules.places import Place, place_alone
from maillage.kernel.rules.scheme import parse_scheme
from maillage.kernel.rules.table import to_rows

YES = {"fact": "oui", "op": "eq", "value": True}
SCHEME = {"id": "a", "name": "A", "kind": "aide"}


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        ("oui", ""),
        ({"all": [YES], "any": [YES]}, ""),
        ({"any": []}, "/any"),
        ({"all": [YES, {"fact": "n", "op": "près de", "value": 3}]}, "/all/1/op"),
        ({"not": {"fact": "n", "op": "le", "value": "cher"}}, "/not/value"),
        ({"at_least": {"n": 3, "of": [YES, YES]}}, "/at_least/n"),
        ({"fact": "choix", "op": "in", "value": "x"}, "/value"),
        ({"fact": "n", "op": "le"}, ""),
        ({"fact": "n", "op": "le", "value": True}, "/value"),
        ({"to_check": ""}, "/to_check"),
        (YES | {"remarque": "?"}, ""),
    ],
)
def test_a_wrong_requirement_says_where(data, pointer):
    with pytest.raises(RuleError) as error:
        parse_node(data)
    assert error.value.pointer == pointer
    assert error.value.message


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"kind": "cadeau"}, "/kind"),
        ({"name": ""}, ""),
        ({"stages": ["bientot"]}, "/stages/0"),
        ({"ended": "hier"}, "/ended"),
        ({"versions": [{"id": "v", "conditions": {"all": [{}]}}]}, "/versions/0/conditions/all/0"),
        ({"versions": [{"id": "v", "offers": [{"id": "o"}]}]}, "/versions/0/offers/0"),
        (
            {"versions": [{"id": "v", "offers": [{"id": "o", "instrument": "pret", "max": -1}]}]},
            "/versions/0/offers/0/max",
        ),
        ({"calendar": {"sessions": [{"id": "s"}]}}, "/calendar/sessions/0"),
    ],
)
def test_a_wrong_scheme_says_where(fields, pointer):
    with pytest.raises(RuleError) as error:
        parse_scheme(SCHEME | fields)
    assert error.value.pointer == pointer


def test_a_place_is_covered_in_part_where_a_territory_only_overlaps():
    land = Place("epci:1", "Pays", frozenset({"epci:1", "pays:FR"}), frozenset({"departement:57"}))
    assert land.covered_by(["pays:FR"]) is True
    assert land.covered_by(["departement:57"]) is None
    assert land.covered_by(["pays:FR"], ["departement:57"]) is None
    assert land.covered_by(["region:44"]) is False
    assert land.covered_by(["pays:FR"], ["epci:1"]) is False
    with pytest.raises(ValueError, match="référence de territoire"):
        place_alone("metz")


@pytest.mark.parametrize(
    ("kind", "text", "value", "words"),
    [
        ("number", "1 234,5", Decimal("1234.5"), "1\u202f234,5\u00a0heures"),
        ("number", "1", Decimal(1), "1\u00a0heure"),
        ("boolean", "non", False, "non"),
        ("date", "2026-05-01", date(2026, 5, 1), "1er mai 2026"),
        ("territory", "region:44", place_alone("region:44"), "region:44"),
    ],
)
def test_an_answer_is_read_and_said(kind, text, value, words):
    question = parse_question({"id": "q", "kind": kind, "label": "Q", "unit": "heures"})
    assert question.parse(text) == value
    assert question.parse(question.write(value)) == value
    assert question.words(value) == words


@pytest.mark.parametrize(
    ("condition", "asked", "denied"),
    [
        (YES, "oui", "non"),
        ({"fact": "n", "op": "le", "value": 5}, "au plus 5", "plus de 5"),
        ({"fact": "n", "op": "lt", "value": "2026-05-01"}, "avant le 1er mai 2026", "à partir du"),
        ({"fact": "choix", "op": "in", "value": ["x", "y"]}, "X ou Y", "autre que X ou Y"),
        ({"fact": "choix", "op": "ne", "value": "x"}, "autre que X", "X"),
        ({"fact": "liste", "op": "has_all", "value": ["x", "y"]}, "avec X et Y", "sans avoir"),
        ({"fact": "liste", "op": "has_any", "value": ["x", "y"]}, "avec X ou Y", "sans X ni Y"),
    ],
)
def test_a_threshold_and_its_opposite_are_said(condition, asked, denied):
    node = parse_node(condition)
    question = samples.CATALOGUE[condition["fact"]]
    assert threshold(node, question) == asked
    assert threshold(node, question, wanted=False).startswith(denied)


def test_what_is_denied_is_explained_the_other_way_round():
    node = parse_node({"not": {"any": [{"fact": "n", "op": "gt", "value": 5}, YES]}})
    reasons = evaluate(node, {"n": Decimal(9), "oui": True}, samples.CATALOGUE).reasons
    assert [(one.asked, one.told) for one in reasons] == [("au plus 5", "9"), ("non", "oui")]


def test_an_answer_met_is_explained_too():
    node = parse_node(
        {"any": [YES, {"fact": "n", "op": "gt", "value": 5}], "label": "L’un des deux"}
    )
    (reason,) = evaluate(node, {"oui": True}, samples.CATALOGUE).reasons
    assert (reason.fact, reason.told, reason.within) == ("oui", "oui", "L’un des deux")


def test_a_table_says_what_it_cannot_hold():
    with pytest.raises(RuleError, match="contraire de « contient »"):
        to_rows(parse_node({"not": {"fact": "liste", "op": "has", "value": "x"}}))
    with pytest.raises(RuleError, match="nier ce qui est à vérifier"):
        to_rows(parse_node({"not": {"to_check": "Avis"}}))
    many = [{"fact": "n", "op": "gt", "value": one} for one in range(10)]
    with pytest.raises(RuleError, match="plus de 48 blocs"):
        to_rows(parse_node({"at_least": {"n": 5, "of": many}}))


def test_a_table_has_no_block_that_another_makes_useless():
    ways = {"any": [YES, {"fact": "n", "op": "gt", "value": 5}]}
    assert [row.fact for row in to_rows(parse_node({"all": [ways, ways]}))] == ["oui", "n"]
