"""Tracebacks of errors that arose in another process."""

from collections.abc import Sequence
from types import TracebackType

from countersign.results.parallel.wire import Place

_NO_COLUMN = -1


def way_to(places: Sequence[Place]) -> TracebackType | None:
    """A traceback that names these places, the outermost first."""
    way = None
    for place in reversed(places):
        here = _at(place)
        way = TracebackType(way, here.tb_frame, _NO_COLUMN, place.line)
    return way


def _at(place: Place) -> TracebackType:
    """Code that stands there, as far as a traceback says where that is, and raises."""
    code = compile("1 / 0", place.path, "exec")
    code = code.replace(co_name=place.function, co_qualname=place.function, co_firstlineno=place.line)
    try:
        exec(code)  # nosec B102
    except ZeroDivisionError as error:
        here = error.__traceback__
    while here and here.tb_frame.f_code is not code:
        here = here.tb_next
    if here is None:
        raise LookupError(place.path)
    return here
