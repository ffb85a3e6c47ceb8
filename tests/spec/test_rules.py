"""The rules of schemes, as a manual: what is told, what comes of it, why, how much, what to ask."""

from datetime import date
from decimal import Decimal

import pytest
from rules_samples import scheme

from maillage.kernel.rules.cases import read_cases, run_case
from maillage.kernel.rules.facts import parse_catalogue, read_facts, write_facts
from maillage.kernel.rules.next_question import next_question, rank_questions
from maillage.kernel.rules.nodes import parse_node
from maillage.kernel.rules.offers import amount
from maillage.kernel.rules.places import Place
from maillage.kernel.rules.table import from_rows, rows_from_csv, rows_to_csv, to_rows
from maillage.kernel.rules.verdict import judge, judge_all
from maillage.kernel.rules.words import describe, describe_offer, worked_examples
from maillage.kernel.vocabularies import Need, Outcome

TODAY = date(2026, 11, 22)
CATALOGUE = parse_catalogue(
    [
        {
            "id": "territoire",
            "kind": "territory",
            "label": "Territoire",
            "options": [{"code": "departement:57", "label": "Moselle"}],
        },
        {"id": "profil", "kind": "choice", "label": "Profil", "vocabulary": "ActorType"},
        {"id": "etape", "kind": "choice", "label": "Étape", "vocabulary": "Stage", "order": 1},
        {"id": "besoin", "kind": "many", "label": "Besoins", "vocabulary": "Need", "order": 2},
        {"id": "ess", "kind": "boolean", "label": "Relever de l’ESS", "group": "structure"},
        {
            "id": "cout-projet",
            "kind": "number",
            "label": "Coût",
            "unit": "€",
            "min": 0,
            "group": "argent",
            "effort": 2,
        },
        {"id": "heures", "kind": "number", "label": "Heures", "unit": "h", "group": "emploi"},
        {"id": "personnes", "kind": "number", "label": "Personnes", "group": "emploi"},
    ]
)
SMALL = {"fact": "cout-projet", "op": "le", "value": 5000}
IS_ESS = {"fact": "ess", "op": "eq", "value": True, "reference": "loi n° 2014-856, art. 1er"}
CREATION = {"fact": "etape", "op": "eq", "value": "creation"}
HOURS = {
    "id": "premieres-heures",
    "label": "Forfait",
    "instrument": "prime",
    "per": "mois-personne",
    "amount_status": "confirme",
    "lines": [
        {
            "id": "base",
            "label": "Entrée",
            "if": {"fact": "heures", "op": "ge", "value": 1},
            "amount": 100,
        },
        {
            "id": "paliers",
            "label": "Palier",
            "on": "heures",
            "tiers": [
                {"min": 5, "max": 22, "amount": 500},
                {"min": 23, "max": 72, "amount": 1000},
            ],
        },
    ],
}


def told(query: str) -> dict[str, object]:
    return read_facts(query, CATALOGUE)


def outcome(found, query: str = "", on: date = TODAY) -> Outcome:
    return judge(found, told(query), on).outcome


