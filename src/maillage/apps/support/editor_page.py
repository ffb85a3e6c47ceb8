"""The editor's page of a rule: a draft laid out as inputs, each of the sort that its fact asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.kernel.rules.conditions import Op
from maillage.kernel.rules.facts import GROUPS, Catalogue, FactKind, Question
from maillage.kernel.rules.scheme import parse_scheme
from maillage.kernel.vocabularies import AmountPer, AmountStatus, Instrument, MatchingActor, Outcome

from .editor_check import Check
from .editor_draft import CHECKED, JSON, NEW, Draft, Reading, Typed
from .editor_words import GROUPS as GROUP_LABELS
from .editor_words import operators
from .models import Scheme
from .page import span

Choice = tuple[str, str, bool]  # value, label, chosen

_SCOPES = (
    ("personne", gettext_lazy("par personne")),
    ("dossier", gettext_lazy("par dossier")),
    ("total", gettext_lazy("en tout")),
)
_APPLIES = (
    ("resultat", gettext_lazy("le résultat")),
    ("base", gettext_lazy("la base du calcul")),
)


@dataclass(frozen=True, slots=True)
class Input:
    """A field of the form: `sort` is select, checks, number, date, place, text or none."""

    name: str
    sort: str
    label: str
    value: str = ""
    options: tuple[Choice, ...] = ()
    unit: str = ""
    help: str = ""

    @property
    def chosen(self) -> str:
        """Return the labels of the options that are chosen."""
        return ", ".join(label for _code, label, is_chosen in self.options if is_chosen)


@dataclass(frozen=True, slots=True)
class RowView:
    """A condition as inputs; `place` says which of the page's rows it is."""

    place: int
    typed: Typed
    fact: Input
    op: Input
    value: Input
    error: str

    @property
    def name(self) -> str:
        """Return what the names of its fields begin with."""
        return f"r-{self.place}"

    @property
    def is_check(self) -> bool:
        """Tell whether somebody has to check it."""
        return bool(self.typed["fact"] == CHECKED)


@dataclass(frozen=True, slots=True)
class BlockView:
    """Conditions that hold together; `key` is the number that the form gives the block."""

    key: str
    rows: list[RowView]


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer as inputs."""

    place: int
    typed: Typed
    main: list[Input]
    numbers: list[Input]
    more: list[Input]
    lines: list[tuple[int, Typed, Input]]
    error: str

    @property
    def has_more(self) -> bool:
        """Tell whether what is seldom used is used."""
        return any(one.value for one in self.more)


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as it is typed, with the label of its verdict."""

    place: int
    typed: Typed
    label: str
    error: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class VersionTab:
    """A version that the page may edit."""

    key: str
    when: str
    is_open: bool


