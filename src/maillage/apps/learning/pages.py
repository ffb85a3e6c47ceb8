"""A lesson laid out: its parts in order, its table of contents, the lessons around it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from maillage.apps.sheets.blocks import BLOCKS, render_blocks
from maillage.kernel.text import slugify

from . import queries, segments
from .models import Lesson
from .segments import Block, Prose, Segment, Stray, Title

TOP, DEEPEST = 2, 4  # levels of the titles inside a page
ENOUGH_TITLES = 3  # for a table of contents
FIGURE = "chiffre"  # figures that follow each other stand side by side


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page: `kind` is "prose", "title", "notice" or the name of a block.

    `level` is that of a title, or of what a block's own titles should be.
    """

    kind: str
    text: str = ""
    level: int = TOP
    anchor: str = ""
    template: str = ""
    context: dict[str, Any] = field(default_factory=dict)


@dataclass
class LessonPage:
    """What the page of a lesson shows of it; a preview says what is wrong in its text."""

    lesson: Lesson
    is_preview: bool = False

    @cached_property
    def parts(self) -> list[Part]:
        """Return the parts in order."""
        return list(_parts(segments.cut(self.lesson.description), preview=self.is_preview))

    @cached_property
    def groups(self) -> list[tuple[str, list[Part]]]:
        """Return the parts, figures that follow each other together, under their kind."""
        found: list[tuple[str, list[Part]]] = []
        for kind, run in groupby(self.parts, lambda part: part.kind):
            parts = list(run)
            found += [(kind, parts)] if kind == FIGURE else [(kind, [part]) for part in parts]
        return found

    @cached_property
    def contents(self) -> list[Part]:
        """Return the main titles where there are enough of them to need a table of contents."""
        titles = [part for part in self.parts if part.kind == "title" and part.level == TOP]
        return titles if len(titles) >= ENOUGH_TITLES else []

    @cached_property
    def around(self) -> tuple[Lesson | None, Lesson | None]:
        """Return the lessons before and after it."""
        return queries.neighbours(self.lesson)


def _parts(found: list[Segment], *, preview: bool) -> Iterator[Part]:
    highest = min((one.level for one in found if isinstance(one, Title)), default=TOP)
    level = TOP
    anchors: set[str] = set()
    blocks = [one for one in found if isinstance(one, Block) and one.name in BLOCKS]
    shown = iter(render_blocks([_asked(one) for one in blocks], preview=preview))
    for segment in found:
        if preview and (message := problem(segment)):
            yield Part("notice", message)
        match segment:
            case Title():
                level = min(TOP + segment.level - highest, DEEPEST)
                yield Part("title", segment.text, level, _anchor(segment.text, anchors))
            case Block(name=name) if name in BLOCKS:
                if rendered := next(shown):
                    template, context = rendered
                    below = {"level": min(level + 1, DEEPEST)}
                    yield Part(name, level=level, template=template, context=context | below)
            case Block(body=text) | Prose(source=text):
                if text.strip():
                    yield Part("prose", text, level)


def _asked(block: Block) -> tuple[str, list[str], str]:
    return block.name, list(block.words), block.body


def _anchor(title: str, taken: set[str]) -> str:
    """Return an anchor of its own for a title, which no other part of the site's pages has."""
    wanted = f"titre-{slugify(title)[:60].strip('-') or 'sans-nom'}"
    candidates = [wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3))]
    anchor = next(one for one in candidates if one not in taken)
    taken.add(anchor)
    return anchor


def problem(segment: Segment) -> str:
    """Return what is wrong in the writing of a segment, or nothing."""
    match segment:
        case Stray():
            message = _("Ligne %(line)d : « ::: » ne ferme aucun bloc.")
        case Block(name=name) if name not in BLOCKS:
            message = _("Ligne %(line)d : « %(name)s » n’est pas un bloc connu (%(known)s).")
        case Block(is_closed=False):
            message = _("Ligne %(line)d : le bloc « %(name)s » n’est pas fermé par « ::: ».")
        case _:
            return ""
    name = segment.name[:40] if isinstance(segment, Block) else ""
    return message % {"line": segment.line, "name": name, "known": ", ".join(sorted(BLOCKS))}


def problems(lesson: Lesson) -> Iterator[str]:
    """Yield what an editor should mend in the blocks of a lesson."""
    found = segments.cut(lesson.description)
    yield from filter(None, map(problem, found))
    blocks = [one for one in found if isinstance(one, Block) and one.name in BLOCKS]
    for block, shown in zip(blocks, render_blocks([_asked(one) for one in blocks]), strict=True):
        if shown is None:
            yield _("Ligne %(line)d : %(missing)s (%(words)s).") % {
                "line": block.line,
                "missing": BLOCKS[block.name].missing,
                "words": " ".join(block.words),
            }
