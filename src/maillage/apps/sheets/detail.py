"""A sheet laid out for its page: values with their proofs, contradictions, relations, history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from maillage.apps.territories import queries as territories
from maillage.apps.territories.models import Territory
from maillage.kernel.contacts import obfuscate_emails
from maillage.kernel.dates import french_day
from maillage.kernel.vocabularies import PublicationStatus

from . import panels, rhythm
from .detail_views import (
    Change,
    Claim,
    EvidenceView,
    FieldView,
    Freshness,
    ItemView,
    RelationGroup,
    RelationView,
    RemarkView,
    SectionView,
    SourceView,
)
from .kinds import Shown, is_known
from .listing import Format
from .models import Evidence, Mention, Relation, Remark, Sheet
from .panels import ShownPanel
from .places import place_refs
from .types import Field, registry, type_of

_LAST_CHANGES = 10
MOST_NEIGHBOURS = 60  # sheets that lead to this one, of each sort: relations, and fields


@dataclass
class SheetPage:
    """Everything that the page of a sheet shows; built with a fixed number of queries."""

    sheet: Sheet
    permalink: str
    site_name: str
    today: date

    def __post_init__(self) -> None:
        self.type = type_of(self.sheet)
        self._proofs = list(self.sheet.evidence.all())
        sources = {proof.source_id: proof.source for proof in self._proofs}
        self._numbers = {pk: number for number, pk in enumerate(sources, start=1)}
        self._territories = territories.find_many(
            {*place_refs(self.sheet), *self.sheet.located_in, *self.sheet.acts_in}
        )
        # The public sheets that the fields refer to, by identifier.
        self.named = self.sheet.sheets_named()
        self.sources = [
            SourceView(
                self._numbers[pk],
                source,
                sorted({p.line for p in self._proofs if p.source_id == pk and p.line}),
            )
            for pk, source in sources.items()
        ]
        self.sections = list(self._sections())
        placed = {section.key for section in self.type.sections}
        # Fields that the type's own template shows in its own way.
        self.unplaced = {
            f.name: self._field(f) for f in self.type.fields if f.section not in placed
        }
        self._mark()
        self.relations = self._relations()

    def _mark(self) -> None:
        """Put beside web addresses what other applications know of them."""
        views = [*self.unplaced.values(), *(one for part in self.sections for one in part.fields)]
        items = [item for view in views for item in view.items if "://" in item.url]
        urls = [*(item.url for item in items), *(one.source.url for one in self.sources)]
        marks = panels.marks(sorted({url for url in urls if url}))
        for item in items:
            item.mark = marks.get(item.url)
        for one in self.sources:
            one.mark = marks.get(one.source.url)

    @cached_property
    def fields(self) -> dict[str, FieldView]:
        """Return the fields with known values by name, for templates."""
        return {one.name: one for section in self.sections for one in section.fields}

    def _sections(self) -> Iterable[SectionView]:
        for section in self.type.sections:
            views = [
                view
                for one in self.type.fields
                if one.section == section.key and (view := self._field(one)).items
            ]
            if views:
                yield SectionView(section.key, section.title, views)

    def _field(self, declared: Field) -> FieldView:
        items: list[ItemView] = []
        if declared.is_known(self.sheet):
            shown = declared.kind.show(declared.value(self.sheet))
            items = [item for one in shown if (item := self._item(one))]
        for proof, key in self._supporting(declared.name):
            match = next((item for item in items if key in {item.key, item.text}), None)
            if key and match is None:
                self._claim(declared, items, key, proof)
            elif items:
                # A proof of the whole list stands once, after its last value.
                (match or items[-1]).evidence.append(self._evidence(proof))
        return FieldView(declared.name, declared.label, items)

    def _item(self, shown: Shown) -> ItemView | None:
        if shown.form == "sheet":
            other = self.named.get(shown.key)  # an unpublished sheet is not named
            return other and ItemView(
                other.name, other.get_absolute_url(), "sheet", shown.note, shown.key
            )
        if shown.form == "territory" and (territory := self._territories.get(shown.key)):
            url = territory.get_absolute_url()
            return ItemView(territory.label, url, "territory", key=shown.key)
        return ItemView(shown.text, shown.url, shown.form, shown.note, shown.key)

    def _claim(self, declared: Field, items: list[ItemView], key: str, proof: Evidence) -> None:
        """Keep what a source says against the value kept, or alone where none is kept."""
        if not items:
            items.append(ItemView(_("Valeur non retenue"), kind="unknown"))
        shown = self._shown(declared, key)
        items[-1].claims.append(Claim(shown, [self._evidence(proof)]))

    @staticmethod
    def _shown(declared: Field, key: str) -> str:
        if declared.kind.many:
            return obfuscate_emails(key)
        try:
            return next(iter(declared.kind.show(key))).text
        except ValueError:  # a source may write what no field keeps: « vers 2009 »
            return obfuscate_emails(key)

    def _supporting(self, name: str) -> Iterable[tuple[Evidence, str]]:
        for proof in self._proofs:
            for support in proof.supports:
                field_name, _sign, key = support.partition("=")
                if field_name == name:
                    yield proof, key

    def _evidence(self, proof: Evidence) -> EvidenceView:
        return EvidenceView.of(proof, self._numbers[proof.source_id])

    def _relations(self) -> list[RelationGroup]:
        groups: dict[str, list[RelationView]] = {}
        proofs = list(self._supporting("relations"))
        for one in self.sheet.relations.all():
            if one.target.is_public:
                evidence = [self._evidence(p) for p, key in proofs if key in {"", one.key}]
                view = RelationView(one.target, obfuscate_emails(one.note), evidence)
                groups.setdefault(_(one.kind_term.label), []).append(view)
        incoming, mentions = _incoming(self.sheet), _mentions(self.sheet)
        self.more_neighbours = len(incoming) > MOST_NEIGHBOURS or len(mentions) > MOST_NEIGHBOURS
        for one in incoming[:MOST_NEIGHBOURS]:
            view = RelationView(one.origin, obfuscate_emails(one.note), [])
            groups.setdefault(_(one.kind_term.inverse), []).append(view)
        for mention in mentions[:MOST_NEIGHBOURS]:
            declared = type_of(mention.origin).field(mention.field)
            if declared and declared.inverse:
                view = RelationView(mention.origin, "", [])
                groups.setdefault(str(declared.inverse), []).append(view)
        return [RelationGroup(label, items) for label, items in groups.items()]

    @cached_property
    def remarks(self) -> list[RemarkView]:
        """Return the editors' remarks."""
        return [
            RemarkView(obfuscate_emails(one.text), self._label(one))
            for one in self.sheet.remarks.all()
        ]

    def _label(self, remark: Remark) -> str:
        declared = self.type.field(remark.field)
        return str(declared.label) if declared else ""

    @cached_property
    def panels(self) -> list[ShownPanel]:
        """Return what other applications know of the sheet."""
        return panels.of(self.sheet)

    def proofs(self, field_name: str, key: str = "") -> list[EvidenceView]:
        """Return the proofs of a field, or of one of its records by its key."""
        return [
            self._evidence(proof)
            for proof, own in self._supporting(field_name)
            if own == key or (key and not own)
        ]

    @cached_property
    def share(self) -> list[tuple[str, str]]:
        """Return ways to send the page to somebody that need no third party."""
        subject = quote(self.sheet.name)
        return [(_("Par courriel"), f"mailto:?subject={subject}&body={quote(self.permalink)}")]

    @cached_property
    def located(self) -> list[Territory]:
        """Return the territories of its premises."""
        return self._known(place_refs(self.sheet))

    @cached_property
    def acts_in(self) -> list[Territory]:
        """Return the territories on which it acts."""
        return self._known(self.sheet.acts_in)

    def _known(self, refs: Sequence[str]) -> list[Territory]:
        return [self._territories[ref] for ref in refs if ref in self._territories]

    @cached_property
    def map(self) -> Territory | None:
        """Return the territory whose position places the sheet, or None."""
        return next((one for one in self.located if one.lat is not None), None)

    @cached_property
    def freshness(self) -> Freshness:
        """Return when the sheet was checked, in words."""
        sheet = self.sheet
        due = rhythm.due_on(sheet, self.today)
        is_due = due is not None and due < self.today
        if sheet.reviewed_on is None and is_due:
            label = _("Relevée dans les sources, pas encore relue : à revoir")
        elif sheet.reviewed_on is None:
            label = _("Relevée dans les sources, pas encore relue")
        elif is_due:
            label = _("Relue le %(day)s : à revoir") % {"day": french_day(sheet.reviewed_on)}
        else:
            label = _("Relue le %(day)s") % {"day": french_day(sheet.reviewed_on)}
        return Freshness(sheet.reviewed_on, due, is_due, label)

    @cached_property
    def citation(self) -> str:
        """Return how to cite the sheet."""
        return _(
            "« %(name)s », %(site)s, "
            "fiche mise à jour le %(updated)s, consultée le %(today)s, %(url)s"
        ) % {
            "name": self.type.cited(self.sheet),
            "site": self.site_name,
            "updated": french_day(self.sheet.updated_at.date()),
            "today": french_day(self.today),
            "url": self.permalink,
        }

    @cached_property
    def formats(self) -> list[Format]:
        """Return the other forms of the sheet."""
        return [
            Format("JSON", "?format=json", "application/json"),
            Format("JSON-LD", "?format=jsonld", "application/ld+json"),
        ]

    @cached_property
    def history(self) -> list[Change]:
        """Return the last versions, newest first."""
        versions = list(
            self.sheet.history.select_related("history_user")[: _LAST_CHANGES + 1]  # type: ignore[attr-defined]
        )
        changes = []
        for version, former in zip(versions, [*versions[1:], None], strict=True):
            if former is None and len(versions) > _LAST_CHANGES:
                break
            changes.append(self._change(version, former))
        return changes

    def _change(self, version: Any, former: Any) -> Change:
        who = version.history_user.get_full_name() if version.history_user else ""
        fields = [
            (str(one.label), _flat(one, former), _flat(one, version))
            for one in self.type.fields
            if former is not None and getattr(version, one.name) != getattr(former, one.name)
        ]
        reason = version.history_change_reason or (_("Création") if former is None else "")
        return Change(version.history_date.date(), who, reason, fields)


def _flat(declared: Field, version: Any) -> str:
    value = declared.kind.read(getattr(version, declared.name))
    return declared.kind.flat(value) if is_known(value) else ""


def _incoming(sheet: Sheet) -> list[Relation]:
    return list(
        sheet.relations_in.filter(origin__status=PublicationStatus.PUBLISHED)
        .select_related("origin")
        .order_by("kind", "origin__name")[: MOST_NEIGHBOURS + 1]
    )


def _mentions(sheet: Sheet) -> list[Mention]:
    shown = {one.name for known in registry.values() for one in known.fields if one.inverse}
    return list(
        sheet.mentions_in.filter(field__in=shown, origin__status=PublicationStatus.PUBLISHED)
        .select_related("origin")
        .order_by("origin__type", "field", "origin__name")[: MOST_NEIGHBOURS + 1]
    )
