"""What the first three pages of the booklet say beside its charts, in plain French."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.kernel.amounts import french_number
from maillage.kernel.dates import parse_partial_date
from maillage.kernel.territories import TerritoryKind
from maillage.kernel.vocabularies import Family, Sector
from maillage.observatory.employers import Employer
from maillage.observatory.manifest import Manifest
from maillage.observatory.panorama import Panorama

from . import wording
from .chart_data import Unit, Value
from .subjects import Subject

Table = dict[str, Any]

NOTICE = gettext_lazy(
    "Données fictives : ce panorama est fait d’un registre inventé pour essayer le portail. "
    "Aucun de ses chiffres n’est vrai."
)
LONGEST = 90  # characters of a name in a table


def written(value: Value, unit: Unit) -> str:
    """Return a figure of a chart in words: « 1 234 », « 9,1 % », « +2,5 % »."""
    if value is None:
        return "–"
    if unit is Unit.COUNT:
        return french_number(value, 0)
    sign = "+" if unit is Unit.CHANGE and value > 0 else ""
    return sign + wording.percent(value)


def shortened(name: str) -> str:
    """Return a name that a table can hold: the longest of the register have hundreds of letters."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"


def detail(subject: Subject, manifest: Manifest) -> str:
    """Return what the territory is, under its name: « Région, code 44 · 5 118 communes »."""
    said = []
    if territory := subject.territory:
        names = {"kind": territory.kind_label, "code": territory.code}
        coded = territory.term not in (TerritoryKind.COUNTRY, TerritoryKind.PERIMETER)
        said.append(_("%(kind)s, code %(code)s") % names if coded else territory.kind_label)
    if (size := len(subject.communes)) > 1:
        said.append(wording.count(size, _("commune"), _("communes")))
    month = parse_partial_date(manifest.period).french
    said.append(_("registre de %(month)s") % {"month": month})
    return " · ".join(said)


def mesh_caption(panorama: Panorama) -> str:
    """Return what the picture of the cover shows."""
    if not panorama.ess.establishments:
        return _("Les nœuds de ce maillage sont vides : aucun établissement de l’ESS ici.")
    return _(
        "Sur ce maillage, chaque famille de l’ESS présente ici porte des nœuds, à peu près à "
        "proportion de ses établissements."
    )


def key_figures(panorama: Panorama) -> list[dict[str, str]]:
    """Return the four figures of the cover."""
    ess = panorama.ess
    return [
        _key(
            french_number(ess.establishments),
            _("établissements de l’ESS")
            if ess.establishments >= 2
            else _("établissement de l’ESS"),
            _("actifs, avec ou sans salarié"),
        ),
        _key(
            wording.percent(panorama.share) if panorama.share is not None else "–",
            _("de tous les établissements"),
            _("sur %(all)s") % {"all": french_number(panorama.economy.establishments)},
        ),
        _key(
            french_number(ess.declared),
            _("se déclarent employeurs") if ess.declared >= 2 else _("se déclare employeur"),
            _("%(n)s avec des salariés au 31 décembre") % {"n": french_number(ess.statistical)},
        ),
        _key(
            wording.bounds(ess.jobs),
            _("emplois"),
            _("d’après les tranches d’effectifs ; estimation %(n)s")
            % {"n": french_number(ess.jobs.estimate)},
        ),
    ]


def _key(value: str, label: str, note: str) -> dict[str, str]:
    return {"value": value, "label": label, "note": note}


def leads(panorama: Panorama) -> dict[str, dict[str, str]]:
    """Return the title of each inner page, and the sentence that answers its question."""
    return {
        "families": {"title": _("Familles et secteurs"), "lead": _families_lead(panorama)},
        "sizes": {"title": _("Tailles, employeurs et emplois"), "lead": _sizes_lead(panorama)},
        "method": {"title": _("Méthode, doutes et sources"), "lead": ""},
    }


def _families_lead(panorama: Panorama) -> str:
    ess = panorama.ess
    if not ess.establishments:
        return _(
            "Le registre ne connaît aucun établissement de l’ESS ici dans cette variante ; la page "
            "suivante montre ce qu’il en est plus largement."
        )
    family = max(panorama.families, key=lambda one: one.establishments)
    named = {sector: n for sector, n in ess.sectors.items() if sector is not Sector.OTHER and n}
    sector = max(named, key=lambda one: named[one], default=Sector.OTHER)
    label = str(family.family.label)
    return _(
        "Les %(family)s font %(share)s des établissements de l’ESS ; le premier secteur est "
        "« %(sector)s », avec %(part)s."
    ) % {
        "family": f"{label[:1].lower()}{label[1:]}",
        "share": wording.percent(100 * family.establishments / ess.establishments),
        "sector": sector.label,
        "part": wording.percent(100 * ess.sectors[sector] / ess.establishments),
    }


