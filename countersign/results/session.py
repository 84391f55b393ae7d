"""What the runner asks of a run's session: where it goes, what may run there, and what was seen.

The runner knows no journey. Whoever does gives it a session, through a factory that `behave.ini` names:

    [behave.userdata]
    countersign.session = countersign.session:Session
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

import msgspec

from countersign.errors import UserError
from countersign.evidence.exchange import Exchange
from countersign.results.record import Left, Measure, Outcome, Planned

Redact = Callable[[str], str]
"""Takes secrets and other people's personal data out of a text."""


class Decision(msgspec.Struct, frozen=True):
    """That a scenario will not be run here, and why: not applicable, refused, or manual."""

    outcome: Outcome
    reason: str


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What was said and measured while a scenario ran."""

    transcript: list[Exchange] = []
    measures: list[Measure] = []
    left: list[Left] = []
    """What the scenario has left in the deployment."""


class RunFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a run is going to talk to."""

    target: str = ""
    environment: str = ""
    addresses: dict[str, str] = {}
    """Journey → base URL, without credentials."""
    versions: dict[str, str] = {}
    """Journey → the version that the product itself says."""
    digest: str = ""
    """sha256 of what describes the target."""
    first_line: str = ""
    """Printed before anything runs."""


class Session(Protocol):
    """Everything a run has around its scenarios; on `context.session` for hooks and steps."""

    def open(self) -> RunFacts:
        """Start what is needed, before `before_all`; a `UserError` ends the run with exit code 2."""

    def concerns(self, planned: Planned) -> bool:
        """Whether this run is about the scenario at all; what it is not about is no part of the plan."""

    def gate(self, planned: Planned) -> Decision | None:
        """Why the scenario must not run here; None lets it run."""

    def redact(self, text: str) -> str:
        """The text as it may be written to disk; works after `close`, too."""

    def health(self) -> str | None:
        """The sentence that says which service died; None while all is well."""

    def finish(self, scenario_id: str) -> Evidence:
        """What was said and measured in the scenario, which has ended, clean-up included."""

    def forking(self) -> AbstractContextManager[None]:
        """Around the fork of a worker, and left by both: what they can't share is given to each."""

    def close(self) -> None:
        """End what was started, also after an `open` that failed half-way; in a worker, what is its own."""


class NullSession:
    """A session of a suite that needs none."""

    def __init__(self, userdata: Mapping[str, str], reports: Path) -> None:
        """Nothing of the run's options matters here."""

    def open(self) -> RunFacts:
        """Nothing to start."""
        return RunFacts()

    def concerns(self, _planned: Planned) -> bool:
        """All is to be run."""
        return True

    def gate(self, _planned: Planned) -> Decision | None:
        """Everything may run."""
        return None

    def redact(self, text: str) -> str:
        """There are no secrets."""
        return text

    def health(self) -> str | None:
        """Nothing can die."""
        return None

    def finish(self, _scenario_id: str) -> Evidence:
        """Nothing was written down."""
        return Evidence()

    def forking(self) -> AbstractContextManager[None]:
        """Nothing that two processes could not share."""
        return nullcontext()

    def close(self) -> None:
        """Nothing to end."""


SessionFactory = Callable[[Mapping[str, str], Path], Session]
"""Makes a session from behave's userdata and the reports folder."""


def session_factory(name: str) -> SessionFactory:
    """The factory of that name, `module:attribute`; without a name, that of the session that does nothing."""
    if not name:
        return NullSession
    module, _, attribute = name.partition(":")
    try:
        return cast(SessionFactory, getattr(import_module(module), attribute))
    except (ImportError, AttributeError, ValueError) as error:
        raise UserError(
            f"behave.ini: countersign.session = {name} can't be loaded ({error}); name it as module:class."
        ) from error
