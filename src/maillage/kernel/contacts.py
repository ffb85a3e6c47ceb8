"""Phones, e-mail addresses and web addresses as people write them."""

import re
from urllib.parse import urlsplit

import phonenumbers
from url_normalize import url_normalize

# An address inside a text; the sign before it tells it from a web address or a federated name.
_EMAIL_INSIDE = re.compile(r"(?<![\w.%+/:@-])[\w.%+-]+(?:@[\w-]+(?:\.[\w-]+)+)+")
_SHIELD = " [arobase] "
_EMAIL = re.compile(r"[^\s@<>\"'(),;:\\\[\]]+@[^\s@<>\"'(),;:\\\[\]]+\.[^\s@.]{2,}")


def parse_phone(text: str) -> str:
    """Return a phone number in E.164 (`+33366726101`), read as French without a prefix."""
    try:
        number = phonenumbers.parse(text, "FR")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValueError(
            f"« {text} » n’est pas un numéro de téléphone : écrire +33366726101 ou 03 66 72 61 01."
        )
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def format_phone(e164: str) -> str:
    """Return a number as its country writes it: « 03 66 72 61 01 » in France."""
    number = phonenumbers.parse(e164, "FR")
    style = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if number.country_code == 33
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return str(phonenumbers.format_number(number, style)).replace(" ", "\u00a0")


def parse_email(text: str) -> str:
    """Return an e-mail address trimmed, its domain in lower case."""
    address = text.strip()
    if not _EMAIL.fullmatch(address):
        raise ValueError(f"« {text} » n’est pas une adresse électronique.")
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"


def obfuscate_email(address: str) -> str:
    """Return an address that a person reads and that a harvester does not recognise."""
    return address.replace("@", _SHIELD)


def restore_emails(text: str) -> str:
    """Return a text as it was before `obfuscate_emails`, as a form that showed it sends it back."""
    return text.replace(_SHIELD, "@")


def obfuscate_emails(text: str) -> str:
    """Return a text whose e-mail addresses harvesters do not recognise; web addresses stay."""
    if "@" not in text:
        return text
    return _EMAIL_INSIDE.sub(lambda found: obfuscate_email(found[0]), text)


def parse_url(text: str) -> str:
    """Return an http(s) address as given, trimmed; raise `ValueError` for anything else.

    The address is kept to the letter (it is what the source says): only its form is checked.
    """
    url = text.strip()
    try:
        parts = urlsplit(url)
        valid = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        valid = False
    if not valid or any(ord(sign) <= 32 for sign in url):
        raise ValueError(
            f"« {text} » n’est pas une adresse internet complète : elle commence par "
            "http:// ou https://."
        )
    return url


def same_url(left: str, right: str) -> bool:
    """Tell whether two addresses lead to the same page, written more or less alike."""
    return _comparable(left) == _comparable(right)


def _comparable(url: str) -> str:
    normalised = url_normalize(url) or url
    parts = urlsplit(normalised)
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{parts.query}"
