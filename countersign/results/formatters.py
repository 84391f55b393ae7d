"""The formatters of a run: those of the command line, and Allure's beside them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from behave.formatter._registry import make_formatters
from behave.formatter.base import StreamOpener

from countersign.errors import UserError
from countersign.results.faults import in_a_line
from countersign.results.listening import Listener, MaskingFormatter
from countersign.results.options import Options
from countersign.results.reports import ReportsFolder
from countersign.results.session import Redact
from countersign.results.troubles import Troubles

_TOLD = (
    "uri", "feature", "background", "rule", "scenario", "step", "match", "result",
    "rule_finished", "eof", "close", "begin", "attempted", "troubled",
)  # fmt: skip
"""What a formatter is told; `embedding` is left out, since what it can't take is a step's own doing."""


def prepare(
    config: Any, options: Options, folder: ReportsFolder, redact: Redact, troubles: Troubles
) -> list[Any]:
    """All of them, ready to be told; the one that masks comes first."""
    try:
        formatters = make_formatters(config, config.outputs)
    except OSError as error:
        raise UserError(f"{error.filename}: -o can't be written there ({error.strerror}).") from error
    except Exception as error:
        raise UserError(f"a formatter named with -f can't begin: {in_a_line(error)}.") from error
    if options.allure:
        formatters += _allure(config, formatters, folder)
    for formatter in formatters:
        _make_sturdy(formatter, troubles)
        if isinstance(formatter, Listener):
            formatter.begin(redact)
    return [MaskingFormatter(config, redact), *formatters]


def writes_in_workers(formatter: object) -> bool:
    """Allure's write files of their own for each scenario, with what steps attach while they run."""
    return any(kind.__module__.startswith("allure_behave") for kind in type(formatter).__mro__)


def _make_sturdy(formatter: Any, troubles: Troubles) -> None:
    """Let the run go on without a formatter that fails, and be red for it: what it wrote is not complete."""
    broken: list[Exception] = []

    def sturdy(tell: Callable[..., None]) -> Callable[..., None]:
        @wraps(tell)
        def told(*args: Any, **kwargs: Any) -> None:
            if broken:
                return
            try:
                tell(*args, **kwargs)
            except (BrokenPipeError, UserError):
                raise
            except Exception as error:  # noqa: BLE001 (formatters are not ours, behave's own fail, too)
                broken.append(error)
                beyond_this = error.__traceback__ and error.__traceback__.tb_next
                troubles.note_of_the_run(
                    f"formatter {type(formatter).__name__} failed, what it writes is not complete: "
                    f"{in_a_line(error.with_traceback(beyond_this))}"
                )

        return told

    for name in _TOLD:
        if tell := getattr(formatter, name, None):
            setattr(formatter, name, sturdy(tell))


def _allure(config: Any, formatters: list[Any], folder: ReportsFolder) -> list[Any]:
    """Ours, unless Allure was asked for with `-f`: two would write everything twice."""
    if any(writes_in_workers(formatter) for formatter in formatters):
        return []
    from countersign.results.allure import AllureFormatter

    return [AllureFormatter(StreamOpener(str(folder.allure)), config)]
