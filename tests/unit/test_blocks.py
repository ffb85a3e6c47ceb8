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

    blocks.register_block("echo", render, missing="écho introuvable")
    yield
    del blocks.BLOCKS["echo"]


def test_a_block_receives_its_words_and_text() -> None:
    assert blocks.render_block("echo", ("un", "deux"), "Texte") == (
        "echo.html",
        {"args": ["un", "deux"], "body": "Texte"},
    )


def test_what_nothing_answers_is_shown_to_editors_only() -> None:
    assert blocks.render_block("echo", [], "") is None
    shown = blocks.render_block("echo", [], "", preview=True)
    assert shown == (blocks.MISSING_TEMPLATE, {"message": "écho introuvable", "args": ""})


def test_a_name_that_nobody_registered() -> None:
    with pytest.raises(KeyError):
        blocks.render_block("rien", [], "")
