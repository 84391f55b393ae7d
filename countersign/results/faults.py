"""What went wrong, said in one line: what kind of error, what it says, and where in the suite it arose."""

import traceback
from pathlib import Path

from countersign.errors import UserError


def in_a_line(error: BaseException) -> str:
    """`steps/mail.py:12: NameError: name 'inbox' is not defined`; a user's own error speaks for itself."""
    if isinstance(error, UserError):
        return str(error)
    said = " ".join(str(error).split())
    what = f"{type(error).__name__}: {said}" if said else type(error).__name__
    where = _place(error)
    return f"{where}: {what}" if where else what


def _place(error: BaseException) -> str:
    if isinstance(error, SyntaxError) and error.filename:
        return f"{from_here(error.filename)}:{error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "site-packages" not in frame.filename and frame.filename[:1] != "<"]
    return f"{from_here(own[-1].filename)}:{own[-1].lineno}" if own else ""


def from_here(filename: str) -> str:
    """The path as one would type it here."""
    path = Path(filename)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else filename
