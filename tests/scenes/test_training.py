"""A scenario's world around the sandbox's training chat: what trainees do there, and what is left of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from countersign.errors import UserError
from countersign.evidence.transcript import Transcript
from countersign.ledger import Ledger
from countersign.leftovers import Belongings
from countersign.matchers.judging import judge
from countersign.matchers.said_in_session import holds_conversation
from countersign.matchers.sessions import completed_with, kept_as_completed, kept_masked, summed_up_truly
from countersign.people.bad_frames import BAD_FRAMES
from countersign.people.trainee import Trainee
from countersign.scenes.training import TrainingScene
from countersign.scenes.training_doors import NO_DOCUMENTS, ORDERS, REASONS
from countersign.services import Addresses
from countersign.session import located
from countersign.target import Patience, Target, Training
from countersign.world import World

FIRST = "customer_service_v1"


@pytest.fixture
def world(addresses: Addresses, tmp_path: Path) -> Iterator[World]:
    section = Training(patience=Patience(answer=5.0, quiet=0.03))
    target = located(Target(environment="sandbox", source="targets/x.toml", training=section), addresses)
    ledger = Ledger(tmp_path, "run", "x")
    made = World(target, Transcript(), Belongings(target, ledger), None, users=2)
    yield made
    made.close()
    ledger.close()


@pytest.fixture
def scene(world: World) -> TrainingScene:
    return world.training


@pytest.fixture
def amira(scene: TrainingScene) -> Trainee:
    somebody = scene.trainee("Amira")
    somebody.comes_to_session(FIRST)
    return somebody


def test_a_rehearsal_comes_to_its_end_and_nothing_of_it_is_left(
    world: World, scene: TrainingScene, amira: Trainee
) -> None:
    amira.rehearsal.goes_on_to_the_end()
    summary = amira.rehearsal.must_complete().summary
    judge("Amira", summary, summed_up_truly(amira.scores))
    judge("Amira", amira.kept(), completed_with(summary))
    scene.finds(amira, kept_as_completed(summary))
    records = scene.records
    assert [file.status for file in records.sessions_of(amira.user_id)] == ["completed"]
    assert {name for name, _ in amira.answer_times()} == {"answer over HTTP", "answer of the customer"}
    assert {name for name, _, _ in world.measured} == {"connection"}
    parties = {who for one in world.transcript.exchanges for who in (one.sender, one.receiver)}
    assert parties == {"Amira", "the chat", "the customer", "the coach", "the records"}
    told = [one.body for one in world.transcript.exchanges if one.sender == "Amira" and one.channel == "http"]
    assert told[0].startswith("GET /api/scenarios")
    world.close()
    assert records.sessions_of(amira.user_id) == []


def test_an_end_that_does_not_come_is_told_with_the_scores(amira: Trainee) -> None:
    amira.rehearsal.writes_well()
    with pytest.raises(AssertionError, match=r"after 1 exchanges \(scores 95\) no end .* it is 'active'"):
        amira.rehearsal.must_complete()


@pytest.mark.parametrize("order", ORDERS)
def test_a_wrong_order_is_refused_and_opens_nothing(scene: TrainingScene, order: str) -> None:
    bruno = scene.trainee("Bruno")
    bruno.picks(FIRST)
    scene.doors.orders(bruno, order)
    reason = "there is no such" if "nobody knows" in order else "it is no order"
    scene.doors.is_refused(bruno, reason)
    scene.doors.nothing_was_opened(bruno)
    for other in set(REASONS) - {reason}:
        with pytest.raises(AssertionError, match="should be told that"):
            scene.doors.is_refused(bruno, other)


def test_a_session_on_record_is_something(scene: TrainingScene, amira: Trainee) -> None:
    with pytest.raises(AssertionError, match="No session should be on record for Amira, but there is"):
        scene.doors.nothing_was_opened(amira)


@pytest.mark.parametrize("what", NO_DOCUMENTS)
def test_no_file_is_had_that_is_no_document(scene: TrainingScene, what: str) -> None:
    bruno = scene.trainee("Bruno")
    bruno.picks(FIRST)
    scene.doors.asks_for_no_document(bruno, what)
    scene.doors.is_refused(bruno, "it is forbidden")


def test_personal_data_are_found_where_they_should_not_be(scene: TrainingScene, amira: Trainee) -> None:
    masking = scene.masking
    masking.writes_with_all(amira)
    expected = kept_masked(masking.expected(""), masking.data)
    judge("The records", masking.on_record(), expected)
    judge("The model", masking.at_the_model(), expected)
    with pytest.raises(AssertionError, match="but a card number stands there unmasked"):
        judge("The records", [*masking.on_record(), masking.data[1].text], expected)
    with pytest.raises(AssertionError, match="the masked message is not there"):
        judge("The records", ["something else"], expected)


def test_a_conversation_that_is_not_the_trainees_is_seen(scene: TrainingScene, amira: Trainee) -> None:
    amira.rehearsal.writes_well_often(2)
    scene.pairs.hold_what_was_said("Amira")
    scene.pairs.two_rows_an_exchange()
    scene.pairs.have_heard_only_their_own("Amira")
    amira.said.append(("user", "Something that was never sent."))
    with pytest.raises(AssertionError, match=r"«Something that was never sent\.» is missing"):
        scene.pairs.hold_what_was_said("Amira")
    with pytest.raises(AssertionError, match=r"«Something that was never sent\.» is missing"):
        scene.pairs.two_rows_an_exchange()


def test_whoever_comes_back_is_told_what_was_said(scene: TrainingScene, amira: Trainee) -> None:
    amira.rehearsal.writes_and_is_lost()
    amira.comes_back()
    amira.rehearsal.finds_the_answer_that_was_missed()
    amira.rehearsal.writes_well()
    judge("Amira", amira.conversation(amira.kept().said), holds_conversation(amira.said))
    amira.goes_on_elsewhere("complaint_handling_v1")
    amira.rehearsal.writes_well()
    scene.pairs.holds_both_sessions(amira)


def test_a_long_session_is_as_long_as_it_is(scene: TrainingScene, amira: Trainee) -> None:
    with pytest.raises(AssertionError, match="should have room for 8 exchanges, but only 0"):
        scene.long_session.had_room(amira)
    scene.long_session.talk(amira)
    scene.long_session.had_room(amira)
    scene.long_session.is_kept_as_long(amira)


def test_who_is_in_a_hurry_waits_as_long_as_is_said(scene: TrainingScene, amira: Trainee) -> None:
    amira.mischief.chatters(20)
    amira.sends_once_more()
    amira.mischief.is_told_to_wait()
    assert 1 <= amira.mischief.seconds_to_wait <= 60
    scene.lets_wait(amira)
    amira.rehearsal.writes_well()


def test_a_refusal_for_another_reason_is_no_order_to_wait(amira: Trainee) -> None:
    amira.mischief.sends(BAD_FRAMES["half an object"])
    with pytest.raises(AssertionError, match="should be told to wait some seconds, a minute at most"):
        amira.mischief.is_told_to_wait()


def test_a_model_in_trouble_is_apologised_for(scene: TrainingScene, amira: Trainee) -> None:
    scene.model.is_in_trouble(amira, {"error": {"status": 503}})
    amira.rehearsal.sends_helpful_words()
    scene.apologises_in_time(amira)
    scene.model.works_again(amira)
    amira.rehearsal.writes_well()
    told = scene.model.conversation(amira)
    assert told[-1] == ("user", amira.last.words)
    scene.model.was_told_whom_to_play(amira)


def test_a_crowd_is_served_and_looked_at(scene: TrainingScene) -> None:
    scene.pilots.gather()
    scene.pilots.rehearse_everything()
    scene.pilots.enough_completed()
    scene.pilots.scored_well()
    scene.pilots.each_has_own_session()
    scene.pilots.ask_everything()
    scene.pilots.were_answered_in_time()


def test_what_nobody_can_break_or_direct_is_a_sentence(scene: TrainingScene) -> None:
    with pytest.raises(UserError, match="only a sandbox can be deployed beside the shared one"):
        scene.moves_to_spare()
    with pytest.raises(LookupError, match="move to a spare first"):
        scene.process  # noqa: B018
