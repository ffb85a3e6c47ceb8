"""Signing in by a link received by e-mail: no password, and no account betrayed."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from maillage.apps.contributions.proposing import guards
from maillage.apps.sheets.addresses import absolute
from maillage.kernel.contacts import parse_email

from . import accounts

_BACKEND = "django.contrib.auth.backends.ModelBackend"


class AddressForm(forms.Form):
    """The only question: an e-mail address."""

    address = forms.CharField(
        label=gettext_lazy("Votre adresse électronique"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": gettext_lazy("Écrivez votre adresse électronique.")},
    )

    def clean_address(self) -> str:
        """Return the address trimmed, its domain in lower case."""
        try:
            return parse_email(self.cleaned_data["address"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for an address and send it a link; the answer is the same whoever has an account."""
    after = safe_next(request, (request.POST or request.GET).get("suite", ""))
    form = AddressForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "after": after}
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["address"]
        try:
            guards.count(guards.SIGN_INS, guards.visitor(request))
            guards.count(guards.LETTERS_TO_ONE, guards.hidden(address.lower()))
            _send_link(request, address, after)
        except (guards.Refused, accounts.NotSent) as error:
            form.add_error(None, str(error))
        else:
            context["sent_to"] = address
    return render(request, "contributions/sign_in.html", context)


def _send_link(request: HttpRequest, address: str, after: str) -> None:
    user = accounts.find(address)
    key = accounts.key_for(user) if user else accounts.key_for_new(address)
    link = enter_url(request, key, after)
    # To the account's own address: two that look alike to the database are not the same box.
    to = user.email if user else address
    accounts.post("sign_in", to, _("Votre lien pour entrer"), {"link": link, "is_new": not user})


def enter_url(request: HttpRequest, key: tuple[str, str], after: str = "") -> str:
    """Return the whole address that signs somebody in."""
    query = f"?{urlencode({'suite': after})}" if after else ""
    return absolute(request, reverse("contributions:enter", args=key)) + query


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, who: str, token: str) -> HttpResponse:
    """Sign in with a link; the link only shows a button, as some mail boxes open links alone."""
    user = accounts.holder(who, token)
    after = safe_next(request, (request.POST or request.GET).get("suite", ""))
    if user is None or request.method != "POST":
        context = {"user_found": user, "after": after}
        return render(
            request, "contributions/enter.html", context, status=200 if user is not None else 410
        )
    if user.pk is None:
        user = accounts.create(user.email)
    login(request, user, backend=_BACKEND)
    messages.success(request, _("Bienvenue : vous êtes connecté·e pour la journée."))
    return redirect(after or "contributions:home")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close the session."""
    logout(request)
    messages.success(request, _("Vous êtes déconnecté·e."))
    return redirect("contributions:home")


def safe_next(request: HttpRequest, path: str) -> str:
    """Return where to go afterwards, "" unless it is a page of this site."""
    own = url_has_allowed_host_and_scheme(path, {request.get_host()}, request.is_secure())
    return path if own and path.startswith("/") else ""
