"""One Telegram stand-in and one Brevo stand-in for all tests of people, and a bot played by hand."""

from collections.abc import Iterator

import httpx
import pytest

from countersign.evidence.transcript import Transcript
from countersign.identity import person
from countersign.people.mail_stage import MailStage
from countersign.people.mailbox import Mailbox
from countersign.people.telegram_stage import TelegramStage
from countersign.people.telegram_user import TelegramUser
from countersign.people.wire import Door, http_client
from countersign.phrasebook import Phrasebook
from countersign.services import Addresses
from countersign.target import Patience

from .bot_by_hand import BotByHand

PATIENCE = Patience(answer=1.0, quiet=0.2)
BOOK = Phrasebook(
    {
        "asks for the name": ["your name"],
        "says one": ["one"],
        "says two": ["two"],
        "says the number is {n}": ["number"],
        "says so many": ["{n} left"],
        "greets a guest": ["Hello"],
        "asks to sign": ["Sign here"],
        "welcomes by mail": ["^welcome"],
    },
    {},
)


@pytest.fixture
def bot(addresses: Addresses) -> Iterator[BotByHand]:
    """A bot of the test's own."""
    bot = BotByHand(addresses)
    yield bot
    bot.close()


@pytest.fixture
def transcript() -> Transcript:
    """The evidence of the test."""
    return Transcript()


@pytest.fixture
def amira(addresses: Addresses, bot: BotByHand, transcript: Transcript) -> Iterator[TelegramUser]:
    """Someone who talks to the bot by hand."""
    with http_client(addresses.telegram, token=addresses.backstage_token) as door:
        user = TelegramUser(
            person("Amira"),
            TelegramStage(Door(door, "the stand-in"), bot.username),
            BOOK,
            transcript,
            PATIENCE,
        )
        user.arrive()
        yield user
        user.leave()


@pytest.fixture
def mail_service(addresses: Addresses) -> Iterator[httpx.Client]:
    """The mail service, as a product uses it."""
    with httpx.Client(
        timeout=30, base_url=addresses.brevo, headers={"api-key": addresses.mail.key}, trust_env=False
    ) as client:
        yield client


@pytest.fixture
def mailbox(addresses: Addresses, transcript: Transcript) -> Iterator[Mailbox]:
    """A mailbox of the test's own."""
    with http_client(addresses.brevo, token=addresses.backstage_token) as door:
        yield Mailbox(
            "Amira", person("Amira").email, MailStage(Door(door, "the mail")), BOOK, transcript, PATIENCE
        )
