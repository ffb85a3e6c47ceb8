"""What a kiosque promises those who put it on their site."""

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders
from django.http import QueryDict
from django.test import Client
from factories import load, organisation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.apps.sheets.types import registry
from maillage.kernel.vocabularies import KiosqueStyle
from maillage.website.kiosque import MOST, OWN, NoKiosque, read

pytestmark = pytest.mark.usefixtures("places")
VIEW, FORM = "/kiosque/vue/", "/kiosque/"
BUDGET = 30_000  # bytes, compressed, all files of the frame


@pytest.fixture
def mesh(places: None) -> None:
    load(
        *(
            organisation(f"atelier-{n}", summary="Répare.", located_in=["commune:54395"])
            for n in range(8)
        ),
        organisation("banque", roles=["financeur"], themes=["reemploi"]),
        organisation("lointaine", located_in=["commune:59350"]),
        {"type": "collection", "id": "choix", "name": "Notre choix",
         "items": ["lointaine", "atelier-3", "banque"]},
    )  # fmt: skip


def titles(client: Client, query: str) -> list[str]:
    text = client.get(f"{VIEW}?{query}").content.decode()
    return [part.split("</a>")[0].split(">")[-1] for part in text.split("<h2>")[1:]]


@pytest.mark.usefixtures("mesh")
class TestAnyQueryMakesAKiosque:
    """Words, filters, a territory, a collection or one sheet: the address says which."""

    def test_a_list_with_its_filters(self, client: Client) -> None:
        assert titles(client, "fiches=annuaire&role=financeur") == ["Banque"]
        assert titles(client, "fiches=annuaire&territoire=commune:59350") == ["Lointaine"]
        assert len(titles(client, "fiches=annuaire&q=atelier&nombre=3")) == 3

    def test_a_collection_in_the_order_of_its_editor(self, client: Client) -> None:
        assert titles(client, "collection=choix") == ["Lointaine", "Atelier 3", "Banque"]
        assert titles(client, "collection=choix&tri=nom") == ["Atelier 3", "Banque", "Lointaine"]

    def test_one_sheet(self, client: Client) -> None:
        assert titles(client, "fiche=banque") == ["Banque"]

    @pytest.mark.parametrize(
        ("address", "query"),
        [
            ("http://testserver/annuaire/?role=financeur&page=2", "fiches=annuaire&role=financeur"),
            ("/annuaire/?tri=recent", "fiches=annuaire&tri=recent"),
            ("/carte/?q=atelier", "fiches=annuaire&q=atelier&style=carte"),
            ("/annuaire/banque/", "fiche=banque"),
            ("/fiches/banque/", "fiche=banque"),
            ("/collections/choix/", "collection=choix"),
            ("/kiosque/vue/?fiche=banque&image=sans", "fiche=banque&image=sans"),
        ],
    )
    def test_the_address_of_a_page_is_pasted(
        self, client: Client, address: str, query: str
    ) -> None:
        response = client.get(FORM, {"adresse": address})
        assert response.status_code == 302
        assert response["Location"] == f"{FORM}?{query}"

    @pytest.mark.parametrize(
        "address", ["https://ailleurs.example/annuaire/", "/sources/", "/annuaire/rien/", "//["]
    )
    def test_an_address_from_elsewhere_is_explained(self, client: Client, address: str) -> None:
        response = client.get(FORM, {"adresse": address})
        assert response.status_code == 200
        assert "copier l’adresse d’une de ses pages" in response.content.decode()

    def test_every_style_answers_for_every_type(self, client: Client) -> None:
        for sheet_type in registry.values():
            for style in KiosqueStyle:
                query = f"?fiches={sheet_type.path}&style={style}"
                assert client.get(VIEW + query).status_code == 200
                assert client.get(FORM + query).status_code in {200, 302}

    def test_no_facet_takes_the_name_of_a_setting(self) -> None:
        facets = {facet.name for one in registry.values() for facet in one.facets}
        assert not facets & set(OWN)


