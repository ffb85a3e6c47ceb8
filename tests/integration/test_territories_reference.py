"""The territories that ship: loading, finding, climbing, going down, perimeters."""

from copy import deepcopy

import pytest
from harness_database import shared_rows
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.apps.territories import actions, queries, reference
from maillage.apps.territories.models import FormerCommune, State, Territory
from maillage.apps.territories.outlines import outline, outlines
from maillage.observatory.sources import cog

pytestmark = pytest.mark.django_db

DEPARTEMENTS = {"54", "57", "75", "93", "974", "988"}


@pytest.fixture(scope="module")
def shipped():
    """Six départements of the shipped reference."""
    data = reference.read()
    data["communes"] = [row for row in data["communes"] if row[3] in DEPARTEMENTS]
    kept = {row[0] for row in data["communes"]}
    epcis = {row[4] for row in data["communes"]}
    data["epcis"] = [row for row in data["epcis"] if row[0] in epcis]
    data["epts"] = [row for row in data["epts"] if kept.issuperset(row[2])]
    data["arrondissements"] = [row for row in data["arrondissements"] if row[3] in kept]
    data["former_communes"] = [row for row in data["former_communes"] if row[2] in kept]
    return data


@pytest.fixture(scope="module")
def written(shipped, django_db_setup, django_db_blocker):
    """Load these départements once."""

    def write():
        actions.write_reference(reference.Reference.link(deepcopy(shipped)))
        actions.touch()

    yield from shared_rows(django_db_blocker, write)


@pytest.fixture
def some(written, shipped):
    """Return the rows of these départements, which are loaded; a test may change them."""
    return deepcopy(shipped)


def names(hits):
    return [hit.territory.name for hit in hits]


def test_the_whole_reference_loads_once():
    seen = []
    assert actions.load_reference(progress=lambda *step: seen.append(step)) is True
    counts = reference.manifest()["counts"]
    assert counts["communes"] == 34_969
    for kind, key in (("commune", "communes"), ("departement", "departements")):
        assert Territory.objects.filter(kind=kind).count() == counts[key]
    assert Territory.objects.filter(kind="epci").count() == counts["epcis"] + counts["epts"]
    assert FormerCommune.objects.count() == counts["former_communes"]
    assert seen[-1][1] == seen[-1][2] == Territory.objects.count()
    assert queries.vintage() == reference.manifest()["vintage"]
    assert actions.load_reference() is False

    france = queries.find("pays:FR")
    assert 65_000_000 < france.population < 72_000_000
    parts = [part.name for part in queries.parts(france)]
    assert "Grand Est" in parts
    assert "Nouvelle-Calédonie" in parts
    unknown = Territory.objects.filter(kind="commune", position="none").count()
    assert unknown == reference.manifest()["positions"]["none"] < 50
    nancy = Territory.objects.get(pk="commune:54395")
    assert (nancy.lat, nancy.lon) == pytest.approx((48.69, 6.18), abs=0.02)


def test_damaged_data_are_refused(monkeypatch):
    good = reference.manifest()
    monkeypatch.setattr(cog, "manifest", lambda: {**good, "sha256": "0" * 64})
    with pytest.raises(reference.DamagedData, match="réinstallez"):
        reference.read()


def test_a_new_vintage_keeps_perimeters_and_what_disappeared(some):
    actions.save_perimeter(code="deux", name="Deux", members=["commune:54270", "commune:54395"])
    before = Territory.objects.get(pk="perimetre:deux").population
    gone = next(row for row in some["communes"] if row[0] == "54270")
    some["communes"].remove(gone)
    some["former_communes"].append(["54270", "Herserange", "54395"])
    some["vintage"] = "2027"
    actions.write_reference(reference.Reference.link(some))

    old = Territory.objects.get(pk="commune:54270")
    assert not old.current
    assert old.vintage == "2026"
    assert queries.find("commune:54270").code == "54395"
    assert Territory.objects.get(pk="commune:54395").vintage == "2027"
    assert Territory.objects.get(pk="perimetre:deux").population == before


