"""The ways to a gateway of whoever has no right to: without a key, with somebody else's, from one address."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from countersign.identity import Person
from countersign.matchers.gateway_answers import granted, refused_as_unknown
from countersign.matchers.judging import judge
from countersign.people.completions import Question
from countersign.people.customer import Customer
from countersign.people.customer_facts import Key
from countersign.people.gateway_door import GatewayDoor, Reply

if TYPE_CHECKING:
    from countersign.scenes.referrals import ReferralsScene

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _changed(key: str) -> str:
    """The same key with its last letter another one."""
    return key[:-1] + next(letter for letter in _LETTERS if letter != key[-1])


_NO_KEYS: Mapping[str, Callable[[str], dict[str, str]]] = {
    "no key": lambda _: {},
    "a key that nobody has": lambda key: {"Authorization": f"Bearer {key[:4]}{key[:3:-1]}"},
    "a key with a letter changed": lambda key: {"Authorization": f"Bearer {_changed(key)}"},
    "a key without its scheme": lambda key: {"Authorization": key},
}
"""What a stranger shows in place of a key, made of a good one."""

SAME: Mapping[str, Callable[[Person], dict[str, str]]] = {
    "the same username": lambda person: {"username": person.username},
    "the same e-mail address": lambda person: {"email": person.email},
    "the same e-mail address in capitals": lambda person: {"email": person.email.upper()},
}
"""What of another's somebody signs up with."""

NO_KEYS: Sequence[str] = tuple(_NO_KEYS)


class GatewayDoors:
    """Tries them, and keeps what was answered."""

    def __init__(self, scene: "ReferralsScene") -> None:
        self._scene = scene
        self._replies: list[Reply] = []
        self._together = ""
        self._words = ""
        self._made: Key | None = None

    @property
    def reply(self) -> Reply:
        """What was answered last."""
        return self._replies[-1]

    # ---- keys

    def tries_all(self, customer: Customer, shows: str) -> None:
        """Somebody tries every door with what is no key."""
        self._try_all(self._scene.door("somebody"), customer, _NO_KEYS[shows](customer.key.secret))

    def all_shut(self) -> None:
        """Every one of them."""
        for reply in self._replies:
            judge("Whoever has no good key", reply, refused_as_unknown())

    def asks_with_no_key(self, customer: Customer, shows: str) -> None:
        """Somebody asks a model with what is no key, and in words that are found again."""
        headers = _NO_KEYS[shows](customer.key.secret)
        self._words = f"Who has said {secrets.token_hex(8)}?"
        question = Question(self._scene.models.usual.id, self._words, 16)
        door = self._scene.door("somebody")
        self._replies.append(door.ask("POST", customer.paths.chat, json=question.body(), headers=headers))

    def nobody_was_asked(self) -> None:
        """No model has heard those words."""
        if any(self._words in call.text for call in self._scene.models.stage.requests(None)):
            raise AssertionError(
                "No model should be asked for whoever has no good key, but one was; "
                f"the gateway answered {self.reply.status}."
            )

    def opens(self, customer: Customer, *keys: Key) -> None:
        """Each of these keys opens the account of the customer."""
        for key in keys:
            door = self._with(customer, key)
            judge(
                f"A key of {customer.name}",
                door.ask("GET", customer.paths.balance),
                granted("open the account"),
            )

    def refuses(self, customer: Customer, key: Key) -> None:
        """This key opens no door any more."""
        self._replies = []
        self._try_all(self._with(customer, key), customer, {})
        self.all_shut()

    def used_everywhere(self, customer: Customer, key: Key) -> None:
        """The key is shown to every process of the gateway, which may remember it."""
        for door in self._at_every_process(customer, key):
            judge(
                f"A key of {customer.name}",
                door.ask("GET", customer.paths.balance),
                granted("open the account"),
            )

    def refused_everywhere(self, customer: Customer, key: Key) -> None:
        """No process takes it."""
        for door in self._at_every_process(customer, key):
            judge("A deleted key", door.ask("GET", customer.paths.balance), refused_as_unknown())

    def sees_nothing_of(self, customer: Customer, other: Customer) -> None:
        """Nothing that the other has is told to this one."""
        theirs, own = other.account(), customer.account()
        shared = {one.id for one in theirs.transactions} & {one.id for one in own.transactions}
        if shared or (theirs.balance == own.balance and theirs.transactions):
            raise AssertionError(
                f"{customer.name} should be told nothing of what {other.name} has, but is told of "
                f"{own.balance} credits and {len(shared)} transactions that are {other.name}'s."
            )

    def _try_all(self, door: GatewayDoor, customer: Customer, headers: Mapping[str, str]) -> None:
        paths = customer.paths
        question = self._scene.models.short()
        doors: Sequence[tuple[str, str, dict[str, Any]]] = (
            ("GET", paths.balance, {}),
            ("GET", paths.transactions, {}),
            ("POST", paths.keys, {"json": {"name": "countersign"}}),
            ("DELETE", f"{paths.keys}/1", {}),
            ("GET", paths.link, {}),
            ("GET", paths.stats, {}),
            ("POST", paths.checkout, {"json": {"amount": 500, "currency": "usd"}}),
            ("POST", paths.chat, {"json": question.body()}),
            ("POST", paths.chat, {"json": question.body(stream=True)}),
        )
        for method, path, options in doors:
            self._replies.append(door.ask(method, path, headers=headers, **options))

    def _with(self, customer: Customer, key: Key, process: int = 0) -> GatewayDoor:
        door = self._scene.door(customer.name, process=process)
        door.key = key.secret
        return door

    def _at_every_process(self, customer: Customer, key: Key) -> Sequence[GatewayDoor]:
        return [self._with(customer, key, n) for n in range(len(self._scene.base_urls))]

    def makes_key(self, customer: Customer) -> None:
        """The customer makes another key, which the next steps speak of."""
        self._made = customer.makes_key()

    def deletes_last_key(self, who: Customer) -> None:
        """Whoever this is asks that the key that was made last be deleted."""
        if self._made is None:
            raise LookupError("nobody has made another key yet")
        who.deletes_key(self._made)

    # ---- sign-ups

    def signs_up_as(self, name: str, same: str, other: Customer) -> None:
        """Somebody signs up with what is another's."""
        self._scene.stranger(name).signs_up(**SAME[same](other.person))

    def signed_up_from_one_address(self, number: int) -> None:
        """So many people have come from one address."""
        self._together = self._scene.new_source()
        for n in range(number):
            who = self._scene.stranger(f"Neighbour {n + 1}", source=self._together)
            who.signs_up()
            who.must("have an account")

    def signs_up_from_there(self, name: str) -> None:
        """One more comes from that address."""
        self._scene.stranger(name, source=self._together).signs_up()