@pytest.mark.usefixtures("mesh")
class TestChanceLastsADay:
    """A random order changes each day, and is the same for everybody meanwhile."""

    def draw(self, day: date, query: str = "fiches=annuaire&tri=hasard&nombre=5") -> list[str]:
        return [card.sheet.uid for card in read(QueryDict(query)).answer(day).cards]

    def test_the_draw_of_a_day_is_stable(self) -> None:
        assert self.draw(date(2026, 11, 22)) == self.draw(date(2026, 11, 22))
        assert len({tuple(self.draw(date(2026, 11, day))) for day in range(1, 11)}) > 1

    def test_it_holds_no_sheet_twice(self) -> None:
        found = self.draw(date(2026, 1, 1), "fiches=annuaire&tri=hasard&nombre=50")
        assert len(found) == len(set(found)) == 10


@pytest.mark.usefixtures("mesh")
class TestTheFrameIsAGoodGuest:
    """It asks for nothing, leaves nothing, and weighs little."""

    def test_any_site_may_frame_it_and_only_it(self, client: Client) -> None:
        response = client.get(f"{VIEW}?fiches=annuaire")
        assert "frame-ancestors *" in response["Content-Security-Policy"]
        assert "default-src 'self'" in response["Content-Security-Policy"]
        assert "X-Frame-Options" not in response
        assert "frame-ancestors 'self'" in client.get(FORM)["Content-Security-Policy"]
        assert "frame-ancestors *" in client.get(f"{VIEW}?fiches=x")["Content-Security-Policy"]

    def test_it_has_no_cookie_and_is_kept_in_caches(self, client: Client) -> None:
        response = client.get(f"{VIEW}?fiches=annuaire")
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert response["Cache-Control"] == "public, max-age=600"

    @pytest.mark.parametrize("style", [style.value for style in KiosqueStyle])
    def test_it_is_light_with_all_its_files(self, client: Client, style: str) -> None:
        page = client.get(f"{VIEW}?fiches=annuaire&nombre=24&style={style}").content
        files = [client.get("/identite.css").content]
        for name in ("tokens.css", "kiosque.css", "kiosque.js"):
            path = finders.find(f"maillage/{name}")
            assert isinstance(path, str)
            files.append(Path(path).read_bytes())
        assert sum(len(gzip.compress(one)) for one in (page, *files)) <= BUDGET

    def test_its_script_has_an_address_for_ever(self, client: Client) -> None:
        response = client.get("/kiosque/embed.js")
        assert response["Content-Type"].startswith("text/javascript")
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "max-age" in response["Cache-Control"]

    def test_a_frame_whose_sheet_is_gone_says_so(self, client: Client) -> None:
        response = client.get(f"{VIEW}?fiche=partie")
        assert response.status_code == 404
        assert "n’est plus publiée" in response.content.decode()
        load(organisation("tue", status="brouillon"))
        assert client.get(f"{VIEW}?fiche=tue").status_code == 404


@pytest.mark.usefixtures("mesh")
class TestTheCodeToCopy:
    """A frame and its script; or links alone, for sites that take neither."""

    def test_the_frame_has_a_title_a_height_and_waits_to_be_seen(self, client: Client) -> None:
        code = client.get(f"{FORM}?fiches=annuaire").context["frame"]
        frame = ElementTree.fromstring(code.replace("&", "&amp;"))
        assert frame.get("src") == "http://testserver/kiosque/vue/?fiches=annuaire"
        assert frame.get("loading") == "lazy"
        assert "Organisations" in (frame.get("title") or "")
        assert int(frame.get("height") or 0) > 100
        script = client.get(FORM).context["script"]
        assert 'src="http://testserver/kiosque/embed.js"' in script

    def test_the_plain_list_is_links_with_whole_addresses(self, client: Client) -> None:
        plain = client.get(f"{FORM}?collection=choix").context["plain"]
        root = ElementTree.fromstring(f"<div>{plain}</div>")
        links = [one.get("href") for one in root.iter("a")]
        assert links[0] == "http://testserver/annuaire/lointaine/"
        assert links[-1] == "http://testserver/collections/choix/"
        assert "script" not in plain

    def test_a_name_cannot_break_out_of_the_code(self, client: Client) -> None:
        load(organisation("malin", name='"><script>alert(1)</script>'))
        page = client.get(f"{FORM}?fiche=malin")
        assert "<script>alert" not in page.context["frame"] + page.context["plain"]
        assert "<script>alert" not in page.content.decode()