def _sizes_lead(panorama: Panorama) -> str:
    ess = panorama.ess
    if not ess.declared and not ess.statistical:
        return _("Aucun établissement de l’ESS n’est connu comme employeur ici.")
    return _(
        "%(employers)s de l’ESS sur %(all)s, soit %(share)s des employeurs d’ici ; %(jobs)s."
    ) % {
        "employers": wording.count(ess.declared, _("employeur déclaré"), _("employeurs déclarés")),
        "all": wording.count(ess.establishments, _("établissement"), _("établissements")),
        "share": wording.percent(panorama.declared_share),
        "jobs": wording.jobs(ess.jobs),
    }


def employment(panorama: Panorama) -> Table:
    """Return the employers and jobs of each family, by both concepts of an employer."""
    known = {one.family: one for one in panorama.families}
    return {
        "title": _("Employeurs et emplois par famille"),
        "description": _(
            "Les emplois sont un intervalle : Sirene n’a que des tranches d’effectifs"
        ),
        "head": [
            _("Famille"),
            _("Se déclarent employeurs"),
            _("Salariés au 31 décembre"),
            _("Emplois, de – à"),
            _("Estimation"),
        ],
        "lines": [
            {
                "family": family.value,
                "label": str(family.label),
                "cells": [
                    french_number(one.declared),
                    french_number(one.statistical),
                    wording.bounds(one.jobs),
                    french_number(one.jobs.estimate),
                ],
            }
            for family in Family
            if (one := known.get(family)) and one.establishments
        ],
    }


def employers(panorama: Panorama) -> Table:
    """Return the employers of the ESS by both concepts, and their share of those of all."""
    ess = panorama.ess
    return {
        "title": _("Deux façons d’être employeur"),
        "description": _(
            "Elles ne s’accordent pas : l’une est immédiate, l’autre sûre mais tardive"
        ),
        "head": ["", _("ESS"), _("Part de l’économie")],
        "lines": [
            {
                "cells": [
                    _("Se déclarent employeurs"),
                    french_number(ess.declared),
                    written(panorama.declared_share, Unit.PERCENT),
                ]
            },
            {
                "cells": [
                    _("Ont des salariés au 31 décembre"),
                    french_number(ess.statistical),
                    written(panorama.statistical_share, Unit.PERCENT),
                ]
            },
        ],
    }


def jobs(panorama: Panorama) -> Table:
    """Return the interval of jobs with its places on a line from 0 to the most."""
    found = panorama.ess.jobs
    most = found.most if found.most is not None else max(2 * found.least, found.estimate)
    longest = max(most, found.estimate, 1)
    said = wording.jobs(found)
    sentence = f"{said[:1].upper()}{said[1:]}"
    if panorama.jobs_share is not None and found.estimate:
        sentence = _("%(interval)s ; estimation %(estimate)s, soit %(share)s de ceux d’ici.") % {
            "interval": sentence,
            "estimate": french_number(found.estimate),
            "share": wording.percent(panorama.jobs_share),
        }
    return {
        "title": _("Emplois de l’ESS"),
        "description": _("Un intervalle, et une estimation qui dit qu’elle en est une"),
        "least": found.least / longest,
        "estimate": found.estimate / longest,
        "most": most / longest,
        "open": found.most is None,
        "sentence": sentence,
    }


def largest(rows: Sequence[tuple[Employer, str]], tied: int) -> Table:
    """Return the largest employers with their communes; `tied` are left out of the last class.

    Names under partial diffusion are already hidden. The order inside a size class means nothing,
    so that nobody gets a rank.
    """
    more = ""
    if tied:
        more = _("%(n)s de la dernière tranche ne sont pas dans la liste.") % {
            "n": wording.count(tied, _("établissement"), _("établissements"))
        }
        if tied == 1:
            more = _("Un établissement de la dernière tranche n’est pas dans la liste.")
    return {
        "title": _("Les plus grands employeurs de l’ESS"),
        "description": _("Par tranche d’effectifs ; dans une même tranche, l’ordre ne dit rien"),
        "head": [_("Établissement"), _("Commune"), _("Tranche d’effectifs")],
        "none": _("Aucun établissement de l’ESS n’a de salariés connus ici."),
        "more": more,
        "lines": [
            {
                "family": one.family.value,
                "cells": [
                    shortened(one.name),
                    shortened(commune),
                    str(one.size.label),
                ],
            }
            for one, commune in rows
        ],
    }
