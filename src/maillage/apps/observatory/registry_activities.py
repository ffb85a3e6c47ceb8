"""Activities as people ask for them: a code of the NAF, its beginning, or words of its label."""

from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _

from maillage.observatory.sources import naf
from maillage.search.analyser import Word, index_terms, read_question

_MOST = 40  # subclasses that words may stand for: beyond, they say too little
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Activities:
    """What an activity filter stands for: codes or beginnings of codes, and how to say it."""

    codes: tuple[str, ...] = ()
    label: str = ""
    error: str = ""


def read(text: str) -> Activities:
    """Return the activities that a text names, or what is wrong with it, in French."""
    if not text:
        return Activities()
    if code := naf.read_code(text):
        return _of_code(code, text)
    found = _of_words(text)
    if not found:
        message = _(
            "Aucune activité de la nomenclature (NAF) ne contient « %(text)s » : essayez un autre "
            "mot, ou un code comme 88.10A."
        )
        return Activities(error=message % {"text": text})
    if len(found) > _MOST:
        message = _("« %(text)s » désigne %(count)d activités : soyez plus précis.")
        return Activities(error=message % {"text": text, "count": len(found)})
    named = [f"{code} {naf.label(code)}" for code in found[:_SHOWN]]
    more = len(found) - len(named)
    label = " ; ".join(named) + (_(" ; et %(count)d autres") % {"count": more} if more else "")
    return Activities(tuple(found), label)


def _of_code(code: str, text: str) -> Activities:
    if not any(known.startswith(code) for known in naf.labels()):
        message = _("« %(text)s » n’est pas un code de la nomenclature d’activités (NAF rév. 2).")
        return Activities(error=message % {"text": text})
    label = naf.label(code)
    return Activities((code,), f"{code} {label}" if label else f"{code}…")


def _of_words(text: str) -> list[str]:
    """Return the subclasses, and those of the groups, whose label holds all the words."""
    question = read_question(text)
    asked = question.words
    if not asked:
        return []
    return [
        code
        for code, (folded, stems) in _terms().items()
        if all(
            _holds(word, folded, stems, is_open=question.open and word is asked[-1])
            for word in asked
        )
    ]


def _holds(word: Word, folded: frozenset[str], stems: frozenset[str], *, is_open: bool) -> bool:
    if not stems.isdisjoint(word.stems) or word.folded in folded:
        return True
    return is_open and len(word.folded) > 2 and any(one.startswith(word.folded) for one in folded)


@cache
def _terms() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Return the words of each subclass's label, with those of its group's."""
    found = {}
    for code, label in naf.labels().items():
        if len(code) == 6:
            folded, stems = index_terms(label, naf.label(code[:4]))
            found[code] = frozenset(folded.split()), frozenset(stems.split())
    return found
