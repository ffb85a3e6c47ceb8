"""Terms made links in the Markdown of a page: the text stays, each term is linked once."""

import re
from html import unescape
from typing import Any

import pytest
from django.template import Context
from hypothesis import given
from hypothesis import strategies as st

from maillage.kernel.glossary import Matcher
from maillage.website import glossary
from maillage.website.glossary import Entry, Glossary, PageTerms
from maillage.website.templatetags import markdown as tags

TERMS = {
    "ess": ["ESS", "économie sociale et solidaire"],
    "economie-sociale": ["économie sociale"],
    "cae": ["CAE"],
    "association": ["association", "associations"],
}
ENTRIES = {
    slug: Entry(slug, f"/glossaire/{slug}/", (("Le <sens>", "Ce que c’est & plus"),))
    for slug in TERMS
}
GLOSSARY = Glossary(
    Matcher(TERMS.items()), ENTRIES, {entry.url: entry for entry in ENTRIES.values()}
)
TOOLTIP = re.compile(r'<span class="tooltip".*?</span></span>(?=</span>)', re.DOTALL)


@pytest.fixture(autouse=True)
def small_glossary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glossary, "current", lambda: GLOSSARY)


def linked(text: str, *, seen: set[str] | None = None) -> str:
    page = PageTerms(GLOSSARY, seen or set())
    tokens = tags._parsed(text)
    page.link(tokens)
    return str(tags._html(tokens))


def content(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", TOOLTIP.sub("", html)))


MARKDOWN = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "ESS", "économie sociale", "et solidaire", "associations", "CAE", " ", "\n", "\n\n",
                "*", "**", "`", "[", "](/glossaire/cae/)", "](/x)", "> ", "# ", "- ", "<b>",
                "&amp;", "https://ess.example/ESS", "![", "|", "---", "\\",
            ]
        ),
        st.text(max_size=5),
    )
).map("".join)  # fmt: skip


@given(MARKDOWN)
def test_linking_leaves_the_text_as_it_is(text: str) -> None:
    assert content(linked(text)) == content(tags.markdown(text))


@given(MARKDOWN)
def test_each_term_is_linked_once_and_no_identifier_comes_twice(text: str) -> None:
    html = linked(text)
    ids = re.findall(r' id="([^"]*)"', html)
    assert len(ids) == len(set(ids)) == html.count('role="tooltip"')
    assert sorted(re.findall(r'aria-describedby="([^"]*)"', html)) == sorted(ids)


def test_a_term_leads_to_its_page_and_is_described() -> None:
    html = linked("L’ESS et l’ESS.")
    assert html.count("term-link") == 1
    link = '<a class="term-link" href="/glossaire/ess/" aria-describedby="def-ess">ESS</a>'
    assert link in html
    assert '<span class="tooltip" role="tooltip" id="def-ess">' in html
    assert "<strong>Le &lt;sens&gt;</strong> Ce que c’est &amp; plus" in html


@pytest.mark.parametrize(
    "text",
    [
        "## L’ESS", "> L’ESS", "`ESS`", "    ESS", "[l’ESS](/ailleurs/)", "<ess@ESS.fr>",
        "https://ESS.example/", "![ESS](/a.png)",
    ],
)  # fmt: skip
def test_titles_quotations_code_and_links_are_left_alone(text: str) -> None:
    assert "tooltip" not in linked(text)
    assert linked(text) == tags.markdown(text)


def test_after_a_title_or_a_quotation_terms_are_links_again() -> None:
    assert linked("## L’ESS\n\n> L’ESS\n\nL’ESS").count("term-link") == 1


def test_a_link_that_an_editor_wrote_to_a_term_is_explained_too() -> None:
    html = linked("Voir [le **sigle**](/glossaire/cae/) et la CAE.")
    assert html.count("term-link") == 1
    assert 'aria-describedby="def-cae"' in html
    assert "sigle</strong></a><span" in html


def test_a_term_goes_from_a_line_to_the_next() -> None:
    assert "économie sociale\net solidaire</a>" in linked("l’économie sociale\net solidaire")


def test_a_term_already_seen_is_left() -> None:
    assert "term-link" not in linked("L’ESS", seen={"ess"})


def test_several_meanings_are_all_told(monkeypatch: pytest.MonkeyPatch) -> None:
    both = Entry("cae", "/glossaire/cae/", (("Coopérative", "Un."), ("Contrat", "Deux.")))
    monkeypatch.setitem(ENTRIES, "cae", both)
    html = linked("CAE")
    assert "Plusieurs sens" in html
    assert "Un." in html
    assert "Deux." in html


def test_plain_text_and_markdown_of_a_page_share_their_terms() -> None:
    class Request:
        page_terms = PageTerms(GLOSSARY)

    context: Any = Context({"request": Request()})
    assert "term-link" in tags.prose(context, "L’ESS")
    assert "term-link" not in tags.glossed(context, "L’ESS <b>")
    assert "&lt;b&gt;" in tags.glossed(context, "<b>")


@pytest.mark.parametrize(
    ("address", "is_external"),
    [("https://a.example/", True), ("//a.example/", True), ("/annuaire/", False), ("#b", False)],
)
def test_only_links_to_elsewhere_say_so(address: str, is_external: bool) -> None:
    assert ("rel=" in tags.markdown(f"[a]({address})")) is is_external


@pytest.mark.parametrize(
    "attack", ["<script>x</script>", "[a](javascript:x)", '<span id="contenu">', "<a class=x>"]
)
def test_no_tag_nor_script_comes_from_the_text(attack: str) -> None:
    html = linked(attack)
    assert "<script" not in html
    assert "javascript:" not in html.replace("[a](javascript:x)", "")
    assert "<span" not in html
    assert "<a " not in html
