"""Which state of the suite is run, as version control names it: what is joined must be of one state."""

import os
import subprocess
from pathlib import Path

_VARIABLES = ("GITHUB_SHA", "CI_COMMIT_SHA", "GIT_COMMIT", "BUILD_SOURCEVERSION", "CIRCLE_SHA1")
_SECONDS = 5.0


def revision(folder: Path) -> str:
    """The commit that CI or git name; empty where neither knows one."""
    named = next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), "")
    return named or _from_git(folder)


def _from_git(folder: Path) -> str:
    command = ["git", "-C", str(folder), "rev-parse", "HEAD"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return found.stdout.strip() if found.returncode == 0 else ""