class TestABadAddressStillAnswers:
    """What is malformed is set aside with a notice; the address is otherwise canonical."""

    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("style=ronde", "liste, grille, diaporama, carte"),
            ("nombre=1000", f"de 1 à {MOST}"),
            ("nombre=deux", "de 1 à"),
            ("tri=poids", "est ignoré"),
            ("image=sans&legende=sans", "le titre est montré"),
            ("genre=roman", "n’est pas une valeur du filtre"),
            ("lieu=xyzzyx", "Aucun territoire"),
        ],
    )
    def test_a_notice_says_what_was_not_understood(
        self, client: Client, query: str, words: str
    ) -> None:
        response = client.get(f"{FORM}?{query}")
        assert response.status_code == 200
        assert words in response.content.decode().replace("\u202f", " ")

    def test_an_unknown_list_is_refused(self) -> None:
        with pytest.raises(NoKiosque, match="annuaire"):
            read(QueryDict("fiches=rien"))

    @settings(
        max_examples=60,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        st.lists(
            st.tuples(
                st.sampled_from([*OWN[3:], "fiches", "q", "tri", "genre", "theme", "lieu", "du"]),
                st.sampled_from(
                    ["", "annuaire", "ressources", "carte", "9", "1", "hasard", "nom", "guide",
                     "reemploi", "sans", "sombre", "2026-01-01", "é ' \" <"]
                ),
            ),
            max_size=6,
        )
    )  # fmt: skip
    def test_an_address_made_canonical_no_longer_changes(self, pairs: list[Any]) -> None:
        try:
            once = read(QueryDict(urlencode(pairs))).parameters()
        except NoKiosque:
            return
        assert read(QueryDict(urlencode(once))).parameters() == once


@pytest.mark.usefixtures("mesh")
class TestOEmbed:
    """Sites that know oEmbed (1.0) need only the address of a page."""

    def ask(self, client: Client, url: str, **more: Any) -> Any:
        return client.get("/oembed/", {"url": url, **more})

    @pytest.mark.parametrize(
        "url",
        [
            "http://testserver/annuaire/?role=financeur",
            "http://testserver/annuaire/banque/",
            "http://testserver/collections/choix/",
            "http://testserver/kiosque/?fiches=annuaire&style=grille",
            "http://testserver/kiosque/vue/?fiche=banque",
        ],
    )
    def test_pages_are_rich_content(self, client: Client, url: str) -> None:
        answer = json.loads(self.ask(client, url).content)
        assert answer["version"] == "1.0"
        assert answer["type"] == "rich"
        assert {"html", "width", "height", "title", "provider_name"} <= answer.keys()
        assert answer["html"].startswith('<iframe src="http://testserver/kiosque/vue/?')

    def test_it_keeps_to_the_size_asked_for(self, client: Client) -> None:
        url = "http://testserver/annuaire/"
        answer = json.loads(self.ask(client, url, maxwidth=300, maxheight=200).content)
        assert (answer["width"], answer["height"]) == (300, 200)
        assert 'width="300" height="200"' in answer["html"]

    def test_the_same_in_xml(self, client: Client) -> None:
        response = self.ask(client, "http://testserver/annuaire/banque/", format="xml")
        assert response["Content-Type"].startswith("text/xml")
        root = ElementTree.fromstring(response.content)
        assert root.tag == "oembed"
        assert root.findtext("title") == "Banque"

    @pytest.mark.parametrize(
        ("query", "status"),
        [
            ("", 400),
            ("url=http://testserver/annuaire/&maxwidth=large", 400),
            ("url=http://testserver/annuaire/&maxheight=0", 400),
            ("url=http://testserver/sources/", 404),
            ("url=http://testserver/annuaire/rien/", 404),
            ("url=http://ailleurs.example/annuaire/", 404),
            ("url=http://testserver/annuaire/&format=yaml", 501),
        ],
    )
    def test_what_it_cannot_do_it_says_with_the_right_status(
        self, client: Client, query: str, status: int
    ) -> None:
        assert client.get(f"/oembed/?{query}").status_code == status

    @pytest.mark.parametrize("path", ["/annuaire/?role=financeur", "/annuaire/banque/", FORM])
    def test_pages_announce_it(self, client: Client, path: str) -> None:
        text = client.get(path).content.decode()
        assert 'type="application/json+oembed"' in text
        assert 'type="text/xml+oembed"' in text
        address = text.split('application/json+oembed" href="')[1].split('"')[0]
        assert client.get(address.replace("&amp;", "&")).status_code == 200
