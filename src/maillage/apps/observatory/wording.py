"""The observatory's sentences: what a panorama says, in plain French."""

from django.utils.translation import gettext as _

from maillage.kernel.amounts import french_number
from maillage.observatory.panorama import Jobs, Panorama

_LARGE = 30  # percent from which « 1 sur 3 » says less than the percentage
_RARE = 60  # « 1 sur 60 » at most: beyond, a percentage is clearer


def count(number: int, singular: str, plural: str = "") -> str:
    """Return « 1 établissement », « 1 234 établissements »; the plural begins at 2."""
    words = singular if number < 2 else plural or f"{singular}s"
    return f"{french_number(number)} {words}"


def percent(value: float | None) -> str:
    """Return « 9,1 % »; « inconnu » where there is nothing to divide by."""
    if value is None:
        return _("inconnu")
    return f"{french_number(value, 1)}\u202f%"


def one_in(share: float | None) -> int | None:
    """Return n where the share reads well as « 1 sur n », or None."""
    if not share or share >= _LARGE or share < 100 / _RARE:
        return None
    return round(100 / share)


def weight(panorama: Panorama) -> str:
    """Return « 1 établissement sur 11 relève de l’ESS », or what says as much."""
    if not panorama.economy.establishments:
        return _("aucun établissement actif n’est connu")
    if not panorama.ess.establishments:
        return _("aucun établissement ne relève de l’ESS")
    if n := one_in(panorama.share):
        return _("1\u00a0établissement sur\u00a0%(n)d relève de l’ESS") % {"n": n}
    return _("%(share)s des établissements relèvent de l’ESS") % {"share": percent(panorama.share)}


def title(panorama: Panorama, in_name: str) -> str:
    """Return « En Meurthe-et-Moselle, 1 établissement sur 11 relève de l’ESS »."""
    return f"{in_name[:1].upper()}{in_name[1:]}, {weight(panorama)}"


def details(panorama: Panorama) -> str:
    """Return how many establishments, employers and jobs, as the end of the headline."""
    ess = panorama.ess
    if not ess.establishments:
        return ""
    said = count(ess.establishments, _("établissement"), _("établissements"))
    if not ess.declared:
        return _("%(said)s, dont aucun ne se déclare employeur") % {"said": said}
    return _("%(said)s, dont %(employers)s, et %(jobs)s") % {
        "said": said,
        "employers": count(ess.declared, _("employeur"), _("employeurs")),
        "jobs": jobs(ess.jobs),
    }


def headline(panorama: Panorama, in_name: str) -> str:
    """Return the whole headline: « En Meurthe-et-Moselle, 1 établissement sur 11… : 6 200… »."""
    more = details(panorama)
    return f"{title(panorama, in_name)}\u202f: {more}." if more else f"{title(panorama, in_name)}."


def jobs(found: Jobs) -> str:
    """Return « de 1 200 à 2 400 emplois »: never one number, for Sirene holds no headcount."""
    if found.most is None:
        return _("au moins %(least)s") % {"least": count(found.least, _("emploi"), _("emplois"))}
    if found.least == found.most:
        return count(found.most, _("emploi"), _("emplois"))
    return _("de %(least)s\u00a0à\u00a0%(most)s emplois") % {
        "least": french_number(found.least),
        "most": french_number(found.most),
    }


def bounds(found: Jobs) -> str:
    """Return « 1 200 à 2 400 », « 40 000 ou plus » or « 0 »."""
    if found.most is None:
        return _("%(least)s ou plus") % {"least": french_number(found.least)}
    if found.least == found.most:
        return french_number(found.least)
    return f"{french_number(found.least)} {_('à')} {french_number(found.most)}"


def doubts(panorama: Panorama) -> list[str]:
    """Return what hangs on what the sources leave open, a sentence for each reason."""
    found = panorama.ambiguity
    said = []
    if found.form:
        said.append(
            _("%(subject)s une forme juridique que les sources classent diversement ; %(counted)s.")
            % {
                "subject": count(found.form, _("établissement a"), _("établissements ont")),
                "counted": _counted(found.form_counted, found.form),
            }
        )
    if found.conflict:
        said.append(
            _("Pour %(subject)s, la forme juridique et le registre se contredisent ; %(counted)s.")
            % {
                "subject": count(found.conflict, _("établissement"), _("établissements")),
                "counted": _counted(found.conflict_counted, found.conflict),
            }
        )
    return said


def _counted(number: int, among: int) -> str:
    if not number:
        return _("il n’est pas compté ici") if among == 1 else _("aucun n’est compté ici")
    if number == among:
        return _("il est compté ici") if among == 1 else _("tous sont comptés ici")
    if number == 1:
        return _("1 est compté ici")
    return _("%(number)s sont comptés ici") % {"number": french_number(number)}
