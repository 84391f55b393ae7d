from countersign.applicability import needs, why_not_applicable
from countersign.target import VARIABLES, Booking, BrevoDoor, Onboarding, Providers, Standin, Target

STANDIN = Standin(url="http://127.0.0.1:1", backstage_token="t")


def staging(**onboarding: object) -> Target:
    facts: dict[str, object] = {
        "base_url": "https://bot.staging.example.com",
        "bot_username": "b",
        "telegram": STANDIN,
        "offers": ["wizard"],
    }
    return Target(
        environment="staging",
        source="targets/staging.toml",
        onboarding=Onboarding(**{**facts, **onboarding}),  # type: ignore[arg-type]
    )


def test_a_scenario_whose_needs_are_offered_applies() -> None:
    assert why_not_applicable("onboarding", ["smoke", "needs.wizard"], staging()) is None


def test_a_scenario_that_needs_nothing_applies() -> None:
    assert why_not_applicable("onboarding", ["smoke"], staging(offers=[])) is None


def test_what_is_missing_is_named() -> None:
    reason = why_not_applicable("onboarding", ["needs.clock", "needs.mailbox"], staging())
    assert reason == "needs mail that can be read and a clock that can be moved, which is not offered"


def test_a_need_that_nobody_knows_is_never_met() -> None:
    assert why_not_applicable("onboarding", ["needs.magic"], staging()) == "needs magic, which is not offered"


def test_a_journey_that_the_target_does_not_name() -> None:
    assert why_not_applicable("booking", [], staging()) == "targets/staging.toml names no journey 'booking'"


def test_what_variables_do_not_name() -> None:
    line = Target(environment="staging", source=VARIABLES, booking=Booking(base_url="https://a.example.com"))
    reason = "the environment variables name no journey 'onboarding'"
    assert why_not_applicable("onboarding", [], line) == reason
    assert why_not_applicable("booking", [], line) is None


def test_a_bot_that_cannot_be_driven() -> None:
    reason = why_not_applicable("onboarding", [], staging(telegram=None))
    assert reason
    assert "no Telegram stand-in" in reason


def test_needs_are_read_from_tags() -> None:
    assert needs(["smoke", "needs.faults", "needs.wizard"]) == ["wizard", "faults"]


def test_a_service_that_is_named_needs_no_offer_of_its_own() -> None:
    mail = BrevoDoor(api_key="k", sender="no-reply@example.com", recipient="tester@example.com")
    live = Target(environment="staging", source="targets/live.toml", providers=Providers(brevo=mail))
    assert why_not_applicable("providers", ["contract", "needs.brevo"], live) is None
    assert (
        why_not_applicable("providers", ["needs.twilio"], live)
        == "needs an account at Twilio, which is not offered"
    )
    assert (
        why_not_applicable("providers", ["needs.brevo", "needs.faults"], live)
        == "needs outages on demand, which is not offered"
    )
