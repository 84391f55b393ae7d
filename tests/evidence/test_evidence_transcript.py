import threading

from countersign.evidence.exchange import Exchange, said
from countersign.evidence.redaction import Redactor
from countersign.evidence.transcript import Transcript


def at(moment: float, body: str, **more: object) -> Exchange:
    return Exchange(
        at=1000.0 + moment, sender="Amira", receiver="the bot", channel="telegram", body=body,
        detail={key: value for key, value in more.items() if key != "took"},
        took=float(str(more["took"])) if "took" in more else None,
    )  # fmt: skip


def test_exchanges_are_in_order_of_time_whoever_reported_them_first() -> None:
    transcript = Transcript()
    for moment in (2.0, 0.5, 1.0):
        transcript.add(at(moment, str(moment)))
    assert [exchange.body for exchange in transcript.exchanges] == ["0.5", "1.0", "2.0"]


def test_secrets_are_masked_on_the_way_in() -> None:
    redact = Redactor(["tr0ub4dor"])
    transcript = Transcript(redact)
    heard: list[str] = []
    transcript.listen(heard.append)
    transcript.add(said("Amira", "tr0ub4dor", "http", "it is tr0ub4dor", headers={"X-Api-Key": "k"}, n=[1]))
    [kept] = transcript.exchanges
    assert kept.detail == {"headers": {"X-Api-Key": "«secret»"}, "n": [1]}
    for text in (str(kept), transcript.as_text(), transcript.summary(), *heard):
        assert "tr0ub4dor" not in text
    assert heard == [transcript.as_text()]


def test_a_dialogue_reads_like_one() -> None:
    transcript = Transcript()
    transcript.add(at(0.0, "/start"))
    transcript.add(at(0.125, "Welcome!", buttons=["🚀 Get Started", "Help"], took=0.12))
    transcript.add(
        at(1.5, "First line\n\nthird " + "word " * 30, buttons=[[{"label": "Yes"}], [{"label": "No"}]])
    )
    assert transcript.as_text() == (
        "+0.00 s   Amira → the bot [telegram]  /start\n"
        "+0.12 s   Amira → the bot [telegram after 0.12 s]  Welcome!\n"
        "          [🚀 Get Started] [Help]\n"
        "+1.50 s   Amira → the bot [telegram]\n"
        "          First line\n"
        "\n"
        f"          third{' word' * 17}\n"
        f"          {'word ' * 12}word\n"
        "          [Yes] [No]"
    )


def test_a_summary_counts_and_names_the_slowest_answer() -> None:
    transcript = Transcript()
    transcript.add(at(0.0, "/start", took=0.1))
    transcript.add(at(1.25, "Where is   it?", took=0.5))
    assert transcript.summary() == (
        "2 exchanges in 1.25 s: 2 by telegram; "
        "the slowest answer took 0.50 s (Amira to the bot: «Where is it?»)."
    )
    assert Transcript().summary() == "Nothing was said."
    assert Transcript().as_text() == "(nothing was said)"


def test_a_long_body_is_cut_and_says_so_and_half_a_secret_does_not_show() -> None:
    transcript = Transcript(Redactor(["tr0ub4dor-and-more"]), longest=50)
    transcript.add(at(0.0, "x" * 45 + "tr0ub4dor-and-more" + "y" * 100))
    [kept] = transcript.exchanges
    assert kept.body == "x" * 45 + "«secr\n(… 103 characters left out …)"


def test_of_too_many_exchanges_those_in_the_middle_are_left_out_and_counted() -> None:
    transcript = Transcript(most=4)
    for moment in range(10):
        transcript.add(at(float(moment), f"number {moment}"))
    assert [exchange.body[-1] for exchange in transcript.exchanges] == ["0", "1", "8", "9"]
    assert transcript.left_out == 6
    assert "6 exchanges left out here" in transcript.as_text().splitlines()[2]
    assert "6 more left out" in transcript.summary()


def test_nothing_is_lost_when_many_threads_add_at_once() -> None:
    transcript = Transcript()
    start = threading.Barrier(8)

    def add(worker: int) -> None:
        start.wait(30)
        for number in range(50):
            transcript.add(at(float(number), f"{worker}/{number}"))

    threads = [threading.Thread(target=add, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len({exchange.body for exchange in transcript.exchanges}) == 400


def test_a_secret_that_is_learned_after_it_was_said_is_not_shown_either() -> None:
    redactor = Redactor()
    transcript = Transcript(redactor)
    transcript.add(at(0.0, "the word is tr0ub4dor-and-more"))
    redactor.learn("tr0ub4dor-and-more")
    assert [exchange.body for exchange in transcript.exchanges] == ["the word is «secret»"]
    assert "tr0ub4dor" not in transcript.as_text() + transcript.summary()


def test_what_is_changed_after_it_was_noted_changes_no_evidence() -> None:
    detail = {"buttons": ["Yes"]}
    transcript = Transcript()
    transcript.add(Exchange(at=0.0, sender="a", receiver="b", channel="c", body="", detail=detail))
    detail["buttons"].append("No")
    assert transcript.exchanges[0].detail == {"buttons": ["Yes"]}
