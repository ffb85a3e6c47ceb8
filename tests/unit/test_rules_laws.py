"""Laws of rules, tried on made-up ones: completions, monotony, tables, amounts, questions."""

from datetime import date
from decimal import Decimal

import rules_samples as samples
from hypothesis import example, given, settings
from hypothesis import strategies as st

from maillage.kernel.rules.conditions import Condition, Op
from maillage.kernel.rules.errors import RuleError
from maillage.kernel.rules.evaluation import evaluate
from maillage.kernel.rules.logic import Rule
from maillage.kernel.rules.next_question import next_question, progress
from maillage.kernel.rules.nodes import All, Any_, AtLeast, Not, as_json, facts_of, parse_node
from maillage.kernel.rules.offers import amount, parse_offer
from maillage.kernel.rules.reading import Reader
from maillage.kernel.rules.table import from_rows, rows_from_csv, rows_to_csv, to_rows
from maillage.kernel.rules.verdict import judge_all
from maillage.kernel.rules.words import describe
from maillage.kernel.vocabularies import Outcome

TODAY = date(2026, 11, 22)
few = settings(max_examples=40, deadline=None)


@few
@given(samples.nodes, samples.partial_facts)
def test_what_is_settled_is_so_in_every_completion(node, facts):
    truth = Rule(node).truth(facts)
    if truth is not None:
        ends = {
            samples.naive(node, whole, checked)
            for whole in samples.completions(facts)
            for checked in (True, False)
        }
        assert ends == {truth}


@few
@given(samples.trees(st.one_of(samples.conditions, samples.many_conditions)), st.data())
def test_everything_told_settles_as_two_valued_logic_does(node, data):
    whole = {fact: data.draw(st.sampled_from(values)) for fact, values in samples.DOMAIN.items()}
    assert Rule(node).truth(whole) is samples.naive(node, whole, checked=True)


@few
@given(samples.nodes, samples.partial_facts, samples.partial_facts)
def test_more_answers_never_change_what_is_settled(node, told, more):
    before = Rule(node).truth(told)
    assert before is None or Rule(node).truth(more | told) is before


@few
@given(samples.nodes, samples.partial_facts, st.data())
def test_missing_facts_are_unknown_read_and_enough(node, told, data):
    result = evaluate(node, told)
    assert set(result.missing) <= set(facts_of(node)) - set(told)
    answers = {fact: data.draw(st.sampled_from(samples.DOMAIN[fact])) for fact in result.missing}
    after = evaluate(node, told | answers)
    assert not after.missing
    assert after.truth is not None or after.to_check


@few
@given(samples.nodes, samples.partial_facts)
def test_a_refusal_has_its_reasons_and_changing_the_closest_lifts_it(node, told):
    result = evaluate(node, told, samples.CATALOGUE)
    if result.truth is False:
        assert result.reasons
        closest = {reason.fact for reason in result.reasons if reason.closest}
        without = {fact: value for fact, value in told.items() if fact not in closest}
        assert closest
        assert Rule(node).truth(without) is not False


@few
@given(samples.nodes)
def test_data_and_requirement_are_the_same(node):
    assert parse_node(as_json(node)) == node


_no, _not_yes = Condition("oui", Op.EQ, False), Condition("oui", Op.NE, False)
_three = tuple(Condition("n", Op.GE, Decimal(one)) for one in (1, 2, 3))


@few
@example(Not(All(_three)), {})
@example(Not(AtLeast(_three, n=2)), {})
@example(All((_no, Not(_not_yes))), {})
@example(Any_((_no, Not(_not_yes))), {})
@given(samples.trees(samples.conditions), samples.partial_facts)
def test_a_table_says_the_same(node, told):
    try:
        rows = to_rows(node)
    except RuleError:
        return  # too many blocks, or none that holds: the table says so
    assert to_rows(from_rows(rows)) == rows
    assert rows_from_csv(rows_to_csv(rows), samples.CATALOGUE) == rows
    rule, again = Rule(node), Rule(from_rows(rows))
    for facts in (told, *samples.completions(told)):
        assert again.truth(facts) is rule.truth(facts)


@few
@given(samples.nodes)
def test_every_requirement_can_be_put_in_words(node):
    clause = describe(node, samples.CATALOGUE)
    assert clause.flat


_euros = st.integers(0, 9).map(lambda one: one * 100)
_tiers = st.sampled_from(
    (
        [{"min": 1, "max": 2, "amount": 500}],
        [{"max": 0, "amount": 100}, {"min": 2, "amount": 300}],
        [{"min": 0, "max": 1, "amount": 200}, {"min": 3, "max": 3, "amount": 900}],
        [{"min": 1, "max": 2, "amount": 500}, {"min": 3}],
    )
)
_lines = st.one_of(
    _tiers.map(lambda tiers: {"on": "n", "tiers": tiers}),
    _euros.map(lambda factor: {"on": "n", "factor": factor}),
    st.tuples(samples.nodes, _euros).map(lambda two: {"if": as_json(two[0]), "amount": two[1]}),
)
_caps = st.builds(
    lambda amount, scope, applies_to: {"amount": amount, "scope": scope, "applies_to": applies_to},
    _euros,
    st.sampled_from(("personne", "dossier")),
    st.sampled_from(("base", "resultat")),
)


@few
@given(st.lists(_lines, min_size=1, max_size=3), st.none() | _caps, samples.partial_facts)
def test_an_amount_holds_that_of_every_completion(lines, cap, told):
    numbered = [{"id": str(place)} | line for place, line in enumerate(lines)]
    record = {"id": "o", "instrument": "prime", "lines": numbered, "cap": cap}
    offer = parse_offer(Reader(record))
    before = amount(offer, told)
    for whole in samples.completions(told):
        after = amount(offer, whole)
        assert before.low is None or (after.low is not None and before.low <= after.low)
        assert before.high is None or (after.high is not None and after.high <= before.high)


@settings(max_examples=20, deadline=None)
@given(st.lists(samples.nodes, min_size=1, max_size=4), st.data())
def test_questions_go_on_until_every_verdict_is_settled(nodes, data):
    schemes = [
        samples.scheme(as_json(All((node,))), identifier=f"aide-{place}")
        for place, node in enumerate(nodes)
    ]
    told: dict[str, object] = {}
    while asked := next_question(schemes, told, samples.CATALOGUE, TODAY):
        fact = asked.question.id
        verdicts = judge_all(schemes, told, TODAY)
        touched = [one for one in verdicts if fact in one.missing]
        assert fact not in told
        assert {one.outcome for one in touched} == {Outcome.OPEN}
        assert asked.touches == len(touched)
        told[fact] = data.draw(st.sampled_from(samples.DOMAIN[fact]))
        after = {one.scheme_id: one.outcome for one in judge_all(schemes, told, TODAY)}
        alone = [one for one in touched if one.missing == (fact,)]
        assert asked.settles == len(alone)
        assert all(after[one.scheme_id].is_settled for one in alone)
    done = progress(judge_all(schemes, told, TODAY), samples.CATALOGUE)
    assert (done.settled, done.questions) == (len(schemes), 0)


def test_an_unknown_number_of_times_leaves_the_amount_for_one():
    record = {"id": "o", "instrument": "prime", "per": "personne", "max": 500, "times": "n"}
    offer = parse_offer(Reader(record))
    assert amount(offer, {}).words() == "jusqu’à 500\u202f€ par personne"
    assert amount(offer, {"n": Decimal(3)}).words() == "jusqu’à 1\u202f500\u202f€"
