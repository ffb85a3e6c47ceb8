from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.search_sheets import built, open_index, sheet

from maillage.search import SearchPage, SheetQuery, SheetSearch
from maillage.search.analyser import read_question
from maillage.search.engines.embedded import EmbeddedIndex

SHEETS = (
    sheet(
        1,
        "La Recyclerie de l’Œuvre",
        facets=("role=reseau", "theme=reemploi", "territory=commune:54395", "territory=region:44"),
    ),
    sheet(
        2,
        "Avise",
        names=("Agence d’ingénierie",),
        summary="Entreprendre <b>autrement</b> dans l’économie sociale et solidaire (E.S.S.)",
        facets=("role=financeur", "role=reseau", "theme=culture", "territory=region:11"),
        weight=5,
    ),
    sheet(3, "Coopérative des foyers ruraux", facets=("role=reseau", "theme=culture")),
    sheet(4, "Co-working handicap", names=("S.C.O.P.",), type="lieu", facets=("role=lieu",)),
    sheet(5, "Zèbre avisé", summary="Un foyer pour la recyclerie", type="lieu"),
    sheet(6, "éclat", summary="Rien"),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedIndex:
    return built(tmp_path_factory.mktemp("index"), *SHEETS)


def pks(page: SearchPage) -> list[int]:
    return [hit.pk for hit in page.hits]


def test_the_engine_follows_the_protocol(index: EmbeddedIndex) -> None:
    search: SheetSearch = index
    assert search.stamp() == 1


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("recyclerie", 1),  # A title before a text.
        ("RECYCLERIES", 1),
        ("l'oeuvre", 1),
        ("Œuvre", 1),
        ("recy", 1),
        ("cooperatives", 3),
        ("foyer", 3),
        ("ess", 2),
        ("É.S.S.", 2),
        ("ingenierie", 2),
        ("scop", 4),
        ("coworking", 4),
        ("handicapées", 4),
        ("zebre", 5),
        ("la", 1),
    ],
)
def test_words_find_their_sheet(index: EmbeddedIndex, text: str, first: int) -> None:
    page = index.search(SheetQuery(text))
    assert pks(page)[:1] == [first]
    assert (page.corrected, page.relaxed) == (False, False)


@pytest.mark.parametrize(
    ("text", "first"), [("recyclrie", 1), ("cooprative", 3), ("avse", 2), ("foyers ruruax", 3)]
)
def test_misspelt_words_are_corrected_when_nothing_is_found(
    index: EmbeddedIndex, text: str, first: int
) -> None:
    page = index.search(SheetQuery(text))
    assert pks(page)[:1] == [first]
    assert page.corrected
    assert not page.relaxed
    assert "<mark>" in page.hits[0].highlights["title"]


def test_all_the_words_first_then_most(index: EmbeddedIndex) -> None:
    both = index.search(SheetQuery("foyer recyclerie"))
    assert (pks(both), both.relaxed) == ([5], False)
    some = index.search(SheetQuery("coopérative foyers éclat"))
    assert (pks(some), some.relaxed) == ([3], True)
    any_word = index.search(SheetQuery("avise éclat"))
    assert (sorted(pks(any_word)), any_word.relaxed) == (
        [2, 5, 6],
        True,
    )  # Avisé is of the same family.


def test_nothing_is_nothing(index: EmbeddedIndex) -> None:
    page = index.search(SheetQuery("xyzzy", count_facets=("role",)))
    assert (page.total, page.hits, page.corrected, page.relaxed) == (0, [], False, False)
    assert page.facets == {"role": {}}


@pytest.mark.parametrize(
    "text",
    [
        '"', "title:avise", "uid:fiche-1 OR *", "((((", "a" * 10_000, "mot " * 5_000, "\x00\x1b[2J",
        "[* TO *]", "🌱🌱", "avise^1000", "/.*/", "\ud800avise", "-avise", "{}", "!" * 10_000,
        "e\u0301" * 3000, "'" * 999, "a.b." * 2000, "x-" * 2000, "%00", "' OR 1=1 --", "\u202e",
    ],
)  # fmt: skip
def test_hostile_questions_are_only_text(index: EmbeddedIndex, text: str) -> None:
    page = index.search(SheetQuery(text, count_facets=("role", text), facets={"role": (text,)}))
    assert page.total == 0
    assert 0 <= index.search(SheetQuery(text, types=("organisation",))).total <= 4
    index.suggest(text)
    index.clusters(SheetQuery(text), (-180, -90, 180, 90))


def test_without_words_nothing_is_asked_and_without_text_everything(index: EmbeddedIndex) -> None:
    assert index.search(SheetQuery("!?")).total == 0
    everything = index.search(SheetQuery("  "))
    assert everything.total == len(SHEETS)
    assert pks(everything) == [2, 4, 3, 6, 1, 5]  # By name, accents apart.


