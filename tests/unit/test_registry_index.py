"""The index of registered establishments, beside a search written plainly on the same rows."""

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.kernel.establishments import RegisteredEstablishment
from maillage.search import IndexUnavailable
from maillage.search.disc import Disc
from maillage.search.engines.memory import Memory
from maillage.search.engines.registry import RegistryIndex, build
from maillage.search.registry import FACETS, RegistryQuery

NANCY, METZ = (48.69, 6.18), (49.12, 6.176)
WORLD = (-180.0, -85.0, 180.0, 85.0)


def establishment(number: int, name: str = "", **fields: Any) -> RegisteredEstablishment:
    """Return an establishment whose SIRET is this number."""
    usual = {
        "family": "association",
        "sector": "divers",
        "size": "NN",
        "declared": "inconnu",
        "activity": "94.99Z",
        "variants": ("loi-2014", "large"),
    }
    return RegisteredEstablishment(f"{number:014}", name, **{**usual, **fields})


def built(folder: Path, *rows: RegisteredEstablishment) -> RegistryIndex:
    """Return a new index of these rows."""
    assert build(folder, rows) == len(rows)
    return RegistryIndex.open(folder)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> RegistryIndex:
    """Index a few establishments, in the order of their names."""
    return built(
        tmp_path_factory.mktemp("names"),
        establishment(
            10000000100012, "ATELIER DU VÉLO", sign="La Bécane", size="03", declared="oui",
            sector="commerce", activity="95.29Z", places=("commune:54395", "departement:54"),
            lat=NANCY[0], lon=NANCY[1], approximate=False,
        ),
        establishment(
            10000000100020, "ATELIER DU VÉLO", lat=METZ[0], lon=METZ[1],
            places=("commune:57463", "departement:57"),
        ),
        establishment(
            20000000200015, "FOYERS DES JEUNES TRAVAILLEURS", acronym="FJT", family="mutuelle",
            size="12", declared="oui", sector="action-sociale", activity="87.90A",
            variants=("insee", "loi-2014", "large"), places=("commune:54395", "departement:54"),
        ),
        establishment(30000000300018, "RECYCLERIE D'ILLKIRCH", variants=("large",)),
    )  # fmt: skip


def found(index: RegistryIndex, text: str = "", **asked: Any) -> list[str]:
    page = index.search(RegistryQuery(text, **asked))
    assert page.total == len(page.hits)
    return [hit.establishment.siret for hit in page.hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("velo", 2),
        ("vélos", 2),
        ("atelier du vel", 2),
        ("bécane", 1),
        ("fjt", 1),
        ("foyer jeune travailleur", 1),
        ("illkirch", 1),
        ("100 000 001", 2),
        ("100000001", 2),
        ("100 000 001 00020", 1),
        ("10000000100020", 1),
        ("999999999", 0),
        ("!?", 0),
        ("zzzzz", 0),
    ],
)
def test_words_and_numbers(index: RegistryIndex, text: str, expected: int) -> None:
    assert len(found(index, text)) == expected


def test_a_misspelt_name_is_found_and_it_says_so(index: RegistryIndex) -> None:
    page = index.search(RegistryQuery("recyclrie"))
    assert (page.total, page.corrected, page.relaxed) == (1, True, False)
    assert page.hits[0].title == "<mark>RECYCLERIE</mark> D&#x27;ILLKIRCH"


def test_words_that_no_name_holds_together_are_relaxed(index: RegistryIndex) -> None:
    page = index.search(RegistryQuery("recyclerie velo"))
    assert page.relaxed
    assert page.total == 3


def test_facets_never_loosen_the_words(index: RegistryIndex) -> None:
    """« vélo » exists: choosing a family where it does not leaves nothing, corrected or not."""
    page = index.search(RegistryQuery("velo", family=("mutuelle",)))
    assert (page.total, page.corrected, page.relaxed) == (0, False, False)
    assert page.facets["family"] == {"association": 2}


