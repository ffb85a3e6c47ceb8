"""Whether an organisation is in the ESS, and why (loi n° 2014-856, art. 1er)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.kernel.ess_status import EssBasis, EssClaim, Verdict, explain, family_of
from maillage.kernel.vocabularies import Family, LegalForm

forms = st.none() | st.sampled_from(list(LegalForm))
claims = st.lists(
    st.builds(EssClaim, st.sampled_from(list(EssBasis)), st.sampled_from(list(Verdict)))
).map(tuple)


@given(forms, claims)
def test_unknown_is_never_no(form: LegalForm | None, said: tuple[EssClaim, ...]) -> None:
    status = explain(form, said)
    if status.verdict is Verdict.NO:
        assert any(claim.says is Verdict.NO for claim in status.claims)
        assert "ne fait pas partie" in status.sentence
    if status.verdict is Verdict.UNKNOWN:
        assert "ne fait pas partie" not in status.sentence


@given(forms, claims)
def test_every_claim_stays_visible(form: LegalForm | None, said: tuple[EssClaim, ...]) -> None:
    status = explain(form, said)
    assert status.claims[-len(said) :] == said or not said
    sides = {claim.says for claim in status.claims} - {Verdict.UNKNOWN}
    assert status.conflict == (sides == {Verdict.YES, Verdict.NO})
    if status.conflict:
        assert status.verdict is Verdict.UNKNOWN
        assert "se contredisent" in status.sentence


@given(forms, claims)
def test_the_family_comes_from_the_law_only(
    form: LegalForm | None, said: tuple[EssClaim, ...]
) -> None:
    family = family_of(form, said)
    if family is Family.COMMERCIAL:
        assert form is LegalForm.COMPANY
        assert any(claim.says is Verdict.YES for claim in said)
    else:
        assert family is (form.family if form else None)


@pytest.mark.parametrize(
    ("form", "verdict"),
    [
        (LegalForm.ASSOCIATION, Verdict.YES),
        (LegalForm.SCIC, Verdict.YES),
        (LegalForm.ENDOWMENT_FUND, Verdict.YES),
        (LegalForm.COMMUNE, Verdict.NO),
        (LegalForm.STATE, Verdict.NO),
        (LegalForm.COMPANY, Verdict.UNKNOWN),
        (LegalForm.TRADE_UNION, Verdict.UNKNOWN),
        (LegalForm.GROUP, Verdict.UNKNOWN),
        (None, Verdict.UNKNOWN),
    ],
)
def test_what_the_legal_form_says_alone(form: LegalForm | None, verdict: Verdict) -> None:
    status = explain(form)
    assert status.verdict is verdict
    assert bool(status.claims) == (verdict is not Verdict.UNKNOWN)


def test_a_company_with_an_approval_is_an_ess_company() -> None:
    said = (EssClaim(EssBasis.ESUS, Verdict.YES, "2024"),)
    assert explain(LegalForm.COMPANY, said).verdict is Verdict.YES
    assert family_of(LegalForm.COMPANY, said) is Family.COMMERCIAL
    assert family_of(LegalForm.COMPANY) is None
