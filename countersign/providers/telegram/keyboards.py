"""Keyboards under messages: what Telegram takes, what it shows, and what it hands back."""

from collections.abc import Callable
from typing import Any

import msgspec

from countersign.providers.telegram.links import LinkError, checked_link
from countersign.providers.telegram.parameters import Parameters
from countersign.providers.telegram.refusal import ApiError, bad_request

_MOST_BUTTONS = 100
_LONGEST_DATA = 64
_OTHER_ACTIONS = (
    "web_app",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "copy_text",
    "login_url",
)
_FLAGS = {
    "resize_keyboard": 'resize_keyboard" of the ReplyKeyboardMarkup',
    "one_time_keyboard": 'one_time_keyboard" of the ReplyKeyboardMarkup',
    "remove_keyboard": 'remove_keyboard" of the ReplyKeyboardRemove',
    "hide_keyboard": 'remove_keyboard" of the ReplyKeyboardRemove',
    "selective": 'selective" of the reply markup',
    "force_reply": 'force_reply" of the reply markup',
}


class Button(msgspec.Struct, frozen=True, omit_defaults=True):
    """A button as the user sees it."""

    label: str
    data: str | None = None
    url: str | None = None
    request_contact: bool = False


class Keyboard(msgspec.Struct, frozen=True):
    """A keyboard: its kind, its rows, and for inline keyboards the markup as Telegram hands it back."""

    kind: str
    rows: list[list[Button]] = []
    markup: dict[str, Any] | None = None

    @property
    def buttons(self) -> list[Button]:
        """All buttons, row by row."""
        return [button for row in self.rows for button in row]

    @property
    def asks_for_contact(self) -> bool:
        """Whether a button hands over the user's phone number."""
        return any(button.request_contact for button in self.buttons)


def read_keyboard(parameters: Parameters) -> Keyboard | None:
    """The keyboard of a message that is to be sent; None where there is none."""
    try:
        markup = parameters.nested("reply_markup")
    except msgspec.DecodeError as error:
        raise bad_request("can't parse reply keyboard markup JSON object") from error
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    reply_rows = _rows(markup, "keyboard", "ReplyKeyboardMarkup", _reply_button)
    inline_rows = _rows(markup, "inline_keyboard", "InlineKeyboardMarkup", _inline_button)
    for name, place in _FLAGS.items():
        if not isinstance(markup.get(name, False), bool):
            raise bad_request(f'field "{place} must be of the type Boolean')
    if reply_rows:
        return Keyboard("reply", [[button for button, _ in row] for row in reply_rows])
    if inline_rows:
        return _inline(inline_rows)
    if markup.get("remove_keyboard") or markup.get("hide_keyboard"):
        return Keyboard("remove")
    return Keyboard("force_reply") if markup.get("force_reply") else None


def read_inline_keyboard(parameters: Parameters) -> Keyboard | None:
    """The keyboard of a message that is to be edited: it can be an inline one only."""
    keyboard = read_keyboard(parameters)
    if keyboard and keyboard.kind != "inline":
        raise bad_request("inline keyboard expected")
    return keyboard


_Read = tuple[Button, dict[str, Any]]


def _rows(
    markup: dict[str, Any], name: str, owner: str, read: Callable[[object], _Read]
) -> list[list[_Read]]:
    given = markup.get(name, [])
    if not isinstance(given, list):
        raise bad_request(f'field "{name}" of the {owner} must be an Array')
    rows = []
    for row in given:
        if not isinstance(row, list):
            raise bad_request(f'field "{name}" of the {owner} must be an Array of Arrays')
        if row:
            rows.append([read(button) for button in row])
    return rows


def _inline(rows: list[list[_Read]]) -> Keyboard:
    buttons = [[button for button, _ in row] for row in rows]
    if sum(len(row) for row in buttons) > _MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    for button in (button for row in buttons for button in row):
        if button.data is not None and len(button.data.encode()) > _LONGEST_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
        if not button.label.strip():
            raise bad_request("BUTTON_TEXT_INVALID")
    return Keyboard("inline", buttons, {"inline_keyboard": [[markup for _, markup in row] for row in rows]})


def _reply_button(given: object) -> _Read:
    wrong = "can't parse keyboard button: "
    if isinstance(given, str):
        return Button(given), {}
    if not isinstance(given, dict):
        raise bad_request(wrong + "KeyboardButton must be an Object")
    return Button(_label(given, wrong), request_contact=given.get("request_contact") is True), {}


def _inline_button(given: object) -> _Read:
    wrong = "can't parse inline keyboard button: "
    if not isinstance(given, dict):
        raise bad_request(wrong + "InlineKeyboardButton must be an Object")
    label = _label(given, wrong)
    if url := _string(given, "url", wrong):
        link = _button_link(url)
        return Button(label, url=link), {"text": label, "url": link}
    if data := _string(given, "callback_data", wrong):
        return Button(label, data=data), {"text": label, "callback_data": data}
    for action in _OTHER_ACTIONS:
        if action in given:
            return Button(label), {"text": label, action: given[action]}
    raise bad_request(wrong + "Text buttons are unallowed in the inline keyboard")


def _button_link(url: str) -> str:
    try:
        return checked_link(url)
    except LinkError as error:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {error}") from error


def _label(given: dict[str, Any], wrong: str) -> str:
    if "text" not in given:
        raise bad_request(wrong + 'Can\'t find field "text"')
    return _string(given, "text", wrong)


def _string(given: dict[str, Any], name: str, wrong: str) -> str:
    value = given.get(name)
    if value is None:
        return ""
    if isinstance(value, bool | dict | list):
        raise _not_a_string(name, wrong)
    return str(value)


def _not_a_string(name: str, wrong: str) -> ApiError:
    return bad_request(f'{wrong}Field "{name}" must be of type String')
