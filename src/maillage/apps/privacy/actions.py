"""Writes on what is held on people: removed everywhere at once, and kept from coming back."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from maillage.apps.contributions.models import Snapshot
from maillage.apps.sheets import actions as sheet_actions
from maillage.apps.sheets import queries
from maillage.apps.sheets.actions import Author
from maillage.apps.sheets.models import Evidence, Redirect, Sheet
from maillage.kernel.people import Person, Term, canonical

from .holdings import Holding
from .models import PrivacyRequest, Removal, Withheld


@transaction.atomic
def remove(
    *, person: Person, held: Sequence[Holding], by: Author, reason: str = "", is_final: bool = True
) -> Removal:
    """Take a person out of the rows given, their history and the index, in one transaction.

    `is_final` also keeps the same terms from coming back with a file, a form or a document. The
    history says that personal data went, never whose.
    """
    sheets: defaultdict[int, list[Holding]] = defaultdict(list)
    for one in held:
        if issubclass(one.model, Sheet):
            sheets[one.pk].append(one)
        else:
            _scrub_row(one, person)
    _scrub_sheets(sheets, person, by)
    if is_final:
        withhold(person.terms)
    return Removal.objects.create(
        done_by=by,
        values=len(held),
        versions=sum(one.is_version for one in held),
        note=person.scrub(reason)[:300],
    )


def withhold(terms: Iterable[Term]) -> None:
    """Keep what these terms name from being written again."""
    known = [Withheld(digest=digest(term.text)) for term in terms]
    Withheld.objects.bulk_create(known, ignore_conflicts=True)


def digest(text: str) -> str:
    """Return the keyed hash of a name, address or number: the same for every way to write it."""
    return salted_hmac("maillage.privacy", canonical(text), algorithm="sha256").hexdigest()


def _scrub_sheets(by_pk: dict[int, list[Holding]], person: Person, by: Author) -> None:
    known = Sheet.objects.filter(pk__in=sorted(by_pk)).order_by("pk").values_list("pk", "type")
    for sheet in queries.own_rows(known):
        for one in by_pk[sheet.pk]:
            column = type(sheet)._meta.get_field(one.column)
            setattr(sheet, one.column, scrubbed(column, getattr(sheet, one.column), person))
        sheet_actions.save_sheet(sheet=sheet, by=by, reason=_("Données personnelles retirées"))


def scrubbed(column: "models.Field[Any, Any]", value: Any, person: Person) -> Any:
    """Return the value of a column without the person, fit to be kept in it."""
    if isinstance(value, str) and column.blank and person.is_whole(value):
        return ""
    clean = person.scrub(value)
    longest = getattr(column, "max_length", None)
    return clean[:longest] if isinstance(clean, str) and longest else clean


def _scrub_row(one: Holding, person: Person) -> None:
    rows = one.model._base_manager.filter(pk=one.pk)
    if one.model is get_user_model():
        _close_account(one.pk)
    elif one.model is Snapshot and one.column == "compressed":
        rows.update(compressed=None, reading=None)
    elif one.model is Redirect:
        rows.delete()
    else:
        column = one.model._meta.get_field(one.column)
        clean = scrubbed(column, one.value, person)
        if one.model is Evidence and one.column == "supports" and not clean:
            rows.delete()
        else:
            rows.update(**{one.column: clean})


def _close_account(pk: int) -> None:
    user = get_user_model().objects.filter(pk=pk).first()
    if user is None:
        return
    user.username = f"compte-ferme-{pk}"
    user.first_name = user.last_name = user.email = ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()


def answer(*, request: PrivacyRequest, by: Author) -> None:
    """Note that a request was answered, and by whom."""
    request.answered_at, request.answered_by = timezone.now(), by
    request.save()
