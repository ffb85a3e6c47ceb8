"""The observatory on the portal: one page a territory, which says what it counts and from what."""

import json
from pathlib import Path
from shutil import copytree
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from factories import PERIMETER, load, organisation
from observatory_portal import REGISTRY, cells, published, read, two_vintages
from observatory_vintages import write_vintage

from maillage.apps.identity.models import Identity
from maillage.apps.territories.actions import save_perimeter

__all__ = ["published", "read", "two_vintages"]
pytestmark = pytest.mark.usefixtures("places")
MEURTHE = "/observatoire/departement/54-meurthe-et-moselle/"
PICKED = "/observatoire/perimetre/?communes=54395,57463"


@pytest.fixture(scope="module")
def fictitious(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a vintage that says that it is made up."""
    folder = tmp_path_factory.mktemp("fictitious")
    write_vintage(folder, cells(), REGISTRY, fictitious=True)
    return folder


@pytest.fixture
def made_up(data_dir: Path, fictitious: Path, settings: Any) -> None:
    """Give the instance a made-up vintage."""
    settings.MAILLAGE_OBSERVATORY = fictitious


@pytest.mark.usefixtures("published")
class TestAPanorama:
    """`/observatoire/<genre>/<code>/`: the answer first, then what it is made of."""

    def test_it_begins_with_the_answer(self, read: Any) -> None:
        page = read(MEURTHE)
        assert "En Meurthe-et-Moselle, 1 établissement sur 7 relève de l’ESS" in page
        assert "17 établissements, dont 3 employeurs, et de 270 à 537 emplois" in page
        assert "14,5 % des 117 établissements actifs d’ici" in page

    def test_it_names_its_vintage_its_variant_and_its_source(self, read: Any) -> None:
        page = read(MEURTHE)
        assert "Insee, Sirene" in page
        assert "2026-11-bbbb0000" in page
        assert "Loi de 2014" in page
        assert "Données fictives" not in page

    def test_both_ways_to_be_an_employer_and_the_jobs_as_an_interval(self, read: Any) -> None:
        page = read(MEURTHE)
        assert "3 se déclarent employeurs" in page
        assert "3 avaient des salariés au 31 décembre" in page
        assert "estimation : 38" in page

    def test_it_compares_with_what_contains_it_and_with_the_past(self, read: Any) -> None:
        page = read(MEURTHE)
        assert "Grand Est" in page
        assert "novembre 2025" in page
        assert "+70,0 %" in page

    def test_it_says_how_much_hangs_on_what_is_ambiguous(self, read: Any) -> None:
        page = read(MEURTHE)
        assert "1 établissement a une forme juridique" in page
        assert "il n’est pas compté ici" in page
        assert "il est compté ici" in read(f"{MEURTHE}?variante=large")

    def test_the_largest_employers_hide_the_names_that_may_not_be_diffused(self, read: Any) -> None:
        page = read(MEURTHE)
        assert "FONDATION ROSE" in page
        assert "Nom non diffusible" in page
        assert "SECRET" not in page

    def test_a_region_shows_the_weight_of_each_part(self, client: Client) -> None:
        page = client.get("/observatoire/region/44-grand-est/").content.decode()
        assert 'aria-label="Moselle\u202f: 9,1\u202f% d’ESS, 3 établissements"' in page
        assert '<path class="step-' in page
        assert 'href="/observatoire/departement/57-moselle/"' in page

    def test_without_contours_the_map_has_circles(self, client: Client) -> None:
        page = client.get("/observatoire/perimetre/?communes=54395,57463").content.decode()
        assert page.count('<circle class="step-') == 2
        assert "Surface du cercle" in page

    def test_a_free_perimeter_of_the_instance_has_its_page(self, read: Any) -> None:
        save_perimeter(code="pays-rose", name="Pays rose", members=PERIMETER["members"])
        assert "20 établissements" in read("/observatoire/perimetre/pays-rose/")

    def test_an_arrondissement_or_a_commune_without_any_is_said_plainly(self, read: Any) -> None:
        assert "aucun établissement actif" in read("/observatoire/commune/59350-lille/")


@pytest.mark.usefixtures("published")
class TestChoosing:
    """`?variante=` and `?millesime=`: other figures at another address."""

    def test_a_variant(self, read: Any) -> None:
        assert "18 établissements, dont 3" in read(f"{MEURTHE}?variante=large")

    def test_a_vintage_by_the_beginning_of_its_name(self, read: Any) -> None:
        assert "10 établissements, dont 3" in read(f"{MEURTHE}?millesime=2025-11")

    @pytest.mark.parametrize("query", ["variante=toutes", "millesime=1999"])
    def test_what_does_not_exist_is_said_and_the_usual_one_is_shown(
        self, read: Any, query: str
    ) -> None:
        page = read(f"{MEURTHE}?{query}")
        assert "n’existe pas" in page
        assert "17 établissements" in page

    def test_links_keep_the_choice(self, client: Client) -> None:
        page = client.get(f"{MEURTHE}?variante=large").content.decode()
        assert 'href="/observatoire/region/44-grand-est/?variante=large"' in page

    def test_an_unknown_territory_is_not_found(self, read: Any) -> None:
        assert "Aucun territoire n’a ce code" in read("/observatoire/departement/99/", 404)
        assert read("/observatoire/planete/54/", 404)

    def test_a_name_of_many_words_is_no_matter(self, client: Client) -> None:
        url = (
            "/observatoire/commune/54395-une-tres-tres-tres-tres-longue-suite-de-mots-dans-le-nom/"
        )
        assert client.get(url).status_code == 301

    def test_a_wrong_name_leads_to_the_page(self, client: Client) -> None:
        response = client.get("/observatoire/departement/54-ailleurs/?variante=large")
        assert response.status_code == 301
        assert response["Location"] == f"{MEURTHE}?variante=large"


@pytest.mark.usefixtures("published")
class TestWhatIsKept:
    """What comes from vintages alone is written once a process, as long as nothing else changes."""

    def test_a_page_seen_again_asks_the_database_little(
        self, client: Client, django_assert_max_num_queries: Any
    ) -> None:
        first = client.get(MEURTHE).content
        with django_assert_max_num_queries(9):
            assert client.get(MEURTHE).content == first

    def test_each_vintage_variant_and_territory_has_its_own(self, read: Any) -> None:
        seen = {
            read(path)
            for path in (
                MEURTHE,
                f"{MEURTHE}?variante=large",
                f"{MEURTHE}?millesime=2025-11",
                "/observatoire/departement/57-moselle/",
                PICKED,
                f"{PICKED}&nom=Sillon",
            )
        }
        assert len(seen) == 6

    def test_code_to_embed_names_the_site_that_the_reader_is_on(
        self, client: Client, settings: Any
    ) -> None:
        settings.ALLOWED_HOSTS = ["*"]
        for host in ("un.example", "deux.example"):
            page = client.get(MEURTHE, headers={"host": host}).content.decode()
            assert page.count(f"src=&quot;http://{host}/observatoire/vue/") == 6
        settings.MAILLAGE_BASE_URL = "https://ess.example"
        assert "https://ess.example/observatoire/vue/" in client.get(MEURTHE).content.decode()

    def test_a_change_of_the_portal_or_of_a_perimeter_shows_at_once(self, read: Any) -> None:
        path = "/observatoire/perimetre/sillon/"
        save_perimeter(code="sillon", name="Sillon lorrain", members=["commune:54395"])
        assert "Sillon lorrain" in read(path.replace("sillon/", "sillon-sillon-lorrain/"))
        save_perimeter(code="sillon", name="Sillon", members=["commune:54395", "commune:57463"])
        changed = read(path)
        assert "Sillon lorrain" not in changed
        assert "20 établissements, dont" in changed
        Identity.objects.create(name="Portail d’essai")
        assert "Portail d’essai, « Panorama de l’ESS" in read(MEURTHE)

    def test_a_vintage_published_meanwhile_is_offered(
        self, read: Any, two_vintages: Path, settings: Any, tmp_path: Path
    ) -> None:
        assert "Sirene, 2027-01" not in read(MEURTHE)
        copytree(two_vintages, tmp_path / "store")
        settings.MAILLAGE_OBSERVATORY = tmp_path / "store"
        write_vintage(tmp_path / "store", cells(3), REGISTRY, period="2027-01", digest="cccc0000")
        page = read(MEURTHE)
        assert "2027-01-cccc0000" in page
        assert "24 établissements, dont" in page


@pytest.mark.usefixtures("published")
class TestTakingAway:
    """Each page is also data, pictures, a citation and frames for other sites."""

    def test_json_is_the_document_of_the_command(self, client: Client) -> None:
        document = json.loads(client.get(f"{MEURTHE}?format=json").content)
        assert document["panorama"]["ess"]["establishments"] == 17
        assert document["vintage"]["name"] == "2026-11-bbbb0000"

    def test_csv_is_named_after_its_territory(self, client: Client) -> None:
        response = client.get(f"{MEURTHE}?format=csv")
        assert "panorama-ess-departement-54-2026-11.csv" in response["Content-Disposition"]
        assert response.content.decode().startswith("\ufeffrole,")

    @pytest.mark.parametrize(
        "key", ["familles", "secteurs", "tailles", "comparaison", "evolution", "variantes"]
    )
    def test_each_chart_is_a_picture_and_a_frame(self, client: Client, key: str) -> None:
        response = client.get(f"{MEURTHE}?format=svg&graphique={key}")
        assert response["Content-Type"].startswith("image/svg+xml")
        root = ElementTree.fromstring(response.content)
        said = "".join(root.itertext())
        assert "Meurthe-et-Moselle" in said
        assert "Insee, Sirene" in said
        frame = client.get(f"/observatoire/vue/?territoire=departement:54&graphique={key}")
        assert frame.status_code == 200
        assert "X-Frame-Options" not in frame
        assert not frame.cookies

    def test_the_code_to_embed_is_on_the_page(self, client: Client) -> None:
        page = client.get(MEURTHE).content.decode()
        assert "&lt;iframe src=" in page
        assert "/observatoire/vue/?territoire=departement:54&amp;amp;graphique=familles" in page

    @pytest.mark.parametrize(
        "path", [MEURTHE, f"{PICKED}&graphique=secteurs", "/observatoire/vue/?communes=54395"]
    )
    def test_sites_that_know_oembed_need_the_address_only(self, client: Client, path: str) -> None:
        found = client.get("/oembed/", {"url": f"http://testserver{path}"}).json()
        assert found["type"] == "rich"
        assert "/observatoire/vue/?" in found["html"]
        assert client.get(MEURTHE).content.count(b"json+oembed") == 1

    def test_oembed_refuses_in_words_what_does_not_exist(self, client: Client) -> None:
        for path in ("departement/99/", "departement/54/?graphique=rond", "vue/"):
            response = client.get("/oembed/", {"url": f"http://testserver/observatoire/{path}"})
            assert response.status_code == 404, path
            assert response.content

    def test_the_citation_names_the_vintage_for_ever(self, read: Any) -> None:
        assert "?millesime=2026-11-bbbb0000&amp;variante=loi-2014" in read(MEURTHE)

    def test_who_has_a_file_already_does_not_get_it_again(self, client: Client) -> None:
        first = client.get(f"{MEURTHE}?format=csv")
        again = client.get(f"{MEURTHE}?format=csv", headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304
        other = client.get(f"{MEURTHE}?format=csv&variante=large")
        assert other["ETag"] != first["ETag"]

    @pytest.mark.parametrize(
        "query",
        ["format=xml", "format=svg", "format=svg&graphique=rond", "format=json&variante=toutes"],
    )
    def test_a_file_that_does_not_exist_is_refused_in_words(self, read: Any, query: str) -> None:
        assert "n’existe pas" in read(f"{MEURTHE}?{query}", 400)


@pytest.mark.usefixtures("made_up")
class TestMadeUpData:
    """A fictitious vintage says so wherever its figures go."""

    @pytest.mark.parametrize(
        "path",
        [
            "/observatoire/",
            MEURTHE,
            PICKED,
            "/observatoire/perimetre/",
            "/observatoire/territoires/?q=metz",
            "/observatoire/comparer/?t=departement:54&t=departement:57",
            "/observatoire/vue/?territoire=departement:54&graphique=familles",
            "/territoires/departement/54-meurthe-et-moselle/",
        ],
    )
    def test_pages(self, read: Any, path: str) -> None:
        assert "Données fictives" in read(path)

    def test_files(self, client: Client) -> None:
        assert "fictif" in client.get(f"{MEURTHE}?format=csv")["Content-Disposition"]
        svg = client.get(f"{MEURTHE}?format=svg&graphique=familles").content.decode()
        assert "Données fictives" in svg
        assert json.loads(client.get(f"{MEURTHE}?format=json").content)["notice"]


class TestWithoutAVintage:
    """Nothing is invented: the pages say how to get a vintage, the others do not mention it."""

    @pytest.mark.parametrize("path", ["/observatoire/", MEURTHE, PICKED])
    def test_pages_offer_the_commands(self, read: Any, path: str) -> None:
        page = read(path)
        assert "maillage observatory fetch" in page
        assert "maillage observatory build" in page

    @pytest.mark.parametrize(
        "path", ["perimetre/", "comparer/?t=departement:54&t=departement:57", "territoires/?q=metz"]
    )
    def test_the_forms_are_there_all_the_same(self, read: Any, path: str) -> None:
        assert "Données fictives" not in read(f"/observatoire/{path}")

    def test_files_are_refused(self, read: Any) -> None:
        assert "Aucun millésime" in read(f"{MEURTHE}?format=json", 400)

    def test_a_damaged_vintage_takes_nothing_else_with_it(self, data_dir: Path, read: Any) -> None:
        made = write_vintage(data_dir / "observatory", cells())
        (made.folder / "manifest.json").write_text("{")
        assert "endommagé" in read(MEURTHE, 503)
        assert "Meurthe-et-Moselle" in read("/territoires/departement/54-meurthe-et-moselle/")


@pytest.mark.usefixtures("published")
class TestElsewhere:
    """The rest of the portal leads there."""

    def test_a_territory_gives_its_headline(self, client: Client) -> None:
        page = client.get("/territoires/departement/54-meurthe-et-moselle/").content.decode()
        assert "relève de l’ESS" in page
        assert f'href="{MEURTHE}"' in page

    def test_the_front_page_and_the_navigation_have_a_door(self, client: Client) -> None:
        load(organisation("alpha"))
        page = client.get("/").content.decode()
        assert page.count('href="/observatoire/"') >= 2

    def test_a_text_quotes_the_headline(self, client: Client) -> None:
        text = "::: panorama departement:54\nVu d’ici.\n:::\n\n::: panorama departement:99\n:::"
        load({"type": "lesson", "id": "poids", "name": "Le poids", "description": text})
        page = client.get("/comprendre/poids/").content.decode()
        assert page.count("figure-quote") == 1
        assert f'href="{MEURTHE}"' in page
        assert "Vu d’ici." in page

    def test_the_search_leads_to_panoramas(self, client: Client) -> None:
        page = client.get("/observatoire/territoires/?q=meurthe").content.decode()
        assert f'href="{MEURTHE}"' in page
        typed = client.get("/observatoire/territoires/?q=meur", headers={"HX-Request": "true"})
        assert typed.content.decode().lstrip().startswith("<ul>")


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("path", "most"),
    [
        (MEURTHE, 20),
        ("/observatoire/region/44-grand-est/", 20),
        (PICKED, 16),
        ("/observatoire/", 12),
    ],
)
def test_a_page_reads_the_database_a_fixed_number_of_times(
    client: Client, django_assert_max_num_queries: Any, path: str, most: int
) -> None:
    client.get(path)
    with django_assert_max_num_queries(most):
        client.get(path)
