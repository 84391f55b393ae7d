"""Whether a mail or an SMS has been delivered, as far as that could be found out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from countersign.errors import UndecidedError

if TYPE_CHECKING:
    from countersign.people.parcel import Parcel


class Delivered(BaseMatcher["Parcel"]):
    """A parcel that is lost does not match; one that may still come raises `UndecidedError`."""

    def _matches(self, item: "Parcel") -> bool:
        if item.arrival:
            return True
        if item.loss:
            return False
        raise UndecidedError(_undecided(item))

    def describe_to(self, description: Description) -> None:
        description.append_text("get what was sent")

    def describe_mismatch(self, item: "Parcel", mismatch_description: Description) -> None:
        loss = item.loss
        assert loss is not None
        reason = f": {loss.reason}" if loss.reason else ""
        mismatch_description.append_text(f"{item.service} says of {item.what} {loss.event!r}{reason}")


def delivered() -> Delivered:
    """The service says that it was delivered."""
    return Delivered()


class IsTheOnlySms(BaseMatcher[Sequence[str]]):
    """Whether one SMS and no other was sent."""

    def _matches(self, item: Sequence[str]) -> bool:
        return len(item) == 1

    def describe_to(self, description: Description) -> None:
        description.append_text("have been sent exactly one SMS")

    def describe_mismatch(self, item: Sequence[str], mismatch_description: Description) -> None:
        mismatch_description.append_text(f"the SMS service knows of {len(item)}: {', '.join(item) or 'none'}")


def is_the_only_sms() -> IsTheOnlySms:
    """There is one SMS, and no second one."""
    return IsTheOnlySms()


def _undecided(parcel: "Parcel") -> str:
    known = ", ".join(stage.event for stage in parcel.stages)
    so_far = f"{parcel.service} says so far {known}" if known else f"{parcel.service} knows nothing of it yet"
    trouble = f" ({parcel.trouble})" if parcel.trouble else ""
    return (
        f"It could not be found out within {parcel.patience:g} s whether {parcel.what} was delivered: "
        f"{so_far}{trouble}."
    )