def test_conditions_hold_together(index: RegistryIndex) -> None:
    assert found(index, places=("commune:54395",)) == ["10000000100012", "20000000200015"]
    assert found(index, places=("commune:54395", "departement:57"), declared=("oui",)) == [
        "10000000100012",
        "20000000200015",
    ]
    assert found(index, activity=("87.",)) == ["20000000200015"]
    assert found(index, activity=("87.90A", "95")) == ["10000000100012", "20000000200015"]
    assert found(index, "atelier", size=("03",)) == ["10000000100012"]
    assert found(index, activity=("94",), declared=("inconnu",), variant=("large",)) == [
        "10000000100020",
        "30000000300018",
    ]


def test_variants_are_counted_side_by_side(index: RegistryIndex) -> None:
    page = index.search(RegistryQuery(variant=("insee",)))
    assert page.total == 1
    assert page.facets["variant"] == {"insee": 1, "large": 4, "loi-2014": 3}
    assert page.facets["family"] == {"mutuelle": 1}


def test_orders(index: RegistryIndex) -> None:
    by_name = ["10000000100012", "10000000100020", "20000000200015", "30000000300018"]
    assert found(index) == found(index, sort="name") == by_name
    assert found(index, sort="size")[:2] == ["20000000200015", "10000000100012"]
    pages = [index.search(RegistryQuery(sort="name", offset=n, limit=1)) for n in range(5)]
    assert [hit.establishment.siret for page in pages for hit in page.hits] == by_name
    assert {page.total for page in pages} == {4}


def test_a_radius_goes_around_a_point(index: RegistryIndex) -> None:
    assert found(index, disc=Disc(*NANCY, 5)) == ["10000000100012"]
    assert found(index, disc=Disc(*NANCY, 60)) == ["10000000100012", "10000000100020"]
    assert found(index, disc=Disc(0, 0, 100)) == []


def test_what_goes_in_comes_out(index: RegistryIndex) -> None:
    (one,) = index.known(["10000000100012", "99999999999999"]).values()
    assert one.sign == "La Bécane"
    assert one.places == ("commune:54395", "departement:54")
    assert (one.lat, one.lon, one.approximate, one.conflict) == (*NANCY, False, False)
    assert [row.siret for row in index.every(RegistryQuery(sort="size"), 3)] == [
        "10000000100012",
        "10000000100020",
        "20000000200015",
    ]


def test_markers_say_what_is_there(index: RegistryIndex) -> None:
    markers = sorted(index.clusters(RegistryQuery(), WORLD, zoom=12), key=lambda one: one.lat)
    assert [(one.count, one.uid, one.marker) for one in markers] == [
        (1, "10000000100012", "association"),
        (1, "10000000100020", "association"),
    ]
    assert index.clusters(RegistryQuery("foyer"), WORLD) == []
    assert index.clusters(RegistryQuery(declared=("oui",)), WORLD)[0].title == "ATELIER DU VÉLO"


def test_partial_diffusion_leaves_no_trace(tmp_path: Path) -> None:
    """Names, address and position are nowhere: not in an answer, not in a byte of a file."""
    hidden = establishment(
        40000000400017, "ZYGOMORPHE SECRET", acronym="QWXYZ", sign="Enseigne tue", partial=True,
        address="9 IMPASSE TAISEUSE", postal_code="54321", lat=48.123456, lon=6.654321,
        approximate=False, places=("commune:54395",), commune="54395",
    )  # fmt: skip
    index = built(tmp_path, hidden, hidden._replace(siret="40000000400025", approximate=True))
    for text in ("zygomorphe", "qwxyz", "enseigne", "taiseuse"):
        assert index.search(RegistryQuery(text)).total == 0, text
    exact, centred = index.known(["40000000400017", "40000000400025"]).values()
    assert exact == hidden.withheld()
    assert (exact.name, exact.sign, exact.address, exact.lat, exact.commune) == (
        "", "", "", None, "54395",
    )  # fmt: skip
    assert (centred.lat, centred.lon) == (48.123456, 6.654321)  # of the commune
    assert [one.title for one in index.clusters(RegistryQuery(), WORLD)] == [""]
    public, silent = tmp_path / "public", tmp_path / "silent"
    build(public, [hidden._replace(partial=False)])
    build(silent, [hidden])
    told = [_bytes(folder) for folder in (public, silent)]
    for word in (b"zygomorphe", b"secret", b"qwxyz", b"enseigne", b"taiseuse", b"54321"):
        # what is public can be read in the files: so would be what is not
        assert [word in content for content in told] == [True, False], word


