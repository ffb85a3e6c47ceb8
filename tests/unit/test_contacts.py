"""Phones, e-mail addresses and web addresses as people write them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from maillage.kernel.contacts import (
    format_phone,
    obfuscate_email,
    obfuscate_emails,
    parse_email,
    parse_phone,
    parse_url,
    same_url,
)


@pytest.mark.parametrize(
    "text", ["03 66 72 61 01", "03-66-72-61-01", "+33 3 66 72 61 01", "0033366726101", "0366726101"]
)
def test_a_french_phone_however_written(text: str) -> None:
    assert parse_phone(text) == "+33366726101"


def test_phones_are_shown_as_their_country_writes_them() -> None:
    assert format_phone("+33366726101") == "03\u00a066\u00a072\u00a061\u00a001"
    assert format_phone("+3242000000").startswith("+32")


@given(st.from_regex(r"\A(\+|00|0)?[0-9][0-9 .-]{2,14}\Z") | st.text())
@example("112")
@example("+1 555 0100")
def test_phones_are_read_once_and_for_all(text: str) -> None:
    try:
        number = parse_phone(text)
    except ValueError as error:
        assert "n’est pas un numéro de téléphone" in str(error)
        return
    assert parse_phone(number) == number
    assert number.startswith("+")
    assert format_phone(number)


@given(st.emails() | st.text())
def test_email_addresses_are_read_once_and_for_all(text: str) -> None:
    try:
        address = parse_email(text)
    except ValueError as error:
        assert "n’est pas une adresse électronique" in str(error)
        return
    assert parse_email(address) == address
    assert "@" not in obfuscate_email(address)


def test_only_the_domain_loses_its_capitals() -> None:
    assert parse_email(" Ada.Rose@Fabrique.EXAMPLE ") == "Ada.Rose@fabrique.example"


@given(st.text())
@example("Écrire à a.b+c@d-e.example, merci")
@example("a@b.c@d.e")
def test_no_address_survives_in_a_text(text: str) -> None:
    hidden = obfuscate_emails(text)
    assert obfuscate_emails(hidden) == hidden
    if "@" not in text:
        assert hidden == text


def test_addresses_inside_a_text_are_hidden_and_web_addresses_kept() -> None:
    text = "De a.b@c.example (ou d@e.example.) : https://social.example/@moi@autre.example"
    assert obfuscate_emails(text) == (
        "De a.b [arobase] c.example (ou d [arobase] e.example.) : "
        "https://social.example/@moi@autre.example"
    )


@pytest.mark.parametrize(
    "text",
    ["", "avise.org", "ftp://avise.org", "javascript:alert(1)", "http://", "http://a b", "//a.b",
     "http://a\n.b", "http://[::1", "mailto:a@b.fr"],
)  # fmt: skip
def test_addresses_without_scheme_or_host_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="http:// ou https://"):
        parse_url(text)


@given(st.sampled_from(["http", "https"]), st.from_regex(r"[a-z]{1,9}\.[a-z]{2}(/[a-zé?&=]*)?",
       fullmatch=True))  # fmt: skip
def test_web_addresses_are_kept_to_the_letter(scheme: str, rest: str) -> None:
    url = f"{scheme}://{rest}"
    assert parse_url(f" {url}\n") == url
    assert same_url(url, url)


def test_addresses_that_lead_to_one_page() -> None:
    assert same_url("http://www.avise.org/", "https://avise.org")
    assert not same_url("https://avise.org/a", "https://avise.org/b")
    assert not same_url("https://avise.org/?p=1", "https://avise.org/?p=2")
