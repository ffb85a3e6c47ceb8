"""The register of the people named in sheets: who, for which function, from which source."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from maillage.apps.sheets import kinds, queries
from maillage.apps.sheets.models import Evidence, Sheet
from maillage.apps.sheets.types import Field, registry, type_of
from maillage.kernel.people import canonical
from maillage.kernel.text import fold

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Role:
    """What a sheet says of a person; `source` is "" where nothing proves it."""

    sheet: Sheet
    words: str
    source: str

    @property
    def kind(self) -> str:
        """Return the sort of sheet, in words."""
        return str(type_of(self.sheet).label)


@dataclass(slots=True)
class Entry:
    """A person of the register, under the writing met first."""

    name: str
    roles: list[Role] = field(default_factory=list)


def entries(words: str = "") -> list[Entry]:
    """Return the people named in sheets, in order of name, each with what is said of them.

    `words` keeps those whose name or function holds them.
    """
    found: dict[str, Entry] = {}
    said = list(_said())
    sources = _sources({sheet.pk for sheet, *_rest in said})
    for sheet, one, name, text in said:
        entry = found.setdefault(canonical(name), Entry(name))
        proofs = sources[sheet.pk]
        source = proofs.get(f"{one.name}={name}") or proofs.get(one.name, "")
        entry.roles.append(Role(sheet, text, source))
    wanted = fold(words)
    kept = [
        one
        for one in found.values()
        if wanted in fold(f"{one.name} {' '.join(role.words for role in one.roles)}")
    ]
    return sorted(kept, key=lambda one: fold(one.name))


def people_count() -> int:
    """Return how many people sheets name."""
    return len(
        {
            canonical(read(item)[0])
            for model, one, read in _columns()
            for value in _naming(model, one).values_list(one.name, flat=True)
            for item in one.kind.read(value)
        }
    )


def _said() -> Iterator[tuple[Sheet, Field, str, str]]:
    for model, one, read in _columns():
        rows = _naming(model, one).order_by("name", "pk")
        for sheet in rows.only("pk", "type", "slug", "name", "status", one.name):
            for item in one.value(sheet):
                yield sheet, one, *read(item)


def _columns() -> Iterator[tuple[type[Sheet], Field, Any]]:
    """Yield the columns that name people, each with how one of its items is read."""
    for sheet_type in registry.values():
        for one in sheet_type.fields:
            if read := _reader(one):
                yield sheet_type.model, one, read


def _naming(model: type[Sheet], one: Field) -> QuerySet[Sheet]:
    return model._base_manager.exclude(**{one.name: []}).order_by()


def _reader(one: Field) -> Any:
    if isinstance(getattr(one.kind, "item", None), kinds.Person):
        return _person
    return _author if one.name == "authors" else None


def _person(item: dict[str, Any]) -> tuple[str, str]:
    words = ", ".join(item[part] for part in ("function", "service") if part in item)
    return item["name"], words


def _author(item: str) -> tuple[str, str]:
    return item, _("autrice, auteur")


def _sources(pks: set[int]) -> defaultdict[int, dict[str, str]]:
    """Return the titles of the sources of sheets, by sheet and by what they support."""
    found: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for chunk in queries.chunks(sorted(pks)):
        rows = Evidence.objects.filter(sheet__in=chunk).select_related("source").order_by("pk")
        for proof in rows:
            for support in proof.supports:
                found[proof.sheet_id].setdefault(support, str(proof.source))
    return found


def page_of(found: Sequence[Entry], number: int) -> Sequence[Entry]:
    """Return a page of the register, counted from 1."""
    return found[(number - 1) * PER_PAGE : number * PER_PAGE]
