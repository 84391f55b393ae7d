"""Methods about a chat, and about who is in it."""

from typing import Any

from countersign.providers.telegram.authors import Author
from countersign.providers.telegram.calls import Call, Handler
from countersign.providers.telegram.groups import GroupChat
from countersign.providers.telegram.members import chat_member
from countersign.providers.telegram.refusal import bad_request

_PERMISSIONS = (
    *("can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos"),
    *("can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages"),
    *("can_add_web_page_previews", "can_change_info", "can_invite_users", "can_pin_messages"),
)
_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


async def get_chat(call: Call) -> dict[str, Any]:
    """All about a chat."""
    chat = call.chat_to_read()
    shown = chat.as_chat() | {"accent_color_id": 0, "max_reaction_count": 11}
    shown["accepted_gift_types"] = dict.fromkeys(_GIFTS, chat.private)
    if not chat.private:
        shown["permissions"] = dict.fromkeys(_PERMISSIONS, True)
    return shown


async def get_chat_member(call: Call) -> dict[str, Any]:
    """Somebody as a member of a chat."""
    chat = call.chat_to_read()
    user_id = call.parameters.integer("user_id")
    if user_id <= 0:
        raise bad_request("invalid user_id specified")
    if isinstance(chat, GroupChat):
        member = chat.members.get(user_id)
        return member.as_member() if member else chat_member(_somebody(call, user_id), "left")
    who = _somebody(call, user_id)
    if who.id not in (chat.id, call.account.id):
        raise bad_request("member not found")
    return chat_member(who, "member")


async def get_chat_member_count(call: Call) -> int:
    """How many are in a chat."""
    chat = call.chat_to_read()
    return sum(member.is_in for member in chat.members.values()) if isinstance(chat, GroupChat) else 2


async def leave_chat(call: Call) -> bool:
    """The bot goes."""
    chat = call.chat_to_write()
    if not isinstance(chat, GroupChat):
        raise bad_request("chat member status can't be changed in private chats")
    letters = chat.change(call.account, "left", call.account)
    await call.note(chat, "left")
    for letter in letters:
        letter.send()
    return True


def _somebody(call: Call, user_id: int) -> Author:
    bot = next((each for each in call.network.accounts if each.id == user_id), None)
    who = bot or call.network.users.get(user_id)
    if not who:
        raise bad_request("user not found")
    return who


METHODS: dict[str, Handler] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
}
