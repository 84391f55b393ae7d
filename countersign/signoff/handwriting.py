"""Whether what somebody has written of themselves can be read: a name, a role, a reason.

Nobody answers for anything with an empty word, and a name that breaks the line, or moves the cursor, would
write lines of its own on a console.
"""

import unicodedata

_INVISIBLE = "\u115f\u1160\u3164\uffa0"
"""Letters to Unicode, and nothing to a reader."""
_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""They turn around what stands beside them."""


def illegible(words: str) -> str:
    """Why nobody can be meant by it; empty where it can be read."""
    if flaw := undecodable(words):
        return flaw
    if not any(letter.isalnum() and letter not in _INVISIBLE for letter in words):
        return "is empty: it says nothing to anybody"
    unfit = next((one for one in words if unicodedata.category(one) in _BREAKING or one in _TURNING), "")
    return f"holds the control character U+{ord(unfit):04X}: write it in one plain line" if unfit else ""


def undecodable(words: str) -> str:
    """Why it is no text at all; empty where it is one."""
    try:
        words.encode()
    except UnicodeEncodeError:
        return "holds bytes that are no UTF-8: write it in letters"
    return ""


_BREAKING = ("Cc", "Zl", "Zp")
