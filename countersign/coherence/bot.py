"""Whether what a target names of a bot fits together."""

from countersign.coherence.keys import NOTHING, ONLY_EMBEDDED, Needs, check_base_url, check_offers
from countersign.target import Onboarding, Providers, Target


def check_bot(onboarding: Onboarding, target: Target) -> None:
    """Stop at the first offer that a deployed bot can't make, or that needs a key which is not there."""
    if target.embedded:
        return  # where it is and what opens it is known when it has started
    section = f"{target.source}: onboarding"
    needs = _needs(onboarding, target.providers or Providers())
    check_offers(section, "a bot", onboarding.offers, needs, {"spare": ONLY_EMBEDDED})
    # Only what a driver bot does needs no address of the deployment.
    if onboarding.offers != ["driver"]:
        how = " (only a target that offers a driver bot and nothing else can do without)"
        check_base_url(section, onboarding.base_url, how)


def _needs(onboarding: Onboarding, providers: Providers) -> Needs:
    return {
        "wizard": NOTHING,
        "mailbox": ("onboarding.mail", onboarding.mail),
        "sms": ("onboarding.sms", onboarding.sms),
        "faults": ("onboarding.mail", onboarding.mail),
        "webhook": ("onboarding.webhook_secret", onboarding.webhook_secret),
        "operator": ("onboarding.clock", onboarding.clock),
        "driver": ("onboarding.driver", onboarding.driver),
        "clock": ("onboarding.clock", onboarding.clock),
        "database": ("onboarding.database_url", onboarding.database_url),
        "brevo": ("providers.brevo", providers.brevo),
        "twilio": ("providers.twilio", providers.twilio),
    }
