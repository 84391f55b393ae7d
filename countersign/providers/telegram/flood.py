"""Flood limits: how fast a bot may write."""

import math
import time
from collections.abc import Callable

from countersign.providers.telegram.refusal import too_many_requests

_CHAT_RATE, _CHAT_BURST = 1.0, 4.0
_BOT_RATE, _BOT_BURST = 30.0, 30.0
_GROUP_RATE, _GROUP_BURST = 20.0 / 60.0, 20.0


class Bucket:
    """Tokens that come back at a steady rate."""

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._at = now

    def wait(self, now: float) -> float:
        """Seconds until there is a token."""
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        return 0.0 if self._tokens >= 1.0 else (1.0 - self._tokens) / self._rate

    def take(self) -> None:
        """Use a token up."""
        self._tokens -= 1.0


class Flood:
    """The limits of one bot: a message a second in a chat after a short burst, 20 a minute in a group, 30 a
    second in all.
    """

    def __init__(self, *, on: bool, now: Callable[[], float] = time.monotonic) -> None:
        self.on = on
        self._now = now
        self._bot = Bucket(_BOT_RATE, _BOT_BURST, now())
        self._chats: dict[int, Bucket] = {}
        self._groups: dict[int, Bucket] = {}

    def admit(self, chat_id: int) -> None:
        """Let a message to that chat pass, or refuse it and say for how long."""
        if not self.on:
            return
        now = self._now()
        buckets = [self._bot, self._chats.setdefault(chat_id, Bucket(_CHAT_RATE, _CHAT_BURST, now))]
        if chat_id < 0:
            buckets.append(self._groups.setdefault(chat_id, Bucket(_GROUP_RATE, _GROUP_BURST, now)))
        seconds = max(bucket.wait(now) for bucket in buckets)
        if seconds > 0:
            raise too_many_requests(math.ceil(seconds))
        for bucket in buckets:
            bucket.take()
