"""What the workers of a run are to do, and in which order."""

from collections import deque
from dataclasses import dataclass, field

from countersign.results.parallel.wire import Task


@dataclass
class Queue:
    """What is to be done: most of it by whoever is free, some of it with nobody else at work."""

    shared: deque[Task] = field(default_factory=deque)
    alone: deque[Task] = field(default_factory=deque)

    def __bool__(self) -> bool:
        return bool(self.shared or self.alone)

    def next(self, *, others_at_work: bool) -> Task | None:
        """The next task for somebody who is free."""
        if self.shared:
            return self.shared.popleft()
        return self.alone.popleft() if self.alone and not others_at_work else None

    def clear(self) -> None:
        """Nothing more is to be done."""
        self.shared.clear()
        self.alone.clear()
