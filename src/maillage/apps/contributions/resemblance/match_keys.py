"""What tells that two sheets may be the same: identifiers, addresses, numbers, names, as keys.

Pure: values are those of records, whether a sheet's or what somebody proposes, so none is trusted
to be well formed. Two values that people write differently and mean alike have the same key.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from maillage.apps.sheets.places import commune_ref
from maillage.kernel import contacts, identifiers
from maillage.kernel.text import fold
from maillage.kernel.vocabularies import LinkKind, MatchKind


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


LONGEST = 160  # signs of a key; what is longer is cut, and told apart by its hash
# Sites where each address is somebody else's: the host alone says nothing.
SHARED_HOSTS = _set(
    "bit.ly bsky.app docs.google.com drive.google.com facebook.com framaforms.org github.com "
    "helloasso.com instagram.com linkedin.com linktr.ee maps.google.com mastodon.social "
    "medium.com sites.google.com t.me tiktok.com tinyurl.com twitter.com vimeo.com wikipedia.org "
    "x.com youtu.be youtube.com"
)
_TRACKING = re.compile(
    r"utm_.*|mtm_.*|pk_.*|hsa_.*|_hs.*|at_.*|xtor|fbclid|gclid|dclid|msclkid|igshid|igsh|mc_cid"
    r"|mc_eid|yclid|phpsessid|jsessionid|sid|xts"
)
_HOME_PAGE = re.compile(r"/(?:index|accueil|home)(?:\.(?:html?|php|aspx?))?$", re.IGNORECASE)
_AFTER_HOST = re.compile("[/?]")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_WORD = re.compile(r"[a-z0-9&+]+")
_BRACKETED = re.compile(r"[(\[]([^()\[\]]{2,40})[)\]]")
_DOTTED = re.compile(r"(?:\b\w\.){2,}\w?\b\.?")
# What people write or leave out before the same name: small words, legal forms of organisations.
_SMALL = _set(
    "a au aux avec c d dans de des du en et l la le les lo par pour s sa ses sous sur the un une &"
)
_LEGAL = _set(
    "asso association associations sarl sas sasu sa eurl scop scic sci cae gie gip snc loi 1901 "
    "ste societe cooperative"
)
_LEGAL_PHRASE = re.compile(
    r"\bsociete (?:cooperative (?:d interet collectif|et participative|ouvriere de production)"
    r"|a responsabilite limitee|par actions simplifiee|anonyme)\b"
)
# Links that are an organisation's own, and not a page or document about it.
_OWN_LINKS = {
    LinkKind.WEBSITE,
    LinkKind.CONTACT,
    LinkKind.FACEBOOK,
    LinkKind.TWITTER,
    LinkKind.LINKEDIN,
    LinkKind.YOUTUBE,
}


class Key(NamedTuple):
    """A value by which two sheets meet."""

    kind: MatchKind
    value: str


def web_key(url: str) -> str:
    """Return an address without what does not change where it leads, "" where there is none.

    The scheme, « www. », a closing slash, tracking parameters, the fragment and the name of a home
    page go. A site that many share needs a path.
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.").rstrip(".")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host:
        return ""
    path = _HOME_PAGE.sub("/", unquote(parts.path))
    path = re.sub("/{2,}", "/", path).rstrip("/ ")
    host = host.removeprefix("m.") if host.removeprefix("m.") in SHARED_HOSTS else host
    asked = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.fullmatch(name.lower())
    )
    if host in SHARED_HOSTS:
        path = path.lower()
        if not path and not asked:
            return ""
    return f"{host}{port}{path}" + (f"?{urlencode(asked)}" if asked else "")


def site_key(url: str) -> str:
    """Return the host of an address where it belongs to one owner, else ""."""
    return _site(web_key(url))


def _site(key: str) -> str:
    host = _AFTER_HOST.split(key, maxsplit=1)[0]
    shared = any(host == one or host.endswith(f".{one}") for one in SHARED_HOSTS)
    return "" if shared else host


def phone_key(text: str) -> str:
    """Return a number in E.164, "" where it is none."""
    if _E164.fullmatch(text):  # as sheets have them: reading it again takes time
        return text
    try:
        return contacts.parse_phone(text)
    except ValueError:
        return ""


def email_key(text: str) -> str:
    """Return an e-mail address in lower case, "" where it is none."""
    try:
        return contacts.parse_email(text).casefold()
    except ValueError:
        return ""


