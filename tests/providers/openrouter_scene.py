"""An OpenRouter stand-in with a product that asks it, and those who direct it."""

import uuid
from typing import Any

import httpx
import msgspec
from starlette.types import ASGIApp

from countersign.people.model_stage import ModelStage
from countersign.people.wire import Door
from countersign.providers.openrouter import openrouter_app

KEY = "sk-or-v1-test"
TOKEN = "backstage-test"
MODEL = "openai/gpt-4o-mini"


def app() -> ASGIApp:
    """A stand-in that takes the key of these tests."""
    return openrouter_app(backstage_token=TOKEN, api_keys=[KEY])


class OpenRouter:
    """One name under which a product asks the stand-in, and the door behind it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.whose = f"user:{uuid.uuid4().hex}"
        # Without TLS there is nothing to verify, and an SSL context takes 30 ms to build.
        self.api = httpx.Client(
            base_url=f"{url}/api/v1", headers={"Authorization": f"Bearer {KEY}"}, timeout=30.0, verify=False
        )
        self.backstage = httpx.Client(
            base_url=url, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=30.0, verify=False
        )
        self.stage = ModelStage(Door(self.backstage, "the OpenRouter stand-in"))

    def asks(self, words: str = "Where is my parcel?", **changes: Any) -> httpx.Response:
        """Ask for an answer in one piece; a change to None leaves that field out."""
        return self.api.post("/chat/completions", json=self.body(words, **changes))

    def body(self, words: str = "Where is my parcel?", **changes: Any) -> dict[str, Any]:
        asked = {
            "model": MODEL,
            "messages": [{"role": "user", "content": words}],
            "user": self.whose,
            **changes,
        }
        return {name: value for name, value in asked.items() if value is not None}

    def streams(self, words: str = "Where is my parcel?", **changes: Any) -> list[str]:
        """Ask for a stream; all its lines that are not blank."""
        body = self.body(words, stream=True, **changes)
        with self.api.stream("POST", "/chat/completions", json=body) as answer:
            return [line for line in answer.iter_lines() if line]

    def close(self) -> None:
        self.api.close()
        self.backstage.close()


def frames(lines: list[str]) -> list[dict[str, Any]]:
    """The chunks of a stream, without comments and its end."""
    data = [line.removeprefix("data: ") for line in lines if line.startswith("data: ")]
    return [msgspec.json.decode(line) for line in data if line != "[DONE]"]
