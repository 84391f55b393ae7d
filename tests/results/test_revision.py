"""The commit of a run: claimed only where what is run is what the commit holds."""

import subprocess
from pathlib import Path

import pytest

from countersign.results import revision as module
from countersign.results.revision import revision

SHA = "7c9b3532aa41c0ffee7c9b3532aa41c0ffee0000"


class Repository:
    """A suite that git keeps, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "-q")
        (folder / ".gitignore").write_text("__pycache__/\nprivate.feature\nscratch/\n")
        for name in ("features/a.feature", "steps/a.py", "countersign/a.py", "behave.ini", "README.md"):
            self.write(name, name)
        self.git("add", ".")
        self.git("commit", "-q", "-m", "all of it")

    def git(self, *asked: str) -> str:
        who = ("-c", "user.name=Amira", "-c", "user.email=amira@example.com")
        done = subprocess.run(
            ["git", *who, *asked], cwd=self.folder, capture_output=True, text=True, timeout=20, check=True
        )
        return done.stdout.strip()

    def write(self, name: str, text: str) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    @property
    def head(self) -> str:
        return self.git("rev-parse", "HEAD")


@pytest.fixture(autouse=True)
def no_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs these tests may be a CI server, or a hook of git."""
    for name in (*module._VARIABLES, "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def suite(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "suite")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> None:
    (tmp_path / "suite").mkdir()


def test_what_is_as_the_commit_has_it_is_that_commit(suite: Repository) -> None:
    for name in ("reports/run.jsonl", "README.md", "gates.toml", "features/.a.feature.swp"):
        suite.write(name, "not what a run is made of")
    suite.write("steps/__pycache__/a.cpython-311.pyc", "compiled")
    assert revision(suite.folder) == suite.head


@pytest.mark.parametrize(
    "name",
    [
        "features/a.feature",
        "countersign/a.py",
        "behave.ini",
        pytest.param("features/b c\u0308.feature", id="a feature that nobody has added"),
        pytest.param("features/private.feature", id="a feature that git was told to pass over"),
        pytest.param("targets/new.toml", id="a folder that nobody has added"),
    ],
)
def test_what_was_changed_is_no_commit(suite: Repository, name: str) -> None:
    suite.write(name, "changed")
    changed = revision(suite.folder)
    assert changed.startswith(f"{suite.head}+changes.")

    suite.write(name, "changed otherwise")
    assert revision(suite.folder) not in (changed, suite.head)
    suite.write(name, "changed")
    assert revision(suite.folder) == changed


def test_what_is_gone_or_moved_was_changed(suite: Repository) -> None:
    (suite.folder / "steps/a.py").unlink()
    gone = revision(suite.folder)
    assert gone.startswith(f"{suite.head}+changes.")
    suite.git("checkout", "-q", ".")
    suite.git("mv", "steps/a.py", "steps/b.py")
    assert revision(suite.folder) not in (gone, suite.head)


def test_a_copy_that_git_passes_over_is_no_commit(suite: Repository) -> None:
    copy = suite.folder / "scratch/copy"
    suite.write("scratch/copy/features/a.feature", "a copy")
    assert revision(copy).startswith(f"{suite.head}+changes.")


def test_without_git_the_ci_server_names_a_commit_that_nobody_has_checked(
    suite: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    assert revision(suite.folder) == ""
    monkeypatch.setenv("GITHUB_SHA", SHA)
    assert revision(suite.folder) == f"{SHA}+unchecked"


def test_what_git_says_of_this_folder_counts_before_what_the_ci_server_runs_for(
    suite: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_SHA", SHA)
    assert revision(suite.folder) == suite.head


def test_a_git_that_is_too_slow_claims_nothing(
    suite: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = suite.head
    slow = tmp_path / "bin/git"
    slow.parent.mkdir()
    slow.write_text(
        f'#!/bin/sh\ncase "$*" in *rev-parse*) printf "%s\\n%s\\n" {head} . ;; *) exec sleep 20; esac\n'
    )
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", str(slow.parent), prepend=":")
    monkeypatch.setattr(module, "_SECONDS", 0.2)
    assert revision(suite.folder) == f"{head}+unchecked"
