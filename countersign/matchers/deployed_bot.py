"""What a deployed bot should answer to another bot."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from countersign.matchers.judging import quoted
from countersign.people.conversation import Version
from countersign.people.standing import BUTTONS, Standing, standings
from countersign.phrasebook import Phrasebook


@dataclass(frozen=True)
class Answer:
    """What was answered to one thing that was said."""

    to: str
    """As in "writing '/start'"."""
    shown: Sequence[Version]
    """The messages as they read now."""
    ever: Sequence[Version]
    """All that they ever read."""
    seconds: float | None
    silence: str
    """What to look into where nothing was answered."""
    phrasebook: Phrasebook

    def standings(self) -> list[Standing]:
        """Where each of its screens says that the user stands; a screen that is shown twice counts twice."""
        return [standing for version in self.shown for standing in standings(self.phrasebook, version)]

    def described(self) -> str:
        """The answer in words."""
        if not self.shown:
            return f"after {self.to} it answered nothing: {self.silence}"
        texts = " and then ".join(quoted(version.text) for version in self.shown)
        return f"after {self.to} it answered {texts}"


class Answers(BaseMatcher[Answer]):
    """What matchers of an answer share: the mismatch tells the answer."""

    def describe_mismatch(self, item: Answer, mismatch_description: Description) -> None:
        mismatch_description.append_text(item.described())


class ShowsOneScreen(Answers):
    """Whether the answer shows the screen of one step, or the menu, and no second one."""

    def _matches(self, item: Answer) -> bool:
        return len(item.standings()) == 1

    def describe_to(self, description: Description) -> None:
        names = ", ".join(f"'{standing}'" for standing in Standing)
        description.append_text(f"show exactly one screen that the phrasebook knows ({names})")


class Shows(Answers):
    """Whether the answer shows a certain screen, and no other."""

    def __init__(self, standing: Standing) -> None:
        self._standing = standing
        self._wording = ""

    def _matches(self, item: Answer) -> bool:
        self._wording = item.phrasebook.described(self._standing)
        return item.standings() == [self._standing]

    def describe_to(self, description: Description) -> None:
        description.append_text(
            f"still be where it was and show what '{self._standing}' (words such as {self._wording})"
        )


class SaysOneOf(Answers):
    """Whether the answer means one of the intents."""

    def __init__(self, intents: Collection[str]) -> None:
        self._intents = intents
        self._wordings = ""

    def _matches(self, item: Answer) -> bool:
        self._wordings = " or ".join(item.phrasebook.described(intent) for intent in self._intents)
        return bool(meant(item, self._intents))

    def describe_to(self, description: Description) -> None:
        wanted = " or ".join(f"'{intent}'" for intent in self._intents)
        description.append_text(f"answer with what {wanted} (words such as {self._wordings})")


class Replies(Answers):
    """Whether there is any answer that can be seen."""

    def _matches(self, item: Answer) -> bool:
        return bool(item.shown)

    def describe_to(self, description: Description) -> None:
        description.append_text("answer")


class AdmitsTrouble(Answers):
    """Whether any version of the answer says that something went wrong, even in part."""

    def _matches(self, item: Answer) -> bool:
        return any(item.phrasebook.says("says something went wrong", version.text) for version in item.ever)

    def describe_to(self, description: Description) -> None:
        description.append_text("speak of an error")


class AnswersWithin(Answers):
    """Whether the first visible answer came in time, counted from when Telegram had taken the message."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def _matches(self, item: Answer) -> bool:
        return item.seconds is not None and item.seconds <= self._seconds

    def describe_to(self, description: Description) -> None:
        description.append_text(f"answer within {self._seconds:g} s")

    def describe_mismatch(self, item: Answer, mismatch_description: Description) -> None:
        if item.seconds is None:
            super().describe_mismatch(item, mismatch_description)
        else:
            mismatch_description.append_text(f"after {item.to} the answer took {item.seconds:.2f} s")


class ShowsButtons(Answers):
    """Whether the screen has its buttons, with data that fit where another bot may see it."""

    def __init__(self, standing: Standing) -> None:
        self._buttons = BUTTONS[standing]
        self._missing: list[str] = []

    def _matches(self, item: Answer) -> bool:
        there = [button for version in item.shown for button in version.buttons]
        self._missing = [
            label
            for label, word in self._buttons.items()
            if not any(
                item.phrasebook.button(label, button.label)
                and (button.data is None or word in button.data.casefold())
                for button in there
            )
        ]
        return not self._missing

    def describe_to(self, description: Description) -> None:
        wanted = ", ".join(f"'{label}' (data with '{word}')" for label, word in self._buttons.items())
        description.append_text(f"show the buttons {wanted}")

    def describe_mismatch(self, item: Answer, mismatch_description: Description) -> None:
        there = [f"'{each.label}' ({each.data})" for version in item.shown for each in version.buttons]
        missing = ", ".join(f"'{label}'" for label in self._missing)
        mismatch_description.append_text(
            f"{missing} can't be found: after {item.to} its buttons are {', '.join(there) or 'none'}"
        )


def meant(answer: Answer, intents: Collection[str]) -> list[str]:
    """Which of the intents the answer means."""
    return [
        intent
        for intent in intents
        if any(answer.phrasebook.says(intent, version.text) for version in answer.shown)
    ]
