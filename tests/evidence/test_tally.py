"""Answers are counted by where they came from."""

from countersign.evidence.tally import Tally, origin_of


def test_only_what_is_asked_for_is_counted_and_only_once() -> None:
    tally = Tally()
    for url, status in (
        ("http://127.0.0.1:8080/a?b", 200),
        ("http://127.0.0.1:8080/c", 503),
        ("http://127.0.0.1:8080", 404),
        ("http://127.0.0.1:9999/c", 500),
    ):
        tally.note(url, status)
    assert tally.take({"http://127.0.0.1:8080"}) == (3, 1)
    assert tally.take({"http://127.0.0.1:8080", "http://127.0.0.1:9999"}) == (0, 0)


def test_an_origin_holds_no_credentials() -> None:
    assert origin_of("https://user@shop.example:8443/x?y#z") == "https://shop.example:8443"
