"""What the stand-in says of itself, and what it takes for a token: a word, with the space before it."""

import hashlib
import re
from collections.abc import Iterable

_TOKEN = re.compile(r"\s*\S+")

_SAYINGS = (
    "I see. Could you tell me a little more about that?",
    "Thank you for explaining. What would you do next?",
    "That is not quite what I hoped for, but please go on.",
    "All right. How long is that going to take?",
    "I understand. Is there anything else that I should know?",
    "That sounds better already. What happens now?",
    "Hm, I am not sure that this helps me. Can you be more precise?",
    "Good. And what if it happens again?",
)


def pieces_of(text: str) -> list[str]:
    """The text in tokens, which make it up again; space at its end goes with the last one."""
    pieces = _TOKEN.findall(text)
    if not pieces:
        return [text] if text else []
    pieces[-1] += text[sum(map(len, pieces)) :]
    return pieces


def tokens_in(text: str) -> int:
    """How many tokens a text has: its words."""
    return len(text.split())


def usual_answer(texts: Iterable[str]) -> str:
    """What is said to a conversation: always the same to the same, and nothing of it is quoted."""
    digest = hashlib.sha256("\x00".join(texts).encode("utf-8", "surrogatepass")).digest()
    return _SAYINGS[digest[0] % len(_SAYINGS)]
