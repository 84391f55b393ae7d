"""What becomes of a request that the line should not listen to, and of one that it should."""

from typing import TYPE_CHECKING

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

if TYPE_CHECKING:
    from countersign.people.messenger import Knock

_FORBIDDEN = 403


class TurnedAway(BaseMatcher["Knock"]):
    """Whether the line forbade the request, and told the carrier to reject the call and nothing else."""

    def _matches(self, item: "Knock") -> bool:
        return item.status == _FORBIDDEN and item.verbs == ["Reject"]

    def describe_to(self, description: Description) -> None:
        description.append_text(f"be turned away, with {_FORBIDDEN} and a rejection of the call")

    def describe_mismatch(self, item: "Knock", mismatch_description: Description) -> None:
        mismatch_description.append_text(f"the line answered {item.described()}")


def turned_away() -> TurnedAway:
    """The line does not listen to whoever that is."""
    return TurnedAway()


class LetIn(BaseMatcher["Knock"]):
    """Whether the line answered the request, and the caller can speak."""

    def _matches(self, item: "Knock") -> bool:
        return item.status == 200 and "Gather" in item.verbs

    def describe_to(self, description: Description) -> None:
        description.append_text("be let in, with the right signature of the carrier")

    def describe_mismatch(self, item: "Knock", mismatch_description: Description) -> None:
        blank = ", ".join(item.blank) or "none"
        mismatch_description.append_text(
            f"the line answered {item.described()}; parameters without a value: {blank}"
        )


def let_in() -> LetIn:
    """The line listens."""
    return LetIn()