def words_of(name: str, type_key: str = "organisation") -> tuple[str, ...]:
    """Return the words that distinguish a name, each in the singular, in order.

    Accents, case, small words and the legal forms of organisations go; what would leave nothing
    keeps them.
    """
    folded = fold(_DOTTED.sub(lambda found: found[0].replace(".", ""), name))
    words = _WORD.findall(folded)
    legal: frozenset[str] = frozenset()
    if type_key == "organisation":
        legal, folded = _LEGAL, _LEGAL_PHRASE.sub(" ", folded)
    bare = [one for one in _WORD.findall(folded) if one not in _SMALL]
    kept = [one for one in bare if one not in legal] or bare or words
    return tuple(dict.fromkeys(map(_singular, kept)))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 4 and word[-1] in "sx" else word


def name_key(name: str, type_key: str = "organisation") -> str:
    """Return the words that distinguish a name, whatever their order."""
    return " ".join(sorted(words_of(name, type_key)))


def initials(name: str) -> str:
    """Return the initials of a name of three words or more, as its acronym has them, else ""."""
    words = [one for one in _WORD.findall(fold(name)) if one not in _SMALL]
    return "".join(one[0] for one in words) if 3 <= len(words) <= 10 else ""


def is_acronym(name: str) -> bool:
    """Tell whether a name is written as an acronym: « RTES », « C.R.E.S.S. »."""
    letters = re.sub(r"[\s.&-]", "", name)
    return 2 <= len(letters) <= 10 and letters.isupper() and " " not in name.strip()


def spellings(values: Mapping[str, Any]) -> list[str]:
    """Return every name of a record: those it gives, and the acronyms that one has in brackets."""
    acronyms = [_text(values.get("acronym"))]
    for name in _given_names(values):
        acronyms += [one.strip() for one in _BRACKETED.findall(name) if is_acronym(one)]
    return list(dict.fromkeys(filter(None, [*_full_names(values), *acronyms])))


def _full_names(values: Mapping[str, Any]) -> list[str]:
    return [_BRACKETED.sub(" ", name).strip() or name for name in _given_names(values)]


