"""The form of a question: clear choices, answers in a table, checked as the engine reads it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from maillage.apps.sheets.forms import KindField
from maillage.apps.sheets.kinds import InvalidValue, is_known
from maillage.kernel import vocabularies
from maillage.kernel.rules.facts import FactKind
from maillage.kernel.vocabularies import Vocabulary

from .beside import QUESTION, QUESTIONS
from .editor_words import GROUPS, KINDS, USES
from .models import Question

_EFFORTS = (
    (1, _("1 : connu par cœur")),
    (2, _("2 : à chercher un peu")),
    (3, _("3 : des papiers à sortir")),
)


class QuestionForm(forms.ModelForm):
    """A question as an editor writes it."""

    kind = forms.ChoiceField(label=_("genre de réponse"))
    options = KindField(
        QUESTION.parts["options"].kind,
        label=_("réponses possibles"),
        required=False,
        help_text=_("Pour un ou plusieurs choix : un code court, ce qu’on lit, une aide."),
    )
    vocabulary = forms.ChoiceField(
        label=_("ou bien les termes de"),
        required=False,
        help_text=_("Une liste que tout le portail partage, à la place des réponses ci-dessus."),
    )
    group = forms.ChoiceField(label=_("groupe"), choices=tuple(GROUPS.items()))
    effort = forms.TypedChoiceField(label=_("effort demandé"), choices=_EFFORTS, coerce=int)
    used_by = forms.MultipleChoiceField(
        label=_("sert à"),
        required=False,
        choices=tuple(USES.items()),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Question
        fields = (
            *("fact", "label", "question", "why", "kind", "options", "vocabulary", "unit"),
            *("min", "max", "step", "used_by", "group", "order", "effort", "sensitive"),
        )
        widgets = dict.fromkeys(("question", "why"), forms.Textarea(attrs={"rows": 2}))
        help_texts = {
            "fact": _("Le nom de la réponse dans les règles et les adresses : « cout-projet »."),
            "label": _("Court : « Étape »."),
            "question": _("La phrase entière : « Où en est votre projet ? »"),
            "why": _("Ce que la réponse change, pour qui hésite à répondre."),
            "unit": _("Pour un nombre : €, heures, personnes…"),
            "order": _("Les questions d’un groupe se posent dans cet ordre."),
            "sensitive": _("Une réponse que l’on peut préférer taire."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A question that does not say what it serves is for orientation.
        self.initial["used_by"] = self.initial.get("used_by") or ["orientation"]
        self.fields["kind"].choices = self.kinds()  # type: ignore[attr-defined]
        self.fields["vocabulary"].choices = [("", "—"), *_vocabularies()]  # type: ignore[attr-defined]

    @staticmethod
    def kinds() -> list[tuple[str, str]]:
        """Return the kinds of answer with their words."""
        return [(kind.value, str(KINDS[kind])) for kind in FactKind]

    def clean(self) -> dict[str, Any]:
        """Let the engine read the question: it says what is wrong."""
        data: dict[str, Any] = super().clean() or {}
        if self.errors:
            return data
        fact = data.get("fact") or self.instance.fact
        record = {"id": fact, **{k: v for k, v in data.items() if k != "fact" and is_known(v)}}
        try:
            QUESTIONS.clean(record)
        except InvalidValue as error:
            name = error.pointer.split("/")[1] if error.pointer else None
            raise ValidationError(
                {name: str(error)} if name in self.fields else str(error)
            ) from None
        return data


def _vocabularies() -> list[tuple[str, str]]:
    """Return the vocabularies by name, with their first terms for whoever does not know them."""
    found = []
    for name in sorted(vocabularies.__all__):
        terms = getattr(vocabularies, name)
        if isinstance(terms, type) and issubclass(terms, Vocabulary) and terms is not Vocabulary:
            some = ", ".join(term.label for term in list(terms)[:3])
            found.append((name, f"{name} ({some}…)"))
    return found
