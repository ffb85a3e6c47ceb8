"""All that is said of a territory at once: its panorama, what surrounds it, how it changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .comparison import Count, Moment, Reference, compare, evolution
from .employers import Ranking, largest
from .geography import Geography, GeographyError
from .manifest import Manifest, VariantNote
from .panorama import Panorama, compute
from .vintage import Vintage

SOURCE = "Insee, Sirene, Licence Ouverte 2.0"
INVENTED = "données inventées, qui ne viennent d’aucun registre"
NOTICE = "Données fictives\u202f: ce millésime est inventé pour essayer l’observatoire."
_NAMED = 3  # territories named in a title; beyond, they are counted


@dataclass(frozen=True)
class Territory:
    """What was asked: references, their communes, and what became of the codes.

    `former` gives the present commune of former codes, `unknown` the codes that nobody knows,
    `notices` what to tell of how codes were understood.
    """

    name: str
    refs: tuple[str, ...]
    communes: tuple[str, ...]
    former: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """A territory in one vintage and one variant, with what to compare it with."""

    territory: Territory
    manifest: Manifest
    panorama: Panorama
    comparison: tuple[Reference, ...] = ()
    evolution: tuple[Moment, ...] = ()
    largest: Ranking = field(default_factory=Ranking)

    @property
    def variant(self) -> VariantNote:
        """Return the variant that decided what counts."""
        return self.manifest.perimeter.variant(self.panorama.variant)

    @property
    def source(self) -> str:
        """Return where the figures come from."""
        return INVENTED if self.panorama.fictitious else SOURCE

    @property
    def notice(self) -> str:
        """Return what every form must say of a made-up vintage; nothing for a true one."""
        return NOTICE if self.panorama.fictitious else ""


def read_territory(codes: Iterable[str], geography: Geography) -> Territory:
    """Return the union of these territories, in the order in which they were given.

    What cannot be understood is in `unknown`, its explanation in `notices`.
    """
    refs: dict[str, None] = {}
    communes: set[str] = set()
    former: dict[str, str] = {}
    unknown, notices = [], []
    for code in codes:
        try:
            found = geography.find(code)
        except GeographyError as error:
            unknown.append(code)
            notices.append(str(error))
            continue
        refs[found.ref] = None
        communes.update(geography.communes(found.ref))
        bare = code.strip().rpartition(":")[2].upper()
        kind, _, now = found.ref.partition(":")
        if kind == "commune" and bare != now:
            former[bare] = now
        if found.notice:
            notices.append(found.notice)
        if lost := geography.lost_members(found.ref):
            notices.append(
                f"{found.ref} a des membres qui n’existent plus\u202f: {', '.join(lost)}."
            )
    return Territory(
        _title(list(refs), geography),
        tuple(refs),
        tuple(sorted(communes)),
        former,
        tuple(unknown),
        tuple(notices),
    )


def _title(refs: Sequence[str], geography: Geography) -> str:
    if len(refs) > _NAMED:
        kinds = {ref.partition(":")[0] for ref in refs}
        return f"{len(refs)} {'communes' if kinds == {'commune'} else 'territoires'}"
    return ", ".join(geography.name(ref) for ref in refs)


def make(
    territory: Territory,
    vintage: Vintage,
    variant: str | None,
    geography: Geography,
    vintages: Iterable[Vintage] = (),
    counted: Count = compute,
) -> Report:
    """Compute the whole report; `vintages` are those to look for an evolution in.

    `counted` may remember what it computed. Raises what `panorama.compute` raises.
    """
    asked = territory.communes
    return Report(
        territory,
        vintage.manifest,
        counted(vintage, asked, variant),
        compare(vintage, asked, variant, geography, counted),
        evolution(vintages, vintage, asked, variant, counted),
        largest(vintage, asked, variant),
    )
