"""What people type about personal data."""

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.kernel.people import InvalidTerm, Person
from maillage.kernel.vocabularies import PrivacyAsk

from .models import PrivacyRequest


class RequestForm(forms.ModelForm):
    """The request of a person about the data held on them."""

    kind = forms.ChoiceField(
        label=_("Ce que vous demandez"), choices=PrivacyAsk.choices(), widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=_("Votre nom, tel qu’il est écrit sur le site"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Votre adresse électronique"),
        help_text=_("Pour vous répondre ; rien d’autre."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    message = forms.CharField(
        label=_("Où vous avez vu votre nom, ce qui est à corriger (facultatif)"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    class Meta:
        model = PrivacyRequest
        fields = ("kind", "name", "email", "message")


class SearchForm(forms.Form):
    """By what somebody is looked for everywhere: a name, an address or a number a line."""

    terms = forms.CharField(
        label=_("Nom, adresse électronique, téléphone : un par ligne"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("Motif, sans nommer la personne"),
        required=False,
        max_length=300,
        help_text=_("Par exemple : demande du 22 novembre 2026."),
    )

    def clean_terms(self) -> str:
        """Check that the terms name somebody; `person` is then whom they name."""
        typed: str = self.cleaned_data["terms"]
        try:
            self.person = Person.of(*typed.splitlines())
        except InvalidTerm as error:
            raise forms.ValidationError(str(error)) from None
        return typed
