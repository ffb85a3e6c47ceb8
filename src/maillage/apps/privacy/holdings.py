"""Where a person stands in the database: sheets, their former versions, proofs, proposals.

Every table with text is walked, whatever its application, so that one added tomorrow is too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext as _

from maillage.apps.contributions.documents.intaking import reading_of
from maillage.apps.contributions.models import MatchKey, Resemblance, Snapshot
from maillage.apps.sheets.models import IndexChange, Redirect, Sheet
from maillage.apps.sheets.types import registry
from maillage.kernel.people import Person

from .models import Removal, Withheld

_APART = {"sessions", "contenttypes", "territories"}  # nothing there that people wrote
# What follows from sheets, or from removals, and changes with them.
_DERIVED = {IndexChange, MatchKey, Resemblance, Removal, Withheld}
_TEXTS = (models.CharField, models.TextField, models.JSONField)
# Columns that name a thing, an organisation or a book: it may bear somebody's name lawfully.
_TITLES = {"name", "title", "source_title", "organisation"}
_CHUNK = 500
_EXCERPT = 60  # signs on each side of a mention


@dataclass(frozen=True, slots=True)
class Holding:
    """A column of a row that mentions the person, and the words around the first mention."""

    model: type[models.Model]
    pk: int
    column: str
    value: Any
    place: str
    label: str
    excerpt: str
    is_version: bool = False
    is_title: bool = False

    @property
    def key(self) -> str:
        """Return the text by which a form names it."""
        return f"{self.model._meta.label_lower}:{self.pk}:{self.column}"


def holdings(person: Person) -> list[Holding]:
    """Return everything that is held on a person, what is public first, former versions last."""
    found = [one for model in _tables() for one in _in_table(model, person)]
    found += _documents(person)
    return sorted(found, key=lambda one: (one.is_version, one.is_title, one.place, one.column))


def _tables() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        meta = model._meta
        if not (meta.app_label in _APART or meta.proxy or model in _DERIVED):
            yield model


def text_columns(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """Return the columns of a table of its own that may hold somebody's name."""
    return [
        column
        for column in model._meta.local_concrete_fields
        if isinstance(column, _TEXTS)
        and not isinstance(column, models.SlugField)
        and not column.choices
        and column.name not in {"password", "token", "type"}
    ]


def _in_table(model: type[models.Model], person: Person) -> Iterator[Holding]:
    columns = text_columns(model)
    if model is Redirect:
        columns = [Redirect._meta.get_field("slug")]
    if not columns:
        return
    names = [column.name for column in columns]
    rows = model._base_manager.order_by("pk").values_list("pk", *names)
    mentions = [
        (pk, column, value)
        for pk, *values in rows.iterator(chunk_size=_CHUNK)
        for column, value in zip(columns, values, strict=True)
        if value and person.is_in(value)
    ]
    places = _places(model, {pk for pk, _column, _value in mentions})
    for pk, column, value in mentions:
        yield Holding(
            model,
            pk,
            column.name,
            value,
            places.get(pk, ""),
            _label(model, column),
            _excerpt(value, person),
            is_version=_is_history(model),
            is_title=column.name in _TITLES and model is not get_user_model(),
        )


def _is_history(model: type[models.Model]) -> bool:
    return hasattr(model, "history_id")


def _label(model: type[models.Model], column: "models.Field[Any, Any]") -> str:
    for sheet_type in registry.values():
        if model in {sheet_type.model, sheet_type.model.history.model}:  # type: ignore[attr-defined]
            declared = sheet_type.field(column.name)
            return str(declared.label if declared else column.verbose_name)
    return str(column.verbose_name)


def _places(model: type[models.Model], pks: set[int]) -> dict[int, str]:
    """Return, in words, where the rows of a table stand."""
    rows = model._base_manager.filter(pk__in=sorted(pks)).order_by("pk")
    if issubclass(model, Sheet):
        return {row.pk: _("Fiche « %s »") % row.name for row in rows}
    kind = str(model._meta.verbose_name)
    if _is_history(model):
        words = _("Version du %(day)s : %(name)s")
        return {
            row.pk: words
            % {"day": f"{row.history_date:%d/%m/%Y}", "name": getattr(row, "name", "")}
            for row in rows
        }
    if any(column.name == "sheet" for column in model._meta.local_concrete_fields):
        return {
            row.pk: _("Fiche « %(name)s », %(kind)s")
            % {"name": row.sheet.name if row.sheet else "", "kind": kind}
            for row in rows.select_related("sheet")
        }
    return {row.pk: f"{kind[:1].upper()}{kind[1:]} {row.pk}" for row in rows}


def _documents(person: Person) -> Iterator[Holding]:
    """Yield the documents received that mention the person, in the words that were read of them."""
    kept = Snapshot.objects.exclude(compressed=None).order_by("pk")
    for snapshot in kept.iterator(chunk_size=10):
        reading = reading_of(snapshot)
        words = [line.text for line in reading.lines] if reading else _as_text(snapshot)
        if person.is_in(words):
            place = _("Document reçu « %s »") % snapshot
            excerpt = _excerpt(words, person)
            yield Holding(Snapshot, snapshot.pk, "compressed", None, place, _("Contenu"), excerpt)


def _as_text(snapshot: Snapshot) -> list[str]:
    return (snapshot.content or b"").decode(errors="replace").splitlines()


def _excerpt(value: Any, person: Person) -> str:
    for text in _texts(value):
        for start, end in person.spans(text):
            before, after = max(start - _EXCERPT, 0), end + _EXCERPT
            opening, closing = "…" if before else "", "…" if after < len(text) else ""
            return f"{opening}{text[before:after].strip()}{closing}"
    return ""


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        # A record is read as one line: « Élodie Honoré, présidente ».
        words = ", ".join(one for one in value.values() if isinstance(one, str))
        yield words
        for item in value.values():
            if not isinstance(item, str):
                yield from _texts(item)
