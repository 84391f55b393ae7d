"""What a trainee reads beforehand: the scenarios, and the documents of the one that was picked."""

from collections.abc import Callable, Sequence
from typing import Any

import httpx

from countersign.matchers.judging import quoted
from countersign.people.session_desk import Document, Scenario, SessionDesk

MISSING = "countersign-no-such-guide.md"
"""A document that no scenario has."""

_FEWEST = 2


class ScenarioReader:
    """Looks around, and reads."""

    def __init__(self, name: str, desk: SessionDesk, scenario: Callable[[], Scenario]) -> None:
        self._name = name
        self._desk = desk
        self._scenario = scenario
        self.found: Sequence[Scenario] = ()
        """All that can be picked."""
        self._documents: Sequence[Document] = ()
        self._document: Document | None = None
        self._text = ""
        self._validation: dict[str, Any] = {}

    # ---- scenarios

    def looks_around(self) -> None:
        """Ask for all that can be picked."""
        self.found = self._desk.scenarios()

    def found_enough_to_pick(self) -> None:
        """Two at least, no two under the same id."""
        ids = [one.config.id for one in self.found]
        if len(ids) < _FEWEST or len(set(ids)) < len(ids) or len({one.id for one in self.found}) < len(ids):
            raise AssertionError(
                f"{self._name} should find {_FEWEST} scenarios at least, each under an id of its own, but "
                f"finds {', '.join(f'{one.config.id} ({one.id})' for one in self.found) or 'none'}."
            )

    def has_it_validated(self) -> None:
        """Ask whether the scenario that was picked is as it should be."""
        self._validation = self._desk.validation(self._yaml_id)

    def has_draft_validated(self, yaml_id: str) -> None:
        """Ask whether a scenario that can't be picked is as it should be, and which documents it has."""
        self._validation = self._desk.validation(yaml_id)
        self._documents = self._desk.documents(yaml_id)

    def found_it_lacking(self) -> None:
        """The chat says that it is invalid, and names the documents that its list says are not there."""
        lacking = sorted(one.filename for one in self._documents if not one.exists)
        told = self._validation
        named = sorted(str(one) for one in told.get("missing_documents") or ())
        if not lacking:
            raise AssertionError(
                f"{self._name} should find a document of the draft that is said not to be there, but all of "
                f"{', '.join(one.filename for one in self._documents) or 'none'} are said to be."
            )
        if told.get("valid") is not False or named != lacking:
            raise AssertionError(
                f"The draft should be said to be invalid, and to lack {', '.join(lacking)}, but is {told}."
            )

    def found_it_valid(self) -> None:
        """The chat says so, and names nothing that is missing or wrong."""
        told = self._validation
        wrong = {name: value for name, value in told.items() if name != "valid" and isinstance(value, list)}
        faults = {name: value for name, value in wrong.items() if _is_about_faults(name) and value}
        if told.get("valid") is not True or faults:
            raise AssertionError(f"The scenario {self._yaml_id} should be said to be valid, but is {told}.")

    # ---- documents

    def looks_through(self) -> None:
        """Ask for the list of documents."""
        self._documents = self._desk.documents(self._yaml_id)

    def can_read_everything(self) -> None:
        """Each document is said to be there, and is where the list says."""
        if not self._documents:
            raise AssertionError(
                f"{self._name} should find documents at {self._yaml_id}, but there are none."
            )
        for one in self._documents:
            answer = self._desk.ask("GET", httpx.URL(one.url).raw_path.decode())
            if not one.exists or answer.status_code != httpx.codes.OK or not answer.content:
                raise AssertionError(
                    f"{self._name} should be able to read {one.filename}, but it is said "
                    f"{'to be there' if one.exists else 'not to be there'}, and the chat answers "
                    f"{answer.status_code} with {len(answer.content)} bytes."
                )

    def opens(self, ending: str) -> None:
        """The first document of that kind."""
        self.looks_through()
        found = [one for one in self._documents if one.filename.endswith(ending)]
        if not found:
            names = ", ".join(one.filename for one in self._documents) or "none at all"
            raise AssertionError(f"{self._name} should find a document {ending!r}, but finds {names}.")
        self._document = found[0]
        self._text = self._desk.fetches(self._yaml_id, found[0].filename).text

    def asks_for_text(self) -> None:
        """Ask for the text of the document that was opened, which need not have any."""
        self._desk.fetches(self._yaml_id, f"{self._opened.filename}/content")

    def is_told_the_same_text(self) -> None:
        """What the chat tells is what the file has."""
        told = self._desk.content(self._yaml_id, self._opened.filename)
        size = len(self._text.encode())
        if (told.content, told.filename, told.size) != (self._text, self._opened.filename, size):
            raise AssertionError(
                f"{self._name} should be told the text of {self._opened.filename} ({size} bytes), but is "
                f"told {told.size} bytes of {told.filename}: {quoted(told.content)}."
            )

    def asks_for_missing(self) -> None:
        """Ask for a document that is not there."""
        self._desk.fetches(self._yaml_id, MISSING)

    @property
    def _yaml_id(self) -> str:
        return self._scenario().config.id

    @property
    def _opened(self) -> Document:
        if self._document is None:
            raise LookupError(f"{self._name} has not opened a document yet")
        return self._document


def _is_about_faults(name: str) -> bool:
    return any(word in name for word in ("missing", "error", "problem", "invalid"))
