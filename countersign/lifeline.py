"""A pipe that reaches its end when this process does, however it dies; whoever reads it ends as well."""

import os


class Lifeline:
    """Held by the process that made it and by nobody else: a forked worker lets go of it at once."""

    def __init__(self) -> None:
        self.descriptor, self._held = os.pipe()
        _lines.add(self)

    def handed_over(self) -> None:
        """Close the end to be read from: those who read it have got their own."""
        os.close(self.descriptor)

    def cut(self) -> None:
        """Let all who hang on it end; harmless if that was done before."""
        if self in _lines:
            _lines.remove(self)
            os.close(self._held)


_lines: set[Lifeline] = set()


def _let_go() -> None:
    for line in list(_lines):
        line.cut()


os.register_at_fork(after_in_child=_let_go)
