"""Masking: what is hidden however it is written, and what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.sandbox.training.masking import masked

ACCOUNTS = [
    "AC-123456",
    "ac-123456",
    "Ac-123456",
    "AC‑123456",
    "AC–123456",
    "ＡＣ－１２３４５６",
    "AC-\n123456",
    "AC 123456",
    "AC123456",
    "AC-123-456",
    "A\u200bC-12\u200b3456",
    "АС-123456",
    "AC-1234567",
    "AC-١٢٣٤٥٦",
]
CARDS = [
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "4111111111111111",
    "4111 1111\n1111 1111",
    "4111\u00a01111 1111 1111",
    "４１１１ １１１１ １１１１ １１１１",
    "٤١١١ ١١١١ ١١١١ ١١١١",
    "4111\u200b111111111111",
    "4111.1111.1111.1111",
    "4111–1111–1111–1111",
    "4111 - 1111 - 1111 - 1111",
    "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
    "3782 822463 10005",
    "378282246310005",
    "5555555555554444",
    "2223 0031 2200 3222",
    "6011111111111117",
    "30569309025904",
    "3530111333300000",
    "4222222222222",
    "6200000000000005",
]
EMAILS = [
    "a@b.com",
    "amira.haddad+x@mail.example.co.uk",
    "AMIRA@EXAMPLE.COM",
    "a @ b.com",
    "amira@\nexample.com",
    "amira@example\n.com",
    "ａｍｉｒａ＠ｅｘａｍｐｌｅ．ｃｏｍ",
    "müller@bücher.de",
    "a\u200b@b.com",
    "o'neil_1%x@b-c.org",
    "amira@xn--bcher-kva.example",
    "a@[127.0.0.1]",
]
NUMBERS = [
    "123-45-6789",
    "123 45 6789",
    "123–45–6789",
    "１２３-４５-６７８９",
    "123-45-\n6789",
    "123.45.6789",
    "123 - 45 - 6789",
    "078-05-1120",
    "987-65-4321",
]
SECRETS = [
    (secret, mask)
    for mask, secrets in (
        ("{{ACCOUNT}}", ACCOUNTS),
        ("{{CARD}}", CARDS),
        ("{{EMAIL}}", EMAILS),
        ("{{SSN}}", NUMBERS),
    )
    for secret in secrets
]
HARMLESS = [
    "ORD-123456",
    "MAC-123456",
    "AC-12345",
    "order number 100-4567-88",
    "ORD-2026-000123",
    "+14155550123",
    "+1 (415) 555-0123",
    "+49 1512 3456789",
    "+44 7700 900123",
    "call 555-0100 or 555-0101",
    "2026-11-21 14:30:00",
    "12.11.2026",
    "from 2026-11-21 to 2026-11-22",
    "4111 1111 1111 1112",
    "1234 5678 9012 3456",
    "123456789",
    "123-456-7890",
    "12-345-6789",
    "1123-45-6789",
    "000-12-3456",
    "$1,234,567.89",
    "1,000,000,000,000",
    "a@b",
    "@john",
    "tell me @john. Please",
    "5 @ 3.50 each",
    "1Z999AA10123456784",
    "Order 112-3456789-1234567",
    "10:30-11:45",
    "Air conditioning AC 12",
    "3.14159265358979",
    "192.168.100.200",
    "{{CARD}}",
    "",
]


@pytest.mark.parametrize(("secret", "mask"), SECRETS)
@pytest.mark.parametrize("around", ["{}", "It is {}, thanks.", "({})", "my:{}\nand more", "<{}>", '"{}"'])
def test_a_secret_is_hidden_however_it_is_written(secret: str, mask: str, around: str) -> None:
    assert masked(around.format(secret)) == around.format(mask)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_secret_is_left_alone(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AC-123456,AC-654321", "{{ACCOUNT}},{{ACCOUNT}}"),
        ("4111111111111111 5555555555554444", "{{CARD}} {{CARD}}"),
        ("order 12 4111 1111 1111 1111 123", "order 12 {{CARD}} 123"),
        ("card:4111111111111111,exp 12/29", "card:{{CARD}},exp 12/29"),
        ("AC-4111111111111111", "AC-{{CARD}}"),
        ("SSN 123456789", "SSN {{SSN}}"),
        ("my social security number is 123456789", "my social security number is {{SSN}}"),
        ("a@b.com, c@d.org. Thanks", "{{EMAIL}}, {{EMAIL}}. Thanks"),
        ("mailto:a@b.com", "mailto:{{EMAIL}}"),
        ("123-45-6789/4111111111111111", "{{SSN}}/{{CARD}}"),
    ],
)
def test_several_secrets_are_all_hidden(text: str, expected: str) -> None:
    assert masked(text) == expected


def luhn_complete(digits: str) -> str:
    """The digits with the one that makes them pass."""
    total = 0
    for at, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 if at % 2 else 2)
        total += doubled - 9 if doubled > 9 else doubled
    return f"{digits}{-total % 10}"


@given(
    st.from_regex(r"4[0-9]{14}", fullmatch=True), st.sampled_from(["", " ", "-", "\n", " - ", ".", "\u2011"])
)
def test_every_visa_card_is_hidden(digits: str, separator: str) -> None:
    number = luhn_complete(digits)
    groups = separator.join(number[at : at + 4] for at in range(0, 16, 4))
    assert masked(f"My card is {groups} and valid.") == "My card is {{CARD}} and valid."


@given(st.text(alphabet="aA0123456789 -.@\nCcＡ１{}:,+", max_size=80))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = masked(text)
    assert masked(once) == once


@given(st.text(max_size=60), st.sampled_from(SECRETS), st.text(max_size=60))
def test_nothing_around_a_secret_uncovers_it(before: str, hidden: tuple[str, str], after: str) -> None:
    secret, mask = hidden
    assert mask in masked(f"{before}; {secret}; {after}")
