"""How a customer listens to an answer that comes little by little."""

from collections.abc import Iterator

import httpx

from countersign.people.completions import Frames
from countersign.unanswered import why


def frames_of(answer: httpx.Response, leave_after: int | None) -> Frames:
    """The frames of a stream to its end, or until so many pieces of the answer have come."""
    frames = Frames()
    kind = answer.headers.get("content-type", "")
    if not kind.startswith("text/event-stream"):
        frames.flaws.append(f"the stream comes as {kind!r}")
    try:
        for line in answer.iter_lines():
            frames.take(line)
            if leave_after is not None and len(frames.parts) >= leave_after:
                break
    except httpx.TransportError as error:
        frames.flaws.append(f"the stream broke off ({why(error)})")
    return frames


def pieces_of(answer: httpx.Response, name: str) -> Iterator[str]:
    """The pieces of an answer, each as soon as it has come; `name` is who listens."""
    frames = Frames()
    try:
        for line in answer.iter_lines():
            known = len(frames.parts)
            frames.take(line)
            yield from frames.parts[known:]
    except httpx.ReadTimeout as error:
        raise AssertionError(
            f"{name} should hear what the model says as it says it, but after "
            f"«{''.join(frames.parts)}» nothing came."
        ) from error
