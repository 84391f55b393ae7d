"""Somebody who rehearses a difficult conversation with a customer who is played by the chat."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from countersign.people.chat import ANSWER, CONNECTION, Chat
from countersign.people.chat_frames import (
    AssistantMessage,
    ErrorFrame,
    EvaluationFeedback,
    MessageReceived,
    SessionComplete,
    SessionInfo,
)
from countersign.people.hindsight import Hindsight
from countersign.people.mischief import Mischief
from countersign.people.rehearsal import Rehearsal
from countersign.people.replies import Replies
from countersign.people.scenario_reader import ScenarioReader
from countersign.people.session_desk import Kept, Opened, Scenario, SessionDesk
from countersign.phrasebook import Phrasebook

AGAIN = "I am sorry, may I add something about your order?"


@dataclass(frozen=True)
class Exchanged:
    """A message, and what came of it."""

    words: str
    answer: AssistantMessage
    feedback: EvaluationFeedback | None
    """None where there was nothing to score."""
    seconds: float
    """Until the customer had answered."""


class Trainee:
    """Picks a scenario, opens a session, and talks; each verb waits, bounded, for what must come of it."""

    def __init__(
        self,
        name: str,
        user_id: str,
        desk: SessionDesk,
        phrasebook: Phrasebook,
        replies: Replies,
        *,
        chat_of: Callable[["Trainee", int], Chat],
        about_to_open: Callable[[], None],
    ) -> None:
        self.name = name
        self.user_id = user_id
        self.desk = desk
        self.phrasebook = phrasebook
        self.exchanges: list[Exchanged] = []
        self.said: list[tuple[str, str]] = []
        """All that was acknowledged or answered in this session: role and words."""
        self.received: list[MessageReceived] = []
        """All acknowledgements of this session."""
        self.completion: SessionComplete | None = None
        self.info: SessionInfo | None = None
        """What the chat told of the session when it was last asked."""
        self.earlier: list[tuple[str, str]] = []
        """What was told of the conversation so far when it was last asked for: role and words."""
        self.before: tuple[int, list[tuple[str, str]]] = (0, [])
        """The session before this one, and what was said in it."""
        self.opening = ""
        """What the customer began with."""
        self.refusal: ErrorFrame | None = None
        self.last_sent = ""
        """What was written last, answered or not."""
        self.last_excuse = ""
        """What was said last where the chat could not do what was asked."""
        self.mischief = Mischief(self)
        self.reading = ScenarioReader(name, desk, lambda: self.scenario)
        self.rehearsal = Rehearsal(self, replies)
        self.hindsight = Hindsight(self)
        self._chat_of = chat_of
        self._about_to_open = about_to_open
        self._scenario: Scenario | None = None
        self._session: Opened | None = None
        self._chat: Chat | None = None
        self._took: list[tuple[str, float]] = []
        self._owed = False
        """Whether there are answers that nobody has waited for yet."""

    # ---- what everybody of a scenario can say

    def answer_times(self) -> Sequence[tuple[str, float]]:
        """What was answered, and how many seconds it took."""
        return [(what, seconds) for what, seconds in self._took if what != CONNECTION]

    def took(self, what: str, seconds: float) -> None:
        """Remember how long something took."""
        self._took.append((what, seconds))

    def times_of(self, what: str) -> list[float]:
        """How long each such thing took."""
        return [seconds for name, seconds in self._took if name == what]

    def is_taken_in(self) -> None:
        """Each verb waits for its answers; what nobody waits for may not come."""
        if self._chat is not None and not self._owed:
            self._chat.has_missed_nothing()

    def stray(self) -> str:
        """What has come without having been asked for, in words; empty where nothing has."""
        return self._chat.stray() if self._chat is not None and not self._owed else ""

    # ---- what they have

    @property
    def scenario(self) -> Scenario:
        """What was picked."""
        if self._scenario is None:
            raise LookupError(f"{self.name} has not picked a scenario yet")
        return self._scenario

    @property
    def session(self) -> Opened:
        """What was opened."""
        if self._session is None:
            raise LookupError(f"{self.name} has not opened a session yet")
        return self._session

    @property
    def chat(self) -> Chat:
        """The sockets of the session."""
        if self._chat is None:
            raise LookupError(f"{self.name} has not come to a session yet")
        return self._chat

    @property
    def subject(self) -> str:
        """Whom the virtual clock moves time for, and the model answers."""
        return f"session:{self.session.id}"

    @property
    def scores(self) -> list[float]:
        """What the coach gave, message by message."""
        return [one.feedback.score for one in self.exchanges if one.feedback]

    @property
    def last(self) -> Exchanged:
        """The exchange that was last."""
        if not self.exchanges:
            raise LookupError(f"{self.name} has exchanged nothing yet")
        return self.exchanges[-1]

    @property
    def last_feedback(self) -> EvaluationFeedback:
        """What the coach said last."""
        if self.last.feedback is None:
            raise LookupError(f"the last message of {self.name} was not scored")
        return self.last.feedback

    # ---- coming to a session

    def picks(self, yaml_id: str) -> None:
        """Look the scenario up among all that can be picked."""
        listed = self.desk.scenarios()
        found = [one for one in listed if one.config.id == yaml_id]
        if len(found) != 1:
            ids = ", ".join(one.config.id for one in listed) or "nothing"
            raise AssertionError(
                f"{self.name} should find one scenario {yaml_id!r} to pick, but finds {len(found)}: {ids}."
            )
        self._scenario = found[0]

    def opens(self) -> None:
        """A session of the scenario that was picked."""
        self._about_to_open()
        opened = self.desk.open(self.scenario.id, self.user_id)
        wrong = [
            f"{name} is {found!r}, not {wanted!r}"
            for name, found, wanted in (
                ("scenario_id", opened.scenario_id, self.scenario.id),
                ("user_id", opened.user_id, self.user_id),
                ("status", opened.status, "active"),
                ("completed_at", opened.completed_at, None),
            )
            if found != wanted
        ]
        if wrong:
            raise AssertionError(f"{self.name} should get the session as asked for, but {'; '.join(wrong)}.")
        self._session = opened
        self._chat = self._chat_of(self, opened.id)
        self.exchanges, self.said, self.received, self.completion = [], [], [], None

    def connects(self) -> None:
        """Come to the session: be greeted, and hear what the customer begins with."""
        self.chat.connects()
        _, opening = self.chat.hears("session_start", "assistant_message")
        self.opening = cast(AssistantMessage, opening).content

    def comes_to_session(self, yaml_id: str) -> None:
        """Pick, open and connect."""
        self.picks(yaml_id)
        self.opens()
        self.connects()

    def asks_what_it_is(self) -> None:
        """Ask for the particulars of the session, and for what was said before."""
        self.chat.sends({"type": "session_start"}, "[asks what the session is]")
        self.info = cast(SessionInfo, self.chat.hears("session_info")[0])
        self.earlier = [
            (str(one.get("role")), str(one.get("content"))) for one in self.info.metadata.messages
        ]

    def goes_on_elsewhere(self, yaml_id: str) -> None:
        """Leave the session that was, and come to another one."""
        self.before = (self.session.id, self.said)
        self.chat.leaves()
        self.comes_to_session(yaml_id)

    # ---- talking

    def sends(self, words: str) -> None:
        """Write, and wait for nothing."""
        self._owed, self.last_sent = True, words
        self.chat.sends(_message(words), words)

    def writes(self, words: str) -> Exchanged:
        """Write, and be acknowledged, answered and scored, in this order."""
        self.sends(words)
        return self.is_answered(words)

    def is_answered(self, words: str) -> Exchanged:
        """The three that come for a message."""
        received, answered, scored = self.chat.hears(*ANSWER)
        seconds = self.chat.seconds_of(answered)
        self._takes_in(cast(MessageReceived, received), words)
        answer, feedback = cast(AssistantMessage, answered), cast(EvaluationFeedback, scored)
        self.said.append(("assistant", answer.content))
        self._owed = False
        self.took("answer of the customer", seconds)
        self.exchanges.append(Exchanged(words, answer, feedback, seconds))
        return self.last

    def is_apologised_to(self, words: str) -> Exchanged:
        """An acknowledgement and an apology, and no score: there was no customer who could answer."""
        received, answered = self.chat.hears("message_received", "assistant_message")
        seconds = self.chat.seconds_of(answered)
        self._takes_in(cast(MessageReceived, received), words)
        apology = cast(AssistantMessage, answered)
        self.last_excuse = apology.content
        self.said.append(("assistant", apology.content))
        self._owed = False
        self.took("apology", seconds)
        self.chat.hears_nothing()
        self.exchanges.append(Exchanged(words, apology, None, seconds))
        return self.last

    def is_only_acknowledged(self, words: str) -> MessageReceived:
        """The acknowledgement, and nothing yet after it."""
        received = cast(MessageReceived, self.chat.hears("message_received")[0])
        self._takes_in(received, words)
        return received

    def asks_for_everything(self) -> None:
        """All that the interface has, once, with a session that is opened for it."""
        yaml_id = self.scenario.config.id
        self.desk.health()
        self.desk.scenarios()
        self.opens()
        self.desk.session(self.session.id)
        self.desk.validation(yaml_id)
        for document in self.desk.documents(yaml_id):
            self.desk.fetches(yaml_id, document.filename)

    # ---- what is out of the ordinary

    def sends_once_more(self) -> None:
        """A message that should be refused."""
        self.chat.sends(_message(AGAIN), AGAIN)

    def hears_refusal(self) -> ErrorFrame:
        """A refusal."""
        self.refusal = cast(ErrorFrame, self.chat.hears("error")[0])
        self.last_excuse = self.refusal.content
        return self.refusal

    def is_refused(self) -> ErrorFrame:
        """One refusal, and nothing else."""
        refusal = self.hears_refusal()
        self.chat.hears_nothing()
        return refusal

    def loses_connection(self) -> None:
        """Be gone in mid-session."""
        self._owed = False
        self.chat.breaks_off()

    def comes_back(self) -> None:
        """Connect again to the same session, and ask for what was said before."""
        self._owed = False
        self.connects()
        self.asks_what_it_is()

    def leaves(self) -> None:
        """Be gone for good; what nobody has waited for was a fault."""
        if self._chat is not None:
            try:
                self.is_taken_in()
            finally:
                self._chat.leaves()

    def kept(self) -> Kept:
        """The session as the chat tells it."""
        return self.desk.session(self.session.id)

    def is_about_to_open(self) -> None:
        """Sessions will be theirs from now on, whoever orders them."""
        self._about_to_open()

    def conversation(self, told: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """What a chat tells of the conversation, without what the customer began with."""
        opening = ("assistant", self.opening)
        return list(told[1:] if told and self.opening and told[0] == opening else told)

    def _takes_in(self, received: MessageReceived, words: str) -> None:
        self.received.append(received)
        self.said.append(("user", words))


def _message(words: str) -> dict[str, str]:
    return {"type": "user_message", "content": words}
