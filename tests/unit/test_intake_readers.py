"""Documents of every format become blocks, each in its place; hostile ones do no harm."""

import io
import json
import zipfile
from datetime import date

import openpyxl
import pypdf
import pytest
import typst

from maillage.intake import readers
from maillage.intake.documents import Block, BlockKind, Document
from maillage.intake.errors import IntakeError
from maillage.intake.readers import read


def texts(document: Document, kind: BlockKind) -> list[str]:
    return [block.text for block in document.of_kind(kind)]


def lines(text: str, name: str = "page.md") -> Document:
    return read(text.encode(), name)


def html(body: str, name: str = "page.html") -> Document:
    return read(f"<!doctype html>\n<html lang='fr-FR'><body>\n{body}".encode(), name)


def block(document: Document, text: str) -> Block:
    return next(one for one in document.blocks if text in one.text)


class TestMarkdown:
    def test_titles_items_and_links(self) -> None:
        found = lines(
            "---\ntitle: Mes liens\n---\n<!-- TOC -->\n- [Un](#un)\n\n## Réseaux\n\n### Ici\n\n"
            "- [Le **Pôle**](http://pole.example/(a)) : aide ([fb](https://fb.example))\n"
            "\t- [Vide]()\n"
        )
        assert found.title == "Mes liens"
        assert texts(found, BlockKind.HEADING) == ["Réseaux", "Ici"]
        pole, empty = found.of_kind(BlockKind.ITEM)
        assert (pole.text, pole.line, pole.path) == ("Le Pôle : aide (fb)", 11, ("Réseaux", "Ici"))
        assert pole.links == ((0, 7, "http://pole.example/(a)"), (16, 18, "https://fb.example"))
        assert (empty.level, empty.links) == (2, ((0, 4, ""),))

    def test_a_bare_address_leaves_the_punctuation(self) -> None:
        [one] = lines("Voir www.a.example/x, puis <https://b.example>.").blocks
        assert [one.text[start:end] for start, end, _ in one.links] == [
            "www.a.example/x",
            "https://b.example",
        ]

    def test_a_table_gives_rows(self) -> None:
        [row] = lines("| Nom | Ville |\n|---|---|\n| [A](http://a.example) | Metz |").blocks
        assert (row.cells, row.line) == ((("Nom", "A"), ("Ville", "Metz")), 3)
        assert row.links == ((0, 1, "http://a.example"),)


class TestPlainText:
    """Pages pasted without markup: their titles are known by their place."""

    TEXT = (
        "Réseau des collectivités\n\nGrand Exemple\n\nPanorama de l’ESS\n\n"
        "Le territoire compte mille établissements, dont la moitié emploient.\n\n"
        "Type de collectivité\nMétropole\nHabitants\n500 000\n\nÉlue : Jeanne Martin\n\n"
        "  • Historique\n\n    Historique\n\n    Il y a longtemps que cela dure ici, dit-on.\n\n"
        'Partager "Historique" sur facebookPartager "Historique" sur twitterLien permanent\n'
    )

    def test_titles_are_guessed(self) -> None:
        found = lines(self.TEXT, "page.txt")
        assert [(one.level, one.text) for one in found.of_kind(BlockKind.HEADING)] == [
            (1, "Réseau des collectivités"),
            (2, "Grand Exemple"),
            (3, "Panorama de l’ESS"),
            (3, "Historique"),
        ]
        assert block(found, "Métropole").path == (
            "Réseau des collectivités",
            "Grand Exemple",
            "Panorama de l’ESS",
        )

    def test_neither_a_value_nor_the_interface_is_a_title(self) -> None:
        found = lines(self.TEXT, "page.txt")
        assert block(found, "Jeanne").kind is BlockKind.PARAGRAPH
        assert not any("Partager" in one.text for one in found.blocks)

    def test_every_other_line_is_kept_with_its_number(self) -> None:
        found = lines(self.TEXT, "page.txt")
        source = self.TEXT.split("\n")
        assert all(one.text.strip(" :") in source[one.line - 1] for one in found.blocks)

    def test_many_short_lines_in_a_row_are_no_titles(self) -> None:
        found = lines("Forme\n\nAssociation\n\nSignature\n\nJuin\n\nContact\n\nFin de la page.")
        assert texts(found, BlockKind.HEADING) == []


