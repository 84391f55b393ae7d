"""The first and the last line of a run record."""

import platform
import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from countersign import __version__
from countersign.results.record import End, Run
from countersign.results.revision import revision
from countersign.results.session import RunFacts
from countersign.results.verdict import verdict

_IN_URL = re.compile(
    r"(://[^/\s:@]*:)[^@\s]+(?=@)|([?&;][^=&]*(?:passw|token|secret|key)[^=&]*=)[^&\s]+", re.IGNORECASE
)
_TELLTALE = re.compile(r"token|secret|passw|key|credential", re.IGNORECASE)


def first_line(facts: RunFacts, started_at: float, jobs: int, shard: str) -> Run:
    """What is run, against what."""
    return Run(
        run_id=uuid4().hex,
        started_at=started_at,
        target=facts.target,
        environment=facts.environment,
        addresses=facts.addresses,
        command=["behave", *_discreet(sys.argv[1:])],
        suite_version=__version__,
        revision=revision(Path.cwd()),
        python=platform.python_version(),
        jobs=jobs,
        shard=shard,
    )


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


def same_again(config: Any) -> list[str]:
    """The options that send another run to the same target."""
    defines = dict(config.userdata_defines or [])
    return ["-D", f"target={defines['target']}"] if "target" in defines else []


def _discreet(arguments: Sequence[str]) -> Iterator[str]:
    """Arguments without the values of those that are named like a secret, and without passwords in URLs."""
    for argument in arguments:
        name, equals, _ = argument.partition("=")
        if equals and _TELLTALE.search(name):
            yield f"{name}=***"
        else:
            yield _IN_URL.sub(r"\1\2***", argument)
