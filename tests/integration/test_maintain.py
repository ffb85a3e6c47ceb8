"""`maillage maintain`: what is due, once, alone, as far as there is time; and the report."""

import json
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from factories import load, organisation
from news_server import serve
from typer.testing import CliRunner

from maillage import fetching
from maillage.apps.links.models import LinkCheck
from maillage.apps.sheets import upkeep
from maillage.apps.sheets.upkeep import (
    MaintenanceBusy,
    Outcome,
    Phase,
    Task,
    TaskFailed,
    Upkeep,
    maintain,
    register_task,
)
from maillage.cli import instance
from maillage.cli.main import app

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> list[str]:
    """Forget the tasks of the portal, and give the list of those that ran."""
    monkeypatch.setattr(upkeep, "_tasks", {})
    return []


@pytest.fixture
def task(ran: list[str]) -> Callable[..., None]:
    def add(
        key: str,
        hours: float = 1,
        phase: Phase = Phase.COLLECT,
        work: Callable[[Upkeep], str] = lambda upkeep: "Bien.",
    ) -> None:
        def run(given: Upkeep) -> str:
            ran.append(key)
            return work(given)

        every = timedelta(hours=hours)
        register_task(Task(key, key.title(), run, every, phase, preview=lambda _: "Trois choses."))

    return add


def outcomes(**options: object) -> list[Outcome]:
    return list(maintain(now=options.pop("now", NOW), **options))  # type: ignore[arg-type]


def states(**options: object) -> list[tuple[str, str]]:
    return [(one.task.key, one.state) for one in outcomes(**options)]


def test_tasks_run_by_stage(task: Callable[..., None], ran: list[str]) -> None:
    task("purge", phase=Phase.PURGE)
    task("liens")
    task("qualite", phase=Phase.MEASURE)
    assert states() == [("liens", "fait"), ("qualite", "fait"), ("purge", "fait")]
    assert ran == ["liens", "qualite", "purge"]


def test_what_is_not_due_waits(task: Callable[..., None], ran: list[str]) -> None:
    task("heure", hours=1)
    task("jour", hours=24)
    task("toujours", hours=0)
    outcomes()
    ran.clear()
    after = NOW + timedelta(hours=1)
    assert dict(states(now=after)) == {"heure": "fait", "jour": "pas encore dû", "toujours": "fait"}
    assert ran == ["heure", "toujours"]


def test_a_timer_a_little_early_does_not_skip_a_turn(task: Callable[..., None]) -> None:
    task("heure", hours=1)
    outcomes()
    assert states(now=NOW + timedelta(minutes=58)) == [("heure", "fait")]


def test_a_clock_put_back_blocks_nothing(task: Callable[..., None]) -> None:
    task("jour", hours=24)
    outcomes(now=NOW + timedelta(days=900))
    assert states() == [("jour", "fait")]


def test_only_runs_what_it_names_due_or_not(task: Callable[..., None], ran: list[str]) -> None:
    task("a", hours=24)
    task("b", hours=24)
    outcomes()
    ran.clear()
    assert states(only=["b"]) == [("b", "fait")]
    assert ran == ["b"]


def test_a_rehearsal_does_nothing(
    task: Callable[..., None], ran: list[str], data_dir: Path
) -> None:
    task("a")
    [outcome] = outcomes(dry_run=True)
    assert (outcome.state, outcome.sentence) == ("serait fait", "Trois choses.")
    assert ran == []
    assert not (data_dir / "maintenance.json").exists()


@pytest.mark.parametrize("error", [TaskFailed("Pas de réseau."), ZeroDivisionError("oups")])
def test_a_failure_stops_nothing_and_is_tried_again(
    task: Callable[..., None], ran: list[str], error: Exception
) -> None:
    def fail(_: Upkeep) -> str:
        raise error

    task("a", work=fail)
    task("b")
    first, second = outcomes()
    assert (first.is_failure, first.state) == (True, "en échec")
    assert str(error) in first.sentence
    assert second.state == "fait"
    assert [state for _, state in states()] == ["en échec", "pas encore dû"]