def test_a_territory_is_found_by_its_reference(some):
    nancy = queries.find("commune:54395")
    assert (nancy.name, nancy.label, nancy.kind_label) == ("Nancy", "Nancy (54)", "Commune")
    assert nancy.get_absolute_url() == "/territoires/commune/54395-nancy/"
    assert nancy.in_name == "à Nancy"
    assert nancy.postal_codes == ["54000", "54100"]
    assert queries.find("departement:988").kind_label == "Collectivité d’outre-mer"
    with pytest.raises(Territory.DoesNotExist, match="commune:54999"):
        queries.find("commune:54999")
    with pytest.raises(ValueError, match="n’est pas une référence"):
        queries.find("Nancy")
    assert queries.find_or_none("Nancy") is None


def test_a_former_commune_leads_to_the_present_one(some):
    former = FormerCommune.objects.exclude(name="").exclude(commune_id="").order_by("pk")
    one = next(row for row in former if f"commune:{row.pk}" != row.commune_id)
    ref = f"commune:{one.pk}"
    assert queries.current_refs([ref]) == {ref: one.commune_id}
    assert queries.find(ref).pk == one.commune_id
    assert queries.known([ref, "commune:54999"]) == {ref}
    assert queries.ancestors([ref])[ref][0] == one.commune_id
    hit = queries.search(one.name)[0]
    assert hit.territory.pk == one.commune_id
    assert one.name in hit.note


def test_ancestors_in_few_queries(some, django_assert_max_num_queries):
    actions.save_perimeter(
        code="longwy", name="Bassin", members=["epci:200070845", "commune:54395"]
    )
    refs = list(Territory.objects.order_by("pk").values_list("pk", flat=True))
    with django_assert_max_num_queries(8):
        found = queries.ancestors(refs)
    assert set(found) == set(refs)
    assert all(chain[0] == ref for ref, chain in found.items())
    assert found["commune:54395"] == [
        "commune:54395",
        "epci:245400676",
        "departement:54",
        "ancienne-region:41",
        "region:44",
        "pays:FR",
        "perimetre:longwy",
    ]
    assert found["departement:57"] == [
        "departement:57",
        "ancienne-region:41",
        "region:44",
        "pays:FR",
    ]
    assert found["commune:98818"] == ["commune:98818", "departement:988", "pays:FR"]
    assert "commune:75056" in found["arrondissement:75119"]
    assert "region:44" in found["epci:245400676"]
    assert "epci:200054781" in found["epci:200057867"], "Plaine Commune is in the Grand Paris"
    assert "commune:99999" not in queries.ancestors(["commune:99999"])


def test_breadcrumbs_go_down_to_the_territory(some):
    def path(ref):
        return [one.name for one in queries.breadcrumbs(queries.find(ref))]

    assert path("commune:54395") == [
        "France", "Grand Est", "Meurthe-et-Moselle", "Métropole du Grand Nancy", "Nancy",
    ]  # fmt: skip
    assert path("commune:93066")[-3:] == [
        "Métropole du Grand Paris",
        "Plaine Commune",
        "Saint-Denis",
    ]
    assert path("commune:98818") == ["France", "Nouvelle-Calédonie", "Nouméa"]
    assert path("ancienne-region:41") == ["France", "Grand Est", "Lorraine"]
    assert path("pays:FR") == ["France"]


def test_parts_and_communes(some):
    def parts(ref):
        return [one.name for one in queries.parts(queries.find(ref))]

    assert "Métropole du Grand Nancy" in parts("departement:54")
    assert len(parts("epci:245400676")) == 20
    assert len(parts("commune:75056")) == 20
    assert parts("commune:54395") == []
    assert parts("ancienne-region:41") == ["Meurthe-et-Moselle", "Meuse", "Moselle", "Vosges"]
    assert "Nouméa" in parts("departement:988")
    assert len(queries.commune_codes("epci:245400676")) == 20
    lorraine = {row[0] for row in some["communes"] if row[3] in ("54", "57")}
    assert set(queries.commune_codes("ancienne-region:41")) == lorraine


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Herserange", "Herserange"),
        ("57000", "Metz"),
        ("57463", "Metz"),
        ("54 400", "Longwy"),
        ("villers les nancy", "Villers-lès-Nancy"),
        ("VANDŒUVRE", "Vandœuvre-lès-Nancy"),
        ("vandoeuvre lès", "Vandœuvre-lès-Nancy"),
        ("st avold", "Saint-Avold"),
        ("ste marie aux chenes", "Sainte-Marie-aux-Chênes"),
        ("paris", "Paris"),
        ("75019", "Paris 19e arrondissement"),
        ("lorraine", "Lorraine"),
        ("Lorraine (ancienne région)", "Lorraine"),
        ("Moselle (département)", "Moselle"),
        ("Saint-Denis (974)", "Saint-Denis"),
        ("ville de Metz", "Metz"),
        ("245400676", "Métropole du Grand Nancy"),
        ("cc mad et moselle", "Communauté de communes Mad et Moselle"),
        ("commune:54395", "Nancy"),
        ("herserrange", "Herserange"),
        ("pont a mouson", "Pont-à-Mousson"),
    ],
)
def test_search(some, typed, first):
    assert names(queries.search(typed, limit=3))[:1] == [first]