class EditorPage:
    """What the template of the page reads."""

    def __init__(self, scheme: Scheme, draft: Draft, message: str = "", focus: str = "") -> None:
        self.scheme, self.draft, self.message, self.focus = scheme, draft, message, focus
        self.reading: Reading = draft.read()
        self.check = Check(draft, self.reading)

    @property
    def catalogue(self) -> Catalogue:
        """Return the questions, which the selects list."""
        return self.draft.catalogue

    @property
    def is_json(self) -> bool:
        """Tell whether the conditions are edited as JSON."""
        return self.draft.mode == JSON

    @property
    def is_new(self) -> bool:
        """Tell whether saving makes a new version."""
        return self.draft.save_as == NEW

    @cached_property
    def versions(self) -> list[VersionTab]:
        """Return the saved versions, the last one first."""
        saved = parse_scheme(self.scheme.rule_record).versions
        tabs = sorted(saved, key=lambda one: one.first_day, reverse=True)
        return [
            VersionTab(one.id, span(one) or _("sans dates"), one.id == self.draft.base)
            for one in tabs
        ]

    @cached_property
    def fact_choices(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return the facts by group, with their labels."""
        known = sorted(self.catalogue.values(), key=lambda one: one.rank)
        groups = {
            key: [(one.id, one.label) for one in ones]
            for key, ones in groupby(known, key=lambda one: one.group)
        }
        return [(str(GROUP_LABELS[key]), groups[key]) for key in GROUPS if key in groups]

    @cached_property
    def numbers(self) -> list[tuple[str, str]]:
        """Return the facts that are numbers, which amounts may follow."""
        known = self.catalogue.values()
        return [(one.id, one.label) for one in known if one.kind is FactKind.NUMBER]

    @cached_property
    def blocks(self) -> list[BlockView]:
        """Return the rows by block; an empty table has a block to begin with."""
        rows = [self._row(place, typed) for place, typed in enumerate(self.draft.rows)]
        keys = dict.fromkeys(one.typed["block"] for one in rows)
        return [BlockView(key, [one for one in rows if one.typed["block"] == key]) for key in keys]

    def _row(self, place: int, typed: Typed) -> RowView:
        question = self.catalogue.get(typed["fact"])
        ops = operators(question.kind) if question else []
        name = f"r-{place}"
        return RowView(
            place,
            typed,
            Input(f"{name}-fact", "select", _("Réponse")),
            Input(
                f"{name}-op",
                "select" if ops else "none",
                _("Opérateur"),
                typed["op"],
                tuple((op.value, words, op.value == typed["op"]) for op, words in ops),
            ),
            self._value(f"{name}-value", question, typed),
            self.reading.rows.get(place, ""),
        )

    def _value(self, name: str, question: Question | None, typed: Typed) -> Input:
        if typed["fact"] == CHECKED or question is None:
            return Input(name, "none", _("Valeur"))
        op = next((one for one in Op if one.value == typed["op"]), Op.EQ)
        return asked(name, question, typed["value"], _("Valeur"), many=op.takes_list)

    @cached_property
    def offers(self) -> list[OfferView]:
        """Return the offers as inputs."""
        return [self._offer(place, typed) for place, typed in enumerate(self.draft.offers)]

    def _offer(self, place: int, typed: Typed) -> OfferView:
        def text(name: str, label: str, unit: str = "", help: str = "") -> Input:  # noqa: A002
            sort = "number" if unit else "text"
            return Input(f"o-{place}-{name}", sort, label, typed[name], (), unit, help)

        def select(name: str, label: str, choices: Iterable[tuple[str, Any]]) -> Input:
            options = tuple((code, str(words), code == typed[name]) for code, words in choices)
            return Input(f"o-{place}-{name}", "select", label, typed[name], options)

        actors = ", ".join(one.value for one in MatchingActor)
        return OfferView(
            place,
            typed,
            [
                text("label", _("Intitulé")),
                select("instrument", _("Forme d’aide"), Instrument.choices()),
                select("amount_status", _("Le montant est"), AmountStatus.choices()),
                select("per", _("Compté par"), AmountPer.choices()),
            ],
            [
                text("min", _("Au moins"), "€"),
                text("max", _("Au plus"), "€"),
                text("coverage_pct", _("Part couverte"), "%"),
                text("interest_rate", _("Taux d’intérêt"), "%"),
                text("duration_months", _("Durée"), _("mois")),
            ],
            [
                select("times", _("Multiplié par"), self.numbers),
                text("cap_amount", _("Plafond"), "€"),
                select("cap_scope", _("Plafond compté"), _SCOPES),
                select("cap_applies_to", _("Le plafond limite"), _APPLIES),
                Input(
                    f"o-{place}-cofunding",
                    "lines",
                    _("Cofinancement"),
                    typed["cofunding"],
                    help=_("Un acteur par ligne, « citoyens : 1 ». Acteurs : %s.") % actors,
                ),
                Input(
                    f"o-{place}-if",
                    "lines",
                    _("Seulement si (JSON)"),
                    typed["if"],
                    help=_("Une condition de plus, propre à cette offre."),
                ),
                text("note", _("Précision")),
            ],
            [
                (row, line, self._on(f"o-{place}-l-{row}-on", line))
                for row, line in enumerate(typed["lines"])
            ],
            self.reading.wrong_offers.get(place, ""),
        )

    def _on(self, name: str, line: Mapping[str, Any]) -> Input:
        options = tuple((code, words, code == line["on"]) for code, words in self.numbers)
        return Input(name, "select", _("Selon"), line["on"], options)

    @property
    def cases(self) -> list[CaseView]:
        """Return the cases; those that are to be mended, or have just been added, are open."""
        wrong, labels = self.reading.wrong_cases, dict(self.outcomes)
        return [
            CaseView(
                place,
                typed,
                str(labels.get(typed["verdict"], "")),
                wrong.get(place, ""),
                place in wrong or not typed["verdict"] or self.focus.startswith(f"c-{place}-"),
            )
            for place, typed in enumerate(self.draft.cases)
        ]

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        """Return the verdicts that a case may expect."""
        return Outcome.choices()

    @property
    def offer_ids(self) -> list[str]:
        """Return the identifiers of offers, which a case may name."""
        return [one["id"] for one in self.reading.offers]

    @property
    def trial(self) -> list[Input]:
        """Return the questions that the rule reads, to be tried."""
        given = self.draft.trial
        return [
            asked(f"t-{one.id}", one, given.get(one.id, ""), one.label, many=False)
            for one in self.check.questions
        ]


def asked(name: str, question: Question, value: str, label: str, *, many: bool) -> Input:
    """Return the input of a question's answer; `many` takes several codes of a choice."""
    match question.kind:
        case FactKind.NUMBER:
            return Input(name, "number", label, value, unit=question.unit)
        case FactKind.DATE:
            return Input(name, "date", label, value)
        case FactKind.TERRITORY:
            return Input(name, "place", label, value, help=_place_names(question, value))
        case FactKind.BOOLEAN:
            choices = tuple((code, code, code == value) for code in ("oui", "non"))
            return Input(name, "select", label, value, choices)
    codes = {one.strip() for one in value.split(",")}
    options = tuple((one.code, one.label, one.code in codes) for one in question.options)
    many = many or (question.kind is FactKind.MANY and name.startswith("t-"))
    return Input(name, "checks" if many else "select", label, value, options)


def _place_names(question: Question, value: str) -> str:
    """Return the names of the territories that a value holds, where they are known."""
    refs = [one.strip() for one in value.split(",") if one.strip()]
    names = [question.label_of(ref) for ref in refs]
    return ", ".join(name for name, ref in zip(names, refs, strict=True) if name != ref)
