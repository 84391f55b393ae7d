"""What all contracts of outside services share: how a call is refused."""

from behave import then

from countersign.matchers.judging import judge
from countersign.matchers.provider_answers import is_refused


@then("{service:w} refuses it because {reason}")
def step_is_refused(context, service, reason):
    """The very status, code and words with which the service refuses for that reason, and nothing else."""
    judge(service, context.world.providers.answer, is_refused(service, reason))
