"""The English words that count in every scenario, from `english.toml`."""

from pathlib import Path

import msgspec


class English(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words and phrases by what they do to a reply."""

    polite: tuple[str, ...]
    warm: tuple[str, ...]
    insults: tuple[str, ...]
    rebuffs: tuple[str, ...]
    denials: frozenset[str]
    negators: frozenset[str]
    small: frozenset[str]


ENGLISH = msgspec.toml.decode(Path(__file__).with_name("english.toml").read_bytes(), type=English)
