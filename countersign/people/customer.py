"""A customer of an AI gateway: buys credits, spends them on answers, and invites friends."""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from countersign.identity import Person
from countersign.people.account_view import AccountView, Change, Transaction
from countersign.people.amounts import amount_in
from countersign.people.completions import Answer, Question, answer_in
from countersign.people.customer_facts import Checkout, Invitation, Key, Standing
from countersign.people.gateway_door import GatewayDoor, Reply
from countersign.people.listening import frames_of, pieces_of
from countersign.people.waiting import came_true
from countersign.target import ReferralsPaths

PAGE = 100
"""How many transactions are asked for at once."""


class Customer:
    """Asks the gateway as a program of theirs would, and takes each answer for what it is."""

    def __init__(self, person: Person, door: GatewayDoor, paths: ReferralsPaths, *, patience: float) -> None:
        self.person = person
        self.paths = paths
        self.door = door
        self.user_id = ""
        self.keys: list[Key] = []
        self.invited_with: str | None = None
        self.told_at_sign_up: Mapping[str, Any] = {}
        self.answers: list[Answer] = []
        self.checkouts: list[Checkout] = []
        self.noted: AccountView | None = None
        """The account as it was looked at last."""
        self._patience = patience

    @property
    def name(self) -> str:
        """As the features call them."""
        return self.person.name

    @property
    def reply(self) -> Reply:
        """What the gateway answered last."""
        if not self.door.replies:
            raise LookupError(f"{self.name} has asked the gateway nothing yet")
        return self.door.replies[-1]

    @property
    def key(self) -> Key:
        """The key that came with the account."""
        if not self.keys:
            raise AssertionError(f"{self.name} should have a key, but {self.reply.described()}.")
        return self.keys[0]

    @property
    def whose(self) -> str:
        """By what a model is told who asks."""
        return f"user:{self.user_id}"

    @property
    def answer(self) -> Answer:
        """The answer that came last."""
        if not self.answers:
            raise AssertionError(f"{self.name} should have an answer, but {self.reply.described()}.")
        return self.answers[-1]

    def answer_times(self) -> Iterable[tuple[str, float]]:
        """What they were answered, and how long that took in seconds."""
        return [(reply.kind, reply.took) for reply in self.door.replies]

    def is_taken_in(self) -> None:
        """The gateway answers what it has done."""

    # ---- an account

    def signs_up(
        self, code: str | None = None, *, username: str | None = None, email: str | None = None
    ) -> None:
        """Ask for an account, with a friend's code or without."""
        own = {"username": self.person.username, "email": self.person.email}
        given = {"username": username, "email": email}
        order = {**own, **{name: value for name, value in given.items() if value is not None}}
        self.invited_with = code
        reply = self.door.ask(
            "POST", self.paths.register, json=order | ({"referral_code": code} if code else {})
        )
        if reply.granted:
            self._take_account(reply)

    def has_account(self) -> "Customer":
        """Sign up, and be a customer."""
        self.signs_up()
        self.must("have an account")
        return self

    def uses_key(self, secret: str) -> None:
        """From now on ask with this key; of an account that is there already."""
        self.keys = self.keys or [Key(secret)]
        self.door.key = secret

    def must(self, should: str) -> Reply:
        """The last answer, which must have granted what was asked for."""
        reply = self.reply
        if not reply.granted:
            raise AssertionError(f"{self.name} should {should}, but {reply.described()}.")
        return reply

    def _take_account(self, reply: Reply) -> None:
        body = reply.body()
        for name in ("user_id", "api_key"):
            if not isinstance(body.get(name), str | int) or not body[name]:
                raise AssertionError(
                    f"{self.name} should be given a {name} at sign-up, but {reply.described()}."
                )
        self.told_at_sign_up = {name: value for name, value in body.items() if name != "api_key"}
        self.user_id = str(body["user_id"])
        self.keys.append(Key(str(body["api_key"]), str(body.get("key_id", ""))))
        self.door.key = self.key.secret

    def is_told_of_account(self) -> None:
        """The account is told at sign-up as it was asked for."""
        self.must("have an account")
        wanted = {"username": self.person.username, "email": self.person.email.lower()}
        told = {name: str(self.told_at_sign_up.get(name)) for name in wanted}
        if told | {"email": told["email"].lower()} != wanted:
            raise AssertionError(f"{self.name} should have an account of {wanted}, but is told of {told}.")
        amount_in(self.told_at_sign_up.get("credits"), f"The balance of {self.name} at sign-up")

    def must_have_no_account(self) -> None:
        """Nothing that was answered gave one."""
        if self.user_id or self.keys:
            raise AssertionError(f"{self.name} should have no account, but {self.reply.described()}.")

    # ---- money

    def balance(self) -> Decimal:
        """How many credits the gateway says there are."""
        body = self._get(self.paths.balance, "be told the balance")
        return amount_in(body.get("credits"), f"The balance of {self.name}")

    def account(self) -> AccountView:
        """The balance, and all that has led to it."""
        return AccountView(self.balance(), tuple(self.transactions()))

    def seen(self) -> AccountView:
        """The account as it was looked at last."""
        if self.noted is None:
            raise LookupError(f"nobody has looked at the account of {self.name} before")
        return self.noted

    def notes_account(self) -> AccountView:
        """Look at the account before something is done."""
        self.noted = self.account()
        return self.noted

    def change(self) -> Change:
        """What has become of the account since it was looked at."""
        return Change(self.seen(), self.account())

    def transactions(self) -> list[Transaction]:
        """All of them, the newest first, page by page."""
        found: list[Transaction] = []
        while True:
            page, total = self.page_of_transactions(PAGE, len(found))
            found += page
            if len(found) >= total or not page:
                return found

    def page_of_transactions(self, limit: int, offset: int) -> tuple[list[Transaction], int]:
        """A page of them, and how many there are in all."""
        params = {"limit": limit, "offset": offset}
        body = self._get(self.paths.transactions, "be told the transactions", params=params)
        rows, total = body.get("transactions"), body.get("total")
        if not isinstance(rows, list) or not isinstance(total, int):
            raise AssertionError(
                f"{self.name} should be told a page of transactions and their total, "
                f"but {self.reply.described()}."
            )
        return [self._transaction(row) for row in rows], total

    def asks_for_transactions(self, page: Mapping[str, Any]) -> Reply:
        """Ask for whatever page this is, and take the answer for what it is."""
        return self.door.ask("GET", self.paths.transactions, params=page)

    def _transaction(self, row: Mapping[str, Any]) -> Transaction:
        return Transaction(
            id=str(row.get("id")),
            amount=amount_in(row.get("amount"), f"A transaction of {self.name}"),
            kind=str(row.get("transaction_type")),
            description=str(row.get("description") or ""),
            created_at=str(row.get("created_at") or ""),
            metadata=row.get("metadata") or {},
        )

    def opens_checkout(self, cents: Any, currency: str = "usd") -> None:
        """Ask to buy for so many cents; nothing is paid yet."""
        reply = self.door.ask("POST", self.paths.checkout, json={"amount": cents, "currency": currency})
        if reply.granted:
            body = reply.body()
            self.checkouts.append(Checkout(str(body.get("session_id")), str(body.get("url")), int(cents)))

    def checkout(self) -> Checkout:
        """The purchase that was begun last."""
        if not self.checkouts:
            raise AssertionError(f"{self.name} should be led to a checkout, but {self.reply.described()}.")
        return self.checkouts[-1]

    def sees_new_transactions(self, number: int = 1) -> bool:
        """Wait, bounded, until there are so many; whether they came."""
        return came_true(lambda: len(self.change().new) >= number, self._patience)

    # ---- answers

    def asks(self, question: Question, *, request_id: str | None = None) -> Reply:
        """Ask for a whole answer."""
        headers = {"Idempotency-Key": request_id} if request_id else None
        reply = self.door.ask("POST", self.paths.chat, json=question.body(), headers=headers)
        if reply.granted:
            self.answers.append(answer_in(reply))
        return reply

    def asks_for(self, wish: Any) -> Reply:
        """Ask for whatever this is: a request, or bytes that are none."""
        sent = {"content": wish} if isinstance(wish, bytes) else {"json": wish}
        return self.door.ask("POST", self.paths.chat, headers={"Content-Type": "application/json"}, **sent)

    def listens(self, question: Question, *, leave_after: int | None = None) -> Reply:
        """Ask for an answer little by little; hang up after so many pieces of it where one says so."""
        began = time.monotonic()
        with self.door.listening("POST", self.paths.chat, json=question.body(stream=True)) as answer:
            if not answer.is_success:
                answer.read()
                return self.door.note("POST", self.paths.chat, answer, answer.text, time.monotonic() - began)
            frames = frames_of(answer, leave_after)
        self.answers.append(frames.answer())
        told = self.answer.described()
        return self.door.note("POST", self.paths.chat, answer, told, time.monotonic() - began)

    @contextmanager
    def hearing(self, question: Question) -> Iterator[Iterator[str]]:
        """The pieces of an answer, as they come."""
        with self.door.listening("POST", self.paths.chat, json=question.body(stream=True)) as answer:
            yield pieces_of(answer, self.name)

    # ---- keys

    def makes_key(self) -> Key:
        """Ask for another key; the old ones go on working."""
        self.door.ask("POST", self.paths.keys, json={"name": "countersign"})
        body = self.must("be given another key").body()
        secret = body.get("api_key") or body.get("key")
        if not isinstance(secret, str) or not secret:
            raise AssertionError(
                f"{self.name} should be shown the new key once, but {self.reply.described()}."
            )
        self.keys.append(Key(secret, str(body.get("id") or body.get("key_id") or "")))
        return self.keys[-1]

    def deletes_key(self, key: Key) -> Reply:
        """Ask that this key be good for nothing from now on."""
        return self.door.ask("DELETE", self.paths.keys, which=key.id)

    def has_deleted_a_key(self) -> None:
        """A second key was made, has worked, and is deleted."""
        key = self.makes_key()
        self.deletes_key(key)
        self.must("be rid of a key")

    def asks_with(self, key: Key, question: Question) -> Reply:
        """Ask with this key instead of the usual one."""
        usual, self.door.key = self.door.key, key.secret
        try:
            return self.asks(question)
        finally:
            self.door.key = usual

    # ---- friends

    def enters(self, code: str) -> Reply:
        """Say afterwards who has sent them."""
        return self.door.ask("POST", self.paths.apply, json={"referral_code": code})

    def invitation(self) -> Invitation:
        """Their own code, and the link that holds it."""
        body = self._get(self.paths.link, "be given a referral link")
        found = Invitation(str(body.get("referral_code") or ""), str(body.get("link") or ""))
        if not found.code or found.code not in found.link:
            raise AssertionError(
                f"{self.name} should be given a code and a link that holds it, but {self.reply.described()}."
            )
        return found

    def standing(self) -> Standing:
        """How far their referrals have come."""
        body = self._get(self.paths.stats, "be told how the referrals stand")
        counts = [body.get(name) for name in ("total_uses", "completed_bonuses", "pending_bonuses")]
        if not all(isinstance(count, int) for count in counts):
            raise AssertionError(
                f"{self.name} should be told how many referrals are used, completed and pending, "
                f"but {self.reply.described()}."
            )
        uses, completed, pending = (int(str(count)) for count in counts)
        earned = amount_in(body.get("total_earned"), f"What {self.name} has earned")
        return Standing(str(body.get("tier")), uses, completed, pending, earned)

    def _get(self, path: str, should: str, **options: Any) -> dict[str, Any]:
        self.door.ask("GET", path, **options)
        return self.must(should).body()
