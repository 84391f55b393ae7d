"""Which state of the suite is run, and by which run of a CI server: what is joined must be of one of each."""

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

_VARIABLES = ("GITHUB_SHA", "CI_COMMIT_SHA", "GIT_COMMIT", "BUILD_SOURCEVERSION", "CIRCLE_SHA1")
_SECONDS = 5.0
_RUNS = ("GITHUB_RUN_ID", "CI_PIPELINE_ID", "BUILD_BUILDID", "BUILD_TAG", "BUILDKITE_BUILD_ID")
"""Of GitHub, GitLab, Azure Pipelines, Jenkins and Buildkite; none of them changes when a job is run again."""


def revision(folder: Path) -> str:
    """The commit that CI or git name; empty where neither knows one."""
    return _first_set(_VARIABLES) or _from_git(folder)


def ci_run() -> str:
    """What the CI server calls its run; empty elsewhere."""
    return _first_set(_RUNS)


def _first_set(names: Iterable[str]) -> str:
    return next((os.environ[name] for name in names if os.environ.get(name)), "")


def _from_git(folder: Path) -> str:
    command = ["git", "-C", str(folder), "rev-parse", "HEAD"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return found.stdout.strip() if found.returncode == 0 else ""
