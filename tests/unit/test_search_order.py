"""Pages in alphabetical order, whatever the names have in common."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.kernel.text import fold
from maillage.search import IndexedSheet, SheetQuery
from maillage.search.engines.embedded import EmbeddedIndex
from maillage.search.engines.order import FIELDS, name_keys

WORDS = ("communauté de communes", "coop", "coopérative", "été", "l’œuvre", "a", "zz", "9", "…")
NAMES = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join), min_size=1, max_size=60
)


@given(st.text(alphabet="abcz 019'é", max_size=40), st.text(alphabet="abcz 019'é", max_size=40))
def test_keys_sort_as_names_do(left: str, right: str) -> None:
    one, other = fold(left), fold(right)
    if one.ljust(60) < other.ljust(60):
        assert name_keys(one) < name_keys(other)


def test_keys_fit_the_engine_s_numbers() -> None:
    assert len(name_keys("z" * 99)) == len(FIELDS)
    assert max(name_keys("z" * 99)) < 2**63


@settings(max_examples=25, deadline=None)
@given(names=NAMES, size=st.integers(1, 7))
def test_pages_put_together_are_the_sorted_list(
    tmp_path_factory: object, names: list[str], size: int
) -> None:
    folder: Path = tmp_path_factory.mktemp("index")  # type: ignore[attr-defined]
    index = EmbeddedIndex(folder, ())
    index.rebuild([_sheet(pk, name) for pk, name in enumerate(names, start=1)], 1)
    shown = []
    for offset in range(0, len(names), size):
        page = index.search(SheetQuery(sort="name", offset=offset, limit=size))
        assert page.total == len(names)
        shown += [hit.pk for hit in page.hits]
    expected = sorted(range(1, len(names) + 1), key=lambda pk: (name_keys(fold(names[pk - 1])), pk))
    assert shown == expected


def _sheet(pk: int, name: str) -> IndexedSheet:
    return IndexedSheet(
        uid=f"s-{pk}", type="organisation", title=name, names=(), summary="", body="",
        facets=(), sort_name=fold(name), updated=pk, pk=pk,
    )  # fmt: skip
