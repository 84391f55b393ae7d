"""Other parallel runners for behave, in a virtual environment of their own, away from our requirements."""

import subprocess
import sys
import venv
from pathlib import Path

from suites import tell

VERSIONS = ("behavex==4.6.8", "behave-pool==1.3.0", "behave==1.3.3")
_HOME = Path(__file__).parent.parent / ".countersign" / "peers"
_SECONDS = 300.0


def home_of_peers() -> Path | None:
    """Where their commands are; installed when they are first needed. None where that can't be done now."""
    commands = _HOME / "bin"
    stamp = _HOME / "installed"
    if stamp.exists() and stamp.read_text() == " ".join(VERSIONS):
        return commands
    print(f"Installing {', '.join(VERSIONS)} into {_HOME} …", flush=True)
    tell("making the virtual environment")
    venv.create(_HOME, clear=True, with_pip=True)
    pip = [str(commands / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    try:
        done = subprocess.run(
            [*pip, *VERSIONS], capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        _tell_left_out(f"not within {_SECONDS:g} s")
        return None
    if done.returncode:
        _tell_left_out((done.stderr.strip().splitlines() or ["pip said nothing"])[-1])
        return None
    stamp.write_text(" ".join(VERSIONS))
    return commands


def peers(home: Path, jobs: int) -> dict[str, list[str]]:
    """Name → command, for each of them in each of its two schemes."""
    schemes = ("feature", "scenario")
    return {
        **{f"BehaveX by {one}, {jobs} workers": _behavex(home, jobs, one) for one in schemes},
        **{f"behave-pool by {one}, {jobs} workers": _behave_pool(home, jobs, one) for one in schemes},
    }


def _behavex(home: Path, jobs: int, scheme: str) -> list[str]:
    return [str(home / "behavex"), "--parallel-processes", str(jobs), "--parallel-scheme", scheme, "features"]


def _behave_pool(home: Path, jobs: int, scheme: str) -> list[str]:
    return [str(home / "behave-pool"), "--parallel", str(jobs), "--parallel-scheme", scheme, "features"]


def _tell_left_out(why: str) -> None:
    print(f"The other runners can't be installed from PyPI, and are left out: {why}", file=sys.stderr)
