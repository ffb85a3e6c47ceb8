"""ISBN, covers, and the pictures drawn where there is no cover."""

from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.apps.library.sheet_types import parse_cover
from maillage.kernel.identifiers import format_isbn, parse_isbn
from maillage.kernel.vocabularies import ResourceKind
from maillage.website.cover_charts import SIGNS, drawn_cover


@pytest.mark.parametrize("text", ["978-2-7071-8898-4", "9782707188984", "2-7071-8898-0"])
def test_an_isbn_is_kept_as_thirteen_digits(text: str) -> None:
    isbn = parse_isbn(text)
    assert len(isbn) == 13
    assert parse_isbn(format_isbn(isbn)) == isbn


@pytest.mark.parametrize("text", ["978-2-7071-8898-0", "12", "", "livre"])
def test_a_wrong_isbn_is_refused_with_words(text: str) -> None:
    with pytest.raises(ValueError, match="n’est pas un ISBN"):
        parse_isbn(text)


def test_a_cover_is_a_file_of_the_instance() -> None:
    assert parse_cover("guide-2024.jpg") == "guide-2024.jpg"
    for bad in ("https://example.org/a.jpg", "../secret.jpg", "a..jpg", "a.svg", "A.jpg"):
        with pytest.raises(ValueError, match="media/couvertures"):
            parse_cover(bad)


def _sheet(uid: str, kind: str = "guide") -> SimpleNamespace:
    return SimpleNamespace(uid=uid, type="resource", kind=kind)


@given(st.text(max_size=40))
def test_a_sheet_always_has_the_same_cover(uid: str) -> None:
    cover = drawn_cover(_sheet(uid))
    assert cover == drawn_cover(_sheet(uid))
    assert len(cover) < 3_000
    root = ElementTree.fromstring(cover)
    assert root.get("aria-hidden") == "true"


def test_each_kind_has_its_sign() -> None:
    covers = {drawn_cover(_sheet("x", kind.value)) for kind in ResourceKind}
    assert len(covers) == len(ResourceKind)
    assert {kind.value for kind in ResourceKind} <= SIGNS.keys()
