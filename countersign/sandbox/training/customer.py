"""The simulated customer: a language model that is told who it is and what was said so far."""

import asyncio
import logging
import ssl
import unicodedata
from collections.abc import Sequence
from urllib.parse import urlsplit

import httpx
import msgspec

from countersign.sandbox.training.masking import masked
from countersign.sandbox.training.scenario import Scenario
from countersign.sandbox.training.settings import ChatSettings

SECONDS_TO_ANSWER = 2.3
"""With what is done before and after, the trainee waits no longer than 3 s."""
APOLOGY = (
    "I'm sorry, I can't answer at the moment because of technical trouble. Your message is kept; "
    "please write again in a moment."
)
_LONGEST_ANSWER = 4000
_MORE = 100
"""So that what is masked isn't cut in two before it is."""
_MOST_BYTES = 1_000_000
_MOST_TOKENS = 300
_LOOPBACK = ("127.", "localhost", "::1")
_RULES = (
    "You take part in a role-play in which a trainee practises talking to customers. Stay in your role, "
    "answer as the customer only, in one to three sentences, and never say that you are a language model."
)

_log = logging.getLogger(__name__)


class AwayError(Exception):
    """The language model has not said anything of use in time."""


class Said(msgspec.Struct, frozen=True):
    """One message of the conversation."""

    role: str
    content: str


class _Message(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    message: _Message
    finish_reason: str | None = None


class _Completion(msgspec.Struct):
    choices: list[_Choice]


class Customers:
    """Asks the language model; each question has a connection to itself."""

    def __init__(self, settings: ChatSettings) -> None:
        self._model = settings.model
        # A pool of connections that many share costs far more than one client for each of them.
        self._idle: list[httpx.AsyncClient] = []
        host = urlsplit(settings.model_api).hostname or ""
        self._context = ssl.create_default_context()
        self._key = settings.model_key
        self._url = f"{settings.model_api.rstrip('/')}/chat/completions"
        self._through_proxy = not host.startswith(_LOOPBACK)

    async def close(self) -> None:
        """Close all connections."""
        while self._idle:
            await self._idle.pop().aclose()

    async def answer(self, scenario: Scenario, session_id: int, said: Sequence[Said]) -> str:
        """What the customer says to that, masked."""
        client = self._idle.pop() if self._idle else self._new_client()
        try:
            async with asyncio.timeout(SECONDS_TO_ANSWER):
                answer = await self._ask(client, self._question(scenario, session_id, said))
        except (httpx.HTTPError, TimeoutError) as error:
            _log.warning("The language model did not answer: %s", type(error).__name__)
            raise AwayError from error
        finally:
            self._idle.append(client)
        return answer

    async def _ask(self, client: httpx.AsyncClient, question: dict[str, object]) -> str:
        async with client.stream("POST", self._url, json=question) as response:
            if response.status_code != 200:
                _log.warning("The language model refused with status %d", response.status_code)
                raise AwayError
            body = b""
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > _MOST_BYTES:
                    raise AwayError
        return _answer_in(body)

    def _question(self, scenario: Scenario, session_id: int, said: Sequence[Said]) -> dict[str, object]:
        system = Said("system", f"{_RULES}\n\n{scenario.persona}")
        opening = Said("assistant", scenario.opening)
        return {
            "model": self._model,
            "messages": msgspec.to_builtins([system, opening, *said]),
            "user": f"session:{session_id}",
            "max_tokens": _MOST_TOKENS,
        }

    def _new_client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            headers={"Authorization": f"Bearer {self._key}", "X-Title": "Training chat"},
            timeout=SECONDS_TO_ANSWER,
            verify=self._context,
            trust_env=self._through_proxy,
        )


def _answer_in(body: bytes) -> str:
    try:
        completion = msgspec.json.decode(body, type=_Completion)
    except (msgspec.MsgspecError, RecursionError) as error:
        _log.warning("The language model answered something else than a completion")
        raise AwayError from error
    choice = completion.choices[0] if completion.choices else None
    content = _text((choice.message.content or "") if choice and choice.finish_reason != "error" else "")
    if not content:
        _log.warning("The language model answered nothing")
        raise AwayError
    return content


def _text(content: str) -> str:
    """What the trainee can read of it, masked."""
    readable = "".join(c for c in content if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    if not any(unicodedata.category(c)[0] not in "ZC" for c in readable):
        return ""
    return masked(readable.strip()[: _LONGEST_ANSWER + _MORE])[:_LONGEST_ANSWER]
