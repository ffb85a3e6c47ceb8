"""Which vintage and which variant an address asks for, and the addresses that ask otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from maillage.observatory.manifest import VariantNote
from maillage.observatory.vintage import Vintage, VintageError

from . import store

VARIANT, VINTAGE = "variante", "millesime"


class BadChoice(ValueError):
    """A variant or a vintage that does not exist; the message, in French, lists those that do."""


@dataclass(frozen=True)
class Asked:
    """The vintage and the variant that a page is about.

    `kept` are the parameters that its other addresses repeat: those that are not the default.
    `notices` say what was asked and could not be given.
    """

    vintage: Vintage
    variant: str
    kept: Mapping[str, str]
    notices: tuple[str, ...] = ()

    @property
    def fictitious(self) -> bool:
        """Tell whether the vintage is made up."""
        return self.vintage.manifest.fictitious

    @cached_property
    def note(self) -> VariantNote:
        """Return the variant as people read it."""
        variants = self.vintage.manifest.perimeter.variants
        return next(one for one in variants if one.id == self.variant)

    def query(self, **parameters: str) -> str:
        """Return « ?variante=… » for a link that keeps the choices; empty where all is default.

        A parameter given here replaces the kept one; an empty one goes back to the default.
        """
        wanted = {**self.kept, **parameters}
        found = urlencode({name: value for name, value in wanted.items() if value}, safe=",:")
        return f"?{found}" if found else ""

    @property
    def fixed(self) -> dict[str, str]:
        """Return the parameters of an address that will always show the same figures."""
        return {VINTAGE: self.vintage.name, VARIANT: self.variant}


def read(given: QueryDict, *, strict: bool = False) -> Asked | None:
    """Return what an address asks for, None where there is no vintage at all.

    A choice that does not exist gives the default with a notice or, `strict` (for files, that
    nobody reads over), raises `BadChoice`.

    Raises:
        VintageError: in French, when the vintage asked for is damaged.
    """
    vintage = store.current()
    if vintage is None:
        return None
    kept: dict[str, str] = {}
    notices: list[str] = []
    if name := given.get(VINTAGE, "").strip():
        try:
            found = store.opened(name)
        except VintageError as error:
            notices.append(str(error))
        else:
            if found.name != vintage.name:
                kept[VINTAGE] = name
            vintage = found
    perimeter = vintage.manifest.perimeter
    variant = perimeter.default
    if wanted := given.get(VARIANT, "").strip():
        known = [one.id for one in perimeter.variants]
        if wanted in known:
            variant = wanted
            if wanted != perimeter.default:
                kept[VARIANT] = wanted
        else:
            notices.append(
                _("La variante « %(asked)s » n’existe pas. Variantes : %(known)s.")
                % {"asked": wanted, "known": ", ".join(known)}
            )
    if notices and strict:
        raise BadChoice(" ".join(notices))
    return Asked(vintage, variant, kept, tuple(notices))
