"""Sending messages over real HTTP: what comes back, what is kept, who may ask."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
import pytest

from countersign.errors import UserError
from countersign.providers.credentials import new_twilio_account
from countersign.providers.twilio import Account, twilio_app

from ..conftest import Serve
from .scene import OTHER_SENDER, SENDER, SERVICE, TOKEN, Twilio


def test_an_accepted_message_is_queued_and_shown_whole(twilio: Twilio, amira: str) -> None:
    answer = twilio.send(amira)

    assert answer.status_code == 201
    message = answer.json()
    account, sid = twilio.account.sid, message["sid"]
    assert re.fullmatch(r"SM[0-9a-f]{32}", sid)
    created = parsedate_to_datetime(message.pop("date_created"))
    assert abs(datetime.now(UTC) - created) < timedelta(minutes=1)
    assert message.pop("date_updated").endswith(" +0000")
    assert message == {
        "account_sid": account,
        "api_version": "2010-04-01",
        "body": "Your code: 123456",
        "date_sent": None,
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "from": SENDER,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": "1",
        "price": None,
        "price_unit": "USD",
        "sid": sid,
        "status": "queued",
        "subresource_uris": {"media": f"/2010-04-01/Accounts/{account}/Messages/{sid}/Media.json"},
        "tags": None,
        "to": amira,
        "uri": f"/2010-04-01/Accounts/{account}/Messages/{sid}.json",
    }


def test_an_accepted_message_is_on_the_phone_and_delivered(twilio: Twilio, amira: str) -> None:
    sid = twilio.sent(amira, Body="é" * 161)["sid"]

    box = twilio.phone(amira)
    assert box["last"] == 1
    (message,) = box["messages"]
    assert abs(message.pop("at") - datetime.now(UTC).timestamp()) < 60
    assert message == {
        "seq": 1,
        "sid": sid,
        "to": amira,
        "sender": SENDER,
        "body": "é" * 161,
        "segments": 2,
        "status": "delivered",
    }
    fetched = twilio.fetch(sid)
    assert (fetched["status"], fetched["num_segments"], fetched["error_code"]) == ("delivered", "2", None)
    assert parsedate_to_datetime(fetched["date_sent"]) >= parsedate_to_datetime(fetched["date_created"])


def test_a_messaging_service_chooses_the_sender_later(twilio: Twilio, amira: str) -> None:
    message = twilio.sent(amira, From=None, MessagingServiceSid=SERVICE)

    assert (message["status"], message["from"], message["num_segments"]) == ("accepted", None, "0")
    assert message["messaging_service_sid"] == SERVICE
    fetched = twilio.fetch(message["sid"])
    assert (fetched["status"], fetched["from"], fetched["num_segments"]) == ("delivered", SENDER, "1")
    assert twilio.phone(amira)["messages"][0]["sender"] == SENDER


def test_a_messaging_service_does_not_write_to_itself(twilio: Twilio) -> None:
    message = twilio.sent(SENDER, From=None, MessagingServiceSid=SERVICE)

    assert twilio.fetch(message["sid"])["from"] == OTHER_SENDER


def test_a_refused_message_is_not_sent(twilio: Twilio, amira: str) -> None:
    answer = twilio.send(amira, Body=None)

    assert answer.status_code == 400
    assert answer.json() == {
        "code": 21602,
        "message": "Message body is required.",
        "more_info": "https://www.twilio.com/docs/errors/21602",
        "status": 400,
    }
    assert twilio.phone(amira) == {"messages": [], "last": 0}
    assert twilio.api.get("/Messages.json", params={"To": amira}).json()["messages"] == []


def test_a_body_that_is_no_form_has_no_parameters(twilio: Twilio, amira: str) -> None:
    answer = twilio.api.post("/Messages.json", json={"To": amira, "From": SENDER, "Body": "x"})

    assert (answer.status_code, answer.json()["code"]) == (400, 21604)


def test_a_multipart_form_is_taken(twilio: Twilio, amira: str) -> None:
    form = {"To": amira, "From": SENDER, "Body": "x"}
    answer = twilio.api.post("/Messages.json", files={name: (None, value) for name, value in form.items()})

    assert answer.status_code == 201


def test_messages_are_listed_page_by_page(start: Callable[..., Twilio], amira: str, basil: str) -> None:
    twilio = start()
    sids = [twilio.sent(amira)["sid"] for _ in range(3)]
    twilio.sent(basil, From=OTHER_SENDER)

    assert len(twilio.api.get("/Messages.json").json()["messages"]) == 4
    assert len(twilio.api.get("/Messages.json", params={"From": OTHER_SENDER}).json()["messages"]) == 1
    page = twilio.api.get("/Messages.json", params={"To": amira, "PageSize": 2}).json()
    assert [message["sid"] for message in page["messages"]] == [sids[2], sids[1]]
    assert (page["page"], page["page_size"], page["start"], page["end"]) == (0, 2, 0, 1)
    assert page["previous_page_uri"] is None
    following = httpx.get(
        f"{twilio.url}{page['next_page_uri']}", auth=(twilio.account.sid, twilio.account.auth_token)
    ).json()
    assert [message["sid"] for message in following["messages"]] == [sids[0]]
    assert following["next_page_uri"] is None
    assert following["previous_page_uri"] == page["first_page_uri"]
    full = twilio.api.get("/Messages.json", params={"To": amira, "PageSize": 3}).json()
    assert (len(full["messages"]), full["next_page_uri"]) == (3, None)


@pytest.mark.parametrize(
    "query", [{"PageSize": "0"}, {"PageSize": "many"}, {"Page": "-1"}, {"Page": "9" * 5000}]
)
def test_a_list_that_makes_no_sense_is_refused(twilio: Twilio, query: dict[str, str]) -> None:
    answer = twilio.api.get("/Messages.json", params=query)

    assert (answer.status_code, answer.json()["code"]) == (400, 20422)


def test_the_account_is_shown_without_its_token(twilio: Twilio) -> None:
    answer = twilio.api.get(f"{twilio.url}/2010-04-01/Accounts/{twilio.account.sid}.json")

    assert (answer.json()["sid"], answer.json()["status"]) == (twilio.account.sid, "active")
    assert twilio.account.auth_token not in answer.text
    assert re.fullmatch(r"RQ[0-9a-f]{32}", answer.headers["Twilio-Request-Id"])


def test_the_credentials_of_the_account_are_needed(twilio: Twilio, amira: str) -> None:
    path, sid = twilio.api.base_url, twilio.account.sid
    form = {"To": amira, "From": SENDER, "Body": "x"}

    def refused(auth: tuple[str, str] | None) -> str:
        answer = httpx.post(f"{path}Messages.json", data=form, auth=auth)
        assert (answer.status_code, answer.json()["code"]) == (401, 20003)
        assert answer.headers["WWW-Authenticate"].startswith("Basic")
        return str(answer.json()["message"])

    assert refused(None) == "Authentication Error - No credentials provided"
    assert refused((f"AC{'0' * 32}", twilio.account.auth_token)) == "Authentication Error - invalid username"
    assert refused((sid, "a-wrong-token")) == "Authenticate"
    assert refused((sid, "")) == "Authenticate"
    assert twilio.phone(amira)["messages"] == []
    assert "a-wrong-token" not in twilio.stage.get("/requests").text


@pytest.mark.parametrize("header", ["Basic", "Basic !", "Basic /w==", "Bearer x"])
def test_credentials_that_are_none_are_refused(twilio: Twilio, header: str) -> None:
    answer = httpx.get(f"{twilio.api.base_url}Messages.json", headers={"Authorization": header})

    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


def test_an_account_does_not_see_another(serve: Serve, amira: str) -> None:
    accounts = [Account(*new_twilio_account(), numbers=[SENDER]) for _ in range(2)]
    url = serve(twilio_app(backstage_token=TOKEN, accounts=accounts))
    mine, other = (Twilio(url, account) for account in accounts)
    sid = mine.sent(amira)["sid"]

    assert other.api.get(f"/Messages/{sid}.json").status_code == 404
    assert other.api.get("/Messages.json").json()["messages"] == []
    answer = httpx.get(f"{mine.api.base_url}Messages.json", auth=(accounts[1].sid, accounts[1].auth_token))
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)
    mine.close()
    other.close()


@pytest.mark.parametrize("path", ["/Messages", "/Messages.json/", "/Messages.xml", "/Calls.json"])
def test_where_nothing_is(twilio: Twilio, path: str) -> None:
    answer = twilio.api.get(path)

    assert answer.status_code == 404
    asked = f"/2010-04-01/Accounts/{twilio.account.sid}{path}"
    assert answer.json()["message"] == f"The requested resource {asked} was not found"
    assert answer.json()["code"] == 20404


def test_an_unknown_message_an_unfit_account_and_a_wrong_method(twilio: Twilio) -> None:
    assert twilio.api.get(f"/Messages/SM{'0' * 32}.json").json()["code"] == 20404
    wrong = httpx.post(f"{twilio.url}/2010-04-01/Accounts/none/Messages.json", auth=("none", "x"))
    assert (wrong.status_code, wrong.json()["code"]) == (404, 20404)
    answer = twilio.api.put("/Messages.json")
    assert (answer.status_code, answer.json()["code"]) == (405, 20004)


@pytest.mark.parametrize(
    "account",
    [Account("AC1", "token"), Account(f"AC{'0' * 32}", ""), Account(f"AC{'0' * 32}", "t", services=["MG1"])],
)
def test_an_account_that_cannot_be_is_told_in_a_sentence(account: Account) -> None:
    with pytest.raises(UserError):
        twilio_app(backstage_token=TOKEN, accounts=[account])


def test_two_accounts_of_one_sid_are_told_in_a_sentence() -> None:
    account = Account(*new_twilio_account())
    with pytest.raises(UserError, match=account.sid):
        twilio_app(backstage_token=TOKEN, accounts=[account, account])
