from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from countersign.cleanup import NotRemovedError, customer
from countersign.customers import Customers
from countersign.errors import UserError
from countersign.evidence.transcript import Transcript
from countersign.identity import Person, person
from countersign.ledger import Entry
from countersign.records.referrals import ReferralRecords, money

TABLES = (
    "CREATE TABLE accounts (id INTEGER PRIMARY KEY, email TEXT, username TEXT, tier TEXT, balance BIGINT,"
    " referred_by BIGINT REFERENCES accounts (id))",
    "CREATE TABLE api_keys (id INTEGER PRIMARY KEY, user_id BIGINT REFERENCES accounts (id))",
    "CREATE TABLE credit_transactions (id INTEGER PRIMARY KEY, user_id BIGINT REFERENCES accounts (id),"
    " amount BIGINT, transaction_type TEXT, balance_before BIGINT, balance_after BIGINT, request_id TEXT)",
    "CREATE TABLE referrals (id INTEGER PRIMARY KEY, referrer_id BIGINT REFERENCES accounts (id),"
    " referred_user_id BIGINT REFERENCES accounts (id), status TEXT, bonus_amount BIGINT)",
    "CREATE TABLE payments (id TEXT PRIMARY KEY, user_id BIGINT REFERENCES accounts (id), status TEXT)",
)
NAMES = {"users": "accounts", "users.credits": "balance"}
AMIRA, BRUNO = person("Amira"), person("Bruno")
STRANGER = "somebody@acme.com"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = create_engine(f"sqlite:///{tmp_path}/gateway.db")
    with made.begin() as door:
        for statement in TABLES:
            door.execute(text(statement))
        for number, email in enumerate((AMIRA.email, BRUNO.email, STRANGER), start=1):
            door.execute(
                text("INSERT INTO accounts VALUES (:id, :email, :email, 'bronze', 10000000000000, NULL)"),
                {"id": number, "email": email},
            )
        door.execute(text("UPDATE accounts SET referred_by = 1 WHERE id = 2"))
        door.execute(text("INSERT INTO referrals VALUES (1, 1, 2, 'completed', 10000000000000)"))
        door.execute(text("INSERT INTO payments VALUES ('pay_1', 2, 'paid')"))
        door.execute(text("INSERT INTO api_keys VALUES (1, 1)"))
        door.execute(
            text("INSERT INTO credit_transactions VALUES (1, 1, :ten, 'referral_bonus', 0, :ten, 'r')"),
            {"ten": 10**13},
        )
    yield made
    made.dispose()


def left(engine: Engine) -> dict[str, int]:
    with engine.connect() as door:
        names = ("accounts", "api_keys", "credit_transactions", "referrals", "payments")
        return {name: int(door.scalar(text(f"SELECT count(*) FROM {name}")) or 0) for name in names}


def cleaner(engine: Engine) -> Customers:
    return Customers(engine, NAMES, source="targets/t.toml")


def test_the_books_are_read_under_the_deployment_s_own_names(engine: Engine) -> None:
    records = ReferralRecords(engine, NAMES, Transcript())
    books = records.books_of(AMIRA.email, "Amira")
    assert (books.accounts, books.credits, books.tier) == (1, Decimal(10), "bronze")
    assert [one.described() for one in books.entries] == ["referral_bonus 10 (0 → 10)"]
    assert [one.described() for one in books.referrals] == ["completed for 10"]
    assert books.flaws() == []
    assert records.books_of(BRUNO.email, "Bruno").payments == ("paid",)
    assert "the entries come to 0" in records.books_of(BRUNO.email, "Bruno").flaws()[0]
    assert records.books_of("nobody@example.com", "Nobody").described() == "no account for nobody@example.com"
    assert records.accounts_of(username=AMIRA.email) == 1


def test_money_is_exact_decimals_or_whole_small_units_and_never_a_float() -> None:
    assert money(Decimal("0.1")) == Decimal("0.1")
    assert money(1) == Decimal("0.000000000001")
    with pytest.raises(AssertionError, match=r"hold 0\.1, which is a float"):
        money(0.1)


@pytest.mark.parametrize("someone", [AMIRA, BRUNO])
def test_a_customer_goes_with_all_that_is_theirs_and_nobody_else(engine: Engine, someone: Person) -> None:
    assert cleaner(engine)(customer(someone))
    assert left(engine)["accounts"] == 2
    assert left(engine)["referrals"] == 0
    assert not cleaner(engine)(customer(someone)), "there was nothing any more"


def test_whoever_bears_no_mark_is_not_touched(engine: Engine) -> None:
    entry = Entry(kind="customer", journey="referrals", identity={"email": STRANGER})
    with pytest.raises(NotRemovedError, match="does not bear the mark"):
        cleaner(engine)(entry)
    assert cleaner(engine).remove_all_marked() == 2
    assert left(engine) == {
        "accounts": 1, "api_keys": 0, "credit_transactions": 0, "referrals": 0, "payments": 0,
    }  # fmt: skip


def test_a_referral_of_somebody_real_stays(engine: Engine) -> None:
    with engine.begin() as door:
        door.execute(text("INSERT INTO referrals VALUES (2, 1, 3, 'pending', NULL)"))
    cleaner(engine).remove_all_marked()
    assert left(engine)["referrals"] == 1


def test_a_database_that_can_not_be_cleaned_ends_in_a_sentence(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/empty.db")
    with pytest.raises(UserError, match=r"targets/t\.toml: nothing can be removed through referrals\."):
        Customers(engine, {}, source="targets/t.toml").remove_all_marked()
    assert Customers(engine, {}, source="x", embedded=True).remove_all_marked() == 0
    assert Customers(engine, {}, source="x", embedded=True)(customer(AMIRA))
    engine.dispose()