def _given_names(values: Mapping[str, Any]) -> list[str]:
    given = [_text(values.get("name")), *map(_text, _items(values.get("other_names")))]
    return [name.strip() for name in given if name.strip()]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _items(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _parts(values: Mapping[str, Any], field: str, part: str) -> Iterator[str]:
    for one in _items(values.get(field)):
        if isinstance(one, Mapping) and (text := _text(one.get(part))):
            yield text


def _urls(type_key: str, values: Mapping[str, Any]) -> Iterator[str]:
    for link in _items(values.get("links")):
        if isinstance(link, Mapping):
            kind = link.get("kind")
            if type_key != "organisation" or not kind or kind in _OWN_LINKS:
                yield _text(link.get("url"))


def _identifier(kind: MatchKind, text: str) -> str:
    """Return an identifier in its canonical form, or as it is where its form is not that."""
    try:
        return _CANONICAL.get(kind, str)(text)
    except ValueError:
        return re.sub(r"[\s.-]", "", text).upper()


_CANONICAL = {
    MatchKind.SIRET: identifiers.parse_siret,
    MatchKind.SIREN: identifiers.parse_siren,
    MatchKind.RNA: identifiers.parse_rna,
    MatchKind.ISBN: identifiers.parse_isbn,
}
_IDENTIFIERS = {
    "siret": MatchKind.SIRET,
    "siren": MatchKind.SIREN,
    "rna": MatchKind.RNA,
    "isbn": MatchKind.ISBN,
    "calendar_uid": MatchKind.CALENDAR,
}


def _fact(values: Mapping[str, Any]) -> Iterator[Key]:
    """Yield what a figure measures: indicator, place or subject, and year."""
    if indicator := _text(values.get("indicator")):
        about = _text(values.get("subject")) or ",".join(sorted(places_of(values)))
        year = _text(values.get("period_start"))[:4]
        yield Key(MatchKind.FACT, f"{indicator} {about} {year}")


def _keys(type_key: str, values: Mapping[str, Any]) -> Iterator[Key]:
    if type_key == "figure":
        yield from _fact(values)
        return
    for field, kind in _IDENTIFIERS.items():
        if text := _text(values.get(field)).strip():
            yield Key(kind, _identifier(kind, text))
            if kind is MatchKind.SIRET:
                yield Key(MatchKind.SIREN, _identifier(kind, text)[:9])
    for url in _urls(type_key, values):
        page = web_key(url)
        yield Key(MatchKind.URL, page)
        if type_key == "organisation":
            yield Key(MatchKind.SITE, _site(page))
    for number in _parts(values, "phones", "number"):
        yield Key(MatchKind.PHONE, phone_key(number))
    for address in _parts(values, "emails", "address"):
        yield Key(MatchKind.EMAIL, email_key(address))
    if type_key == "policy" and (uid := _text(values.get("organisation"))):
        yield Key(MatchKind.AUTHORITY, uid)
    for name in spellings(values):
        yield Key(MatchKind.NAME, name_key(name, type_key))
        short = re.sub(r"[^a-z0-9]", "", fold(name)) if is_acronym(name) else initials(name)
        if len(short) >= 3:
            yield Key(MatchKind.INITIALS, short)


def _storable(key: Key) -> Key:
    """Return a key that every database takes and indexes, however long or odd its value."""
    value = key.value
    if not (value.isascii() and value.isprintable()):
        value = value.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")
    if len(value) > LONGEST:
        mark = hashlib.sha256(value.encode("utf-8")).hexdigest()[:16]
        value = f"{value[: LONGEST - 17]}#{mark}"
    return Key(key.kind, value)


def keys_of(type_key: str, values: Mapping[str, Any]) -> frozenset[Key]:
    """Return the keys of a record of this type."""
    found = (_storable(key) for key in _keys(type_key, values))
    return frozenset(key for key in found if key.value)


def places_of(values: Mapping[str, Any]) -> frozenset[str]:
    """Return the territories of a record's premises, else those where it acts, as references.

    A country is left out: it tells nothing apart.
    """
    communes = (commune_ref(code) for code in _parts(values, "addresses", "commune"))
    located = {*communes, *map(_text, _items(values.get("located_in")))}
    known = located or set(map(_text, _items(values.get("acts_in"))))
    return frozenset(ref for ref in known if ref and not ref.startswith("pays:"))


@dataclass(frozen=True)
class Profile:
    """A record as matching reads it."""

    type_key: str
    values: Mapping[str, Any]

    @cached_property
    def all_keys(self) -> frozenset[Key]:
        """Return its keys."""
        return keys_of(self.type_key, self.values)

    @cached_property
    def keys(self) -> Mapping[MatchKind, frozenset[str]]:
        """Return its keys by kind."""
        return {kind: frozenset(values) for kind, values in by_kind(self.all_keys).items()}

    @cached_property
    def places(self) -> frozenset[str]:
        """Return the territories that it stands in."""
        return places_of(self.values)

    @cached_property
    def names(self) -> frozenset[str]:
        """Return its full names as they are, but for accents and case."""
        return frozenset(map(fold, _full_names(self.values)))

    @cached_property
    def acronyms(self) -> frozenset[str]:
        """Return the keys of the acronyms that it gives beside its names."""
        given = set(spellings(self.values)) - set(_full_names(self.values))
        return frozenset(name_key(one, self.type_key) for one in given)

    @cached_property
    def words(self) -> tuple[frozenset[str], ...]:
        """Return the words of each of its names."""
        return tuple(frozenset(words_of(one, self.type_key)) for one in spellings(self.values))

    @cached_property
    def days(self) -> frozenset[str]:
        """Return the first days of an event's dates, as exactly as they are known."""
        return frozenset(_parts(self.values, "dates", "start"))

    def shared(self, kind: MatchKind, other: "Profile") -> frozenset[str]:
        """Return the keys of a kind that both have."""
        return self.keys.get(kind, frozenset()) & other.keys.get(kind, frozenset())

    def differ(self, kind: MatchKind, other: "Profile") -> bool:
        """Tell whether both have keys of a kind, and none in common."""
        own, others = self.keys.get(kind), other.keys.get(kind)
        return bool(own and others and not own & others)


def by_kind(keys: Iterable[Key]) -> dict[MatchKind, list[str]]:
    """Return keys by kind, in an order that does not change."""
    found: dict[MatchKind, list[str]] = {}
    for kind, value in sorted(keys):
        found.setdefault(kind, []).append(value)
    return found
