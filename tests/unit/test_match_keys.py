"""Laws of the keys by which sheets meet: writing alike is one key, and no text breaks them."""

import re
import string
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from maillage.apps.contributions.resemblance.likeness import compare
from maillage.apps.contributions.resemblance.match_keys import (
    LONGEST,
    SHARED_HOSTS,
    Profile,
    email_key,
    initials,
    is_acronym,
    keys_of,
    name_key,
    phone_key,
    site_key,
    web_key,
    words_of,
)
from maillage.kernel.text import fold

WORD = st.text(string.ascii_lowercase, min_size=2, max_size=9)
WORDS = st.lists(WORD, min_size=1, max_size=5, unique=True)
PATH = st.lists(st.text(string.ascii_letters + string.digits + "-_é", max_size=6), max_size=3)
HOST = st.builds(lambda word: f"{word}.example", WORD)
ANY = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
FIELDS = (
    *("name", "acronym", "other_names", "siret", "siren", "rna", "isbn", "calendar_uid", "links"),
    *("phones", "emails", "addresses", "located_in", "acts_in", "dates", "indicator", "subject"),
    *("period_start", "organisation"),
)
RECORD = st.dictionaries(st.sampled_from(FIELDS), ANY)
LINKED = st.builds(
    lambda name, urls, places: {
        "name": name,
        "links": [{"kind": "site", "url": url} for url in urls],
        "located_in": places,
    },
    st.text(max_size=20),
    st.lists(st.builds(lambda host: f"https://{host}/", HOST), max_size=2),
    st.lists(st.sampled_from(["commune:54395", "commune:57463"]), max_size=2, unique=True),
)


@given(HOST, PATH, st.sampled_from(["utm_source=a", "fbclid=1", "gclid=x&utm_medium=b", ""]))
def test_an_address_is_the_same_whatever_its_scheme_www_slash_and_trackers(
    host: str, path: list[str], tracking: str
) -> None:
    plain = f"https://{host}/{'/'.join(path)}"
    dressed = f"http://www.{host.upper()}/{'/'.join(path)}/?{tracking}#haut"

    assert web_key(plain) == web_key(dressed) != ""
    assert web_key(f"https://{web_key(plain)}") == web_key(plain)


@given(HOST, WORD, WORD)
def test_what_an_address_asks_for_counts_whatever_its_order(host: str, a: str, b: str) -> None:
    assert web_key(f"https://{host}/p?{a}=1&b={b}") == web_key(f"https://{host}/p?b={b}&{a}=1")
    assert web_key(f"https://{host}/p?id={a}") == web_key(f"https://{host}/p?id={b}") or a != b


@given(st.sampled_from(sorted(SHARED_HOSTS)), WORD)
def test_the_home_of_a_shared_site_is_nobody_s(host: str, page: str) -> None:
    assert web_key(f"https://www.{host}/") == ""
    assert web_key(f"https://{host}/{page}") == f"{host}/{page}"
    assert site_key(f"https://fr.{host}/{page}") == ""


@given(WORDS)
def test_a_name_is_its_words_whatever_their_order_case_and_small_words(words: list[str]) -> None:
    name = " ".join(words)

    assert name_key(name) == name_key(" ".join(reversed(words)).upper())
    assert name_key(name) == name_key(name.replace(" ", " de la ")) or not words_of(name)


@given(st.text(max_size=40))
@example("L’Œuvre")
@example("Les")
@example("SCOP")
def test_no_name_loses_all_its_words(name: str) -> None:
    assert bool(words_of(name)) == bool(re.search("[a-z0-9&+]", fold(name)))


def test_examples_of_names() -> None:
    assert name_key("Association « Les Ateliers du Vélo »") == name_key("Ateliers vélo")
    assert name_key("Société coopérative d’intérêt collectif Enercoop") == "enercoop"
    assert name_key("Loi 1901") == "1901 loi"  # what would leave nothing keeps its words
    assert words_of("Loi ESS", "term") != words_of("ESS", "term")
    assert initials("Réseau des territoires pour l’économie solidaire") == "rtes"
    assert initials("La Fabrique") == ""
    assert is_acronym("C.R.E.S.S.")
    assert not is_acronym("Cress")
    assert not is_acronym("LA FABRIQUE")


@given(st.text(max_size=60))
@example("https://[")
@example("https://a:99999/")
@example("http://%")
def test_no_text_breaks_a_key(text: str) -> None:
    for make in (web_key, site_key, phone_key, email_key, name_key, initials):
        assert isinstance(make(text), str)


@given(st.sampled_from(["organisation", "event", "figure", "policy"]), RECORD)
@example("organisation", {"links": [{"url": "https://a.example/%00\ud800"}, {"url": "http://["}]})
def test_no_record_breaks_its_keys_which_are_short_and_say_something(
    kind: str, record: dict[str, Any]
) -> None:
    for key in keys_of(kind, record):
        assert 0 < len(key.value) <= LONGEST
        assert "\0" not in key.value
        key.value.encode()  # no half of a character


def test_long_values_that_differ_at_their_end_have_other_keys() -> None:
    long = "https://a.example/" + "b" * 300
    first, second = (keys_of("resource", {"links": [{"url": f"{long}{n}"}]}) for n in "12")

    assert len(first) == 1
    assert first != second


@given(LINKED, LINKED)
def test_two_records_are_as_alike_one_way_as_the_other(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    left, right = Profile("organisation", one), Profile("organisation", other)
    likeness = compare(left, right, {})

    assert 0 <= likeness.score < 1
    assert likeness.score == compare(right, left, {}).score
    assert bool(likeness.score) <= bool(likeness.reasons)


@given(LINKED)
def test_a_record_is_like_itself(record: dict[str, Any]) -> None:
    own = Profile("organisation", record)
    likeness = compare(own, own, {})

    assert likeness.is_sure or not any(own.names)
