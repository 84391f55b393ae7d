"""A developer whose product sends SMS through Twilio, over the bare wire, also wrongly on purpose."""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

from countersign.errors import UserError
from countersign.people.callback_listener import CallbackListener, Delivery
from countersign.people.provider_answers import Answer, ServiceWire
from countersign.people.wire import Door
from countersign.target import Patience

Form = dict[str, str]

FINAL = {"delivered", "undelivered", "failed"}
LONGEST_BODY = 1600
SOMEBODY_ELSES = "+15005550007"
"""A number that no account owns: one of Twilio's magic numbers."""

BODIES: Mapping[str, str] = {
    "160 plain letters": "a" * 160,
    "161 plain letters": "a" * 161,
    "306 plain letters": "a" * 306,
    "307 plain letters": "a" * 307,
    "80 euro signs": "€" * 80,
    "81 euro signs": "€" * 81,
    "70 Cyrillic letters": "ж" * 70,
    "71 Cyrillic letters": "ж" * 71,
    "35 emoji": "😀" * 35,
    "36 emoji": "😀" * 36,
}
"""Texts at the edge of a segment."""

MISTAKES: Mapping[str, Callable[[Form], Form]] = {
    "without a recipient": lambda form: _without(form, "To"),
    "without a sender": lambda form: _without(form, "From"),
    "without a text": lambda form: _without(form, "Body"),
    "with 1601 letters": lambda form: form | {"Body": "a" * (LONGEST_BODY + 1)},
    "from a number of somebody else": lambda form: form | {"From": SOMEBODY_ELSES},
    "from a number to itself": lambda form: form | {"To": form["From"]},
    "to something that is no number": lambda form: form | {"To": "amira"},
    # Twilio's magic numbers: each is refused for one reason, on the real service with test credentials.
    "to the number that is not valid": lambda form: form | {"To": "+15005550001"},
    "to the number that can't be reached": lambda form: form | {"To": "+15005550002"},
    "to the number in a forbidden region": lambda form: form | {"To": "+15005550003"},
    "to the number that has opted out": lambda form: form | {"To": "+15005550004"},
    "to the number that takes no texts": lambda form: form | {"To": "+15005550009"},
}
"""By what the features call them: what becomes of a message that was in order."""


