"""Whether what a target names fits together: what is offered must be there to be used."""

import re
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from countersign.chat_coherence import check_chat
from countersign.errors import UserError
from countersign.gateway_coherence import check_gateway
from countersign.target import Booking, Hours, Onboarding, Providers, Target

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_ACCOUNT = re.compile(r"AC[0-9a-fA-F]{32}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_ONLY_EMBEDDED = ("spare", "faults")
"""A line that is deployed elsewhere can't be started a second time, and so can't be broken."""


def check_coherence(target: Target) -> None:
    """Stop at the first key that names nothing, or needs another one that is not there."""
    if target.booking:
        _check_line(target.booking, target.source, embedded=target.embedded)
    if target.training:
        check_chat(target.training, target)
    if target.referrals:
        check_gateway(target.referrals, target)
    if target.onboarding and not target.embedded:
        _check_bot(target.onboarding, target.providers or Providers(), target.source)


def _check_bot(onboarding: Onboarding, providers: Providers, source: str) -> None:
    needs = {
        "mailbox": ("onboarding.mail", onboarding.mail),
        "sms": ("onboarding.sms", onboarding.sms),
        "faults": ("onboarding.mail", onboarding.mail),
        "webhook": ("onboarding.webhook_secret", onboarding.webhook_secret),
        "operator": ("onboarding.clock", onboarding.clock),
        "driver": ("onboarding.driver", onboarding.driver),
        "clock": ("onboarding.clock", onboarding.clock),
        "database": ("onboarding.database_url", onboarding.database_url),
        "brevo": ("providers.brevo", providers.brevo),
        "twilio": ("providers.twilio", providers.twilio),
    }
    _check_offers("onboarding", onboarding.offers, needs, source)
    # Only what a driver bot does needs no address of the deployment.
    if not onboarding.base_url and onboarding.offers != ["driver"]:
        raise UserError(
            f"{source}: onboarding.base_url is missing: add it (only a target that offers a driver bot and "
            f"nothing else can do without)."
        )


def _check_line(booking: Booking, source: str, *, embedded: bool) -> None:
    _check_number(booking, source)
    _check_zone(booking.time_zone, source)
    _check_hours(booking.hours, source)
    _check_paths(booking, source)
    if embedded:
        return  # where it is and what opens it is known when it has started
    if not booking.base_url:
        raise UserError(
            f"{source}: booking.base_url is missing: add it, as in https://line.staging.example.com."
        )
    needs = {
        "database": ("booking.database_url", booking.database_url),
        "clock": ("booking.clock", booking.clock),
        "signature": ("booking.auth_token", booking.auth_token),
        "appointments": ("booking.api_key", booking.api_key),
        "calendar": ("", True),
    }
    for offer in booking.offers:
        if offer in _ONLY_EMBEDDED:
            raise UserError(
                f"{source}: booking.offers names {offer!r}, which only the embedded sandbox can offer: "
                f"take it out."
            )
        if offer not in needs:
            raise UserError(
                f"{source}: booking.offers names {offer!r}, which is nothing that a phone line offers: "
                f"take it out, or choose of {', '.join(needs)}."
            )
    _check_offers("booking", booking.offers, needs, source)


def _check_offers(
    journey: str, offers: Sequence[str], needs: Mapping[str, tuple[str, object]], source: str
) -> None:
    for offer in offers:
        key, given = needs.get(offer, ("", True))
        if not given:
            raise UserError(
                f"{source}: {journey}.offers names {offer!r}, but there is no {key}: "
                f"add it, or take {offer!r} out of the offers."
            )


def _check_number(booking: Booking, source: str) -> None:
    if not _E164.fullmatch(booking.number):
        raise UserError(
            f"{source}: booking.number is no number in international form, such as +14155550100: "
            f"{booking.number!r}; correct it."
        )
    if not _ACCOUNT.fullmatch(booking.account):
        raise UserError(
            f"{source}: booking.account is no account: it is AC with 32 hexadecimal digits; correct it."
        )


def _check_zone(name: str, source: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UserError(
            f"{source}: booking.time_zone is no time zone: {name!r}; write it as in America/Edmonton."
        ) from error


def _check_hours(hours: Hours, source: str) -> None:
    for key, written in (("opens", hours.opens), ("closes", hours.closes)):
        if not _TIME.fullmatch(written):
            raise UserError(
                f"{source}: booking.hours.{key} is no time of day: {written!r}; write it as in 09:00."
            )
    if hours.opens >= hours.closes:
        raise UserError(
            f"{source}: booking.hours: the practice opens at {hours.opens} and closes at {hours.closes}: "
            f"correct one of them."
        )
    if not hours.days or len(set(hours.days)) < len(hours.days):
        raise UserError(f'{source}: booking.hours.days must name each day once, as in ["Mon", "Tue"].')


def _check_paths(booking: Booking, source: str) -> None:
    paths = booking.paths
    for key in ("voice", "health", "ready", "appointments"):
        path = getattr(paths, key)
        if path and not path.startswith("/"):
            raise UserError(
                f"{source}: booking.paths.{key} must begin with a slash: {path!r}; write it as in /{path}."
            )
    if "appointments" in booking.offers and not paths.appointments:
        raise UserError(
            f"{source}: booking.offers names 'appointments', but booking.paths.appointments is empty: "
            f"add it, or take 'appointments' out of the offers."
        )