def test_search_knows_its_limits(some):
    assert len(queries.search("saint", limit=7)) == 7
    assert queries.search("") == []
    assert queries.search("…") == []
    assert queries.search("zzzzqq") == []
    assert queries.search("perimetre:absent") == []
    assert queries.search("Saint-Denis (974)")[0].territory.code == "97411"


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=st.text() | st.text(alphabet="stemari-' 0159A:(", max_size=12))
def test_search_takes_anything(some, typed):
    hits = queries.search(typed, limit=4)
    assert len({hit.territory.pk for hit in hits}) == len(hits) <= 4


def test_every_name_finds_its_territory(some):
    """The whole name comes first, or after a namesake of more inhabitants."""
    rows = Territory.objects.filter(kind="epci").order_by("pk")
    for row in rows:
        assert row in [hit.territory for hit in queries.search(row.name, limit=3)], row.name


def test_search_sees_a_change(some):
    assert queries.search("bassin du haut fer") == []
    actions.save_perimeter(code="fer", name="Bassin du Haut-Fer", members=["commune:54395"])
    assert names(queries.search("bassin du haut fer")) == ["Bassin du Haut-Fer"]


def test_a_perimeter_is_computed_from_its_members(some):
    row = actions.save_perimeter(
        code="nord", name="Nord", members=["commune:54270", "commune:54323"], note="Essai."
    )
    communes = Territory.objects.filter(pk__in=row.members)
    assert row.population == sum(one.population for one in communes)
    assert row.position == "approximate"
    assert "departement:54" in row.within
    assert queries.breadcrumbs(row)[-2].name != "Nord"
    assert queries.commune_codes("perimetre:nord") == ["54270", "54323"]

    changed = actions.save_perimeter(code="nord", name="Nord", members=["ancienne-region:41"])
    assert changed.within == ["ancienne-region:41", "region:44", "pays:FR"]
    assert "54395" in queries.commune_codes("perimetre:nord")
    assert State.objects.get(pk=1).revision >= 3


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"id": "a", "name": "A", "members": ["commune:54999"]}, "commune:54999"),
        ({"id": "a", "name": "A", "members": ["54395"]}, "« 54395 »"),
        ({"id": "a", "name": "A", "members": ["perimetre:b"]}, "est un périmètre"),
        ({"id": "a", "name": "A", "members": []}, "au moins un territoire"),
        ({"id": "a", "name": " ", "members": ["pays:FR"]}, "donnez-lui un nom"),
        ({"id": "A B", "name": "A", "members": ["pays:FR"]}, "joints par"),
    ],
)
def test_a_wrong_perimeter_changes_nothing(some, record, said):
    good = {"id": "bon", "name": "Bon", "members": ["commune:54395"]}
    with pytest.raises(ValueError, match=said):
        actions.load_perimeters([good, record])
    assert not Territory.objects.filter(kind="perimetre").exists()


def test_positions(some):
    found = queries.positions(["commune:54395", "departement:57", "commune:98805", "commune:98806"])
    assert found["commune:54395"].exact
    assert not found["commune:98805"].exact, "GeoNames places Dumbéa"
    assert "commune:98806" not in found, "nothing places Farino"


def test_shipped_outlines(some):
    departements = outlines("departement", ["54", "57"])
    assert [one["properties"]["name"] for one in departements["features"]] == [
        "Meurthe-et-Moselle", "Moselle",
    ]  # fmt: skip
    assert len(outlines("region")["features"]) == 18
    assert outlines("epci", ["245400676"])["features"] == []
    of_commune = outline(queries.find("commune:54395"))
    assert [one["id"] for one in of_commune["features"]] == ["departement:54"]
    france = outline(queries.find("pays:FR"))
    assert len(france["features"]) == 13
