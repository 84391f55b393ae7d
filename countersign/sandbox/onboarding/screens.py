"""What a user sees: a text and the buttons under it."""

from dataclasses import dataclass

Buttons = tuple[tuple[tuple[str, str], ...], ...]
"""Rows of (label, callback data)."""


@dataclass(frozen=True)
class Screen:
    """One message of the bot; the text is Telegram's HTML."""

    text: str
    buttons: Buttons = ()
