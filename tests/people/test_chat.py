"""What a trainee makes of what comes over a socket, and of what does not; against a real server."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.server import ServerProtocol
from websockets.sync.server import ServerConnection, serve

from countersign.evidence.transcript import Transcript
from countersign.people.chat import ANSWER, Chat, Place
from countersign.people.socket import SocketRefusedError
from countersign.target import Patience

SESSION = 7
PATIENCE = Patience(answer=0.3, quiet=0.02)

Peer = Callable[[ServerConnection], None]


@contextmanager
def talking_to(peer: Peer, strays: Callable[[], str] = str) -> Iterator[Chat]:
    """A chat whose other end does what the peer does."""

    def handle(connection: ServerConnection) -> None:
        try:
            peer(connection)
        except ConnectionClosed:
            return

    with serve(handle, "127.0.0.1", 0, compression=None) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        place = Place(f"ws://127.0.0.1:{server.socket.getsockname()[1]}/chat/{SESSION}", SESSION, "127.9.8.7")
        chat = Chat("Amira", place, PATIENCE, Transcript(), strays=strays)
        try:
            chat.connects()
            yield chat
        finally:
            chat.leaves()
            server.shutdown()
            thread.join(30)


def frame(kind: str, **more: object) -> str:
    """A frame that bears what it must."""
    known: dict[str, dict[str, object]] = {
        "message_received": {"message_id": 1},
        "assistant_message": {"content": "And when?"},
        "evaluation_feedback": {
            "score": 80,
            "content": "Good.",
            "suggestions": ["Say when."],
            "metadata": {
                "keyword_matches": {"matched": ["sorry"], "missed": [], "match_percentage": 100},
                "quality_scores": {"tone": 80},
            },
        },
        "session_info": {"metadata": {"scenario": {}, "session": {}}},
        "error": {"content": "Unknown type."},
    }
    return json.dumps({"type": kind, "session_id": SESSION, **known.get(kind, {}), **more})


def says(*frames: str | bytes) -> Peer:
    """Says this for each frame that it gets."""

    def peer(connection: ServerConnection) -> None:
        for _ in connection:
            for one in frames:
                connection.send(one)

    return peer


def writes(chat: Chat) -> None:
    chat.sends({"type": "user_message", "content": "Hello."}, "Hello.")


def test_what_comes_in_order_is_heard_with_the_time_it_took() -> None:
    with talking_to(says(*map(frame, ANSWER))) as chat:
        writes(chat)
        _, answer, _ = chat.hears(*ANSWER)
        assert answer.words == "And when?"
        assert 0 < chat.seconds_of(answer) < PATIENCE.answer
        chat.hears_nothing()


def test_somebody_comes_from_an_address_of_their_own() -> None:
    seen: list[str] = []

    def peer(connection: ServerConnection) -> None:
        seen.append(connection.remote_address[0])
        says(frame("error"))(connection)

    with talking_to(peer) as chat:
        writes(chat)
        chat.hears("error")
    assert seen == ["127.9.8.7"]


@pytest.mark.parametrize(
    ("frames", "sentence"),
    [
        ((frame(ANSWER[0]), frame(ANSWER[2]), frame(ANSWER[1])), "feedback came where the customer's answer"),
        ((frame(ANSWER[0]), frame(ANSWER[0])), "the acknowledgement came where the customer's answer should"),
        ((frame("error"),), "a refusal that says why came where the acknowledgement should be"),
        ((frame(ANSWER[0], session_id=8),), "the acknowledgement of the session 8 came over its socket"),
        (("Hello",), "which is no JSON object with a type"),
        (("[]",), "which is no JSON object with a type"),
        ((b"{}",), "which is binary"),
        ((frame("telepathy"),), "is of the type 'telepathy', of which nobody knows"),
        ((json.dumps({"type": "message_received"}),), "is no message_received as it should be"),
    ],
)
def test_what_is_not_as_it_should_be_is_named(frames: tuple[str | bytes, ...], sentence: str) -> None:
    with talking_to(says(*frames)) as chat:
        writes(chat)
        with pytest.raises(AssertionError) as failure:
            chat.hears(*ANSWER)
    assert sentence in str(failure.value)


@pytest.mark.parametrize(
    "change",
    [
        {"score": 101},
        {"score": -1},
        {"score": "80"},
        {"suggestions": []},
        {"suggestions": ["a", "b", "c", "d"]},
        {"suggestions": ["  "]},
        {"content": ""},
        {"metadata": {}},
        {"metadata": {"keyword_matches": {}, "quality_scores": {"tone": 1}}},
    ],
)
def test_feedback_is_judged_strictly(change: dict[str, object]) -> None:
    with talking_to(says(frame("evaluation_feedback", **change))) as chat:
        writes(chat)
        with pytest.raises(AssertionError, match="is no evaluation_feedback as it should be"):
            chat.hears("evaluation_feedback")


_SUMMARY = {"exchanges": 3, "average_score": 80, "strengths": [], "improvements": []}


@pytest.mark.parametrize(
    ("more", "fine"),
    [
        ({}, False),
        ({"summary": _SUMMARY}, True),
        ({"metadata": {"summary": _SUMMARY}}, True),
        ({"summary": {**_SUMMARY, "exchanges": 0}}, False),
        ({"summary": {"exchanges": 3}}, False),
    ],
)
def test_a_session_ends_with_a_summary(more: dict[str, object], fine: bool) -> None:
    with talking_to(says(frame("session_complete", **more))) as chat:
        writes(chat)
        if fine:
            chat.hears("session_complete")
            return
        with pytest.raises(AssertionError, match="is no session_complete as it should be"):
            chat.hears("session_complete")


def test_what_nobody_asked_for_is_not_passed_over() -> None:
    with talking_to(says(frame("error"), frame("error"))) as chat:
        writes(chat)
        chat.hears("error")
        with pytest.raises(
            AssertionError, match=r"should hear nothing more after writing «Hello\.», but a ref"
        ):
            chat.hears_nothing()


def test_a_slow_chat_is_told_from_a_deaf_one() -> None:
    def peer(connection: ServerConnection) -> None:
        connection.recv()
        time.sleep(0.15)
        time.sleep(0.15)
        time.sleep(0.1)
        connection.send(frame("error"))
        connection.recv()

    with talking_to(peer) as chat:
        writes(chat)
        with pytest.raises(
            AssertionError, match=r"the chat is slow, a refusal that says why came after 0\.\d s"
        ):
            chat.hears("error")


def test_a_deaf_socket_is_told_by_a_fresh_one() -> None:
    visits: list[int] = []

    def peer(connection: ServerConnection) -> None:
        visits.append(1)
        deaf = len(visits) == 1
        for _ in connection:
            if not deaf:
                connection.send(frame("session_info"))

    with talking_to(peer) as chat:
        writes(chat)
        with pytest.raises(
            AssertionError, match=r"gone deaf.*pings are answered.*a fresh one .* is answered"
        ):
            chat.hears("error")


def test_a_chat_that_answers_nobody_is_not_called_deaf_on_one_socket() -> None:
    def greets(connection: ServerConnection) -> None:
        connection.send(frame("session_start", content="Welcome."))
        says()(connection)

    with talking_to(greets) as chat:
        chat.hears("session_start")
        writes(chat)
        with pytest.raises(AssertionError, match="the chat answers on no socket of this session"):
            chat.hears("error")


def test_an_answer_that_was_lost_is_told_from_a_deaf_socket() -> None:
    def peer(connection: ServerConnection) -> None:
        connection.recv()
        for _ in connection:
            connection.send(frame("session_info"))

    with talking_to(peer) as chat:
        writes(chat)
        with pytest.raises(AssertionError, match=r"the socket still hears .* so it was lost"):
            chat.hears("error")


def test_an_answer_that_went_astray_is_found_at_somebody_else() -> None:
    with talking_to(says(), strays=lambda: "Bruno got the customer's answer («And when?»)") as chat:
        writes(chat)
        with pytest.raises(
            AssertionError, match=r"instead, Bruno got the customer's answer .* not asked for it"
        ):
            chat.hears("error")


def test_a_socket_that_breaks_off_is_no_silence() -> None:
    def peer(connection: ServerConnection) -> None:
        connection.recv()
        connection.close(1011, "internal")

    with talking_to(peer) as chat:
        writes(chat)
        with pytest.raises(AssertionError, match=r"the socket was closed with 1011 \(internal\)"):
            chat.hears("error")


def test_a_dismissal_has_a_code_and_a_socket_that_stays_open_is_none() -> None:
    with talking_to(lambda connection: connection.close(1012)) as chat:
        assert chat.is_dismissed().code == 1012
    with talking_to(says()) as chat, pytest.raises(AssertionError, match=r"was still open 0\.3 s later"):
        chat.is_dismissed()


def test_a_session_that_is_refused_says_with_which_status() -> None:
    with serve(lambda _: None, "127.0.0.1", 0, process_request=lambda c, _: c.respond(404, "")) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}/chat/1"
        chat = Chat("Amira", Place(url, 1), PATIENCE, Transcript())
        with pytest.raises(SocketRefusedError) as refusal:
            chat.knocks()
        with pytest.raises(
            AssertionError, match="should be let into the session 1, but the handshake was answ"
        ):
            chat.connects()
        server.shutdown()
        thread.join(30)
    assert refusal.value.status == 404


def test_not_even_a_ping_is_answered() -> None:
    """By a peer that has shaken hands, and then reads no more."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        over = threading.Event()

        def shake_hands() -> None:
            held = []
            listening.settimeout(0.1)
            while not over.is_set():
                try:
                    connection, _ = listening.accept()
                except TimeoutError:
                    continue
                held.append(connection)
                protocol = ServerProtocol()
                protocol.receive_data(connection.recv(4096))
                [request] = protocol.events_received()
                protocol.send_response(protocol.accept(request))  # type: ignore[arg-type]
                for data in protocol.data_to_send():
                    connection.sendall(data)
            for connection in held:
                connection.close()

        thread = threading.Thread(target=shake_hands)
        thread.start()
        url = f"ws://127.0.0.1:{listening.getsockname()[1]}/chat/1"
        chat = Chat("Amira", Place(url, 1), PATIENCE, Transcript())
        try:
            chat.connects()
            writes(chat)
            with pytest.raises(AssertionError, match="not even a ping is answered"):
                chat.hears("error")
        finally:
            over.set()
            thread.join(30)
            chat.leaves()


def test_the_transcript_reads_as_a_dialogue() -> None:
    told = Transcript()
    with talking_to(says(*map(frame, ANSWER))) as chat:
        chat._transcript = told
        writes(chat)
        chat.hears(*ANSWER)
    lines = [(one.sender, one.receiver, one.body) for one in told.exchanges]
    assert lines == [
        ("Amira", "the chat", "Hello."),
        ("the chat", "Amira", "[has received it]"),
        ("the customer", "Amira", "And when?"),
        ("the coach", "Amira", "80 of 100: Good. (Say when.)"),
    ]
