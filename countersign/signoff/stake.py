"""What the business has at stake, added up over the journeys of a sign-off.

A journey with a failure is at risk with all that it is worth, since nobody can say how much of it a broken
promise costs. Of any other journey as much is protected as the share of its business rules that are proven.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from countersign.signoff.statement import Standing

_FAILED = ("failed", "error")


@dataclass(frozen=True)
class Stake:
    """In hundredths of what all journeys are worth."""

    protected: float
    at_risk: float
    unproven: float
    """Of journeys without a failure, what no scenario of the run has proven."""
    journeys: list[str]
    """The titles of those at risk."""

    @property
    def elsewhere(self) -> float:
        """Of journeys that the run was not about."""
        return max(100 - self.protected - self.at_risk - self.unproven, 0.0)

    @property
    def shares(self) -> list[tuple[str, float]]:
        """As a picture shows them."""
        return [
            ("bad", self.at_risk),
            ("good", self.protected),
            ("doubt", self.unproven),
            ("none", self.elsewhere),
        ]


def stake_in(standings: Sequence[Standing]) -> Stake | None:
    """None where nobody has said what the journeys are worth."""
    worth = [one for one in standings if one.value_at_stake]
    if not worth:
        return None
    broken = [one for one in worth if is_broken(one)]
    whole = [one for one in worth if one not in broken]
    protected = sum(one.value_at_stake * _proven(one) for one in whole)
    return Stake(
        protected=protected,
        at_risk=sum(one.value_at_stake for one in broken),
        unproven=sum(one.value_at_stake for one in whole) - protected,
        journeys=[one.title for one in broken],
    )


def is_broken(standing: Standing) -> bool:
    """Whether anything of the journey has failed, in the run or by hand."""
    failed = any(standing.scenarios.get(outcome) for outcome in _FAILED)
    return bool(failed or standing.failed or standing.failed_by_hand)


def _proven(standing: Standing) -> float:
    rules = [*standing.proven, *standing.failed, *standing.unproven, *standing.manual]
    return len(standing.proven) / len(rules) if rules else 0.0
