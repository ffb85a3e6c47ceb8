"""What a merge keeps: everything. The sheet that goes leads to the one that stays, for ever.

A reviewer chooses which sheet stays and the value of each field; nothing is merged by itself.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from factories import load, organisation, write_places
from harness_database import shared_rows

from maillage.apps.agenda.models import Event
from maillage.apps.contributions.actions import ProposedValue, propose
from maillage.apps.contributions.models import KeptApart, SheetEditor
from maillage.apps.contributions.resemblance import duplicates
from maillage.apps.contributions.resemblance.comparison import Comparison
from maillage.apps.directory.models import Organisation
from maillage.apps.learning.models import Term
from maillage.apps.news.models import Feed
from maillage.apps.projects.models import Project
from maillage.apps.sheets import actions as sheets
from maillage.apps.sheets import exporting, loading, merging, queries
from maillage.apps.sheets.models import Evidence, Relation, Remark, Sheet
from maillage.apps.sheets.records import to_record
from maillage.apps.sheets.types import registry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, scope="module")
def corpus(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    def write() -> None:
        write_places()
        load(*CORPUS)

    yield from shared_rows(django_db_blocker, write)


def site(url: str) -> list[dict[str, str]]:
    return [{"kind": "site", "url": url}]


def event(uid: str, **fields: Any) -> dict[str, Any]:
    return {"type": "event", "id": uid, "name": uid.title(), **fields}


KEPT = organisation(
    "fabrique-rose",
    name="La Fabrique rose",
    founded="2010",
    links=site("https://fabrique.example/"),
    relations=[{"kind": "membre-de", "target": "reseau"}],
    evidence=[{"source": "guide", "line": 1, "supports": ["name", "founded", "links"]}],
)
GONE = organisation(
    "scop-rose",
    name="SCOP Fabrique rose",
    former_slugs=["rose"],
    founded="2009",
    summary="Répare des vélos.",
    links=site("https://rose.example/"),
    relations=[
        {"kind": "membre-de", "target": "reseau", "note": "Depuis 2012"},
        {"kind": "partenaire-de", "target": "fabrique-rose"},
        {"kind": "finance", "target": "autre"},
    ],
    remarks=[{"text": "Deux sites."}],
    evidence=[
        {"source": "guide", "line": 2, "supports": ["name", "founded"]},
        {"source": "guide", "line": 3, "supports": ["summary", "links"]},
        {"source": "guide", "line": 4, "supports": ["relations=partenaire-de:fabrique-rose"]},
        {"source": "guide", "line": 5, "supports": ["relations=finance:autre"]},
    ],
)
NAMING = (
    organisation("autre", relations=[{"kind": "soutient", "target": "scop-rose"}],
                 evidence=[{"source": "guide", "supports": ["relations=soutient:scop-rose"]}]),
    {"type": "project", "id": "velo", "name": "Vélo", "carriers": ["scop-rose", "fabrique-rose"],
     "evidence": [{"source": "guide", "supports": ["carriers=scop-rose"]}]},
    event("fete", organisers=["scop-rose"]),
    organisation("reseau"),
)  # fmt: skip
CORPUS = (KEPT, GONE, *NAMING)


def sheet(uid: str) -> Sheet:
    row = Sheet.objects.get(uid=uid)
    return queries.with_proofs(registry[row.type].model.objects.filter(pk=row.pk)).get()


def merged(by: User | None = None, reason: str = "", **values: Any) -> Organisation:
    """Merge the SCOP into the Fabrique."""
    one = duplicates.merge(
        kept=sheet("fabrique-rose"), gone=sheet("scop-rose"), values=values, by=by, reason=reason
    )
    assert isinstance(one, Organisation)
    return one


def test_keeps_one_sheet_with_the_values_chosen() -> None:
    both = site("https://fabrique.example/") + site("https://rose.example/")

    kept = merged(summary="Répare des vélos.", links=both)

    assert not Organisation.objects.filter(uid="scop-rose").exists()
    assert (kept.name, kept.founded) == ("La Fabrique rose", "2010")
    assert kept.summary == "Répare des vélos."
    assert kept.links == both


def test_the_addresses_of_the_other_go_on_leading_to_it(client: Client) -> None:
    merged()

    for address in ("/annuaire/scop-rose/", "/annuaire/rose/", "/fiches/scop-rose/"):
        response = client.get(address, follow=True)
        assert response.request["PATH_INFO"] == "/annuaire/fabrique-rose/", address


def test_what_named_the_other_names_it() -> None:
    merged()

    assert Project.objects.get().carriers == ["fabrique-rose"]
    assert Event.objects.get().organisers == ["fabrique-rose"]
    assert {one.origin.uid for one in sheet("fabrique-rose").mentions_in.all()} == {
        "velo",
        "fete",
    }


def test_relations_are_kept_once_and_not_with_itself() -> None:
    merged()

    ties = {(one.origin.uid, one.kind, one.target.uid) for one in Relation.objects.all()}
    assert ties == {
        ("fabrique-rose", "membre-de", "reseau"),
        ("fabrique-rose", "finance", "autre"),
        ("autre", "soutient", "fabrique-rose"),
    }


def test_proofs_follow_the_values_that_they_back() -> None:
    merged(summary="Répare des vélos.")

    proofs = {one.line: one.supports for one in sheet("fabrique-rose").evidence.all()}
    assert proofs == {
        1: ["name", "founded", "links"],
        # Another name and another year than those kept: a source says otherwise.
        2: ["name=SCOP Fabrique rose", "founded=2009"],
        3: ["summary"],
        5: ["relations=finance:autre"],
    }
    elsewhere = Evidence.objects.exclude(sheet__uid="fabrique-rose").order_by("pk")
    assert {support for one in elsewhere for support in one.supports} == {
        "relations=soutient:fabrique-rose",
        "carriers=fabrique-rose",
    }


def test_the_year_of_the_other_may_be_the_one_to_keep() -> None:
    merged(founded="2009")

    proofs = {one.line: one.supports for one in sheet("fabrique-rose").evidence.all()}
    assert proofs[1] == ["name", "founded=2010", "links"]
    assert proofs[2] == ["name=SCOP Fabrique rose", "founded"]


def test_everything_else_follows() -> None:
    gone, user = sheet("scop-rose"), User.objects.create_user("ada")
    Feed.objects.create(sheet=gone, url="https://rose.example/flux")
    SheetEditor.objects.create(sheet=gone, user=user)
    proposal = propose(sheet=gone, values=[ProposedValue("summary", "Une phrase.")])
    other = propose(sheet=sheet("velo"), values=[ProposedValue("supporters", ["scop-rose"])])
    duplicates.keep_apart(first=gone, second=sheet("autre"), by=user)

    kept = merged()

    assert Feed.objects.get().sheet_id == kept.pk
    assert SheetEditor.objects.get().sheet_id == kept.pk
    proposal.refresh_from_db()
    assert proposal.sheet_id == kept.pk
    assert other.changes.get().new == ["fabrique-rose"]
    assert Remark.objects.get().sheet_id == kept.pk
    apart = KeptApart.objects.get()
    assert {apart.first.uid, apart.second.uid} == {"fabrique-rose", "autre"}


def test_what_both_have_is_not_doubled() -> None:
    user = User.objects.create_user("ada")
    for uid in ("fabrique-rose", "scop-rose"):
        SheetEditor.objects.create(sheet=sheet(uid), user=user)

    merged()

    assert SheetEditor.objects.count() == 1


def test_history_says_who_and_why() -> None:
    ada = User.objects.create_user("ada")

    merged(by=ada, reason="Même SIRET")

    last = Organisation.history.filter(uid="fabrique-rose").first()
    assert last.history_change_reason == "Fusion de « SCOP Fabrique rose » : Même SIRET"
    gone = Organisation.history.filter(uid="scop-rose").first()
    assert (gone.history_type, gone.history_user) == ("-", ada)
    assert gone.history_change_reason.startswith("Fusionnée dans « La Fabrique rose »")
    named = Project.history.first()
    assert named.history_user == ada


def test_loading_the_corpus_again_brings_neither_the_sheet_nor_errors_back() -> None:
    merged()

    report = load(*CORPUS)

    assert report.merged == ["scop-rose"]
    assert report.kept == ["fabrique-rose"]
    assert not report.created
    # What only named it is as its file says, once the file is read with the present name.
    assert set(report.unchanged) == {"autre", "velo", "fete", "reseau"}
    assert not Organisation.objects.filter(uid="scop-rose").exists()


def test_a_new_version_of_what_names_it_is_loaded() -> None:
    merged()

    report = load(*CORPUS[:-2], event("fete", summary="En mai.", organisers=["scop-rose"]))

    assert report.updated == ["fete"]
    assert Event.objects.get().organisers == ["fabrique-rose"]


def test_a_former_identifier_is_not_given_to_another_sheet() -> None:
    merged()

    new = sheets.save_sheet(sheet=Organisation(name="Scop rose"), by=None)

    assert new.uid == "scop-rose-2"


def test_an_export_says_what_was_merged_and_another_instance_follows(
    tmp_path: Path, client: Client
) -> None:
    merged()
    exporting.export(tmp_path / "out")
    assert to_record(sheet("fabrique-rose"))["former_ids"] == ["scop-rose"]
    Sheet.objects.all().delete()
    for kind in registry.values():
        kind.model.history.all().delete()  # type: ignore[attr-defined]

    report = loading.load(tmp_path / "out")

    assert "fabrique-rose" in report.created
    assert client.get("/fiches/scop-rose/").headers["Location"] == "/annuaire/fabrique-rose/"
    assert not loading.load(tmp_path / "out").kept


def test_a_file_cannot_take_the_identifier_of_a_sheet() -> None:
    with pytest.raises(loading.LoadError, match="les fusionner ici d’abord"):
        load(organisation("tiers", former_ids=["scop-rose"]))


def test_records_that_both_number_alike_stay_two_each_with_its_proof() -> None:
    def term(uid: str, line: int, *meanings: dict[str, str]) -> dict[str, Any]:
        proof = {"source": "guide", "line": line, "supports": ["meanings=sens"]}
        more = {"meanings": list(meanings), "evidence": [proof]}
        return {"type": "term", "id": uid, "name": uid.upper(), **more}

    same = {"id": "commun", "definition": "Un sigle."}
    load(
        term("cae", 1, {"id": "sens", "definition": "Une coopérative."}, same),
        term("c-a-e", 2, {"id": "sens", "definition": "Un contrat."}, same | {"id": "autre"}),
    )
    page = Comparison(sheet("cae"), sheet("c-a-e"))

    duplicates.merge(kept=page.kept, gone=page.other, values=page.values, by=None)

    kept = sheet("cae")
    assert isinstance(kept, Term)
    assert [(one["id"], one["definition"]) for one in kept.meanings] == [
        ("sens", "Une coopérative."),
        ("commun", "Un sigle."),
        ("sens-2", "Un contrat."),
    ]
    proofs = {one.line: one.supports for one in kept.evidence.all()}
    assert proofs == {1: ["meanings=sens"], 2: ["meanings=sens-2"]}


def test_two_merges_in_a_row(client: Client) -> None:
    merged()
    duplicates.merge(kept=sheet("reseau"), gone=sheet("fabrique-rose"), values={}, by=None)

    for uid in ("scop-rose", "fabrique-rose"):
        assert client.get(f"/fiches/{uid}/").headers["Location"] == "/annuaire/reseau/"


def test_what_cannot_be_merged_is_refused_whole() -> None:
    kept, gone = sheet("fabrique-rose"), sheet("scop-rose")
    for other, values, message in (
        (kept, {}, "avec elle-même"),
        (sheet("velo"), {}, "types différents"),
        (gone, {"name": None}, "Nom : une valeur est nécessaire"),
        (gone, {"founded": "hier"}, "Création"),
        (gone, {"located_in": ["commune:99999"]}, "pas un territoire connu"),
    ):
        with pytest.raises(merging.MergeError, match=message):
            duplicates.merge(kept=kept, gone=other, values=values, by=None)
    assert Sheet.objects.count() == len(CORPUS)


@pytest.fixture
def reviewer(client: Client) -> User:
    user = User.objects.create_user("lou")
    user.user_permissions.add(Permission.objects.get(codename="review_proposal"))
    client.force_login(user)
    return user


def test_somebody_merges_choosing_each_value(client: Client, reviewer: User) -> None:
    address = "/relecture/doublons/fabrique-rose/scop-rose/"
    page = client.get(address)
    assert "2009" in page.content.decode()
    mark = page.context["page"].mark

    form = {"vu": mark, "champ-founded": "autre", "motif": "Même adresse"}
    done = client.post(address, form, follow=True)

    assert "est fusionnée dans" in done.content.decode()
    kept = Organisation.objects.get(uid="fabrique-rose")
    assert (kept.name, kept.founded) == ("La Fabrique rose", "2009")
    assert kept.summary == "Répare des vélos."  # what only one says is kept
    assert [one["url"] for one in kept.links] == [
        "https://fabrique.example/",
        "https://rose.example/",
    ]
    assert client.get(address).status_code == 404


def test_a_sheet_that_changes_meanwhile_is_looked_at_again(client: Client, reviewer: User) -> None:
    address = "/relecture/doublons/fabrique-rose/scop-rose/"
    mark = client.get(address).context["page"].mark
    changed = sheet("scop-rose")
    changed.summary = "Autre chose."
    sheets.save_sheet(sheet=changed, by=None)

    answer = client.post(address, {"vu": mark, "champ-founded": "autre"})

    assert answer.status_code == 409
    assert "vient de changer" in answer.content.decode()
    assert Organisation.objects.filter(uid="scop-rose").exists()
