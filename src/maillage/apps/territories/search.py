"""Finds territories by name, postal code or INSEE code, as people write them."""

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from difflib import get_close_matches
from sys import intern
from threading import Lock

from maillage.kernel.territories import TerritoryKind, TerritoryRef
from maillage.kernel.text import fold

from .models import FormerCommune, State, Territory

_WORD = re.compile(r"[a-z0-9]+")
_WRITTEN_SHORT = {"st": "saint", "ste": "sainte", "sts": "saints", "s": "sur", "ss": "sous"}
# A short word that says little, and that people leave out or add.
_SMALL = frozenset(
    ["d", "de", "des", "du", "l", "la", "le", "les", "en", "et", "a", "au", "aux", "sur", "sous"]
)
_KIND_WORDS = {
    "region": TerritoryKind.REGION,
    "departement": TerritoryKind.DEPARTEMENT,
    "intercommunalite": TerritoryKind.EPCI,
    "epci": TerritoryKind.EPCI,
    "agglo": TerritoryKind.EPCI,
    "commune": TerritoryKind.COMMUNE,
    "ville": TerritoryKind.COMMUNE,
    "mairie": TerritoryKind.COMMUNE,
    "perimetre": TerritoryKind.PERIMETER,
}
_SHORT_CATEGORIES = {
    "Communauté de communes": "cc",
    "Communauté d’agglomération": "ca",
    "Communauté urbaine": "cu",
}
_MOST_WORDS = 6  # in which to look for a wrong letter: some 20 ms each
_TYPO_CUTOFF = 0.8  # difflib ratio: one wrong letter in five


@dataclass(frozen=True, slots=True)
class Hit:
    """A territory found; `former` is the former commune's name or code that led to it."""

    territory: Territory
    former: str = ""

    @property
    def note(self) -> str:
        """Return why a territory of another name is proposed, or nothing."""
        if not self.former:
            return ""
        if self.former[-1].isdigit():
            return f"{self.former} est un ancien code {self.territory.of_name}"
        return f"{self.former} fait partie {self.territory.of_name}"


@dataclass(frozen=True, slots=True)
class _Entry:
    """One name of a territory."""

    ref: str
    rank: int  # of the kind, widest first
    population: int
    departement: str
    words: tuple[str, ...]
    former: str


