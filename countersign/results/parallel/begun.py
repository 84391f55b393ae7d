"""Which step each worker has begun: noted where the run can still read it when the worker has died."""

import mmap

_BYTES = 4


class Begun:
    """Shared by the run and all its workers, each of which has a seat of its own."""

    def __init__(self, seats: int) -> None:
        self._noted = mmap.mmap(-1, _BYTES * seats)

    def note(self, seat: int, step: int) -> None:
        """The step is begun now; -1 before the first."""
        self._noted[seat * _BYTES : (seat + 1) * _BYTES] = step.to_bytes(_BYTES, "big", signed=True)

    def last(self, seat: int) -> int:
        """The step that was begun last."""
        return int.from_bytes(self._noted[seat * _BYTES : (seat + 1) * _BYTES], "big", signed=True)

    def close(self) -> None:
        """Nobody asks any more."""
        self._noted.close()
