"""What whoever comes to the bot past its chats should be told."""

from typing import TYPE_CHECKING

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

if TYPE_CHECKING:
    from countersign.people.health_probe import Report
    from countersign.people.webhook_caller import Delivery


class TurnedAway(BaseMatcher["Delivery"]):
    """Whether the bot refused to listen."""

    def _matches(self, item: "Delivery") -> bool:
        return item.refused

    def describe_to(self, description: Description) -> None:
        description.append_text("be turned away")

    def describe_mismatch(self, item: "Delivery", mismatch_description: Description) -> None:
        mismatch_description.append_text(f"the bot answered {item.described()}")


def turned_away() -> TurnedAway:
    """The bot does not listen to whoever that is."""
    return TurnedAway()


class CalledMalformed(TurnedAway):
    """Whether the bot says that what arrived is no update, and why."""

    def _matches(self, item: "Delivery") -> bool:
        return item.called_malformed

    def describe_to(self, description: Description) -> None:
        description.append_text("be told that this is no update, and why")


def called_malformed() -> CalledMalformed:
    """The bot can't make anything of it, and says so."""
    return CalledMalformed()


class ReportsHealth(BaseMatcher["Report"]):
    """Whether the bot says of itself, for people and for machines, what is true."""

    def __init__(self, *, database_up: bool) -> None:
        self._database_up = database_up

    def _matches(self, item: "Report") -> bool:
        words = (item.status, item.database) == (
            ("healthy", "up") if self._database_up else ("unhealthy", "down")
        )
        return words and item.good is self._database_up and item.bot == "up" and bool(item.version)

    def describe_to(self, description: Description) -> None:
        description.append_text(
            "say that it is healthy"
            if self._database_up
            else "say that it is unhealthy, without its database"
        )

    def describe_mismatch(self, item: "Report", mismatch_description: Description) -> None:
        mismatch_description.append_text(f"it says {item.described()}")


def reports_good_health() -> ReportsHealth:
    """All is well."""
    return ReportsHealth(database_up=True)


def reports_lost_database() -> ReportsHealth:
    """The bot runs, and its database does not."""
    return ReportsHealth(database_up=False)
