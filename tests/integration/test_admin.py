"""The editors' desk."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from factories import load_rich, make

from maillage.apps.directory.models import Organisation
from maillage.apps.identity.models import Identity
from maillage.apps.sheets.forms import RowsWidget
from maillage.apps.sheets.models import Evidence, IndexChange, Redirect, Relation, Source

# Django's own templates leave variables undefined.
pytestmark = [pytest.mark.usefixtures("places"), pytest.mark.ignore_template_errors]
LIST = "/admin/directory/organisation/"
INLINES = ("evidence", "relations", "remarks")


def form(**values: Any) -> dict[str, Any]:
    """Return what the form of an organisation sends, empty but for these values."""
    data: dict[str, Any] = {"status": "publie"}
    for prefix in INLINES:
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    rows = {
        "links": ("kind", "url", "label"),
        "phones": ("number", "label"),
        "emails": ("address", "label"),
        "people": ("name", "function", "service"),
        "addresses": ("street", "postal_code", "city", "country", "commune", "label"),
        "ess_claims": ("basis", "says", "date", "note"),
    }
    data |= {f"{name}-{row}-{part}": "" for name in rows for part in rows[name] for row in (0, 1)}
    return data | values


def errors(response: Any) -> dict[str, Any]:
    assert response.status_code == 200
    return dict(response.context["adminform"].form.errors)


def test_only_staff_enters(client: Client) -> None:
    sheet = make("alpha")
    user = User.objects.create_user("ada", password="x")
    for _ in range(2):
        for path in ("/admin/", LIST, f"{LIST}add/", f"{LIST}{sheet.pk}/change/"):
            response = client.get(path)
            assert response.status_code == 302
            assert response["Location"].startswith("/admin/login/")
        client.force_login(user)


def test_every_page_of_the_desk_opens(admin_client: Client) -> None:
    load_rich()
    Identity.objects.create(name="A")
    rose = Organisation.objects.get(uid="fabrique-rose")
    for path in (
        "/admin/", LIST, f"{LIST}?q=rose", f"{LIST}?status__exact=brouillon", f"{LIST}add/",
        f"{LIST}{rose.pk}/change/", f"{LIST}{rose.pk}/history/", f"{LIST}{rose.pk}/delete/",
        f"{LIST}{rose.pk}/history/{rose.history.latest().pk}/",
        "/admin/sheets/source/", "/admin/sheets/source/add/",
        f"/admin/sheets/source/{Source.objects.get().pk}/change/",
        "/admin/identity/identity/",
        f"/admin/identity/identity/{Identity.objects.get().pk}/change/",
    ):  # fmt: skip
        assert admin_client.get(path).status_code == 200, path
    text = admin_client.get(f"{LIST}{rose.pk}/change/").content.decode()
    assert 'value="bonjour@fabrique.example"' in text
    assert 'name="phones-3-number"' in text  # two numbers, two empty rows
    assert "emails=autre@fabrique.example" in text


def test_a_sheet_is_added_with_rows_boxes_and_lines(admin_client: Client) -> None:
    response = admin_client.post(
        f"{LIST}add/",
        form(
            **{
                "name": "Le Vélo d’Or",
                "description": "Un\r\n\r\ndeux",
                "other_names": "Vélo\r\n\r\n Or \r\n",
                "themes": ["mobilite", "reemploi"],
                "legal_form": "association",
                "founded": "2010-05",
                "located_in": "commune:54395\r\nepci:245400676",
                "links-0-kind": "site",
                "links-0-url": "https://velo.example/",
                "phones-1-number": "03 83 00 00 00",
                "people-0-name": "Ada Rose",
                "people-0-function": "Présidente",
            }
        ),
    )
    assert response.status_code == 302, errors(response)
    sheet = Organisation.objects.get()
    assert (sheet.uid, sheet.slug) == ("le-velo-d-or", "le-velo-d-or")
    assert sheet.description == "Un\n\ndeux"
    assert sheet.other_names == ["Vélo", "Or"]
    assert sheet.themes == ["mobilite", "reemploi"]
    assert sheet.located_in == ["commune:54395", "epci:245400676"]
    assert sheet.links == [{"kind": "site", "url": "https://velo.example/"}]
    assert sheet.phones == [{"number": "+33383000000"}]
    assert sheet.people == [{"name": "Ada Rose", "function": "Présidente"}]
    version = sheet.history.get()
    assert version.history_user.username == "admin"
    assert "Nom" in version.history_change_reason
    assert IndexChange.objects.filter(sheet_uid=sheet.uid).exists()


def filled(client: Client, sheet: Organisation) -> dict[str, Any]:
    """Return what a browser would send back of the page that changes a sheet."""
    page = client.get(f"{LIST}{sheet.pk}/change/")
    data: dict[str, Any] = {}
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for one in forms:
        for bound in one:
            value = bound.value()
            widget = bound.field.widget
            if isinstance(widget, RowsWidget):
                rows = widget.get_context(bound.html_name, value, {})["rows"]
                data |= {cell["name"]: cell["value"] for row in rows for cell in row}
            elif isinstance(value, list) and not widget.template_name.endswith("textarea.html"):
                data[bound.html_name] = value
            elif value not in (None, "", []):
                data[bound.html_name] = widget.format_value(value)
            if isinstance(data.get(bound.html_name), list) and len(data[bound.html_name]) == 1:
                data[bound.html_name] = data[bound.html_name][0]
    return {name: value for name, value in data.items() if value is not None}


def test_a_sheet_sent_back_as_it_was_is_unchanged(admin_client: Client) -> None:
    load_rich()
    rose = Organisation.objects.get(uid="fabrique-rose")
    before = {
        field: getattr(rose, field) for field in ("phones", "ess_claims", "emails", "acts_in")
    }
    response = admin_client.post(f"{LIST}{rose.pk}/change/", filled(admin_client, rose))
    assert response.status_code == 302, errors(response)
    rose.refresh_from_db()
    assert {field: getattr(rose, field) for field in before} == before
    assert rose.evidence.count() == 5
    assert load_rich().kept == []


def test_a_change_is_kept_with_its_author_and_its_former_address(admin_client: Client) -> None:
    load_rich()
    rose = Organisation.objects.get(uid="fabrique-rose")
    data = filled(admin_client, rose) | {"name": "La Fabrique bleue", "phones-0-number": ""}
    data["phones-0-label"] = ""
    response = admin_client.post(f"{LIST}{rose.pk}/change/", data)
    assert response.status_code == 302, errors(response)
    rose.refresh_from_db()
    assert rose.slug == "la-fabrique-bleue"
    assert rose.phones == [{"number": "+3242000000"}]
    assert Redirect.objects.filter(slug="la-fabrique-rose", sheet=rose).exists()
    version = rose.history.latest()
    assert version.history_change_reason == "Nom, Téléphones"
    text = admin_client.get("/annuaire/la-fabrique-bleue/").content.decode()
    assert "Nom, Téléphones" in text
    assert load_rich().kept == ["fabrique-rose"]


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"name": ""}, "name", "obligatoire"),
        ({"name": "a" * 301}, "name", "300"),
        ({"siren": "123456789"}, "siren", "n’est pas un numéro SIREN"),
        ({"founded": "mai 2010"}, "founded", "écrire l’année (2010)"),
        ({"themes": ["cuisine"]}, "themes", "Ligne 1 : « cuisine » n’est pas un code connu"),
        ({"located_in": "commune:54395\nNancy"}, "located_in", "Ligne 2 : « Nancy »"),
        ({"acts_in": "commune:54999"}, "acts_in", "n’est pas un territoire connu"),
        ({"addresses-0-commune": "99999"}, "addresses", "n’est pas un territoire connu"),
        ({"links-1-url": "https://a.fr"}, "links", "la clé « kind » manque"),
        ({"links-0-kind": "site", "links-0-url": "a.fr"}, "links", "http:// ou https://"),
        ({"phones-0-number": "12"}, "phones", "n’est pas un numéro de téléphone"),
        ({"summary": "Écrire à a@b.fr"}, "summary", "emails"),
        ({"status": "perdu"}, "status", "perdu"),
    ],
)
def test_what_is_wrong_is_said_in_french_beside_its_field(
    admin_client: Client, values: dict[str, Any], field: str, words: str
) -> None:
    response = admin_client.post(f"{LIST}add/", form(**{"name": "A", **values}))
    found = errors(response)
    assert set(found) == {field}
    assert words in str(found[field].as_text())
    assert not Organisation.objects.exists()
    typed = next(iter(values.values()))
    if isinstance(typed, str) and typed and field != "status":
        assert (
            typed.partition("\n")[0] in response.content.decode()
        )  # what was typed is still there


def proofs(sheet: Organisation, **values: Any) -> dict[str, Any]:
    data = form(name="Alpha") | {"evidence-TOTAL_FORMS": 1, "relations-TOTAL_FORMS": 1}
    data |= {
        "evidence-0-method": "saisi",
        "evidence-0-status": "brut",
        "evidence-0-sheet": sheet.pk,
    }
    return data | {"relations-0-origin": sheet.pk} | values


def test_proofs_and_relations_are_edited_with_the_sheet(admin_client: Client) -> None:
    load_rich()
    alpha, beta = make("alpha"), make("beta")
    address = f"{LIST}{alpha.pk}/change/"
    good = {
        "evidence-0-source": Source.objects.get().pk,
        "evidence-0-supports": "name\r\nfounded=2009",
        "evidence-0-line": "3",
        "relations-0-kind": "porte",
        "relations-0-target": beta.pk,
    }
    wrong = {
        "evidence-0-supports": "nom",
        "relations-0-target": alpha.pk,
    }
    response = admin_client.post(address, proofs(alpha, **good | wrong))
    assert response.status_code == 200
    text = response.content.decode()
    assert "« nom » n’est pas un champ de ce type de fiche" in text
    assert not Relation.objects.filter(origin=alpha).exists()
    assert not Evidence.objects.filter(sheet=alpha).exists()

    response = admin_client.post(address, proofs(alpha, **good))
    assert response.status_code == 302
    assert Evidence.objects.get(sheet=alpha).supports == ["name", "founded=2009"]
    assert Relation.objects.get(origin=alpha).target.uid == "beta"
    twice = proofs(alpha, **good) | {"evidence-TOTAL_FORMS": 0}
    assert admin_client.post(address, twice).status_code == 200
    assert Relation.objects.filter(origin=alpha).count() == 1
    assert admin_client.get("/annuaire/alpha/").status_code == 200


def test_a_sheet_is_not_linked_to_itself(admin_client: Client) -> None:
    alpha = make("alpha")
    data = proofs(alpha) | {"evidence-TOTAL_FORMS": 0}
    data |= {"relations-0-kind": "porte", "relations-0-target": alpha.pk}
    assert admin_client.post(f"{LIST}{alpha.pk}/change/", data).status_code == 200
    assert not Relation.objects.exists()


def test_sheets_are_deleted_one_or_several(admin_client: Client) -> None:
    sheets = [make(name) for name in ("alpha", "beta", "gamma")]
    before = IndexChange.objects.count()
    admin_client.post(f"{LIST}{sheets[0].pk}/delete/", {"post": "yes"})
    assert set(Organisation.objects.values_list("uid", flat=True)) == {"beta", "gamma"}
    admin_client.post(
        LIST,
        {
            "action": "delete_selected",
            "_selected_action": [sheet.pk for sheet in sheets[1:]],
            "post": "yes",
        },
    )
    assert not Organisation.objects.exists()
    assert IndexChange.objects.count() == before + 3
    assert admin_client.get("/annuaire/").context["listing"].total == 0


def test_a_source_in_use_is_not_deleted(admin_client: Client) -> None:
    load_rich()
    source = Source.objects.get()
    response = admin_client.post(f"/admin/sheets/source/{source.pk}/delete/", {"post": "yes"})
    assert Source.objects.filter(pk=source.pk).exists()
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"uid": "Guide_1"}, "uid"),
        ({"published": "l’an dernier"}, "published"),
        ({"updated": "2025-13"}, "updated"),
        ({"url": "avise"}, "url"),
        ({"title": ""}, "title"),
    ],
)
def test_a_source_is_checked_as_in_files(
    admin_client: Client, values: dict[str, str], field: str
) -> None:
    good = {"uid": "guide", "title": "Guide", "published": "2025", "url": "https://a.example/"}
    found = errors(admin_client.post("/admin/sheets/source/add/", good | values))
    assert set(found) == {field}
    assert admin_client.post("/admin/sheets/source/add/", good).status_code == 302
    assert Source.objects.get().published == "2025"


IDENTITY = {
    "name": "Pays rose",
    "home_territory_ref": "region:44",
    "accent_light": "#0b6e6e",
    "accent_dark": "#5CC2BE",
    "legal_notice": "Un\r\ndeux",
}


def test_the_identity_is_written_once(admin_client: Client) -> None:
    add = "/admin/identity/identity/add/"
    assert admin_client.post(add, IDENTITY).status_code == 302
    identity = Identity.objects.get()
    assert (identity.accent_light, identity.legal_notice) == ("#0B6E6E", "Un\ndeux")
    assert admin_client.post(add, IDENTITY).status_code == 403
    assert (
        admin_client.post(
            f"/admin/identity/identity/{identity.pk}/delete/", {"post": "yes"}
        ).status_code
        == 403
    )
    assert identity.history.count() == 1


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"accent_light": "#FFEE00"}, "accent_light", "plus foncée"),
        ({"accent_dark": "#000000"}, "accent_dark", "plus claire"),
        (
            {"home_territory_ref": "Grand Est"},
            "home_territory_ref",
            "n’est pas un territoire connu",
        ),
        (
            {"logo": SimpleUploadedFile("l.svg", b"<svg/>", "image/svg+xml")},
            "logo",
            "PNG, JPEG",
        ),
        ({"logo": SimpleUploadedFile("l.png", b"texte", "image/png")}, "logo", "PNG, JPEG"),
    ],
)
def test_an_identity_that_cannot_be_read_is_refused(
    admin_client: Client, values: dict[str, Any], field: str, words: str
) -> None:
    for value in values.values():
        if hasattr(value, "seek"):
            value.seek(0)
    found = errors(admin_client.post("/admin/identity/identity/add/", IDENTITY | values))
    assert set(found) == {field}
    assert words in found[field].as_text()
    assert not Identity.objects.exists()


PERIMETERS = "/admin/territories/perimeter/"


def test_a_perimeter_is_made_of_territories(admin_client: Client) -> None:
    make("alpha", located_in=["commune:54395"])
    values = {"name": "Bassin d’essai", "members": "commune:54395\ncommune:57463\n", "note": ""}
    assert admin_client.post(f"{PERIMETERS}add/", values).status_code == 302
    response = admin_client.get("/annuaire/?territoire=perimetre:bassin-d-essai")
    assert response.context["listing"].total == 1
    assert "porte déjà ce nom" in admin_client.post(f"{PERIMETERS}add/", values).content.decode()


def test_the_members_of_a_perimeter_change_who_is_in_it(admin_client: Client) -> None:
    make("alpha", located_in=["commune:54395"])
    values = {"name": "Essai", "members": "commune:54395", "note": ""}
    admin_client.post(f"{PERIMETERS}add/", values)
    path = f"{PERIMETERS}perimetre_3Aessai/change/"
    admin_client.post(path, values | {"members": "commune:57463"})
    response = admin_client.get("/annuaire/?territoire=perimetre:essai")
    assert response.context["listing"].total == 0


@pytest.mark.parametrize("member", ["commune:99999", "Nancy", "perimetre:autre"])
def test_a_perimeter_refuses_what_is_no_territory(admin_client: Client, member: str) -> None:
    values = {"name": "Essai", "members": member, "note": ""}
    response = admin_client.post(f"{PERIMETERS}add/", values)
    assert response.status_code == 200
    assert member in str(response.context["adminform"].form.errors)


def test_official_territories_are_not_edited(admin_client: Client) -> None:
    path = f"{PERIMETERS}commune_3A54395/change/"
    assert admin_client.get(path).status_code == 302
