"""What `maillage lint` finds: facts without source, numbers that nobody wrote, ties to nothing."""

from datetime import date
from typing import Any

import pytest
from factories import load, organisation

from maillage.apps.directory.models import Organisation
from maillage.apps.sheets.lint import ERROR, WARNING, lint
from maillage.apps.sheets.models import Evidence, Sheet

pytestmark = pytest.mark.usefixtures("places")
TODAY = date(2026, 11, 22)


def project(uid: str, proof: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """Return the record of a project, proven by the guide."""
    proofs = [{"source": "guide", "supports": ["name"], "passage": "Un projet"}]
    proofs += [{"source": "guide", **proof}] if proof else []
    return {"type": "project", "id": uid, "name": f"Projet {uid}", "evidence": proofs, **fields}


def found(level: str) -> list[tuple[str, str]]:
    """Return the sheet and the message of every finding of a level."""
    return [(one.sheet, one.message) for one in lint(today=TODAY) if one.level == level]


def test_a_sheet_without_any_proof_is_an_error() -> None:
    load(organisation("alpha"))
    assert ("alpha", "aucune preuve : dire de quelle source vient la fiche") in found(ERROR)


def test_a_field_without_proof_deserves_a_look() -> None:
    load(project("beta", started="2020"))
    assert ("beta", "aucune preuve n’appuie ce champ") in found(WARNING)
    assert not found(ERROR)


@pytest.mark.parametrize(
    ("passage", "is_error"),
    [("une aide de 61 000 €", False), ("61 k€", False), ("une aide de 6 100 €", True)],
)
def test_a_number_is_in_its_passage(passage: str, is_error: bool) -> None:
    proof = {"supports": ["conventions=c"], "passage": passage}
    load(project("beta", proof, conventions=[{"id": "c", "amount": 61_000}]))
    assert bool(found(ERROR)) is is_error


def test_a_deduced_number_says_why_and_needs_no_passage() -> None:
    proof = {"supports": ["conventions=c"], "inferred": "Somme des deux lignes."}
    load(project("beta", proof, conventions=[{"id": "c", "amount": 61_000}]))
    assert not found(ERROR)


def test_the_proof_of_a_record_names_one_that_exists() -> None:
    proof = {"supports": ["conventions=d"], "passage": "61 000 €"}
    load(project("beta", proof, conventions=[{"id": "c", "amount": 61_000}]))
    messages = [message for _, message in found(ERROR)]
    assert "la preuve nomme « d », que le champ ne contient pas" in messages


def test_a_tie_to_nothing_is_an_error() -> None:
    load(organisation("labo"), project("beta", carriers=["labo"]))
    Organisation.objects.get(uid="labo").delete()  # as somebody would in the database
    assert ("beta", "« labo » n’est aucune fiche : la créer ou retirer le lien") in found(ERROR)


def test_a_date_out_of_reason_deserves_a_look() -> None:
    load(project("beta", {"supports": ["started"], "passage": "2062"}, started="2062"))
    assert ("beta", "la date 2062 est invraisemblable") in found(WARNING)


def test_an_end_before_its_start_is_said() -> None:
    load(project("beta", started="2020", ended="2019"))
    assert any("précède le début" in message for _, message in found(WARNING))


def test_an_address_that_leads_nowhere_is_an_error() -> None:
    load(project("beta", links=[{"kind": "site", "url": "https://intranet/"}]))
    assert any("ne mène à aucun site" in message for _, message in found(ERROR))


def test_two_sheets_of_one_name_deserve_a_look() -> None:
    load(project("beta", name="Le même"), project("gamma", name="le MÊME"))
    assert ("gamma", "partage le nom de « beta » : est-ce la même ?") in found(WARNING)


def test_a_territory_that_is_no_more_is_an_error() -> None:
    load(project("beta", located_in=["commune:54395"]))
    Sheet.objects.filter(uid="beta").update(located_in=["commune:99999"])
    assert any("n’est pas (ou plus) connu" in message for _, message in found(ERROR))


def test_a_clean_sheet_has_no_finding() -> None:
    load(project("beta"))
    assert Evidence.objects.count() == 1
    assert lint(today=TODAY) == []
