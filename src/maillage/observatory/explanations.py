"""Says in French what a perimeter makes of a legal form, and what is said of a unit."""

from collections.abc import Mapping

from maillage.kernel.perimeter import Basis, LegalStatus, Perimeter, conflicts

_SAID = {
    Basis.LEGAL_FORM: "sa forme juridique est incluse dans l’ESS",
    Basis.AMBIGUOUS_FORM: "sa forme juridique est ambiguë\u202f: les sources ne s’accordent pas",
    Basis.EXCLUDED_ACTIVITY: "son activité est de celles que le périmètre écarte",
    Basis.FLAG_YES: "l’indicateur ESS de Sirene dit oui",
    Basis.FLAG_NO: "l’indicateur ESS de Sirene dit non",
    Basis.LISTED: "elle est dans la liste d’ESS France",
}


def said(basis: Basis) -> list[str]:
    """Return a clause for each thing that is said of a unit, and one where they disagree."""
    clauses = [clause for one, clause in _SAID.items() if one in basis]
    if conflicts(basis):
        clauses.append("ces sources se contredisent")
    return clauses


def verdicts(perimeter: Perimeter, category: str, activity: str = "") -> Mapping[str, str]:
    """Return, by variant, whether units of this legal category (and NAF activity) count.

    Nothing else is known of them: neither the register's indicator nor ESS France's list.
    """
    basis = perimeter.basis(category, activity)
    answers = {}
    for variant in perimeter.variants.values():
        if variant.counts(basis):
            answers[variant.id] = "oui, par la forme juridique"
            continue
        others = [
            *(["l’indicateur ESS de Sirene"] if variant.takes_flag else []),
            *(["la liste d’ESS France"] if variant.takes_list else []),
        ]
        refused = (
            "l’activité est écartée" if Basis.EXCLUDED_ACTIVITY in basis else "pas par la forme"
        )
        answers[variant.id] = (
            f"{refused}\u202f; oui si {' ou '.join(others)} le dit" if others else f"non, {refused}"
        )
    return answers


def differences(perimeter: Perimeter, reference: Perimeter) -> list[str]:
    """Return what a perimeter decides otherwise than another (the shipped one), a line each."""
    lines = []
    for code, one in perimeter.categories.items():
        other = reference.categories.get(code)
        before = (other.status, other.family) if other else (LegalStatus.OUTSIDE, one.family)
        if (one.status, one.family) != before:
            decided = f"{one.status}, {one.family} (livré\u202f: {', '.join(before)})"
            lines.append(f"{code} {one.label}\u202f: {decided}")
    mine = {one.code for one in perimeter.activities}
    theirs = {one.code for one in reference.activities}
    lines += [f"activité {code}\u202f: écartée ici seulement" for code in sorted(mine - theirs)]
    lines += [f"activité {code}\u202f: n’est plus écartée" for code in sorted(theirs - mine)]
    for name, variant in perimeter.variants.items():
        if variant != reference.variants.get(name):
            change = "changée" if name in reference.variants else "nouvelle"
            lines.append(f"variante {name}\u202f: {change}")
    gone = [name for name in reference.variants if name not in perimeter.variants]
    return lines + [f"variante {name}\u202f: retirée" for name in gone]
