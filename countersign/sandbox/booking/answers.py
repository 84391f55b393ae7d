"""What the line answers the carrier: something to say, and what it listens for after that."""

from dataclasses import dataclass
from enum import Enum

from twilio.twiml.voice_response import Gather, VoiceResponse  # type: ignore[import-untyped]

from countersign.sandbox.booking import texts

COLLECT = "/twilio/voice/collect"
_SECONDS = 15


class Ear(Enum):
    """How the line listens."""

    QUESTION = "question"
    """For speech; silence is sent in too."""
    LENGTH = "length"
    """For speech or one key."""
    CONFIRMATION = "confirmation"
    """For speech; after silence the line says so and asks again."""
    NONE = "none"
    """Not at all: the line hangs up."""


@dataclass(frozen=True)
class Answer:
    """One turn of the line."""

    says: str
    ear: Ear


def goodbye(says: str) -> Answer:
    """The last turn of a call."""
    return Answer(says, Ear.NONE)


def document(answer: Answer) -> str:
    """The answer as TwiML."""
    response = VoiceResponse()
    if answer.ear is Ear.NONE:
        response.say(answer.says)
        response.hangup()
        return str(response)
    gather = _gather(answer.ear)
    gather.say(answer.says)
    response.append(gather)
    if answer.ear is Ear.CONFIRMATION:
        response.say(texts.SILENCE)
        response.redirect(COLLECT, method="POST")
    return str(response)


def rejection() -> str:
    """What whoever is not the carrier is told."""
    response = VoiceResponse()
    response.reject()
    return str(response)


def _gather(ear: Ear) -> Gather:
    keys = {"num_digits": 1} if ear is Ear.LENGTH else {}
    return Gather(
        input="speech dtmf" if ear is Ear.LENGTH else "speech",
        action=COLLECT,
        method="POST",
        timeout=_SECONDS,
        speech_timeout="auto",
        action_on_empty_result=ear is not Ear.CONFIRMATION,
        **keys,
    )