def test_sorts_and_pages(index: EmbeddedIndex) -> None:
    assert pks(index.search(SheetQuery(sort="recent"))) == [6, 5, 4, 3, 2, 1]
    assert pks(index.search(SheetQuery("foyer", sort="name"))) == [3, 5]
    page = index.search(SheetQuery(sort="recent", offset=2, limit=2))
    assert (page.total, pks(page)) == (6, [4, 3])
    for offset, limit in ((10**12, 10**12), (-1, -1), (0, 0), (6, 5)):
        beyond = index.search(SheetQuery(offset=offset, limit=limit))
        assert (beyond.total, beyond.hits) == (6, [])


def test_highlights_are_safe_html(tmp_path: Path) -> None:
    index = built(
        tmp_path, sheet(1, "<script>alert('été')</script>", summary="a & b " * 80 + "Été <i>")
    )
    (hit,) = index.search(SheetQuery("ete")).hits
    assert hit.highlights["title"] == (
        "&lt;script&gt;alert(&#x27;<mark>été</mark>&#x27;)&lt;/script&gt;"
    )
    assert hit.highlights["text"].startswith("…")
    assert hit.highlights["text"].endswith("<mark>Été</mark> &lt;i&gt;")
    assert index.search(SheetQuery("ete", highlight=False)).hits[0].highlights == {}


def test_facets_are_alternatives_within_and_conditions_across(index: EmbeddedIndex) -> None:
    def found(**facets: tuple[str, ...]) -> list[int]:
        return sorted(pks(index.search(SheetQuery(facets=facets))))

    assert found(role=("reseau",)) == [1, 2, 3]
    assert found(role=("financeur", "lieu")) == [2, 4]
    assert found(role=("reseau",), theme=("culture",)) == [2, 3]
    assert found(role=(), territory=("region:44",)) == [1]
    assert found(role=("Reseau",)) == []
    assert found(unheard=("of",)) == []


def test_counts_ignore_the_selection_in_the_same_facet(index: EmbeddedIndex) -> None:
    page = index.search(
        SheetQuery(
            types=("organisation",),
            facets={"role": ("financeur",)},
            count_facets=("role", "theme", "unheard"),
        )
    )
    assert page.total == 1
    assert page.facets == {
        "role": {"reseau": 3, "financeur": 1},  # Among organisations, whatever their role.
        "theme": {"culture": 1},  # Among the funders.
        "unheard": {},
    }
    assert page.type_counts == {"organisation": 1}


def test_counts_follow_the_text(index: EmbeddedIndex) -> None:
    page = index.search(SheetQuery("foyer", count_facets=("role",), types=("lieu",)))
    assert page.facets == {"role": {}}
    assert page.type_counts == {"organisation": 1, "lieu": 1}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("a", [2]),
        ("AVI", [2, 5]),  # The heaviest first.
        ("recyclerie de l’oe", [1]),
        ("oeuvre rec", [1]),
        ("scop", [4]),
        ("solidaire", []),  # Names only.
        ("", []),
    ],
)
def test_suggestions(index: EmbeddedIndex, typed: str, expected: list[int]) -> None:
    found = [suggestion.pk for suggestion in index.suggest(typed)]
    assert [pk for pk in found if typed != "a" or pk == 2] == expected


def test_suggestions_by_type(index: EmbeddedIndex) -> None:
    assert [s.title for s in index.suggest("avi", types=("lieu",))] == ["Zèbre avisé"]
    assert len(index.suggest("avi", limit=1)) == 1


def test_a_whole_name_comes_first(tmp_path: Path) -> None:
    index = built(
        tmp_path,
        *(sheet(pk, f"France Active {pk} active France") for pk in range(1, 6)),
        sheet(9, "France Active"),
    )
    assert pks(index.search(SheetQuery("france active")))[0] == 9


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=200), min_size=1, max_size=8))
def test_any_title_is_found_by_its_own_text(
    tmp_path_factory: pytest.TempPathFactory, titles: list[str]
) -> None:
    index = built(
        tmp_path_factory.mktemp("titles"), *(sheet(i, title) for i, title in enumerate(titles, 1))
    )
    for pk, title in enumerate(titles, 1):
        if read_question(title).compounds:
            page = index.search(SheetQuery(title, limit=len(titles)))
            assert pk in pks(page)
            assert not page.corrected
            assert not page.relaxed


def test_documents_that_cannot_be_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="coordonnées impossibles"):
        sheet(1, "Nulle part", lat=float("nan"), lon=0.0)
    with pytest.raises(ValueError, match="aucune des deux"):
        sheet(1, "Nulle part", lat=1.0)
    with pytest.raises(ValueError, match="nom=valeur"):
        sheet(1, "Sans valeur", facets=("role",))
    with pytest.raises(ValueError, match="poids"):
        sheet(1, "Trop lourd", weight=float("inf"))
    index = open_index(tmp_path)
    with pytest.raises(ValueError, match="« colour » n’est pas déclarée"):
        index.rebuild([sheet(1, "Bleu", facets=("colour=blue",))], 1)
    assert not [path for path in tmp_path.iterdir() if path.is_dir()]
