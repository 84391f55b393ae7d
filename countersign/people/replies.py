"""What trainees say: helpful words for a scenario, and words that help nobody."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

GENERIC = "any"
"""The replies for a scenario of which nothing is known."""


class Replies:
    """The words of good trainees, by scenario; a target names its own."""

    def __init__(self, own: Mapping[str, Sequence[str]]) -> None:
        self._words = {**_defaults(), **own}

    def helpful(self, yaml_id: str, turn: int, missed: Sequence[str] = ()) -> str:
        """What somebody says at that turn who has learned the scenario.

        Where nobody has written replies, the coach tells what was missed, and it is taken up.
        """
        words = self._words.get(yaml_id)
        if words is None:
            generic = self._words[GENERIC]
            return generic[turn % len(generic)].replace("{missed}", " and ".join(missed[:3]) or "this")
        return words[turn % len(words)]

    def turns(self, yaml_id: str) -> int:
        """How many replies there are: with the last of them a conversation comes to its end."""
        return len(self._words.get(yaml_id, self._words[GENERIC]))


@cache
def _defaults() -> Mapping[str, Sequence[str]]:
    text = files("countersign").joinpath("replies.toml").read_text(encoding="utf-8")
    return {name: tuple(one["says"]) for name, one in tomllib.loads(text).items()}
