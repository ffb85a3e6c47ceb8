"""The bundled corpus, read like an archivist: what is in it, where it comes from, what is doubtful.

Five public pages were read to make it, each with its traps. The pages themselves are not in the
repository; where they stand beside it, every passage is checked in them, to the letter.
"""

import codecs
import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

import pytest
from corpus_pages import CORPUS, DOCUMENTS, Record, of_type

from maillage.apps.directory.models import Organisation
from maillage.kernel.contacts import same_url
from maillage.kernel.text import slugify

ENVELOPE = {"type", "id", "remarks", "evidence"}


def records() -> dict[str, Record]:
    """Return every organisation of the corpus by identifier."""
    return of_type("organisation")


def record(uid: str) -> Record:
    return records()[uid]


def texts(one: Record) -> Iterator[str]:
    """Yield what the editors wrote in a record, which French typography governs."""
    yield from (one[name] for name in ("summary", "description") if name in one)
    yield from (remark["text"] for remark in one.get("remarks", ()))
    yield from (link["note"] for link in one.get("relations", ()) if "note" in link)
    yield from (claim["note"] for claim in one.get("ess_claims", ()) if "note" in claim)
    yield from (proof["inferred"] for proof in one["evidence"] if "inferred" in proof)


def remarks(uid: str, field: str | None = None) -> str:
    """Return the remarks of a record on a field, or all of them."""
    kept = record(uid).get("remarks", [])
    return "\n".join(one["text"] for one in kept if field in {None, one.get("field")})


def supports(uid: str) -> set[str]:
    return {key for proof in record(uid)["evidence"] for key in proof["supports"]}


def urls(uid: str) -> list[str]:
    return [link["url"] for link in record(uid).get("links", ())]


def people(uid: str) -> dict[str, str]:
    return {one["name"]: one.get("function", "") for one in record(uid).get("people", ())}


# The corpus as a whole


def test_there_are_organisations_enough_to_try_a_portal() -> None:
    assert len(records()) >= 190


def test_a_file_bears_the_identifier_of_its_sheet() -> None:
    names = {path.stem for path in (CORPUS / "organisations").glob("*.json")}
    assert names == records().keys()


def test_every_value_is_supported_by_evidence() -> None:
    missing = [
        (uid, name)
        for uid, one in records().items()
        for name in one.keys() - ENVELOPE
        if name not in {key.partition("=")[0] for key in supports(uid)}
    ]
    assert not missing


def test_every_item_of_a_list_is_supported_by_evidence() -> None:
    """A proof of the whole list (`links`) or of the item (`links=http://…`)."""
    keys = {
        "links": "url",
        "phones": "number",
        "emails": "address",
        "people": "name",
        "ess_claims": "basis",
    }
    missing = []
    for uid, one in records().items():
        known = supports(uid)
        items = {
            **{name: [item[key] for item in one.get(name, ())] for name, key in keys.items()},
            **{name: one.get(name, []) for name in ("roles", "themes", "located_in", "acts_in")},
            **{name: one.get(name, []) for name in ("labels", "other_names")},
            "relations": [f"{link['kind']}:{link['target']}" for link in one.get("relations", ())],
        }
        missing += [
            (uid, f"{name}={key}")
            for name, found in items.items()
            for key in found
            if not {name, f"{name}={key}"} & known
        ]
    assert not missing


def test_evidence_supports_nothing_that_is_not_there() -> None:
    """A bare field name must be that of a value kept; only `field=value` may contradict."""
    assert not [
        (uid, key)
        for uid, one in records().items()
        for key in supports(uid)
        if "=" not in key and key not in one
    ]


def test_relations_lead_to_other_sheets_of_the_corpus() -> None:
    targets = {
        (uid, link["target"]) for uid, one in records().items() for link in one.get("relations", ())
    }
    assert len(targets) > 100
    assert not {target for _, target in targets} - records().keys()
    assert not [uid for uid, target in targets if uid == target]


def test_no_two_sheets_bear_the_same_name() -> None:
    counted = Counter(slugify(one["name"]) for one in records().values())
    assert not [name for name, count in counted.items() if count > 1]


def test_no_two_sheets_share_an_identification_number() -> None:
    for name in ("siren", "siret", "rna"):
        counted = Counter(one[name] for one in records().values() if name in one)
        assert not [number for number, count in counted.items() if count > 1]


def test_no_two_sheets_share_a_website() -> None:
    """Documents and pages may be shared; a site of one's own may not."""
    sites = [
        (uid, link["url"])
        for uid, one in records().items()
        for link in one.get("links", ())
        if link["kind"] == "site"
    ]
    pairs = combinations(sites, 2)
    assert not [(left, right) for left, right in pairs if same_url(left[1], right[1])]


TYPOGRAPHY = {
    "straight apostrophe or quotation mark": re.compile(r"['\"]"),
    "guillemet without its narrow no-break space": re.compile("«(?!\u202f)|(?<!\u202f)»"),
    "sign without its narrow no-break space": re.compile("(?<!\u202f)[:;!?]"),
    "other no-break space": re.compile("\u00a0"),
    "two spaces": re.compile("  "),
    "three dots": re.compile(r"\.\.\."),
}


@pytest.mark.parametrize("rule", TYPOGRAPHY.values(), ids=TYPOGRAPHY)
def test_editors_write_with_french_typography(rule: re.Pattern[str]) -> None:
    written = [(uid, text) for uid, one in records().items() for text in texts(one)]
    for name in ("sources.json", "perimeters.json"):
        listed = json.loads((CORPUS / name).read_text("utf-8"))
        written += [
            (one["id"], one[key]) for one in listed for key in ("note", "warning") if key in one
        ]
    assert len(written) > 300
    assert not [(uid, text) for uid, text in written if rule.search(re.sub(r"https?://", "", text))]


