"""Runs a program that others wrote: bounded in time, and what it says against it told in a sentence."""

import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from countersign.errors import UserError

_COMPLAINT = re.compile(r"^(?:npm error|ERROR:)\s+((?:\S+\s+){4,}\S.*)$")
"""What says more than a code, in the words of npm and pip."""

_CREDENTIALS = re.compile(r"(?<=//)[^/@\s]+@")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def run(
    command: Sequence[str | Path], *, folder: Path, environment: Mapping[str, str], seconds: float, mend: str
) -> str:
    """Run it to its end, and give back what it said; a failure is told with what the user can do."""
    with tempfile.TemporaryFile() as said:
        try:
            done = subprocess.run(
                command,
                cwd=folder,
                env=dict(environment),
                timeout=seconds,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise UserError(f"it had not ended after {seconds:.0f} s; {mend}") from error
        except OSError as error:
            raise UserError(f"{command[0]} can't be run ({error.strerror}); {mend}") from error
        said.seek(0)
        words = said.read().decode(errors="replace")
    if done.returncode:
        raise UserError(f"{_complaint(words)}; {mend}")
    return words


def _complaint(words: str) -> str:
    """The line that says what was wrong, without anyone's password."""
    lines = [line.strip() for line in _COLOURS.sub("", words).splitlines() if line.strip()]
    telling = [match[1] for line in lines if (match := _COMPLAINT.match(line))]
    line = telling[0] if telling else lines[-1] if lines else "it failed without a word"
    return _CREDENTIALS.sub("***@", line).rstrip(".;")
