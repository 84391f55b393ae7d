"""Takes secrets out of whatever is about to be written: texts, documents, and what behave remembers."""

from typing import Any, TypeVar, cast

import msgspec

from countersign.errors import UndecidedError, UserError
from countersign.results.record import Elsewhere, Line
from countersign.results.session import Redact

_MEANINGFUL = (AssertionError, UndecidedError, UserError)
"""What became of a scenario is read from these."""

_IDS = frozenset({"kind", "id", "run_id", "outcome", "unknown", "not_passed", "colour"})
_IDS_WITHIN = frozenset({"scenario_id"})

L = TypeVar("L", bound=Line)


def masked_line(line: L, redact: Redact) -> L:
    """A line of the record with every text redacted, except what it is known by."""
    if isinstance(line, Elsewhere):
        elsewhere = msgspec.structs.replace(line, planned=masked_line(line.planned, redact))
        return cast(L, elsewhere)
    fields = {
        name: value if name in _IDS else masked(value, redact, _IDS_WITHIN)
        for name, value in msgspec.to_builtins(line).items()
    }
    return msgspec.convert(fields, type(line))


def writable(text: str) -> str:
    """The text, which programs may have printed in another encoding, as every report can hold it."""
    return text if text.isascii() else text.encode(errors="backslashreplace").decode()


def masked(value: Any, redact: Redact, spare: frozenset[str] = frozenset()) -> Any:
    """The document with every text redacted, except under the keys to spare: ids must still fit together."""
    if isinstance(value, str):
        return redact(writable(value)) if value else value
    if isinstance(value, dict):
        return {key: item if key in spare else masked(item, redact, spare) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [masked(item, redact, spare) for item in value]
    return value


def masked_error(error: Exception, redact: Redact) -> Exception:
    """The error itself, or one of the same name, and of as much meaning for the outcome, that says less."""
    said = str(error)
    allowed = redact(writable(said))
    if allowed == said:
        return error
    kind = next((kind for kind in _MEANINGFUL if isinstance(error, kind)), Exception)
    stand_in: Exception = type(type(error).__name__, (kind,), {})(allowed)
    return stand_in.with_traceback(error.__traceback__)


def mask_statement(statement: Any, redact: Redact) -> None:
    """Redact what behave remembers of a failed step or scenario, so that no formatter sees more."""
    if statement.error_message:
        statement.error_message = redact(writable(statement.error_message))
    if isinstance(statement.exception, Exception):
        statement.exception = masked_error(statement.exception, redact)
    for captured in statement.captured.captures:
        captured.stdout = redact(writable(captured.stdout))
        captured.stderr = redact(writable(captured.stderr))
        captured.log = redact(writable(captured.log))
        captured._reset_cached()
    statement.captured._reset_cached()
