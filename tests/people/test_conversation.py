from countersign.people.conversation import Conversation
from countersign.people.telegram_stage import Button, Event, Shown


def sent(seq: int, message_id: int, text: str, *labels: str, kind: str = "sent") -> Event:
    buttons = [[Button(label=label) for label in labels]]
    return Event(seq=seq, at=float(seq), kind=kind, message=Shown(message_id, text, buttons))


def conversation(*events: Event) -> Conversation:
    chat = Conversation()
    for event in events:
        chat.take(event)
    return chat


def test_an_edit_is_a_new_version_of_the_same_message() -> None:
    chat = conversation(sent(1, 10, "one"), sent(2, 10, "two", "OK", kind="edited"))
    assert [message.now.text for message in chat.visible()] == ["two"]
    assert [version.text for version in chat.visible()[0].versions] == ["one", "two"]
    assert [button.label for button in chat.visible()[0].now.buttons] == ["OK"]


def test_what_was_shown_since_is_in_the_order_of_appearance() -> None:
    chat = conversation(sent(1, 10, "old"), sent(3, 11, "new"), sent(4, 10, "old, edited", kind="edited"))
    assert [version.text for version in chat.shown_since(2)] == ["new", "old, edited"]


def test_a_deleted_message_is_not_in_the_chat_but_was_shown() -> None:
    chat = conversation(sent(1, 10, "gone soon"), Event(seq=2, at=2.0, kind="deleted", message_id=10))
    assert chat.visible() == []
    assert [version.text for version in chat.shown_since(0)] == ["gone soon"]


def test_only_messages_that_changed_since_are_changed() -> None:
    chat = conversation(sent(1, 10, "old"), sent(3, 11, "new"))
    assert [message.message_id for message in chat.changed_since(2)] == [11]


def test_other_events_change_nothing() -> None:
    assert conversation(Event(seq=1, at=1.0, kind="chat_action", action="typing")).visible() == []
