"""Integration mode: the embedded sandbox sends through live services, as environment variables name them."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

import msgspec

from countersign.addresses import MailAccount, SmsAccount
from countersign.adhoc.line import URLS
from countersign.adhoc.smoke import SWITCH as SMOKE
from countersign.adhoc.switches import is_on
from countersign.errors import UserError
from countersign.guard import is_loopback, looks_like_production
from countersign.people.brevo_account import BrevoAccount
from countersign.people.twilio_account import TwilioAccount
from countersign.target import (
    BrevoDoor,
    Capability,
    Onboarding,
    Patience,
    Providers,
    Target,
    TwilioDoor,
)
from countersign.target_file import check_url

MODE = "INTEGRATION_TEST_MODE"
TAG = "integration"
MAIL = ("INTEGRATION_TEST_EMAIL", "BREVO_API_KEY")
SMS = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM", "INTEGRATION_TEST_PHONE")

_BREVO, _TWILIO = "https://api.brevo.com/v3", "https://api.twilio.com"
_EMAIL = re.compile(r"[^@\s]{1,40}@[^@\s.]+(\.[^@\s.]+)+")
"""The part before the @ must leave room for a mark of up to 24 characters."""
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_MAILBOXES_FOR_ALL = re.compile(r"live\.[a-z]{2,3}(\.[a-z]{2})?")
_PATIENCE = 60.0
_LONGEST = 3600.0
_FOR_A_LIVE_SERVICE = 15.0
"""The bot answers when the service has: so many seconds at most."""


class Integration(msgspec.Struct, frozen=True, kw_only=True):
    """The live services of a run."""

    mail: MailAccount | None
    recipient: str
    """The tester's own address."""
    sms: SmsAccount | None
    phone: str
    patience: float
    """Seconds to wait for a delivery."""

    @property
    def secrets(self) -> list[str]:
        """What must reach no disk: keys, and whom the tester really is."""
        opening = [*([self.mail.key] if self.mail else []), *([self.sms.token] if self.sms else [])]
        return [*opening, *(given for given in (self.recipient, self.phone) if given)]

    def described(self) -> str:
        """What a run talks to, for its first line."""
        mail = f"mail through Brevo at {_host(self.mail.api)}" if self.mail else "mail through the stand-in"
        sms = f"SMS through Twilio at {_host(self.sms.api)}" if self.sms else "SMS through the stand-in"
        return f"{mail}, {sms}"

    def why_not(self, needs: Iterable[str]) -> str | None:
        """Which variables a scenario would need that are not set; None where nothing is missing."""
        asked = set(needs)
        missing = [
            " and ".join((", ".join(names[:-1]), names[-1]))
            for need, names, given in (("brevo", MAIL, self.mail), ("twilio", SMS, self.sms))
            if need in asked and given is None
        ]
        return f"needs {' and '.join(missing)}, which are not set" if missing else None

    def applied_to(self, target: Target) -> Target:
        """The embedded target, now that its bot sends through these services."""
        if not target.embedded:
            raise UserError(
                f"{MODE} runs on a sandbox of its own, but {target.source} names a deployment: turn one off."
            )
        onboarding, providers = target.onboarding, target.providers or Providers()
        if onboarding is None:
            raise UserError(f"{MODE} needs a target with onboarding, and {target.source} has none: add it.")
        quiet = providers.patience.quiet
        providers = msgspec.structs.replace(
            providers,
            offers=[offer for offer in providers.offers if offer != "faults"],
            patience=Patience(answer=self.patience, quiet=quiet),
            **self._doors(),
        )
        return msgspec.structs.replace(target, onboarding=self._bot(onboarding), providers=providers)

    def probe(self) -> Iterable[str]:
        """A line for each service that takes the credentials; a `UserError` for the first that doesn't."""
        doors = self._doors()
        for name, door in doors.items():
            account = BrevoAccount(door) if isinstance(door, BrevoDoor) else TwilioAccount(door)
            with account.client:
                answer = account.who_am_i()
            if isinstance(answer, str):
                raise UserError(
                    f"{answer}: is {name.upper()}_API_URL right, and can it be reached from here?"
                )
            yield f"{account.service} at {account.client.base_url.host} accepts the credentials"

    def _doors(self) -> dict[str, BrevoDoor | TwilioDoor]:
        doors: dict[str, BrevoDoor | TwilioDoor] = {}
        if self.mail:
            doors["brevo"] = BrevoDoor(
                url=self.mail.api.removesuffix("/v3"),
                api_key=self.mail.key,
                sender=self.mail.sender,
                recipient=self.recipient,
            )
        if self.sms:
            doors["twilio"] = TwilioDoor(
                url=self.sms.api,
                account=self.sms.account,
                auth_token=self.sms.token,
                sender=self.sms.sender,
                recipient=self.phone,
            )
        return doors

    def _bot(self, onboarding: Onboarding) -> Onboarding:
        """What goes out through a live service can't be read, or broken, behind its back."""
        hidden: set[Capability] = set()
        if self.mail:
            hidden |= {"mailbox", "faults"}
        if self.sms:
            hidden |= {"sms", "faults"}
        answer = max(onboarding.patience.answer, _FOR_A_LIVE_SERVICE)
        return msgspec.structs.replace(
            onboarding,
            mail=None if self.mail else onboarding.mail,
            sms=None if self.sms else onboarding.sms,
            offers=[offer for offer in onboarding.offers if offer not in hidden],
            patience=msgspec.structs.replace(onboarding.patience, answer=answer),
        )


