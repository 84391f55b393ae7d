"""How an answer of a model should come to the customer."""

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from countersign.people.completions import Answer


class WellFormed(BaseMatcher[Answer]):
    """Whether an answer is as the schema of OpenAI has it: whole, or in frames that end as they should."""

    def __init__(self, *, streamed: bool) -> None:
        self._streamed = streamed

    def _matches(self, item: Answer) -> bool:
        return not self._flaws(item)

    def _flaws(self, item: Answer) -> list[str]:
        found = list(item.flaws)
        if self._streamed and not item.frames:
            found.append("it did not come in frames")
        if len(item.finish_reasons) != 1:
            found.append(f"it finished for {list(item.finish_reasons) or 'no reason'}, not for one")
        if item.usage is None:
            found.append("it told no usage")
        if not item.ended:
            found.append("the stream did not say that it was at its end")
        if item.trouble:
            found.append(f"it told of an error: {item.trouble}")
        return found

    def describe_to(self, description: Description) -> None:
        how = "in frames, with one finish reason, the usage and an end" if self._streamed else "whole"
        description.append_text(f"be answered in the schema of OpenAI, {how}")

    def describe_mismatch(self, item: Answer, mismatch_description: Description) -> None:
        mismatch_description.append_text(f"{'; '.join(self._flaws(item))}; it was {item.described()}")


def well_formed() -> WellFormed:
    """A whole answer."""
    return WellFormed(streamed=False)


def well_streamed() -> WellFormed:
    """Frame by frame."""
    return WellFormed(streamed=True)


class Says(BaseMatcher[Answer]):
    """Whether the words of the answer are these, all of them and in their order."""

    def __init__(self, words: str) -> None:
        self._words = words

    def _matches(self, item: Answer) -> bool:
        return item.text == self._words

    def describe_to(self, description: Description) -> None:
        description.append_text(f"be given the very words of the model, «{self._words[:80]}»")

    def describe_mismatch(self, item: Answer, mismatch_description: Description) -> None:
        mismatch_description.append_text(f"it was {item.described()}")


def says(words: str) -> Says:
    """Nothing lost, nothing added."""
    return Says(words)


class BrokeOff(BaseMatcher[Answer]):
    """Whether the stream told of an error, and did not pretend to be finished."""

    def _matches(self, item: Answer) -> bool:
        pretends = any(reason in ("stop", "length") for reason in item.finish_reasons)
        return bool(item.trouble) and not pretends

    def describe_to(self, description: Description) -> None:
        description.append_text(
            "be told in the stream that the model has broken off, and no end of an answer"
        )

    def describe_mismatch(self, item: Answer, mismatch_description: Description) -> None:
        mismatch_description.append_text(f"it was {item.described()}")


def broke_off() -> BrokeOff:
    """An error, and no finish."""
    return BrokeOff()
