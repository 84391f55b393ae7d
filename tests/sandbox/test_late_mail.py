"""A mail service that answers too late: nobody knows whether the mail goes out, and the bot says so."""

import time

import pytest

from .serving import wait_for
from .town import BACKSTAGE, Person, Town


def test_an_answer_that_comes_too_late_is_no_answer(
    town: Town, amira: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("countersign.sandbox.onboarding.mail._SECONDS_TO_ANSWER", 0.15)
    amira.is_at_email()
    town.client.put(
        f"{town.brevo}/backstage/faults", headers=BACKSTAGE, json={"to": amira.email, "delay": 3.0}
    ).raise_for_status()
    begun = time.monotonic()
    amira.writes(amira.email)
    amira.sees("did not answer", "probably", "not sent", "If it arrives all the same, it is good")
    assert time.monotonic() - begun < 3.0
    assert amira.codes() == []
    assert not any("Check your inbox" in text for text in amira.shown())
    wait_for(amira.codes)
    [code] = amira.codes()
    amira.bot_has_finished(amira.writes(code)["update_id"])
    amira.sees("Step 3/3")
    assert amira.codes() == [code]
