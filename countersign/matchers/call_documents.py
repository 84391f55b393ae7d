"""What a line's answers should be for the carrier that executes them."""

from typing import TYPE_CHECKING

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

if TYPE_CHECKING:  # people judge with matchers, so only their types are known here
    from countersign.carrier import Turn
    from countersign.people.patient import Patient

_XML = frozenset({"text/xml", "application/xml"})


class AnsweredInXml(BaseMatcher["Patient"]):
    """Whether each answer of every call says that it is XML; what else the carrier reads is no TwiML."""

    def _matches(self, item: "Patient") -> bool:
        return bool(item.all_turns) and not self._others(item)

    @staticmethod
    def _others(item: "Patient") -> list["Turn"]:
        return [turn for turn in item.all_turns if _kind(turn) not in _XML]

    def describe_to(self, description: Description) -> None:
        description.append_text(f"be answered in XML, which says so ({' or '.join(sorted(_XML))})")

    def describe_mismatch(self, item: "Patient", mismatch_description: Description) -> None:
        if not item.all_turns:
            mismatch_description.append_text("the line was asked for nothing")
        for turn in self._others(item)[:1]:
            kind = turn.content_type or "no Content-Type"
            mismatch_description.append_text(f"{turn.url} answers with {kind}: {turn.body[:120]!r}")


def answered_in_xml() -> AnsweredInXml:
    """Nothing is left for the carrier to guess."""
    return AnsweredInXml()


def _kind(turn: "Turn") -> str:
    return turn.content_type.partition(";")[0].strip().lower()
