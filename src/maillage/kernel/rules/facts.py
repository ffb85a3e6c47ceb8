"""What a person may tell (facts), and how it is asked (questions)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

from .. import vocabularies
from ..amounts import french_number, parse_number, with_unit
from ..dates import french_day
from ..vocabularies import Vocabulary
from .errors import RuleError
from .places import Place, Places, place_alone

Facts = Mapping[str, object]
"""What is known, by fact: `str` for a choice, `frozenset[str]` for many, `Decimal` for a number,
`bool`, `Place` or `date`. A fact that is absent is unknown."""

GROUPS = ("situation", "projet", "argent", "structure", "emploi", "gouvernance")
_YES, _NO = "oui", "non"
_INVARIABLE = ("mois",)


class FactKind(StrEnum):
    """What the value of a fact is."""

    CHOICE = "choice"
    MANY = "many"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TERRITORY = "territory"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Option:
    """A possible answer. Of a territory, options only give names to references."""

    code: str
    label: str
    help: str = ""


@dataclass(frozen=True)
class Question:
    """How a fact is asked. `effort` goes from 1 (known by heart) to 3 (papers to look up)."""

    id: str
    kind: FactKind
    label: str
    question: str = ""
    why: str = ""
    options: tuple[Option, ...] = ()
    unit: str = ""
    min: Decimal | None = None
    max: Decimal | None = None
    step: Decimal | None = None
    group: str = GROUPS[0]
    order: int = 0
    effort: int = 1
    used_by: tuple[str, ...] = ("orientation",)
    sensitive: bool = False

    @property
    def rank(self) -> tuple[int, int, str]:
        """Return its place among questions: by group, then order."""
        return GROUPS.index(self.group), self.order, self.id

    def label_of(self, code: str) -> str:
        """Return the label of an option, or the code where it has none."""
        return next((one.label for one in self.options if one.code == code), code)

    def parse(self, text: str, places: Places = place_alone) -> object:
        """Read an answer as a query string holds it; raise `ValueError` saying what to write.

        Several choices are joined by commas; yes and no are `oui` and `non`.
        """
        text = text.strip()
        match self.kind:
            case FactKind.CHOICE:
                return self._code(text)
            case FactKind.MANY:
                return frozenset(self._code(part.strip()) for part in text.split(",") if part)
            case FactKind.NUMBER:
                return self._number(text)
            case FactKind.BOOLEAN:
                if text not in (_YES, _NO):
                    raise ValueError(f"{self.label} : répondre « {_YES} » ou « {_NO} »")
                return text == _YES
            case FactKind.TERRITORY:
                return places(text)
            case FactKind.DATE:
                try:
                    return date.fromisoformat(text)
                except ValueError:
                    raise ValueError(f"{self.label} : écrire un jour, comme 2026-05-31") from None

    def write(self, value: object) -> str:
        """Return an answer as a query string holds it: what `parse` reads back."""
        match value:
            case bool():
                return _YES if value else _NO
            case frozenset():
                known = [one.code for one in self.options if one.code in value]
                return ",".join([*known, *sorted(value.difference(known))])
            case Place():
                return value.ref
            case Decimal():
                return f"{value.normalize():f}"
        return str(value)

    def words(self, value: object) -> str:
        """Return an answer as readers see it: « oui », « 20 000 € », « Création »."""
        match value:
            case bool():
                return _YES if value else _NO
            case Decimal() | int() | float():
                return self._measured(Decimal(str(value)))
            case Place():
                return value.name
            case date():
                return french_day(value)
            case frozenset() | tuple() | list():
                return ", ".join(
                    self.label_of(code) for code in self.write(frozenset(value)).split(",")
                )
        return self.label_of(str(value))

    def _measured(self, value: Decimal) -> str:
        """Return a number with its unit, singular below two as French grammar has it."""
        unit = self.unit
        if abs(value) < 2 and unit not in _INVARIABLE:
            unit = unit.removesuffix("s")
        return with_unit(str(value), unit) if unit else french_number(value)

    def _code(self, text: str) -> str:
        if any(one.code == text for one in self.options):
            return text
        codes = ", ".join(one.code for one in self.options)
        raise ValueError(f"{self.label} : « {text} » n’est pas une réponse possible ({codes})")

    def _number(self, text: str) -> Decimal:
        value = Decimal(str(parse_number(text)))
        if self.min is not None and value < self.min:
            raise ValueError(f"{self.label} : au moins {self.words(self.min)}")
        if self.max is not None and value > self.max:
            raise ValueError(f"{self.label} : au plus {self.words(self.max)}")
        return value


Catalogue = Mapping[str, Question]


def unasked(fact: str) -> Question:
    """Return the question of a fact that no catalogue holds: it gives codes as they are."""
    return Question(fact, FactKind.CHOICE, fact)


def parse_question(record: Mapping[str, object]) -> Question:
    """Read the record of a question; raise `RuleError` where it cannot be."""
    data = dict(record)
    identifier = str(data.pop("id", ""))
    try:
        kind = FactKind(str(data.pop("kind", "")))
    except ValueError:
        kinds = ", ".join(FactKind)
        raise RuleError(
            f"question « {identifier} » : le genre (kind) est l’un de {kinds}"
        ) from None
    options = _options(data.pop("options", ()), str(data.pop("vocabulary", "")), identifier)
    if kind in (FactKind.CHOICE, FactKind.MANY) and not options:
        raise RuleError(f"question « {identifier} » : il faut des options ou un vocabulaire")
    used_by = data.pop("used_by", "orientation")
    for name in ("min", "max", "step"):
        if data.get(name) is not None:
            data[name] = Decimal(str(data[name]))
    if str(data.get("group", GROUPS[0])) not in GROUPS:
        raise RuleError(f"question « {identifier} » : le groupe est l’un de {', '.join(GROUPS)}")
    try:
        return Question(
            identifier,
            kind,
            options=options,
            used_by=(used_by,) if isinstance(used_by, str) else tuple(used_by),  # type: ignore[arg-type]
            **data,  # type: ignore[arg-type]
        )
    except TypeError as error:
        raise RuleError(f"question « {identifier} » : {error}") from None


def parse_catalogue(records: Iterable[Mapping[str, object]]) -> dict[str, Question]:
    """Read questions and put them in the order in which pages show them."""
    questions = sorted((parse_question(record) for record in records), key=lambda one: one.rank)
    return {question.id: question for question in questions}


def _options(given: object, vocabulary: str, identifier: str) -> tuple[Option, ...]:
    if vocabulary:
        terms = getattr(vocabularies, vocabulary, None)
        if not (isinstance(terms, type) and issubclass(terms, Vocabulary)):
            raise RuleError(f"question « {identifier} » : vocabulaire « {vocabulary} » inconnu")
        return tuple(Option(term.value, term.label, term.description) for term in terms)
    assert isinstance(given, list | tuple)
    return tuple(Option(**option) for option in given)


def read_facts(query: str, catalogue: Catalogue, places: Places = place_alone) -> dict[str, object]:
    """Read `etape=creation&profil=scop`; raise `ValueError` for an unknown fact or answer."""
    told: dict[str, list[str]] = {}
    for fact, text in parse_qsl(query, keep_blank_values=True):
        if fact not in catalogue:
            raise ValueError(f"« {fact} » n’est pas une question connue")
        told.setdefault(fact, []).append(text)
    return {fact: catalogue[fact].parse(",".join(texts), places) for fact, texts in told.items()}


def write_facts(facts: Facts, catalogue: Catalogue) -> str:
    """Return facts as a readable query string, in the order of the catalogue."""
    told = [(fact, one.write(facts[fact])) for fact, one in catalogue.items() if fact in facts]
    return urlencode(told, safe=",:")
