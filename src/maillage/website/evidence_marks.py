"""The quiet source marks that follow values.

A page may hold hundreds of them: they are written here rather than by a template, which takes ten
times longer, and what one source says of itself is written once.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .templatetags.typography import shielded, time, typeset


def marks(proofs: Iterable[Any], *, titled: bool = False) -> SafeString:
    """Return a mark for each source of the proofs or claims, however many passages it gives.

    A mark opens its source, passages, date and status; `titled` writes the source's title first.
    """
    by_source: dict[int, list[Any]] = {}
    for given in proofs:
        own = getattr(given, "evidence", given)  # a claim brings its own
        for proof in own if isinstance(own, list) else [own]:
            by_source.setdefault(proof.number, []).append(proof)
    return mark_safe(  # noqa: S308  (every text below is escaped)
        "".join(_mark(number, own, titled) for number, own in sorted(by_source.items()))
    )


def _mark(number: int, proofs: list[Any], titled: bool) -> str:
    source = proofs[0].source
    head, foot = _source(
        number, source.title, source.publisher, source.warning, get_language() or ""
    )
    title = f"<span>{escape(typeset(source.title))}</span> " if titled else ""
    return f"{title}{head}{''.join(map(_proof, proofs))}{foot}"


@lru_cache(maxsize=512)
def _source(
    number: int, title: str, publisher: str, warning: str, language: str
) -> tuple[str, str]:
    """Return what stands before and after the passages of a source, in a language."""
    said = escape(_("Source %(number)d") % {"number": number})
    by = f", {escape(typeset(publisher))}" if publisher else ""
    head = (
        f'<details class="ev"><summary><span aria-hidden="true">{number}</span>'
        f'<span class="vh">{said}</span></summary>\n<div class="ev-body">'
        f'<p><a href="#source-{number}">{escape(typeset(title))}</a>{by}</p>'
    )
    warned = f'<p class="stale">{escape(typeset(warning))}</p>' if warning else ""
    return head, f"{warned}</div></details>"


def _proof(proof: Any) -> str:
    passage = f"<q>{escape(shielded(proof.passage))}</q> " if proof.passage else ""
    place = f"{escape(proof.locator)}, " if proof.locator else ""
    facts = _facts(
        proof.status_term.label, proof.method_term.label, proof.seen_on, get_language() or ""
    )
    shown = f'<p>{passage}<span class="soft">{place}{facts}</span></p>'
    if proof.inferred:
        said = typeset(f"{_('Déduit :')} {shielded(proof.inferred)}")
        shown += f"<p>{escape(said)}</p>"
    return shown


@lru_cache(maxsize=512)
def _facts(status: str, method: str, seen_on: date | None, language: str) -> str:
    """Return how a proof came in and whether it was reviewed, in a language."""
    facts = [escape(_(status).lower()), escape(_(method).lower())]
    if seen_on:
        facts.append(f"{escape(_('vu le'))} {time(seen_on)}")
    return ", ".join(facts)
