"""What the repository says about itself is true: documents, names, sizes, leftovers."""

import ast
import re
import subprocess
from enum import Enum
from functools import cache
from pathlib import Path

import pytest

from maillage.apps.sheets.types import registry
from maillage.cli.main import app
from maillage.kernel import vocabularies

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 400  # lines of a file
TEXTS = {".py", ".md", ".toml", ".html", ".css", ".js", ".sh", ".yml", ".yaml", ".cfg", ".sql", ""}


@cache
def texts() -> dict[str, str]:
    """Return every text file that is or would be committed, by its path."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        names = [name for name in listed.stdout.decode().split("\0") if name]
    else:  # an archive without its history
        names = [str(path.relative_to(ROOT)) for path in (ROOT / "src").rglob("*")]
    paths = [(name, ROOT / name) for name in names]
    return {
        name: path.read_text("utf-8")
        for name, path in paths
        if path.suffix in TEXTS and path.is_file() and "__pycache__" not in name
    }


def sources(suffix: str = ".py") -> dict[str, str]:
    """Return the files of the package with this suffix, migrations left out."""
    return {
        name: text
        for name, text in texts().items()
        if name.startswith("src/") and name.endswith(suffix) and "/migrations/" not in name
    }


def document(name: str) -> str:
    path = ROOT / name
    assert path.exists(), f"{name} is missing"
    return path.read_text("utf-8")


def test_no_file_is_too_long() -> None:
    sizes = {
        name: text.count("\n")
        for name, text in texts().items()
        if name.endswith((".py", ".js", ".css", ".html", ".sql")) and "/migrations/" not in name
    }
    assert not {name: size for name, size in sizes.items() if size > LONGEST}


def test_nothing_is_left_to_do() -> None:
    leftover = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HACK)\b|NotImplementedError")
    found = [
        f"{name}: {line.strip()}"
        for name, text in texts().items()
        if name.endswith((".py", ".js", ".css", ".html")) and name != "tests/test_consistency.py"
        for line in text.splitlines()
        if leftover.search(line)
    ]
    assert not found


def test_no_function_is_a_stub() -> None:
    """A body that is only `pass` or `...` is for protocols, exceptions and overloads."""
    found = []
    for name, text in sources().items():
        for owner in ast.walk(ast.parse(text)):
            bases = [ast.unparse(one) for one in getattr(owner, "bases", [])]
            if any("Protocol" in base for base in bases):
                continue
            found += [
                f"{name}:{node.lineno} {node.name}"
                for node in ast.iter_child_nodes(owner)
                if isinstance(node, ast.FunctionDef)
                and all(map(_is_empty, node.body))
                and not _is_overload(node)
            ]
    assert not found


def _is_overload(function: ast.FunctionDef) -> bool:
    """Tell a signature that `typing.overload` declares beside the function that has a body."""
    return any(
        ast.unparse(one) in {"overload", "typing.overload"} for one in function.decorator_list
    )


def _is_empty(statement: ast.stmt) -> bool:
    is_ellipsis = (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and statement.value.value is Ellipsis
    )
    return isinstance(statement, ast.Pass) or is_ellipsis


def test_no_file_names_a_machine_or_a_registry() -> None:
    """Paths of one machine and hosts of package registries have no place in the repository."""
    telltale = re.compile(
        r"/(?:root|tmp|work|home/\w+)/[\w.]|(?:files\.)?pythonhosted\.org|(?:test\.)?pypi\.org/simple"
        r"|registry\.npmjs\.org|index-url"
    )
    found = [
        f"{name}: {line.strip()[:120]}"
        for name, text in texts().items()
        if name != "tests/test_consistency.py"
        for line in text.splitlines()
        if telltale.search(line)
    ]
    assert not found


def test_every_module_says_what_it_is_for() -> None:
    assert not [name for name, text in sources().items() if not ast.get_docstring(ast.parse(text))]


def test_no_inline_script_or_style() -> None:
    """The Content-Security-Policy refuses them, so a page that had some would be broken."""
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)|<style\b|\sstyle=|\son[a-z]+=\""
    )
    assert not [
        f"{name}: {found.group()}"
        for name, text in sources(".html").items()
        if (found := inline.search(text))
    ]


def test_settings_are_documented() -> None:
    read = re.compile(r"(?:text|words|flag|origin|email|log_level)\(\s*\"([A-Z_]+)\"")
    used = {
        variable
        for name, text in sources().items()
        if name.startswith("src/maillage/config/")
        for variable in read.findall(text)
    }
    table = set(re.findall(r"^\| `([A-Z_]+)` \|", document("docs/settings.md"), re.MULTILINE))
    assert used
    assert used == table


def test_readme_commands_exist() -> None:
    readme = document("README.md")
    targets = set(re.findall(r"^([a-z]+):", document("Makefile"), re.MULTILINE))
    asked = set(re.findall(r"\bmake ([a-z]+)\b", readme + document("CONTRIBUTING.md")))
    assert asked <= targets
    commands = {command.name or command.callback.__name__ for command in app.registered_commands}
    commands |= {group.name for group in app.registered_groups}
    used = set(re.findall(r"(?:^|[`/ ])maillage ([a-z]+)\b", _code(readme), re.MULTILINE))
    assert used <= commands


def _code(markdown: str) -> str:
    """Return what stands in code spans and blocks."""
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", markdown, re.DOTALL))


def test_commands_are_documented() -> None:
    documents = "\n".join(text for name, text in texts().items() if name.endswith(".md"))
    names = [command.name or command.callback.__name__ for command in app.registered_commands]
    names += [group.name for group in app.registered_groups]
    assert not [name for name in names if f"maillage {name}" not in documents]


VOCABULARIES = [
    getattr(vocabularies, name)
    for name in vocabularies.__all__
    if issubclass(getattr(vocabularies, name), Enum) and len(getattr(vocabularies, name))
]


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda one: one.__name__)
def test_vocabularies_are_in_the_glossary(vocabulary: type[Enum]) -> None:
    assert f"`{vocabulary.__name__}`" in document("GLOSSARY.md")


def test_every_field_of_every_type_is_documented() -> None:
    sections = dict(
        re.findall(
            r"^## `([a-z]+)`\n(.*?)(?=^## |\Z)", document("docs/formats/types.md"), re.M | re.S
        )
    )
    assert sections.keys() == registry.keys()
    for key, sheet_type in registry.items():
        named = set(re.findall(r"^\| `([a-z_]+)`", sections[key], re.MULTILINE))
        assert named == set(sheet_type.field_names)
