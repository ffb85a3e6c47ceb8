"""How long what is held on people is kept: the page says it and `maillage maintain` does it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.sheets.upkeep import Upkeep

from .models import PrivacyRequest

ANSWERED_REQUESTS = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Period:
    """What is kept, why, on which legal basis and for how long, in words."""

    what: str
    why: str
    basis: str
    time: str


def periods() -> Sequence[Period]:
    """Return what this instance keeps on people."""
    hours = settings.SESSION_COOKIE_AGE // 3600
    return (
        Period(
            _("Nom, fonction et service de personnes qui agissent à titre public"),
            _("Dire à qui s’adresser et qui porte une politique"),
            _("Intérêt légitime du public à s’informer (RGPD, article 6, 1, f)"),
            _("Tant que la source le dit ; retiré sur demande, historique compris"),
        ),
        Period(
            _("Nom et adresse électronique de qui propose une modification, s’ils sont donnés"),
            _("Répondre à la personne"),
            _("Consentement (article 6, 1, a)"),
            _("Douze mois après la décision"),
        ),
        Period(
            _("Adresse réseau de qui envoie un formulaire, sous forme d’empreinte"),
            _("Empêcher les envois en masse"),
            _("Intérêt légitime à protéger le site (article 6, 1, f)"),
            _("Un jour ; l’empreinte ne permet pas de retrouver l’adresse"),
        ),
        Period(
            _("Documents reçus pour en tirer des fiches"),
            _("Vérifier une valeur dans son texte"),
            _("Intérêt légitime à prouver ce qui est publié (article 6, 1, f)"),
            _("Douze mois ; ensuite seule leur empreinte reste"),
        ),
        Period(
            _("Comptes des éditeurs : identifiant, nom, adresse électronique"),
            _("Savoir qui a modifié ou relu une fiche"),
            _("Mission confiée à ces personnes (article 6, 1, e ou f)"),
            _("Tant que le compte sert ; fermé sur demande"),
        ),
        Period(
            _("Cookie de session des éditeurs"),
            _("Rester connecté"),
            _("Nécessaire au service demandé : sans consentement"),
            _("%(hours)d heures ; aucun cookie pour les visiteurs") % {"hours": hours},
        ),
        Period(
            _("Demandes sur des données personnelles"),
            _("Y répondre et le prouver"),
            _("Obligation légale (article 6, 1, c)"),
            _("Douze mois après la réponse"),
        ),
    )


def purge_task(upkeep: Upkeep) -> str:
    """Run the purge of `maillage maintain`."""
    count = purge(upkeep.now)
    return ngettext("%(n)d demande effacée.", "%(n)d demandes effacées.", count) % {"n": count}


@transaction.atomic
def purge(now: datetime) -> int:
    """Delete the requests answered too long ago; return how many."""
    old = PrivacyRequest.objects.filter(answered_at__lt=now - ANSWERED_REQUESTS)
    return old.delete()[0]
