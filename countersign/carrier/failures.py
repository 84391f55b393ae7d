"""How a call fails at the carrier, by the carrier's own numbers."""

from dataclasses import dataclass

BAD_URL = 11100
REFUSED = 11200
UNREACHABLE = 11205
TOO_MANY_REDIRECTS = 11215
TOO_LARGE = 11750
NOT_A_DOCUMENT = 12100
NOT_IN_SCHEMA = 12200
WRONG_TYPE = 12300
NOT_CARRIED = 12400

_LONGEST_QUOTE = 200


class CallFailed(AssertionError):  # noqa: N818 - it reads as a verdict on the call
    """The carrier could not go on with a call; the sentence names the number, the URL and the body."""

    def __init__(self, number: int, trouble: str, url: str, body: str = "") -> None:
        self.number = number
        self.url = url
        self.sentence = f"{number}: {url} {trouble}{_quoted(body)}"
        super().__init__(self.sentence)


class CallOver(AssertionError):  # noqa: N818 - as CallFailed
    """Somebody speaks, or presses a key, where no line is open."""


@dataclass(frozen=True)
class CarrierWarning:
    """Something that the carrier puts up with, and writes into its debugger."""

    number: int
    sentence: str
    url: str

    def __str__(self) -> str:
        return f"{self.number}: {self.sentence} ({self.url})"


def _quoted(body: str) -> str:
    line = " ".join(body.split())
    if not line:
        return ""
    return f": «{line if len(line) <= _LONGEST_QUOTE else line[:_LONGEST_QUOTE] + ' …'}»"
