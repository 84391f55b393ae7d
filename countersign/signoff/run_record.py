"""The run record that a sign-off or an approval is about."""

from pathlib import Path

from countersign.errors import UserError
from countersign.results.reading import Reading
from countersign.results.record import SCHEMA, Line, read
from countersign.signoff.soundness import impossible_moments


def read_record(path: Path) -> tuple[list[Line], Reading]:
    """Its lines, and what they say of what was planned and of what became of it."""
    try:
        lines = read(path)
        reading = Reading.of(lines)
    except OSError as error:
        raise UserError(
            f"{path} can't be read ({error.strerror}): run the suite first, or name another folder."
        ) from error
    except UserError as error:
        raise UserError(f"{path}: {error}") from error
    except ValueError as error:
        raise UserError(f"{path} can't be read as a run record ({error}): was it changed by hand?") from error
    if reading.run.schema > SCHEMA:
        raise UserError(f"{path} was written by a newer version of Countersign: sign off with that one.")
    if impossible := next(impossible_moments(reading), ""):
        raise UserError(f"{path} can't be read as a run record ({impossible}): was it changed by hand?")
    return lines, reading
