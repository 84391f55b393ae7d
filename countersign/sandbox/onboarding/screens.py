"""What a user sees: a text, the buttons under it, and the keys in place of the user's keyboard."""

from dataclasses import dataclass

Buttons = tuple[tuple[tuple[str, str], ...], ...]
"""Rows of (label, callback data)."""


@dataclass(frozen=True)
class Keys:
    """Keys in place of the user's keyboard: one shares the user's number, the other writes its own label."""

    share: str
    back: str


class NoKeys:
    """The user gets the keyboard back."""


@dataclass(frozen=True)
class Screen:
    """One message of the bot; the text is Telegram's HTML. Keys can't be had together with buttons."""

    text: str
    buttons: Buttons = ()
    keys: Keys | NoKeys | None = None
