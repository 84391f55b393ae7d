import base64
import json
import string
import time
import timeit
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.evidence.personal_data import is_card, passes_luhn
from countersign.evidence.redaction import Redactor
from countersign.identity import TELEGRAM_IDS, is_test_telegram_id, person

redact = Redactor()

# Written so that no scanner for secrets takes them for such.
LOGIN = "me:pa"
KEY_BEGINS = f"-----BEGIN RSA PRIVATE {'KEY'}-----"

ALNUM = string.ascii_letters + string.digits


def word(alphabet: str, size: int, longest: int | None = None) -> st.SearchStrategy[str]:
    return st.text(alphabet, min_size=size, max_size=longest or size)


def with_luhn(front: str) -> str:
    return next(front + str(check) for check in range(10) if passes_luhn(front + str(check)))


def iban(country: str, account: str) -> str:
    digits = "".join(str(int(character, 36)) for character in f"{account}{country}00")
    return f"{country}{98 - int(digits) % 97:02d}{account}"


def grouped(digits: str, gap: str) -> str:
    return gap.join(digits[place : place + 4] for place in range(0, len(digits), 4))


TELEGRAM_TOKENS = st.builds("{}:AA{}".format, st.integers(10**7, 10**10), word(ALNUM + "-_", 33))
KEYS = st.one_of(
    st.builds("sk-{}".format, word(ALNUM, 48)),
    st.builds("sk-or-v1-{}".format, word("0123456789abcdef", 64)),
    st.builds("xkeysib-{}-{}".format, word("0123456789abcdef", 64), word(ALNUM, 16)),
    st.builds("xsmtpsib-{}-{}".format, word("0123456789abcdef", 64), word(ALNUM, 16)),
    st.builds("{}_{}".format, st.sampled_from(["sk_live", "sk_test", "rk_live", "rk_test"]), word(ALNUM, 24)),
    st.builds("whsec_{}".format, word(ALNUM, 32)),
    st.builds("AKIA{}".format, word(string.ascii_uppercase + string.digits, 16)),
    st.builds("ghp_{}".format, word(ALNUM, 36)),
)  # fmt: skip
JWTS = st.builds(
    "eyJ{}.{}.{}".format, word(ALNUM, 10, 40), word(ALNUM + "-_", 10, 60), word(ALNUM + "-_", 43)
)
CARDS = st.one_of(
    st.builds(with_luhn, st.builds("4{}".format, word("0123456789", 14))),
    st.builds(with_luhn, st.builds("5{}{}".format, st.integers(1, 5), word("0123456789", 13))),
    st.builds(with_luhn, st.builds("37{}".format, word("0123456789", 12))),
).filter(is_card)
LONG_CARDS = CARDS.filter(lambda card: len(card) == 16)
EMAILS = st.builds(
    "{}@{}.{}".format,
    word(string.ascii_lowercase + string.digits, 1, 20),
    word(string.ascii_lowercase, 4, 12).filter(lambda name: name not in ("example", "test")),
    st.sampled_from(["com", "org", "de", "co.uk"]),
)
PHONES = st.one_of(
    st.builds("+1415555{}{}".format, st.integers(2, 9), word("0123456789", 3)),
    st.builds("+49151{}".format, word("0123456789", 8)),
)
IBANS = st.builds(iban, st.just("DE"), word("0123456789", 18))
SSNS = st.builds("{}-{}-{}".format, *(word("0123456789", size) for size in (3, 2, 4)))

SHAPED = {
    "telegram token": TELEGRAM_TOKENS,
    "key": KEYS,
    "jwt": JWTS,
    "card": CARDS,
    "card in groups": st.builds(grouped, LONG_CARDS, st.sampled_from([" ", "-", "."])),
    "e-mail": EMAILS,
    "phone": PHONES,
    "iban": IBANS,
    "iban in groups": st.builds(grouped, IBANS, st.just(" ")),
    "social security number": SSNS,
}  # fmt: skip

