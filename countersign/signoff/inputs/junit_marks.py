"""What a test case of a JUnit file says of itself: by its children, or, with some tools, by an attribute."""

from xml.etree.ElementTree import Element

SUITES = ("testsuites", "testsuite")

_FAILED = {"fail", "failed", "failure", "error", "errored", "broken"}
_LEFT_OUT = {"notrun", "disabled", "skipped", "suppressed", "untested", "pending", "ignored", "todo"}


def suites(root: Element) -> list[Element]:
    """The element itself, where it is a suite, and those in it."""
    return [one for one in root.iter() if one.tag in SUITES]


def marks(element: Element, *tags: str) -> int:
    """How many children of that kind it has."""
    return sum(child.tag in tags for child in element)


def fails_by_word(case: Element) -> bool:
    """GoogleTest, CTest and behave have a word for it; here nothing else says it."""
    return not marks(case, "failure", "error") and _says(case, _FAILED)


def has_failed(case: Element) -> bool:
    """Whether it failed, or could not be brought to an end."""
    return bool(marks(case, "failure", "error")) or fails_by_word(case)


def left_out_by_word(case: Element) -> bool:
    """GoogleTest says `notrun` of a test that is disabled, and nothing else."""
    return not marks(case, "skipped", "disabled") and _says(case, _LEFT_OUT)


def is_left_out(case: Element) -> bool:
    """Whether it was not run at all."""
    return bool(marks(case, "skipped", "disabled")) or left_out_by_word(case)


def _says(case: Element, words: set[str]) -> bool:
    return any(case.get(name, "").lower() in words for name in ("status", "result"))