class TestVerdicts:
    def test_unknown_is_never_no(self):
        aid = scheme(IS_ESS)
        assert outcome(aid) is Outcome.OPEN
        assert judge(aid, {}, TODAY).missing == ("ess",)
        assert outcome(aid, "ess=oui") is Outcome.ELIGIBLE
        assert outcome(aid, "ess=non") is Outcome.NOT_ELIGIBLE

    def test_who_where_and_when_are_conditions_too(self):
        aid = scheme(
            applicants=["association", "scop"],
            stages=["creation"],
            territories={"included": ["departement:57"]},
        )
        metz = Place("commune:57463", "Metz", frozenset({"commune:57463", "departement:57"}))
        assert judge(aid, {}, TODAY).missing == ("territoire", "profil", "etape")
        facts = told("profil=scop&etape=creation") | {"territoire": metz}
        assert judge(aid, facts, TODAY).outcome is Outcome.ELIGIBLE
        (reason,) = judge(aid, told("profil=entreprise"), TODAY, CATALOGUE).reasons
        assert (reason.asked, reason.told) == ("Association ou SCOP", "Autre entreprise")

    def test_a_place_covered_in_part_is_to_be_checked(self):
        aid = scheme(territories={"included": ["departement:57"]})
        land = Place("epci:1", "Pays", frozenset({"epci:1"}), frozenset({"departement:57"}))
        verdict = judge(aid, {"territoire": land}, TODAY)
        assert verdict.outcome is Outcome.CONDITIONAL
        assert verdict.to_check

    def test_what_is_to_be_checked_never_refuses(self):
        aid = scheme({"all": [IS_ESS, {"to_check": "Projet innovant"}]})
        assert outcome(aid, "ess=oui") is Outcome.CONDITIONAL
        assert judge(aid, told("ess=oui"), TODAY).to_check == ("Projet innovant",)
        assert outcome(aid, "ess=non") is Outcome.NOT_ELIGIBLE
        assert outcome(scheme({"any": [IS_ESS, {"to_check": "Avis"}]}), "ess=oui") is (
            Outcome.ELIGIBLE
        )

    def test_the_deciding_reason_comes_with_its_threshold(self):
        verdict = judge(scheme(SMALL), told("cout-projet=9000"), TODAY, CATALOGUE)
        (reason,) = verdict.reasons
        assert reason.label == "Coût"
        assert reason.asked == "au plus 5\u202f000\u202f€"
        assert reason.told == "9\u202f000\u202f€"

    def test_of_several_ways_the_closest_comes_first(self):
        far = {"all": [SMALL, CREATION]}
        verdict = judge(
            scheme({"any": [far, IS_ESS]}),
            told("ess=non&etape=emergence&cout-projet=9000"),
            TODAY,
            CATALOGUE,
        )
        assert [(one.fact, one.closest) for one in verdict.reasons] == [
            ("ess", True),
            ("cout-projet", False),
            ("etape", False),
        ]
        assert verdict.reasons[0].reference == "loi n° 2014-856, art. 1er"

    def test_two_of_three(self):
        three = [IS_ESS, SMALL, CREATION]
        aid = scheme({"at_least": {"n": 2, "of": three}})
        assert outcome(aid, "ess=oui") is Outcome.OPEN
        assert outcome(aid, "ess=oui&etape=creation") is Outcome.ELIGIBLE
        assert outcome(aid, "ess=non&etape=emergence") is Outcome.NOT_ELIGIBLE

    def test_a_label_on_yes_or_no_is_a_sentence(self):
        new = {"fact": "ess", "op": "eq", "value": False, "label": "Ne pas relever de l’ESS"}
        (reason,) = judge(scheme(new), told("ess=oui"), TODAY, CATALOGUE).reasons
        assert (reason.asked, reason.told) == ("oui", "non")


class TestDates:
    CALL = {
        "kind": "ponctuel",
        "sessions": [{"id": "s", "opens": "2026-10", "closes": "2026-12-15"}],
    }

    def test_a_call_opens_and_closes(self):
        call = scheme(calendar=self.CALL)
        assert outcome(call, on=date(2026, 9, 30)) is Outcome.UPCOMING
        assert judge(call, {}, date(2026, 9, 30)).opens == date(2026, 10, 1)
        assert outcome(call, on=TODAY) is Outcome.ELIGIBLE
        assert judge(call, {}, TODAY).closes == date(2026, 12, 15)
        assert outcome(call, on=date(2026, 12, 16)) is Outcome.CLOSED

    def test_a_refusal_prevails_over_dates_and_dates_over_questions(self):
        call = scheme(IS_ESS, calendar=self.CALL)
        assert outcome(call, "ess=non", on=date(2027, 1, 1)) is Outcome.NOT_ELIGIBLE
        assert outcome(call, on=date(2027, 1, 1)) is Outcome.CLOSED
        assert outcome(call, on=date(2026, 9, 1)) is Outcome.UPCOMING

    def test_a_spent_envelope_closes(self):
        assert outcome(scheme(calendar=self.CALL | {"envelope": "epuisee"})) is Outcome.CLOSED

    def test_an_end_known_to_the_year_closes_from_its_first_day(self):
        assert outcome(scheme(ended="2026")) is Outcome.CLOSED
        assert outcome(scheme(ended="2027")) is Outcome.ELIGIBLE

    def test_a_vague_date_is_to_be_checked(self):
        call = scheme(calendar={"sessions": [{"id": "s", "closes": "2026-11"}]})
        verdict = judge(call, {}, TODAY)
        assert verdict.outcome is Outcome.CONDITIONAL
        assert verdict.to_check == ("La clôture est annoncée pour novembre 2026, sans jour.",)

    def test_the_version_of_the_day_is_the_one_that_judges(self):
        aid = scheme(
            versions=[
                {"id": "v1", "valid_to": "2025", "conditions": IS_ESS},
                {"id": "v2", "valid_from": "2026", "conditions": SMALL},
            ]
        )
        assert judge(aid, {}, date(2025, 6, 1)).missing == ("ess",)
        assert judge(aid, {}, TODAY).missing == ("cout-projet",)
        assert judge(aid, {}, TODAY).version_id == "v2"