class SmsTroubles:
    """What is staged at the stand-in for one recipient."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def forget(self, number: str) -> None:
        """Nothing that was sent to that number before is known any more."""
        self._door.ask("DELETE", "/backstage/messages", params={"to": number})

    def refuse(self, number: str, status: int, code: int) -> None:
        """Every message to that number is refused."""
        self._put(number, status=status, code=code)

    def lose(self, number: str, outcome: str, code: int | None = None) -> None:
        """Every message to that number is accepted, and this becomes of it."""
        self._put(number, outcome=outcome, **({"error_code": code} if code else {}))

    def opt_out(self, number: str, *, out: bool = True) -> None:
        """The number wants no more messages, or wants them again."""
        self._door.ask("PUT", "/backstage/opt-outs", json={"to": number, "out": out})

    def mend(self, number: str) -> None:
        """Everything is in order again for that number."""
        self._door.ask("DELETE", "/backstage/faults", params={"to": number})
        self.opt_out(number, out=False)

    def _put(self, number: str, **fault: object) -> None:
        self._door.ask("PUT", "/backstage/faults", json={"to": number, **fault})


class SmsDeveloper:
    """Sends SMS to one number of the scenario's own, and follows what becomes of them."""

    def __init__(
        self,
        wire: ServiceWire,
        account: str,
        auth_token: str,
        sender: str,
        number: str,
        troubles: SmsTroubles | None,
        listen: Callable[[], CallbackListener],
        patience: Patience,
    ) -> None:
        self.account = account
        self.sender = sender
        self.number = number
        self._wire = wire
        self._auth_token = auth_token
        self._troubles = troubles
        self._listen = listen
        self._patience = patience
        self._listener: CallbackListener | None = None

    @property
    def troubles(self) -> SmsTroubles:
        """What can be staged, where the service is a stand-in."""
        if self._troubles is None:
            raise UserError("a step acts backstage at Twilio: tag the scenario with @needs.faults.")
        return self._troubles

    def sends(self, body: str) -> None:
        """Send a message that is in order."""
        self._post("a message", self._form(body))

    def sends_text(self, which: str) -> None:
        """Send one of the texts at the edge of a segment."""
        if which not in BODIES:
            raise LookupError(f"nobody knows {which!r}: known are {', '.join(BODIES)}")
        self.sends(BODIES[which])

    def sends_and_listens(self, body: str) -> None:
        """Send a message, and name a server of the developer's own that wants to hear of it."""
        self._listener = self._listen()
        self._post("a message with a callback", self._form(body) | {"StatusCallback": self._listener.url})

    def tries(self, mistake: str) -> None:
        """Hand in a message that can't be sent."""
        if mistake not in MISTAKES:
            raise LookupError(f"no message is sent {mistake!r}: known are {', '.join(MISTAKES)}")
        self._post(f"a message {mistake}", MISTAKES[mistake](self._form("With a mistake")))

    def uses_wrong_token(self) -> None:
        """Hand in a message with a token that is not the account's."""
        self._post("a message, with a wrong token", self._form("Wrong"), auth=(self.account, "0" * 32))

    def uses_no_token(self) -> None:
        """Hand in a message without saying who sends it."""
        self._post("a message, without credentials", self._form("Nobody"), auth=None)

    def asks_about_message(self) -> None:
        """Look the last message up."""
        self._get("the message", f"/Messages/{self.sid}.json")

    def asks_about_unknown_message(self) -> None:
        """Look up a message that never was."""
        self._get("a message that never was", f"/Messages/SM{'0' * 32}.json")

    def asks_for_messages_to_number(self) -> None:
        """List what was sent to the scenario's own number."""
        self._get("the messages to one number", "/Messages.json", {"To": self.number})

    def asks_until(self, status: str) -> None:
        """Look the message up until it has that status, or the time is over."""
        deadline = time.monotonic() + self._patience.answer
        self.asks_about_message()
        while self._wire.answers.last.body.get("status") != status and time.monotonic() < deadline:
            time.sleep(0.02)
            self.asks_about_message()

    def heard(self) -> list[Delivery]:
        """What was told of the message, as soon as its end is known."""
        if self._listener is None:
            raise LookupError("nobody listens in this scenario")
        found = self._listener.wait_until(
            lambda found: any(form_of(each).get("MessageStatus") in FINAL for each in found),
            self._patience.answer,
        )
        # A moment more: nothing may come after the end.
        return self._listener.wait_until(lambda now: len(now) > len(found), self._patience.quiet)

    def signed_rightly(self, delivery: Delivery) -> bool:
        """Whether a callback bears the signature that only Twilio and the account can make."""
        if self._listener is None:
            return False
        form = form_of(delivery)
        signed = self._listener.url + "".join(name + form[name] for name in sorted(form))
        digest = hmac.new(self._auth_token.encode(), signed.encode(), hashlib.sha1).digest()
        given = delivery.headers.get("x-twilio-signature", "")
        return hmac.compare_digest(given, base64.b64encode(digest).decode())

    @property
    def sid(self) -> str:
        """The number of the last message that was accepted."""
        for answer in reversed(self._wire.answers.all):
            if answer.status == 201:
                return str(answer.body.get("sid"))
        raise AssertionError(
            f"Twilio should have accepted a message, but {self._wire.answers.last.described()}."
        )

    def leaves(self) -> None:
        """Leave no trouble behind: a stand-in may outlive the run."""
        if self._troubles:
            self._troubles.mend(self.number)

    def _form(self, body: str) -> Form:
        return {"To": self.number, "From": self.sender, "Body": body}

    def _post(self, asked: str, form: Form, auth: tuple[str, str] | None = ("", "")) -> Answer:
        credentials = self._credentials if auth == ("", "") else auth
        return self._wire.ask(
            asked, "POST", self._path("/Messages.json"), told=str(form), data=form, auth=credentials
        )

    def _get(self, asked: str, path: str, params: Form | None = None) -> Answer:
        return self._wire.ask(asked, "GET", self._path(path), params=params, auth=self._credentials)

    def _path(self, path: str) -> str:
        return f"/2010-04-01/Accounts/{self.account}{path}"

    @property
    def _credentials(self) -> tuple[str, str]:
        return self.account, self._auth_token


def form_of(delivery: Delivery) -> Form:
    """What a callback says."""
    return dict(parse_qsl(delivery.body.decode("utf-8", "replace"), keep_blank_values=True))


def _without(form: Form, field: str) -> Form:
    return {name: value for name, value in form.items() if name != field}
