"""Folding and slugs: what makes « Saint-Dié » and « saint die » one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.kernel.text import fold, slugify


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Saint-Dié-des-Vosges", "saint die des vosges"),
        ("L’Isle-d'Abeau", "l isle d abeau"),
        ("  ŒUILLY ", "oeuilly"),
        ("Vandœuvre‑lès‑Nancy", "vandoeuvre les nancy"),
        ("Aÿ\u202f\u00a0Champagne", "ay champagne"),
        ("ex æquo, 2ᵉ", "ex aequo, 2e"),
        ("", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


def test_slugify():
    assert slugify("L’Haÿ-les-Roses (94)") == "l-hay-les-roses-94"
    assert slugify("« ! »") == ""


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)
    assert slugify(slugify(text)) == slugify(text)
    assert slugify(text).isascii()


@given(st.text(alphabet="abcdeéèêàçôœ-' ", min_size=1))
def test_folding_ignores_case(text):
    assert fold(text.upper()) == fold(text)
