"""The driver bot: what counts as an answer, and what it does when Telegram holds it back."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from meeting import LANDING, Meeting, call, greeter

from countersign.evidence.transcript import Transcript
from countersign.people.bot_api import BotApi
from countersign.people.driver_bot import DriverBot, NotDrivableError
from countersign.people.smoke_tester import AT_ONCE
from countersign.people.wire import http_client
from countersign.phrasebook import phrasebook
from countersign.services import Addresses
from countersign.target import Patience


@contextmanager
def driver_in(meeting: Meeting, answer: float = 3.0) -> Iterator[DriverBot]:
    with http_client(meeting.url) as client:
        driver = DriverBot(
            BotApi(client, meeting.driver_token, "the test"),
            meeting.group,
            other=meeting.bot,
            phrasebook=phrasebook("onboarding", {}, {}),
            transcript=Transcript(),
            patience=Patience(answer=answer, quiet=0.1),
        )
        driver.arrive()
        yield driver


@pytest.fixture
def meeting(addresses: Addresses) -> Meeting:
    return Meeting(addresses)


@pytest.mark.parametrize("by_reference", [True, False])
def test_each_of_several_answers_belongs_to_its_message(meeting: Meeting, by_reference: bool) -> None:
    with (
        meeting.answering(lambda text: [(f"You said {text}", [])], by_reference=by_reference),
        driver_in(meeting) as driver,
    ):
        sayings = driver.writes_at_once(AT_ONCE)
        driver.waits_for_answers(sayings)
        answers = [[version.text for version in driver.answers(saying)] for saying in sayings]
    assert all(len(answer) == 1 for answer in answers)
    if by_reference:
        assert answers == [[f"You said {text}"] for text in AT_ONCE]
    else:
        assert sorted(answers) == sorted([f"You said {text}"] for text in AT_ONCE)


def test_half_of_the_messages_stay_unanswered(meeting: Meeting) -> None:
    with (
        meeting.answering(lambda text: [LANDING] if "?" in text and "free" not in text else []),
        driver_in(meeting, answer=0.5) as driver,
    ):
        sayings = driver.writes_at_once(AT_ONCE)
        driver.waits_for_answers(sayings)
    assert [bool(saying.messages) for saying in sayings] == [True, True, True, False, False]


def test_an_edit_is_another_version_of_the_same_message(meeting: Meeting) -> None:
    with driver_in(meeting) as driver, http_client(meeting.url) as client:
        saying = driver.starts()
        reply = {"reply_parameters": {"message_id": saying.message_id}, "chat_id": meeting.group}
        sent = call(client, meeting.bot_token, "sendMessage", text="One moment …", **reply)
        edit = {"chat_id": meeting.group, "message_id": sent["message_id"], "text": "Welcome"}

        def change() -> None:
            call(client, meeting.bot_token, "editMessageText", **edit)

        timer = threading.Timer(0.05, change)
        timer.start()
        driver.hears_out(saying)
        timer.join()
        driver.hears_out(saying)
        assert [version.text for version in driver.answers(saying)] == ["Welcome"]
        assert [version.text for version in driver.ever_shown(saying)] == ["One moment …", "Welcome"]
        assert saying.seconds is not None
        assert saying.seconds < 5.0


def test_what_was_said_before_is_no_answer(meeting: Meeting) -> None:
    old = meeting.says("/start")
    with http_client(meeting.url) as client:
        call(client, meeting.bot_token, "sendMessage", chat_id=meeting.group, text="Before")
        with driver_in(meeting, answer=0.3) as driver:
            saying = driver.starts()
            late = {"reply_parameters": {"message_id": old}}
            call(client, meeting.bot_token, "sendMessage", chat_id=meeting.group, text="Late", **late)
            assert driver.hears_out(saying) == []
            assert saying.seconds is None


def test_somebody_else_does_not_answer_for_the_bot(meeting: Meeting) -> None:
    with driver_in(meeting, answer=0.3) as driver:
        driver.other = "another_bot"
        saying = driver.starts()
        with http_client(meeting.url) as client:
            reply = {"reply_parameters": {"message_id": saying.message_id}}
            call(client, meeting.bot_token, "sendMessage", chat_id=meeting.group, text="Me!", **reply)
        assert driver.hears_out(saying) == []


def test_flood_limits_are_waited_for_as_told(meeting: Meeting) -> None:
    meeting.limits(meeting.driver)
    transcript = Transcript()
    with meeting.answering(greeter), driver_in(meeting) as driver:
        driver._transcript = transcript
        sayings = driver.writes_at_once(AT_ONCE)
        driver.waits_for_answers(sayings)
    assert all(saying.messages for saying in sayings)
    assert "(pauses for 1 s, as Telegram's flood limits demand)" in transcript.as_text()
    parties = {who for one in transcript.exchanges for who in (one.sender, one.receiver)}
    assert parties == {"the driver bot", "the bot", "the testers"}


def test_limits_beyond_all_patience_are_not_the_products_fault(meeting: Meeting) -> None:
    fault = {"bot": meeting.driver, "method": "sendMessage", "status": 429, "retry_after": 300}
    meeting.fails(**fault)
    with (
        driver_in(meeting) as driver,
        pytest.raises(NotDrivableError, match="flood limits let the driver bot write again only in 300 s"),
    ):
        driver.starts()


def test_another_poll_of_the_same_token_is_explained(meeting: Meeting) -> None:
    with driver_in(meeting) as driver, http_client(meeting.url) as client:
        saying = driver.starts()

        def poll() -> None:
            call(client, meeting.driver_token, "getUpdates", timeout=0)

        timer = threading.Timer(0.3, poll)
        timer.start()
        with pytest.raises(
            NotDrivableError, match=r"terminated by other getUpdates request.*end the other run"
        ):
            driver.hears_out(saying)
        timer.join()
