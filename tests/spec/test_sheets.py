"""What a sheet promises its readers, told as short stories."""

import pytest
from django.test import Client
from django.utils.html import escape
from factories import SOURCE, load, make, organisation

from maillage.apps.directory.models import Organisation
from maillage.apps.sheets import actions
from maillage.kernel.ess_status import Verdict

pytestmark = pytest.mark.usefixtures("places")


def page(client: Client, slug: str) -> str:
    """Return the text of a sheet's page, its fine spaces made plain."""
    response = client.get(f"/annuaire/{slug}/")
    assert response.status_code == 200
    return str(response.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


class TestAFactCarriesItsSource:
    """Each value leads to the document, the line and the words that it comes from."""

    def test_the_passage_stands_beside_the_value(self, client: Client) -> None:
        proof = {"source": "guide", "line": 212, "supports": ["founded"], "passage": "Depuis 2008"}
        load(organisation("alpha", founded="2008", evidence=[proof]))
        text = page(client, "alpha")
        assert "Guide de l’ESS" in text
        assert "<q>Depuis 2008</q>" in text
        assert "ligne 212" in text
        assert "non relu" in text

    def test_a_proof_may_speak_of_one_value_of_a_list(self, client: Client) -> None:
        links = [{"kind": "site", "url": f"https://{name}.example/"} for name in ("un", "deux")]
        proof = {"source": "guide", "supports": ["links=https://deux.example/"]}
        load(organisation("alpha", links=links, evidence=[proof]))
        fields = client.get("/annuaire/alpha/").context["page"].fields
        assert [len(item.evidence) for item in fields["links"].items] == [0, 1]

    def test_what_is_deduced_says_so(self, client: Client) -> None:
        proof = {
            "source": "guide",
            "supports": ["located_in"],
            "inferred": "Se déduit de l’adresse.",
        }
        load(organisation("alpha", located_in=["commune:54395"], evidence=[proof]))
        assert "Se déduit de l’adresse." in page(client, "alpha")

    def test_a_source_that_has_aged_warns_its_readers(self, client: Client) -> None:
        proof = {"source": "guide", "supports": ["name"]}
        warned = SOURCE | {"warning": "Page de 2011."}
        load(organisation("alpha", evidence=[proof]), sources=[warned])
        assert "Page de 2011." in page(client, "alpha")
        assert "Page de 2011." in client.get("/sources/").content.decode()

    def test_a_sheet_without_source_admits_it(self, client: Client) -> None:
        make("alpha")
        assert "Aucune source n’est encore rattachée" in page(client, "alpha")


class TestContradictingValuesStandSideBySide:
    """The portal keeps one value, and shows what else its sources say."""

    def test_the_other_value_is_shown_with_its_source(self, client: Client) -> None:
        proofs = [
            {"source": "guide", "line": 3, "supports": ["founded"]},
            {"source": "site", "line": 9, "supports": ["founded=2009-05"]},
        ]
        sources = [SOURCE, {"id": "site", "title": "Site de l’organisation"}]
        load(organisation("alpha", founded="2010", evidence=proofs), sources=sources)
        field = client.get("/annuaire/alpha/").context["page"].fields["founded"]
        assert field.items[0].text == "2010"
        assert [claim.text for claim in field.items[0].claims] == ["mai 2009"]
        text = page(client, "alpha")
        assert "Les sources ne disent pas la même chose" in text
        assert "mai 2009" in text
        assert "Site de l’organisation" in text

    def test_a_value_that_was_not_kept_is_not_lost(self, client: Client) -> None:
        proof = {"source": "guide", "supports": ["siren=732829320"], "status": "conteste"}
        load(organisation("alpha", evidence=[proof]))
        text = page(client, "alpha")
        assert "Valeur non retenue" in text
        assert "732829320" in text

    def test_two_sources_that_agree_are_one_claim(self, client: Client) -> None:
        proofs = [{"source": name, "supports": ["founded=2009"]} for name in ("guide", "site")]
        sources = [SOURCE, {"id": "site", "title": "Site"}]
        load(organisation("alpha", founded="2010", evidence=proofs), sources=sources)
        assert page(client, "alpha").count("<td>2009</td>") == 1

    def test_indications_on_the_ess_may_disagree(self, client: Client) -> None:
        claims = [{"basis": "esus", "says": "oui"}, {"basis": "insee", "says": "non"}]
        load(organisation("alpha", legal_form="societe-commerciale", ess_claims=claims))
        text = page(client, "alpha")
        assert "Les indications se contredisent" in text
        assert "agrément esus" in text
        assert "(insee)" in text


class TestARenamedSheetKeepsItsAddresses:
    """An address once given leads to the sheet for ever."""

    def test_the_former_address_leads_to_the_new_one(self, client: Client) -> None:
        sheet = make("alpha")
        sheet.name = "Bêta"
        actions.save_sheet(sheet=sheet, by=None)
        assert client.get("/annuaire/alpha/")["Location"] == "/annuaire/beta/"
        assert "Bêta" in page(client, "beta")

    def test_the_permanent_address_never_changes(self, client: Client) -> None:
        sheet = make("alpha")
        sheet.name = "Bêta"
        actions.save_sheet(sheet=sheet, by=None)
        assert client.get("/fiches/alpha/")["Location"] == "/annuaire/beta/"
        assert "/fiches/alpha/" in page(client, "beta") or "/annuaire/beta/" in page(client, "beta")

    def test_the_page_tells_that_the_name_changed(self, client: Client) -> None:
        sheet = make("alpha")
        sheet.name = "Bêta"
        actions.save_sheet(sheet=sheet, by=None, reason="Le nom a changé")
        text = page(client, "beta")
        assert "Le nom a changé" in text
        assert '<td class="old">Alpha</td><td>Bêta</td>' in text


class TestLoadingAgainKeepsWhatPeopleChanged:
    """A file updates what nobody has touched here, and nothing else."""

    def test_what_nobody_touched_follows_the_file(self) -> None:
        load(organisation("alpha", acronym="A"))
        assert load(organisation("alpha", acronym="AA")).updated == ["alpha"]
        assert load(organisation("alpha", acronym="AAA")).updated == ["alpha"]
        assert Organisation.objects.get().acronym == "AAA"

    def test_what_somebody_changed_stays(self) -> None:
        sheet = make("alpha", acronym="A")
        sheet.acronym = "Z"
        actions.save_sheet(sheet=sheet, by=None)
        report = load(organisation("alpha", acronym="AA"), organisation("beta"))
        assert (report.kept, report.created) == (["alpha"], ["beta"])
        assert "1 gardée telle que modifiée ici" in report.sentence
        assert Organisation.objects.get(uid="alpha").acronym == "Z"

    def test_a_proof_or_a_remark_added_here_counts_as_a_change(self) -> None:
        sheet = make("alpha")
        sheet.remarks.create(text="Vu sur place.")
        assert load(organisation("alpha", acronym="AA")).kept == ["alpha"]

    def test_a_change_that_the_file_has_caught_up_with_is_no_difference(self) -> None:
        sheet = make("alpha", acronym="A")
        sheet.acronym = "AA"
        actions.save_sheet(sheet=sheet, by=None)
        assert load(organisation("alpha", acronym="AA")).unchanged == ["alpha"]

    def test_what_somebody_deleted_does_not_come_back(self) -> None:
        actions.delete_sheet(sheet=make("alpha"))
        report = load(organisation("alpha"), organisation("beta"))
        assert (report.created, report.deleted) == (["beta"], ["alpha"])
        assert set(Organisation.objects.values_list("uid", flat=True)) == {"beta"}

    def test_nor_do_the_relations_to_it(self) -> None:
        actions.delete_sheet(sheet=make("alpha"))
        load(
            organisation("alpha"),
            organisation("beta", relations=[{"kind": "membre-de", "target": "alpha"}]),
        )
        assert not Organisation.objects.get(uid="beta").relations.exists()


class TestUnknownStaysUnknown:
    """What no source says is left out: it is neither no, nor zero, nor empty."""

    def test_a_field_without_value_is_not_on_the_page(self, client: Client) -> None:
        make("alpha")
        fields = client.get("/annuaire/alpha/").context["page"].fields
        assert set(fields) == {"name"}

    def test_nor_in_what_is_given_to_machines(self, client: Client) -> None:
        make("alpha")
        record = client.get("/annuaire/alpha/?format=json").json()
        assert set(record) == {"type", "id", "name", "url"}

    def test_an_organisation_of_unknown_form_is_not_said_outside_the_ess(
        self, client: Client
    ) -> None:
        sheet = make("alpha")
        assert sheet.ess_status.verdict is Verdict.UNKNOWN
        sentence = "Les sources ne permettent pas de dire si cette organisation relève de l’ESS."
        assert escape(sentence) in page(client, "alpha")
        assert sheet.family_term is None

    def test_a_date_known_to_the_year_stays_a_year(self, client: Client) -> None:
        load(organisation("alpha", founded="2010"))
        fields = client.get("/annuaire/alpha/").context["page"].fields
        assert fields["founded"].items[0].text == "2010"

    def test_a_sheet_never_reviewed_says_so(self, client: Client) -> None:
        make("alpha")
        assert "pas encore relue" in page(client, "alpha")
