"""Steps that would end the whole process: the scenario is in error for it, and the run goes on."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, NoReturn

from countersign.errors import UserError

Step = Callable[..., Any]


class ProcessEndedError(UserError):
    """A step called `sys.exit` or `os._exit`."""


def survive(registry: Any) -> None:
    """Let no step end the process with `sys.exit`, which behave would take for the end of the run."""
    for matchers in registry.steps.values():
        for matcher in matchers:
            matcher.func = _surviving(matcher.func)


@contextmanager
def no_sudden_end() -> Iterator[None]:
    """Let no step end this process with `os._exit`, which would leave no summary and an exit code of its own.

    Processes that steps fork off may, and so may threads: there is no step there that could fail for it.
    """
    end, owner = os._exit, os.getpid()

    def refuse(status: int) -> NoReturn:
        if os.getpid() != owner or threading.current_thread() is not threading.main_thread():
            end(status)
        raise ProcessEndedError(f"the step called os._exit({status}); let it fail instead")

    os._exit = refuse
    try:
        yield
    finally:
        os._exit = end


def _surviving(step: Step) -> Step:
    @wraps(step)
    def surviving(*args: Any, **kwargs: Any) -> Any:
        try:
            return step(*args, **kwargs)
        except SystemExit as error:
            raise ProcessEndedError(
                f"the step called sys.exit({error.code!r}); let it fail instead"
            ) from error

    return surviving
