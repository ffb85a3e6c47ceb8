"""The extractors on small invented pages, and what holds of every text."""

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.intake.documents import Document
from maillage.intake.errors import IntakeError
from maillage.intake.extractors import extract
from maillage.intake.extractors.acronyms import terms
from maillage.intake.extractors.dates import periods_in
from maillage.intake.extractors.emails import emails_in
from maillage.intake.extractors.names import same_name
from maillage.intake.extractors.quantities import quantities_in
from maillage.intake.extractors.words import alternation
from maillage.intake.readers import read


def page(text: str) -> Document:
    return read(text.encode(), "page.txt", None)


def found(text: str, kind: str) -> list[dict[str, object]]:
    return [
        {name: one.first(name) for name in one.fields}
        for one in extract(page(text))
        if one.type == kind
    ]


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        ("près de 7 500 heures", 7500, "heures", "pres-de"),
        ("plus de 1950 salariés", 1950, "salariés", "plus-de"),
        ("5,3 M€ en fonctionnement", 5_300_000, "€", None),
        ("une quarantaine d’ateliers", 40, "ateliers", "environ"),
        ("28.000 personnes", 28_000, "personnes", None),
        ("environ 0,6 ETP", 0.6, "ETP", "environ"),
        ("jusqu’à 600€", 600, "€", "au-plus"),
        ("douze coopératives", 12, "coopératives", None),
        ("chaque année une soixantaine d’ateliers", 60, "ateliers", "environ"),
        ("près de 9 millions\nd’euros", 9_000_000, "€", "pres-de"),
    ],
)
def test_quantities(text: str, value: float, unit: str, qualifier: str | None) -> None:
    (one,) = quantities_in(text)
    assert (one.value, one.unit, one.qualifier) == (value, unit, qualifier)


@pytest.mark.parametrize(
    "text",
    [
        "Depuis 2012, la ville aide",
        "8, rue du Four (10e)",
        "Tél. : 02 99 00 00 01",
        "la loi de 1901",
        "le 4 juin 2020",
        "2ème rencontre",
        "35000 Rennes",
        "Axe 3 : coopérer",
        "1. Accueillir",
    ],
)
def test_numbers_that_are_no_quantity(text: str) -> None:
    assert list(quantities_in(text)) == []


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("entre 20 et 40 participants", 20, 40),
        ("2 à 3 études", 2, 3),
        ("500€ à 900€", 500, 900),
        ("15 à 20 000 euros", 15_000, 20_000),
    ],
)
def test_intervals(text: str, low: int, high: int) -> None:
    (one,) = quantities_in(text)
    assert (one.value, one.value_max) == (low, high)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("les 7 et 8 octobre 2020", "2020-10-07", "2020-10-08"),
        ("en mai 2019", "2019-05", ""),
        ("de février 2019 à mai 2021".replace("de ", ""), "2019-02", "2021-05"),
        ("bilan 2022-2024", "2022", "2024"),
        ("mis à jour le 09/03/2023", "2023-03-09", ""),
        ("du 30 avril au 2 mai 2024", "2024-04-30", "2024-05-02"),
    ],
)
def test_dates(text: str, start: str, end: str) -> None:
    (one,) = periods_in(text)
    assert (one.start, one.end) == (start, end)


def test_years_behind_a_count_keep_its_unit() -> None:
    given = [(one.value, one.unit) for one in quantities_in("83 projets, 67 en 2019 et 53 en 2018")]
    assert given == [(83, "projets"), (67, "projets"), (53, "projets")]


@pytest.mark.parametrize(
    ("text", "amount", "year"),
    [
        ("Budget : 60000", 60_000, None),
        ("Budget annuel consacré à l’ESS\n170000€ (hors postes)", 170_000, None),
        ("La ville verse 310 000 € de subventions en 2023.", 310_000, 2023),
    ],
)
def test_budgets_outside_a_titled_part(text: str, amount: int, year: int | None) -> None:
    (one,) = found(text, "budget")
    assert (one["amount"], one.get("year")) == (amount, year)


def test_a_date_that_does_not_exist_is_left_out() -> None:
    assert list(periods_in("le 31 février 2020")) == []


@pytest.mark.parametrize(
    "text",
    [
        "accueil@pas.example",
        "accueil [at] pas.example",
        "accueil(arobase)pas.example",
        "accueil chez pas point example",
        "accueil [chez] pas [point] example",
        "[accueil puis pas.example après le signe @]",
    ],
)
def test_protected_addresses(text: str) -> None:
    assert [one.address for one in emails_in(text)] == ["accueil@pas.example"]


def test_an_address_in_rot13_is_turned_back_and_a_foreign_one_is_not() -> None:
    assert [one.address for one in emails_in("nppbeq@nffbpvngvba.bet")] == [
        "accord@association.org"
    ]
    assert [one.address for one in emails_in("kalle@firma.se")] == ["kalle@firma.se"]


