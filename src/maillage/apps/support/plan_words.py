"""A financing plan in words: sums, where it stands, what comes with each resource."""

from django.utils.translation import gettext as _

from maillage.kernel.rules.facts import Facts
from maillage.kernel.rules.offers import Offer, amount, euros
from maillage.kernel.rules.plan import Plan, Resource
from maillage.kernel.vocabularies import Instrument


def balance(plan: Plan) -> str:
    """Return the sentence that says where a plan stands."""
    if not plan.costs:
        return _("Le plan ne dit pas encore ce que coûte le projet.")
    if plan.to_find:
        return _("Il reste %(sum)s à trouver.") % {"sum": euros(plan.to_find)}
    if plan.excess:
        return _("Les ressources dépassent les coûts de %(sum)s.") % {"sum": euros(plan.excess)}
    return _("Le plan est équilibré.")


def terms(offer: Offer, facts: Facts) -> str:
    """Return what an offer gives, in words: « Prêt d’honneur : de 5 000 à 30 000 € »."""
    if offer.instrument is Instrument.SERVICE:
        return str(offer.instrument.label)
    return _("%(instrument)s : %(amount)s") % {
        "instrument": offer.instrument.label,
        "amount": amount(offer, facts).words(),
    }


def notes(one: Resource) -> str:
    """Return what comes with a resource: who gives what, what is paid back, what is covered."""
    found = []
    if one.citizens is not None:
        found.append(_("dont %(sum)s donnés par des citoyens") % {"sum": euros(one.citizens)})
    elif one.shares:
        found.append(", ".join(f"{part.actor.label} {euros(part.amount)}" for part in one.shares))
    if one.monthly is not None:
        words = (
            _("%(sum)s par mois") if one.interest_known else _("%(sum)s par mois, hors intérêts")
        )
        found.append(words % {"sum": euros(one.monthly)})
    if one.covers is not None:
        found.append(_("couvre %(sum)s des prêts") % {"sum": euros(one.covers)})
    return " ; ".join(found)
