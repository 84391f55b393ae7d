"""A town of real servers: the bot, the services that it uses, and people who use it."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import create_engine, text
from starlette.types import ASGIApp

from countersign.providers.brevo import brevo_app
from countersign.providers.telegram import Bot, telegram_app
from countersign.sandbox.clock import Clock
from countersign.sandbox.control import Controlled, control_app
from countersign.sandbox.database import open_database
from countersign.sandbox.faults import Faults
from countersign.sandbox.onboarding.settings import House, Settings
from countersign.sandbox.onboarding.web import onboarding_app

from .serving import address_of, listening, served, wait_for
from .sms_office import ACCOUNT, SENDER, TOKEN, SmsOffice

BACKSTAGE = {"Authorization": "Bearer backstage"}
CONTROL = {"Authorization": "Bearer control"}
SECRET = "webhook-secret"


@dataclass
class Town:
    """Where everybody lives."""

    client: httpx.Client
    telegram: str
    brevo: str
    bot: str
    control: str
    database_url: str
    username: str
    sms: SmsOffice
    bots: list[str]
    """Where each process of the bot listens; updates are delivered to the first."""

    def newcomer(self, first_name: str = "Amira", phone: str = "") -> "Person":
        wanted = {"first_name": first_name, "phone": phone}
        answer = self.client.post(f"{self.telegram}/backstage/users", headers=BACKSTAGE, json=wanted)
        return Person(self, answer.raise_for_status().json()["id"])

    def deliver(self, update: Any, secret: str = SECRET, bot: str = "") -> httpx.Response:
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        return self.client.post(f"{bot or self.bot}/webhook", json=update, headers=headers)

    def spoils_database(self, kind: str, **how: Any) -> None:
        self.client.put(
            f"{self.control}/faults/onboarding", headers=CONTROL, json={"kind": kind, **how}
        ).raise_for_status()

    def mends_database(self) -> None:
        self.client.delete(f"{self.control}/faults/onboarding", headers=CONTROL).raise_for_status()

    def struck(self) -> int:
        """How often the last fault of the database has struck."""
        answer = self.client.get(f"{self.control}/faults/onboarding", headers=CONTROL)
        return int(answer.raise_for_status().json()["struck"])

    def health(self) -> dict[str, Any]:
        answer = self.client.get(f"{self.bot}/health")
        return {"http": answer.status_code, **answer.json()}

    def rows(self, query: str, **values: Any) -> list[dict[str, Any]]:
        engine = create_engine(self.database_url)
        try:
            with engine.connect() as connection:
                return [dict(row) for row in connection.execute(text(query), values).mappings()]
        finally:
            engine.dispose()

    def write(self, statement: str, **values: Any) -> None:
        engine = create_engine(self.database_url)
        try:
            with engine.begin() as connection:
                connection.execute(text(statement), values)
        finally:
            engine.dispose()


class Person:
    """Somebody with Telegram and a mailbox."""

    def __init__(self, town: Town, user_id: int) -> None:
        self.town = town
        self.id = user_id
        self.email = f"u{user_id}@example.com"
        self.events: list[dict[str, Any]] = []
        self._seen = 0
        self._turn = 0

    def writes(self, words: str) -> Any:
        return self._act("messages", text=words)

    def taps(self, label: str) -> Any:
        message = self.sees_button(label)
        return self._act("taps", message_id=message["message_id"], label=label)

    def mints(self, kind: str, **order: Any) -> Any:
        """An update that the stand-in makes but doesn't deliver."""
        return self._act(kind, deliver=False, **order)["update"]

    def sees(self, *words: str) -> dict[str, Any]:
        """The message that holds all the words, sent or edited since the last deed."""
        wait_for(lambda: self._found(words))
        return self._found(words)[-1]

    def sees_button(self, label: str) -> dict[str, Any]:
        wait_for(lambda: self._with_button(label))
        return self._with_button(label)[-1]

    def bot_has_finished(self, update_id: int) -> None:
        """Wait until the bot has acknowledged that update."""
        wait_for(lambda: self._delivered(update_id))

    def shown(self) -> list[str]:
        """All texts that the bot has shown since the last deed."""
        return [event["message"]["text"] for event in self._new()]

    def mails(self) -> list[dict[str, Any]]:
        answer = self.town.client.get(
            f"{self.town.brevo}/backstage/mails", params={"to": self.email}, headers=BACKSTAGE
        )
        found: list[dict[str, Any]] = answer.raise_for_status().json()["mails"]
        return found

    def codes(self) -> list[str]:
        return [mail["subject"][-6:] for mail in self.mails() if mail["subject"][-6:].isdigit()]

    def has_time_go_by(self, seconds: float) -> None:
        self.town.client.post(
            f"{self.town.control}/clock/onboarding",
            headers=CONTROL,
            json={"subject": f"telegram:{self.id}", "forward_seconds": seconds},
        ).raise_for_status()

    def mail_breaks(self, status: int = 503) -> None:
        fault = {"to": self.email, "status": status, "code": "internal", "message": "out of order"}
        self.town.client.put(
            f"{self.town.brevo}/backstage/faults", headers=BACKSTAGE, json=fault
        ).raise_for_status()

    def mail_works(self) -> None:
        self.town.client.delete(
            f"{self.town.brevo}/backstage/faults", headers=BACKSTAGE, params={"to": self.email}
        ).raise_for_status()

    def has_telegram_fail(self, **fault: Any) -> None:
        """The bot's next call about this chat fails, or several do."""
        self.town.client.put(
            f"{self.town.telegram}/backstage/faults",
            headers=BACKSTAGE,
            json={"bot": self.town.username, "chat_id": self.id, **fault},
        ).raise_for_status()

    def blocks_the_bot(self) -> None:
        self._act("blocks", blocked=True)

    def is_at_email(self) -> "Person":
        self.writes("/start")
        self.bot_has_finished(self.taps("🚀 Get Started")["update_id"])
        self.sees("Step 1/3")
        return self

    def is_at_code(self) -> "Person":
        self.bot_has_finished(self.is_at_email().writes(self.email)["update_id"])
        self.sees("Step 2/3")
        return self

    def is_at_terms(self) -> "Person":
        self.is_at_code()
        self.bot_has_finished(self.writes(self.codes()[-1])["update_id"])
        self.sees("Step 3/3")
        return self

    def is_done(self) -> "Person":
        self.is_at_terms()
        self.bot_has_finished(self.taps("✅ Accept Terms & Complete Setup")["update_id"])
        self.sees("Account ready")
        return self

    def _act(self, kind: str, **order: Any) -> Any:
        self._look()
        self._turn = self._seen
        answer = self.town.client.post(
            f"{self.town.telegram}/backstage/users/{self.id}/{kind}",
            headers=BACKSTAGE,
            json={"bot": self.town.username, **order},
        )
        return answer.raise_for_status().json()

    def _look(self) -> None:
        answer = self.town.client.get(
            f"{self.town.telegram}/backstage/users/{self.id}/events",
            params={"bot": self.town.username, "after": self._seen, "wait": 0},
            headers=BACKSTAGE,
        )
        news = answer.raise_for_status().json()
        self.events += news["events"]
        self._seen = max(self._seen, news["last"])

    def _delivered(self, update_id: int) -> bool:
        self._look()
        return any(e["kind"] == "update_delivered" and e["update_id"] == update_id for e in self.events)

    def _new(self) -> list[dict[str, Any]]:
        self._look()
        return [e for e in self.events if e["seq"] > self._turn and e["kind"] in ("sent", "edited")]

    def _found(self, words: tuple[str, ...]) -> list[dict[str, Any]]:
        messages = [event["message"] for event in self._new()]
        return [message for message in messages if all(word in message["text"] for word in words)]

    def _with_button(self, label: str) -> list[dict[str, Any]]:
        self._look()
        now = {
            e["message"]["message_id"]: e["message"] for e in self.events if e["kind"] in ("sent", "edited")
        }
        return [m for m in now.values() if any(b["label"] == label for row in m["buttons"] for b in row)]


