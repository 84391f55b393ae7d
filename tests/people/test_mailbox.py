import httpx
import pytest

from countersign.matchers.judging import judge
from countersign.matchers.mail import holds_mail_that_says, holds_mails, holds_welcome_mails, is_mailed_alone
from countersign.people.mailbox import Mailbox


def mail(service: httpx.Client, to: str, subject: str) -> httpx.Response:
    letter = {
        "sender": {"email": "bot@example.com"},
        "to": [{"email": to}],
        "subject": subject,
        "htmlContent": "<p>Hello</p>",
    }
    return service.post("/v3/smtp/email", json=letter)


def test_a_code_is_read_from_the_end_of_the_subject(mail_service: httpx.Client, mailbox: Mailbox) -> None:
    mail(mail_service, mailbox.address, "Order 12345678 is ready").raise_for_status()
    mail(mail_service, mailbox.address, "Your code: 012345").raise_for_status()
    assert mailbox.newest_code() == "012345"
    assert [letter.subject for letter in mailbox.strange()] == ["Order 12345678 is ready"]
    assert mailbox.welcomes() == []


def test_a_newer_code_is_waited_for(mail_service: httpx.Client, mailbox: Mailbox) -> None:
    mail(mail_service, mailbox.address, "Your code: 111111").raise_for_status()
    assert mailbox.newest_code() == "111111"
    with pytest.raises(AssertionError) as caught:
        mailbox.newest_code(since=1)
    assert "a mail whose subject ends in a six-digit code within 1 s" in str(caught.value)
    assert "the mailbox holds «Your code: 111111»" in str(caught.value)


def test_mails_of_others_are_not_seen(mail_service: httpx.Client, mailbox: Mailbox) -> None:
    mail(mail_service, f"other-{mailbox.address}", "Your code: 222222").raise_for_status()
    mailbox.look()
    assert mailbox.contents() == "the mailbox is empty"


def test_an_outage_meets_only_this_address_until_it_is_over(
    mail_service: httpx.Client, mailbox: Mailbox
) -> None:
    mailbox.goes_out_of_order()
    assert mail(mail_service, mailbox.address, "Hello").status_code == 503
    assert mail(mail_service, f"other-{mailbox.address}", "Hello").status_code == 201
    mailbox.works_again()
    assert mail(mail_service, mailbox.address, "Hello").status_code == 201


def test_how_many_mails_there_are_is_judged_exactly(mail_service: httpx.Client, mailbox: Mailbox) -> None:
    judge("Amira", mailbox, holds_mails(0))
    mail(mail_service, mailbox.address, "Welcome!").raise_for_status()
    mailbox.look()
    judge("Amira", mailbox, holds_welcome_mails(1))
    mail(mail_service, mailbox.address, "Welcome!").raise_for_status()
    mailbox.look()
    with pytest.raises(AssertionError) as caught:
        judge("Amira", mailbox, holds_welcome_mails(1))
    expected = "Amira should have got exactly one welcome mail, but the mailbox holds «Welcome!», «Welcome!»."
    assert str(caught.value) == expected


def test_words_are_looked_for_in_the_text_without_its_markup(
    mail_service: httpx.Client, mailbox: Mailbox
) -> None:
    letter = {
        "sender": {"email": "bot@example.com"},
        "to": [{"email": mailbox.address}],
        "subject": "Your code: 123456",
        "htmlContent": "<style>b { top: 654321 }</style>"
        "<p>Your code is <b>123456</b>.<br>Good for&nbsp;15 minutes</p>",
    }
    mail_service.post("/v3/smtp/email", json=letter).raise_for_status()
    mailbox.look()
    judge("Amira", mailbox, holds_mail_that_says("good for 15 minutes"))
    for missing in ("654321", "20 minutes"):
        with pytest.raises(AssertionError, match="the newest mail says «Your code is"):
            judge("Amira", mailbox, holds_mail_that_says(missing))


def test_another_mail_is_no_welcome(mail_service: httpx.Client, mailbox: Mailbox) -> None:
    mail(mail_service, mailbox.address, "Your account was closed").raise_for_status()
    mailbox.look()
    with pytest.raises(AssertionError, match="«Your account was closed»"):
        judge("Amira", mailbox, holds_welcome_mails(1))
    mail(mail_service, mailbox.address, "Welcome!").raise_for_status()
    mailbox.look()
    with pytest.raises(AssertionError, match="«Your account was closed», «Welcome!»"):
        judge("Amira", mailbox, holds_welcome_mails(1))


@pytest.mark.parametrize("field", ["to", "cc", "bcc"])
def test_whoever_else_gets_a_mail_is_named(mail_service: httpx.Client, mailbox: Mailbox, field: str) -> None:
    mail(mail_service, mailbox.address, "Your code: 111111").raise_for_status()
    mailbox.look()
    judge("Amira", mailbox, is_mailed_alone())
    letter = {
        "sender": {"email": "bot@example.com"},
        "to": [{"email": mailbox.address}],
        "subject": "Your code: 222222",
        "htmlContent": "<p>Hello</p>",
    }
    letter[field] = [*(letter.get(field) or []), {"email": "audit@example.com"}]
    mail_service.post("/v3/smtp/email", json=letter).raise_for_status()
    with pytest.raises(AssertionError, match=r"and they went to audit@example\.com too"):
        judge("Amira", mailbox, is_mailed_alone())


def test_nobody_is_mailed_alone_without_a_mail(mailbox: Mailbox) -> None:
    with pytest.raises(AssertionError, match="the mailbox is empty"):
        judge("Amira", mailbox, is_mailed_alone())
