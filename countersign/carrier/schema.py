"""What TwiML for voice knows: verbs, nouns, their attributes, and what may stand in what."""

from collections.abc import Iterator
from dataclasses import dataclass

from countersign.carrier.markup import Element


@dataclass(frozen=True)
class Rule:
    """What an element may have; the rest is warned of and ignored."""

    attributes: frozenset[str] = frozenset()
    children: frozenset[str] = frozenset()
    text: bool = False


_REPORTS = "statusCallbackEvent statusCallback statusCallbackMethod"
_NOUN = f"url method {_REPORTS}"
_DETECTION = (
    "machineDetection amdStatusCallbackMethod amdStatusCallback machineDetectionTimeout "
    "machineDetectionSpeechThreshold machineDetectionSpeechEndThreshold machineDetectionSilenceTimeout"
)
_RECORDING = "recordingStatusCallback recordingStatusCallbackMethod recordingStatusCallbackEvent"
_IN_WORDS = "break emphasis phoneme prosody say-as sub"
_IN_A_SENTENCE = f"{_IN_WORDS} lang w"
_IN_A_PARAGRAPH = f"{_IN_A_SENTENCE} s"
_SSML = f"{_IN_A_PARAGRAPH} p"


def _rule(attributes: str = "", children: str = "", *, text: bool = False) -> Rule:
    return Rule(frozenset(attributes.split()), frozenset(children.split()), text)


NOT_CARRIED = frozenset({"Connect", "Echo", "Pay", "Prompt", "Queue", "Refer", "Sms", "Start", "Stop"})
"""Verbs that the real carrier has, and this one has not: a call that meets one fails loudly."""

VERBS: dict[str, Rule] = {
    "Dial": _rule(
        f"action method timeout hangupOnStar timeLimit callerId record trim {_RECORDING} answerOnBridge "
        "recordingConfigurationId ringTone recordingTrack sequential referUrl referMethod events passports",
        "Number Client Conference Queue Sim Sip Application WhatsApp",
        text=True,
    ),
    "Enqueue": _rule("action maxQueueSize method waitUrl waitUrlMethod workflowSid", "Task", text=True),
    "Gather": _rule(
        "input action method timeout speechTimeout maxSpeechTime profanityFilter finishOnKey numDigits "
        "partialResultCallback partialResultCallbackMethod language hints bargeIn debug "
        "actionOnEmptyResult speechModel enhanced",
        "Say Play Pause",
    ),
    "Hangup": _rule("", "Parameter"),
    "Leave": _rule(),
    "Pause": _rule("length"),
    "Play": _rule("loop digits", text=True),
    "Record": _rule(
        f"action method timeout finishOnKey maxLength playBeep trim {_RECORDING} transcribe "
        "transcribeCallback recordingConfigurationId"
    ),
    "Redirect": _rule("method", text=True),
    "Reject": _rule("reason", "Parameter"),
    "Say": _rule("voice loop language", _SSML, text=True),
}

NOUNS: dict[str, Rule] = {
    "Application": _rule(f"{_NOUN} customerId copyParentTo", "ApplicationSid Parameter", text=True),
    "Client": _rule(_NOUN, "Identity Parameter", text=True),
    "Conference": _rule(
        "muted beep startConferenceOnEnter endConferenceOnExit waitUrl waitMethod maxParticipants record "
        f"region coach trim {_REPORTS} {_RECORDING} eventCallbackUrl jitterBufferSize participantLabel "
        "recordingConfigurationId",
        text=True,
    ),
    "Number": _rule(f"sendDigits byoc {_NOUN} {_DETECTION}", text=True),
    "Parameter": _rule("name value"),
    "Queue": _rule("url method reservationSid postWorkActivitySid", text=True),
    "Sim": _rule(text=True),
    "Sip": _rule(f"username password {_NOUN} {_DETECTION}", "Uri Headers", text=True),
    "Task": _rule("priority timeout", text=True),
    "WhatsApp": _rule(_NOUN, text=True),
    "ApplicationSid": _rule(text=True),
    "Identity": _rule(text=True),
    "Uri": _rule("username password priority weight", text=True),
    "Headers": _rule("", "Header"),
    "Header": _rule("name value"),
    "break": _rule("strength time"),
    "emphasis": _rule("level", _IN_A_SENTENCE, text=True),
    "lang": _rule("xml:lang", _SSML, text=True),
    "p": _rule("", _IN_A_PARAGRAPH, text=True),
    "phoneme": _rule("alphabet ph", text=True),
    "prosody": _rule("volume rate pitch", _SSML, text=True),
    "s": _rule("", _IN_A_SENTENCE, text=True),
    "say-as": _rule("interpret-as format", text=True),
    "sub": _rule("alias", text=True),
    "w": _rule("role", _IN_WORDS, text=True),
}

RESPONSE = Rule(children=frozenset(VERBS) | NOT_CARRIED)


def complaints(response: Element) -> Iterator[str]:
    """What the document has that the schema doesn't know, a sentence each."""
    yield from _complaints(response, RESPONSE, nested=False)


def _complaints(element: Element, rule: Rule, *, nested: bool) -> Iterator[str]:
    where = f"<{element.name}> in line {element.line}"
    for attribute in element.attributes:
        if attribute not in rule.attributes:
            yield f"{where} has no attribute {attribute!r}{_other_case(attribute, rule.attributes)}"
    if not rule.text and element.own_text:
        yield f"{where} holds the text {element.own_text[:40]!r}, which is ignored"
    for child in element.children:
        if child.name not in rule.children:
            known = _other_case(child.name, rule.children)
            yield f"{where} may not hold <{child.name}>, which is ignored{known}"
        elif nested or child.name not in NOT_CARRIED:
            inner = (NOUNS if nested and child.name in NOUNS else VERBS | NOUNS)[child.name]
            yield from _complaints(child, inner, nested=True)


def _other_case(name: str, known: frozenset[str]) -> str:
    meant = next((one for one in known if one.casefold() == name.casefold()), None)
    return f" (names are case-sensitive: {meant})" if meant else ""
