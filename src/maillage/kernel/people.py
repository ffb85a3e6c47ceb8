"""A person in texts and records: found under any writing of the name, and taken out.

What must go is asked for by terms: a name, an e-mail address, a phone number. A name is found
whatever its case, accents and hyphens, first name first or last, between the limits of words.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .contacts import parse_email, parse_phone
from .text import fold

REMOVED = "[nom retiré]"
SHORTEST = 3  # signs: shorter, a term would be found everywhere
# Parts of a record that say whom it is about: where one is the person, all of the record goes.
_WHO = ("name", "address", "number", "url", "author", "email")
_PHONE = re.compile(r"[+(]?[\d\s().\-/]{8,}")
_SUPPORT = re.compile(r"\w+=")


class InvalidTerm(ValueError):
    """A term that cannot be looked for; the message says why, in French."""


def _positions(text: str) -> tuple[str, list[int]]:
    """Return a text folded sign by sign, and the place in `text` of each sign of the result."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        if not sign.isalnum() and not unicodedata.combining(sign):
            folded = " " if not fold(sign) else fold(sign)
        else:
            folded = fold(sign)
        for one in folded:
            if one == " " and signs and signs[-1] == " ":
                continue
            signs.append(one)
            places.append(place)
    return "".join(signs), places


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look for, in the form under which it is compared."""

    text: str
    patterns: tuple[str, ...]
    # Folded signs without which the term is not in a text: a quick test, for long texts.
    hint: str

    @classmethod
    def of(cls, text: str) -> "Term":
        """Return what people typed as a term; raise `InvalidTerm`."""
        typed = text.strip()
        if "@" in typed:
            try:
                folded = fold(parse_email(typed))
            except ValueError as error:
                raise InvalidTerm(str(error)) from None
            return cls(typed, (re.escape(folded),), folded.partition("@")[0].split()[0])
        if _PHONE.fullmatch(typed):
            return cls(typed, _phone(typed), re.sub(r"\D", "", typed)[-1])
        words = fold(typed).split()
        if sum(map(len, words)) < SHORTEST or not any(map(str.isalpha, "".join(words))):
            raise InvalidTerm(f"« {typed} » est trop court pour désigner quelqu’un.")
        turns = {tuple(words), *((*words[n:], *words[:n]) for n in range(1, len(words)))}
        patterns = tuple(r"\W+".join(map(re.escape, turn)) for turn in sorted(turns))
        return cls(typed, patterns, max(words, key=len))


def canonical(text: str) -> str:
    """Return a name, e-mail address or number in the form that all its writings share."""
    typed = text.strip()
    if _PHONE.fullmatch(typed):
        try:
            return parse_phone(typed)
        except ValueError:
            return typed
    if "@" in typed:
        return fold(typed)
    return " ".join(sorted(fold(typed).split()))


def _phone(typed: str) -> tuple[str, ...]:
    try:
        number = parse_phone(typed)
    except ValueError as error:
        raise InvalidTerm(str(error)) from None
    significant = number.removeprefix("+33")
    digits = r"\W*".join(significant.lstrip("+"))
    return (rf"(?:\+\W*33\W*(?:\(?0\)?)?\W*|0?\W*)?{digits}",)


@dataclass(frozen=True)
class Person:
    """Everything by which somebody is looked for."""

    terms: tuple[Term, ...]

    @classmethod
    def of(cls, *texts: str) -> "Person":
        """Return the person whom these terms name; raise `InvalidTerm`, also without any."""
        terms = tuple(Term.of(text) for text in texts if text.strip())
        if not terms:
            raise InvalidTerm("Écrire un nom, une adresse électronique ou un téléphone.")
        return cls(terms)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        choices = "|".join(pattern for term in self.terms for pattern in term.patterns)
        return re.compile(rf"(?<!\w)(?:{choices})(?!\w)")

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where each mention begins and ends in a text."""
        plain = fold(text)
        if not any(term.hint in plain for term in self.terms):
            return
        folded, places = _positions(text)
        for found in self._pattern.finditer(folded):
            start, end = places[found.start()], places[found.end() - 1] + 1
            while end < len(text) and unicodedata.combining(text[end]):
                end += 1
            yield start, end

    def is_in(self, value: Any) -> bool:
        """Tell whether a text, or JSON data of any depth, mentions the person."""
        return any(True for text in _texts(value) for _ in self.spans(text))

    def is_whole(self, text: str) -> bool:
        """Tell whether a text says nothing but the person."""
        return any(
            not re.search(r"\w", text[:start] + text[end:]) for start, end in self.spans(text)
        )

    def scrub(self, value: Any) -> Any:
        """Return a text or JSON data without the person.

        An item of a list that only says who, or a record whose name, address, number or page is
        the person's, goes whole; elsewhere the mention gives way to `REMOVED`.
        """
        if isinstance(value, str):
            return self._scrub_text(value)
        if isinstance(value, list):
            return [self.scrub(item) for item in value if not self._is_about(item)]
        if isinstance(value, dict):
            return {key: self.scrub(item) for key, item in value.items()}
        return value

    def _is_about(self, item: Any) -> bool:
        if isinstance(item, str):
            return self.is_whole(_SUPPORT.sub("", item, count=1))
        if not isinstance(item, dict):
            return False
        for part in _WHO:
            said = item.get(part)
            if isinstance(said, str) and (
                self.is_in(said) if part in {"url", "email"} else self.is_whole(said)
            ):
                return True
        return False

    def _scrub_text(self, text: str) -> str:
        kept, last = [], 0
        for start, end in self.spans(text):
            if start < last:
                continue
            kept += [text[last:start], REMOVED]
            last = end
        return "".join((*kept, text[last:]))


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
