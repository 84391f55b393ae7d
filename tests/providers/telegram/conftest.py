"""Bots with the modes that a test wants."""

from collections.abc import Callable, Iterator

import pytest

from ..telegram_scene import Scene

MakeBot = Callable[..., Scene]


@pytest.fixture
def make_bot(telegram_url: str) -> Iterator[MakeBot]:
    """make_bot(privacy=…, bot_to_bot=…) → one more bot."""
    made: list[Scene] = []

    def make(**modes: bool) -> Scene:
        made.append(Scene(telegram_url, **modes))
        return made[-1]

    yield make
    for bot in made:
        bot.close()
