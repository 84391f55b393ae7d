import pytest

from countersign.sandbox.onboarding.emails import address_in


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("amira@example.com", "amira@example.com"),
        ("  Amira.Haddad+trades@Mail.Example.COM ", "amira.haddad+trades@mail.example.com"),
        ("@amira@example.com", "amira@example.com"),
        ("a" * 64 + "@example.com", "a" * 64 + "@example.com"),
        ("o'neil@example.co.uk", "o'neil@example.co.uk"),
        ("amira@xn--bcher-kva.example", "amira@xn--bcher-kva.example"),
    ],
)
def test_takes_an_address_in_lower_case(written: str, address: str) -> None:
    assert address_in(written) == address


@pytest.mark.parametrize(
    "written",
    [
        "",
        "amira",
        "@example.com",
        "amira@",
        "amira@example",
        "amira@@example.com",
        "@@amira@example.com",
        "amira@home@example.com",
        "a" * 65 + "@example.com",
        "amira@" + "a." * 125 + "com0",
        "amira@" + "a" * 64 + ".com",
        "amira..haddad@example.com",
        "amira@example..com",
        ".amira@example.com",
        "amira.@example.com",
        "amira@-example.com",
        "amira@example.com.",
        "amira haddad@example.com",
        "amira@exam ple.com",
        "amira@example.com\nbcc: all@example.com",
        "<b>@example.com",
        "123456",
    ],
)
def test_refuses_what_is_not_an_address(written: str) -> None:
    assert address_in(written) is None
