"""What callers say that a line does not hear every day."""

from collections.abc import Callable, Mapping

LONGEST = 35_000
"""Characters: more than any carrier's speech recognition hands over."""

UTTERANCES: Mapping[str, str] = {
    "nothing at all": "",
    "signs that no name holds": "& < > \" ' \U0001f600 \u200d \u202e %00 &amp; ${x} {{y}} ;--",
    "a speech without an end": ("well you know it is a long story and it began when " * 1000)[:LONGEST],
    "nothing but digits": "4155550123",
    "a thousand ampersands": "&" * 1000,
    "something in many scripts": "Здравствуйте 你好 مرحبا שלום नमस्ते 🙏🏽 Ωμέγα",
    "words that look like markup": "</Say><Hangup/></Gather></Response><!-- ]]> <Say>hello</Say>",
}

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

SPELLED: Mapping[str, Callable[[str], str]] = {
    "in groups": lambda number: f"{number[2:5]} {number[5:8]} {number[8:]}",
    "without a pause": lambda number: number[2:],
    "digit by digit": lambda number: " ".join(_WORDS[int(digit)] for digit in number[2:]),
    "with country code": lambda number: f"+1 ({number[2:5]}) {number[5:8]}-{number[8:]}",
}
"""Ways to say a number of the practice's own country: +14155550123."""
