"""The command `maillage livret`: the guide of a territory for project holders, to print."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from . import instance
from .console import complain, say
from .errors import Refusal, reason

if TYPE_CHECKING:
    from maillage.apps.territories.models import Territory
    from maillage.kernel.vocabularies import Vocabulary

    Term = TypeVar("Term", bound=Vocabulary)


def livret(
    code: Annotated[
        str,
        typer.Argument(
            help="Territoire : 57463, 200039865, departement:54, region:44…", metavar="CODE"
        ),
    ],
    stage: Annotated[
        str | None,
        typer.Option(help="Une seule étape, comme creation.", metavar="ÉTAPE"),
    ] = None,
    theme: Annotated[
        str | None,
        typer.Option(help="Un seul thème, comme alimentation-agriculture.", metavar="THÈME"),
    ] = None,
    out: Annotated[Path, typer.Option(help="Fichier PDF à écrire.", metavar="FICHIER")] = Path(
        "livret.pdf"
    ),
) -> None:
    """Imprime le livret d’accompagnement d’un territoire.

    Le chemin d’un projet, qui aide à chaque étape, l’argent, les lieux, les rendez-vous, les mots
    et les contacts, tirés des fiches de l’instance.
    """
    instance.open_instance()
    from django.conf import settings
    from django.utils import timezone

    from maillage.apps.sheets.addresses import outside
    from maillage.apps.support import livret_print
    from maillage.apps.support.livret_content import Asked
    from maillage.kernel.vocabularies import Stage, Theme

    asked = Asked(
        _territory(code),
        timezone.localdate(),
        _term(stage, Stage, "étape"),
        _term(theme, Theme, "thème"),
    )
    said = livret_print.content(asked, outside)
    pdf = livret_print.pdf(said)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        draft = out.with_name(f".{out.name}.part")
        draft.write_bytes(pdf)
        draft.replace(out)
    except OSError as error:
        raise Refusal(f"{out} ne peut pas être écrit : {reason(error)}.") from None
    say(
        f"{out} : {len(said['contacts'])} organisations, {len(said['schemes'])} dispositifs, "
        f"{len(said['events'])} rendez-vous."
    )
    if not settings.MAILLAGE_BASE_URL:
        here = settings.MAILLAGE_HERE
        complain(f"Les codes mènent à {here} : régler MAILLAGE_BASE_URL pour l’adresse publique.")


def _territory(code: str) -> "Territory":
    """Return the territory that a code means; say how it was read where it may mean several."""
    from maillage.apps.territories import queries
    from maillage.observatory.geography import FreePerimeter, Geography

    perimeters = {
        slug: FreePerimeter(name, tuple(members))
        for slug, name, members in queries.free_perimeters()
    }
    found = Geography.load(perimeters).find(code)
    if found.notice:
        complain(found.notice)
    return queries.find(found.ref)


def _term(text: str | None, vocabulary: "type[Term]", what: str) -> "Term | None":
    if text is None or (term := vocabulary.get(text)) is not None:
        return term if text else None
    known = ", ".join(term.value for term in vocabulary)
    raise Refusal(f"« {text} » n’est pas connu ({what}). Choisir parmi : {known}.")
