"""What a language model does wrong, as the features say it: what the stand-in is told to answer."""

from collections.abc import Mapping
from typing import Any

ModelTrouble = Mapping[str, Any]

SECONDS_LATE = 6.0
"""How late a slow model answers: twice as late as anybody waits for it."""

MODEL_TROUBLES: Mapping[str, ModelTrouble] = {
    "is away": {"error": {"status": 503}},
    "fails": {"error": {"status": 502}},
    "asks to be left alone for a while": {"error": {"status": 429, "retry_after": 30}},
    "wants to be paid first": {"error": {"status": 402}},
    "hangs up": {"cut": "before"},
    "breaks off in its answer": {"cut": "after"},
    "takes too long": {"delay": SECONDS_LATE},
    "has nothing to say": {"content": ""},
}
"""Each goes on until the model works again."""
