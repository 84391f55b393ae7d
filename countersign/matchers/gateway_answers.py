"""How the gateway should answer: granted, or refused by the right status and in words that help."""

import re
from collections.abc import Sequence
from itertools import pairwise

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from countersign.people.gateway_door import Reply

_TOP_UP = re.compile(r"top.?up|buy|purchase|add (more )?credits|checkout", re.IGNORECASE)
_WORDS = re.compile(r"[A-Za-z]{2,}(\W+[A-Za-z']+)+")
_LEAKS = re.compile(r"Traceback|sk-or-|sk_test_|sk_live_|whsec_|sqlalchemy|psycopg|File \"", re.IGNORECASE)


class AnsweredWith(BaseMatcher[Reply]):
    """Whether the answer has one of these statuses, says what it must, and tells no secrets."""

    def __init__(
        self,
        should: str,
        statuses: Sequence[int],
        *,
        says: re.Pattern[str] | None = None,
        waits: bool = False,
    ) -> None:
        self._should = should
        self._statuses = statuses
        self._says = says
        self._waits = waits

    def _matches(self, item: Reply) -> bool:
        return not self._flaw(item)

    def _flaw(self, item: Reply) -> str | None:
        if item.status not in self._statuses:
            return item.described()
        if self._says and not self._says.search(item.text):
            return f"no word of that is in the answer: {item.described()}"
        if item.status >= 400 and _LEAKS.search(item.text):
            return f"the answer tells what is nobody's business: {item.described()}"
        if self._waits and not _seconds(item.headers.get("retry-after", "")):
            return f"the answer does not say after how many seconds (Retry-After): {item.described()}"
        return None

    def describe_to(self, description: Description) -> None:
        description.append_text(f"{self._should} ({' or '.join(map(str, self._statuses))})")

    def describe_mismatch(self, item: Reply, mismatch_description: Description) -> None:
        mismatch_description.append_text(self._flaw(item) or item.described())


def granted(should: str) -> AnsweredWith:
    """It is done."""
    return AnsweredWith(should, (200, 201, 204))


def refused_as_unknown() -> AnsweredWith:
    """Nobody is served without a good key."""
    return AnsweredWith("be refused for want of a good key", (401,))


def cannot_pay() -> AnsweredWith:
    """And is told how that is mended."""
    return AnsweredWith("be told that the credits are not enough, and how to top up", (402,), says=_TOP_UP)


def suspended() -> AnsweredWith:
    """An operator has said so."""
    return AnsweredWith("be refused because the account is suspended", (403,))


def refused_as_nonsense() -> AnsweredWith:
    """In words."""
    return AnsweredWith("be told what is wrong with the request", (400, 422), says=_WORDS)


def refused_as_unprocessable(what: str) -> AnsweredWith:
    """In words."""
    return AnsweredWith(f"be told that {what}", (422,), says=_WORDS)


def refused_as_taken() -> AnsweredWith:
    """Nobody is there twice."""
    return AnsweredWith("be told that this is taken", (400, 409), says=_WORDS)


def refused_as_bad_code() -> AnsweredWith:
    """Nobody is anybody's friend by it."""
    return AnsweredWith("be told that this code is not good here", (400, 404, 409, 422), says=_WORDS)


def too_often() -> AnsweredWith:
    """And is told when to come back."""
    return AnsweredWith("be told to come back later", (429,), waits=True)


def outside_trouble() -> AnsweredWith:
    """Not the customer's fault, and said so."""
    return AnsweredWith("be told in words of trouble with an outside service", (502, 503, 504), says=_WORDS)


def not_theirs() -> AnsweredWith:
    """What is somebody else's is not touched."""
    return AnsweredWith("be refused what is not theirs", (403, 404))


def unreadable() -> AnsweredWith:
    """Whoever is not the shop is not listened to."""
    return AnsweredWith("be turned away", (400,))


def own_trouble() -> AnsweredWith:
    """The gateway can't, and says so."""
    return AnsweredWith("be told that the gateway can't serve now", (500, 503), says=_WORDS)


class CountsDown(BaseMatcher[Sequence[Reply]]):
    """Whether each answer tells the limit, one request less than before, and the end of the window."""

    def _matches(self, item: Sequence[Reply]) -> bool:
        told = [_limits(reply) for reply in item]
        if any(one is None for one in told) or len(told) < 2:
            return False
        limits = {one[0] for one in told if one}
        left = [one[1] for one in told if one]
        return len(limits) == 1 and all(later == one - 1 for one, later in pairwise(left))

    def describe_to(self, description: Description) -> None:
        description.append_text(
            "be told with each answer how many requests are allowed, how many are left, one fewer each time, "
            "and when the count begins anew"
        )

    def describe_mismatch(self, item: Sequence[Reply], mismatch_description: Description) -> None:
        names = ("limit", "remaining", "reset")
        told = "; ".join(
            " ".join(str(reply.headers.get(f"x-ratelimit-{name}", "nothing")) for name in names)
            for reply in item
        )
        mismatch_description.append_text(f"the answers say: {told}")


def counts_down() -> CountsDown:
    """Limit, remaining, reset."""
    return CountsDown()


def _limits(reply: Reply) -> tuple[int, int, int] | None:
    found = [
        _seconds(reply.headers.get(f"x-ratelimit-{name}", ""), least=0)
        for name in ("limit", "remaining", "reset")
    ]
    return None if None in found else (found[0] or 0, found[1] or 0, found[2] or 0)


def _seconds(text: str, least: int = 1) -> int | None:
    number = int(text) if text.isdecimal() else -1
    return number if number >= least else None
