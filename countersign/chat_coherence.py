"""Whether what a target names of a training chat fits together."""

import msgspec

from countersign.errors import UserError
from countersign.target import Target, Training

_ONLY_EMBEDDED = ("spare", "faults")
"""A chat that is deployed elsewhere can't be started a second time, and so can't be broken."""


def check_chat(training: Training, target: Target) -> None:
    """Stop at the first key that names nothing, or needs another one that is not there."""
    source = target.source
    _check_paths(training, source)
    _check_scenarios(training, source)
    if target.embedded:
        return  # where it is and what opens it is known when it has started
    if not training.base_url:
        raise UserError(
            f"{source}: training.base_url is missing: add it, as in https://chat.staging.example.com."
        )
    _check_offers(training, source)


def _check_offers(training: Training, source: str) -> None:
    needs: dict[str, tuple[str, object]] = {
        "completion": ("", True),
        "replay": ("", True),
        "masking": ("", True),
        "model": ("model", training.model),
        "database": ("database_url", training.database_url),
        "clock": ("clock", training.clock),
    }
    for offer in training.offers:
        where = f"{source}: training.offers names {offer!r}"
        if offer in _ONLY_EMBEDDED:
            raise UserError(f"{where}, which only the embedded sandbox can offer: take it out.")
        if offer not in needs:
            raise UserError(
                f"{where}, which is nothing that a training chat offers: take it out, or choose of "
                f"{', '.join(needs)}."
            )
        key, given = needs[offer]
        if not given:
            raise UserError(
                f"{where}, but there is no training.{key}: add it, or take {offer!r} out of the offers."
            )


def _check_scenarios(training: Training, source: str) -> None:
    ids = training.scenarios
    if not ids or len(set(ids)) < len(ids) or not all(ids):
        raise UserError(
            f"{source}: training.scenarios must name each scenario of the pilot once, by its config.id, as "
            f'in ["customer_service_v1", "complaint_handling_v1"].'
        )
    for yaml_id, says in training.replies.items():
        if not says or not all(words.strip() for words in says):
            raise UserError(
                f"{source}: training.replies.{yaml_id} must say something in each line: fill it in, or take "
                f"it out."
            )


def _check_paths(training: Training, source: str) -> None:
    for key, path in msgspec.structs.asdict(training.paths).items():
        if not path.startswith("/"):
            raise UserError(
                f"{source}: training.paths.{key} must begin with a slash: {path!r}; write it as in /{path}."
            )
