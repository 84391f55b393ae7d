from pathlib import Path

import pytest

from countersign.adhoc.described import described_target
from countersign.adhoc.gateway import gateway_tables
from countersign.errors import UserError
from countersign.guard import check_target
from countersign.journeys.referrals import offers, why_not_applicable

OPENS = "gateway-key"
GATEWAY = {"BASE_URL": "https://gateway.acme.com/", "TEST_API_KEY": OPENS}
STAGING = GATEWAY | {"COUNTERSIGN_ENVIRONMENT": "staging"}


@pytest.mark.parametrize("environ", [{}, {"BASE_URL": "https://gateway.acme.com"}, {"TEST_API_KEY": OPENS}])
def test_one_variable_alone_describes_no_gateway(environ: dict[str, str]) -> None:
    assert gateway_tables(environ) is None
    assert described_target(environ) is None


def test_both_together_are_a_target_with_an_account() -> None:
    loaded = described_target(STAGING)
    assert loaded
    section = loaded.target.referrals
    assert section
    assert (section.base_url, section.api_key) == ("https://gateway.acme.com", OPENS)
    assert offers(section) == ["account"]
    assert why_not_applicable(section, ["account"], loaded.target) is None
    assert loaded.secrets == [OPENS]
    assert list(loaded.target.journeys()) == ["referrals"]
    assert loaded.target.environment == "staging"


def test_production_is_assumed_and_must_be_allowed() -> None:
    loaded = described_target(GATEWAY)
    assert loaded
    assert loaded.target.environment == "production"
    with pytest.raises(UserError, match="COUNTERSIGN_ALLOW_PRODUCTION"):
        check_target(loaded.target, Path("targets"), {})
    check_target(loaded.target, Path("targets"), {"COUNTERSIGN_ALLOW_PRODUCTION": "gateway.acme.com"})


def test_a_gateway_and_a_line_make_one_target() -> None:
    loaded = described_target({**STAGING, "FUNCTION_URL": "https://line.acme.com"})
    assert loaded
    assert set(loaded.target.journeys()) == {"referrals", "booking"}
    assert loaded.target.title == "line.acme.com and gateway.acme.com"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("gateway.acme.com", "BASE_URL"),
        ("http://gateway.acme.com", "write https"),
        ("https://gateway.acme.com/?key=1", "must end before any"),
    ],
)
def test_a_url_that_can_not_be_meant_is_refused(url: str, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        described_target({**STAGING, "BASE_URL": url})


def test_a_gateway_on_this_machine_may_do_without_https() -> None:
    assert described_target({**STAGING, "BASE_URL": "http://127.0.0.1:8087"})
