"""A link to each block of each page, and pages that print."""

import re

import pytest
from django.template import Context, Template
from django.test import Client
from factories import load_rich

pytestmark = pytest.mark.usefixtures("places")
SECTION = re.compile(r'<section[^>]*\bclass="block\b[^>]*>')


def render(html: str) -> str:
    return Template("{% load anchors %}{% anchored %}" + html + "{% endanchored %}").render(
        Context()
    )


def test_each_block_gets_a_link_named_after_its_heading() -> None:
    html = render('<section class="block" id="un"><h2>Contacts &amp; liens</h2><p>x</p></section>')
    assert '</h2><a class="anchor" href="#un"' in html
    assert 'aria-label="Lien vers ce bloc\u202f: Contacts &amp; liens"' in html


def test_a_block_without_identifier_takes_its_title_s_without_figures() -> None:
    block = '<section class="block"><div class="head"><h2>Ici (12)</h2></div></section>'
    html = render(block + block + '<section class="block"><h2>42</h2></section>')
    assert re.findall(r'id="([^"]+)"', html) == ["ici", "ici-2", "bloc"]


def test_marks_of_evidence_are_no_part_of_the_name() -> None:
    heading = '<h2>Budget <details class="ev"><summary>1</summary>Guide</details></h2>'
    html = render(f'<section class="block" id="b">{heading}</section>')
    assert 'aria-label="Lien vers ce bloc\u202f: Budget"' in html


def test_what_is_no_block_is_left_as_it_is() -> None:
    html = (
        '<section class="side"><h2>Partager</h2></section><section class="block"><p>x</p></section>'
    )
    assert render(html) == html


@pytest.mark.parametrize(
    "path",
    ["/", "/annuaire/", "/annuaire/la-fabrique-rose/", "/territoires/",
     "/territoires/commune/54395-nancy/", "/sources/", "/kiosque/", "/recherche/?q=velo"],
)  # fmt: skip
def test_every_block_of_every_page_has_its_link(client: Client, path: str) -> None:
    load_rich()
    response = client.get(path)
    text = response.content.decode()
    blocks = SECTION.findall(text)
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert all(' id="' in one for one in blocks)
    links = re.findall(r'class="anchor" href="#([^"]+)"', text)
    assert len(links) == len(blocks)
    assert set(links) <= set(ids)


def test_the_passages_are_notes_beside_their_sources(client: Client) -> None:
    load_rich()
    text = client.get("/annuaire/la-fabrique-rose/").content.decode()
    notes = text.split('class="passages"')[1].split("</details>")[0]
    assert "bonjour [arobase] fabrique.example" in notes
    assert "Ligne 12" in notes.replace("\u00a0", " ")


def test_a_sheet_and_a_list_can_be_taken_elsewhere(client: Client) -> None:
    load_rich()
    sheet = client.get("/annuaire/la-fabrique-rose/").content.decode()
    assert 'href="/kiosque/?fiche=fabrique-rose"' in sheet
    listed = client.get("/annuaire/?role=lieu").content.decode()
    assert 'href="/kiosque/?fiches=annuaire&amp;role=lieu"' in listed