@contextmanager
def town_of(
    database_url: str, *, processes: int = 1, other_bots: Sequence[Bot] = (), **changes: Any
) -> Iterator[Town]:
    """A town with the bot on that database, in several processes if that is wanted."""
    token = f"{secrets.randbelow(10**9) + 10**9}:{secrets.token_urlsafe(27)[:35]}"
    with ExitStack() as open_things:
        opened = {
            name: open_things.enter_context(listening())
            for name in ("telegram", "brevo", "bot", "control", "sms")
        }
        sms = SmsOffice()
        settings = Settings(
            **{
                "bot_token": token,
                "telegram_api": address_of(opened["telegram"]),
                "webhook_url": f"{address_of(opened['bot'])}/webhook",
                "webhook_secret": SECRET,
                "brevo_api": address_of(opened["brevo"]),
                "brevo_key": "brevo-key",
                "database_url": database_url,
                "twilio_api": address_of(opened["sms"]),
                "twilio_account": ACCOUNT,
                "twilio_token": TOKEN,
                "twilio_from": SENDER,
                "house": House(brand="Tom & Co"),
                **changes,
            }
        )
        username = f"town_{secrets.token_hex(4)}_bot"
        product = onboarding_app(settings)
        controlled = Controlled(Clock(open_database(database_url)), Faults(product.state.engine))
        apps: dict[ASGIApp, str] = {
            telegram_app(
                backstage_token="backstage",
                bots=[Bot(token=token, username=username, first_name="Tom"), *other_bots],
            ): "telegram",
            brevo_app(backstage_token="backstage", api_keys=["brevo-key"]): "brevo",
            product: "bot",
            sms.app(): "sms",
            control_app({"onboarding": controlled}, "control"): "control",
        }
        sites = {app: opened[name] for app, name in apps.items()}
        others = [open_things.enter_context(listening()) for _ in range(processes - 1)]
        sites |= {onboarding_app(settings): sock for sock in others}
        open_things.enter_context(served(sites))
        urls = {name: address_of(sock) for name, sock in opened.items() if name != "sms"}
        bots = [urls["bot"], *map(address_of, others)]
        client = open_things.enter_context(httpx.Client(timeout=60, trust_env=False))
        yield Town(client, **urls, database_url=database_url, username=username, sms=sms, bots=bots)
