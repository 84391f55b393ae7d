import threading

import httpx
import pytest

from countersign.evidence.transcript import Transcript
from countersign.people.callback_listener import CallbackListener, Reply


def test_what_comes_is_kept_in_order_and_told(transcript: Transcript) -> None:
    with CallbackListener("Telegram", transcript) as listener:
        for text in ("one", "two"):
            assert httpx.post(listener.url, json={"text": text}, headers={"X-Token": "t"}).status_code == 200
        found = listener.deliveries
    assert [delivery.document for delivery in found] == [{"text": "one"}, {"text": "two"}]
    assert [delivery.headers["x-token"] for delivery in found] == ["t", "t"]
    assert found[0].at < found[1].at
    assert '{"text":"one"}' in transcript.as_text()


def test_replies_are_given_once_each_and_only_to_what_they_are_for(transcript: Transcript) -> None:
    with CallbackListener("Telegram", transcript) as listener:
        listener.will_answer(Reply(500, {"Retry-After": "3"}, b"no", only_for=b"two"))
        assert httpx.post(listener.url, content=b"one").status_code == 200
        refused = httpx.post(listener.url, content=b"two")
        assert (refused.status_code, refused.headers["Retry-After"], refused.text) == (500, "3", "no")
        assert httpx.post(listener.url, content=b"two").status_code == 200
        assert [delivery.status for delivery in listener.deliveries] == [200, 500, 200]


def test_whoever_waits_is_woken_by_what_comes(transcript: Transcript) -> None:
    with CallbackListener("Twilio", transcript) as listener:
        poster = threading.Thread(target=httpx.post, args=(listener.url,), kwargs={"content": b"news"})
        poster.start()
        assert listener.wait_until(lambda found: len(found) == 1, 30.0)
        poster.join(30)


def test_waiting_ends(transcript: Transcript) -> None:
    with CallbackListener("Twilio", transcript) as listener:
        assert listener.wait_until(bool, 0.05) == []


def test_what_is_no_object_is_an_empty_document(transcript: Transcript) -> None:
    with CallbackListener("Twilio", transcript) as listener:
        httpx.post(listener.url, content=b"a=b")
        assert listener.deliveries[0].document == {}


def test_nobody_listens_when_it_is_closed(transcript: Transcript) -> None:
    with CallbackListener("Twilio", transcript) as listener:
        url = listener.url
    with pytest.raises(httpx.ConnectError):
        httpx.post(url, content=b"late")