class TestHtml:
    def test_what_is_read_is_there_with_its_line(self) -> None:
        found = html(
            "<h1>Nos  membres</h1>\n<ul><li><a href='/a'>Alpha</a> : aide\n<li>Bêta</ul>\n"
            "<p>Contact :<br>\n12 rue X<br/>Metz &amp; co</p>\n"
            "<p title='a<b'>3 < 5 <b>gras</b></p>",
            "https://r.example/d/page",
        )
        assert (found.title, found.language, found.media_type) == ("Nos membres", "fr", "text/html")
        alpha, beta = found.of_kind(BlockKind.ITEM)
        assert (alpha.text, alpha.links) == ("Alpha : aide", ((0, 5, "https://r.example/a"),))
        assert (beta.line, beta.path) == (5, ("Nos membres",))
        contact = block(found, "Contact")
        assert contact.text == "Contact :\n12 rue X\nMetz & co"
        assert [contact.line_at(contact.text.index(word)) for word in ("Con", "12", "Metz")] == [
            6,
            7,
            7,
        ]
        assert block(found, "gras").text == "3 < 5 gras"

    @pytest.mark.parametrize(
        "noise",
        [
            "<script>var a = '<p>Bruit</p>';</script>",
            "<style>p:after{content:'Bruit'}</style>",
            "<nav><p>Bruit</p></nav>",
            "<div id='cookie-bar'>Bruit</div>",
            "<div class='a social-share'>Bruit</div>",
            "<div class='toc'><ul><li>Bruit</li></ul></div>",
            "<div role='dialog'>Bruit</div>",
            "<ul><li><a href='#bruit'>Bruit</a></li></ul>",
            "<p hidden>Bruit</p>",
            "<iframe src='//b.example'>Bruit</iframe>",
            "<!-- Bruit -->",
        ],
    )
    def test_the_interface_is_left_out(self, noise: str) -> None:
        assert texts(html(f"<p>Avant</p>{noise}<p>Après</p>"), BlockKind.PARAGRAPH) == [
            "Avant",
            "Après",
        ]

    def test_a_layout_named_after_its_menu_is_kept(self) -> None:
        assert html("<div class='page navigation'><main><p>Ici</p></main></div>").blocks

    def test_labels_and_tables(self) -> None:
        found = html(
            "<dl><dt>Habitants :</dt><dd>500</dd></dl><table><tr><td>Adresse</td><td>1 rue Y</td>"
            "</tr></table>\n<table><tr><th>Nom</th><th>Site</th></tr>"
            "<tr><td>A</td><td><a href='http://a.example'>voir</a></td></tr></table>"
            "<table><tr><td><h3>Mise en page</h3></td><td>texte</td></tr></table>"
        )
        fields = [one.cells for one in found.of_kind(BlockKind.FIELD)]
        assert fields == [(("Habitants", "500"),), (("Adresse", "1 rue Y"),)]
        [row] = found.of_kind(BlockKind.ROW)
        assert (row.get("Nom"), row.line) == ("A", 4)
        assert row.links == ((2, 6, "http://a.example"),)
        assert texts(found, BlockKind.HEADING) == ["Mise en page"]

    def test_a_protected_address_is_read(self) -> None:
        address = "moi@a.example"
        code = bytes([7, *(7 ^ byte for byte in address.encode())]).hex()
        [one] = html(
            f"<p><a href='/cdn-cgi/l/email-protection#{code}'>[email&#160;protected]</a></p>"
        ).blocks
        assert (one.text, one.links[0][2]) == (address, f"mailto:{address}")


