"""The four-page booklet: what it says is data, whatever names hold; its pages are always four."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from panoramas import panorama
from pdf_text import pages, squeezed

from maillage.apps.observatory import booklet, chart_data
from maillage.apps.observatory.booklet import Booklet
from maillage.apps.observatory.chart_data import Placed
from maillage.apps.observatory.cover_mesh import KNOTS, shared, woven
from maillage.apps.observatory.published import Computed, Difference, PublishedFigure
from maillage.apps.observatory.subjects import Subject
from maillage.apps.sheets import printing
from maillage.apps.sheets.published import Published
from maillage.apps.territories.models import Territory
from maillage.kernel.figures import Quantity
from maillage.kernel.typography import typeset
from maillage.kernel.vocabularies import Family, Sector, SizeClass
from maillage.observatory.employers import Employer
from maillage.observatory.manifest import Input, Manifest, PerimeterNote, VariantNote
from maillage.observatory.report import Territory as Asked

LONG = (
    "ASSOCIATION DÉPARTEMENTALE DES PUPILLES DE L'ENSEIGNEMENT PUBLIC ET DES AMIS DES ÉCOLES " * 3
)
PLACE = "Communauté de communes de l’Arrière-Pays, du Haut-Var et des Gorges du Verdon réunis"
HOSTILE = [
    '#panic("lu comme du code")',
    '#eval("1 + 1") *gras* _italique_ `brut` $x^2$',
    "<etiquette> @renvoi = Titre",
    '") ] } // */ \\u{41} \\',
    '#import "parts.typ": * ; #read("booklet.typ")',
    "{{ 7 * 7 }} <script>alert(1)</script>",
]


def manifest(fictitious: bool = False) -> Manifest:
    variants = (
        VariantNote("insee", "Champ de l’Insee", "Les formes incluses.", ()),
        VariantNote("loi-2014", "Loi de 2014", "Les formes incluses et ce qui se dit ESS.", ()),
    )
    inputs = tuple(
        Input(role, "f", 1, "ab" * 32, 43_700_000, 54)
        for role in ("legal_units", "establishments", "ess_list")
    )
    return Manifest(
        f"{'fictif-' if fictitious else ''}2026-11-1f3a9c07", "2026-11", "Novembre 2026",
        fictitious, "2026-11-20T10:00:00+00:00", "Maillage 0.4", "duckdb", 25.0,
        PerimeterNote("ess", "2026-11-01", "Périmètre de l’ESS", "c" * 64, "loi-2014", variants),
        inputs, {}, (),
    )  # fmt: skip


def made(
    name: str = "Nancy",
    n: int = 3_170,
    *,
    fictitious: bool = False,
    employer: str = "OHS",
    employers: Sequence[str] = (),
) -> Booklet:
    territory = Territory(ref="commune:54395", kind="commune", code="54395", name=name)
    own = panorama(n, fictitious=fictitious)
    placed = [Placed(name, own), Placed("Grand Est", panorama(90_000)), Placed(LONG, own)]
    charts = [
        chart_data.families(own),
        chart_data.sectors(own),
        chart_data.sizes(own),
        chart_data.comparison(placed, own=True),
        chart_data.evolution([Placed(f"novembre {year}", own) for year in range(2019, 2027)]),
        chart_data.variants([Placed("Loi de 2014", own), Placed(LONG[:60], own)], "loi-2014"),
    ]
    figure = Published(
        "ind-etablissements-ess",
        f"Établissements de l’ESS, {name}",
        Quantity(3_170, "établissements", period_start="2019"),
        f"Fiche d’une collectivité, {employer}",
        "/chiffres/x/",
    )
    beside = PublishedFigure(
        figure, Computed(n, "établissements"), Difference(n - 3_170, "établissements", 4.8), LONG
    )
    lines = [
        (
            Employer("1", one, "54395", SizeClass.FROM_500, Family.MUTUAL, Sector.HEALTH, "", ""),
            name,
        )
        for one in employers or [employer] * 10
    ]
    return Booklet(
        Subject(name, f"à {name}", f"de {name}", "/x/", Asked(name, ("commune:54395",), ("54395",)),
                (), territory),
        own, manifest(fictitious), {one.key: one for one in charts},
        lines if n else [], 3, [beside] * (9 if n else 0),
        "https://exemple.org/observatoire/commune/54395-nancy/", "Maillage", "#0B6E6E",
    )  # fmt: skip


@pytest.fixture(scope="module")
def ordinary() -> bytes:
    """Return the booklet of an ordinary town."""
    return booklet.pdf(booklet.content(made()))


def text_of(one: Booklet) -> list[str]:
    return pages(booklet.pdf(booklet.content(one)))


@pytest.mark.parametrize(
    "one",
    [
        made("Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson", 0),
        made("France", 1_300_000),
        made(PLACE, 900, employer=LONG, fictitious=True),
        made(PLACE * 2, 12_345_678, employer=LONG * 2, fictitious=True),
    ],
    ids=["no ESS at all", "France", "long names", "longer than any"],
)
def test_there_are_always_four_pages(one: Booklet) -> None:
    assert len(text_of(one)) == 4


def test_it_says_the_figures_of_the_panorama(ordinary: bytes) -> None:
    first, second, third, fourth = map(squeezed, pages(ordinary))
    assert (
        squeezed("À Nancy, 1 établissement sur 11 relève de l’ESS : 3 170 établissements") in first
    )
    assert squeezed("9,1 %") in first
    assert "sur34870" in first
    assert all(squeezed(str(family.label)) in second for family in Family)
    assert all(squeezed(str(sector.label)) in second for sector in Sector)
    assert "500à999salariés" in third
    assert "GrandEst" in third
    assert squeezed("maillage panorama commune:54395 --vintage 2026-11-1f3a9c07") in fourth
    assert squeezed("Et 3 autres chiffres sur le portail") in fourth
    assert "LicenceOuverte2.0" in fourth


def test_a_name_is_never_read_as_markup() -> None:
    name = " ".join(HOSTILE)
    found = [squeezed(page) for page in text_of(made(name, employers=HOSTILE))]
    shown = squeezed(booklet.content(made(name))["name"])
    assert all(shown in page for page in found)  # the cover, then the headers
    assert all(squeezed(typeset(one)) in found[2] for one in HOSTILE)


@settings(max_examples=30)
@given(st.text(min_size=1, max_size=60))
def test_any_name_is_made_of_letters_that_the_fonts_hold(name: str) -> None:
    shown = booklet.content(made(name, 40))["name"]
    assert not printing.FOREIGN.search(shown)
    assert not printing.HIDDEN.search(shown)


def test_the_fonts_hold_all_those_letters(tmp_path: Path) -> None:
    kept = [
        chr(code)
        for code in range(0x20, 0x10000)
        if not 0xD800 <= code < 0xE000
        and not printing.FOREIGN.match(chr(code))
        and not printing.HIDDEN.match(chr(code))
    ]
    layout = tmp_path / "letters.typ"
    layout.write_text(
        '#set text(lang: "fr", font: "Libertinus Serif")\n#set document(title: "t")\n'
        "#let said = json(bytes(sys.inputs.data))\n"
        "#said #text(weight: 600, said) #text(weight: 700, said)"
    )
    typst.compile(  # PDF/UA refuses what it cannot show
        layout,
        font_paths=typst.Fonts(include_system_fonts=False),
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(" ".join(kept))},
    )
    assert len(kept) > 1_500


def test_what_the_fonts_have_not_is_shown_as_unknown() -> None:
    assert booklet.content(made("漢字 Łódź\u202e"))["name"] == "\ufffd\ufffd Łódź "
    assert len(text_of(made("漢字 😀", employer="عربي"))) == 4


def test_made_up_data_say_so_on_each_page(ordinary: bytes) -> None:
    assert all("Donnéesfictives" in squeezed(page) for page in text_of(made(fictitious=True)))
    assert not any("fictives" in page for page in pages(ordinary))


def test_made_up_data_are_not_said_to_be_of_insee() -> None:
    said = json.dumps(booklet.content(made(fictitious=True)), ensure_ascii=False)
    assert "Insee, Licence" not in said
    assert "source\u202f: Insee" not in said
    assert "registre inventé" in said
    assert "source\u202f: Insee" in json.dumps(booklet.content(made()), ensure_ascii=False)


def test_it_is_tagged_french_and_titled(ordinary: bytes) -> None:
    assert ordinary.startswith(b"%PDF-")
    assert b"<pdfuaid:part>1<" in ordinary
    assert re.search(rb"/MarkInfo ?<</Marked true", ordinary)
    assert re.search(rb"/Type/Catalog.*?/Lang\(fr-FR\)", ordinary)
    assert "Panorama de l’économie sociale et solidaire\u202f: Nancy".encode() in ordinary


def test_the_same_panorama_gives_the_same_bytes(ordinary: bytes) -> None:
    assert booklet.pdf(booklet.content(made())) == ordinary


def test_it_needs_no_font_of_the_machine(ordinary: bytes) -> None:
    found: set[bytes] = set(re.findall(rb"/FontName/\w{6}\+(\w+)", ordinary))
    assert found
    assert all(name.startswith((b"LibertinusSerif", b"DejaVuSansMono")) for name in found)


@given(st.dictionaries(st.sampled_from(Family), st.integers(0, 10**6)))
def test_the_knots_of_the_cover_are_shared_among_the_families(found: dict[Family, int]) -> None:
    present = {family for family, n in found.items() if n}
    knots = shared(found, KNOTS)
    assert set(knots) == present
    assert all(n >= 1 for n in knots.values())
    assert sum(knots.values()) == (KNOTS if present else 0)
    ranked = sorted(present, key=lambda family: (found[family], knots[family]))
    assert [knots[one] for one in ranked] == sorted(knots.values())


def test_a_territory_keeps_its_cover() -> None:
    families = {Family.ASSOCIATION: 9, Family.MUTUAL: 1}
    assert woven("54395", families) == woven("54395", families)
    assert woven("54395", families) != woven("57463", families)
    assert {family for _, family in woven("54395", {}).knots} == {""}
