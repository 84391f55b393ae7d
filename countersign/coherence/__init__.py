"""Whether what a target names fits together: what is offered must be there to be used."""

from countersign.coherence.bot import check_bot
from countersign.coherence.chat import check_chat
from countersign.coherence.gateway import check_gateway
from countersign.coherence.line import check_line
from countersign.target import Target


def check_coherence(target: Target) -> None:
    """Stop at the first key that names nothing, or needs another one that is not there."""
    if target.booking:
        check_line(target.booking, target)
    if target.training:
        check_chat(target.training, target)
    if target.referrals:
        check_gateway(target.referrals, target)
    if target.onboarding:
        check_bot(target.onboarding, target)
