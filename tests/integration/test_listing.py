"""Lists: the URL is the query, and nothing in a URL makes a page fail."""

import json
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from factories import PERIMETER, load, organisation

pytestmark = pytest.mark.usefixtures("places")
LIST = "/annuaire/"


@pytest.fixture
def mesh(places: None) -> None:
    """Load five organisations placed from Lille to Strasbourg."""
    load(
        organisation(
            "alpha",
            summary="Répare des vélos d’occasion.",
            legal_form="association",
            roles=["lieu", "insertion"],
            themes=["mobilite"],
            located_in=["commune:54395"],
        ),
        organisation(
            "beta",
            summary="Finance des coopératives.",
            legal_form="scop",
            roles=["financeur"],
            themes=["finance-solidaire", "mobilite"],
            addresses=[{"city": "Metz", "commune": "57463"}],
        ),
        organisation("gamma", roles=["lieu"], acts_in=["region:44"], legal_form="commune"),
        organisation(
            "delta", roles=["insertion"], located_in=["commune:59350"], acts_in=["pays:FR"]
        ),
        organisation("Epsilon".lower(), name="Épsilon", located_in=["arrondissement:75119"]),
        perimeters=[PERIMETER],
    )


def ask(client: Client, query: str, path: str = LIST) -> Any:
    """Return the listing of a page that answers."""
    response = client.get(f"{path}?{query}")
    assert response.status_code == 200, response
    return response.context["listing"]


def uids(listing: Any) -> list[str]:
    return [card.sheet.uid for card in listing.cards]


@pytest.mark.usefixtures("mesh")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["alpha", "beta", "delta", "epsilon", "gamma"]),
        ("role=lieu", ["alpha", "gamma"]),
        ("role=lieu&role=financeur", ["alpha", "beta", "gamma"]),
        ("role=lieu&theme=mobilite", ["alpha"]),
        ("famille=cooperative", ["beta"]),
        ("forme=commune", ["gamma"]),
        ("q=velo", ["alpha"]),
        ("q=coopérative&role=lieu", []),
        ("territoire=commune:54395", ["alpha"]),
        ("territoire=departement:57", ["beta"]),
        ("territoire=region:44", ["alpha", "beta", "gamma"]),
        ("territoire=ancienne-region:41", ["alpha", "beta"]),
        ("territoire=perimetre:pays-rose", ["alpha", "beta"]),
        ("territoire=commune:54395&portee=large", ["alpha", "delta", "gamma"]),
        ("territoire=region:44&role=lieu", ["alpha", "gamma"]),
        ("territoire=pays:FR", ["alpha", "beta", "delta", "epsilon", "gamma"]),
    ],
)
def test_values_of_a_filter_are_alternatives_and_filters_add_up(
    client: Client, query: str, expected: list[str]
) -> None:
    listing = ask(client, query)
    assert uids(listing) == expected
    assert listing.total == len(expected)
    assert listing.notices == []


@pytest.mark.usefixtures("mesh")
def test_counts_say_what_one_more_value_would_bring(client: Client) -> None:
    listing = ask(client, "role=lieu")
    roles = {option.value: option for option in listing.chart("role").options}
    assert {value: option.count for value, option in roles.items()} == {
        "lieu": 2,
        "insertion": 2,
        "financeur": 1,
    }
    assert roles["lieu"].selected
    for option in roles.values():
        listing_after = client.get(option.url).context["listing"]
        if not option.selected:
            assert set(uids(listing_after)) > {"alpha", "gamma"} or option.value == "insertion"
    themes = {option.value: option.count for option in listing.facets[2].options}
    assert themes == {"mobilite": 1}


