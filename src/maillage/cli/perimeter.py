"""The command `maillage perimeter`: what counts as ESS, why, and a perimeter of one's own."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import reduce
from operator import add
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.kernel.establishments import RegisteredEstablishment
from maillage.kernel.identifiers import parse_siren
from maillage.kernel.perimeter import Basis, LegalCategory, LegalStatus, Perimeter
from maillage.kernel.vocabularies import Family, SizeClass
from maillage.observatory import explanations
from maillage.observatory.perimeters import copy_perimeter, load_perimeter
from maillage.observatory.vintage import Store, Vintage

from .console import say
from .errors import Refusal
from .observatory_store import store_folder

if TYPE_CHECKING:
    from maillage.observatory.flag_comparison import Agreement

perimeter_app = typer.Typer(
    help="Le périmètre de l’ESS\u202f: ce qui compte, pourquoi, et le vôtre.", no_args_is_help=True
)

Own = Annotated[
    Path | None,
    typer.Option(
        "--perimeter",
        help="Dossier d’un périmètre [par défaut\u202f: le livré].",
        metavar="DOSSIER",
    ),
]
_ACTIVITY = re.compile(r"([0-9]{2})\.?([0-9]{2}[A-Z])")
_ABSENT = """\
Deux raisons possibles.
– L’unité est cessée, n’a pas d’établissement actif, ou est plus récente que le millésime.
– Rien ne la dit de l’ESS\u202f: ni sa forme juridique, ni l’indicateur de Sirene, ni la liste d’ESS
  France. Ce silence ne prouve rien\u202f: une société commerciale de l’ESS peut n’avoir ni l’un ni
  l’autre."""
_SHOWN = 20  # establishments of a unit


@perimeter_app.command("list")
def list_categories(
    perimeter: Own = None,
    status: Annotated[
        LegalStatus | None, typer.Option(help="Ne montrer que ce statut (hors compris).")
    ] = None,
) -> None:
    """Montre les variantes, les activités écartées et les catégories juridiques par statut."""
    one = load_perimeter(perimeter)
    say(f"{one.label} ({one.id}, {one.date})\n{one.description}\n")
    for variant in one.variants.values():
        default = " [par défaut]" if variant.id == one.default else ""
        say(f"Variante {variant.id}{default}\u202f: {variant.description}")
    say("\nActivités écartées des formes juridiques (NAF rév. 2)")
    for activity in one.activities:
        say(f"  {activity.code:7} {activity.label}")
    for shown in LegalStatus:
        if status is None and shown is LegalStatus.OUTSIDE:
            continue
        if status in (None, shown):
            chosen = [c for c in one.categories.values() if c.status == shown]
            say(f"\n{shown.label} ({len(chosen)} catégories)")
            for category in chosen:
                say(f"  {category.code}  {category.label} [{category.family}]")


@perimeter_app.command()
def explain(
    code: Annotated[
        str,
        typer.Argument(
            help="Catégorie juridique (9223), activité (94.91Z), SIREN ou SIRET.", metavar="CODE"
        ),
    ],
    activity: Annotated[
        str | None, typer.Option(help="Activité principale, avec une catégorie.", metavar="NAF")
    ] = None,
    perimeter: Own = None,
    vintage: Annotated[
        str | None,
        typer.Option(help="Millésime où chercher un SIREN [par défaut\u202f: celui en service]."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Dossier des millésimes.", metavar="DOSSIER")
    ] = None,
) -> None:
    """Dit pourquoi une forme juridique, une activité ou une unité compte dans l’ESS, ou non."""
    asked = re.sub(r"[\s\u202f\u00a0]", "", code).upper()
    if len(asked) in (9, 14) and asked.isdigit():
        _explain_unit(asked[:9], _open(Store(store_folder(out)), vintage))
        return
    one = load_perimeter(perimeter)
    if re.fullmatch("[0-9]{4}", asked):
        _explain_category(one, asked, _naf(activity) if activity else "")
    elif _ACTIVITY.fullmatch(asked):
        _explain_activity(one, _naf(asked))
    else:
        raise Refusal(
            f"« {code} »\u202f: donnez une catégorie juridique (quatre chiffres, comme 9223), une "
            "activité (comme 94.91Z), un SIREN (neuf chiffres) ou un SIRET (quatorze)."
        )


@perimeter_app.command()
def copy(
    folder: Annotated[Path, typer.Argument(help="Dossier à écrire.", metavar="DOSSIER")],
) -> None:
    """Écrit une copie modifiable du périmètre livré (format\u202f: docs/formats/perimeter.md)."""
    for path in copy_perimeter(folder):
        say(f"Écrit\u202f: {path}")
    say(f"Après vos changements\u202f: maillage perimeter check {folder}")


@perimeter_app.command()
def check(
    folder: Annotated[Path, typer.Argument(help="Dossier du périmètre.", metavar="DOSSIER")],
) -> None:
    """Vérifie un périmètre, et dit en quoi il diffère de celui qui est livré."""
    one = load_perimeter(folder)
    counts = Counter(category.status for category in one.categories.values())
    each = ", ".join(f"{counts[status]} {status}" for status in LegalStatus)
    say(f"{one.label}\u202f: {len(one.categories)} catégories ({each}).")
    say(f"Variantes\u202f: {', '.join(one.variants)}\u202f; par défaut {one.default}.")
    say(f"Somme de contrôle\u202f: {one.checksum}")
    changed = explanations.differences(one, load_perimeter())
    say("Différences avec le périmètre livré\u202f:" if changed else "Il décide comme le livré.")
    for line in changed:
        say(f"  {line}")


@perimeter_app.command("compare")
def compare_with_flag(
    files: Annotated[
        list[Path],
        typer.Argument(help="Unités légales de Sirene, CSV ou Parquet.", metavar="FICHIER…"),
    ],
    perimeter: Own = None,
) -> None:
    """Compare les formes juridiques du périmètre à l’indicateur ESS de Sirene, par catégorie."""
    from maillage.observatory.flag_comparison import compare

    one = load_perimeter(perimeter)
    for line in agreement_table(one, compare(one, files)):
        say(line)


def agreement_table(perimeter: Perimeter, found: dict[str, "Agreement"]) -> Iterable[str]:
    """Yield the lines of a table: the categories that the form or the indicator makes ESS."""
    yield "Catégorie  statut   unités  indicateur O      N   vide  rappel  précision  libellé"
    yield "(rappel = part des O que la forme compte\u202f; précision = part de O dans les comptées)"
    for code, one in found.items():
        known = perimeter.categories.get(code)
        if one.form_yes + one.form_no + one.form_empty + one.other_yes:
            status = known.status.value if known else "inconnue"
            yield _agreement(code, status, one, known.label if known else "hors nomenclature")
    if found:
        yield _agreement("Total", "", reduce(add, found.values()), "")


def _agreement(code: str, status: str, one: "Agreement", label: str) -> str:
    yes, no = one.form_yes + one.other_yes, one.form_no + one.other_no
    empty = one.form_empty + one.other_empty
    return (
        f"{code:9}  {status:8} {one.units:6}  {yes:12} {no:6} {empty:6}  {_share(one.recall):>6}"
        f"  {_share(one.precision):>9}  {label}"
    )


def _share(percent: float | None) -> str:
    return "–" if percent is None else f"{percent:.1f}\u202f%".replace(".", ",")


def _naf(text: str) -> str:
    if not (found := _ACTIVITY.fullmatch(text.strip().upper())):
        raise Refusal(f"« {text} » n’est pas un code d’activité\u202f: il s’écrit comme 94.91Z.")
    return ".".join(found.groups())


def _explain_category(perimeter: Perimeter, code: str, activity: str) -> None:
    category = perimeter.categories.get(code)
    if category is None:
        near = [known for known in perimeter.categories if known[:2] == code[:2]]
        hint = f" Proches\u202f: {', '.join(near)}." if near else ""
        raise Refusal(
            f"La catégorie juridique {code} n’est pas dans la nomenclature\u202f: une unité qui la "
            f"porte ne compte que par l’indicateur de Sirene ou la liste d’ESS France.{hint}"
        )
    _describe(category)
    if activity:
        excluded = perimeter.excluded(activity)
        kept = "n’est pas de celles que le périmètre écarte"
        text = f"écartée ({excluded.label}). {excluded.note}" if excluded else f"{kept}."
        say(f"Activité {activity}\u202f: {text}")
    say("Compte-t-elle\u202f?")
    for variant, answer in explanations.verdicts(perimeter, code, activity).items():
        say(f"  {variant:9} {answer}")


def _describe(category: LegalCategory) -> None:
    say(f"{category.code} – {category.label}")
    say(f"Famille\u202f: {category.family.label}")
    say(f"Statut\u202f: {category.status.label.lower()}. {category.status.description}")
    say(f"Référence\u202f: {category.reference}")
    if category.note:
        say(f"Note\u202f: {category.note}")


def _explain_activity(perimeter: Perimeter, activity: str) -> None:
    excluded = perimeter.excluded(activity)
    if excluded is None:
        say(f"L’activité {activity} n’est pas écartée\u202f: la forme juridique décide seule.")
        return
    say(f"{excluded.code} – {excluded.label}\n{excluded.note}\nSource\u202f: {excluded.reference}")
    strict = [v.id for v in perimeter.variants.values() if v.excludes_activities]
    say(f"Variantes qui l’écartent\u202f: {', '.join(strict) or 'aucune'}")


def _open(store: Store, name: str | None) -> Vintage:
    if name:
        return store.open(name)
    if (vintage := store.current()) is None:
        raise Refusal(
            f"Il n’y a pas de millésime dans {store.folder}. Faites-en un par « maillage "
            "observatory build », ou par « maillage demo » avec des données fictives."
        )
    return vintage


def _explain_unit(siren: str, vintage: Vintage) -> None:
    from maillage.observatory.units import establishments_of

    found = establishments_of(vintage.registry, siren)
    fictitious = " (données fictives)" if vintage.manifest.fictitious else ""
    where = f"millésime {vintage.name}{fictitious}"
    if not found:
        say(f"Le SIREN {siren} n’a pas d’établissement dans le registre ESS du {where}.")
        if fictitious:
            say("Ses données sont inventées\u202f: aucune unité réelle n’y est.")
        elif not _has_key(siren):
            say("Vérifiez ses chiffres\u202f: le dernier n’est pas la clé des autres.")
        else:
            say(_ABSENT)
        return
    unit = found[0]
    say(f"{unit.name or 'Nom non diffusible'} (SIREN {siren}), dans le {where}")
    known = vintage.perimeter.categories.get(unit.category)
    say(f"Forme\u202f: {unit.category} {known.label if known else '(hors nomenclature)'}")
    say(f"Famille\u202f: {Family.of(unit.family).label}")
    for value in dict.fromkeys(one.basis for one in found):
        _explain_basis(vintage, Basis(value), [one for one in found if one.basis == value])


def _has_key(siren: str) -> bool:
    try:
        parse_siren(siren)
    except ValueError:
        return False
    return True


def _explain_basis(
    vintage: Vintage,
    basis: Basis,
    establishments: list[RegisteredEstablishment],
) -> None:
    say("Ce qui en est dit\u202f:")
    for clause in explanations.said(basis) or ["rien qui la fasse compter"]:
        say(f"  – {clause}")
    note = vintage.manifest.perimeter
    counting = [one.id for one in note.variants if basis in one.bases]
    others = [one.id for one in note.variants if basis not in one.bases]
    say(f"Variantes qui la comptent\u202f: {', '.join(counting) or 'aucune'}")
    if others:
        say(f"Variantes qui ne la comptent pas\u202f: {', '.join(others)}")
    plural = "s" if len(establishments) > 1 else ""
    say(f"{len(establishments)} établissement{plural} actif{plural}\u202f:")
    for one in establishments[:_SHOWN]:
        seat = ", siège" if one.headquarters else ""
        place = f"commune {one.commune}" if one.commune else "à l’étranger"
        size = SizeClass.get(one.size) or SizeClass.UNKNOWN
        activity = one.activity or "inconnue"
        say(f"  {one.siret}, {place}, activité {activity}, {size.label.lower()}{seat}")
    if len(establishments) > _SHOWN:
        say(f"  et {len(establishments) - _SHOWN} autres.")
