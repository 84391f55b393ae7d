"""Many calls at once: each has its own conversation, and none is left open."""

import threading
from contextlib import suppress
from pathlib import Path

from sandbox.serving import wait_for
from starlette.responses import Response

from countersign.carrier import Call, CallFailed

from .scripted_line import Asked, ScriptedLine, twiml

CALLS = 200
TURNS = 2


def say_back(asked: Asked) -> Response:
    """Says the call's own words and number back to it, and sets a cookie that tells them apart."""
    said = f"{asked.form['From']} {asked.form.get('SpeechResult', '')} {asked.headers.get('cookie', '')}"
    answer = twiml(f'<Gather input="speech"><Say>{said}</Say></Gather>')
    answer.set_cookie("caller", asked.form["From"].removeprefix("+"))
    return answer


def test_calls_at_once_do_not_mix(line: ScriptedLine) -> None:
    line.answers("/voice", say_back)
    calls = [line.call(caller=f"+1201555{number:04d}") for number in range(CALLS)]
    together = threading.Barrier(CALLS, timeout=30)

    def carry(number: int, call: Call) -> None:
        call.dial()
        together.wait()
        for turn in range(TURNS):
            call.speak(f"word {number} {turn}")

    threads = [threading.Thread(target=carry, args=(number, call)) for number, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    for number, call in enumerate(calls):
        own = f"+1201555{number:04d}"
        expected = [own, *(f"{own} word {number} {turn} caller={own[1:]}" for turn in range(TURNS))]
        assert [one.text for one in call.heard] == expected
    assert len({call.sid for call in calls}) == CALLS


def open_to(line: ScriptedLine) -> int:
    """How many connections to the line are established, as the system counts them."""
    port = int(line.url.rpartition(":")[2])
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[2].endswith(f":{port:04X}") and row[3] == "01" for row in rows)


def test_no_connection_outlives_its_call(line: ScriptedLine) -> None:
    line.answers("/voice", '<Gather input="speech" action="/next"/>')
    line.answers("/next", "<Hangup/>", "", "<Redirect>/nowhere</Redirect>", '<Gather input="speech"/>')
    wait_for(lambda: open_to(line) == 0)
    calls = [line.called() for _ in range(12)]
    assert open_to(line) == len(calls)
    for call in calls:
        with suppress(CallFailed):
            call.speak("hello")
        call.hang_up()
    wait_for(lambda: open_to(line) == 0)
