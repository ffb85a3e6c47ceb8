"""Whether two values of a field say the same thing, though they are written differently.

Pure: values are clean ones, of single fields or items of lists.
"""

import re
from collections.abc import Callable, Mapping
from difflib import SequenceMatcher
from typing import Any

from maillage.apps.contributions.resemblance.match_keys import email_key, phone_key, web_key
from maillage.kernel.text import fold

_WORD = re.compile(r"[a-z0-9]+")
# How close two people's names are when a source misspells one: a letter or two.
_CLOSE_NAME = 0.86
_CLOSE_FIRST_NAME = 0.9
_SMALL = frozenset(["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les"])

Record = Mapping[str, Any]


def are_alike(field: str, one: Any, other: Any) -> bool:
    """Tell whether two values of a field are the same to a reader."""
    if one == other:
        return True
    if isinstance(one, str) and isinstance(other, str):
        return "".join(_words(one)) == "".join(_words(other)) != ""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return _ALIKE.get(field, _same_parts)(one, other)
    return False


def says_no_more(field: str, one: Any, other: Any) -> bool:
    """Tell whether a value that is alike another says nothing that the other does not say.

    A person keeps their name with another function: that is news.
    """
    if field != "people":
        return True
    return all(
        _is_within(str(one.get(part, "")), " ".join(map(str, other.values())))
        for part in ("function", "service")
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _is_within(text: str, other: str) -> bool:
    """Tell whether most words of a text stand in another, the small ones left out."""
    own = set(_words(text)) - _SMALL
    return len(own & set(_words(other))) >= 0.6 * len(own)


def _same_parts(one: Record, other: Record) -> bool:
    """Compare records part by part, their identifiers left out: two sources choose their own."""
    parts = (one.keys() & other.keys()) - {"id", "note", "label"}
    return bool(parts) and all(are_alike("", one[part], other[part]) for part in parts)


def _same_key(part: str, key: Callable[[str], str]) -> Callable[[Record, Record], bool]:
    def same(one: Record, other: Record) -> bool:
        own = key(str(one.get(part, "")))
        return own != "" and own == key(str(other.get(part, "")))

    return same


def _same_person(one: Record, other: Record) -> bool:
    left, right = _words(str(one.get("name", ""))), _words(str(other.get("name", "")))
    if sorted(left) == sorted(right):
        return True
    # One name the same, the other misspelt as sources do; « Jean » is not « Jeanne ».
    if left[:1] == right[:1]:
        return _ratio(left, right) >= _CLOSE_NAME
    return left[1:] == right[1:] and _ratio(left[:1], right[:1]) >= _CLOSE_FIRST_NAME


def _ratio(left: list[str], right: list[str]) -> float:
    return SequenceMatcher(None, " ".join(left), " ".join(right)).ratio()


def _same_address(one: Record, other: Record) -> bool:
    """Compare addresses as the post would: the number, the last word of the street, the town."""
    if not _same_town(one, other):
        return False
    left, right = _words(str(one.get("street", ""))), _words(str(other.get("street", "")))
    if not left or not right:
        return True
    shorter, longer = sorted((set(left) - _SMALL, set(right) - _SMALL), key=len)
    return len(shorter & longer) >= 0.75 * len(shorter)


def _same_town(one: Record, other: Record) -> bool:
    if one.get("commune") and other.get("commune"):
        return bool(one["commune"] == other["commune"])
    codes = (str(one.get("postal_code", "")), str(other.get("postal_code", "")))
    return not all(codes) or codes[0][:2] == codes[1][:2]


def _same_line(one: Record, other: Record) -> bool:
    """Compare budget lines by their amount, and by their year where both have one."""
    if one.get("amount") is None or one.get("amount") != other.get("amount"):
        return False
    years = {year for year in (one.get("year"), other.get("year")) if year}
    return len(years) <= 1


def _same_meaning(one: Record, other: Record) -> bool:
    for part in ("expansion", "definition"):
        left, right = _words(str(one.get(part, ""))), _words(str(other.get(part, "")))
        if left and right:
            shorter, longer = sorted((_stems(left), _stems(right)), key=len)
            return longer[: len(shorter)] == shorter and len(shorter) >= len(longer) / 2
    # One source develops, the other defines: nothing says that they disagree.
    return True


def _stems(words: list[str]) -> list[str]:
    """Return words that plurals do not change: « locaux » and « local » are one."""
    return [word[:4] for word in words if word not in _SMALL]


def _same_start(part: str) -> Callable[[Record, Record], bool]:
    """Compare partial dates: « 2026-11 » may be « 2026-11-22 »."""

    def same(one: Record, other: Record) -> bool:
        left, right = str(one.get(part, "")), str(other.get(part, ""))
        return left != "" != right and (left.startswith(right) or right.startswith(left))

    return same


_ALIKE: dict[str, Callable[[Record, Record], bool]] = {
    "links": _same_key("url", web_key),
    "phones": _same_key("number", phone_key),
    "emails": _same_key("address", email_key),
    "people": _same_person,
    "addresses": _same_address,
    "budgets": _same_line,
    "totals": _same_line,
    "meanings": _same_meaning,
    "dates": _same_start("start"),
    "conventions": _same_start("signed"),
    "ess_claims": _same_parts,
}