@pytest.mark.usefixtures("mesh")
def test_every_link_of_a_list_answers(client: Client) -> None:
    listing = ask(client, "role=lieu&theme=mobilite&territoire=region:44&q=velo&tri=nom")
    urls = [active.remove_url for active in listing.active]
    charts = [listing.chart(facet.name) for facet in listing.facets]
    urls += [option.url for chart in charts for option in (*chart.options, *chart.more)]
    urls += [sort.url for sort in listing.sorts] + [listing.wider.url, listing.map_url]
    urls += [one.url for one in listing.formats] + [listing.clear_url]
    assert len(listing.active) == 4
    for url in urls:
        assert client.get(url).status_code == 200, url


@pytest.mark.usefixtures("mesh")
def test_orders(client: Client) -> None:
    assert uids(ask(client, "tri=nom")) == ["alpha", "beta", "delta", "epsilon", "gamma"]
    assert set(uids(ask(client, "tri=recent"))) == {"alpha", "beta", "delta", "epsilon", "gamma"}
    assert ask(client, "q=velo").query.effective_sort == "pertinence"
    listing = ask(client, "tri=hasard")
    assert listing.notices == ["L’ordre « hasard » n’existe pas : il est ignoré."]


@pytest.mark.usefixtures("mesh")
def test_unknown_values_are_ignored_with_a_notice(client: Client) -> None:
    response = client.get(LIST, {"theme": ["mobilite", "cuisine"], "role": "LIEU", "autre": "1"})
    listing = response.context["listing"]
    assert uids(listing) == ["alpha", "beta"]
    assert len(listing.notices) == 2
    assert "« cuisine » n’est pas une valeur du filtre « Thème »" in str(listing.notices)
    assert "cuisine" in response.content.decode()
    assert "autre" not in listing.pages.items[0][1]


def many(client: Client, count: int = 45) -> None:
    load(*(organisation(f"org-{number:02}", name=f"Org {number:02}") for number in range(count)))


def test_pages_cover_the_list_once(client: Client) -> None:
    many(client)
    seen: list[str] = []
    url = LIST
    while url:
        listing = client.get(url).context["listing"]
        seen += uids(listing)
        url = listing.pages.next_url
    assert seen == [f"org-{number:02}" for number in range(45)]
    assert (listing.pages.number, listing.pages.count) == (3, 3)
    assert client.get(listing.pages.previous_url).context["listing"].pages.number == 2


@pytest.mark.parametrize("page", ["0", "-1", "abc", "1.0", "١", "２", "9" * 30, "1 ", "%00"])
def test_a_malformed_page_is_not_found_and_says_why(client: Client, page: str) -> None:
    response = client.get(f"{LIST}?page={page}")
    assert response.status_code == 404
    assert "n’est pas un numéro de page" in response.content.decode()


def test_a_page_past_the_last_is_not_found_and_says_how_many(client: Client) -> None:
    many(client, 21)
    assert client.get(f"{LIST}?page=2").status_code == 200
    response = client.get(f"{LIST}?page=3")
    assert response.status_code == 404
    assert "cette liste a 2 pages" in response.content.decode()
    assert client.get(f"{LIST}?page=999999&format=csv").status_code == 404
    response = client.get(f"{LIST}?q=introuvable&page=2")
    assert "n’a qu’une page" in response.content.decode()


@pytest.mark.usefixtures("mesh")
@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("territoire=Nancy", "?territoire=commune:54395"),
        ("territoire=57000", "?territoire=commune:57463"),
        ("lieu=nancy&q=", "?territoire=commune:54395"),
        ("lieu=Nancy+(54)&territoire=commune:54395", "?territoire=commune:54395"),
        ("lieu=Metz&territoire=commune:54395", "?territoire=commune:57463"),
        ("lieu=region:44", "?territoire=region:44"),
        ("lieu=&territoire=commune:54395", ""),
        ("q=&role=&theme=culture", "?theme=culture"),
        ("q=velo&tri=", "?q=velo"),
        ("lieu=Zyxwvuts&q=", "?lieu=Zyxwvuts"),
        ("format=json&q=", "?format=json"),
    ],
)
def test_forms_lead_to_the_clean_address(client: Client, query: str, canonical: str) -> None:
    for path in (LIST, "/carte/"):
        response = client.get(f"{path}?{query}")
        assert response.status_code == 302
        formless = canonical if path == LIST else canonical.replace("?format=json", "")
        assert response["Location"] == path + formless
        assert client.get(response["Location"]).status_code == 200


