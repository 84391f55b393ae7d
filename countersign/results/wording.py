"""Words that several reports share."""

NEVER_REPORTED = "the run ended before this scenario was reported"


def counted(count: int, noun: str) -> str:
    """`1 step`, `2 steps`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
