"""Messages that are unusual, and messages that say nothing."""

from collections.abc import Mapping

from countersign.people.bad_frames import LONGEST

_LONG = "I am sorry that your order is late, and I will send you a replacement for it right away. "

UNUSUAL: Mapping[str, str] = {
    "of 2,000 characters": (_LONG * (LONGEST // len(_LONG) + 1))[: LONGEST - 1] + ".",
    "in several lines": "Dear customer,\n\nI am sorry about your order.\n\n\tKind regards",
    "in other scripts, with emoji": "Žluťoučký kůň, 您好, مرحبا, नमस्ते: 🙏🏽 \U0001f469\u200d\U0001f467!",
    "that looks like a program": "<script>alert(\"order\")</script> & {{7*7}} ${order} %s %n \\u0041 'sorry'",
    "that looks like a question to a database": "Robert'); DROP TABLE messages; -- sorry about your order.",
}
"""As the features call them; each must be kept as it was written."""

NOTHING: Mapping[str, str] = {
    "no characters": "",
    "blanks": "   \n\t  ",
    "a single dot": ".",
    "an invisible sign": "\u200b",
}
"""As the features call them."""
