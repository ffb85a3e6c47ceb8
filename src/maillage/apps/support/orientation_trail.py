"""An address of the orientation: the answers in the order they were given, and nothing else.

`etape=creation&nsp=ess&cout-projet=20000`: a fact that is not there is unknown, `nsp` names those
that the person does not know. What a page shows otherwise (`mode`, `dispositif`, `date`) follows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

SKIPPED = "nsp"  # « je ne sais pas »
ASKED = "question"
MODE, EXPERT = "mode", "expert"
SCHEME = "dispositif"
DAY = "date"
FORM = "format"
ANSWERED = "repondre"  # the question that a form answers; its address does not stay
TYPED = "lieu"  # the name of a territory as people write it
PLACE = "territoire"
OWN = frozenset((SKIPPED, ASKED, MODE, SCHEME, DAY, FORM, ANSWERED, TYPED))

QUESTION, RESULTS = "question", "resultats"  # anchors of the page


@dataclass(frozen=True, slots=True)
class Trail:
    """The answers as texts, by fact, in order; an empty text is « je ne sais pas »."""

    base: str
    answers: tuple[tuple[str, str], ...] = ()
    mode: str = ""
    scheme: str = ""
    day: str = ""

    @property
    def facts(self) -> dict[str, str]:
        """Return the answers by fact."""
        return dict(self.answers)

    @property
    def last(self) -> str:
        """Return the fact answered last, or nothing."""
        return self.answers[-1][0] if self.answers else ""

    def with_answer(self, fact: str, text: str = "") -> "Trail":
        """Return the trail with one more answer, or another one in the same place."""
        if fact in self.facts:
            kept = ((one, text if one == fact else told) for one, told in self.answers)
            return replace(self, answers=tuple(kept))
        return replace(self, answers=(*self.answers, (fact, text)))

    def without(self, fact: str) -> "Trail":
        """Return the trail without an answer."""
        return replace(self, answers=tuple(one for one in self.answers if one[0] != fact))

    def on(self, base: str, *, mode: str = "", scheme: str = "") -> "Trail":
        """Return the same answers on another page."""
        return Trail(base, self.answers, mode, scheme, self.day)

    def parameters(self, *, but: str = "", ask: str = "", form: str = "") -> list[tuple[str, str]]:
        """Return what stands in the address, or in the hidden fields of a form."""
        answers = [
            (fact, text) if text else (SKIPPED, fact) for fact, text in self.answers if fact != but
        ]
        own = ((SCHEME, self.scheme), (DAY, self.day), (MODE, self.mode), (ASKED, ask))
        return [*answers, *(one for one in (*own, (FORM, form)) if one[1])]

    def url(self, at: str = "", *, ask: str = "", form: str = "") -> str:
        """Return the address: `ask` a question again, in a `form` for machines, `at` an anchor."""
        query = urlencode(self.parameters(ask=ask, form=form), safe=":,")
        return f"{self.base}{'?' if query else ''}{query}{'#' if at else ''}{at}"


def read(base: str, given: Iterable[tuple[str, str]], known: Iterable[str]) -> Trail:
    """Read the parameters of an address, in order; those that name no `known` fact are left out.

    Several values of a fact are joined by commas. A value that comes with « je ne sais pas » in
    the form that answers the question gives way to it, and wins elsewhere.
    """
    own: dict[str, str] = {}
    told: dict[str, list[str]] = {}
    skipped: list[str] = []
    facts = set(known)
    for name, value in given:
        text = " ".join(value.split())
        if name == SKIPPED and text in facts:
            skipped.append(text)
            told.setdefault(text, [])
        elif name in OWN:
            own[name] = text
        elif name in facts and text:
            told.setdefault(name, []).append(text)
    answered = own.get(ANSWERED, "")
    answers = [
        (fact, "" if fact == answered and fact in skipped else ",".join(dict.fromkeys(texts)))
        for fact, texts in told.items()
    ]
    mode = EXPERT if own.get(MODE) == EXPERT else ""
    return Trail(base, tuple(answers), mode, own.get(SCHEME, ""), own.get(DAY, ""))