def _bytes(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file()).lower()


def test_another_vintage_is_read_at_once(tmp_path: Path) -> None:
    index = built(tmp_path, establishment(1, "AVANT"))
    assert index.search(RegistryQuery("avant")).total == 1
    build(tmp_path, [establishment(2, "APRÈS")])
    assert index.search(RegistryQuery("avant")).total == 0
    assert index.search(RegistryQuery("apres")).total == 1


def test_a_missing_index_says_so(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable, match="n’existe pas encore"):
        RegistryIndex.open(tmp_path)


def test_an_empty_register_answers(tmp_path: Path) -> None:
    index = built(tmp_path)
    assert index.search(RegistryQuery()).total == 0
    assert index.search(RegistryQuery("rien", family=("mutuelle",))).total == 0


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    build(tmp_path, [establishment(1), establishment(2)], lambda *said: told.append(said), 2)
    assert told == [("index", 2, 2)]


# --- beside a plain search

DICE = random.Random(11)
ROWS = [
    establishment(
        10**13 + n,
        f"{DICE.choice(('Club', 'Foyer', 'Régie'))} {DICE.choice(('nord', 'sud', 'est'))} {n % 9}",
        family=DICE.choice(("association", "cooperative", "mutuelle")),
        sector=DICE.choice(("sante", "commerce")),
        size=DICE.choice(("NN", "01", "12")),
        declared=DICE.choice(("oui", "non", "inconnu")),
        activity=DICE.choice(("86.10Z", "88.10A", "47.11F")),
        variants=DICE.choice((("large",), ("loi-2014", "large"), ())),
        places=(f"commune:{n % 4}", f"departement:{n % 2}"),
    )
    for n in range(300)
]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> RegistryIndex:
    """Index three hundred establishments."""
    return built(tmp_path_factory.mktemp("many"), *ROWS)


def values(row: RegisteredEstablishment, facet: str) -> tuple[str, ...]:
    return row.variants if facet == "variant" else (getattr(row, facet),)


def matches(row: RegisteredEstablishment, query: RegistryQuery, without: str = "") -> bool:
    chosen = {facet: getattr(query, facet) for facet in FACETS if facet != without}
    return (
        all(word in row.name.lower().replace("é", "e") for word in query.text.split())
        and (not query.places or not set(query.places).isdisjoint(row.places))
        and (not query.activity or row.activity.startswith(query.activity))
        and all(
            not asked or not set(asked).isdisjoint(values(row, facet))
            for facet, asked in chosen.items()
        )
    )


def some(*possible: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(possible), max_size=2, unique=True).map(tuple)


