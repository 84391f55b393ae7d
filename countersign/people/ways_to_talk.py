"""How different people talk on the phone, who all want the same: an appointment."""

from collections.abc import Callable, Mapping
from itertools import cycle

from countersign.people.patient import Patient

_MUMBLES = ("mmh erm", "krrr shhh", "sorry, what was that")
_MOST_ANSWERS = 15


def in_a_hurry(patient: Patient) -> None:
    """Say all at once, and answer the rest in a word."""
    patient.calls()
    patient.says(f"My name is {patient.full_name}, {patient.wish.words}, for {patient.wish.minutes} minutes")
    patient.goes_on()


def step_by_step(patient: Patient) -> None:
    """Answer each question as it comes."""
    patient.books()


def unclear(patient: Patient) -> None:
    """Say something that means nothing before each answer."""
    mumbles = cycle(_MUMBLES)
    _call(patient, lambda: patient.says(next(mumbles)), str)


def elderly(patient: Patient) -> None:
    """Be silent for a while before each answer, and say it twice."""
    _call(patient, patient.is_silent, lambda words: f"{words}, {words}")


WAYS: Mapping[str, Callable[[Patient], None]] = {
    "says all at once, as someone in a hurry": in_a_hurry,
    "answers step by step": step_by_step,
    "mumbles before each answer": unclear,
    "is slow to answer and repeats himself": elderly,
}
"""As the features say it."""


def _call(patient: Patient, before_each: Callable[[], None], say: Callable[[str], str]) -> None:
    """A whole call of somebody who does that before each answer, and says answers so."""
    patient.calls()
    for _ in range(_MOST_ANSWERS):
        if patient.caller.call.over:
            break
        before_each()
        patient.answers_once(say)
    patient.must_have_booked()
