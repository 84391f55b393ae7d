"""Who hears what in a group: privacy mode and bot-to-bot communication."""

import pytest

from ..telegram_scene import Scene
from .conftest import MakeBot
from .gathering import Gathering, answering, heard, news


@pytest.mark.parametrize("privacy", [True, False])
def test_a_bot_says_whether_it_reads_everything(make_bot: MakeBot, privacy: bool) -> None:
    assert make_bot(privacy=privacy).call("getMe")["can_read_all_group_messages"] is not privacy


def test_privacy_is_on_unless_said_otherwise(scene: Scene) -> None:
    assert scene.call("getMe")["can_read_all_group_messages"] is False
    Gathering(scene).write("hello")
    assert heard(scene) == []


def test_with_privacy_a_bot_hears_what_is_meant_for_it(scene: Scene, make_bot: MakeBot) -> None:
    other = make_bot()
    group = Gathering(scene, other)
    sent = group.send(scene, "hello")
    group.write("talk among ourselves")
    group.write(f"/help@{scene.bot.upper()}")
    group.write(f"so 👍 @{scene.bot}, what now?")
    group.write("an answer", reply_to=sent)
    group.write(f"/help@{other.bot}")
    group.write("/help@somebody_else_bot")
    group.write(f"mail me at me@{scene.bot}.com")
    assert heard(scene) == [f"/help@{scene.bot.upper()}", f"so 👍 @{scene.bot}, what now?", "an answer"]
    assert heard(other) == [f"/help@{other.bot}"]


def test_a_bare_command_is_for_the_bot_that_wrote_last(scene: Scene, make_bot: MakeBot) -> None:
    other = make_bot()
    group = Gathering(scene, other)
    group.write("/nobody")
    group.send(scene, "hello")
    group.write("/first")
    group.send(other, "hello")
    group.write("/second")
    group.write("please /third")
    assert (heard(scene), heard(other)) == (["/first"], ["/second"])


def test_a_bare_command_is_for_the_only_bot(scene: Scene) -> None:
    Gathering(scene).write("/start")
    assert heard(scene) == ["/start"]


def test_an_answer_goes_before_a_command_and_to_one_bot_alone(scene: Scene, make_bot: MakeBot) -> None:
    other = make_bot()
    group = Gathering(scene, other)
    sent = group.send(scene, "hello")
    group.write(f"/help@{other.bot}", reply_to=sent)
    assert (len(heard(scene)), heard(other)) == (1, [])


def test_an_answer_to_what_was_meant_for_a_bot_is_meant_for_it_too(scene: Scene) -> None:
    group = Gathering(scene, users=2)
    asked = group.write(f"/help@{scene.bot}")
    group.act("messages", user=group.users[1], text="me too", reply_to=asked)
    assert heard(scene) == [f"/help@{scene.bot}", "me too"]


def test_an_edit_may_mean_another_bot(scene: Scene, make_bot: MakeBot) -> None:
    other = make_bot()
    group = Gathering(scene, other)
    written = group.write(f"/help@{scene.bot}")
    group.act("edits", message_id=written, text=f"/help@{other.bot}")
    assert [set(update) - {"update_id"} for update in news(scene)] == [{"message"}]
    [update] = news(other)
    assert update["edited_message"]["text"] == f"/help@{other.bot}"


@pytest.mark.parametrize("how", ["privacy off", "admin"])
def test_without_privacy_or_as_admin_a_bot_hears_all_users(make_bot: MakeBot, how: str) -> None:
    bot = make_bot(privacy=how != "privacy off")
    group = Gathering(bot, admins=[bot.bot] if how == "admin" else [])
    group.write("hello")
    assert heard(bot) == ["hello"]


def test_an_admin_who_is_one_no_more_hears_less(scene: Scene) -> None:
    group = Gathering(scene, admins=[scene.bot])
    group.put(scene, "member")
    news(scene)
    group.write("hello")
    assert heard(scene) == []


