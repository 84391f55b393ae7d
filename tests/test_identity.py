import json
import multiprocessing
import os
import re
import stat
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.errors import UserError
from countersign.evidence.invented import is_invented_phone
from countersign.evidence.personal_data import passes_luhn
from countersign.identity import PhoneBook, is_test_email, is_test_telegram_id, person


@given(st.text(max_size=40))
def test_whoever_is_made_up_is_well_formed_and_bears_the_mark(name: str) -> None:
    someone = person(name)
    local, _, domain = someone.email.partition("@")
    assert someone.name == name
    assert 4_000_000_000_000_000 <= someone.telegram_id < 4_500_000_000_000_000
    assert is_test_telegram_id(someone.telegram_id)
    assert is_test_email(someone.email.upper())
    assert re.fullmatch(r"[a-z0-9]+\.[a-z0-9]+", local)
    assert len(local) <= 64
    assert domain.count(".") >= 1
    assert re.fullmatch(r"[A-Za-z]\w{4,31}", someone.username, re.ASCII)
    assert someone.first_name
    assert someone.last_name
    assert not passes_luhn(str(someone.telegram_id))


def test_names_are_those_of_the_feature() -> None:
    amira = person("Amira Haddad")
    assert (amira.first_name, amira.last_name) == ("Amira", "Haddad")
    assert person("Amira").first_name == "Amira"
    assert amira.email.startswith("amira.")


def test_nobody_is_ever_made_up_twice() -> None:
    people = [person("Amira") for _ in range(500)]
    for field in ("telegram_id", "email", "username"):
        assert len({getattr(someone, field) for someone in people}) == 500


def test_forked_workers_make_up_different_people() -> None:
    read, write = os.pipe()
    children = []
    for _ in range(4):
        child = os.fork()
        if child == 0:
            os.write(write, f"{person('Amira').telegram_id}\n".encode())
            os._exit(0)
        children.append(child)
    os.close(write)
    for child in children:
        os.waitpid(child, 0)
    with os.fdopen(read) as ids:
        assert len(set(ids)) == 4


@pytest.mark.parametrize(
    "telegram_id", [0, 42, 123456789, 3_999_999_999_999_999, 4_500_000_000_000_000, -4_100_000_000_000_000]
)
def test_ids_of_others_bear_no_mark(telegram_id: int) -> None:
    assert not is_test_telegram_id(telegram_id)


@pytest.mark.parametrize(
    "address", ["", "amira@example.com", "amira@countersign.example.com.evil.org", "countersign.example.com"]
)
def test_addresses_of_others_bear_no_mark(address: str) -> None:
    assert not is_test_email(address)


def test_a_leased_number_is_fictional_and_nobody_elses_until_it_is_given_back(tmp_path: Path) -> None:
    book = PhoneBook(tmp_path / "leases")
    numbers = [book.lease_phone() for _ in range(20)]
    assert len(set(numbers)) == 20
    assert all(
        re.fullmatch(r"\+1[2-9]\d\d55501\d\d", number) and is_invented_phone(number) for number in numbers
    )
    for number in numbers:
        book.give_back(number)
    book.give_back("+12015550100")
    assert (tmp_path / "leases" / "phones.json").read_text() == "{}"


def lease(folder: Path, count: int) -> list[str]:
    return [PhoneBook(folder).lease_phone() for _ in range(count)]


def test_a_number_abroad_has_another_country(tmp_path: Path) -> None:
    book = PhoneBook(tmp_path)
    numbers = [book.lease_phone(abroad=True) for _ in range(20)]
    assert all(re.fullmatch(r"\+447700900\d{3}", number) for number in numbers)
    assert len(set(numbers)) == 20


def test_processes_never_lease_the_same_number(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, multiprocessing.get_context("fork")) as pool:
        leased = list(pool.map(lease, [tmp_path] * 4, [10] * 4))
    assert len({number for numbers in leased for number in numbers}) == 40


def test_a_lease_ends_after_a_day(tmp_path: Path) -> None:
    (tmp_path / "phones.json").write_text('{"+12015550100": 1.0, "+12015550101": 9e12}')
    PhoneBook(tmp_path).give_back("+12015550199")
    assert (tmp_path / "phones.json").read_text() == '{"+12015550101": 9000000000000.0}'


def test_a_number_that_a_deployment_knows_is_kept_for_longer(tmp_path: Path) -> None:
    book = PhoneBook(tmp_path)
    number = book.lease_phone()
    book.keep(number)
    ends = json.loads((tmp_path / "phones.json").read_text())[number]
    assert 364 < (ends - time.time()) / (24 * 3600) <= 365


def test_when_all_numbers_are_leased_the_user_is_told(tmp_path: Path) -> None:
    book = PhoneBook(tmp_path)
    book.lease_phone()
    areas = range(200, 1000)
    leases = ",".join(f'"+1{area}55501{last:02d}": 9e12' for area in areas for last in range(100))
    (tmp_path / "phones.json").write_text(f"{{{leases}}}")
    with pytest.raises(UserError, match="all phone numbers for tests are leased"):
        book.lease_phone()


def test_a_damaged_or_unwritable_lease_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "phones.json").write_text("[")
    with pytest.raises(UserError, match=r"phones\.json is damaged.*delete it"):
        PhoneBook(tmp_path).lease_phone()
    blocked = tmp_path / "file"
    blocked.touch(stat.S_IRUSR)
    with pytest.raises(UserError, match="can't be kept here"):
        PhoneBook(blocked / "leases").lease_phone()