CONTEXTS: dict[str, Callable[[str], str]] = {
    "alone": str,
    "in a sentence": "Amira wrote {} to the bot, twice.".format,
    "at the end of a sentence": "Amira wrote {}.".format,
    "in JSON": lambda secret: json.dumps({"note": f"it is {secret}", "n": 1}),
    "after a line in JSON": lambda secret: json.dumps(f"first line\n{secret}\nlast"),
    "in JSON in JSON": lambda secret: json.dumps({"body": json.dumps({"a": f"x\n{secret}"})}),
    "in a repr": lambda secret: repr({"headers": [(b"x", secret.encode())], "t": (secret,)}),
    "in a query": lambda secret: "/path?a=1&" + urlencode({"v": secret}) + "&z=2",
    "in a URL": lambda secret: f"https://example.com/{quote(secret, safe='')}/x",
    "in a header": "X-Whatever: {}\r\nContent-Length: 12\r\n".format,
    "in a CSV": "1,{},2".format,
    "between numbers": "1234 {} 5678".format,
}


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("kind", SHAPED)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_what_has_the_shape_of_a_secret_is_masked_wherever_it_stands(
    kind: str, context: str, data: st.DataObject
) -> None:
    secret = data.draw(SHAPED[kind])
    planted = CONTEXTS[context](secret)
    masked = redact(planted)
    for form in {secret, quote(secret, safe=""), quote_plus(secret)}:
        assert form not in masked
    assert "«" in masked
    assert redact(masked) == masked


FIELDS: dict[str, Callable[[str, str], str]] = {
    "JSON": lambda name, secret: json.dumps({"a": 1, name: secret, "b": [2]}),
    "pretty JSON": lambda name, secret: json.dumps({"a": 1, name: secret}, indent=2),
    "JSON in JSON": lambda name, secret: json.dumps({"body": json.dumps({name: secret, "b": 2})}),
    "JSON in JSON in JSON": lambda name, secret: json.dumps(json.dumps(json.dumps({name: secret, "b": 2}))),
    "repr": lambda name, secret: repr({name: secret, "b": 2}),
    "repr of bytes": lambda name, secret: repr({name.encode(): secret.encode()}),
    "pairs": lambda name, secret: repr([(name, secret), ("b", "2")]),
    "form": lambda name, secret: urlencode({"a": "1", name: secret, "b": "2"}),
    "form in JSON": lambda name, secret: json.dumps({"body": urlencode({name: secret})}),
    "JSON in a query": lambda name, secret: "/x?q=" + quote(json.dumps({name: secret}), safe=""),
}
NAMES = [
    "password", "passwd", "new_password", "client_secret", "access_token", "refreshToken", "api_key",
    "apiKey", "X-Api-Key", "api-key", "X-Telegram-Bot-Api-Secret-Token", "private_key", "Authorization",
]  # fmt: skip


@pytest.mark.parametrize("form", FIELDS)
@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(NAMES),
    secret=word(ALNUM + "\"'\\&=:;,/+ é\n#%§", 6, 30).filter(lambda text: text.strip() == text),
)
def test_a_secret_is_masked_by_the_name_of_its_field_whatever_it_holds(
    form: str, name: str, secret: str
) -> None:
    masked = redact(FIELDS[form](name, secret))
    assert redact(masked) == masked
    masked = masked.replace("«secret»", "«»").replace(name, "name")
    assert secret not in masked
    # Nothing of it is left: not even behind a quote or a backslash inside it.
    for part in secret.replace("\\", " ").replace("\n", " ").replace('"', " ").replace("'", " ").split():
        if len(part) > 3:
            assert part not in masked, part


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Authorization: Bearer abc123def", "Authorization: Bearer «secret»"),
        ("authorization: Basic YW1pcmE6cHc=", "authorization: Basic «secret»"),
        ("curl -H 'Authorization: Token t0ps3cret' x", "curl -H 'Authorization: Token «secret»' x"),
        ("sent Bearer abc123def456 twice", "sent Bearer «secret» twice"),
        ("sent Basic YW1pcmE6aHVudGVyMg== twice", "sent Basic «secret» twice"),
        ("Cookie: sid=1; csrf=2\nHost: x", "Cookie: «secret»\nHost: x"),
        ("Password: hunter22", "Password: «secret»"),
        ("host=db password=hunter22 user=x", "host=db password=«secret» user=x"),
        ('{"token": 123456, "b": 1}', '{"token": "«secret»", "b": 1}'),
        ('{"password": "cut off in the mid', '{"password": "«secret»'),
        (
            f"postgresql+psycopg://{LOGIN}@ss@db.acme.com/x",
            "postgresql+psycopg://«credentials»@db.acme.com/x",
        ),
        (f"postgresql://{LOGIN}/w@db.acme.com/x", "postgresql://«credentials»@db.acme.com/x"),
        (f"see https://{LOGIN}@acme.com/x?y=1", "see https://«credentials»@acme.com/x?y=1"),
        ("POST /bot123:odd/sendMessage", "POST /bot«telegram token»/sendMessage"),
        ("AC" + "0" * 32 + ":0123456789abcdef", "AC" + "0" * 32 + ":«secret»"),
        (f"{KEY_BEGINS}\nMII\nabc", "«private key»"),
        ("call (415) 555-2671 or 415-555-2671", "call «phone» or «phone»"),
        ('{"phone_number": "14155552671"}', '{"phone_number": "«phone»"}'),
        ("to jane@acme.com, joe@acme.co.uk.", "to «e-mail», «e-mail»."),
        ("a@acme.com@acme.org", "«e-mail»«e-mail»"),
        ("12 4111 1111 1111 1111 1111", "12 «card» 1111"),
        ("1234 4111 1111 1111 1111", "1234 «card»"),
    ],
)
def test_around_a_mask_everything_stays_readable(text: str, masked: str) -> None:
    assert redact(text) == masked
    assert redact(masked) == masked


