"""The typed words that steps are written with: who, how long, and words in quotes."""

import re
from collections.abc import Callable, Iterable
from datetime import time, timedelta
from typing import Any

import parse
from behave import register_type

from countersign.adversity.mail import MAIL_TROUBLES, MailTrouble
from countersign.adversity.model import MODEL_TROUBLES, ModelTrouble
from countersign.adversity.sms import SMS_FACTS, SMS_TROUBLES, SmsTrouble
from countersign.adversity.telegram import TELEGRAM_TROUBLES, TelegramTrouble
from countersign.adversity.troubles import DATABASE_TROUBLES, Trouble
from countersign.gateway_words import GATEWAY_WORDS
from countersign.matchers.conversation import FACTS
from countersign.people.bad_frames import BAD_FRAMES, BadFrame
from countersign.people.operator import STANDINGS
from countersign.people.personal_data import HARMLESS
from countersign.people.personal_data import KINDS as PERSONAL_DATA
from countersign.people.practice_program import KEYS
from countersign.people.question_words import QUESTION, Wanted, wanted_in
from countersign.people.spellings import ADDRESSES, CARELESS, CODES, NO_ADDRESSES, NO_CODES, Spelling
from countersign.people.unusual_messages import NOTHING, UNUSUAL
from countersign.people.utterances import SPELLED, UTTERANCES
from countersign.people.ways_to_talk import WAYS
from countersign.people.webhook_caller import DISGUISES, MUTILATIONS
from countersign.practice_hours import MOMENT, TIMES, WEEKDAYS, Moment, moment_in, time_in
from countersign.scenes.line_doors import NO_DATES, PLACES
from countersign.scenes.training_doors import NO_DOCUMENTS, ORDERS, REASONS

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@parse.with_pattern(r"[A-Z][a-z]+|she|he|they|her|him|them")
def person(text: str) -> str:
    """Somebody by name, or whoever was named last: Amira, she, her."""
    return text


@parse.with_pattern(r"\d+ (?:second|minute|hour|day)s?(?: and \d+ (?:second|minute|hour|day)s?)*")
def duration(text: str) -> timedelta:
    """A length of time: 15 minutes and 1 second."""
    parts = re.findall(r"(\d+) (second|minute|hour|day)", text)
    return timedelta(seconds=sum(int(number) * _SECONDS[unit] for number, unit in parts))


@parse.with_pattern(r'"[^"]*"')
def quoted(text: str) -> str:
    """Words in double quotes: "USD"."""
    return text[1:-1]


@parse.with_pattern(r"\d+")
def number(text: str) -> int:
    """A whole number: 4."""
    return int(text)


@parse.with_pattern(r"a greeting|a tap|a text")
def deed(text: str) -> str:
    """What a promise of time is made for: a greeting, a tap, a text."""
    return text.removeprefix("a ")


@parse.with_pattern(r"her|his|their")
def whose(text: str) -> str:
    """That of whoever was named last: her, his, their."""
    return text


@parse.with_pattern(MOMENT.pattern)
def moment(text: str) -> Moment:
    """A moment of a practice: the next open day at 2 PM."""
    return moment_in(text)


@parse.with_pattern(rf"(?:{'|'.join(WEEKDAYS)}) at {TIMES}")
def weekday_moment(text: str) -> Moment:
    """A moment of a week: Monday at 10 AM."""
    return moment_in(text)


@parse.with_pattern(TIMES)
def time_of_day(text: str) -> time:
    """A time of day: 10 AM."""
    return time_in(text)


@parse.with_pattern(QUESTION)
def question(text: str) -> Wanted:
    """What a caller of a phone line is asked: asked how long."""
    return wanted_in(text)


@parse.with_pattern("no signature|a garbled signature|the signature of another call")
def signature(text: str) -> str:
    """How a call is signed by whoever is not the carrier: a garbled signature."""
    return text


@parse.with_pattern("|".join(KEYS))
def api_key(text: str) -> str:
    """What a program shows that has no right to: a wrong key."""
    return text


@parse.with_pattern(_any_of(PLACES))
def place(text: str) -> str:
    """What the carrier knows of where a caller is: knows only in part."""
    return text


@parse.with_pattern(_any_of(NO_DATES))
def no_date(text: str) -> str:
    """What a program may write that is no moment: on the 30th of February."""
    return text


@parse.with_pattern("a name|a number|a time|a length|yes or no")
def help_to_say(text: str) -> str:
    """What a line helps to say after silence: a length."""
    return text


@parse.with_pattern("go forward|go back")
def clock_change(text: str) -> str:
    """How the clocks change twice a year: go forward."""
    return text


@parse.with_pattern("|".join(MAIL_TROUBLES))
def mail_trouble(text: str) -> MailTrouble:
    """What a mail service does wrong: hangs up."""
    return MAIL_TROUBLES[text]


@parse.with_pattern("|".join(SMS_TROUBLES))
def sms_trouble(text: str) -> SmsTrouble:
    """What an SMS service does wrong: has been told to stop."""
    return SMS_TROUBLES[text]


@parse.with_pattern("|".join(SMS_FACTS))
def sms_fact(text: str) -> str:
    """What a bot says of an SMS: the SMS may still arrive."""
    return text


@parse.with_pattern("|".join(TELEGRAM_TROUBLES))
def telegram_trouble(text: str) -> TelegramTrouble:
    """What Telegram does wrong: fails twice."""
    return TELEGRAM_TROUBLES[text]


@parse.with_pattern("|".join(DATABASE_TROUBLES))
def database_trouble(text: str) -> Trouble:
    """What a database does wrong: refuses connections."""
    return DATABASE_TROUBLES[text]


