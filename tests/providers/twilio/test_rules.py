"""What Twilio takes for a message, and how many segments it is sent in."""

import pytest

from countersign.providers.twilio import Account
from countersign.providers.twilio.errors import Refusal
from countersign.providers.twilio.numbers import is_phone_number
from countersign.providers.twilio.rules import Draft, draft
from countersign.providers.twilio.segments import segments

ACCOUNT = Account(f"AC{'0' * 32}", "token", numbers=["+14155550100"], services=[f"MG{'0' * 32}"])
ASKED = {"To": "+447700900123", "From": "+14155550100", "Body": "Hello"}


def drafted(**changes: str) -> Draft:
    return draft({**ASKED, **changes}, ACCOUNT, opted_out=False)


@pytest.mark.parametrize(
    ("changes", "status", "code", "message"),
    [
        ({"To": "", "From": "", "Body": ""}, 400, 21604, "A 'To' phone number is required."),
        ({"To": "447700900123"}, 400, 21211, "Invalid 'To' Phone Number: 44770090XXXX"),
        ({"To": " 447700900123"}, 400, 21211, "Invalid 'To' Phone Number:  44770090XXXX"),
        ({"To": "+4477009 00123"}, 400, 21211, "Invalid 'To' Phone Number: +4477009 0XXXX"),
        ({"To": "+0447700900123"}, 400, 21211, "Invalid 'To' Phone Number: +044770090XXXX"),
        ({"To": "+1415555010"}, 400, 21211, "Invalid 'To' Phone Number: +141555XXXX"),
        ({"To": "123", "From": ""}, 400, 21211, "Invalid 'To' Phone Number: 123"),
        ({"From": "", "Body": ""}, 400, 21603, "A 'From' phone number is required."),
        ({"From": "+14155550199"}, 400, 21606, "The From phone number +14155550199 is not a valid, "),
        ({"From": "Countersign"}, 400, 21606, "The From phone number Countersign is not a valid, "),
        ({"MessagingServiceSid": f"MG{'1' * 32}"}, 400, 21705, "The Messaging Service Sid MG1"),
        ({"To": "+14155550100"}, 400, 21266, "'To' and 'From' number cannot be the same"),
        ({"Body": ""}, 400, 21602, "Message body is required."),
        ({"Body": " \n"}, 400, 21602, "Message body is required."),
        ({"Body": "x" * 1601}, 400, 21617, "The concatenated message body exceeds the 1600 character limit"),
        ({"StatusCallback": "localhost/x"}, 400, 21609, "The StatusCallback URL localhost/x is not a valid"),
        ({"StatusCallback": "http://x.example/a b"}, 400, 21609, "The StatusCallback URL http://x.exam"),
        ({"StatusCallback": "http://x.example/\x01"}, 400, 21609, "The StatusCallback URL http://x.exam"),
        ({"StatusCallback": "ftp://x.example"}, 400, 21609, "The StatusCallback URL ftp://x.example is not"),
        ({"StatusCallback": "http://[::1/x"}, 400, 21609, "The StatusCallback URL http://[::1/x is not"),
        ({"MediaUrl": "https://x.example"}, 501, 20501, "this stand-in does not play MediaUrl"),
        ({"To": "+15005550001"}, 400, 21211, "Invalid 'To' Phone Number: +1500555XXXX"),
        ({"To": "+15005550002"}, 400, 21612, "The 'To' phone number: +15005550002, is not currently"),
        ({"To": "+15005550003"}, 400, 21408, "Permission to send an SMS has not been enabled for the region"),
        ({"To": "+15005550004"}, 400, 21610, "Attempt to send to unsubscribed recipient"),
        ({"To": "+15005550009"}, 400, 21614, "To number: +15005550009, is not a mobile number"),
        ({"From": "+15005550001"}, 400, 21212, "The 'From' number +15005550001 is not a valid phone number"),
        ({"From": "+15005550007"}, 400, 21606, "The From phone number +15005550007 is not a valid"),
        ({"From": "+15005550008"}, 429, 21611, "SMS queue is full."),
    ],
)
def test_what_twilio_refuses(changes: dict[str, str], status: int, code: int, message: str) -> None:
    with pytest.raises(Refusal) as refused:
        drafted(**changes)

    assert (refused.value.status, refused.value.code) == (status, code)
    assert refused.value.message.startswith(message)


def test_who_opted_out_is_not_written_to() -> None:
    with pytest.raises(Refusal) as refused:
        draft(ASKED, ACCOUNT, opted_out=True)

    assert refused.value.code == 21610


def test_a_service_without_numbers_cannot_send() -> None:
    empty = Account(f"AC{'0' * 32}", "token", services=[f"MG{'0' * 32}"])
    with pytest.raises(Refusal) as refused:
        draft({**ASKED, "From": "", "MessagingServiceSid": empty.services[0]}, empty, opted_out=False)

    assert refused.value.code == 21704


def test_what_is_just_right_is_taken() -> None:
    assert drafted(Body="x" * 1600).sender == "+14155550100"
    assert drafted(From="+15005550006").sender == "+15005550006"
    assert drafted(StatusCallback="http://127.0.0.1:8000/x?y=1").callback == "http://127.0.0.1:8000/x?y=1"
    assert drafted(StatusCallback="").callback is None


@pytest.mark.parametrize(
    "number", ["+14155550100", "+15005550006", "+447700900123", "+4930123456", "+6421123456"]
)
def test_numbers_that_can_be(number: str) -> None:
    assert is_phone_number(number)


@pytest.mark.parametrize(
    "number",
    [
        "",
        "+",
        "+12345",
        "+11155550100",
        "+14151550100",
        "+1234567890123456",
        "+٤٤٧٧٠٠٩٠٠١٢٣",
        "+14155550100\n",
    ],
)
def test_numbers_that_cannot_be(number: str) -> None:
    assert not is_phone_number(number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("x", 1),
        ("x" * 160, 1),
        ("x" * 161, 2),
        ("x" * 306, 2),
        ("x" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        (
            "x" * 152 + "€" + "x" * 152,
            3,
        ),  # The euro sign needs two places and does not fit the first segment.
        ("Ж" * 70, 1),
        ("Ж" * 71, 2),
        ("Ж" * 134, 2),
        ("Ж" * 135, 3),
        ("🎉" * 35, 1),
        ("🎉" * 36, 2),
        ("🎉" * 67, 3),  # 33 of them fit a segment of 67 places.
        ("’" + "x" * 70, 2),
    ],
)
def test_segments(text: str, number: int) -> None:
    assert segments(text) == number