class TestAmounts:
    def offer(self, **fields: object):
        (version,) = scheme(offers=[{"id": "o", "instrument": "subvention"} | fields]).versions
        return version.offers[0]

    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("heures=30", "1\u202f100\u202f€ par personne et par mois"),
            ("heures=22,5", "de 600 à 1\u202f100\u202f€ par personne et par mois"),
            ("heures=80", "de 100 à 1\u202f100\u202f€ par personne et par mois"),
            ("", "jusqu’à 1\u202f100\u202f€ par personne et par mois"),
        ],
    )
    def test_what_tiers_do_not_say_gives_a_range(self, query, words):
        assert amount(self.offer(**HOURS), told(query)).words() == words

    def test_the_range_says_what_the_document_leaves_unsaid(self):
        found = amount(self.offer(**HOURS), told("heures=80"))
        assert found.notes == ("le barème ne dit rien au-delà de 72",)

    def test_what_nobody_published_is_to_be_confirmed_never_zero(self):
        assert amount(self.offer(), {}).words() == "montant à confirmer"
        lines = [{"id": "a", "amount": 500}, {"id": "b"}]
        found = amount(self.offer(lines=lines), {})
        assert (found.low, found.high) == (None, None)
        assert found.words() == "montant à confirmer"

    def test_a_share_of_the_cost_stops_at_its_ceiling(self):
        lines = [{"id": "part", "on": "cout-projet", "factor": 0.5}]
        offer = self.offer(lines=lines, cap={"amount": 15000})
        assert amount(offer, told("cout-projet=20000")).words() == "10\u202f000\u202f€"
        capped = amount(offer, told("cout-projet=90000"))
        assert (capped.words(), capped.capped) == ("15\u202f000\u202f€", True)
        assert amount(offer, {}).words() == "jusqu’à 15\u202f000\u202f€"

    def test_a_ceiling_by_person_is_applied_before_counting_them(self):
        lines = [{"id": "heure", "on": "heures", "factor": 20}]
        cap = {"amount": 300, "scope": "personne"}
        offer = self.offer(lines=lines, cap=cap, times="personnes", per="personne")
        assert amount(offer, told("heures=100&personnes=4")).low == Decimal(1200)

    def test_an_offer_for_others_is_left_out(self):
        offers = [{"id": "a", "instrument": "pret", "max": 5000, "if": IS_ESS}]
        aid = scheme(offers=offers)
        assert [offer.id for offer, _ in judge(aid, {}, TODAY).amounts] == ["a"]
        assert not judge(aid, told("ess=non"), TODAY).amounts


class TestQuestions:
    def test_the_answer_that_settles_most_comes_first(self):
        aids = [scheme(IS_ESS, "a"), scheme(IS_ESS, "b"), scheme(SMALL, "c")]
        asked = next_question(aids, {}, CATALOGUE, TODAY)
        assert asked
        assert (asked.question.id, asked.touches, asked.settles) == ("ess", 2, 2)
        assert asked.why == "Cette réponse compte pour 2 dispositifs et suffit à trancher pour 2."

    def test_effort_counts(self):
        by_cost, by_hours = scheme(SMALL, "a"), scheme({"fact": "heures", "op": "ge", "value": 1})
        asked = rank_questions(judge_all([by_cost, by_hours], {}, TODAY), CATALOGUE)
        assert [one.question.id for one in asked] == ["heures", "cout-projet"]

    def test_a_question_that_settles_alone_counts_more_than_one_of_two(self):
        hours = {"fact": "heures", "op": "ge", "value": 1}
        both = [
            scheme({"all": [IS_ESS, one]}, str(place)) for place, one in enumerate((SMALL, hours))
        ]
        asked = rank_questions(judge_all([*both, scheme(hours, "c")], {}, TODAY), CATALOGUE)
        assert [one.question.id for one in asked] == ["heures", "ess", "cout-projet"]

    def test_what_is_settled_or_skipped_is_not_asked(self):
        aid = scheme({"all": [IS_ESS, SMALL]})
        assert next_question([aid], told("ess=non"), CATALOGUE, TODAY) is None
        asked = next_question([aid], {}, CATALOGUE, TODAY, skipped={"ess"})
        assert asked
        assert asked.question.id == "cout-projet"
        assert next_question([aid], {}, CATALOGUE, TODAY, skipped={"ess", "cout-projet"}) is None

    def test_a_need_ranks_and_never_refuses(self):
        assert Need.FINANCE.serves({"financement"}, ())
        assert Need.FINANCE.serves((), {"pret-honneur"})
        assert not Need.FINANCE.serves({"accompagnement"}, {"service"})

    def test_answers_stand_in_an_address(self):
        query = "profil=association&etape=creation&besoin=financer,tester&cout-projet=1234.5"
        assert write_facts(told(query), CATALOGUE) == query
        assert told("besoin=tester&besoin=financer") == told("besoin=financer,tester")
        with pytest.raises(ValueError, match="n’est pas une réponse possible"):
            told("etape=bientot")
        with pytest.raises(ValueError, match="au moins 0"):
            told("cout-projet=-1")


