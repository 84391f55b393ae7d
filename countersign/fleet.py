"""Processes of ours that were started together, and end together, however this process ends."""

import os
import selectors
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from countersign.child import Child, Launch, ServiceFailed
from countersign.lifeline import Lifeline

SECONDS_TO_START = 30.0
_SECONDS_TO_END = 6.0

Orders = Callable[[dict[str, int], int, int], msgspec.Struct]
"""What a process is told, given its sockets, its lifeline and the descriptor for saying that it is ready."""


class Fleet:
    """Children that hang on one lifeline."""

    def __init__(self, mask: Callable[[str], str]) -> None:
        self._mask = mask
        self._lifeline = Lifeline()
        self._children: list[Child] = []
        self._owner = os.getpid()

    def launch(
        self, name: str, launch: Launch, sockets: dict[str, int], orders: Orders, log: Path | None
    ) -> Child:
        """Start one process; it is not ready yet."""
        lifeline = self._lifeline.descriptor
        child = Child(
            name,
            launch,
            orders=lambda ready: msgspec.json.encode(orders(sockets, lifeline, ready)),
            descriptors=[*sockets.values(), lifeline],
            mask=self._mask,
            log=log,
        )
        self._children.append(child)
        return child

    def complete(self) -> None:
        """Nobody else will be launched."""
        self._lifeline.handed_over()

    def wait_until_ready(self, seconds: float = SECONDS_TO_START) -> None:
        """Wait for all of them; a `ServiceFailed` where one dies or takes too long."""
        deadline = time.monotonic() + seconds
        awaited = list(self._children)
        with selectors.DefaultSelector() as selector:
            for child in awaited:
                selector.register(child.ready, selectors.EVENT_READ, child)
            while awaited:
                heard = selector.select(max(deadline - time.monotonic(), 0.0))
                if not heard:
                    raise ServiceFailed(awaited[0].last_words(f"was not ready within {seconds:g} s"))
                for key, _ in heard:
                    if not key.data.is_ready():
                        raise ServiceFailed(key.data.obituary("could not start"))
                    selector.unregister(key.fd)
                    awaited.remove(key.data)

    def died(self) -> str | None:
        """None while all run; else which has died, how, and the end of what it said."""
        # Only the process that started them can wait for them.
        if os.getpid() == self._owner:
            for child in self._children:
                if child.has_died():
                    return child.obituary("died")
        return None

    def stop(self, *, at_once: bool = False) -> bool:
        """End all of them, if this process is the one to do so; harmless a second time.

        Those whose data is thrown away need no time to end in good order.
        """
        if os.getpid() != self._owner:
            return False
        self._lifeline.cut()
        deadline = time.monotonic() + (0.0 if at_once else _SECONDS_TO_END)
        while self._children:
            self._children[-1].end(max(deadline - time.monotonic(), 0.0))
            self._children.pop()
        return True