@pytest.mark.parametrize("how", ["privacy off", "admin"])
def test_by_default_bots_never_hear_each_other(make_bot: MakeBot, how: str) -> None:
    speaker, listener = make_bot(), make_bot(privacy=how != "privacy off")
    group = Gathering(speaker, listener, admins=[listener.bot] if how == "admin" else [])
    sent = group.send(listener, "hello")
    group.send(speaker, "hello")
    group.send(speaker, f"/help@{listener.bot}")
    group.send(speaker, "yes", **answering(sent))
    assert news(listener) == []


@pytest.mark.parametrize("side", ["speaker", "listener"])
def test_answers_and_named_commands_reach_another_bot_if_one_has_the_mode(
    make_bot: MakeBot, side: str
) -> None:
    speaker, listener = make_bot(bot_to_bot=side == "speaker"), make_bot(bot_to_bot=side == "listener")
    group = Gathering(speaker, listener)
    sent = group.send(listener, "hello")
    group.send(speaker, "to nobody")
    group.send(speaker, "/help")
    group.send(speaker, f"@{listener.bot} a mention is no command")
    group.send(speaker, f"please /help@{listener.bot}")
    group.send(speaker, "an answer", **answering(sent))
    assert heard(listener) == [f"please /help@{listener.bot}", "an answer"]


@pytest.mark.parametrize(
    ("privacy", "admin", "hears"), [(False, False, 1), (True, True, 1), (True, False, 0)]
)
def test_with_the_mode_a_bot_that_hears_all_users_hears_all_bots(
    make_bot: MakeBot, privacy: bool, admin: bool, hears: int
) -> None:
    speaker, listener = make_bot(), make_bot(bot_to_bot=True, privacy=privacy)
    group = Gathering(speaker, listener, admins=[listener.bot] if admin else [])
    group.send(speaker, "hello")
    assert len(heard(listener)) == hears


def test_the_speakers_mode_alone_opens_no_ear_for_everything(make_bot: MakeBot) -> None:
    speaker, listener = make_bot(bot_to_bot=True), make_bot(privacy=False)
    group = Gathering(speaker, listener)
    group.send(speaker, "hello")
    assert heard(listener) == []


def test_a_bot_never_hears_itself(make_bot: MakeBot) -> None:
    bot = make_bot(bot_to_bot=True, privacy=False)
    group = Gathering(bot, admins=[bot.bot])
    sent = group.send(bot, f"/help@{bot.bot}")
    group.send(bot, "an answer to myself", **answering(sent))
    bot.call("editMessageText", chat_id=group.id, message_id=sent, text="changed")
    assert news(bot) == []


def test_a_bot_sees_what_another_sends_and_changes(make_bot: MakeBot) -> None:
    speaker, listener = make_bot(), make_bot(bot_to_bot=True, privacy=False)
    group = Gathering(speaker, listener)
    asked = group.send(listener, "/start")
    menu = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    sent = group.send(speaker, "wait…", reply_markup=menu, **answering(asked))
    about = {"chat_id": group.id, "message_id": sent}
    speaker.call("editMessageText", **about, text="done", reply_markup=menu)
    speaker.call("editMessageReplyMarkup", **about)
    speaker.call("deleteMessage", **about)
    first, second = news(listener)
    message, edited = first["message"], second["edited_message"]
    assert (message["from"]["username"], message["from"]["is_bot"]) == (speaker.bot, True)
    assert (message["reply_to_message"]["text"], message["reply_markup"]) == ("/start", menu)
    assert (edited["message_id"], edited["text"], "edit_date" in edited) == (sent, "done", True)


def test_bots_in_different_groups_do_not_hear_each_other(make_bot: MakeBot) -> None:
    speaker, listener = make_bot(bot_to_bot=True), make_bot(bot_to_bot=True, privacy=False)
    Gathering(listener)
    group = Gathering(speaker)
    group.send(speaker, f"/help@{listener.bot}")
    assert news(listener) == []


def test_a_bot_that_left_hears_nothing_more(make_bot: MakeBot) -> None:
    speaker, listener = make_bot(), make_bot(bot_to_bot=True, privacy=False)
    group = Gathering(speaker, listener)
    listener.call("leaveChat", chat_id=group.id)
    news(listener)
    group.send(speaker, f"/help@{listener.bot}")
    group.write("hello")
    assert news(listener) == []