class TestEditing:
    def test_conditions_are_a_table_that_goes_out_and_in(self):
        node = parse_node({"any": [IS_ESS, {"all": [SMALL, {"to_check": "Projet innovant"}]}]})
        text = rows_to_csv(to_rows(node))
        assert text.splitlines() == [
            "bloc;fait;opérateur;valeur;libellé;référence",
            "1;ess;=;oui;;loi n° 2014-856, art. 1er",
            "2;cout-projet;≤;5000;;",
            "2;;à vérifier;;Projet innovant;",
        ]
        assert from_rows(rows_from_csv(text, CATALOGUE)) == node

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("1;couleur;=;oui;;", "ligne 2 : le fait « couleur » n’est pas dans le catalogue"),
            ("1;ess;>;oui;;", "ligne 2 : « > » ne s’applique pas à « ess »"),
            ("1;cout-projet;≤;cher;;", "ligne 2 : « cher » n’est pas un nombre"),
            ("1;ess;=;peut-être;;", "ligne 2 : écrire « oui » ou « non »"),
            ("un;ess;=;oui;;", "ligne 2 : le bloc est un nombre"),
            ("1;ess;=;oui", "ligne 2 : il faut 6 colonnes"),
        ],
    )
    def test_a_wrong_line_is_told(self, line, message):
        with pytest.raises(ValueError, match="ligne 2") as error:
            rows_from_csv(f"bloc;fait;opérateur;valeur;libellé;référence\n{line}\n", CATALOGUE)
        assert str(error.value).startswith(message)

    def test_the_rule_is_written_in_french(self):
        node = parse_node({"all": [{"not": SMALL}, {"any": [IS_ESS, {"to_check": "Avis"}]}]})
        assert describe(node, CATALOGUE).flat == (
            "Coût : plus de 5\u202f000\u202f€ et (Relever de l’ESS : oui ou À vérifier : Avis)"
        )

    def test_an_offer_is_written_in_french_with_examples(self):
        offer = scheme(offers=[HOURS]).versions[0].offers[0]
        assert "Palier, de 5 à 22\u00a0h : 500\u202f€" in describe_offer(offer, CATALOGUE)
        examples = dict(worked_examples(offer, CATALOGUE))
        assert examples["Heures : 5\u00a0h"] == "600\u202f€ par personne et par mois"
        assert examples["Heures : 73\u00a0h"].endswith("le barème ne dit rien au-delà de 72")

    def test_cases_beside_the_data_are_run(self):
        header = "dispositif;date;faits;verdict;montant_min;montant_max;note\n"
        schemes = {"aide": scheme(IS_ESS, offers=[HOURS])}

        def differs(line: str) -> str | None:
            (case,) = read_cases(header + line)
            return run_case(case, schemes, CATALOGUE)

        assert differs("aide;2026-11-22;ess=oui&heures=30;eligible;1100;1100;") is None
        assert differs("aide;2026-11-22;;a-preciser;0;1100;") is None
        wrong = differs("aide;2026-11-22;ess=non;eligible;;;")
        assert wrong == (
            "ligne 2, aide : attendu « Éligible », trouvé « Non éligible » (Relever de l’ESS : oui)"
        )
        assert "trouvé « 1\u202f100\u202f€" in str(
            differs("aide;2026-11-22;ess=oui&heures=30;eligible;900;900;")
        )
