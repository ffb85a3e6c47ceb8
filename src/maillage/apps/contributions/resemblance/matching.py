"""Which sheets a record may already have here, by what they have in common, with the reasons.

`MatchKey` rows stay in step with the sheets (`keep`, in the transaction of each write), so that a
question reads a few dozen rows whatever the size of the base; the search index adds names that
only resemble.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from maillage.apps.contributions.models import MatchKey
from maillage.apps.sheets import indexing, queries
from maillage.apps.sheets.models import Sheet
from maillage.apps.sheets.types import SheetType, type_of
from maillage.apps.territories import queries as territories
from maillage.kernel.vocabularies import PublicationStatus
from maillage.search.errors import IndexBusy, IndexNotWritable, IndexUnavailable
from maillage.search.query import SheetQuery

from .likeness import compare
from .match_keys import Key, Profile, by_kind, keys_of

_MOST_SHARING = 40  # sheets of one kind of key: beyond, what is in common tells nothing
_MOST_NAMED = 8
_INSERT = "INSERT INTO contributions_matchkey (sheet_id, type, kind, value) VALUES (%s, %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class Match:
    """A sheet that may be the same, how likely (0 to 1), and why, in words for readers.

    `is_sure` says that nobody needs to look to know that it is.
    """

    sheet: Sheet
    score: float
    reasons: tuple[str, ...]
    is_sure: bool

    @property
    def percent(self) -> int:
        """Return the score as a percentage."""
        return round(self.score * 100)


def find(
    sheet_type: SheetType,
    values: Mapping[str, Any],
    *,
    limit: int = 5,
    apart_from: Sheet | None = None,
    only_public: bool = False,
) -> list[Match]:
    """Return the sheets of a type that these values may describe, the likeliest first.

    `values` are those of a record, as many as are known. `apart_from` is the sheet that they come
    from. `only_public` leaves out what a visitor may not see. What is archived is never proposed.
    """
    profile = Profile(sheet_type.key, values)
    pks = _sharing(sheet_type, keys_of(sheet_type.key, values)) | _resembling(profile)
    sheets = _present(sheet_type, pks, only_public=only_public)
    profiles = {sheet: profile_of(sheet) for sheet in sheets if sheet != apart_from}
    within = ancestors([profile, *profiles.values()])
    return _ranked(profile, profiles.items(), within)[:limit]


def find_many(
    sheet_type: SheetType, records: Sequence[Mapping[str, Any]], *, limit: int = 5
) -> list[list[Match]]:
    """Do what `find` does for many records of a type: a few queries for all of them."""
    profiles = [Profile(sheet_type.key, values) for values in records]
    holders = _holders(sheet_type, {key for profile in profiles for key in profile.all_keys})
    near = [
        {pk for key in profile.all_keys for pk in holders.get(key, ())} | _resembling(profile)
        for profile in profiles
    ]
    sheets = {
        sheet.pk: sheet
        for chunk in queries.chunks(sorted(set().union(*near)))
        for sheet in _present(sheet_type, chunk, only_public=False)
    }
    others = {pk: profile_of(sheet) for pk, sheet in sheets.items()}
    within = ancestors([*profiles, *others.values()])
    return [
        _ranked(profile, [(sheets[pk], others[pk]) for pk in pks if pk in sheets], within)[:limit]
        for profile, pks in zip(profiles, near, strict=True)
    ]


def _ranked(
    profile: Profile,
    others: Iterable[tuple[Sheet, Profile]],
    within: Mapping[str, Sequence[str]],
) -> list[Match]:
    """Return the sheets that a record resembles, the likeliest first."""
    found = [
        Match(sheet, likeness.score, likeness.reasons, likeness.is_sure)
        for sheet, other in others
        if (likeness := compare(profile, other, within)).is_shown
    ]
    return sorted(found, key=lambda one: (-one.score, one.sheet.name, one.sheet.pk))


def profile_of(sheet: Sheet) -> Profile:
    """Return a sheet, an instance of its own type, as matching reads it."""
    return Profile(sheet.type, {field.name: field.value(sheet) for field in type_of(sheet).fields})


def ancestors(profiles: Iterable[Profile]) -> dict[str, list[str]]:
    """Return what contains the places of these records, for `compare`."""
    return territories.ancestors({ref for profile in profiles for ref in profile.places})


def keep(sheets: Sequence[Sheet]) -> None:
    """Write again the keys of these sheets, given as instances of their own types."""
    for chunk in queries.chunks([sheet.pk for sheet in sheets]):
        MatchKey.objects.filter(sheet__in=chunk).delete()
    rows = [
        (sheet.pk, sheet.type, kind.value, value)
        for sheet in sheets
        for kind, value in profile_of(sheet).all_keys
    ]
    # Half a dozen for each sheet of a load: as objects they would take three times longer.
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, rows)


def _present(sheet_type: SheetType, pks: Collection[int], *, only_public: bool) -> QuerySet[Sheet]:
    sheets = sheet_type.model.objects.filter(pk__in=pks).order_by("pk")
    return sheets.public() if only_public else sheets.exclude(status=PublicationStatus.ARCHIVED)


def _sharing(sheet_type: SheetType, keys: Iterable[Key]) -> set[int]:
    """Return the sheets of a type that have one of these keys: one bounded query a kind."""
    found: set[int] = set()
    for kind, values in by_kind(keys).items():
        rows = MatchKey.objects.filter(type=sheet_type.key, kind=kind, value__in=values)
        found.update(
            rows.order_by("value", "sheet").values_list("sheet", flat=True)[:_MOST_SHARING]
        )
    return found


def _holders(sheet_type: SheetType, keys: Iterable[Key]) -> dict[Key, list[int]]:
    """Return the sheets of a type that have each of these keys, as many as tell something."""
    found: dict[Key, list[int]] = {}
    for kind, values in by_kind(keys).items():
        for chunk in queries.chunks(values):
            rows = MatchKey.objects.filter(type=sheet_type.key, kind=kind, value__in=chunk)
            pairs = rows.order_by("value", "sheet").values_list("value", "sheet")
            for value, pk in pairs[: _MOST_SHARING * len(chunk)]:
                held = found.setdefault(Key(kind, value), [])
                if len(held) < _MOST_SHARING:
                    held.append(pk)
    return found


def _resembling(profile: Profile) -> set[int]:
    """Return the public sheets whose names or texts hold most of the words of a name."""
    name = profile.values.get("name")
    if not isinstance(name, str) or profile.type_key == "figure":
        return set()
    query = SheetQuery(
        text=name[:200], types=(profile.type_key,), limit=_MOST_NAMED, highlight=False
    )
    try:
        return {hit.pk for hit in indexing.ready().search(query).hits}
    except (IndexBusy, IndexNotWritable, IndexUnavailable):  # keys alone answer then
        return set()
