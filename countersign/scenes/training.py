"""Training sessions in one scenario's world: trainees, what is kept of them, what the model is sent."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache, cached_property

import httpx
from hamcrest.core.matcher import Matcher

from countersign.adversity.spares import Spare, Spared
from countersign.cast import Cast, Somebody
from countersign.cleanup import trainee
from countersign.clock import Clock
from countersign.errors import UserError
from countersign.identity import loopback_address, user_id
from countersign.matchers.judging import judge, quoted
from countersign.people.chat import Chat, Place
from countersign.people.model_stage import ModelStage
from countersign.people.replies import Replies
from countersign.people.session_desk import SessionDesk
from countersign.people.socket import socket_url
from countersign.people.trainee import Trainee
from countersign.people.wire import Door, http_client
from countersign.phrasebook import phrasebook
from countersign.records.database import open_for_reading
from countersign.records.training import SessionFile, TrainingRecords
from countersign.scenes.long_session import LongSession
from countersign.scenes.pilots import Pilots, served_in_time
from countersign.scenes.surroundings import Surroundings
from countersign.scenes.training_doors import TrainingDoors
from countersign.scenes.training_masking import TrainingMasking
from countersign.scenes.training_model import TrainingModel
from countersign.scenes.training_pairs import Pairs
from countersign.target import Training
from countersign.thresholds import Chat as Thresholds
from countersign.thresholds import chat_of


class TrainingScene:
    """Brings trainees into the world, and lets steps look behind the chat where the target allows it."""

    def __init__(self, section: Training, surroundings: Surroundings, cast: Cast[Somebody]) -> None:
        self._section = section
        self._around = surroundings
        self._cast = cast
        self._spare: Spare | None = None
        self._phrasebook = phrasebook("training", section.says, {})
        self._replies = Replies(section.replies)

    # ---- the chat

    @property
    def section(self) -> Training:
        """The chat as the target, or a deployment of the scenario's own, says it."""
        return self._section

    @property
    def around(self) -> Surroundings:
        """What this scene shares with others."""
        return self._around

    def moves_to_spare(self, *, processes: int = 1) -> None:
        """From now on everybody comes to a chat of this scenario's own, which may be broken."""
        if self._around.spares is None:
            raise UserError(f"{self._around.source}: only a sandbox can be deployed beside the shared one.")
        if any(True for _ in self._cast):
            raise LookupError(
                "somebody has come to the shared chat already: move first, then bring people in"
            )
        deployment = self._around.spares.deployment("training", processes=processes)
        self._spare = self._around.leave.enter_context(deployment)
        self._section = self._spare.instead_of(self._section)

    @property
    def process(self) -> Spared:
        """The process of the scenario's own chat."""
        if self._spare is None:
            raise LookupError("only a deployment of the scenario's own may be broken: move to a spare first")
        return self._spare.processes[0]

    @property
    def scenario_ids(self) -> tuple[str, ...]:
        """What can be picked, by the ids that the target names."""
        return self._section.scenarios

    @property
    def draft(self) -> str:
        """The scenario that lacks a document, as the target names it."""
        return self._section.draft

    # ---- trainees

    def trainee(self, name: str, *, longest_id: int = 0) -> Trainee:
        """Somebody whom the chat has never met, or whoever has that name already."""
        if self._cast.knows(name):
            return self._cast.who_is(name, Trainee)
        somebody = self._new_trainee(name, user_id(name).ljust(longest_id, "x"))
        self._cast.introduce(somebody)
        return somebody

    def _new_trainee(self, name: str, who: str) -> Trainee:
        """Somebody new, with a client, sockets, an id and (on this machine) an address of their own."""
        around, section = self._around, self._section
        base_url = section.base_url
        sockets = section.socket_url or base_url
        source = loopback_address() if _is_loopback(base_url) else None
        client = around.leave.enter_context(
            http_client(base_url, source=source, timeout=section.patience.answer + 5.0)
        )

        def took(what: str, seconds: float) -> None:
            somebody.took(what, seconds)

        def connected(what: str, seconds: float) -> None:
            took(what, seconds)
            self.measures(what, seconds, "s")

        def chat_of(whose: Trainee, session_id: int) -> Chat:
            place = Place(socket_url(sockets, f"{section.paths.chat}/{session_id}"), session_id, source)
            return Chat(
                name,
                place,
                section.patience,
                around.transcript,
                strays=self._strays_beside(whose),
                took=connected,
            )

        somebody = Trainee(
            name,
            who,
            SessionDesk(client, section.paths, around.transcript, name, took),
            self._phrasebook,
            self._replies,
            chat_of=chat_of,
            about_to_open=self._writes_down(who, name, lambda: somebody.leaves()),
        )
        return somebody

    def _writes_down(self, who: str, name: str, leaves: Callable[[], None]) -> Callable[[], None]:
        """Writes down whose sessions these are, once, before the first is opened; who leaves is removed."""
        around, entry = self._around, trainee(who)

        @cache
        def written_down() -> None:
            around.leave.callback(around.belongings.expect(entry))
            around.belongings.made(entry, "training user", f"{name}, {who}")
            around.leave.callback(leaves)

        return written_down

    def _strays_beside(self, whose: Trainee) -> Callable[[], str]:
        """What others of this scenario have got that they did not ask for: where an answer may have gone."""

        def found() -> str:
            others = (one for one in self._cast if isinstance(one, Trainee) and one is not whose)
            return " and ".join(stray for one in others if (stray := one.stray()))

        return found

    # ---- beside the trainees

    @cached_property
    def records(self) -> TrainingRecords:
        """What the chat keeps."""
        url = self._section.database_url
        if url is None:
            raise UserError(
                f"{self._around.source}: a step reads the records, but there is no training.database_url."
            )
        engine = open_for_reading(url)
        self._around.leave.callback(engine.dispose)
        return TrainingRecords(engine, self._section.tables, self._around.transcript, called=self._name_of)

    def _name_of(self, user: str) -> str:
        """How the features call the trainee of that id."""
        trainees = (one for one in self._cast if isinstance(one, Trainee))
        return next((one.name for one in trainees if one.user_id == user), "somebody")

    def finds(self, who: Trainee, matcher: Matcher[SessionFile]) -> None:
        """What must be on record about somebody's session."""
        judge(who.name, self.records.session(who.session.id), matcher)

    @cached_property
    def clock(self) -> Clock:
        """The chat's clock."""
        control = self._section.clock
        if control is None:
            raise UserError(f"{self._around.source}: a step moves time, but there is no training.clock.")
        client = self._around.leave.enter_context(http_client(control.url, token=control.token))
        return Clock(Door(client, "the clock"), "training")

    def lets_time_pass(self, who: Trainee, time: timedelta) -> None:
        """Time goes by for one session."""
        self.clock.forward(who.subject, time)

    def lets_wait(self, who: Trainee) -> None:
        """As long as the chat said that somebody must wait."""
        self.lets_time_pass(who, timedelta(seconds=who.mischief.seconds_to_wait))

    def is_killed_in_the_middle(self, who: Trainee) -> None:
        """The chat dies when it has acknowledged a message, and before the customer has answered it."""
        who.is_only_acknowledged(who.rehearsal.sends_helpful_words())
        self.model.is_thinking(who)
        self.process.kill()

    def apologises_in_time(self, who: Trainee) -> None:
        """An apology in words comes as soon as the thresholds want, and no score."""
        apology = who.is_apologised_to(who.last_sent)
        intent = "apologises for the customer"
        if not self._phrasebook.says(intent, apology.answer.content):
            raise AssertionError(
                f"{who.name} should be apologised to (words such as {self._phrasebook.described(intent)}), "
                f"but hears {quoted(apology.answer.content)}."
            )
        if apology.seconds >= self.thresholds.answer:
            raise AssertionError(
                f"{who.name} should be apologised to within {self.thresholds.answer:g} s, but it took "
                f"{apology.seconds:.2f} s."
            )

    def was_served_in_time(self, who: Trainee) -> None:
        """No connection and no answer took longer than the thresholds want."""
        served_in_time([who], self.thresholds)

    @cached_property
    def model(self) -> TrainingModel:
        """The language model that the customer is played by."""
        standin = self._section.model
        if standin is None:
            raise UserError(
                f"{self._around.source}: a step directs the model, but there is no training.model."
            )
        client = self._around.leave.enter_context(http_client(standin.url, token=standin.backstage_token))
        stage = ModelStage(Door(client, "the model's stand-in"))
        return TrainingModel(stage, self._around)

    @cached_property
    def masking(self) -> TrainingMasking:
        """Personal data, and where they must not be."""
        return TrainingMasking(self)

    @cached_property
    def pairs(self) -> Pairs:
        """Two who must have nothing of each other."""
        return Pairs(self, self._cast)

    @cached_property
    def long_session(self) -> LongSession:
        """A session that takes as long as sessions may."""
        return LongSession(self)

    @cached_property
    def doors(self) -> TrainingDoors:
        """The ways to the chat that lead past an honest session."""
        return TrainingDoors(self)

    @cached_property
    def pilots(self) -> Pilots:
        """Several trainees at the same time."""
        return Pilots(self, self._around.users)

    @cached_property
    def thresholds(self) -> Thresholds:
        """What the chat must bear."""
        return chat_of("training")

    def measures(self, name: str, value: float, unit: str) -> None:
        """Keep what was measured, and is no answer to anybody."""
        self._around.measured.append((name, value, unit))


def _is_loopback(base_url: str) -> bool:
    return httpx.URL(base_url).host == "127.0.0.1"
