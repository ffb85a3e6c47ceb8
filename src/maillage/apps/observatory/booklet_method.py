"""What the last page of the booklet says: method, doubts, published figures, sources."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.kernel.amounts import french_number
from maillage.kernel.dates import parse_partial_date
from maillage.observatory.manifest import Manifest, VariantNote
from maillage.observatory.panorama import Panorama

from . import wording
from .published import PublishedFigure
from .subjects import Subject

Table = dict[str, Any]

# Beyond, the fourth page would be too small to read: the rest is on the portal.
MOST_PUBLISHED = 6
_ROLES = {
    "legal_units": gettext_lazy("Sirene, unités légales"),
    "establishments": gettext_lazy("Sirene, établissements"),
    "ess_list": gettext_lazy("Liste des entreprises de l’ESS"),
}
_PUBLISHERS = {
    "legal_units": gettext_lazy("Insee, Licence Ouverte 2.0"),
    "establishments": gettext_lazy("Insee, Licence Ouverte 2.0"),
    "ess_list": gettext_lazy("ESS France, Licence Ouverte"),
}


def variant_note(manifest: Manifest, panorama: Panorama) -> VariantNote:
    """Return the variant of a panorama as its vintage describes it."""
    return next(one for one in manifest.perimeter.variants if one.id == panorama.variant)


def method(panorama: Panorama, manifest: Manifest) -> list[str]:
    """Return how the figures are made."""
    note = variant_note(manifest, panorama)
    return [
        _(
            "Ces pages sont calculées sur %(register)s : chaque établissement actif "
            "y est compté une fois, dans sa commune. Le périmètre est « %(perimeter)s » du "
            "%(date)s, variante « %(variant)s ». %(description)s"
        )
        % {
            "register": _("un registre inventé, à la forme de Sirene")
            if manifest.fictitious
            else _("le répertoire Sirene entier"),
            "perimeter": manifest.perimeter.label,
            "date": _date(manifest.perimeter.date),
            "variant": note.label,
            "description": note.description,
        },
        _(
            "Un employeur l’est par ce qu’il déclare (immédiat) ou par sa tranche d’effectifs au "
            "31 décembre (statistique, connue avec deux ans de retard). Sirene n’a pas d’effectif "
            "exact : les emplois sont un intervalle, la somme des bornes des tranches."
        ),
    ]


def _date(text: str) -> str:
    try:
        return parse_partial_date(text).french
    except ValueError:
        return text


def ambiguity(panorama: Panorama) -> Table:
    """Return how much hangs on what the sources leave open."""
    found = panorama.ambiguity
    sentences = [
        _(
            "%(form)s de forme juridique discutée (%(declared)s qui se déclarent employeurs, "
            "%(jobs)s), dont %(counted)s dans cette variante."
        )
        % {
            "form": wording.count(found.form, _("établissement"), _("établissements")),
            "declared": french_number(found.form_declared),
            "jobs": wording.jobs(found.form_jobs),
            "counted": wording.count(found.form_counted, _("compté"), _("comptés")),
        },
        _(
            "%(conflict)s dont la forme et le registre se contredisent (%(declared)s qui se "
            "déclarent employeurs, %(jobs)s), dont %(counted)s dans cette variante."
        )
        % {
            "conflict": wording.count(found.conflict, _("établissement"), _("établissements")),
            "declared": french_number(found.conflict_declared),
            "jobs": wording.jobs(found.conflict_jobs),
            "counted": wording.count(found.conflict_counted, _("compté"), _("comptés")),
        },
    ]
    return {
        "title": _("Ce qui reste ambigu"),
        "description": _("Ce que les sources laissent ouvert ou disent de deux façons"),
        "sentences": sentences,
    }


def published(rows: Sequence[PublishedFigure], panorama: Panorama) -> Table:
    """Return the published figures beside the computed ones, the first `MOST_PUBLISHED`."""
    if not rows:
        description = _("Le portal n’a pas de chiffre publié sur le poids de l’ESS ici.")
    elif panorama.fictitious:
        description = _(
            "Ces chiffres sont réels, ceux du panorama sont fictifs : rien n’est rapproché."
        )
    else:
        description = _("Côte à côte, jamais en moyenne : chacun garde sa date et sa définition")
    left = len(rows) - MOST_PUBLISHED
    cited = list(dict.fromkeys(one.published.source for one in rows[:MOST_PUBLISHED]))
    return {
        "title": _("Chiffres publiés par d’autres"),
        "description": description,
        "head": [_("Chiffre publié"), _("Ici"), _("Écart"), _("Ce qui peut l’expliquer")],
        "cited": " ".join(f"[{place}] {one}." for place, one in enumerate(cited, start=1)),
        "compared": any(one.why for one in rows),
        "more": (
            _("Et %(n)s sur le portail.")
            % {"n": wording.count(left, _("autre chiffre"), _("autres chiffres"))}
            + " "
            if left > 0
            else ""
        ),
        "lines": [
            {
                "cells": [
                    f"{one.published.cited} [{cited.index(one.published.source) + 1}]",
                    one.computed.words if one.computed else "–",
                    one.difference.words if one.difference else "–",
                    one.why or "–",
                ]
            }
            for one in rows[:MOST_PUBLISHED]
        ],
    }


def sources(manifest: Manifest) -> Table:
    """Return the files that the vintage was made from, with their licence and checksum."""
    return {
        "title": _("Sources"),
        "description": _("Les fichiers lus, tels quels ; l’empreinte dit lesquels"),
        "head": [
            _("Source"),
            _("Éditeur, licence"),
            _("Lignes"),
            _("Début de l’empreinte SHA-256"),
        ],
        "lines": [
            {
                "cells": [
                    str(_ROLES.get(one.role, one.role)),
                    _("Inventé par le logiciel")
                    if manifest.fictitious
                    else str(_PUBLISHERS.get(one.role, "")),
                    french_number(one.rows),
                    one.sha256[:24],
                ]
            }
            for one in manifest.inputs
        ],
    }


def reproduce(panorama: Panorama, manifest: Manifest, address: str) -> Table:
    """Return how to cite these pages, beside the commands that give their figures again."""
    names = {
        "vintage": manifest.name,
        "day": _date(manifest.built_at[:10]),
        "software": manifest.software,
        "address": address,
    }
    return {
        "title": _("Refaire et citer"),
        "sentence": _(
            "Millésime %(vintage)s, calculé le %(day)s par %(software)s. Page : %(address)s"
        )
        % names,
    }


def commands(subject: Subject, panorama: Panorama, manifest: Manifest) -> list[str]:
    """Return the commands that give these figures again, letter for letter."""
    refs = " ".join(subject.members)
    build = "maillage observatory build --legal-units F --establishments F"
    if manifest.input("ess_list"):
        build += " --ess-list F"
    show = f"maillage panorama {refs} --vintage {manifest.name} --perimeter {panorama.variant}"
    return [show] if manifest.fictitious else [build, show]
