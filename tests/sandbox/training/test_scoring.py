"""Scores: what a reply is worth, and that tricks are worth nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.sandbox.training.coaching import suggestions, verdict
from countersign.sandbox.training.library import OWN, Library
from countersign.sandbox.training.scenario import Scenario
from countersign.sandbox.training.scoring import ACCEPTABLE, evaluate

from .school import GOOD
from .test_completion import COMPLAINT

ALL = {scenario.id: scenario for scenario in Library(OWN).offered().values()}
SERVICE, COMPLAINTS = ALL["customer_service_v1"], ALL["complaint_handling_v1"]


def score(reply: str, scenario: Scenario = SERVICE) -> int:
    return evaluate(scenario, reply).score


def matched(reply: str, scenario: Scenario = SERVICE) -> list[str]:
    return evaluate(scenario, reply).keyword_matches.matched


@pytest.mark.parametrize(
    "reply",
    [
        "It is not your fault, I am sorry. I'll check your order right away.",
        "That is not a stupid question at all, I understand; I will track your order right away.",
        "No problem, I will gladly refund you today. Your order number, please?",
        "Don't worry, I will look into your order and get back to you today.",
        "I can't apologize enough for the delay. We will send a replacement immediately.",
        "I APOLOGISE for the DELAY with your order; I’ll investigate and get back to you within 24 hours.",
        "We do not only refund the machine, we also send you a replacement part today.",
        "I cannot offer a refund, but I am sorry and will send a replacement today.",
        "I'm sorry! I'm going to check the tracking of the parcel now.",
        "I understand your frustration, and I apologize for the inconvenience.",
        "Please let me help: what is your order number?",
        "Refunds are usually paid within two days, and I will confirm yours by mail.",
        "Don't hesitate to write again; I'll refund the order today.",
        "I\nam so sorry;\nwe are replacing your machine tomorrow.",
    ],
)
def test_a_helpful_reply_is_acceptable(reply: str) -> None:
    assert score(reply) >= ACCEPTABLE


@pytest.mark.parametrize(("scenario", "replies"), [(SERVICE, GOOD), (COMPLAINTS, COMPLAINT)])
def test_a_good_trainee_has_75_points_on_average(scenario: Scenario, replies: tuple[str, ...]) -> None:
    assert sum(score(reply, scenario) for reply in replies) / len(replies) >= 75


HOSTILE = [
    "That is not my problem. Stop complaining.",
    "You are an idiot, but I will send a replacement or a refund for your order today.",
    "I am sorry that you are too stupid to track your order. I will help and follow up within a day.",
    "SHUT UP ABOUT YOUR ORDER! I WILL REFUND THE PARCEL TODAY, SO GO AWAY!",
    "Y0u are an 1d10t but I will refund your order today.",
    "You are s t u p i d, I will refund your order today and send a replacement.",
    "ｙｏｕ ａｒｅ ａｎ ｉｄｉｏｔ, I will refund your order today",
    "You stu\u200bpid person, I will refund your order today.",
    "You stuuuupid person, I will refund your order today.",
    "st\u00fapid customer, I will refund your order today.",
    "You're lying, but I will refund your order today and send a replacement.",
    "Calm down, I will refund your order today.",
    "Who cares about your order, we will send another within a week.",
    "I could not care less about your order, you will get a refund within a week.",
    "I don't care. The refund for your order will come tomorrow.",
    "I’m sorry you are such an idiot, I will check the tracking of your order today.",
    "It is your own fault, but we will refund your order today.",
    "I will check the order today. You people are a waste of time.",
    "We will replace the damn machine tomorrow, and I will keep you updated.",
]
OFF_TOPIC = [
    "Did you see the match last night? The second half was the best that I have ever watched.",
    "My grandmother makes the best apple pie in town, with a little cinnamon and a lot of love.",
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor.",
    "My favourite football team should refund the tickets today.",
    "I'm sorry, can you help me with my homework today?",
    "Thank you for your message. How are you today? I wish you a pleasant evening.",
]
EMPTY = ["", " ", ".", "...", "\u200b", "ok", "sorry", "Yes.", "a b c", "🙂🙂🙂", "!!!", "{{CARD}}"]
SEPARATORS = [" ", ", ", ". ", "\n", " and ", " I ", " is a ", " the ", "; "]
STUFFED = [
    "sorry refund replacement tracking order",
    "Sorry refund the order I replacement the tracking",
    "sorry sorry sorry sorry refund refund order order",
    "refund, replacement, today, sorry, tracking number, parcel",
]
REFUSING = [
    "I will not help you with your order.",
    "I won't refund you, and no replacement either.",
    "No refund. No replacement. Not our mistake.",
    "I refuse to help you with the parcel.",
    "You can forget about a refund for your order.",
    "There will be no refund for your order and I will not track it.",
    "I will never apologize to you for the parcel, and never refund it.",
    "We can't offer you a refund, and we won't send a replacement for the order.",
]


@pytest.mark.parametrize("reply", [*HOSTILE, *OFF_TOPIC, *EMPTY, *STUFFED, *REFUSING])
def test_what_helps_nobody_is_never_acceptable(reply: str) -> None:
    assert score(reply) < ACCEPTABLE


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("scenario", ALL.values(), ids=list(ALL))
def test_all_expected_words_without_a_sentence_are_not_acceptable(separator: str, scenario: Scenario) -> None:
    words = [keyword.keyword for keyword in scenario.keywords]
    for reply in (separator.join(words), separator.join(reversed(words)), f"I {separator.join(words)}."):
        assert "stuffed" in evaluate(scenario, reply).manner
        assert score(reply, scenario) < ACCEPTABLE


@pytest.mark.parametrize(
    ("replies", "manner"),
    [(HOSTILE, "hostile"), (OFF_TOPIC, "off_topic"), (STUFFED, "stuffed"), (REFUSING, "refusing")],
)
def test_the_trouble_has_a_name(replies: list[str], manner: str) -> None:
    for reply in replies:
        assert manner in evaluate(SERVICE, reply).manner, reply


@pytest.mark.parametrize(
    "words",
    [
        "I will send a replacement.",
        "I apologize.",
        "I will check the tracking.",
        "We will do it within two days.",
    ],
)
def test_an_expected_phrase_scores_higher_than_none(words: str) -> None:
    plain = "Thank you for your message about the order, I have read it."
    assert score(f"{plain} {words}") > score(plain)


def test_each_scenario_expects_words_of_its_own() -> None:
    reply = "I take responsibility for the charge and the account, and I will escalate it to my supervisor."
    assert score(reply, COMPLAINTS) >= ACCEPTABLE > score(reply, SERVICE)
    assert matched(reply, COMPLAINTS) == ["responsibility", "escalate"]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("We are refunding you.", ["refund"]),
        ("You were refunded.", ["refund"]),
        ("REFUNDS take a while.", ["refund"]),
        ("It is unrefundable.", []),
        ("The prefund was paid.", []),
        ("I’m sorry.", ["apologize"]),
        ("My apologies!", ["apologize"]),
        ("We apologised.", ["apologize"]),
        ("I am not sorry.", []),
        ("I am not angry, I am sorry.", ["apologize"]),
        ("Sorrow is a word.", []),
        ("ＲＥＦＵＮＤ", ["refund"]),
        ("Do you want your money back?", ["refund"]),
        ("Back your money is.", []),
        ("No, I will refund you.", ["refund"]),
        ("I will not refund you. I will refund you.", ["refund"]),
    ],
)
def test_whole_words_count_in_all_inflections(reply: str, expected: list[str]) -> None:
    assert matched(reply) == expected


def test_the_percentage_is_that_of_all_expected_keywords() -> None:
    found = evaluate(SERVICE, GOOD[0]).keyword_matches
    assert found.match_percentage == 100 * len(found.matched) / len(SERVICE.keywords)
    assert sorted([*found.matched, *found.missed]) == sorted(k.keyword for k in SERVICE.keywords)


def test_what_the_coach_suggests_raises_the_score() -> None:
    weak = "Hello, I have got your message about the order."
    first = evaluate(SERVICE, weak)
    better = f"{weak} I am sorry, I understand, and I can help you."
    assert suggestions(SERVICE, first)[-1] in {keyword.advice for keyword in SERVICE.keywords}
    assert score(better) > first.score


@given(st.text(max_size=300))
def test_every_reply_has_a_score_and_advice(reply: str) -> None:
    found = evaluate(SERVICE, reply)
    assert 0 <= found.score <= 100
    assert all(0 <= part <= 100 for part in (found.quality_scores.tone, found.quality_scores.clarity))
    assert 1 <= len(suggestions(SERVICE, found)) <= 3
    assert verdict(found)
    assert found == evaluate(SERVICE, reply)


@given(
    st.lists(st.sampled_from([word for reply in (*HOSTILE, *GOOD) for word in reply.split()]), max_size=30)
)
def test_an_insult_is_hostile_wherever_it_stands(said: list[str]) -> None:
    # A sentence of its own, so that nothing before can take it back.
    assert "hostile" in evaluate(SERVICE, f"{' '.join(said)}. I think so. Shut up!").manner
