"""The first and the last line of a run record."""

import platform
import re
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from countersign import __version__
from countersign.results.record import End, Run
from countersign.results.revision import ci_run, revision
from countersign.results.session import RunFacts
from countersign.results.verdict import verdict

_IN_URL = re.compile(
    r"(://[^/\s:@]*:)[^@\s]+(?=@)|([?&;][^=&]*(?:passw|token|secret|key)[^=&]*=)[^&\s]+", re.IGNORECASE
)
_TELLTALE = re.compile(r"token|secret|passw|key|credential", re.IGNORECASE)


_EVERYTHING = Path("features")


def first_line(facts: RunFacts, config: Any, started_at: float, jobs: int, shard: str) -> Run:
    """What is run, against what."""
    return Run(
        run_id=uuid4().hex,
        started_at=started_at,
        target=facts.target,
        environment=facts.environment,
        addresses=facts.addresses,
        versions=facts.versions,
        target_digest=facts.digest,
        command=["behave", *_discreet(_in_one_word(sys.argv[1:]))],
        narrowed_by=_narrowed_by(config),
        suite_version=__version__,
        revision=revision(Path.cwd()),
        ci_run=ci_run(),
        python=platform.python_version(),
        jobs=jobs,
        shard=shard,
    )


def _narrowed_by(config: Any) -> list[str]:
    """What makes behave run less than everything."""
    tags = [config.tags] if isinstance(config.tags, str) else config.tags or []
    patterns = {"--include": config.include_re, "--exclude": config.exclude_re}
    return [
        *(str(path) for path in config.paths or [] if Path(path) != _EVERYTHING),
        *(f"--tags={tag}" for tag in tags if tag),
        *(f"--name={name}" for name in config.name or []),
        *(f"{option}={pattern.pattern}" for option, pattern in patterns.items() if pattern),
    ]


def last_line(counts: Mapping[str, int], problems: Sequence[str], aborted: str) -> End:
    """How it ended."""
    code = verdict(counts, problems=bool(problems), aborted=bool(aborted))
    return End(
        ended_at=time.time(),
        exit_code=code.value,
        aborted=aborted,
        problems=list(problems),
        counts=dict(counts),
    )


def same_again(run: Run) -> list[str]:
    """The options that send another run to the same target."""
    named = [word.removeprefix("-D") for word in run.command if word.startswith("-Dtarget=")]
    return ["-D", named[-1]] if named else []


def undivided(command: Sequence[str]) -> list[str]:
    """The command without what made it that of one shard."""
    return [word for word in command if not word.startswith(("-Dshard=", "-Dreports="))]


def _in_one_word(arguments: Iterable[str]) -> Iterator[str]:
    """Every `-D NAME=VALUE`, `--define NAME=VALUE` or `--define=NAME=VALUE` as `-DNAME=VALUE`."""
    words = iter(arguments)
    for word in words:
        if word in ("-D", "--define"):
            yield f"-D{next(words, '')}"
        else:
            yield f"-D{word.removeprefix('--define=')}" if word.startswith("--define=") else word


def _discreet(arguments: Iterable[str]) -> Iterator[str]:
    """Arguments without the values of those that are named like a secret, and without passwords in URLs."""
    for argument in arguments:
        name, equals, _ = argument.partition("=")
        if equals and _TELLTALE.search(name):
            yield f"{name}=***"
        else:
            yield _IN_URL.sub(r"\1\2***", argument)
