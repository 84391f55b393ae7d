"""What a scenario's file says: who the customer is, what a good trainee would say, and when it is done."""

from typing import Annotated, Literal

import msgspec

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=2000, pattern=r"\S")]
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"\S")]
YamlId = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9_]{0,63}$")]
FileName = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\.(md|txt|pdf)$")]


class Keyword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that a good trainee says at some time."""

    keyword: Line
    """How it is called in the feedback."""
    any_of: Annotated[tuple[Line, ...], msgspec.Meta(min_length=1)]
    """Words or phrases, each of which will do as the keyword itself does; inflections of them, too."""
    advice: Line
    """What to do where it was missed, as a sentence."""
    weight: Annotated[int, msgspec.Meta(ge=1, le=5)] = 1
    generic: bool = False
    """Whether it could be said in any conversation, and so says nothing about this case."""


class Objective(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the trainee has to achieve: met by an acceptable reply with one of the keywords."""

    text: Line
    keywords: Annotated[tuple[Line, ...], msgspec.Meta(min_length=1)]


class Tone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that count for or against the tone, besides those that do in every scenario."""

    polite: tuple[Line, ...] = ()
    hostile: tuple[Line, ...] = ()


class Completion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The conversation is completed by a reply with a farewell once all objectives are met."""

    farewell: Annotated[tuple[Line, ...], msgspec.Meta(min_length=1)]


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something for the trainee to read beforehand; it lies in the folder named after the scenario."""

    filename: FileName
    title: Line


class Scenario(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A role-play, as its YAML file describes it."""

    id: YamlId
    title: Line
    description: Text
    difficulty: Literal["beginner", "intermediate", "advanced"]
    duration_minutes: Annotated[int, msgspec.Meta(ge=1, le=240)]
    draft: bool = False
    """Whether it is still being written: it is checked, but not offered."""
    customer: Line
    """The name of the one whom the model plays."""
    persona: Text
    """Who that is, for the language model."""
    opening: Text
    """What the customer writes first."""
    topic: Annotated[tuple[Line, ...], msgspec.Meta(min_length=1)]
    """Words that show that a reply is about this case."""
    keywords: Annotated[tuple[Keyword, ...], msgspec.Meta(min_length=1)]
    enough: Annotated[int, msgspec.Meta(ge=1, le=20)] = 3
    """The weight of the keywords that one very good reply contains."""
    tone: Tone = Tone()
    objectives: Annotated[tuple[Objective, ...], msgspec.Meta(min_length=1)]
    completion: Completion
    documents: tuple[Document, ...] = ()

    def __post_init__(self) -> None:
        names = [keyword.keyword for keyword in self.keywords]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"`keywords` has {', '.join(twice)} twice")
        for objective in self.objectives:
            if unknown := sorted(set(objective.keywords) - set(names)):
                raise ValueError(f"`objectives` names {', '.join(unknown)}, which is none of the `keywords`")

    def public(self) -> dict[str, object]:
        """What trainees and their programs may know of it."""
        return {
            "id": self.id,
            "title": self.title,
            "description": self.description,
            "difficulty": self.difficulty,
            "duration_minutes": self.duration_minutes,
            "customer": self.customer,
            "opening": self.opening,
            "objectives": [objective.text for objective in self.objectives],
            "expected_keywords": [keyword.keyword for keyword in self.keywords],
            "completion": "All objectives are met, and the trainee says goodbye.",
            "documents": [document.filename for document in self.documents],
        }