@given(
    st.builds(
        RegistryQuery,
        text=st.sampled_from(["", "club", "foyer nord", "regie est"]),
        family=some("association", "cooperative", "mutuelle"),
        sector=some("sante", "commerce"),
        size=some("NN", "01", "12"),
        declared=some("oui", "non", "inconnu"),
        variant=some("loi-2014", "large"),
        activity=some("86", "88.1", "47.11F"),
        places=some("commune:1", "commune:2", "departement:0"),
        limit=st.just(300),
    )
)
def test_totals_and_counts_are_those_of_a_plain_search(
    many: RegistryIndex, query: RegistryQuery
) -> None:
    page = many.search(query)
    # where the words meet nothing, the index corrects them: another test's subject
    if not any(matches(row, replace(query, **dict.fromkeys(FACETS, ()))) for row in ROWS):  # type: ignore[arg-type]
        return
    expected = {row.siret for row in ROWS if matches(row, query)}
    assert {hit.establishment.siret for hit in page.hits} == expected
    assert page.total == len(expected)
    for facet in FACETS:
        counts = Counter(
            value
            for row in ROWS
            if matches(row, query, without=facet)
            for value in values(row, facet)
        )
        assert page.facets[facet] == counts, facet


@pytest.mark.parametrize(
    ("text", "best"),
    [
        # the word itself, then others of its family; short names first; then by name
        ("sportif", ["SPORTIF", "CLUB SPORTIF", "AMIS SPORTIFS"]),
        # a finished word is worth more than one that it begins
        ("club ", ["CLUB SPORTIF", "LES SPORTIVES DU CLUB DES AMIS"]),
        ("ami", ["AMIS SPORTIFS", "LES SPORTIVES DU CLUB DES AMIS", "AMICALE DU CLUBHOUSE"]),
        # a word is worth the more as fewer names hold it
        ("amicale sportif rien", ["SPORTIF", "AMICALE DU CLUBHOUSE"]),
        ("co-working", ["CO-WORKING", "COWORKING", "LE COWORKING"]),
        ("coworking", ["COWORKING", "LE COWORKING", "CO-WORKING"]),
    ],
)
def test_the_nearest_name_comes_first(tmp_path: Path, text: str, best: list[str]) -> None:
    names = sorted(
        [
            "AMICALE DU CLUBHOUSE", "AMIS SPORTIFS", "CLUB SPORTIF", "CO-WORKING", "COWORKING",
            "LE COWORKING", "LES SPORTIVES DU CLUB DES AMIS", "SPORTIF",
        ]
    )  # fmt: skip
    index = built(tmp_path, *(establishment(n, name) for n, name in enumerate(names, 1)))
    page = index.search(RegistryQuery(text))
    assert [hit.establishment.name for hit in page.hits][: len(best)] == best


@pytest.mark.parametrize("sort", ["relevance", "name", "size", "siret"])
def test_pages_follow_each_other(many: RegistryIndex, sort: Any) -> None:
    query = RegistryQuery("club nord", variant=("large",), sort=sort, limit=300)
    whole = many.search(query).hits
    pages = [many.search(replace(query, offset=n, limit=4)).hits for n in range(0, len(whole), 4)]
    assert len(whole) > 8
    assert [hit for page in pages for hit in page] == list(whole)


def test_memory_keeps_the_latest() -> None:
    memory, made = Memory(2), []

    def make(value: int) -> int:
        made.append(value)
        return value

    for key in (1, 2, 1, 3, 1, 2):
        assert memory.recall(key, lambda key=key: make(key)) == key  # type: ignore[misc]
    assert made == [1, 2, 3, 2]


@pytest.mark.parametrize("damage", ["missing", "cut", "short"])
def test_damaged_columns_say_so(tmp_path: Path, damage: str) -> None:
    built(tmp_path, establishment(1, "UN"), establishment(2, "DEUX"))
    (column,) = tmp_path.glob("*/lat.npy")
    if damage == "missing":
        column.unlink()
    elif damage == "cut":
        column.write_bytes(column.read_bytes()[:-4])
    else:
        np.save(column, np.zeros(1))
    with pytest.raises(IndexUnavailable, match="reconstruisez-le"):
        RegistryIndex.open(tmp_path)


@pytest.mark.parametrize("number", ["", "123", "é", "٣" * 14, "9" * 400])
def test_what_is_no_siret_is_nobodys(index: RegistryIndex, number: str) -> None:
    assert index.known([number]) == {}
