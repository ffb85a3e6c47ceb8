"""Blocks of an editor's page."""

from collections.abc import Iterator
from typing import Any

import pytest

from maillage.apps.sheets import blocks


@pytest.fixture(autouse=True)
def echo() -> Iterator[None]:
    """Register a block that answers when it has a word."""

    def render(args: list[str], body: str) -> tuple[str, dict[str, Any]] | None:
        return ("echo.html", {"args": args, "body": body}) if args else None

    blocks.register_block("echo", blocks.each(render), missing="écho introuvable")
    yield
    del blocks.BLOCKS["echo"]


def test_a_block_receives_its_words_and_text() -> None:
    assert blocks.render_blocks([("echo", ("un", "deux"), "Texte")]) == [
        ("echo.html", {"args": ["un", "deux"], "body": "Texte"})
    ]


def test_what_nothing_answers_is_shown_to_editors_only() -> None:
    assert blocks.render_blocks([("echo", [], "")]) == [None]
    [shown] = blocks.render_blocks([("echo", [], "")], preview=True)
    assert shown == (blocks.MISSING_TEMPLATE, {"message": "écho introuvable", "args": ""})


def test_a_name_that_nobody_registered() -> None:
    with pytest.raises(KeyError):
        blocks.render_blocks([("rien", [], "")])


def test_blocks_of_a_name_are_answered_at_once_and_each_in_its_place() -> None:
    calls = []

    def together(asked: list[blocks.Asked]) -> list[blocks.Rendered | None]:
        calls.append(len(asked))
        return [("many.html", {"text": text}) for _, text in asked]

    blocks.register_block("many", together, missing="rien")
    try:
        found = blocks.render_blocks([("many", [], "a"), ("echo", ["x"], ""), ("many", [], "b")])
    finally:
        del blocks.BLOCKS["many"]
    assert calls == [2]
    assert [one and one[0] for one in found] == ["many.html", "echo.html", "many.html"]
    assert [one[1]["text"] for one in (found[0], found[2]) if one] == ["a", "b"]
