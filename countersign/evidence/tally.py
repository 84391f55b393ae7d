"""How many answers came from where, and how many of them were 5xx: counted as they come, in each process."""

import threading
from collections import Counter
from collections.abc import Collection
from urllib.parse import urlsplit

_SERVER_ERROR = 500


class Tally:
    """Counts answers; people of a scenario may be threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: Counter[str] = Counter()
        self._errors: Counter[str] = Counter()

    def note(self, url: str, status: int) -> None:
        """An answer has come from that URL."""
        origin = origin_of(url)
        with self._lock:
            self._answers[origin] += 1
            if status >= _SERVER_ERROR:
                self._errors[origin] += 1

    def take(self, origins: Collection[str]) -> tuple[int, int]:
        """How many answers came from these since this was last asked, and how many of them were 5xx."""
        with self._lock:
            found = tuple(sum(counts[one] for one in origins) for counts in (self._answers, self._errors))
            self._answers.clear()
            self._errors.clear()
        return found[0], found[1]


def origin_of(url: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


TALLY = Tally()
"""Of this process."""
