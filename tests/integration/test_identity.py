"""Whose portal it is."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import resolve
from factories import load

from maillage.apps.identity.models import MAX_LOGO_BYTES, Identity, current

pytestmark = pytest.mark.usefixtures("places")
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


def test_an_instance_without_identity_has_a_neutral_one(client: Client) -> None:
    assert not Identity.objects.exists()
    text = client.get("/").content.decode()
    assert "<b>Maillage</b>" in text
    assert current().home_territory.name == "France"
    css = client.get("/identite.css")
    assert css["Content-Type"].startswith("text/css")
    assert css.content.decode() == ":root{--accent-light:#0B6E6E;--accent-dark:#5CC2BE}\n"
    assert not Identity.objects.exists()


def test_the_identity_is_on_every_page(client: Client) -> None:
    load(
        identity={
            "name": "Maillage <rose>",
            "tagline": "L’ESS du pays rose",
            "home_territory": "departement:54",
            "accent_light": "#7a1f5c",
            "legal_notice": "Éditeur : **Ada Rose**, ada@rose.example",
            "contact_email": "ada@rose.example",
        }
    )
    assert "--accent-light:#7A1F5C;" in client.get("/identite.css").content.decode()
    for path in ("/", "/annuaire/", "/mentions-legales/", "/accessibilite/", "/rien/"):
        text = client.get(path).content.decode()
        assert "Maillage &lt;rose&gt;" in text
        assert "<rose>" not in text
    assert "<strong>Ada Rose</strong>" in client.get("/mentions-legales/").content.decode()
    assert current().home_territory.ref == "departement:54"


def test_a_home_that_has_disappeared_breaks_no_page(client: Client) -> None:
    Identity.objects.create(name="A", home_territory_ref="commune:99999")
    for path in ("/", "/carte/", "/territoires/"):
        assert client.get(path).status_code == 200


def test_files_write_colours_and_lines_as_the_form_does() -> None:
    identity = Identity(name="A", accent_light="#7a1f5c", legal_notice="a\r\nb ")
    identity.full_clean()
    assert (identity.accent_light, identity.legal_notice) == ("#7A1F5C", "a\nb")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("accent_light", "#FFE600", "au moins 4,5. Choisir une couleur plus foncée"),
        ("accent_dark", "#102030", "plus claire"),
        ("accent_light", "rouge", "n’est pas une couleur"),
        ("accent_light", "red;}", "n’est pas une couleur"),
        ("home_territory_ref", "commune:99999", "n’est pas un territoire connu"),
        ("home_territory_ref", "Nancy", "écrire par exemple region:44"),
        ("name", "", "obligatoire|vide"),
    ],
)
def test_what_could_not_be_read_or_found_is_refused(field: str, value: str, words: str) -> None:
    identity = Identity(**{"name": "A", field: value})
    with pytest.raises(ValidationError, match=words) as caught:
        identity.full_clean()
    assert set(caught.value.message_dict) == {field}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "PNG, JPEG"),
        ("logo.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "PNG, JPEG"),
        ("logo.html", PNG, "PNG, JPEG"),
        ("logo.png", b"", "PNG, JPEG"),
        ("logo.png", PNG + b"\x00" * MAX_LOGO_BYTES, "dépasse 200 ko"),
    ],
)
def test_a_logo_is_a_small_picture(name: str, content: bytes, words: str) -> None:
    identity = Identity(name="A", logo=ContentFile(content, name))
    with pytest.raises(ValidationError, match=words):
        identity.full_clean()


def test_a_logo_is_shown_and_served(client: Client, settings: Any) -> None:
    # The routes were made with the folder of the whole run.
    settings.MEDIA_ROOT = resolve("/media/identite/a.png").kwargs["document_root"].parent
    identity = Identity(name="A")
    identity.logo.save("logo.png", ContentFile(PNG))
    identity.full_clean()
    identity.logo.close()
    url = identity.logo.url
    assert f'src="{url}"' in client.get("/").content.decode()
    response = client.get(url)
    assert response.getvalue() == PNG
    assert response["Content-Type"] == "image/png"
    Path(settings.MEDIA_ROOT, identity.logo.name).unlink()
    with pytest.raises(ValidationError, match="a disparu"):
        Identity.objects.get().full_clean()
    assert client.get("/").status_code == 200
