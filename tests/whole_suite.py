"""What tests of whole runs share: a copy of the suite in a folder of its own, and runs of behave in it."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
SUITE = ("behave.ini", "environment.py", "steps", "targets")


class Suite:
    """The project's steps, hooks and targets, with features of a test's own."""

    seconds = 60.0
    """How long a run may take."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        for name in SUITE:
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
        (folder / "features" / "onboarding").mkdir(parents=True)

    @property
    def reports(self) -> Path:
        """Where the runs of this suite report."""
        return self.folder / "reports"

    def feature(self, text: str, name: str = "own.feature") -> None:
        """Add a feature."""
        (self.folder / "features" / "onboarding" / name).write_text(text)

    def steps(self, code: str) -> None:
        """Add a module of steps."""
        (self.folder / "steps" / "own.py").write_text(code)

    def environ(self, **more: str) -> dict[str, str]:
        """The environment of a run: temporary files go into a folder that can be looked into."""
        bare = {name: value for name, value in os.environ.items() if not name.startswith("COUNTERSIGN_")}
        return {**bare, "TMPDIR": str(self.temporary), "NO_COLOR": "1", **more}

    def start(self, *arguments: str, **environ: str) -> "subprocess.Popen[str]":
        """Start behave in this suite, in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "behave", *arguments],
            cwd=self.folder,
            env=self.environ(**environ),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, **environ: str) -> tuple[int, str]:
        """Run behave to its end, within `seconds`: the exit code, and all that it printed."""
        with self.start(*arguments, **environ) as process:
            output, _ = process.communicate(timeout=self.seconds)
        return process.returncode, output

    def processes(self) -> list[str]:
        """The command lines of all processes that belong to runs of this suite."""
        mark = f"TMPDIR={self.temporary}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                if mark in (entry / "environ").read_bytes():
                    found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:  # it has just ended
                continue
        return found

    def temporary_files(self) -> list[str]:
        """What runs of this suite have left in the folder for temporary files."""
        return [str(path) for path in self.temporary.rglob("*")]


def wait_until(condition: Callable[[], bool], what: str, seconds: float = 30.0) -> None:
    """Wait for a condition, bounded."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:g} s: {what}")
        time.sleep(0.02)