class TestTables:
    def test_csv_whatever_its_separator(self) -> None:
        found = read('Nom\tVille\n"Alpha\nde Metz"\tMetz\n\nBêta\n'.encode(), "a.csv")
        assert [(one.line, one.cells) for one in found.blocks] == [
            (2, (("Nom", "Alpha\nde Metz"), ("Ville", "Metz"))),
            (5, (("Nom", "Bêta"),)),
        ]

    def test_workbook(self) -> None:
        book = openpyxl.Workbook()
        book.active.title = "Lieux"
        book.active.append(["Nom", "Depuis", "Code"])
        book.active.append(["Alpha", date(2020, 5, 1), 54.0])
        file = io.BytesIO()
        book.save(file)
        found = read(file.getvalue(), "a.bin")
        [row] = found.of_kind(BlockKind.ROW)
        assert row.cells == (("Nom", "Alpha"), ("Depuis", "2020-05-01"), ("Code", "54"))
        assert (row.line, row.path) == (2, ("Lieux",))


class TestExchangeFormats:
    def test_calendar(self) -> None:
        [one] = lines(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Mois\\, fo\n rum\nDTSTART:20261107T170000Z\n"
            "DTEND;VALUE=DATE:20261108\nBEGIN:VALARM\nSUMMARY:non\nEND:VALARM\nEND:VEVENT\n"
            "END:VCALENDAR",
            "a.ics",
        ).blocks
        assert one.cells == (
            ("summary", "Mois, forum"),
            ("dtstart", "2026-11-07T18:00"),
            ("dtend", "2026-11-08"),
        )

    def test_feed(self) -> None:
        found = lines(
            "<?xml version='1.0'?>\n<rss version='2.0'><channel><title>Actus</title>\n<item>"
            "<title>Un &amp; deux</title><link>http://a.example/1</link><description>&lt;p&gt;Bon&lt;/p&gt;"
            "</description></item></channel></rss>",
            "flux",
        )
        [one] = found.blocks
        assert (found.title, one.line, one.get("title")) == ("Actus", 3, "Un & deux")
        assert (one.get("link"), one.get("summary")) == ("http://a.example/1", "Bon")

    @pytest.mark.parametrize(
        ("content", "cells"),
        [
            (
                {"features": [{"geometry": {"type": "Point", "coordinates": [6.1, 48.6]},
                               "properties": {"name": "A"}}]},
                (("longitude", "6.1"), ("latitude", "48.6"), ("name", "A")),
            ),
            (
                {"ontology": "gogofull", "data": [{"name": "A", "address": {"postalCode": "54000"},
                                                   "categories": ["Épicerie", "Bio"]}]},
                (("name", "A"), ("address.postalCode", "54000"), ("categories", "Épicerie; Bio")),
            ),
            (
                [{"id": 1, "nom": "A", "siret": None, "zone": True}],
                (("id", "1"), ("nom", "A"), ("zone", "oui")),
            ),
            (
                {"type": "umap", "layers": [{"features": [{"properties": {"name": "A"}}]}]},
                (("name", "A"),),
            ),
        ],
    )  # fmt: skip
    def test_json(self, content: object, cells: object) -> None:
        [one] = lines(json.dumps(content), "a.json").blocks
        assert one.cells == cells

    def test_each_record_has_its_line(self) -> None:
        found = lines(json.dumps([{"nom": "Élan"}, {"nom": "Bêta"}], indent=1), "a.json")
        assert [one.line for one in found.blocks] == [3, 6]

    def test_pdf(self) -> None:
        page = typst.compile(b"#set page(width: 12cm, height: 9cm)\nLe Relais, 12 rue du Lac\n")
        assert page is not None
        [one] = read(page, "a").blocks
        assert (one.text, one.path) == ("Le Relais, 12 rue du Lac", ("page 1",))


class TestEncodings:
    @pytest.mark.parametrize(
        ("data", "noticed"),
        [
            ("Été à l’Étang".encode(), 0),
            ("Été à l’Étang".encode("utf-8-sig"), 0),
            ("Été à l’Étang".encode("utf-16"), 0),
            ("Été à l’Étang".encode("cp1252"), 1),
        ],
    )
    def test_accents_survive(self, data: bytes, noticed: int) -> None:
        found = read(data, "a.txt")
        assert (found.blocks[0].text, len(found.notices)) == ("Été à l’Étang", noticed)

    def test_what_a_page_declares_is_believed(self) -> None:
        data = "<html><meta charset=iso-8859-1><p>Prix : 5 €, œuvre</p>".encode("cp1252")
        found = read(data, "a.html")
        assert (found.blocks[0].text, found.notices) == ("Prix : 5 €, œuvre", ())

    def test_signs_hidden_in_words_are_dropped(self) -> None:
        assert lines("coopé\u00adrative").blocks[0].text == "coopérative"


