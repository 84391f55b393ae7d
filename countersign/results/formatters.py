"""The formatters of a run: those of the command line, and Allure's beside them."""

from typing import Any

from behave.formatter._registry import make_formatters
from behave.formatter.base import StreamOpener

from countersign.errors import UserError
from countersign.results.listening import Listener, MaskingFormatter
from countersign.results.options import Options
from countersign.results.reports import ReportsFolder
from countersign.results.session import Redact


def prepare(config: Any, options: Options, folder: ReportsFolder, redact: Redact) -> list[Any]:
    """All of them, ready to be told; the one that masks comes first."""
    try:
        formatters = make_formatters(config, config.outputs)
    except OSError as error:
        raise UserError(f"{error.filename}: -o can't be written there ({error.strerror}).") from error
    if options.allure:
        formatters += _allure(config, formatters, folder)
    for formatter in formatters:
        if isinstance(formatter, Listener):
            formatter.begin(redact)
    return [MaskingFormatter(config, redact), *formatters]


def writes_in_workers(formatter: object) -> bool:
    """Allure's write files of their own for each scenario, with what steps attach while they run."""
    return any(kind.__module__.startswith("allure_behave") for kind in type(formatter).__mro__)


def _allure(config: Any, formatters: list[Any], folder: ReportsFolder) -> list[Any]:
    """Ours, unless Allure was asked for with `-f`: two would write everything twice."""
    if any(writes_in_workers(formatter) for formatter in formatters):
        return []
    from countersign.results.allure import AllureFormatter

    return [AllureFormatter(StreamOpener(str(folder.allure)), config)]