@pytest.mark.usefixtures("mesh")
@pytest.mark.parametrize(
    "query", ["lieu=Zyxwvuts", "territoire=Zyxwvuts", "territoire=commune:99999"]
)
def test_an_unknown_place_is_said(client: Client, query: str) -> None:
    response = client.get(f"{LIST}?{query}")
    name = query.partition("=")[2]
    assert (
        f"Aucun territoire ne répond à « {name} »"
        in response.context["listing"].query.territory_error
    )
    text = response.content.decode()
    assert "Aucun territoire ne répond" in text
    assert f'value="{name}"' in text
    assert response.context["listing"].total == 5


HOSTILE = [
    "q=%00", "q=%01%1f", "q=%ff%fe", "q=%EF%BF%BF", "q=" + "a" * 10_000, "q=" + "a+" * 5_000,
    "q=%22%27%5C%28", "q=*", "q=AND+OR+NOT", "q=name:alpha", "q=%C5%93uvre",
    "theme=%00", "theme=" + "x" * 5_000, "theme=culture&theme=culture",
    "territoire=%00", "territoire=:", "territoire=commune:", "territoire=" + "9" * 9_000,
    "lieu=%00a", "lieu=%25", "portee=large", "portee=%00", "tri=%00",
    "q=a&q=b", "&&&=", "=x", "q=%3Cscript%3E", "format=",
]  # fmt: skip


@pytest.mark.usefixtures("mesh")
@pytest.mark.parametrize("path", [LIST, "/carte/", "/recherche/", "/recherche/suggestions/"])
def test_nothing_in_a_query_makes_a_page_fail(client: Client, path: str) -> None:
    for query in HOSTILE:
        response = client.get(f"{path}?{query}", follow=True)
        assert response.status_code == 200, query
        assert "<script>" not in response.content.decode()


@pytest.mark.usefixtures("mesh")
@pytest.mark.parametrize("form", ["atom", "json", "csv", "geojson"])
def test_nothing_in_a_query_makes_a_format_fail(client: Client, form: str) -> None:
    for query in HOSTILE[:-1]:
        response = client.get(f"{LIST}?{query}&format={form}", follow=True)
        assert response.status_code == 200, query
        content = response.getvalue()
        if form == "atom":
            ElementTree.fromstring(content)
        elif form != "csv":
            json.loads(content)


def test_a_long_question_is_cut_with_a_notice(client: Client) -> None:
    listing = ask(client, "q=" + "a" * 300)
    assert len(listing.query.text) == 200
    assert "coupée à 200 signes" in str(listing.notices)


def crowd(count: int) -> None:
    load(
        *(
            organisation(
                f"org-{number:03}",
                located_in=["commune:54395" if number % 2 else "commune:57463"],
                acts_in=["region:44"],
                roles=["lieu"],
            )
            for number in range(count)
        )
    )


def test_lists_take_few_queries_whatever_their_length(
    client: Client, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    crowd(60)
    client.get(LIST)  # the index is made once
    for query in ("", "role=lieu", "territoire=region:44&portee=large", "q=org", "page=2"):
        with django_assert_max_num_queries(15):
            assert client.get(f"{LIST}?{query}").status_code == 200


@pytest.mark.parametrize("path", ["/carte/?", "/carte/donnees/?bbox=-5,41,10,51&"])
def test_the_map_takes_as_many_queries_for_many_sheets_as_for_few(
    client: Client, path: str
) -> None:
    counts = set()
    for size in (4, 60):
        crowd(size)
        for query in ("territoire=region:44", "territoire=region:44&q=org"):
            client.get(path + query)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path + query).status_code == 200
            counts.add(len(queries))
    assert len(counts) == 1
    assert counts.pop() <= 25