def test_a_spelt_acronym_needs_its_initials() -> None:
    document = page("La Maison des Initiatives du Faubourg (MIF) et le Conseil des Sages (RATP).")
    assert [one.first("name") for one in terms(document)] == ["MIF"]


def test_names_are_the_same_but_for_article_case_and_common_noun() -> None:
    assert same_name("l’association Le Pas-de-Côté", "Le pas de côté")
    assert not same_name("Le Pas", "Le Bas")


def test_a_street_names_no_organisation() -> None:
    text = "Le Pas, 9 rue du Jardin des Lilas - Tél. : 02 99 00 00 01"
    assert [one["name"] for one in found(text, "organisation")] == ["Le Pas"]


def test_a_visiting_card_without_title_keeps_its_name() -> None:
    (one,) = found("Le Pas de Côté\n3 rue du Four\n35000 Rennes\n02 99 00 00 01", "organisation")
    assert one["name"] == "Le Pas de Côté"
    assert one["phones"] == {"number": "+33299000001"}
    assert one["addresses"] == {"street": "3 rue du Four", "postal_code": "35000", "city": "Rennes"}


def test_an_imperative_is_no_name() -> None:
    assert found("Soutenez une association de votre quartier.", "organisation") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Le prix a été remis à l’association Les Jardiniers bâtisseurs du Val.", ["Jardiniers"]),
        ("On y croise la recyclerie Un peu d’air, ouverte le samedi.", ["Un peu d’air"]),
        ("Une coopérative déjà bien installée, Altéria, est distinguée.", ["Altéria"]),
        ("Depuis 2012, Terracycla accompagne les paysans du canton.", ["Terracycla"]),
        ("Bobilis et Rivalia sont deux entreprises du quartier.", ["Bobilis", "Rivalia"]),
        ("Un projet mené en partenariat avec Mutinov et porté par Colibri Nord.", ["Mutinov"]),
        ("Des banques (Crédit du Val, NOVBA, Ratibanque) le soutiennent.", ["NOVBA", "Ratibanque"]),
        ("La ville travaille avec la Maison des femmes de Bourg-Neuf.", ["Maison des femmes"]),
        ("Le site de Zeste est là : https://zestecoop.example et contact@zeste.example", ["Zeste"]),
        ("Le restaurant HelloCantine sert trente repas.", ["HelloCantine"]),
        ("Elle est présidente des Imaginations Fécondes depuis 2020.", ["Imaginations"]),
        (
            "Dans ce cadre, « Ville à Vivre » est lauréate : prix régional pour « Ty Bihan ».",
            ["Ty"],
        ),
    ],
)
def test_sentences_name_organisations_by_what_they_say_of_them(text: str, names: list[str]) -> None:
    given = [str(one["name"]) for one in found(text, "organisation")]
    assert all(any(name in one for one in given) for name in names), given


@pytest.mark.parametrize(
    "text",
    [
        "Jeanne Petit propose une visite et Paul Martin l’accompagne.",
        "Une réunion se tient à Bourg-Neuf, puis à Villeclaire.",
        "Le programme « Premiers pas » aide les jeunes du canton.",
        "Le Mois de la Transition revient en Bretagne et en Normandie.",
        "Les entreprises de l’Économie Sociale et Solidaire emploient des salariés.",
        "Néanmoins, Choisir une mutuelle demande du temps.",
        "C’est une association qui aide. Enfin, elle recrute.",
        "Une SCIC, une SCOP et une CAE travaillent ensemble en ESS.",
        "Avec le soutien de la société SCIC SAS. Le PETR porte un projet.",
        "Sous la forme d’une coopérative : la Société Coopérative de Production est connue.",
        "Des associations de l’ESS Dispositifs et initiatives : les dispositifs sont là.",
        "L’association des Clubs pour une Gestion Autre et Local de l’Épargne Unie (CGALEU).",
        "Le mois de l’ESS est porté par les structures.",
    ],
)
def test_people_places_schemes_and_common_words_are_no_organisation(text: str) -> None:
    assert found(text, "organisation") == []


def test_a_pronoun_before_a_capital_begins_a_name() -> None:
    (one,) = found("Chaque année, on sème. On Semera accompagne les paysans.", "organisation")
    assert one["name"] == "On Semera"


def test_the_article_of_the_sentence_is_no_part_of_a_name() -> None:
    (one,) = found(
        "# Nous joindre\n\nLa Région Bas-Pays, 3 rue du Four, 35000 Rennes", "organisation"
    )
    assert one["name"] == "Région Bas-Pays"


@pytest.mark.parametrize(
    "text", ["L’association a dix ans.", "Des jeunes de 16 à 25 ans.", "Un appui de six mois."]
)
def test_a_duration_or_an_age_is_no_figure(text: str) -> None:
    assert found(text, "figure") == []


