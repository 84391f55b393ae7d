"""What a bot's developer expects of the Bot API's answers."""

from typing import TYPE_CHECKING, Any

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from countersign.matchers.judging import quoted
from countersign.matchers.provider_answers import OfAnswer
from countersign.people.bot_texts import STYLES

if TYPE_CHECKING:
    from countersign.people.bot_developer import BotDeveloper
    from countersign.people.provider_answers import Answer

_FACTS = ("id", "is_bot", "first_name", "username", "can_join_groups", "can_read_all_group_messages")
_KINDS = {
    **STYLES,
    "a link": "text_link",
    "a command": "bot_command",
    "a mention": "mention",
    "a hashtag": "hashtag",
    "a web address": "url",
    "a mail address": "email",
    "a phone number": "phone_number",
}


class OfResult(OfAnswer):
    """What matchers of a performed call share: the answer is ok, has a result, and no error beside it."""

    def _matches(self, item: "Answer") -> bool:
        body = item.body
        performed = item.status == 200 and body.get("ok") is True and "result" in body
        return performed and "error_code" not in body and self._fits(body["result"])

    def _fits(self, result: Any) -> bool:
        raise NotImplementedError


class IsTheBot(OfResult):
    """Whether the answer describes the bot: its id and name, that it is a bot, and what it may do."""

    def __init__(self, bot_id: int, username: str | None) -> None:
        self._id = bot_id
        self._username = username

    def _fits(self, result: Any) -> bool:
        return (
            isinstance(result, dict)
            and all(fact in result for fact in _FACTS)
            and result["id"] == self._id
            and result["is_bot"] is True
            and isinstance(result["can_join_groups"], bool)
            and (self._username is None or result["username"] == self._username)
        )

    def describe_to(self, description: Description) -> None:
        name = f" @{self._username}" if self._username else ""
        description.append_text(f"say that this is the bot{name} {self._id}, with {', '.join(_FACTS)}")


def is_the_bot(bot_id: int, username: str | None) -> IsTheBot:
    """The answer to getMe."""
    return IsTheBot(bot_id, username)


class Reads(OfResult):
    """Whether the answer is a message of the bot with that very text."""

    def __init__(self, text: str, bot: "BotDeveloper") -> None:
        self._text = text
        self._bot = bot

    def _fits(self, result: Any) -> bool:
        return (
            isinstance(result, dict)
            and result.get("text") == self._text
            and isinstance(result.get("message_id"), int)
            and (result.get("from") or {}).get("id") == self._bot.bot_id
            and (result.get("from") or {}).get("is_bot") is True
        )

    def describe_to(self, description: Description) -> None:
        description.append_text(f"give a message of the bot that reads {quoted(self._text)}")


def reads(text: str, bot: "BotDeveloper") -> Reads:
    """A message of the bot with that text."""
    return Reads(text, bot)


class IsEdited(OfResult):
    """Whether the message is the one that was sent, and is marked as changed or not."""

    def __init__(self, message_id: int) -> None:
        self._message_id = message_id

    def _fits(self, result: Any) -> bool:
        return (
            isinstance(result, dict)
            and result.get("message_id") == self._message_id
            and isinstance(result.get("edit_date"), int)
            and result["edit_date"] >= result.get("date", 0)
        )

    def describe_to(self, description: Description) -> None:
        description.append_text(f"give message {self._message_id} again, marked as changed (edit_date)")


def is_edited(message_id: int) -> IsEdited:
    """That very message, changed."""
    return IsEdited(message_id)


class Carries(OfResult):
    """Whether the message is handed back with these inline buttons, and nothing that is no part of one."""

    def __init__(self, labels: list[str]) -> None:
        self._labels = labels

    def _fits(self, result: Any) -> bool:
        if not isinstance(result, dict):
            return False
        if not self._labels:
            return "message_id" in result and "reply_markup" not in result
        rows = (result.get("reply_markup") or {}).get("inline_keyboard") or []
        buttons = [button for row in rows for button in row]
        return [button.get("text") for button in buttons] == self._labels and all(
            button.keys() == {"text", "callback_data"} for button in buttons
        )

    def describe_to(self, description: Description) -> None:
        what = f"the buttons {', '.join(self._labels)}" if self._labels else "no keyboard"
        description.append_text(f"hand the message back with {what}")


def carries(*labels: str) -> Carries:
    """The message comes back with these buttons, or with none."""
    return Carries(list(labels))


class Marks(OfResult):
    """Whether the words, measured in UTF-16 units, are marked as a kind, once and as nothing else."""

    def __init__(self, words: str, kind: str) -> None:
        self._words = words
        self._kind = kind
        self._type = _KINDS[kind]

    def _fits(self, result: Any) -> bool:
        text = str(result.get("text", ""))
        marked = [
            (entity["type"], _cut(text, entity["offset"], entity["length"]))
            for entity in result.get("entities", ())
        ]
        return marked == [(self._type, self._words)]

    def describe_to(self, description: Description) -> None:
        description.append_text(f"mark {quoted(self._words)} and nothing else as {self._kind} ({self._type})")


def marks(words: str, kind: str) -> Marks:
    """Exactly these words are marked, as that kind."""
    if kind not in _KINDS:
        raise LookupError(f"nothing is marked as {kind!r}: known are {', '.join(_KINDS)}")
    return Marks(words, kind)


class HasCommands(OfResult):
    """Whether the menu holds these commands, in this order, each with a description."""

    def __init__(self, names: list[str]) -> None:
        self._names = names

    def _fits(self, result: Any) -> bool:
        return (
            isinstance(result, list)
            and [command.get("command") for command in result] == self._names
            and all(command.get("description") for command in result)
        )

    def describe_to(self, description: Description) -> None:
        description.append_text(f"hand back the commands {', '.join(self._names) or '(none)'}")


def has_commands(names: list[str]) -> HasCommands:
    """These commands, and no others."""
    return HasCommands(names)


class IsStoppedAfterAWhile(BaseMatcher["BotDeveloper"]):
    """Whether of many messages at once the first goes out and the last is refused, with a time to wait."""

    def _matches(self, item: "BotDeveloper") -> bool:
        if len(item.burst) < 2:
            return False
        first, last = item.burst[0], item.burst[-1]
        wait = (last.body.get("parameters") or {}).get("retry_after", 0)
        return (
            first.status == 200
            and last.status == 429
            and wait >= 1
            and last.headers.get("retry-after") == str(wait)
            and last.body.get("description") == f"Too Many Requests: retry after {wait}"
        )

    def describe_to(self, description: Description) -> None:
        description.append_text(
            "let the first message out and refuse the last one as too many, with a time to wait"
        )

    def describe_mismatch(self, item: "BotDeveloper", mismatch_description: Description) -> None:
        statuses = ", ".join(str(answer.status) for answer in item.burst)
        told = item.burst[-1].described() if item.burst else "nothing was sent"
        mismatch_description.append_text(f"the statuses were {statuses}; {told}")


def is_stopped_after_a_while() -> IsStoppedAfterAWhile:
    """Too many messages at once."""
    return IsStoppedAfterAWhile()


def _cut(text: str, offset: int, length: int) -> str:
    """The part of a text that begins and is so long in UTF-16 units, as Telegram measures."""
    units = text.encode("utf-16-le")
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")