def archive(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr(name, content)
    return file.getvalue()


def blank_pdf() -> bytes:
    writer, file = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(file)
    return file.getvalue()


class TestHostile:
    @pytest.mark.parametrize(
        ("data", "name", "said"),
        [
            (b"<html>" + b"x" * 20_000_001, "a.html", "dépasse 20 Mo"),
            (b" \n", "a.txt", "vide"),
            (b"<html><script>1</script>", "a.html", "aucun texte"),
            (b"\x89PNG\r\n\x1a\n\0\0", "a.png", "pas un texte"),
            (archive("word/document.xml", b"x"), "a.docx", "pas un classeur"),
            (archive("xl/workbook.xml", b"0" * 200_000_001), "a.xlsx", "se déplie"),
            (archive("xl/workbook.xml", b"x"), "a.xlsx", "abîmé"),
            (b"PK\x03\x04abc", "a.xlsx", "abîmée"),
            (blank_pdf(), "a.pdf", "ne contient pas de texte"),
            (b"%PDF-1.4 rien", "a.pdf", "abîmé"),
            (b"[" * 200_000, "a.json", "imbriqué"),
            (b'{"a": }', "a.json", "mal formé à la ligne 1"),
            (b'"rien"', "a.json", "pas un document json"),
            (b"[1, 2]", "a.json", "aucune liste"),
            (b'a;b\n"' + b"x" * 200_000, "a.csv", "illisible à la ligne 2"),
            (b"<rss><!DOCTYPE l [<!ENTITY a 'ha'>]>&a;</rss>", "a.xml", "entités"),
            (b"Bonjour", "a.ics", "pas un document ics"),
            (b"- a\n" * 60_001, "a.txt", "60000 paragraphes"),
        ],
        ids=lambda one: one if isinstance(one, str) else "",
    )
    def test_is_refused_with_what_to_do(self, data: bytes, name: str, said: str) -> None:
        with pytest.raises(IntakeError, match=said):
            read(data, name)

    @pytest.mark.parametrize(
        "nest", ["<div>" * 100_000 + "Au fond", "<b>" * 100_000 + "Au fond" + "</b>" * 100_000]
    )
    def test_deep_nesting_is_survived(self, nest: str) -> None:
        found = html(f"<script>alert(1)</script><p>Avant</p>\n{nest}")
        assert "Au fond" in found.blocks[-1].text
        assert not any("alert" in one.text for one in found.blocks)
        assert "imbriquée" in found.notices[0]

    @pytest.mark.parametrize(
        "piece", ["*a ", "[", "[a](", "<!--a-->", "a\u00a0", "| ", "<a b=", "_a"]
    )
    def test_repetition_costs_no_more_than_its_length(self, piece: str) -> None:
        """A pattern that goes back on itself would hang here."""
        read((piece * 60_000 + " fin").encode(), "a.md")
        read((f"<html><p>{piece * 60_000}</p><p>fin").encode(), "a.html")

    def test_what_is_no_text_is_left_out_and_told(self) -> None:
        found = lines("Avant " + "x" * 5_000 + " après, [ici](http://a.example) " + "mot " * 3_000)
        assert found.blocks[0].text == "Avant "
        assert max(len(one.text) for one in found.blocks) <= 6_000
        assert [one.text[s:e] for one in found.blocks for s, e, _ in one.links] == ["ici"]
        assert "laissées de côté" in found.notices[0]

    def test_a_page_too_long_to_read_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(readers.html, "LONGEST", -1.0)
        with pytest.raises(IntakeError, match="trop longue"):
            html("<p>Bonjour</p>")
