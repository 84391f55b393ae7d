"""The phone of someone the suite plays."""

from collections.abc import Callable, Mapping
from typing import Any

from countersign.evidence.exchange import Exchange
from countersign.evidence.transcript import Transcript
from countersign.people.sms_stage import SmsStage, Text
from countersign.people.waiting import Silence, follow
from countersign.target import Patience


class Phone:
    """What has been texted to one number."""

    def __init__(
        self, name: str, number: str, stage: SmsStage, transcript: Transcript, patience: Patience
    ) -> None:
        self.name = name
        self.number = number
        self.texts: list[Text] = []
        self._stage = stage
        self._transcript = transcript
        self._patience = patience
        self._seen = 0
        self._broken = False
        self._silence = Silence()
        self.look()
        # The number may have had another holder before.
        self.texts.clear()

    def look(self, wait: float = 0.0) -> None:
        """Take in what has arrived by now, waiting so long for something new."""
        news = self._stage.texts(self.number, self._seen, wait)
        for text in news.messages:
            self.texts.append(text)
            self._transcript.add(
                Exchange(
                    at=text.at, sender="the SMS service", receiver=self.name, channel="sms", body=text.body
                )
            )
        self._seen = max(self._seen, news.last)
        if news.messages:
            self._silence.is_broken()

    def wait_for(self, until: Callable[[], bool]) -> None:
        """Take in SMS until the condition holds or patience is over."""
        follow(self.look, until, self._patience.answer)

    def stay_for_more(self) -> None:
        """Take in what still comes in the time that this deployment may take to send a second SMS.

        The silence that was waited for before counts too.
        """
        self.look(self._silence.left(self._patience.quiet))

    def goes_out_of_order(self, trouble: Mapping[str, Any]) -> None:
        """From now on every SMS to this number meets the trouble."""
        self._stage.break_for(self.number, trouble)
        self._broken = True

    def works_again(self) -> None:
        """The trouble is over."""
        self._stage.mend_for(self.number)
        self._broken = False

    def leave(self) -> None:
        """Leave no outage behind: somebody else gets the number."""
        if self._broken:
            self.works_again()

    def contents(self) -> str:
        """What lies on the phone, in words."""
        if not self.texts:
            return "no SMS has come"
        return "there is " + ", ".join(f"«{text.body}»" for text in self.texts)
