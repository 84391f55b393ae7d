"""What Brevo takes for a transactional mail, and what it says to anything else."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

_LONGEST_LOCAL, _LONGEST_DOMAIN = 64, 253
_ADDRESS = re.compile(r"[^\s@,;<>()\[\]\"]+@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W_](?:[\w-]*[^\W_])?")
_PLACEHOLDER = re.compile(r"{{\s*params\.([\w.]+)\s*}}")
_MOST_RECIPIENTS = 99


class Refusal(Exception):  # noqa: N818 - an answer that Brevo gives, not an error of ours
    """An answer that Brevo gives instead of doing what was asked."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that Brevo has accepted."""

    sender: dict[str, Any] | None
    recipients: list[str]
    subject: str
    html: str | None
    text: str | None
    template_id: int | None
    reply_to: dict[str, Any] | None
    tags: list[str]
    dropped: bool
    """Whether it only tries the API out (`X-Sib-Sandbox: drop`): nothing is sent, no event tells of it."""


def letter(asked: Mapping[str, Any]) -> Letter:
    """The mail that is asked for; a `Refusal` in Brevo's words for what it does not take."""
    for unplayed in ("messageVersions", "scheduledAt"):
        if asked.get(unplayed) is not None:
            raise Refusal(501, "not_implemented", f"this stand-in does not play {unplayed}")
    template_id = _template(asked)
    sender = _sender(asked, needed=template_id is None)
    recipients = _people(asked, "to", needed=True) + _people(asked, "cc") + _people(asked, "bcc")
    params = _params(asked)
    subject = _text(asked, "subject", needed=template_id is None)
    html, text = _text(asked, "htmlContent"), _text(asked, "textContent")
    if template_id is not None:
        html = text = None
    elif html is None and text is None:
        raise Refusal(400, "missing_parameter", "Either of htmlContent or textContent is required")
    return Letter(
        sender=sender,
        recipients=recipients,
        subject=_filled(subject or "", params),
        html=_filled(html, params) if html else html,
        text=_filled(text, params) if text else text,
        template_id=template_id,
        reply_to=_reply_to(asked),
        tags=_tags(asked),
        dropped=_is_dropped(asked),
    )


def addressed(asked: object) -> list[str]:
    """All addresses that a mail seems to be for, whether or not Brevo would take it."""
    if not isinstance(asked, dict):
        return []
    lists = (asked.get(field) for field in ("to", "cc", "bcc"))
    people = [person for listed in lists if isinstance(listed, list) for person in listed]
    emails = (person.get("email") for person in people if isinstance(person, dict))
    return [email for email in emails if isinstance(email, str)]


def is_address(text: object) -> bool:
    """Whether Brevo takes this for an e-mail address."""
    if not isinstance(text, str) or not _ADDRESS.fullmatch(text):
        return False
    local, _, domain = text.rpartition("@")
    return (
        len(local) <= _LONGEST_LOCAL
        and len(domain) <= _LONGEST_DOMAIN
        and not local.startswith(".")
        and not local.endswith(".")
        and ".." not in local
    )


def _missing(field: str) -> Refusal:
    return Refusal(400, "missing_parameter", f"{field} is missing")


def _blank(field: str) -> Refusal:
    return Refusal(400, "missing_parameter", f"{field} is blank")


def _invalid(field: str) -> Refusal:
    return Refusal(400, "invalid_parameter", f"{field} is not valid")


def _template(asked: Mapping[str, Any]) -> int | None:
    template_id = asked.get("templateId")
    if template_id is None:
        return None
    if not isinstance(template_id, int) or isinstance(template_id, bool) or template_id < 1:
        raise _invalid("templateId")
    return template_id


def _sender(asked: Mapping[str, Any], *, needed: bool) -> dict[str, Any] | None:
    sender = asked.get("sender")
    if sender is None:
        if needed:
            raise _missing("sender")
        return None
    if not isinstance(sender, dict):
        raise _invalid("sender")
    if sender.get("id") is None:
        _check_person(sender, "sender")
    return sender


def _people(asked: Mapping[str, Any], field: str, *, needed: bool = False) -> list[str]:
    people = asked.get(field)
    if people is None:
        if needed:
            raise _missing(field)
        return []
    if not isinstance(people, list):
        raise _invalid(field)
    if not people:
        raise _blank(field)
    if len(people) > _MOST_RECIPIENTS:
        raise Refusal(400, "invalid_parameter", f"{field} has more than {_MOST_RECIPIENTS} recipients")
    return [_check_person(person, field) for person in people]


def _check_person(person: object, field: str) -> str:
    if not isinstance(person, dict):
        raise _invalid(field)
    email = person.get("email")
    if email is None:
        raise Refusal(400, "missing_parameter", f"email is missing in {field}")
    if not is_address(email):
        raise Refusal(400, "invalid_parameter", f"email is not valid in {field}")
    name = person.get("name")
    if name is not None and not isinstance(name, str):
        raise Refusal(400, "invalid_parameter", f"name is not valid in {field}")
    if name is not None and not name.strip():
        raise Refusal(400, "missing_parameter", f"name is missing in {field}")
    return str(email)


def _reply_to(asked: Mapping[str, Any]) -> dict[str, Any] | None:
    reply_to = asked.get("replyTo")
    if reply_to is None:
        return None
    _check_person(reply_to, "replyTo")
    return dict(reply_to)


def _params(asked: Mapping[str, Any]) -> dict[str, Any]:
    params = asked.get("params")
    if params is None:
        return {}
    if not isinstance(params, dict):
        raise _invalid("params")
    if not params:
        raise _blank("params")
    return params


def _text(asked: Mapping[str, Any], field: str, *, needed: bool = False) -> str | None:
    text = asked.get(field)
    if text is None:
        if needed:
            raise _missing(field)
        return None
    if not isinstance(text, str):
        raise _invalid(field)
    if not text.strip():
        raise _blank(field)
    return text


def _tags(asked: Mapping[str, Any]) -> list[str]:
    tags = asked.get("tags")
    if tags is None:
        return []
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise _invalid("tags")
    if not tags:
        raise _blank("tags")
    return tags


def _is_dropped(asked: Mapping[str, Any]) -> bool:
    headers = asked.get("headers")
    if headers is None:
        return False
    if not isinstance(headers, dict):
        raise _invalid("headers")
    return any(
        name.lower() == "x-sib-sandbox" and str(value).lower() == "drop" for name, value in headers.items()
    )


def _filled(text: str, params: Mapping[str, Any]) -> str:
    """The text with `{{params.name}}` filled in, and with nothing where there is no such parameter."""

    def value(found: re.Match[str]) -> str:
        looked_up: Any = params
        for key in found.group(1).split("."):
            looked_up = looked_up.get(key) if isinstance(looked_up, dict) else None
        return "" if looked_up is None else str(looked_up)

    return _PLACEHOLDER.sub(value, text)
