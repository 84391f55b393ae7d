"""Accounts and keys: who gets in, who doesn't, and what nobody else can touch."""

from typing import Any

import pytest

from ..together import together
from .house import House


def test_a_new_customer_has_a_key_and_no_credits(house: House) -> None:
    amira = house.newcomer()
    answer = amira.registers(email="Amira.Haddad@Example.COM")
    assert answer.status_code == 201
    told = answer.json()
    assert told == {
        "user_id": amira.id,
        "username": amira.username,
        "email": "amira.haddad@example.com",
        "api_key": amira.key,
        "credits": 0.0,
    }
    assert amira.balance == 0
    assert amira.movements() == []
    house.changes("DELETE FROM users WHERE id = :id", id=amira.id)


def test_neither_name_nor_address_is_given_twice(house: House) -> None:
    amira = house.customer()
    email = f"{amira.username}@example.com"
    twins = [{"username": amira.username.upper()}, {"email": email.upper()}]
    assert [house.newcomer().registers(**twin).status_code for twin in twins] == [409, 409]
    assert len(house.rows("SELECT id FROM users WHERE email = :email", email=email)) == 1


def test_two_who_register_the_same_at_once_are_one(house: House) -> None:
    same = {"username": "the_same", "email": "the.same@example.com"}
    newcomers = [house.newcomer() for _ in range(8)]
    calls = [lambda who=who: who.registers(**same) for who in newcomers]
    assert sorted(answer.status_code for answer in together(calls)) == [201] + [409] * 7
    house.changes("DELETE FROM users WHERE username = 'the_same'")


@pytest.mark.parametrize(
    "email",
    ["", "amira", "amira@", "@example.com", "amira@example", "a b@example.com", "a@b@example.com",
     "amira@example..com", ".amira@example.com", "a..b@example.com", "amira@-example.com",
     "amira@example.com\n", "amira@exam\u00adple.com", f"{'a' * 65}@example.com", f"a@{'b' * 250}.com"],
)  # fmt: skip
def test_what_is_no_e_mail_address_is_refused(small: House, email: str) -> None:
    amira = small.newcomer()
    assert amira.registers(email=email).status_code == 422
    assert small.rows("SELECT id FROM users WHERE username = :name", name=amira.username) == []


@pytest.mark.parametrize(
    "changed", [{"username": "ab"}, {"username": "a b c"}, {"admin": True}, {"email": 5}]
)
def test_what_else_is_wrong_is_refused(small: House, changed: dict[str, Any]) -> None:
    assert small.newcomer().registers(**changed).status_code == 422


def test_nobody_gets_in_without_a_key_that_is_known(small: House) -> None:
    amira = small.customer(cents=500)
    for header in [
        "",
        "Bearer",
        "Bearer gw-wrong",
        f"Basic {amira.key}",
        amira.key,
        f"Bearer {amira.key}x",
    ]:
        amira_like = {"Authorization": header} if header else {}
        for method, path in [
            ("POST", "/v1/chat/completions"),
            ("GET", "/user/balance"),
            ("GET", "/user/credit-transactions"),
            ("GET", "/user/api-keys"),
            ("POST", "/user/api-keys"),
            ("DELETE", "/user/api-keys/1"),
            ("GET", "/referral/link"),
            ("GET", "/referral/stats"),
            ("POST", "/referral/apply"),
            ("POST", "/checkout-session"),
        ]:
            answer = amira.http.request(method, path, headers=amira_like)
            assert answer.status_code == 401, (header, path)
            assert answer.json()["error"]["code"] == "invalid_api_key"
    assert small.asked_of_models(amira) == []


def test_a_new_key_works_at_once_and_a_deleted_one_no_more(house: House) -> None:
    amira = house.customer(cents=500)
    made = amira.posts("/user/api-keys", {"name": "for my laptop"})
    assert made.status_code == 201
    first, amira.key = amira.key, made.json()["api_key"]
    assert amira.asks().status_code == 200
    listed = amira.gets("/user/api-keys")["data"]
    assert [key["name"] for key in listed] == ["the first key", "for my laptop"]
    assert not any(secret in str(listed) for secret in (first, amira.key))
    deleted = amira.http.delete(f"/user/api-keys/{made.json()['id']}", headers=amira.headers)
    assert deleted.status_code == 204
    assert amira.asks().status_code == 401
    amira.key = first
    assert amira.asks().status_code == 200
    assert len(house.asked_of_models(amira)) == 2


def test_the_last_key_stays(house: House) -> None:
    amira = house.customer()
    [own] = amira.gets("/user/api-keys")["data"]
    assert amira.http.delete(f"/user/api-keys/{own['id']}", headers=amira.headers).status_code == 409
    assert amira.balance == 0


def test_nobody_deletes_the_last_two_keys_at_once(house: House) -> None:
    amira = house.customer()
    amira.posts("/user/api-keys", {})
    ids = [key["id"] for key in amira.gets("/user/api-keys")["data"]]
    calls = [
        lambda key_id=key_id: amira.http.delete(f"/user/api-keys/{key_id}", headers=amira.headers)
        for key_id in ids
    ]
    statuses = sorted(answer.status_code for answer in together(calls))
    assert statuses in ([204, 401], [204, 409]), "the loser found either its own key or its right gone"
    assert len(house.rows("SELECT id FROM api_keys WHERE user_id = :id", id=amira.id)) == 1


@pytest.mark.parametrize("key_id", ["0", "x", "999999999999999999999", "-1"])
def test_a_key_that_is_none_is_not_found(small: House, key_id: str) -> None:
    amira = small.customer()
    assert amira.http.delete(f"/user/api-keys/{key_id}", headers=amira.headers).status_code == 404


def test_nobody_touches_anothers_key(house: House) -> None:
    amira, ben = house.customer(), house.customer()
    ben.posts("/user/api-keys", {})
    theirs = ben.gets("/user/api-keys")["data"]
    for key in theirs:
        assert amira.http.delete(f"/user/api-keys/{key['id']}", headers=amira.headers).status_code == 404
    assert ben.gets("/user/api-keys")["data"] == theirs


def test_no_key_is_kept_as_it_is(house: House) -> None:
    amira = house.customer()
    [kept] = house.rows("SELECT * FROM api_keys WHERE user_id = :id", id=amira.id)
    assert amira.key not in str(kept)
    assert len(kept["key_hash"]) == 64


def test_transactions_come_page_by_page(house: House) -> None:
    amira = house.customer(cents=500)
    for _ in range(4):
        amira.asks()
    whole = amira.movements()
    assert [row["transaction_type"] for row in whole] == ["api_usage"] * 4 + ["purchase"]
    pages = [amira.gets(f"/user/credit-transactions?limit=2&offset={offset}") for offset in (0, 2, 4, 6)]
    assert [row for page in pages for row in page["transactions"]] == whole
    assert {page["total"] for page in pages} == {5}


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=x", "limit=-1", "offset=-1", "offset=1.5", "limit="]
)
def test_a_page_that_is_none_is_refused(small: House, query: str) -> None:
    amira = small.customer()
    answer = amira.http.get(f"/user/credit-transactions?{query}", headers=amira.headers)
    assert answer.status_code == 422
