"""E-mail addresses, plain or protected from harvesters (« a [at] b », « chez », ROT13)."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from maillage.kernel.contacts import parse_email

_LOCAL, _DOMAIN = r"[\w.%+-]*[\w%+-]", r"(?:[\w-]+\.)+[a-zA-Z]{2,}"
_PLAIN = re.compile(rf"(?<![\w.%+/@-]){_LOCAL}@{_DOMAIN}", re.ASCII)
_MARK = r"(?:arobase|arobas|at|chez|à|@|a commercial|AT)"
_DOT = r"\s*[\[({<]\s*(?:point|dot|\.)\s*[\])}>]\s*|\s+(?:point|dot)\s+"
_HIDDEN = re.compile(
    rf"(?<![\w.@-])(?P<local>{_LOCAL})\s*(?:[\[({{<]+\s*{_MARK}\s*[\])}}>]+|\s(?:arobase|AT|chez|"
    r"at)(?=\s))\s*"
    rf"(?P<domain>[\w-]+(?:(?:\.|{_DOT})[\w-]+)*(?:\.|{_DOT})[a-zA-Z]{{2,}})",
)
_SPACED = re.compile(rf"(?<![\w.@-])(?P<local>{_LOCAL})(?: @ ?|@ )(?P<domain>{_DOMAIN})", re.ASCII)
# « contact puis exemple.fr après le signe @ »: how some sites read an address out loud.
_SPOKEN = re.compile(
    rf"(?P<local>{_LOCAL})\s+puis\s+(?P<domain>{_DOMAIN})\s+apr[èe]s\s+(?:le\s+signe\s+)?(?:@|"
    r"arobase)"
)
# What each way of writing cannot do without, quicker to look for.
_AT = re.compile("@")
_HIDING = re.compile(rf"[\[({{<]\s*{_MARK}|\s(?:arobase|AT|chez|at)\s")
_SPEAKING = re.compile(r"\bpuis\b")
_ENDINGS = frozenset(
    (
        *(
            "fr",
            "com",
            "org",
            "net",
            "eu",
            "coop",
            "info",
            "asso",
            "bzh",
            "alsace",
            "paris",
            "io",
        ),
    )
)
_COMMON = frozenset("easnirtlouc")


@dataclass(frozen=True, slots=True)
class FoundEmail:
    """An address in a text, from `first` to `last`; `reason` says how it was read."""

    address: str
    first: int
    last: int
    reason: str


def emails_in(text: str) -> Iterator[FoundEmail]:
    """Find the e-mail addresses of a text; an address read twice is given once."""
    seen: set[str] = set()
    for found in sorted(_all(text), key=lambda one: one.first):
        if found.address not in seen:
            seen.add(found.address)
            yield found


def _all(text: str) -> Iterator[FoundEmail]:
    for match in _PLAIN.finditer(text) if "@" in text else ():
        turned = codecs.decode(match[0], "rot13")
        if _looks_turned(match[0], turned):
            yield from _found(turned, match, "Adresse électronique codée en ROT13")
        else:
            yield from _found(match[0], match, "Adresse électronique")
    for pattern, needed in ((_HIDDEN, _HIDING), (_SPOKEN, _SPEAKING), (_SPACED, _AT)):
        if not needed.search(text):
            continue
        for match in pattern.finditer(text):
            domain = re.sub(_DOT, ".", match["domain"])
            reason = "Adresse électronique protégée, remise en clair"
            yield from _found(f"{match['local']}@{domain}", match, reason)


def _found(address: str, match: re.Match[str], reason: str) -> Iterator[FoundEmail]:
    try:
        read = parse_email(address.strip(".").lower())
    except ValueError:
        return
    yield FoundEmail(read, *match.span(), reason)


def _looks_turned(written: str, turned: str) -> bool:
    """Tell whether an address makes sense only once its letters are turned by thirteen places."""
    ending = turned.rpartition(".")[2].lower()
    return ending in _ENDINGS and _plain_share(turned) > _plain_share(written) + 0.15


def _plain_share(address: str) -> float:
    letters = [sign for sign in address.lower() if sign.isalpha()]
    return sum(sign in _COMMON for sign in letters) / max(1, len(letters))