@parse.with_pattern(_any_of(FACTS))
def fact(text: str) -> str:
    """What a newcomer can be told: that the address is taken."""
    return FACTS[text]


@parse.with_pattern(_any_of(ADDRESSES))
def address(text: str) -> Spelling:
    """What is special about a good e-mail address: has a plus in it."""
    return ADDRESSES[text]


@parse.with_pattern(_any_of(CARELESS))
def careless(text: str) -> Spelling:
    """How the same e-mail address can be written: in capital letters."""
    return CARELESS[text]


@parse.with_pattern(_any_of(NO_ADDRESSES))
def no_address(text: str) -> Spelling:
    """What is wrong with something that is no e-mail address: with two @."""
    return NO_ADDRESSES[text]


@parse.with_pattern(_any_of(CODES))
def code(text: str) -> Spelling:
    """How the same code can be written: with a dash in the middle."""
    return CODES[text]


@parse.with_pattern(_any_of(NO_CODES))
def no_code(text: str) -> Spelling:
    """What is wrong with something that has not the shape of a code: with a digit missing."""
    return NO_CODES[text]


@parse.with_pattern(_any_of(STANDINGS))
def standing(text: str) -> str:
    """What an operator does with a user: suspends."""
    return STANDINGS[text]


@parse.with_pattern(_any_of(DISGUISES))
def disguise(text: str) -> str:
    """How a stranger pretends to be Telegram: with a wrong secret."""
    return text


@parse.with_pattern(_any_of(MUTILATIONS))
def mutilation(text: str) -> str:
    """What can arrive instead of an update: half a message."""
    return text


@parse.with_pattern(_any_of(UTTERANCES))
def utterance(text: str) -> str:
    """What a line may hear instead of an answer: a speech without an end."""
    return UTTERANCES[text]


@parse.with_pattern(_any_of(SPELLED))
def spelled(text: str) -> Callable[[str], str]:
    """How people say a phone number: digit by digit."""
    return SPELLED[text]


@parse.with_pattern(_any_of(BAD_FRAMES))
def bad_frame(text: str) -> BadFrame:
    """What no program should send to a chat: a frame of an unknown type."""
    return BAD_FRAMES[text]


@parse.with_pattern(_any_of(MODEL_TROUBLES))
def model_trouble(text: str) -> ModelTrouble:
    """What a language model does wrong: is away."""
    return MODEL_TROUBLES[text]


@parse.with_pattern(_any_of(ORDERS))
def wrong_order(text: str) -> str:
    """How a session is ordered wrongly: without a user."""
    return text


@parse.with_pattern(_any_of(NO_DOCUMENTS))
def no_document(text: str) -> str:
    """What file is no document: of a program."""
    return text


@parse.with_pattern(_any_of(REASONS))
def refused_since(text: str) -> str:
    """Why the chat refuses what it is asked: it is no order."""
    return text


@parse.with_pattern(_any_of(PERSONAL_DATA))
def personal_datum(text: str) -> str:
    """Data of a person: a card number."""
    return text


@parse.with_pattern(_any_of(HARMLESS))
def harmless(text: str) -> str:
    """What only looks like data of a person: an order number."""
    return HARMLESS[text]


@parse.with_pattern(r"\{\{[A-Z]+\}\}")
def mask(text: str) -> str:
    """What stands in the place of personal data: {{CARD}}."""
    return text


@parse.with_pattern(_any_of(UNUSUAL))
def unusual_message(text: str) -> str:
    """A message that is unusual: in several lines."""
    return UNUSUAL[text]


@parse.with_pattern(_any_of(NOTHING))
def nothing(text: str) -> str:
    """A message that says nothing: blanks."""
    return NOTHING[text]


@parse.with_pattern("without a farewell|as one that will be back|for a frame that is too large")
def farewell(text: str) -> str:
    """How a chat ends a connection: without a farewell."""
    return text


@parse.with_pattern(_any_of(WAYS))
def way_to_talk(text: str) -> Callable[..., None]:
    """How somebody talks on the phone: answers step by step."""
    return WAYS[text]


WORDS: dict[str, Callable[[str], Any]] = {
    "Person": person,
    "Duration": duration,
    "Quoted": quoted,
    "Number": number,
    "Whose": whose,
    "Moment": moment,
    "WeekdayMoment": weekday_moment,
    "TimeOfDay": time_of_day,
    "Question": question,
    "Signature": signature,
    "ApiKey": api_key,
    "Place": place,
    "NoDate": no_date,
    "ClockChange": clock_change,
    "Help": help_to_say,
    "Utterance": utterance,
    "Spelled": spelled,
    "WayToTalk": way_to_talk,
    "BadFrame": bad_frame,
    "ModelTrouble": model_trouble,
    "WrongOrder": wrong_order,
    "NoDocument": no_document,
    "Reason": refused_since,
    "PersonalDatum": personal_datum,
    "Harmless": harmless,
    "Mask": mask,
    "UnusualMessage": unusual_message,
    "Nothing": nothing,
    "Farewell": farewell,
    "Deed": deed,
    "Fact": fact,
    "Address": address,
    "Careless": careless,
    "NoAddress": no_address,
    "Code": code,
    "NoCode": no_code,
    "Standing": standing,
    "Disguise": disguise,
    "Mutilation": mutilation,
    "MailTrouble": mail_trouble,
    "SmsFact": sms_fact,
    "SmsTrouble": sms_trouble,
    "TelegramTrouble": telegram_trouble,
    "DatabaseTrouble": database_trouble,
    **GATEWAY_WORDS,
}

register_type(**WORDS)


def in_minutes(time: timedelta) -> str:
    """A duration as people write it: 15 minutes."""
    minutes = int(time.total_seconds() // 60)
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
