"""A group with its bots and users, as the tests use it."""

from typing import Any

from ..telegram_scene import Scene


class Gathering:
    """One group of the stand-in, directed backstage."""

    def __init__(self, *bots: Scene, users: int = 1, **wishes: Any) -> None:
        self.bots = bots
        self.users = [bots[0].user() for _ in range(users)]
        self.stage = bots[0].stage
        order = {"title": "Staging", "bots": [bot.bot for bot in bots], "users": self.users, **wishes}
        made = self.stage.post("/groups", json=order)
        assert made.status_code == 201, made.text
        self.id = int(made.json()["id"])
        for bot in bots:
            news(bot)

    @property
    def user(self) -> int:
        """The first user."""
        return self.users[0]

    def order(self, what: str, **order: Any) -> tuple[int, dict[str, Any]]:
        """Something ordered backstage: the status, and the answer."""
        done = self.stage.post(f"/groups/{self.id}/{what}", json=order)
        return done.status_code, done.json()

    def act(self, what: str, **order: Any) -> dict[str, Any]:
        """Something the first user does, and can do."""
        status, answer = self.order(what, **{"user": self.user, **order})
        assert status == 201, answer
        return answer

    def write(self, text: str, **order: Any) -> int:
        """The first user writes; the message's id."""
        return int(self.act("messages", text=text, **order)["message_id"])

    def send(self, bot: Scene, text: str, **more: Any) -> int:
        """A bot writes; the message's id."""
        return int(bot.call("sendMessage", chat_id=self.id, text=text, **more)["message_id"])

    def put(self, who: Scene | int, status: str) -> None:
        """Somebody comes, goes, or becomes something else."""
        named = {"user": who} if isinstance(who, int) else {"bot": who.bot}
        answer = self.stage.put(f"/groups/{self.id}/members", json={**named, "status": status})
        assert answer.status_code == 200, answer.text

    def events(self, *kinds: str, after: int = 0, wait: float = 0.0) -> list[dict[str, Any]]:
        """What happened in the group, of these kinds."""
        answer = self.stage.get(f"/groups/{self.id}/events", params={"after": after, "wait": wait})
        assert answer.status_code == 200, answer.text
        return [event for event in answer.json()["events"] if not kinds or event["kind"] in kinds]

    def await_event(self, kind: str) -> dict[str, Any]:
        """The first event of that kind, waited for."""
        seen = 0
        while events := self.events(after=seen, wait=5.0):
            for event in events:
                if event["kind"] == kind:
                    return event
            seen = events[-1]["seq"]
        raise AssertionError(f"no {kind} came in time")


def news(bot: Scene) -> list[dict[str, Any]]:
    """The updates that came for a polling bot since it was asked last."""
    updates: list[dict[str, Any]] = bot.call("getUpdates")
    if updates:
        bot.call("getUpdates", offset=updates[-1]["update_id"] + 1)
    return updates


def heard(bot: Scene) -> list[str]:
    """The texts of the messages that came for a polling bot since it was asked last."""
    return [update["message"]["text"] for update in news(bot) if "text" in update.get("message", {})]


def answering(message_id: int) -> dict[str, Any]:
    """The parameter by which a bot's message answers another."""
    return {"reply_parameters": {"message_id": message_id}}