@pytest.mark.parametrize("between", ["", "\n"])
def test_in_a_plain_list_each_contact_goes_to_the_name_above_it(between: str) -> None:
    text = (
        "Les Ateliers du Lac\n3 rue du Pas\n57000 Metz\n03 87 00 11 22\n"
        f"https://ateliers.example\n{between}"
        "La Grange aux idées\n12 rue du Four, 54000 Nancy\nTél. : 03 83 00 11 23\n"
        f"bonjour@autre.example\nwww.grange.example\n{between}"
        "Accueil\n01 02 03 04 05\n"
    )
    lake, barn = found(text, "organisation")[:2]
    assert (lake["name"], barn["name"]) == ("Les Ateliers du Lac", "La Grange aux idées")
    assert lake["phones"] == {"number": "+33387001122"}
    assert lake["links"] == {"kind": "site", "url": "https://ateliers.example"}
    assert "emails" not in lake
    assert barn["phones"] == {"number": "+33383001123"}
    assert barn["emails"] == {"address": "bonjour@autre.example"}
    assert barn["links"] == {"kind": "site", "url": "http://www.grange.example"}


@given(st.lists(st.text("ab'", min_size=1, max_size=4), min_size=1), st.text("ab'’", max_size=6))
def test_an_alternation_finds_the_longest_of_its_words(words: list[str], text: str) -> None:
    match = re.match(f"(?:{alternation(words)})", text)
    begun = [word for word in words if text.replace("’", "'").startswith(word)]
    assert (match[0] if match else "").replace("’", "'") == max(begun, key=len, default="")


def test_a_list_that_is_announced_gives_its_names() -> None:
    text = "Nos partenaires :\n\n- Arvalis\n- La Contre-Pente\n- Zinc.net : dépannage\n- FDN2\n"
    names = [one["name"] for one in found(text, "organisation")]
    assert names == ["Arvalis", "La Contre-Pente", "Zinc.net", "FDN2"]


def test_lines_under_or_behind_a_prize_name_who_won_it() -> None:
    text = (
        "Trophée « Emploi » : Bou’ de Lin. Atelier textile.\n\n2e prix – 5 000 €\nLudo 99 / Gers\n"
    )
    names = [one["name"] for one in found(text, "organisation")]
    assert names == ["Bou’ de Lin", "Ludo 99"]


def test_a_link_whose_words_are_its_site_names_who_keeps_it() -> None:
    page = read(b"Les boutiques [Vrac en Vue](https://vrac-en-vue.example) ouvrent.", "page.md")
    (one,) = [one for one in extract(page) if one.type == "organisation"]
    assert one.first("name") == "Vrac en Vue"
    assert one.first("links") == {"kind": "site", "url": "https://vrac-en-vue.example"}


def test_a_person_and_a_function_inside_a_sentence() -> None:
    text = "En présence de Jérôme Duval (vice-président délégué) et de sa directrice Anne Le Goff."
    assert [one["name"] for one in found(text, "person")] == ["Anne Le Goff", "Jérôme Duval"]


def test_the_reason_says_what_was_seen() -> None:
    (one,) = extract(page("La coopérative Altéria recrute."))
    assert one.fields["name"][0].reason == "Le mot devant le nom dit ce que c’est"
    assert one.first("legal_form") == "cooperative"


@pytest.mark.parametrize(
    "run",
    ["A", "1 ", "a@", "Le Pas ", "« ", "(LE) ", "12 000 ", "prix de ", "A et B, ", "é’", "_.-"],
)
def test_no_run_of_signs_is_too_much(run: str) -> None:
    with contextlib.suppress(IntakeError):
        extract(page(f"Une page. {run * (6_000 // len(run))}"))


_PIECES = (
    *(
        "Association",
        "Le Pas",
        "12 000",
        "€",
        "3 %",
        "Maire : Jeanne Petit",
        "(ADM)",
        "budget",
        ":",
    ),
    *("\n", "\n\n", "a@b.fr", "02 99 00 00 01", "3 rue du Pas", "35000 Rennes", "- ", "en 2020"),
    *("Adresse", "et", ","),
)
_WORDS = st.lists(st.sampled_from(_PIECES), max_size=30).map(" ".join)


@given(_WORDS | st.text(max_size=200))
def test_every_passage_is_to_the_letter_on_its_line(text: str) -> None:
    text = text.replace("\r", " ").encode("utf-8", "ignore").decode()
    if not text.strip() or not any(sign.isalpha() for sign in text):
        return
    try:
        document = page(text)
    except IntakeError:  # what readers refuse is tested with them
        return
    blocks = {block.line: [] for block in document.blocks}
    for block in document.blocks:
        blocks[block.line].append(block.text)
    for one in extract(document):
        for values in one.fields.values():
            for value in values:
                assert any(value.passage in words for words in blocks[value.line])
                assert value.passage
                assert value.reason


@given(_WORDS)
def test_extraction_always_gives_the_same(text: str) -> None:
    if any(sign.isalpha() for sign in text):
        assert extract(page(text)) == extract(page(text))