@settings(max_examples=150, deadline=None)
@given(
    secret=st.text(min_size=6, max_size=40).filter(lambda text: len(text.strip()) >= 6 and "«" not in text),
    around=st.text(max_size=5),
)
def test_a_known_secret_survives_in_no_encoding(secret: str, around: str) -> None:
    secret = secret.strip()
    masking = Redactor([secret])
    for form in (
        secret, quote(secret), quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1],
    ):  # fmt: skip
        masked = masking(around + form + around)
        assert form not in masked.replace("«secret»", "")
        assert masking(masked) == masked
    assert secret not in json.dumps(masking.data({"a": [secret, {secret: 1}]}), ensure_ascii=False)


@given(
    secret=st.binary(min_size=8, max_size=30).map(bytes.hex),
    front=st.binary(max_size=7),
    back=st.binary(max_size=7),
)
def test_a_known_secret_is_found_inside_base64(secret: str, front: bytes, back: bytes) -> None:
    encoded = base64.b64encode(front + secret.encode() + back).decode()
    masked = Redactor([secret])(f"x {encoded} y")
    left = [part for part in masked.replace("«secret»", " ").split() if part not in ("x", "y")]
    assert "«secret»" in masked
    assert sum(map(len, left)) <= (len(front) + len(back)) * 4 / 3 + 8


def test_short_words_are_not_taken_for_secrets() -> None:
    assert Redactor(["bot", "12345", ""])("the bot said 12345") == "the bot said 12345"


def test_a_secret_can_be_a_word_of_a_mask() -> None:
    masking = Redactor(["secret", "phone number"])
    assert masking("a secret phone number") == "a «secret» «secret»"
    assert masking(masking("a secret")) == "a «secret»"


def test_every_long_line_of_a_known_key_is_masked() -> None:
    key = "first line of the key\nsecond line of the key"
    assert Redactor([key])("log: second line of the key") == "log: «secret»"


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("4 1-+@.:/%\"'\\{}=&aeyJsk«»_password token\n"), max_size=80))
def test_redacting_twice_is_redacting_once(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


HARMLESS = st.one_of(
    st.uuids().map(str),
    st.integers(0, 2**32).map(lambda number: str(uuid.UUID(int=number))),
    st.integers(TELEGRAM_IDS.start, TELEGRAM_IDS.stop - 1)
    .map(str)
    .filter(lambda text: not passes_luhn(text)),
    st.integers(10**6, 10**10).map(str),
    st.integers(1_600_000_000_000, 2_000_000_000_000).map(str),
    st.integers(1_600_000_000_000_000, 1_999_999_999_999_999).map(str),
    st.integers(1_600_000_000_000_000_000, 1_999_999_999_999_999_999).map(str),
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)).map(str),
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(datetime.isoformat),
    st.dates().map(str),
    st.floats(0, 1).map(repr),
    st.floats(0, 10**6).map(repr),
    st.decimals(0, 10**9, places=2).map(str),
    st.integers(1, 9).map(lambda credits: f"{credits}{'0' * 15}"),
    st.binary(min_size=16, max_size=16).map(bytes.hex),
    st.binary(min_size=32, max_size=32).map(bytes.hex).map("sha256:{}".format),
    st.integers(1, 65535).map("http://127.0.0.1:{}/webhook".format),
    st.ip_addresses().map(str),
    st.floats(0, 100).map("+{:.2f} s  Amira → the bot".format),
    st.integers(0, 99).map("+1 212 555 01{:02d}".format),
    st.integers(0, 999).map("+44 7700 900{:03d}".format),
    st.integers(0, 9999).map("+1500555{:04d}".format),
)


@settings(max_examples=400, deadline=None)
@given(HARMLESS, st.sampled_from(["{}", "id={}&x=1", '{{"id": {}}}', "at {}, then", "<{}>"]))
def test_ids_times_amounts_and_digests_are_left_alone(text: str, context: str) -> None:
    assert redact(context.format(text)) == context.format(text)


