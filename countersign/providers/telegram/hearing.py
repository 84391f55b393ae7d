"""Which bots of a group get a message: privacy mode, and bot-to-bot communication.

Privacy mode lets a bot hear what is meant for it. A message is meant for one bot at most: whom it answers,
else whom it commands by name, else whom it mentions, else for a bare command the bot that wrote last.
A bot hears another bot that answers it or commands it by name if one of the two has bot-to-bot communication
switched on, and everything that other bots write if it has that itself and could hear all users as well.
"""

from typing import TYPE_CHECKING

from countersign.providers.telegram.authors import Author
from countersign.providers.telegram.chats import Message
from countersign.providers.telegram.entities import spoken

if TYPE_CHECKING:
    from countersign.providers.telegram.groups import GroupChat
    from countersign.providers.telegram.state import Account


def addressee(group: "GroupChat", message: Message) -> int | None:
    """The bot that a message is meant for; a bot's own needs more than that to be heard."""
    bots = {bot.bot.username.lower(): bot.id for bot in group.bots if bot is not message.author}
    if message.reply_to and (answered := _answered(message.reply_to, message.author)) is not None:
        return answered
    if (named := _named(message, bots)) is not None:
        return named
    if _is_bare_command(message):
        only = next(iter(bots.values())) if len(bots) == 1 else None
        return group.spoke_last if group.spoke_last in bots.values() else only
    return None


def hears(group: "GroupChat", bot: "Account", message: Message) -> bool:
    """Whether a bot of the group gets the message; never its own."""
    author = message.author
    if author is bot:
        return False
    if message.service:
        return True
    hears_all = not bot.bot.privacy or group.is_admin(bot)
    if not author.is_bot:
        return hears_all or message.meant_for == bot.id
    other = group.bot(author.id)
    either = bot.bot.bot_to_bot or bool(other and other.bot.bot_to_bot)
    return (bot.bot.bot_to_bot and hears_all) or (either and _is_direct(message, bot))


def _answered(message: Message, author: Author) -> int | None:
    """The bot that an answer to the message reaches: who wrote it, or whom it was meant for."""
    if message.author.is_bot and message.author.id != author.id:
        return message.author.id
    return message.meant_for if message.meant_for != author.id else None


def _named(message: Message, bots: dict[str, int]) -> int | None:
    commanded = [word.partition("@")[2] for word in _words(message, "bot_command")]
    mentioned = [word[1:] for word in _words(message, "mention")]
    return next((bots[name] for name in [*commanded, *mentioned] if name in bots), None)


def _is_bare_command(message: Message) -> bool:
    """Whether a message begins with a command that names no bot."""
    first = next((each for each in message.entities if each["type"] == "bot_command"), None)
    return first is not None and first["offset"] == 0 and "@" not in spoken(message.text, first)


def _is_direct(message: Message, bot: "Account") -> bool:
    """Whether a bot's message answers one of the other bot's, or commands it by name."""
    if message.meant_for != bot.id:
        return False
    replied = message.reply_to
    commands = [word.partition("@")[2] for word in _words(message, "bot_command")]
    return bool(replied and replied.author is bot) or bot.bot.username.lower() in commands


def _words(message: Message, kind: str) -> list[str]:
    """The texts of all entities of that kind, in lower case."""
    return [spoken(message.text, each).lower() for each in message.entities if each["type"] == kind]
