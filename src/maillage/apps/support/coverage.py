"""Where a scheme applies, once what it leaves out is taken away."""

from maillage.apps.territories import queries as territories

from .models import Scheme


def acts_on(scheme: Scheme) -> list[str]:
    """Return territories that make up what a scheme covers: its own, without those left out.

    A territory that holds one left out gives way to its parts: France without Moselle is the other
    régions, and the other départements of Grand Est.
    """
    excluded = set(scheme.territories.get("excluded", ()))
    waiting = list(scheme.territories.get("included", ()))
    if not excluded:
        return waiting
    holding = {above for chain in territories.ancestors(excluded).values() for above in chain}
    found: list[str] = []
    while waiting:
        ref = waiting.pop(0)
        if ref in excluded:
            continue
        whole = territories.find_or_none(ref) if ref in holding else None
        parts = [one.pk for one in territories.parts(whole)] if whole else []
        waiting += parts
        if not parts:
            found.append(ref)
    return list(dict.fromkeys(found))
