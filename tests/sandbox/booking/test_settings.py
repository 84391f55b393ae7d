import pytest

from countersign.errors import UserError
from countersign.sandbox.booking.settings import line_settings_from


def test_settings_come_from_the_environment() -> None:
    settings = line_settings_from(
        {
            "COUNTERSIGN_LINE_AUTH_TOKEN": "token",
            "COUNTERSIGN_LINE_TIME_ZONE": "Europe/Berlin",
            "COUNTERSIGN_LINE_BEHIND_PROXY": "true",
        },
        "sqlite:///x.db",
    )
    assert (settings.auth_token, settings.time_zone, settings.behind_proxy) == (
        "token",
        "Europe/Berlin",
        True,
    )
    assert settings.database_url == "sqlite:///x.db"


def test_a_key_is_made_up_where_none_is_given() -> None:
    first, second = (line_settings_from({}, "sqlite:///x.db").api_key for _ in range(2))
    assert len(first) > 20
    assert first != second


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TIME_ZONE", "Mars/Olympus"),
        ("TIME_ZONE", "../etc/passwd"),
        ("BEHIND_PROXY", "perhaps"),
        ("PUBLIC_URL", "line.example"),
        ("PUBLIC_URL", "https://line.example/twilio/voice"),
    ],
)
def test_a_variable_that_makes_no_sense_is_named(name: str, value: str) -> None:
    with pytest.raises(UserError, match=f"COUNTERSIGN_LINE_{name}"):
        line_settings_from({f"COUNTERSIGN_LINE_{name}": value}, "sqlite:///x.db")
