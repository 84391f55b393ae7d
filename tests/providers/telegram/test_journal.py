"""What a stand-in remembers, and for how long."""

import asyncio

from countersign.providers.journal import Entry, Journal

from ..telegram_scene import Scene


def _any(_: Entry) -> bool:
    return True


def _filled(kept: int, number: int) -> Journal:
    async def fill() -> Journal:
        journal = Journal(kept)
        for count in range(1, number + 1):
            await journal.note("counted", count=count)
        return journal

    return asyncio.run(fill())


def test_the_newest_entries_are_kept_and_the_count_goes_on() -> None:
    for number in range(1, 40):
        journal = _filled(5, number)
        entries = journal.after(0, _any)
        assert journal.last == entries[-1].seq == number
        assert min(number, 5) <= len(entries) < 10
        assert [entry.data["count"] for entry in entries] == [entry.seq for entry in entries]
        assert journal.missed(0) == number - len(entries)


def test_what_is_newer_is_found_after_some_was_forgotten() -> None:
    journal = _filled(5, 23)
    assert [entry.seq for entry in journal.after(21, _any)] == [22, 23]
    assert journal.after(23, _any) == journal.after(99, _any) == []
    assert journal.missed(21) == 0


def test_who_waits_is_woken_by_an_entry_that_makes_others_go() -> None:
    async def run() -> list[Entry]:
        journal = Journal(2)
        for _ in range(3):
            await journal.note("old")
        waiting = asyncio.create_task(journal.wait_after(3, _any, 5.0))
        await asyncio.sleep(0)
        await journal.note("new")
        return await waiting

    assert [(entry.seq, entry.kind) for entry in asyncio.run(run())] == [(4, "new")]


def test_nothing_is_said_to_be_missed_while_all_is_there(scene: Scene) -> None:
    scene.call("getMe")
    assert "missed" not in scene.stage.get("/requests", params={"bot": scene.bot}).json()
