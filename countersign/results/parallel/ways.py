"""Tracebacks of errors that arose in another process."""

from collections.abc import Sequence
from types import FrameType, FunctionType, TracebackType

from countersign.results.parallel.wire import Place

_NO_COLUMN = -1


def way_to(places: Sequence[Place]) -> TracebackType | None:
    """A traceback that names these places, the outermost first."""
    way = None
    for place in reversed(places):
        way = TracebackType(way, _frame(place), _NO_COLUMN, place.line)
    return way


def _frame(place: Place) -> FrameType:
    """Of code that stands there, as far as a traceback says where that is: only running code has a frame."""
    code = _raise.__code__.replace(
        co_filename=place.path,
        co_name=place.function,
        co_qualname=place.function,
        co_firstlineno=place.line,
    )
    try:
        FunctionType(code, {"LookupError": LookupError})()
    except LookupError as error:
        raised = error.__traceback__.tb_next if error.__traceback__ else None
    assert raised
    return raised.tb_frame


def _raise() -> None:
    raise LookupError