def test_a_page_that_may_be_obsolete_says_so() -> None:
    listed = json.loads((CORPUS / "sources.json").read_text("utf-8"))
    warnings = {one["id"]: one.get("warning", "") for one in listed}
    assert warnings.keys() > DOCUMENTS.keys(), "the pages, and the laws"
    assert "2021" in warnings["ville-de-paris"]
    assert "2016" in warnings["mon-ess-a-moi"]


# The traps of the sources, one by one


def test_an_empty_link_gives_no_address() -> None:
    """`[Union des employeurs… UDES]()`: the name is kept, and the reader is told."""
    assert urls("udes") == []
    assert "vide" in remarks("udes", "links")


def test_a_link_without_scheme_is_completed() -> None:
    """`[Solidatech](www.solidatech.fr)` would lead to a page of the portal itself."""
    assert urls("solidatech") == ["http://www.solidatech.fr"]
    assert "http://" in remarks("solidatech", "links")


def test_the_link_of_another_organisation_is_left_to_it() -> None:
    """`[Makers for change](…)` and `[Shadok](…)` lead to the same address, that of the first."""
    assert urls("makers-for-change") == ["http://makersforchange.org/"]
    assert urls("shadok") == []
    assert "Makers for Change" in remarks("shadok", "links")


def test_a_misspelt_name_is_corrected() -> None:
    """« Le cinqiuème pole »: the site's address settles how it is written."""
    assert record("le-cinquieme-pole")["name"] == "Le Cinquième Pôle"
    assert "cinqiuème" in remarks("le-cinquieme-pole", "name")


def test_a_mistake_in_the_name_of_a_region_is_corrected() -> None:
    """« des Hautes de FRance »."""
    assert record("cress-hauts-de-france")["name"] == "CRESS Hauts-de-France"
    assert "Hautes de FRance" in remarks("cress-hauts-de-france", "name")


def test_a_scrambled_email_is_decoded() -> None:
    """The address of Coopératif is written with letters moved by thirteen places."""
    [email] = record("cooperatif")["emails"]
    assert email["address"] == codecs.decode("pbbcrengvsf@pbbcnanzr.pbbc", "rot13")
    assert "ROT13" in remarks("cooperatif", "emails")


def test_two_people_written_in_one_word_are_two() -> None:
    """« Rachel Burgyet Julien Vicq », with two titles « respectivement »."""
    found = people("ville-de-metz")
    assert "économie sociale" in found["Rachel Burgy"]
    assert "adjoint" in found["Julien Vicq"]
    assert "Burgyet" in remarks("ville-de-metz", "people")


def test_a_person_spelt_twice_is_one() -> None:
    """« Antony Caps » and « Anthony Caps »: one vice-president, both spellings shown."""
    uid = "departement-meurthe-et-moselle"
    assert [name for name in people(uid) if name.endswith("Caps")] == ["Anthony Caps"]
    assert {"people=Anthony Caps", "people=Antony Caps"} <= supports(uid)


def test_an_acronym_with_two_meanings_is_explained() -> None:
    """On the same page CAE is a cooperative, and an employment contract."""
    text = remarks("ville-de-paris")
    assert "contrat d’accompagnement dans l’emploi" in text
    assert "coopérative d’activités et d’emploi" in text
    assert {uid for uid, one in records().items() if one.get("legal_form") == "cae"} == {
        *("alter-batir", "capentreprendre", "clara", "clara-bis"),
        *("coopaname", "cooperatif", "coopetic", "port-parallele"),
    }


def test_namesakes_are_not_merged() -> None:
    """Three « Labo », four regional chambers, two unions of cooperatives."""
    labos = {"labo-ess", "labo-des-partenariats", "labo-innovation-publique-acal"}
    chambers = {f"cress-{one}" for one in ("lorraine", "champagne-ardenne", "grand-est")}
    assert labos | chambers | {"urscop-ile-de-france", "urscop-de-l-est"} <= records().keys()


def test_an_organisation_that_changed_its_name_is_one() -> None:
    """« le groupe Chèque Déjeuner (Groupe Up aujourd'hui) »."""
    assert record("groupe-up")["name"] == "Groupe Up"
    assert "Chèque Déjeuner" in record("groupe-up")["other_names"]
    assert "cheque-dejeuner" not in records()


def test_former_and_present_office_holders_are_told_apart() -> None:
    """Elected members named in 2016 and in the network's sheet belong to two periods."""
    assert {"Sylvain Waserman", "Etienne Marasi"} <= people("region-grand-est").keys()
    assert "époques" in remarks("region-grand-est", "people")


# Who says what of ESS membership


def test_what_a_source_says_of_membership_is_kept() -> None:
    """The library of Lille names eight actors or places of the ESS; it says no of none."""
    said = {
        uid: {claim["says"] for claim in one["ess_claims"]}
        for uid, one in records().items()
        if "ess_claims" in one
    }
    assert said.pop("vitamine-t") == {"oui", "non"}
    assert said.keys() == {
        *("cowfunding", "espace-stephane-hessel", "groupe-up", "la-grappe"),
        *("lille-sud-insertion", "macif", "mutualab", "papillons-blancs"),
    }
    assert set().union(*said.values()) == {"oui"}


def test_a_disputed_membership_has_no_verdict() -> None:
    """« Certains considèrent qu’elles font partie de l’ESS, d’autres non »: both stay visible."""
    status = Organisation(ess_claims=record("vitamine-t")["ess_claims"]).ess_status
    assert status.conflict
    assert len(status.claims) == 2