class Index:
    """All names in memory: a sorted list of words, each with the entries that hold it."""

    def __init__(self) -> None:
        """Read the table; some 41,000 names."""
        self.entries: list[_Entry] = []
        self.codes: dict[str, list[int]] = defaultdict(list)
        rows: dict[str, tuple[int, int, str]] = {}
        shortened: list[tuple[str, int]] = []
        ranks = {kind.value: kind.rank for kind in TerritoryKind}
        table = Territory.objects.filter(current=True).order_by("pk").values_list(
            "pk", "kind", "code", "name", "category", "population", "postal_codes",
            "departement_code",
        )  # fmt: skip
        for row in table.iterator(5_000):
            ref, kind, code, name, category, population, postal, departement = row
            rows[ref] = (ranks[kind], population or 0, departement)
            number = self._add(ref, rows[ref], name)
            if category in _SHORT_CATEGORIES:
                shortened.append((_SHORT_CATEGORIES[category], number))
            for found in {code.lower(), *postal}:
                self.codes[intern(found)].append(number)
        former = FormerCommune.objects.order_by("pk").values_list("pk", "name", "commune_id")
        for code, name, ref in former:
            if ref in rows:
                number = self._add(ref, rows[ref], name, former=name or code)
                self.codes[code.lower()].append(number)
        holders: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(self.entries):
            for word in set(entry.words):
                holders[word].append(number)
        for word, number in shortened:
            holders[word].append(number)
        self.words = sorted(holders)
        self.holders = [tuple(holders[word]) for word in self.words]
        self.sorted_codes = sorted(self.codes)

    def _add(self, ref: str, row: tuple[int, int, str], name: str, former: str = "") -> int:
        rank, population, departement = row
        words = tuple(map(intern, _words(name)))
        entry = _Entry(ref, rank, population, departement, words, former)
        self.entries.append(entry)
        return len(self.entries) - 1

    def find(self, text: str, limit: int, *, forgiving: bool) -> list[_Entry]:
        """Return the entries that answer, the best first, one a territory."""
        typed = _WORD.findall(fold(text))
        if not typed:
            return []
        words = _words(text)
        bare = tuple(word for word in words if word not in _SMALL)
        return (
            self._by_code(typed, limit)
            or self._by_name(words, limit)
            or self._by_name(bare, limit)
            or self._narrowed(bare, limit)
            or (self._by_close_name(words, limit) if forgiving else [])
        )

    def _by_code(self, typed: list[str], limit: int) -> list[_Entry]:
        """Take a whole code, or the beginning of a postal or INSEE code (three digits at least).

        « 54 400 » is read as one code, and words around a postal code (« 57000 Metz ») narrow it.
        """
        joined = "".join(typed)
        if re.fullmatch(r"\d[\dab]\d{0,3}|\d{9}", joined):
            numbers = list(self.codes.get(joined, ()))
            if not numbers and len(joined) >= 3:
                start = bisect_left(self.sorted_codes, joined)
                stop = bisect_left(self.sorted_codes, joined + "~")
                numbers = [n for code in self.sorted_codes[start:stop] for n in self.codes[code]]
            return self._best(numbers, (), limit, code=joined)
        for word in typed:
            if re.fullmatch(r"\d[\dab]\d{3}", word) and word in self.codes:
                rest = [other for other in typed if other != word]
                wanted = set(self._holding(_words(" ".join(rest))))
                near = [number for number in self.codes[word] if number in wanted]
                return self._best(near or self.codes[word], (), limit, code=word)
        return []

    def _by_name(
        self,
        words: tuple[str, ...],
        limit: int,
        kind: TerritoryKind | None = None,
        departement: str = "",
    ) -> list[_Entry]:
        numbers = self._holding(words)
        if kind:
            numbers = [n for n in numbers if self.entries[n].rank == kind.rank]
        if departement:
            numbers = [n for n in numbers if self.entries[n].departement.lower() == departement]
        return self._best(numbers, words, limit)

    def _narrowed(self, words: tuple[str, ...], limit: int) -> list[_Entry]:
        """Read « Saint-Denis (93) », « ville de Metz », « Lorraine (ancienne région) »."""
        codes = [word for word in words if re.fullmatch(r"\d[\dab]|9[78]\d", word)]
        named = tuple(word for word in words if word not in codes)
        departement = codes[0] if codes else ""
        if codes and (found := self._by_name(named, limit, departement=departement)):
            return found
        kinds = [_KIND_WORDS[word] for word in named if word in _KIND_WORDS]
        rest = tuple(word for word in named if word not in _KIND_WORDS)
        kind = kinds[0] if kinds else None
        if kind is TerritoryKind.REGION and rest[-1:] == ("ancienne",):
            kind, rest = TerritoryKind.FORMER_REGION, rest[:-1]
        return self._by_name(rest, limit, kind, departement) if kind else []

    def _holding(self, words: tuple[str, ...]) -> list[int]:
        """Return the entries that hold all words, the last one as a beginning."""
        found: set[int] | None = None
        for position, word in enumerate(words):
            start = bisect_left(self.words, word)
            if position == len(words) - 1:
                stop = bisect_left(self.words, word + "~")
            else:
                stop = start + (start < len(self.words) and self.words[start] == word)
            held = {number for holder in self.holders[start:stop] for number in holder}
            found = held if found is None else found & held
            if not found:
                return []
        return list(found or ())

    def _by_close_name(self, words: tuple[str, ...], limit: int) -> list[_Entry]:
        """Replace each unknown word by the nearest known ones that begin with the same letter."""
        if len(words) > _MOST_WORDS:
            return []
        repaired: list[tuple[str, ...]] = [()]
        for word in words:
            start = bisect_left(self.words, word[0])
            stop = bisect_left(self.words, word[0] + "~")
            near = [known for known in self.words[start:stop] if abs(len(known) - len(word)) <= 2]
            close = [word] if word in near else get_close_matches(word, near, 3, _TYPO_CUTOFF)
            repaired = [(*head, tail) for head in repaired for tail in close][:9]
        found = [entry for attempt in repaired for entry in self._by_name(attempt, limit)]
        return list({entry.ref: entry for entry in found}.values())[:limit]

    def _best(
        self, numbers: list[int], words: tuple[str, ...], limit: int, code: str = ""
    ) -> list[_Entry]:
        """Order by closeness to what was typed, present names first, then by inhabitants."""

        def merit(number: int) -> tuple[int, bool, int, int, str]:
            entry = self.entries[number]
            close = _code_closeness(entry, code) if code else _closeness(entry, words)
            # Paris the commune before Paris the département, of as many inhabitants
            wideness = -1 if entry.rank == TerritoryKind.COMMUNE.rank else entry.rank
            former = bool(entry.former)
            return close + former, former, -entry.population, wideness, entry.ref

        found: dict[str, _Entry] = {}
        for number in sorted(numbers, key=merit):
            found.setdefault(self.entries[number].ref, self.entries[number])
            if len(found) == limit:
                break
        return list(found.values())


