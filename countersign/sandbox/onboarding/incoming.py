"""Reads what a user did out of an update."""

from telegram import CallbackQuery, Chat, Message, Update
from telegram import User as TelegramUser

from countersign.sandbox.onboarding.actions import Deed, Share, Start, Tap, Write
from countersign.sandbox.onboarding.desk import Event, Sender


def event_in(update: Update, own_name: str) -> Event | None:
    """What the update says that a user did; None where it concerns somebody else."""
    if update.callback_query is not None:
        return _tapped(update.update_id, update.callback_query)
    message, sender = update.message, update.effective_user
    # A message in the name of a group or a channel is nobody's own.
    if message is None or sender is None or message.sender_chat is not None:
        return None
    deed = _meant(message, sender, own_name)
    return _event(update.update_id, sender, message.chat, message.message_id, deed) if deed else None


def _tapped(update_id: int, query: CallbackQuery) -> Event | None:
    if query.message is None:
        return None
    deed = Tap(query.data or "", query.message.message_id)
    return _event(update_id, query.from_user, query.message.chat, query.message.message_id, deed)


def _meant(message: Message, sender: TelegramUser, own_name: str) -> Deed | None:
    if contact := message.contact:
        return Share(contact.phone_number, own=contact.user_id == sender.id)
    text = _without_mention((message.text or "").strip(), own_name)
    command, _, payload = text.partition(" ")
    name, _, addressee = command.partition("@")
    if not name.startswith("/"):
        return Write(text)
    if addressee and addressee.lower() != own_name.lower():
        return None
    return Start(payload.strip()) if name.lower() == "/start" else Write(text)


def _without_mention(text: str, own_name: str) -> str:
    """In a group people put the bot's name in front, so that it hears them."""
    first, _, rest = text.partition(" ")
    return rest.strip() if rest and first.lower() == f"@{own_name.lower()}" else text


def _event(update_id: int, sender: TelegramUser, chat: Chat, message_id: int, deed: Deed) -> Event:
    return Event(
        update_id=update_id,
        sender=Sender(sender.id, sender.username, sender.first_name),
        chat_id=chat.id,
        message_id=message_id,
        action=deed,
        private=chat.type == Chat.PRIVATE,
    )
