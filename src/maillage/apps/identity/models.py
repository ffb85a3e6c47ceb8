"""The one row that says whose portal this is."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from maillage.apps.territories import queries as territories
from maillage.apps.territories.models import Territory
from maillage.kernel import colour

# An SVG logo could carry a script: only formats that are nothing but a picture.
LOGO_FORMATS = {".png": b"\x89PNG\r\n", ".jpg": b"\xff\xd8\xff", ".webp": b"RIFF"}
MAX_LOGO_BYTES = 200_000


def check_accent_light(value: str) -> None:
    """Refuse an accent that cannot be read on paper."""
    _check(value, colour.PAPER)


def check_accent_dark(value: str) -> None:
    """Refuse an accent that cannot be read on the dark ground."""
    _check(value, colour.DARK_GROUND)


def _check(value: str, ground: str) -> None:
    try:
        colour.check_text_colour(colour.parse_colour(value), ground)
    except ValueError as error:
        raise ValidationError(str(error)) from None


def check_home_territory(value: str) -> None:
    """Refuse a territory that does not exist."""
    if territories.find_or_none(value) is None:
        raise ValidationError(
            _("« %(ref)s » n’est pas un territoire connu : écrire par exemple region:44."),
            params={"ref": value},
        )


def check_logo(file: models.fields.files.FieldFile) -> None:
    """Refuse a logo that is too heavy or not a picture."""
    start = LOGO_FORMATS.get(Path(file.name or "").suffix.lower())
    try:
        file.open()
    except FileNotFoundError:
        raise ValidationError(_("Le fichier du logo a disparu : en choisir un autre.")) from None
    if start is None or not file.read(len(start)) == start:
        raise ValidationError(_("Le logo doit être une image PNG, JPEG (.jpg) ou WebP."))
    if file.size > MAX_LOGO_BYTES:
        raise ValidationError(_("Le logo dépasse 200 ko : réduire l’image."))


class Identity(models.Model):
    """Name, home territory, look and legal mentions of the instance."""

    name = models.CharField(_("nom du portail"), max_length=100, default="Maillage")
    tagline = models.CharField(_("sous-titre"), max_length=200, blank=True)
    home_territory_ref = models.CharField(
        _("territoire"),
        max_length=80,
        default="pays:FR",
        validators=[check_home_territory],
        help_text=_("Genre et code : region:44, departement:54, epci:245400676, commune:54395."),
    )
    logo = models.FileField(_("logo"), upload_to="identite", blank=True, validators=[check_logo])
    accent_light = models.CharField(
        _("couleur d’accent"), max_length=7, default="#0B6E6E", validators=[check_accent_light]
    )
    accent_dark = models.CharField(
        _("couleur d’accent, affichage sombre"),
        max_length=7,
        default="#5CC2BE",
        validators=[check_accent_dark],
    )
    contact_email = models.EmailField(_("adresse de contact"), blank=True)
    legal_notice = models.TextField(
        _("mentions légales"), blank=True, help_text=_("Texte en Markdown.")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = _("identité du portail")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Write colours and line ends as files do, so that an export is read back identically."""
        self.accent_light = self.accent_light.upper()
        self.accent_dark = self.accent_dark.upper()
        self.legal_notice = self.legal_notice.replace("\r\n", "\n").strip()

    @cached_property
    def home_territory(self) -> Territory | None:
        """Return the territory the portal is about, or None when it is unknown."""
        return territories.find_or_none(self.home_territory_ref)


def current() -> Identity:
    """Return the instance's identity: the default one until somebody writes another."""
    return Identity.objects.order_by("pk").first() or Identity()


def adopt(record: Mapping[str, Any]) -> bool:
    """Give the instance the identity of a record, unless it has one; tell whether it was given."""
    if Identity.objects.exists():
        return False
    values = dict(record)
    if "home_territory" in values:
        values["home_territory_ref"] = values.pop("home_territory")
    Identity.objects.create(**values)
    return True
