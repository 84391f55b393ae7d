"""Whoever asks over HTTP stands in the transcript with the question, and the product with its answer."""

from collections.abc import Callable
from typing import Any

import pytest
from answering import answering

from countersign.errors import UserError
from countersign.evidence.transcript import Transcript
from countersign.people.gateway_door import GatewayDoor
from countersign.people.health_probe import HealthProbe
from countersign.people.line_watch import LineWatch
from countersign.people.practice_program import PracticeProgram
from countersign.people.session_desk import SessionDesk
from countersign.people.webhook_caller import SECRET, WebhookCaller
from countersign.people.wire import http_client
from countersign.target import TrainingPaths

HEALTH = '{"status":"healthy","database":"ok","bot":"ok","version":"1.0.0"}'
ANSWERS = {"/health": (200, HEALTH), "/appointments": (200, "[]"), "/api/scenarios": (200, "[]")}

Deed = Callable[[Any, Transcript], object]


def asks_the_gateway(client: Any, transcript: Transcript) -> None:
    GatewayDoor("Amira", client, transcript).ask("GET", "/health", which="17")


def asks_the_bot(client: Any, transcript: Transcript) -> None:
    HealthProbe(client, "/health", transcript).asks()


def asks_the_line(client: Any, transcript: Transcript) -> None:
    LineWatch(client, "/health", "/ready", transcript).runs()


def looks_appointments_up(client: Any, transcript: Transcript) -> None:
    PracticeProgram(client, "/appointments", "the-key-of-the-program", transcript).asks_for("+12025550100")


def asks_the_chat(client: Any, transcript: Transcript) -> None:
    SessionDesk(client, TrainingPaths(), transcript, "Amira", lambda _what, _took: None).scenarios()


@pytest.mark.parametrize(
    ("deed", "who", "whom", "asked", "answered"),
    [
        (asks_the_gateway, "Amira", "the gateway", "GET /health/17", "404 «not found»"),
        (asks_the_bot, "the watch", "the bot", "GET /health", "healthy (200): "),
        (asks_the_line, "the watch", "the line", "GET /health", f"200 {HEALTH}"),
        (looks_appointments_up, "the program", "the line", "GET /appointments", "200 []"),
        (asks_the_chat, "Amira", "the chat", "GET /api/scenarios", "200 2 bytes of nothing"),
    ],
)
def test_a_question_comes_before_its_answer(
    deed: Deed, who: str, whom: str, asked: str, answered: str
) -> None:
    transcript = Transcript()
    with answering(ANSWERS) as url, http_client(url) as client:
        deed(client, transcript)
    question, answer = transcript.exchanges
    assert (question.sender, question.receiver, question.body) == (who, whom, asked)
    assert (answer.sender, answer.receiver) == (whom, who)
    assert answer.body.startswith(answered)
    assert "the-key-of-the-program" not in transcript.as_text()


def test_a_question_that_nobody_answers_stands_there_all_the_same() -> None:
    transcript = Transcript()
    with http_client("http://127.0.0.1:9") as client, pytest.raises(UserError):
        asks_the_gateway(client, transcript)
    assert [one.body for one in transcript.exchanges] == ["GET /health/17"]


def test_an_update_is_told_without_the_secret_that_goes_along() -> None:
    transcript = Transcript()
    with answering({}) as url, http_client(url) as client:
        WebhookCaller(client, "/webhook", "a-secret-of-the-bot", transcript)._post(
            "an update", b"{}", {SECRET: "a-secret-of-the-bot"}
        )
    question, answer = transcript.exchanges
    assert (question.sender, question.body) == ("a caller", "an update")
    assert (answer.sender, answer.body[:4]) == ("the bot", "501:")
    assert "a-secret-of-the-bot" not in transcript.as_text()