def test_a_task_that_was_cut_goes_on_at_the_next_one(task: Callable[..., None]) -> None:
    def long(given: Upkeep) -> str:
        return "Fini." if given.has_time() else "La moitié."

    task("long", hours=24, work=long)
    task("z", hours=24)
    cut = outcomes(budget=timedelta(seconds=-1))
    assert [one.state for one in cut] == ["remis à la prochaine fois"] * 2
    assert states() == [("long", "fait"), ("z", "fait")]


def test_a_long_task_leaves_time_to_the_next_ones(task: Callable[..., None]) -> None:
    ends: list[float] = []

    def note(given: Upkeep) -> str:
        assert given.ends is not None
        ends.append(given.ends)
        return ""

    for key in ("a", "b", "c"):
        task(key, work=note)
    outcomes(budget=timedelta(minutes=40))
    assert ends[0] < ends[1] < ends[2]


def test_two_maintenances_never_run_together(task: Callable[..., None], ran: list[str]) -> None:
    task("a")
    task("b")
    with closing(maintain(now=NOW)) as first:  # type: ignore[type-var]
        next(first)
        with pytest.raises(MaintenanceBusy, match="en cours"):
            outcomes()
    assert ran == ["a"]
    assert states()[1] == ("b", "fait")  # the lock goes with the one that held it


def test_a_damaged_memory_makes_all_due(task: Callable[..., None], data_dir: Path) -> None:
    task("a", hours=24)
    outcomes()
    for damage in ("{", "[1]", json.dumps({"a": "hier"}), json.dumps({"a": 3})):
        (data_dir / "maintenance.json").write_text(damage)
        assert states() == [("a", "fait")]


# --- the command


@pytest.fixture
def command(
    places: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., tuple[int, str]]:
    monkeypatch.setattr(instance, "open_instance", lambda *_, **__: tmp_path)

    def run(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["maintain", *arguments])
        return result.exit_code, result.stdout.replace("\u202f", " ")

    return run


def test_the_portal_has_its_tasks_in_order() -> None:
    keys = [task.key for task in upkeep.tasks()]
    for earlier, later in (("actualites", "liens"), ("liens", "index"), ("index", "oubli")):
        assert keys.index(earlier) < keys.index(later)


def test_the_report(command: Callable[..., tuple[int, str]]) -> None:
    code, said = command("--only", "index", "--only", "liens")
    assert code == 0
    assert said.splitlines() == [
        "Liens : fait. Aucune adresse à contrôler pour l’instant.",
        "Index de recherche : fait. 0 fiche publiée, à jour.",
    ]
    assert "index : Index de recherche, fait le" in command("--list")[1]


def test_a_rehearsal_of_links_asks_nobody(command: Callable[..., tuple[int, str]]) -> None:
    load(organisation("alpha", links=[{"kind": "site", "url": "https://a.example/"}]))
    code, said = command("--dry-run", "--only", "liens")
    assert (code, said) == (0, "Liens : serait fait. 1 adresse serait contrôlée.\n")
    assert not LinkCheck.objects.exists()


def test_links_inside_the_network_are_refused(
    command: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real policy: a link to this machine is a failure, and nothing is asked of it."""
    with serve() as site:
        load(organisation("alpha", links=[{"kind": "site", "url": site.give("/secret", "x")}]))
        code, said = command("--only", "liens")
        assert (code, site.asked, site.heads) == (0, [], [])
    assert "en échec : 1" in said
    assert "interne" in LinkCheck.objects.get().reason
    assert fetching.public_only("127.0.0.1") is False


def test_an_unknown_task_is_refused(command: Callable[..., tuple[int, str]]) -> None:
    result = CliRunner().invoke(app, ["maintain", "--only", "rien"])
    assert "n’existe pas" in str(result.exception)


def test_a_failure_ends_with_code_1(
    command: Callable[..., tuple[int, str]], task: Callable[..., None]
) -> None:
    def fail(_: Upkeep) -> str:
        raise TaskFailed("Pas de réseau.")

    task("a", work=fail)
    assert command()[0] == 1