def integration(environ: Mapping[str, str], target: str) -> Integration | None:
    """The live services that the variables name; None where the mode is off."""
    if not is_on(environ, MODE):
        return None
    _refuse_production(environ, target)
    mail, recipient = _mail(environ)
    sms, phone = _sms(environ)
    if mail is None and sms is None:
        raise UserError(
            f"{MODE} is on, but no live service is named: set {' and '.join(MAIL)} for mail, "
            f"or {', '.join(SMS)} for SMS."
        )
    return Integration(mail=mail, recipient=recipient, sms=sms, phone=phone, patience=_patience(environ))


def _refuse_production(environ: Mapping[str, str], target: str) -> None:
    if environ.get("COUNTERSIGN_ENVIRONMENT", "").lower() == "production":
        raise UserError(
            f"{MODE} never runs on production, but COUNTERSIGN_ENVIRONMENT says production: "
            f"unset one of them."
        )
    if target != "sandbox":
        raise UserError(
            f"{MODE} runs on a sandbox of its own, but the target is {target!r}: take -D target and "
            f"COUNTERSIGN_TARGET away, or turn the mode off."
        )
    if is_on(environ, SMOKE):
        raise UserError(f"{MODE} and {SMOKE} are both on, and a run is one or the other: unset one.")
    for line in URLS:
        if environ.get(line):
            raise UserError(
                f"{MODE} is on, and {line} names a line, but a run is one or the other: unset one."
            )


def _mail(environ: Mapping[str, str]) -> tuple[MailAccount | None, str]:
    given = _all_or_none(environ, MAIL)
    if given is None:
        return None, ""
    recipient, key = given
    sender = environ.get("BREVO_SENDER") or recipient
    for name, address in (("INTEGRATION_TEST_EMAIL", recipient), ("BREVO_SENDER", sender)):
        _check_email(name, address)
    api = _url(environ, "BREVO_API_URL", _BREVO)
    return MailAccount(api=f"{api.removesuffix('/v3')}/v3", key=key, sender=sender), recipient


def _sms(environ: Mapping[str, str]) -> tuple[SmsAccount | None, str]:
    given = _all_or_none(environ, SMS)
    if given is None:
        return None, ""
    account, token, sender, phone = given
    for name, number in (("TWILIO_FROM", sender), ("INTEGRATION_TEST_PHONE", phone)):
        if not _E164.fullmatch(number):
            raise UserError(f"{name} is no number in international form, such as +14155550100: correct it.")
    if not re.fullmatch(r"AC[0-9a-f]{32}", account):
        raise UserError("TWILIO_ACCOUNT_SID is no account: it is AC with 32 hexadecimal digits; correct it.")
    api = _url(environ, "TWILIO_API_URL", _TWILIO)
    return SmsAccount(api=api, account=account, token=token, sender=sender), phone


def _all_or_none(environ: Mapping[str, str], names: tuple[str, ...]) -> list[str] | None:
    given = [environ.get(name, "").strip() for name in names]
    if not any(given):
        return None
    missing = [name for name, value in zip(names, given, strict=True) if not value]
    if missing:
        there = next(name for name, value in zip(names, given, strict=True) if value)
        raise UserError(f"{there} is set, but {' and '.join(missing)} is not: set all of them, or none.")
    return given


def _check_email(name: str, address: str) -> None:
    if not _EMAIL.fullmatch(address):
        raise UserError(
            f"{name} is no e-mail address with one @, a domain and at most 40 characters before the @: "
            f"correct it."
        )
    local, _, domain = address.partition("@")
    # live.com and its like are where anybody may have a mailbox.
    said = local if _MAILBOXES_FOR_ALL.fullmatch(domain.lower()) else address
    if word := looks_like_production(said):
        raise UserError(f"{name} looks like production ({word!r}): use an address of a tester.")


def _url(environ: Mapping[str, str], name: str, otherwise: str) -> str:
    url = (environ.get(name) or otherwise).rstrip("/")
    check_url(url, name, "the environment")
    parts = urlsplit(url)
    if word := looks_like_production(f"{parts.hostname}{parts.path}"):
        raise UserError(f"{name} looks like production ({word!r}): name another service.")
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise UserError(f"{name} would send a key over http, which anybody can read: write https.")
    return url


def _patience(environ: Mapping[str, str]) -> float:
    given = environ.get("INTEGRATION_TEST_PATIENCE") or str(_PATIENCE)
    try:
        seconds = float(given)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _LONGEST:
        raise UserError(
            f"INTEGRATION_TEST_PATIENCE={given} is no number of seconds from 1 to {_LONGEST:g}: correct it."
        )
    return seconds


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
