"""What the line says."""

from datetime import datetime

from countersign.sandbox.booking.talk import Step

GREETING = "Thank you for calling the practice."
ASK_NAME = "What is your full name?"
ASK_NUMBER = "Your number is withheld. What is your phone number, so that we can reach you?"
ASK_TIME = "When would you like to come?"
ASK_NEW_TIME = "When would you like to come instead?"
ASK_LENGTH = (
    "How long should the appointment be? Press 1 for 30 minutes, 2 for 45 minutes or 3 for 60 minutes, "
    "or say how long."
)
NOT_UNDERSTOOD = "I'm sorry, I did not understand that. Please say it again."
SILENCE = "I did not hear anything."
GOODBYE_AFTER_SILENCE = "I still did not hear anything, so I will hang up now. Please call again. Goodbye."
TROUBLE = (
    "I'm sorry, we have technical trouble at the moment, and I cannot go on. "
    "Please call again in a few minutes. Goodbye."
)
OVER = "This call has come to its end. Goodbye."
PAST = "That time has already passed."
CLOSED = "We are open Monday to Friday, from 9 AM to 5 PM."
TAKEN = "That time is already taken."
TOO_FAR = "We make appointments for one year ahead at most."
FULL = "I am sorry, there is no free time left."
NO_APPOINTMENT = "I could not find an appointment for you."
STAYS = "Your appointment stays as it is."

HELP = {
    Step.NAME: "Please say your first and last name, for example: my name is John Smith.",
    Step.NAME_RIGHT: "Please say yes if I got your name right, or no if I did not.",
    Step.NUMBER: "Please say your phone number digit by digit, with its area code.",
    Step.TIME: "Please say a day and a time, for example: tomorrow at 2 PM, or Monday morning.",
    Step.OFFER: "Please say yes to take that time, or no to choose another one.",
    Step.LENGTH: "Please press 1, 2 or 3, or say for example: half an hour.",
    Step.CONFIRM: "Please say yes to book the appointment, or no to choose another time.",
    Step.CANCEL: "Please say yes to cancel the appointment, or no to keep it.",
}


def when(local: datetime) -> str:
    """A moment as it is said, in English whatever the machine speaks: Monday, November 23 at 02:00 PM."""
    day = _DAYS[local.weekday()]
    month = _MONTHS[local.month - 1]
    return f"{day}, {month} {local.day} at {local.hour % 12 or 12:02d}:{local:%M} {'AP'[local.hour > 11]}M"


def welcome_back(first_name: str) -> str:
    return f"Welcome back, {first_name}."


def name_heard(name: str) -> str:
    return f"I heard {name}. Is that correct?"


def number_heard(number: str) -> str:
    return f"We will reach you at {' '.join(number)}."


def offer(moment: str) -> str:
    return f"The next free time is {moment}. Would you like that?"


def confirm(minutes: int, name: str, moment: str) -> str:
    return f"I'll book a {minutes}-minute appointment for {name} on {moment}. Should I confirm?"


def confirm_move(minutes: int, name: str, moment: str) -> str:
    return f"Instead of your old appointment, {confirm(minutes, name, moment)}"


def confirm_cancel(moment: str) -> str:
    return f"You have an appointment on {moment}. Should I cancel it?"


def to_be_moved(moment: str) -> str:
    return f"You have an appointment on {moment}."


def booked(moment: str) -> str:
    return f"Your appointment is booked for {moment}. Goodbye."


def moved(moment: str) -> str:
    return f"Your appointment is moved to {moment}. Goodbye."


def cancelled(moment: str) -> str:
    return f"Your appointment on {moment} is cancelled. Goodbye."


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
