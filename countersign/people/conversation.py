"""What a user has seen of a bot: messages, each with all the versions it went through."""

from dataclasses import dataclass, field

from countersign.people.telegram_stage import Button, Event


@dataclass(frozen=True)
class Version:
    """One state of a message: as it was sent, or as an edit left it."""

    seq: int
    at: float
    text: str
    buttons: tuple[Button, ...] = ()


@dataclass
class Message:
    """A message of the bot and how it changed."""

    message_id: int
    versions: list[Version] = field(default_factory=list)
    deleted: bool = False

    @property
    def now(self) -> Version:
        """How it reads now."""
        return self.versions[-1]

    def since(self, seq: int) -> list[Version]:
        """The versions that are newer than that."""
        return [version for version in self.versions if version.seq > seq]


class Conversation:
    """The messages of a chat in the order in which they were first seen."""

    def __init__(self) -> None:
        self._messages: dict[int, Message] = {}

    def take(self, event: Event) -> None:
        """Let an event of the chat change what is seen."""
        if event.kind in ("sent", "edited") and event.message:
            shown = event.message
            message = self._messages.setdefault(shown.message_id, Message(shown.message_id))
            buttons = tuple(button for row in shown.buttons for button in row)
            message.versions.append(Version(event.seq, event.at, shown.text, buttons))
        elif event.kind == "deleted" and event.message_id in self._messages:
            self._messages[event.message_id].deleted = True

    def everything(self) -> list[Message]:
        """All messages that there ever were, newest last."""
        return list(self._messages.values())

    def visible(self) -> list[Message]:
        """The messages that are in the chat now, newest last."""
        return [message for message in self._messages.values() if not message.deleted]

    def shown_since(self, seq: int) -> list[Version]:
        """Every text that appeared after that, in the order of appearance."""
        versions = [version for message in self._messages.values() for version in message.since(seq)]
        return sorted(versions, key=lambda version: version.seq)

    def changed_since(self, seq: int) -> list[Message]:
        """The messages that are in the chat and appeared or changed after that."""
        return [message for message in self.visible() if message.since(seq)]