@pytest.mark.parametrize(
    "text",
    [
        "🔐 Step 2/3 🟦🟦⬜ Code sent to: amira.93ab@countersign.example.com. Expires in 15m • 5/5 attempts",
        "jane@example.org, joe@shop.test, me@x.invalid, root@app.localhost",
        '{"usage": {"prompt_tokens": 12, "total_tokens": 40}, "max_tokens": 100}',
        '{"token": null, "password": "", "has_secret": true}',
        'bot_token = "${STAGING_BOT_TOKEN}"',
        "Basic information about bearer authentication",
        "pass: 12, fail: 3, a compass: north",
        "task-0123456789-abcdefghijk and sk-learn-style-names",
        "<20261121114310.123.456@smtp-relay.mailin.fr>",
        '{"required": ["password", "email"]}',
        "@example_bot /start@example_bot ob:tos:accept https://t.me/example_bot?start=ref_AB12",
        "123-45-678 2026-11-21 10-20-3000 v1.2.3",
        "GB is a country, DE89 is no account, AB12CDEF34567890ABCDEF1234567890 a digest",
        "redis://127.0.0.1:6379/0 sqlite:////tmp/x.db http://[::1]:8080/a@b",
    ],
)
def test_the_suites_own_and_harmless_texts_are_left_alone(text: str) -> None:
    assert redact(text) == text


def test_people_of_the_suite_stay_readable() -> None:
    for _ in range(500):
        amira = person("Amira Haddad")
        text = f"{amira.name} {amira.username} {amira.email} {amira.telegram_id}"
        assert is_test_telegram_id(amira.telegram_id)
        assert redact(text) == text


def test_documents_are_masked_by_the_names_of_fields_too() -> None:
    document = {
        "password": "x", "tokens": 12, "token": None, "nested": [{"api_key": 123}, ("a@acme.com", 1.5)],
        "phone": "14155552671", "From": "+12125550123", "mobile": 12125550123, "chat_id": 4111111111111111,
        "number": 4111111111111111, "jane@acme.com": True, "raw": b"password=hunter22",
    }  # fmt: skip
    assert redact.data(document) == {
        "password": "«secret»", "tokens": 12, "token": None,
        "nested": [{"api_key": "«secret»"}, ["«e-mail»", 1.5]],
        "phone": "«phone»", "From": "+12125550123", "mobile": 12125550123, "chat_id": 4111111111111111,
        "number": "«card»", "«e-mail»": True, "raw": "password=«secret»",
    }  # fmt: skip


LONG = 200_000
HOSTILE = [
    "a", "a@", "@a.", "4", "4 ", "4-", "1:", "+1", "eyJ", "eyJa.", "-", "\\", '\\"', "token", 'token="',
    "pwd:", "://", "://a:", "postgres://a:", "Bearer ", "Basic a", KEY_BEGINS, "%", "%3D",
    "DE89 ", "sk-", "/bot1", "/bot1:", "«", "token=«", "(415) ", "phone", "a.", "password%3A",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_no_text_makes_it_slow(piece: str) -> None:
    """Ten times the text may take about ten times as long, and not a hundred times."""
    short, long = (piece * (size // len(piece)) for size in (LONG // 40, LONG // 4))
    times = [
        min(timeit.repeat(partial(redact, text), timer=time.thread_time, number=1, repeat=5))
        for text in (short, long)
    ]
    assert times[1] < max(times[0] * 60, 0.25)


def test_an_ordinary_text_costs_next_to_nothing() -> None:
    text = (
        json.dumps({"ok": True, "result": {"chat": {"id": 4123456789012345}, "text": "Code sent to: …"}}) * 30
    )[:2048]
    masking = Redactor([uuid.uuid4().hex for _ in range(8)])
    # Of this process's own time, since others may be busy; coverage alone makes it several times slower.
    best = min(timeit.repeat(lambda: masking(text), timer=time.process_time, number=20, repeat=10)) / 20
    assert best < 0.002, "budget: 0.2 ms, without coverage"


@pytest.mark.parametrize(
    ("secret", "inner"),
    [
        ("7123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1", "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"),
        ("postgresql+psycopg://reader:tr0ub4dor@db.internal/bot", "tr0ub4dor"),
    ],
)
def test_the_part_that_is_secret_by_itself_is_known_too(secret: str, inner: str) -> None:
    redact = Redactor([secret])
    assert inner not in redact(f"it ends in {inner}, they say")
    assert redact("reader of 7123456789") == Redactor()("reader of 7123456789")
