"""Whether what a target names of a training chat fits together."""

from countersign.coherence.keys import (
    NOTHING,
    ONLY_EMBEDDED,
    Needs,
    check_base_url,
    check_offers,
    check_paths,
)
from countersign.errors import UserError
from countersign.target import Target, Training

_REFUSED = {"spare": ONLY_EMBEDDED, "faults": ONLY_EMBEDDED}
"""A chat that is deployed elsewhere can't be started a second time, and so can't be broken."""


def check_chat(training: Training, target: Target) -> None:
    """Stop at the first key that names nothing, or needs another one that is not there."""
    section = f"{target.source}: training"
    check_paths(section, training.paths)
    _check_scenarios(section, training)
    if target.embedded:
        return  # where it is and what opens it is known when it has started
    check_base_url(section, training.base_url, ", as in https://chat.staging.example.com")
    needs: Needs = {
        "completion": NOTHING,
        "replay": NOTHING,
        "masking": NOTHING,
        "model": ("training.model", training.model),
        "database": ("training.database_url", training.database_url),
        "clock": ("training.clock", training.clock),
    }
    check_offers(section, "a training chat", training.offers, needs, _REFUSED)


def _check_scenarios(section: str, training: Training) -> None:
    ids = training.scenarios
    if not ids or len(set(ids)) < len(ids) or not all(ids):
        raise UserError(
            f"{section}.scenarios must name each scenario of the pilot once, by its config.id, as "
            f'in ["customer_service_v1", "complaint_handling_v1"].'
        )
    for yaml_id, says in training.replies.items():
        if not says or not all(words.strip() for words in says):
            raise UserError(
                f"{section}.replies.{yaml_id} must say something in each line: fill it in, or take it out."
            )
