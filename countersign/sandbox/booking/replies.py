"""Yes and no, by whole words and by what is negated; never guessed."""

import re
from enum import Enum


class Reply(Enum):
    """What an answer to a question of yes or no means."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


class Change(Enum):
    """What a caller wants done with an appointment that is there."""

    MOVE = "move"
    CANCEL = "cancel"


# Whoever says such things has not decided, whatever else the sentence holds.
_DOUBT = re.compile(
    r"\b(not (so |quite |really |too |very |entirely )?(sure|certain|know)|unsure|uncertain|maybe|perhaps"
    r"|possibly|depends|but|no idea|let me (think|see|check)|hold on|hang on|wait|one moment|i guess|if"
    r"|unless|what|when|which|where|who|how|repeat|again|did (i|you))\b"
    r"|n't (know|sure|certain|have any idea)\b|^(is|was|are) (that|it|this|you)\b|\?"
)
# Such words say neither yes nor no, though they hold one.
_EMPTY = re.compile(
    r"\b((no|not a) (problem|worries|issue|doubt|trouble)|why not|you know|right (now|away))\b"
)
_YES = re.compile(
    r"\b(yes|yeah|yep|yup|yah?|aye|sure|surely|ok|okay|okey|correct|right|true|exactly|absolutely|definitely"
    r"|certainly|affirmative|indeed|perfect|fine|great|agreed?|alright|confirm|confirmed|of course"
    r"|uh[- ]?huh|mm[- ]?hmm|go ahead|go for it|please do|(book|do|take) (it|that)|that works|works for me"
    r"|that's it|(sounds|that's|very|all) good)\b"
)
_NO = re.compile(r"\b(no|nope|nah|nay|wrong|incorrect|negative|false|mistake|neither|none|stop)\b")
_NOT = r"\b(not|never|cannot|without|nor|\w+n't|dont|isnt|wont|didnt|cant|doesnt)\b"
_NEGATION = re.compile(_NOT)
_NEGATION_OR_NO = re.compile(rf"{_NOT}|\b(no|neither)\b")
_REFUSAL = re.compile(
    r"\b(don't|do not|dont|please not|rather not|not yet|never|no longer)\b"
    r"|\b(won't|doesn't|can't) (work|do|come)\b"
    r"|\b(it|that|this)('s not| is not| isn't| ain't)\b"
)
_REACH = 4
"""For how many words a negation holds."""

_MOVE = re.compile(
    r"\b(reschedul\w*|rebook\w*|postpone\w*"
    r"|(move|change|shift) (it|(my|the|that|an) (\w+ )?(appointment|booking|time)))\b"
)
_CANCEL = re.compile(r"\b(cancel|cancell?ing|cancell?ation|call (it )?off)\b")


def reply_in(words: str) -> Reply:
    """A clear yes, a clear no, or neither."""
    text = _EMPTY.sub(" ", _lowered(words))
    if _DOUBT.search(text):
        return Reply.UNCLEAR
    agreed = [_negated(text, found, _NEGATION_OR_NO) for found in _YES.finditer(text)]
    denied = [_negated(text, found, _NEGATION) for found in _NO.finditer(text)]
    if False in agreed:
        # A yes beside any no, or beside a negation of something else, is not one to be sure of.
        return Reply.UNCLEAR if denied or _NEGATION.search(text) else Reply.YES
    if True in denied:
        return Reply.UNCLEAR
    return Reply.NO if agreed or denied or _REFUSAL.search(text) else Reply.UNCLEAR


def change_in(words: str) -> Change | None:
    """Whether the caller wants an appointment moved or cancelled."""
    text = _lowered(words)
    for change, pattern in ((Change.MOVE, _MOVE), (Change.CANCEL, _CANCEL)):
        found = pattern.search(text)
        if found and not _negated(text, found, _NEGATION_OR_NO):
            return change
    return None


def _lowered(words: str) -> str:
    return words.lower().replace("’", "'")


def _negated(text: str, found: re.Match[str], negation: re.Pattern[str]) -> bool:
    """Whether a negation stands in the same breath shortly before it, or "not" right behind it."""
    breath = re.split(r"[.,;!]", text[: found.start()])[-1]
    before = " ".join(breath.split()[-_REACH:])
    return bool(negation.search(before)) or bool(re.match(r" not\b", text[found.end() :]))