def _closeness(entry: _Entry, words: tuple[str, ...]) -> int:
    """Rank: the whole name, its beginning, whole words of it, the beginning of a word."""
    if entry.words == words:
        return 0
    bare = tuple(word for word in entry.words if word not in _SMALL)
    if bare == words or entry.words[: len(words)] == words:
        return 1
    if set(words) <= set(entry.words):
        return 2
    return 3 if words and entry.words[0].startswith(words[0]) else 4


def _code_closeness(entry: _Entry, code: str) -> int:
    """Rank: the département of two digits, the arrondissement of a postal code, the others."""
    narrow = entry.rank == TerritoryKind.ARRONDISSEMENT.rank
    return 0 if narrow or entry.ref == f"departement:{code.upper()}" else 1


def _words(name: str) -> tuple[str, ...]:
    """Return the words of a name, the abbreviations in full."""
    words = _WORD.findall(fold(name))
    last = len(words) - 1
    # a final « s » is rather the beginning of a word than « sur »
    return tuple(
        word if word == "s" and position == last else _WRITTEN_SHORT.get(word, word)
        for position, word in enumerate(words)
    )


_lock = Lock()
_ready: tuple[tuple[int, str], Index] | None = None


def revision() -> tuple[int, str]:
    """Return what changes with any change of the territories, for what is kept in memory."""
    return State.objects.filter(pk=1).values_list("revision", "sha256").first() or (0, "")


def index() -> Index:
    """Return the index of the table as it is now: another process may have changed it."""
    global _ready
    state = revision()
    with _lock:
        if _ready is None or _ready[0] != state:
            _ready = (state, Index())
        return _ready[1]


def search(text: str, limit: int = 10, *, forgiving: bool = True) -> list[Hit]:
    """Return the territories that answer to a name, a postal code, an INSEE code or a reference.

    Accents, hyphens, apostrophes and « st » do not matter, the last word may be unfinished, a
    former commune leads to the present one; spelling is forgiven only when nothing answers,
    and never unless `forgiving`.
    """
    if ":" in text and (named := _by_ref(text)):
        return [named]
    found = index().find(text[:200], limit, forgiving=forgiving)
    rows = Territory.objects.in_bulk([entry.ref for entry in found])
    return [Hit(rows[entry.ref], entry.former) for entry in found if entry.ref in rows]


def _by_ref(text: str) -> Hit | None:
    try:
        found = Territory.objects.filter(pk=str(TerritoryRef.parse(text))).first()
    except ValueError:
        return None
    return Hit(found) if found else None
