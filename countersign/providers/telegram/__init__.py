"""The Telegram stand-in: the Bot API on a real socket, and a backstage door to act as its users."""

from countersign.providers.telegram.app import telegram_app
from countersign.providers.telegram.groups import Group
from countersign.providers.telegram.state import Bot

__all__ = ["Bot", "Group", "telegram_app"]
