"""When the interpreter looks for garbage: not while everything is loaded, which stays, and not at the end.

Both would take longer than the rest of a short run, as each search goes through all that was loaded.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Around what loads a lot; whatever is there afterwards is taken to stay, in forked workers, too."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        keep()
        if looked:
            gc.enable()


def keep() -> None:
    """Never look at anything again that is there now; untouched, it is also shared with forked workers."""
    gc.freeze()
