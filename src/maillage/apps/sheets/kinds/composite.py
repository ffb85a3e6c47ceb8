"""Values made of others: lists, and small records with named parts."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .base import InvalidValue, Kind, Leaf, Shown, is_known


@dataclass(frozen=True)
class Many(Kind):
    """A list of values of another kind, in the order of the source, without repetition."""

    item: Kind = field(default_factory=Kind)
    many: bool = field(default=True, init=False)

    @property
    def empty(self) -> Any:
        return []

    def clean(self, value: Any) -> list[Any]:
        if not isinstance(value, list) or not value:
            raise InvalidValue("une liste non vide [ … ] est attendue")
        cleaned: dict[str, Any] = {}
        for position, item in enumerate(value):
            try:
                canonical = self.item.clean(item)
            except InvalidValue as error:
                raise InvalidValue(str(error), f"/{position}{error.pointer}") from None
            # By their text: comparing each with all would take minutes for what a form can send.
            cleaned.setdefault(json.dumps(canonical, sort_keys=True), canonical)
        return list(cleaned.values())

    def show(self, value: list[Any]) -> Iterator[Shown]:
        for item in value:
            yield from self.item.show(item)

    def flat(self, value: list[Any]) -> str:
        return " | ".join(self.item.flat(item) for item in value)

    def typed(self, value: list[Any]) -> str:
        return "\n".join(self.item.typed(item) for item in value)

    def leaves(self, value: list[Any], pointer: str = "") -> Iterator[Leaf]:
        for position, item in enumerate(value):
            yield from self.item.leaves(item, f"{pointer}/{position}")

    def without(self, value: list[Any], gone: Collection[str]) -> list[Any]:
        kept = (self.item.without(item, gone) for item in value)
        return [item for item in kept if is_known(item)]

    @property
    def refers(self) -> bool:
        return self.item.refers

    def renamed(self, value: list[Any], names: Mapping[str, str]) -> list[Any]:
        kept: list[Any] = []
        for item in value:
            if (now := self.item.renamed(item, names)) not in kept:
                kept.append(now)
        return kept

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "minItems": 1, "items": self.item.schema()}


@dataclass(frozen=True)
class Part:
    """One entry of a record kind."""

    kind: Kind
    required: bool = False


@dataclass(frozen=True)
class Record(Kind):
    """A small record with named parts; `key_part` is what evidence calls it by."""

    parts: dict[str, Part] = field(default_factory=dict)
    key_part: str = ""

    def clean(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise InvalidValue("un objet { … } est attendu")
        unknown = sorted(set(value) - set(self.parts))
        if unknown:
            raise InvalidValue(
                f"clé inconnue « {unknown[0]} » ; clés possibles : {', '.join(self.parts)}"
            )
        cleaned = {}
        for name, part in self.parts.items():
            if name not in value:
                if part.required:
                    raise InvalidValue(f"la clé « {name} » manque")
                continue
            try:
                cleaned[name] = part.kind.clean(value[name])
            except InvalidValue as error:
                raise InvalidValue(str(error), f"/{name}{error.pointer}") from None
        if not cleaned:
            raise InvalidValue("l’objet est vide : le retirer")
        return cleaned

    def show(self, value: dict[str, Any]) -> Iterator[Shown]:
        yield Shown(key=self.key(value), text=self.text(value), note=value.get("label", ""))

    def key(self, value: dict[str, Any]) -> str:
        """Return the text by which evidence names this record."""
        return str(value.get(self.key_part, ""))

    def text(self, value: dict[str, Any]) -> str:
        """Return the record on one line, without the mark by which evidence names it."""
        return ", ".join(
            part.kind.flat(value[name])
            for name, part in self.parts.items()
            if name in value and name != "id"
        )

    def leaves(self, value: dict[str, Any], pointer: str = "") -> Iterator[Leaf]:
        for name, part in self.parts.items():
            if name in value:
                yield from part.kind.leaves(value[name], f"{pointer}/{name}")

    def without(self, value: dict[str, Any], gone: Collection[str]) -> dict[str, Any]:
        kept = {
            name: part.kind.without(value[name], gone)
            for name, part in self.parts.items()
            if name in value
        }
        return {name: one for name, one in kept.items() if is_known(one)}

    @property
    def refers(self) -> bool:
        return any(part.kind.refers for part in self.parts.values())

    def renamed(self, value: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
        own = {name: part.kind for name, part in self.parts.items() if name in value}
        return value | {name: kind.renamed(value[name], names) for name, kind in own.items()}

    def schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "additionalProperties": False,
            "required": [name for name, part in self.parts.items() if part.required],
            "properties": {name: part.kind.schema() for name, part in self.parts.items()},
        }
