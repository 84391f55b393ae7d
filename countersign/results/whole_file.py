"""Files that are there whole or not at all, since readers may look in at any time."""

import os
from pathlib import Path


def write_whole(path: Path, body: bytes) -> None:
    """Write it beside its place, and put it there when it is complete."""
    unfinished = path.with_name(f"{path.name}.tmp")
    try:
        unfinished.write_bytes(body)
        os.replace(unfinished, path)  # noqa: PTH105 (as readable, and half the price a scenario)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
