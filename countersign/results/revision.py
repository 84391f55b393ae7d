"""Which state of the suite is run, and by which run of a CI server: what is joined must be of one of each."""

import hashlib
import os
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

CHANGED = "+changes"
"""Follows a commit that is not what was run, with a digest of what was changed: "7c9b…+changes.0f3d9a21"."""
UNCHECKED = "+unchecked"
"""Follows a commit where nobody could say whether it is what was run."""

_VARIABLES = ("GITHUB_SHA", "CI_COMMIT_SHA", "GIT_COMMIT", "BUILD_SOURCEVERSION", "CIRCLE_SHA1")
_SECONDS = 2.0
_RUNS = ("GITHUB_RUN_ID", "CI_PIPELINE_ID", "BUILD_BUILDID", "BUILD_TAG", "BUILDKITE_BUILD_ID")
"""Of GitHub, GitLab, Azure Pipelines, Jenkins and Buildkite; none of them changes when a job is run again."""

_RUN = ("features", "steps", "countersign", "targets", "environment.py", "behave.ini")
"""What a run is made of."""
_KINDS = (".feature", ".py", ".toml", ".ini", ".yaml", ".json", ".j2")
"""The files that count where git does not keep them: no compiled ones, and no traces of an editor."""
_UNKEPT = ("??", "!!")
_MOVED = ("R", "C")


def revision(folder: Path) -> str:
    """The commit of what is run, and whether it was changed since; empty where nobody knows a commit."""
    found = _git(folder, "rev-parse", "HEAD", "--show-toplevel")
    if found is None:
        commit = _first_set(_VARIABLES)
        return commit and f"{commit}{UNCHECKED}"
    commit, _, top = found.rstrip("\n").partition("\n")
    # Without its optional locks, git is in nobody's way who commits just now.
    asked = ("status", "--porcelain", "-z", "--untracked-files=all", "--ignored", "--", *_RUN)
    told = _git(folder, "--no-optional-locks", *asked)
    if told is None:
        return f"{commit}{UNCHECKED}"
    changed = sorted(_changed(told))
    return f"{commit}{CHANGED}.{_digest(Path(top), changed)}" if changed else commit


def ci_run() -> str:
    """What the CI server calls its run; empty elsewhere."""
    return _first_set(_RUNS)


def _first_set(names: Iterable[str]) -> str:
    return next((os.environ[name] for name in names if os.environ.get(name)), "")


def _changed(told: str) -> Iterator[str]:
    """The files that are not as the commit has them; one that was moved counts where it is, and was."""
    entries = iter(told.split("\0"))
    for entry in entries:
        state, path = entry[:2], entry[3:]
        if not path or (state in _UNKEPT and PurePosixPath(path).suffix not in _KINDS):
            continue
        yield path
        if state[0] in _MOVED or state[1] in _MOVED:
            yield next(entries, "")


def _digest(top: Path, paths: Iterable[str]) -> str:
    """Eight hexadecimal digits that are the same where the same was changed."""
    whole = hashlib.sha256()
    for path in paths:
        content = b""
        with suppress(OSError):  # it is gone, or nobody may read it: then its name stands for it
            content = (top / path).read_bytes()
        whole.update(f"{path}\0{len(content)}\0".encode(errors="surrogateescape") + content)
    return whole.hexdigest()[:8]


def _git(folder: Path, *asked: str) -> str | None:
    """What git answers; None where there is no git, no repository, or no answer in time."""
    command = ["git", "-C", str(folder), *asked]
    try:
        found = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return os.fsdecode(found.stdout) if found.returncode == 0 else None
