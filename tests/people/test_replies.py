"""What good trainees say: what was written for their scenario, or what the coach has missed."""

from countersign.people.replies import Replies

OURS = Replies({"price_talk_v2": ["Hello.", "Goodbye."]})


def test_a_target_names_its_own_words_turn_by_turn() -> None:
    assert [OURS.helpful("price_talk_v2", turn) for turn in range(3)] == ["Hello.", "Goodbye.", "Hello."]
    assert OURS.turns("price_talk_v2") == 2


def test_the_words_of_the_pilot_are_there_and_a_target_can_name_others() -> None:
    assert OURS.turns("customer_service_v1") == OURS.turns("complaint_handling_v1") == 8
    others = Replies({"customer_service_v1": ["Hello."]})
    assert others.helpful("customer_service_v1", 5) == "Hello."


def test_where_nobody_has_written_what_was_missed_is_taken_up() -> None:
    words = OURS.helpful("unknown_v1", 0, ["refund", "timeline", "apology", "more"])
    assert "refund and timeline and apology" in words
    assert "{" not in OURS.helpful("unknown_v1", 1)
    assert len({OURS.helpful("unknown_v1", turn) for turn in range(OURS.turns("unknown_v1"))}) == 4
