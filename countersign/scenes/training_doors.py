"""Who comes to the chat past an honest session: wrong orders, unknown sessions, files of nobody's."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import httpx

from countersign.matchers.judging import quoted
from countersign.people.socket import Socket, SocketClosedError, SocketRefusedError, socket_url
from countersign.people.trainee import Trainee

if TYPE_CHECKING:
    from countersign.scenes.training import TrainingScene

NOBODYS = 999_999_999
"""The number of a scenario and of a session that never was."""

LONGEST_ID = 100

Order = Callable[[str, int], Any]

ORDERS: Mapping[str, Order] = {
    "for a scenario that nobody knows": lambda who, _: {"scenario_id": NOBODYS, "user_id": who},
    "without a scenario": lambda who, _: {"user_id": who},
    "for a scenario that is a word": lambda who, _: {"scenario_id": "first", "user_id": who},
    "without a user": lambda _, scenario: {"scenario_id": scenario},
    "for a user without a name": lambda _, scenario: {"scenario_id": scenario, "user_id": ""},
    "for a user whose name is a number": lambda _, scenario: {"scenario_id": scenario, "user_id": 7},
    "for a user of 101 characters": lambda who, scenario: {
        "scenario_id": scenario, "user_id": who.ljust(LONGEST_ID + 1, "x"),
    },
    "that is a list": lambda who, scenario: [scenario, who],
}  # fmt: skip
"""Wrong orders for a session, as the features say them."""

NO_DOCUMENTS: Mapping[str, str] = {
    "of a type that no document has": "passwords.yaml",
    "of a program": "web.py",
    "above its folder": "../passwords.md",
    "above its folder, in disguise": "%2e%2e%2fpasswords.md",
    "above its folder, in a double disguise": "..%2f..%2fpasswords.md",
    "with nothing in the middle of its name": "guide.md%00.pdf",
}
"""What is no document, as the features say it, and how it is asked for."""


REASONS: Mapping[str, int] = {
    "there is no such": 404,
    "it is no order": 422,
    "it is forbidden": 403,
    "its text can't be told": 400,
}
"""Why the chat refuses, as the features say it, and with which status."""


class TrainingDoors:
    """The ways to the chat that lead past an honest session."""

    def __init__(self, scene: "TrainingScene") -> None:
        self._scene = scene
        self._refusal = ""

    # ---- orders for sessions

    def orders(self, who: Trainee, order: str) -> None:
        """Ask for a session in a wrong way."""
        who.is_about_to_open()
        who.desk.tries_to_open(ORDERS[order](who.user_id, who.scenario.id))

    def is_refused(self, who: Trainee, reason: str) -> None:
        """The last question must have been refused so, with a reason."""
        answer = who.desk.answer
        if answer.status_code != REASONS[reason]:
            raise AssertionError(
                f"{who.name} should be told that {reason} ({REASONS[reason]}), but the chat answered "
                f"{answer.status_code} to {answer.request.method} {answer.request.url.path}: "
                f"{quoted(answer.text[:200])}."
            )
        who.desk.why()

    def looks_up_nobodys(self, who: Trainee) -> None:
        """A session under a number that was never given."""
        who.desk.looks_up(NOBODYS)

    def nothing_was_opened(self, who: Trainee) -> None:
        """No session is on record under the user's id, nor under one that begins with it."""
        for user_id in (who.user_id, who.user_id.ljust(LONGEST_ID + 1, "x")):
            if found := self._scene.records.sessions_of(user_id):
                raise AssertionError(
                    f"No session should be on record for {who.name}, but there is {found[0].described()}."
                )

    # ---- sessions that are nobody's

    def knocks_at_unknown_session(self) -> None:
        """Try to get into a session that never was; how it ends is kept."""
        section = self._scene.section
        url = socket_url(section.socket_url or section.base_url, f"{section.paths.chat}/{NOBODYS}")
        try:
            socket = Socket.open(url, seconds=section.patience.answer)
        except SocketRefusedError as error:
            self._refusal = f"refused with {error.status}" if error.status in (403, 404) else f"lost: {error}"
            return
        try:
            self._refusal = _farewell(socket, section.patience.answer)
        finally:
            socket.close()

    def was_refused(self) -> None:
        """The unknown session was refused: at the handshake, or by an error and a farewell."""
        if not self._refusal.startswith("refused"):
            raise AssertionError(
                f"A session that nobody has opened should be refused at the door (403 or 404), or by an "
                f"error and a farewell, but {self._refusal}."
            )

    # ---- documents

    def asks_for_no_document(self, who: Trainee, what: str) -> None:
        """Ask for a file that is none; the path goes over the wire as it is."""
        section = self._scene.section
        path = f"{section.paths.documents}/{who.scenario.config.id}/{NO_DOCUMENTS[what]}"
        base = httpx.URL(section.base_url).path.rstrip("/")
        who.desk.ask("GET", path, extensions={"target": f"{base}{path}".encode()})


def _farewell(socket: Socket, seconds: float) -> str:
    """What becomes of a socket that was opened though there is no such session."""
    told = ""
    try:
        while (raw := socket.receive(seconds)) is not None:
            told = raw if isinstance(raw, str) else raw.decode(errors="replace")
            if '"error"' not in told:
                return f"it was let in and told {quoted(told)}"
    except SocketClosedError as error:
        return "refused with an error and a farewell" if told else f"it was let in, and then {error}"
    return f"it was let in, and the socket stayed open ({quoted(told) if told else 'nothing was said'})"
