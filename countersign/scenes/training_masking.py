"""Personal data that a trainee writes down, and all the places where nothing of them may be."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from countersign.people.personal_data import ONE_OF_EACH, Datum, new_datum
from countersign.people.trainee import Trainee

if TYPE_CHECKING:
    from countersign.scenes.training import TrainingScene


class TrainingMasking:
    """What was written, and what may be kept and passed on of it."""

    def __init__(self, scene: "TrainingScene") -> None:
        self._scene = scene
        self._who: Trainee | None = None
        self._template = ""
        self.data: list[Datum] = []

    # ---- what is said

    def writes_with(self, who: Trainee, what: str) -> None:
        """One datum, in the middle of a helpful sentence."""
        self._says(who, [new_datum(what)])
        who.writes(self._template.format(*(datum.text for datum in self.data)))

    def writes_with_all(self, who: Trainee) -> None:
        """One of each kind, in one sentence."""
        self._says(who, [new_datum(what) for what in ONE_OF_EACH])
        who.writes(self._template.format(*(datum.text for datum in self.data)))

    def customer_says(self, who: Trainee, what: str) -> None:
        """The model's next answer has it."""
        self._says(who, [new_datum(what)])
        self._scene.model.says(who, self._template.format(*(datum.text for datum in self.data)))

    # ---- where it may be only masked

    def expected(self, mask: str) -> str:
        """The words as they may be kept; the mask is as the feature says it, empty for all of them."""
        masks = [datum.mask for datum in self.data]
        if mask and masks != [mask]:
            raise LookupError(f"what was written is masked as {masks}, and not as {mask}")
        return self._template.format(*masks)

    def on_record(self) -> Sequence[str]:
        """All that is kept of the session."""
        return self._scene.records.session(self._trainee.session.id).texts

    def at_the_model(self) -> Sequence[str]:
        """All that the model was sent for the session, each message by itself, and each request whole."""
        calls = self._scene.model.calls_of(self._trainee)
        contents = [str(one.get("content")) for call in calls for one in call.messages]
        return [*(call.text for call in calls), *contents]

    def told_again(self) -> Sequence[str]:
        """What the trainee is told of the session after coming back, and by looking it up."""
        kept = [words for _, words in self._trainee.kept().said]
        return [*kept, *(words for _, words in self._trainee.earlier), *self._frames()]

    def _frames(self) -> list[str]:
        return [frame.words for frame in self._trainee.chat.frames]

    def _says(self, who: Trainee, data: list[Datum]) -> None:
        self._who, self.data = who, data
        self._template = f"I am sorry, I have noted {' and '.join('{}' for _ in data)} for your order."

    @property
    def _trainee(self) -> Trainee:
        if self._who is None:
            raise LookupError("nobody has written personal data yet")
        return self._who
