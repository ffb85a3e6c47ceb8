"""A report for readers: tables in French, and the same as Markdown."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from maillage.kernel.amounts import french_number
from maillage.kernel.dates import parse_partial_date
from maillage.kernel.typography import typeset
from maillage.kernel.vocabularies.base import Vocabulary

from .geography import Geography
from .jobs import Jobs
from .panorama import Panorama
from .report import Report

UNKNOWN = "—"
Term = TypeVar("Term", bound=Vocabulary)
METHOD = (
    "Employeurs déclarés : établissements qui disent employer, sans délai. Avec salariés : d’après "
    "leur tranche d’effectifs au 31 décembre, connue avec deux ans de retard.\n"
    "Sirene ne donne pas d’effectif : les emplois sont un intervalle, somme des bornes des "
    "tranches, et une estimation, somme de leurs moyennes géométriques. Une tranche inconnue "
    "compte pour zéro."
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts; the first columns (`texts` of them) are words, the others numbers.

    `bars` gives each row a length from 0 to 1, to be drawn beside it where there is room.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: tuple[float, ...] = ()
    note: str = ""
    texts: int = 1


def number(value: int | None) -> str:
    """Return a number in French, or a dash where it is unknown."""
    return UNKNOWN if value is None else french_number(value)


def percent(value: float | None) -> str:
    """Return a share in French with one decimal, or a dash without any denominator."""
    return UNKNOWN if value is None else f"{french_number(value, 1)}\u202f%"


def interval(jobs: Jobs) -> str:
    """Return « de 900 à 1 500 », « 10 000 ou plus » where the largest class leaves it open."""
    if jobs.most is None:
        return f"{number(jobs.least)} ou plus"
    if jobs.least == jobs.most:
        return number(jobs.least)
    return f"{number(jobs.least)} à {number(jobs.most)}"


def about(jobs: Jobs) -> str:
    """Return « environ 1 200 »: an estimate never goes without the word."""
    return f"environ {number(jobs.estimate)}" if jobs.estimate else "0"


def subtitle(report: Report) -> str:
    """Return the vintage, the variant and the source, in a line."""
    return (
        f"{report.manifest.title} (millésime {report.manifest.name}), variante "
        f"«\u202f{report.variant.label}\u202f», source\u202f: {report.source}"
    )


def headline(report: Report) -> str:
    """Return how much of the economy the ESS is, in a sentence."""
    panorama = report.panorama
    if not panorama.economy.establishments:
        return "Aucun établissement actif n’est connu dans ce territoire."
    plural = "s" if panorama.ess.establishments > 1 else ""
    return (
        f"{number(panorama.ess.establishments)} établissement{plural} de l’ESS, "
        f"{percent(panorama.share)} des établissements actifs."
    )


def tables(report: Report, geography: Geography) -> Iterator[Table]:
    """Yield the tables of a report that have something to show."""
    panorama = report.panorama
    if not panorama.economy.establishments:
        return
    yield _key_figures(panorama)
    yield _families(panorama)
    yield _sectors(panorama)
    yield _sizes(panorama)
    if report.largest.employers:
        yield _employers(report, geography)
    if report.comparison:
        yield _comparison(report)
    if len(report.evolution) > 1:
        yield _evolution(report)
    yield _doubts(panorama)


def _key_figures(panorama: Panorama) -> Table:
    ess, economy = panorama.ess, panorama.economy
    return Table(
        "Chiffres clés",
        ("", "ESS", "Toute l’économie", "Part de l’ESS"),
        (
            (
                "Établissements",
                number(ess.establishments),
                number(economy.establishments),
                percent(panorama.share),
            ),
            (
                "Employeurs déclarés",
                number(ess.declared),
                number(economy.declared),
                percent(panorama.declared_share),
            ),
            (
                "Avec salariés",
                number(ess.statistical),
                number(economy.statistical),
                percent(panorama.statistical_share),
            ),
            (
                "Emplois (estimation)",
                about(ess.jobs),
                about(economy.jobs),
                percent(panorama.jobs_share),
            ),
            ("Emplois (intervalle)", interval(ess.jobs), interval(economy.jobs), ""),
        ),
    )


def _families(panorama: Panorama) -> Table:
    whole = panorama.ess.establishments
    return Table(
        "Familles",
        ("Famille", "Nombre", "Part", "Employeurs déclarés", "Avec salariés", "Emplois"),
        tuple(
            (
                one.family.label,
                number(one.establishments),
                percent(_share(one.establishments, whole)),
                number(one.declared),
                number(one.statistical),
                about(one.jobs),
            )
            for one in panorama.families
        ),
        tuple(one.establishments / max(whole, 1) for one in panorama.families),
    )


def _sectors(panorama: Panorama) -> Table:
    ess, economy = panorama.ess.sectors, panorama.economy.sectors
    largest_first = sorted(ess, key=lambda sector: -ess[sector])
    return _split("Secteurs", "Secteur", largest_first, ess, economy)


def _sizes(panorama: Panorama) -> Table:
    ess, economy = panorama.ess.sizes, panorama.economy.sizes
    there = [size for size in economy if economy[size]]
    return _split("Taille des établissements", "Tranche d’effectifs", there, ess, economy)


def _split(
    title: str,
    name: str,
    terms: Sequence[Term],
    ess: Mapping[Term, int],
    economy: Mapping[Term, int],
) -> Table:
    whole = sum(ess.values())
    return Table(
        title,
        (name, "ESS", "Part", "Toute l’économie", "Part de l’ESS"),
        tuple(
            (
                term.label,
                number(ess[term]),
                percent(_share(ess[term], whole)),
                number(economy[term]),
                percent(_share(ess[term], economy[term])),
            )
            for term in terms
        ),
        tuple(ess[term] / max(whole, 1) for term in terms),
    )


def _employers(report: Report, geography: Geography) -> Table:
    tied = report.largest.tied
    plural = "s" if tied > 1 else ""
    return Table(
        "Plus grands employeurs de l’ESS",
        ("Établissement", "Commune", "Tranche d’effectifs"),
        tuple(
            (one.name, _commune(one.commune, geography), one.size.label)
            for one in report.largest.employers
        ),
        note="Par tranche, sans ordre dans une tranche."
        + (f" {number(tied)} autre{plural} dans la dernière." if tied else ""),
        texts=3,
    )


def _commune(code: str, geography: Geography) -> str:
    named = geography.named
    for kind in ("arrondissement", "commune"):
        if found := named.get(f"{kind}:{code}"):
            return found.name
    now = geography.current(code)
    return named[f"commune:{now}"].name if now else code or UNKNOWN


def _comparison(report: Report) -> Table:
    shown = [(report.territory.name, report.panorama)]
    shown += [
        (one.name if one.whole else f"{one.name} (en partie)", one.panorama)
        for one in report.comparison
    ]
    return Table(
        "Comparaison",
        (
            "Territoire",
            "ESS",
            "Part des établissements",
            "Part des employeurs déclarés",
            "Part des emplois estimés",
        ),
        tuple((name, *_weights(panorama)) for name, panorama in shown),
        _relative([panorama for _, panorama in shown]),
    )


def _evolution(report: Report) -> Table:
    broken = not all(one.same_perimeter for one in report.evolution)
    return Table(
        "Évolution",
        (
            "Millésime",
            "ESS",
            "Part des établissements",
            "Part des employeurs déclarés",
            "Part des emplois estimés",
        ),
        tuple(
            (
                f"{parse_partial_date(one.period).french}{'' if one.same_perimeter else ' *'}",
                *_weights(one.panorama),
            )
            for one in report.evolution
        ),
        _relative([one.panorama for one in report.evolution]),
        "* Autre périmètre\u202f: l’écart peut venir de la règle." if broken else "",
    )


def _weights(panorama: Panorama) -> tuple[str, ...]:
    return (
        number(panorama.ess.establishments),
        percent(panorama.share),
        percent(panorama.declared_share),
        percent(panorama.jobs_share),
    )


def _relative(shown: Sequence[Panorama]) -> tuple[float, ...]:
    shares = [panorama.share or 0.0 for panorama in shown]
    return tuple(share / (max(shares) or 1) for share in shares)


def _doubts(panorama: Panorama) -> Table:
    doubt, ess = panorama.ambiguity, panorama.ess.establishments
    form = _range(ess - doubt.form_counted, ess - doubt.form_counted + doubt.form)
    conflict = _range(ess - doubt.conflict_counted, ess - doubt.conflict_counted + doubt.conflict)
    return Table(
        "Ce que les sources laissent ouvert",
        ("", "Établissements", "Comptés ici", "Employeurs déclarés", "Emplois"),
        (
            (
                "Formes juridiques ambiguës",
                number(doubt.form),
                number(doubt.form_counted),
                number(doubt.form_declared),
                about(doubt.form_jobs),
            ),
            (
                "Sources en désaccord",
                number(doubt.conflict),
                number(doubt.conflict_counted),
                number(doubt.conflict_declared),
                about(doubt.conflict_jobs),
            ),
        ),
        note=f"L’ESS compte {form} selon le sort des formes ambiguës, {conflict} selon celui des "
        "désaccords.",
    )


def _range(least: int, most: int) -> str:
    if least == most:
        return f"{number(least)} établissement{'s' if least > 1 else ''}"
    return f"de {number(least)} à {number(most)} établissements"


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def as_markdown(report: Report, geography: Geography) -> str:
    """Return the report as a Markdown document."""
    parts = [f"# Panorama de l’ESS\u202f: {_escaped(report.territory.name)}"]
    if report.notice:
        parts.append(f"> **{report.notice}**")
    parts += [subtitle(report) + ".", headline(report)]
    for table in tables(report, geography):
        parts += [f"## {table.title}", "\n".join(_lines(table))]
        if table.note:
            parts.append(table.note)
    parts.append("## Méthode")
    parts += typeset(METHOD).split("\n")
    return "\n\n".join(parts) + "\n"


def _lines(table: Table) -> Iterator[str]:
    ruler = [":--" if place < table.texts else "--:" for place in range(len(table.head))]
    for row in (table.head, ruler, *table.rows):
        yield f"| {' | '.join(map(_escaped, row))} |"


def _escaped(text: str) -> str:
    """Return a name of the register with nothing that Markdown reads as its own."""
    return re.sub(r"([\\`*|<\[\]])", r"\\\1", text)
