"""How far a conversation has come."""

from datetime import datetime
from enum import StrEnum

import msgspec


class Step(StrEnum):
    """What the caller has been asked."""

    NAME = "ask_name"
    NAME_RIGHT = "confirm_name"
    NUMBER = "ask_number"
    TIME = "ask_time"
    OFFER = "offer"
    LENGTH = "ask_duration"
    CONFIRM = "confirm"
    CANCEL = "confirm_cancel"
    OVER = "over"


class Talk(msgspec.Struct, kw_only=True):
    """What the line remembers of one call; nothing of it is in the practice's records before the yes."""

    caller: str
    """As the carrier gives it; whose clock it is."""
    line: str
    """The number that was called."""
    step: Step = Step.NAME
    name: str = ""
    number: str = ""
    """Under which the appointment is kept: as the carrier shows it, or as the caller said."""
    number_said: bool = False
    starts_at: datetime | None = None
    minutes: int | None = None
    changes: int | None = None
    """The appointment that is to be moved or cancelled."""
    silent_turns: int = 0
    """In a row."""


def kept(talk: Talk) -> str:
    """As it stands in the database."""
    return msgspec.json.encode(talk).decode()


def remembered(written: str) -> Talk | None:
    """As it was kept; none where another version of the line has kept it in its own way."""
    try:
        return msgspec.json.decode(written, type=Talk)
    except msgspec.MsgspecError:
        return None
