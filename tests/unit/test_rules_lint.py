"""What is doubtful in the data of a scheme is found where it is, and sound data is left alone."""

import pytest
from rules_samples import scheme

from maillage.kernel.rules.facts import parse_catalogue
from maillage.kernel.rules.lint import Level, lint

CATALOGUE = parse_catalogue(
    [
        {"id": "profil", "kind": "choice", "label": "Profil", "vocabulary": "ActorType"},
        {"id": "etape", "kind": "choice", "label": "Étape", "vocabulary": "Stage"},
        {"id": "besoin", "kind": "many", "label": "Besoins", "vocabulary": "Need"},
        {"id": "territoire", "kind": "territory", "label": "Territoire"},
        {"id": "ess", "kind": "boolean", "label": "ESS"},
        {"id": "cout", "kind": "number", "label": "Coût", "unit": "€", "min": 0, "max": 10**7},
        {"id": "cree-le", "kind": "date", "label": "Créée le"},
    ]
)
ESS = {"fact": "ess", "op": "eq", "value": True}
CHEAP, DEAR = ({"fact": "cout", "op": op, "value": 5000} for op in ("le", "gt"))
CREATION = {"fact": "etape", "op": "eq", "value": "creation"}
WHERE = "/versions/0/conditions"
OFFER = "/versions/0/offers/0"


def offer(**fields: object) -> dict[str, object]:
    return {"offers": [{"id": "o", "instrument": "prime"} | fields]}


def tiers(*bounds: tuple[int | None, int | None]) -> dict[str, object]:
    steps = [{"min": low, "max": high, "amount": 100} for low, high in bounds]
    return offer(lines=[{"id": "t", "on": "cout", "tiers": steps}])


def when(*conditions: object) -> dict[str, object]:
    return {"conditions": {"all": list(conditions)}}


@pytest.mark.parametrize(
    ("fields", "pointer", "message"),
    [
        (when({"fact": "teinte", "op": "eq", "value": "bleu"}), f"{WHERE}/all/0/fact", "question"),
        (when({"fact": "etape", "op": "le", "value": 3}), f"{WHERE}/all/0/op", "ne s’applique"),
        (when({"fact": "etape", "op": "eq", "value": "x"}), f"{WHERE}/all/0/value", "réponse"),
        (when({"fact": "besoin", "op": "has", "value": "x"}), f"{WHERE}/all/0/value", "réponse"),
        (when({"fact": "ess", "op": "eq", "value": "oui"}), f"{WHERE}/all/0/value", "genre"),
        (when({"fact": "cout", "op": "ge", "value": 10**9}), f"{WHERE}/all/0/value", "ordre"),
        (when(CHEAP, DEAR), WHERE, "« Coût » ne peut être à la fois au plus 5\u202f000\u202f€ et"),
        (when(ESS, {"not": ESS}), WHERE, "personne ne peut remplir"),
        (when({"any": [ESS, {"all": [CHEAP, DEAR]}]}), WHERE, "une branche ne peut jamais"),
        (when(CREATION) | {"stages": ["emergence"]}, WHERE, "personne ne peut remplir"),
        (tiers((5, 22), (23, 72)), f"{OFFER}/lines/0/tiers", "rien n’est dit entre 22 et 23"),
        (tiers((5, 22), (23, 72)), f"{OFFER}/lines/0/tiers", "rien n’est dit au-delà de 72"),
        (tiers((5, 22), (22, None)), f"{OFFER}/lines/0/tiers", "se chevauchent à 22"),
        (tiers((22, 5)), f"{OFFER}/lines/0/tiers", "finit avant de commencer"),
        (offer(times="etape"), f"{OFFER}/times", "n’en est pas un"),
        (offer(coverage_pct=120), f"{OFFER}/coverage_pct", "100 %"),
        (offer(amount_status="confirme"), f"{OFFER}/amount_status", "confirmé"),
        (offer(amount_status="non-publie", max=500), f"{OFFER}/amount_status", "non publié"),
        (offer(instrument="pret"), "/instruments", "il manque : Prêt"),
        ({"cumulation": {"forbidden_with": ["x"]}}, "/cumulation/forbidden_with/0", "n’existe pas"),
        ({"cumulation": {"forbidden_with": ["aide"]}}, "/cumulation/forbidden_with/0", "lui-même"),
        ({"cumulation": {"max_share_pct": 120}}, "/cumulation/max_share_pct", "100 %"),
        ({"territories": {"included": ["metz"]}}, "/territories/included/0", "référence"),
        (
            {"calendar": {"sessions": [{"id": "s", "opens": "2026-05", "closes": "2026-03"}]}},
            "/calendar/sessions/0/closes",
            "vient avant",
        ),
        ({"versions": [{"id": "a"}, {"id": "b"}]}, "/versions", "se chevauchent"),
        ({"versions": [{"id": "a"}, {"id": "a"}]}, "/versions", "sert plusieurs fois"),
        (
            {"versions": [{"id": "a", "valid_from": "2026", "valid_to": "2025"}]},
            "/versions/0/valid_to",
            "finit avant de commencer",
        ),
    ],
)
def test_doubtful_data_is_found_where_it_is(fields, pointer, message):
    found = [
        one.message
        for one in lint(scheme(**({"instruments": ["prime"]} | fields)), CATALOGUE, {"aide"})
        if one.pointer == pointer
    ]
    assert [one for one in found if message in one]


@pytest.mark.parametrize(
    "fields",
    [
        when({"any": [ESS, CHEAP]}, {"not": DEAR}),
        when({"fact": "besoin", "op": "has", "value": "financer"}, {"not": ESS}),
        when(
            {"fact": "cree-le", "op": "ge", "value": "2020-01-01"},
            {"fact": "cree-le", "op": "lt", "value": "2020-01-02"},
        ),
        {"territories": {"included": ["region:44"], "excluded": ["departement:57"]}},
        offer(lines=[{"id": "t", "on": "cout", "tiers": [{"min": 5, "amount": 100}]}]),
    ],
)
def test_sound_data_has_no_finding(fields):
    sound = scheme(**({"instruments": ["prime"]} | fields))
    assert not list(lint(sound, CATALOGUE, {"aide"}))


def test_a_gap_in_tiers_is_only_to_be_looked_at():
    gap = scheme(instruments=["prime"], **tiers((5, 22), (23, None)))
    assert {one.level for one in lint(gap, CATALOGUE)} == {Level.WARNING}
