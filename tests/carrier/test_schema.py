"""The schema is held to the classes that the carrier itself publishes."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from twilio.twiml import voice_response  # type: ignore[import-untyped]

from countersign.carrier.markup import read_document
from countersign.carrier.schema import NOT_CARRIED, NOUNS, RESPONSE, VERBS, complaints

from .scripted_line import ScriptedLine


def made(parent: Any, method: str) -> Any:
    """What the library nests in the parent, with everything that it can be given."""
    act = getattr(parent, method)
    given = {name: "x" for name in inspect.signature(act).parameters if name != "kwargs"}
    return act(**given)


def nested_in(parent: Any) -> Iterator[Any]:
    for method in vars(type(parent)):
        if not method.startswith("_"):
            yield made(parent, method)


def published() -> dict[str, Any]:
    """Each verb and noun that can stand in a response, but for what is in verbs that are not carried."""
    found: dict[str, Any] = {}
    waiting = [child for child in nested_in(voice_response.VoiceResponse()) if child.name not in NOT_CARRIED]
    while waiting:
        element = waiting.pop()
        if element.name not in found:
            found[element.name] = element
            waiting.extend(nested_in(element))
    return found


FOUND = published()


@pytest.mark.parametrize("name", FOUND)
def test_an_element_has_the_attributes_and_the_content_that_the_carrier_publishes(name: str) -> None:
    rule = (VERBS | NOUNS)[name]
    assert set(FOUND[name].attrs) == rule.attributes
    assert {child.name for child in nested_in(FOUND[name])} == rule.children


def test_every_verb_is_there() -> None:
    assert {child.name for child in nested_in(voice_response.VoiceResponse())} == RESPONSE.children
    assert set(FOUND) == {*VERBS, *NOUNS}


def test_what_the_library_writes_is_read_without_complaint(line: ScriptedLine) -> None:
    response = voice_response.VoiceResponse()
    with response.gather(input="speech dtmf", action="/next?a=1&b=2", num_digits=1, timeout=15) as gather:
        gather.say("Tom & Jerry <3 “Zoë” 李小龙 🎉", voice="Polly.Amy", language="en-GB")
        gather.pause(length=1)
    response.redirect("/again", method="GET")
    body = str(response).encode()
    assert list(complaints(read_document(body))) == []
    call = line.called(str(response).partition("<Response>")[2].removesuffix("</Response>"))
    assert (call.heard[0].text, call.warnings) == ("Tom & Jerry <3 “Zoë” 李小龙 🎉", [])
