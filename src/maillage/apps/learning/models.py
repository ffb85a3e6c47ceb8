"""Pages that explain, and the words that they use."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from maillage.apps.sheets.models import Sheet
from maillage.kernel.vocabularies import TermKind


class Lesson(Sheet):
    """A page that explains the ESS; its description is the page, in Markdown with blocks."""

    order = models.FloatField(_("rang"), null=True, blank=True, db_index=True)
    history = HistoricalRecords(excluded_fields=["loaded_digest"])

    class Meta:
        verbose_name = _("page à lire")
        verbose_name_plural = _("pages à lire")


class Term(Sheet):
    """A word or an acronym, with one meaning or several."""

    other_names = models.JSONField(_("autres écritures"), default=list, blank=True)
    kind = models.CharField(_("nature"), max_length=20, blank=True, choices=TermKind.choices())
    meanings = models.JSONField(_("sens"), default=list, blank=True)
    history = HistoricalRecords(excluded_fields=["loaded_digest"])

    # Filled by whoever shows meanings, for many terms at once: public sheets by identifier.
    seen_also: Mapping[str, Sheet] = MappingProxyType({})

    class Meta:
        verbose_name = _("terme du glossaire")
        verbose_name_plural = _("termes du glossaire")

    @property
    def kind_term(self) -> TermKind | None:
        """Return the nature as a vocabulary term, or None when it is unknown."""
        return TermKind.get(self.kind)

    @property
    def senses(self) -> list[dict[str, Any]]:
        """Return the meanings, each with the public sheet that it leads to, or None."""
        return [
            {"id": "", "expansion": "", "definition": "", "context": ""}
            | meaning
            | {"sheet": self.seen_also.get(meaning.get("sheet", ""))}
            for meaning in self.meanings
        ]
