"""The cells of a comparison: some three hundred a page, too many for a template each."""

from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from . import evidence_marks
from .templatetags.typography import typeset


def cell(one: Any, label: str) -> SafeString:
    """Return a value of an authority with its source marks; `label` is that of its row.

    The marks of a ratio stand on its two numbers, in their own rows.
    """
    value = one.value
    marks = "" if value.denominator else evidence_marks.marks(one.evidence)
    note = f'<br><span class="note">{_set(value.why)}</span>' if value.why else ""
    shown = _shown(one, label)
    return mark_safe(f"{shown} {marks}{note}" if marks else f"{shown}{note}")  # noqa: S308


def _shown(one: Any, label: str) -> str:
    value = one.value
    if len(value.words) == 1:
        return _set(value.words[0])
    if value.words:
        return f'<ul class="plain">{"".join(f"<li>{_set(word)}</li>" for word in value.words)}</ul>'
    if value.amount is None:
        return f'<span class="soft">{escape(value.text)}</span>'
    if one.url and value.amount:
        who = f'<span class="vh"> : {escape(label)}, {escape(one.policy.name)}</span>'
        return f'<a href="{escape(one.url)}">{escape(value.text)}{who}</a>'
    return str(escape(value.text))


def _set(text: str) -> str:
    return str(escape(typeset(text)))
