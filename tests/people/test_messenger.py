"""Whoever brings an answer past the call asks the line in the way that the line wants to be asked."""

from collections.abc import Iterator

import pytest
from carrier.scripted_line import ACCOUNT, CALLED, CALLER, TOKEN, ScriptedLine, switchboard

from countersign.carrier import Number, Signing
from countersign.carrier.signature import SIGNATURE, signature
from countersign.evidence.exchange import Exchange
from countersign.people.messenger import Messenger


@pytest.fixture(scope="module")
def line() -> Iterator[ScriptedLine]:
    with switchboard() as board:
        yield board.line
        board.line.close()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_answer_is_brought_by_the_method_of_the_question(line: ScriptedLine, method: str) -> None:
    told: list[Exchange] = []
    call = line.called(f'<Gather input="speech" action="/next" method="{method}"/>', auth_token=TOKEN)
    line.answers("/next", "<Say>Hello.</Say>")
    messenger = Messenger(Number(f"{line.url}/voice", CALLED, ACCOUNT, auth_token=TOKEN), told.append)
    knock = messenger.brings("yes", call, signing=Signing.RIGHT)
    [*_, asked] = line.asked_at("/next")
    assert (asked.method, asked.params["SpeechResult"], asked.params["From"]) == (method, "yes", CALLER)
    assert asked.params["CallSid"] == call.sid
    assert asked.headers[SIGNATURE.lower()] == signature(TOKEN, asked.url, asked.form)
    assert (knock.status, knock.words) == (200, "Hello.")
    question, answer = told
    assert (question.sender, question.receiver, question.body) == ("the messenger", "the line", "yes")
    assert (answer.sender, answer.receiver) == ("the line", "the messenger")
    assert answer.body.startswith("200 («")
