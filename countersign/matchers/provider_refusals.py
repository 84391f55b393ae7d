"""How each outside service refuses what can't be done: the status, the code and the very words.

The left column is what features say.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Refusal:
    """A refusal as it goes over the wire."""

    status: int
    text: str
    code: int | str | None = None
    """What a service gives beside the words; Telegram gives the status again."""
    param: str | None = None
    """Which parameter is meant, where a service says so."""
    kind: str = "invalid_request_error"
    """What Stripe calls the type of the error."""


def _bad(text: str) -> Refusal:
    return Refusal(400, f"Bad Request: {text}")


_TELEGRAM: Mapping[str, Refusal] = {
    "there is no such method": Refusal(404, "Not Found: method not found"),
    "nobody has such a token": Refusal(401, "Unauthorized"),
    "the text is empty": _bad("message text is empty"),
    "nothing is left of the text": _bad("text must be non-empty"),
    "the text is too long": _bad("message is too long"),
    "the new text is too long": _bad("MESSAGE_TOO_LONG"),
    "the markup is unknown": _bad("unsupported parse_mode"),
    "there is no such chat": _bad("chat not found"),
    "no chat is named": _bad("chat_id is empty"),
    "there is no message to answer": _bad("message to be replied not found"),
    "the person never started the bot": Refusal(
        403, "Forbidden: bot can't initiate conversation with a user"
    ),
    "the person has blocked the bot": Refusal(403, "Forbidden: bot was blocked by the user"),
    "nothing would change": _bad(
        "message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message"
    ),
    "there is no message to change": _bad("message to edit not found"),
    "the message can't be changed": _bad("message can't be edited"),
    "there is no message to delete": _bad("message to delete not found"),
    "the button says too much": _bad("BUTTON_DATA_INVALID"),
    "the button does nothing": _bad(
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
    ),
    "the button has no words": _bad("can't parse inline keyboard button: Can't find field \"text\""),
    "the keyboard can't be read": _bad("can't parse reply keyboard markup JSON object"),
    "a phone number is asked for in private only": _bad(
        "phone number can be requested in private chats only"
    ),
    "the tap is too old or unknown": _bad(
        "query is too old and response timeout expired or query ID is invalid"
    ),
    "the notice is too long": _bad("MESSAGE_TOO_LONG"),
    "the bold word has no end": _bad(
        "can't parse entities: Can't find end tag corresponding to start tag \"b\""
    ),
    "the tag at byte 3 is unknown": _bad(
        'can\'t parse entities: Unsupported start tag "sup" at byte offset 3'
    ),
    "nothing ends at byte 4": _bad("can't parse entities: Unexpected end tag at byte offset 4"),
    "the end at byte 17 is another one's": _bad(
        'can\'t parse entities: Unmatched end tag at byte offset 17, expected "</i>", found "</b>"'
    ),
    "the tag at byte 4 is cut off": _bad('can\'t parse entities: Unclosed start tag "a" at byte offset 4'),
    "the kind of sign is unknown": _bad("wrong parameter action in request"),
    "the command is none": _bad("BOT_COMMAND_INVALID"),
    "a webhook is set": Refusal(
        409,
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first",
    ),
    "another one took its place": Refusal(
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    ),
    "a webhook took its place": Refusal(409, "Conflict: terminated by setWebhook request"),
    "the webhook must be encrypted": _bad("bad webhook: An HTTPS URL must be provided for webhook"),
    "the port is not served": _bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"),
    "the secret has forbidden signs": _bad("secret token contains unallowed characters"),
    "the secret is too long": _bad("secret token is too long"),
}

_BREVO: Mapping[str, Refusal] = {
    "the sender is missing": Refusal(400, "sender is missing", "missing_parameter"),
    "the recipients are missing": Refusal(400, "to is missing", "missing_parameter"),
    "the subject is missing": Refusal(400, "subject is missing", "missing_parameter"),
    "the content is missing": Refusal(
        400, "Either of htmlContent or textContent is required", "missing_parameter"
    ),
    "the subject is blank": Refusal(400, "subject is blank", "missing_parameter"),
    "there is no recipient": Refusal(400, "to is blank", "missing_parameter"),
    "a recipient has no address": Refusal(400, "email is missing in to", "missing_parameter"),
    "a recipient's address is none": Refusal(400, "email is not valid in to", "invalid_parameter"),
    "the sender's address is none": Refusal(400, "email is not valid in sender", "invalid_parameter"),
    "the copy's address is none": Refusal(400, "email is not valid in cc", "invalid_parameter"),
    "the key is unknown": Refusal(401, "Key not found", "unauthorized"),
    "there is no key": Refusal(401, "authentication not found in headers", "unauthorized"),
    "the credits are used up": Refusal(
        402, "You do not have enough credits to send this email", "not_enough_credits"
    ),
    "the limit is beyond its bounds": Refusal(400, "Limit exceeds max value", "out_of_range"),
}

_TWILIO: Mapping[str, Refusal] = {
    # Twilio rewords its texts; the code is what it promises. Its words must still say what is wrong.
    "the credentials are wrong": Refusal(401, "[Aa]uthenticat", 20003),
    "there were too many requests": Refusal(429, "Too Many Requests", 20429),
    "there is no such message": Refusal(404, "not found", 20404),
    "the recipient is missing": Refusal(400, "'To' phone number is required", 21604),
    "the sender is missing": Refusal(400, "'From' phone number is required", 21603),
    "the text is missing": Refusal(400, "[Mm]essage body is required", 21602),
    "the text is too long": Refusal(400, "exceeds the 1600 character limit", 21617),
    "the sender is not the account's": Refusal(400, "not a valid,? .*phone number or short code", 21606),
    "sender and recipient are the same": Refusal(400, "'To' and 'From' .*same", 21266),
    "the recipient is no number": Refusal(400, "'To' .*(not a valid phone number|Phone Number)", 21211),
    "the recipient can't be reached": Refusal(400, "not currently reachable", 21612),
    "the region is not permitted": Refusal(400, "not been enabled for the region", 21408),
    "the recipient has opted out": Refusal(400, "unsubscribed recipient", 21610),
    "the recipient takes no texts": Refusal(400, "not a (valid )?mobile number", 21614),
}

_OPENROUTER: Mapping[str, Refusal] = {
    # OpenRouter promises its codes and rewords its sentences, which must still say what is wrong.
    "no model is named": Refusal(400, "[Nn]o models? "),
    "the model is unknown": Refusal(400, "is not a valid model ID"),
    "there is nothing to answer": Refusal(400, '"messages"'),
    "the request is not valid": Refusal(400, r"\S"),
    "there is not so much room": Refusal(400, "maximum context length"),
    "the key is unknown": Refusal(401, "User not found|[Ii]nvalid"),
    "there is no key": Refusal(401, "auth credentials found|[Mm]issing [Aa]uthentication"),
    "the credits are used up": Refusal(402, "credits"),
    "the words are not allowed": Refusal(403, "moderation"),
    "the model took too long": Refusal(408, "timed out"),
    "there are too many requests": Refusal(429, "[Rr]ate limit"),
    "the model is down": Refusal(502, "Provider returned error"),
    "nobody runs the model": Refusal(503, "no available model provider"),
}

_STRIPE: Mapping[str, Refusal] = {
    # Stripe promises type, code and parameter, and rewords its sentences, which must still say what is wrong.
    "there is nothing to sell": Refusal(400, "line_items", "parameter_missing", "line_items"),
    "there is no way back": Refusal(400, "success_url", "parameter_missing", "success_url"),
    "the parameter is unknown": Refusal(
        400, "unknown parameter: favourite_colour", "parameter_unknown", "favourite_colour"
    ),
    "the mode is empty": Refusal(400, "empty string for 'mode'", "parameter_invalid_empty", "mode"),
    "the mode is unknown": Refusal(400, "[Ii]nvalid mode: must be one of", None, "mode"),
    "the way back is no address": Refusal(400, "[Nn]ot a valid URL", "url_invalid", "success_url"),
    "the e-mail address is none": Refusal(400, "[Ii]nvalid email address", "email_invalid", "customer_email"),
    "the amount is no whole number": Refusal(
        400, "[Ii]nvalid integer", "parameter_invalid_integer", "line_items[0][price_data][unit_amount]"
    ),
    "the amount is negative": Refusal(
        400, "non-negative", "parameter_invalid_integer", "line_items[0][price_data][unit_amount]"
    ),
    "the amount is too small": Refusal(400, r"at least \$0\.50", "amount_too_small"),
    "the currency is unknown": Refusal(
        400, "[Ii]nvalid currency: xyz", None, "line_items[0][price_data][currency]"
    ),
    "it would end too soon": Refusal(400, "at least 30 minutes", None, "expires_at"),
    "there is no such checkout": Refusal(404, "[Nn]o such checkout", "resource_missing", "session"),
    "there is no such event": Refusal(404, "[Nn]o such event", "resource_missing", "id"),
    "the checkout is over": Refusal(400, r'status in \["open"\] can be expired'),
    "the key is unknown": Refusal(401, "[Ii]nvalid API Key provided: sk_test_"),
    "there is no key": Refusal(401, "did not provide an API key"),
    "the request's key stands for something else": Refusal(
        400, "same parameters they were first used with", kind="idempotency_error"
    ),
    "there are too many requests": Refusal(429, "rate limit", "rate_limit"),
    "another request holds the checkout": Refusal(429, "cannot be accessed right now", "lock_timeout"),
}

REFUSALS: Mapping[str, Mapping[str, Refusal]] = {
    "Telegram": _TELEGRAM,
    "Brevo": _BREVO,
    "Twilio": _TWILIO,
    "OpenRouter": _OPENROUTER,
    "Stripe": _STRIPE,
}
"""By service, and by what the features say."""


def refusal(service: str, reason: str) -> Refusal:
    """The refusal that is meant."""
    known = REFUSALS[service]
    if reason not in known:
        raise LookupError(f"{service} refuses nothing because {reason!r}: known are {', '.join(known)}")
    return known[reason]


def is_body_of(service: str, refused: Refusal, body: dict[str, Any]) -> bool:
    """Whether this is the object that the service answers, and nothing beside it."""
    if service == "Telegram":
        return body == {"ok": False, "error_code": refused.status, "description": refused.text}
    if service == "Brevo":
        return body == {"code": refused.code, "message": refused.text}
    if service == "OpenRouter":
        return _is_error_of_openrouter(refused, body)
    if service == "Stripe":
        return _is_error_of_stripe(refused, body)
    return (
        body.keys() == {"code", "message", "more_info", "status"}
        and body["code"] == refused.code
        and body["status"] == refused.status
        and body["more_info"] == f"https://www.twilio.com/docs/errors/{refused.code}"
        and re.search(refused.text, str(body["message"])) is not None
    )


def _is_error_of_openrouter(refused: Refusal, body: dict[str, Any]) -> bool:
    error = body.get("error")
    return (
        body.keys() <= {"error", "user_id"}  # whose key it was, where it was somebody's
        and isinstance(error, dict)
        and error.keys() <= {"code", "message", "metadata"}
        and error.get("code") == refused.status
        and re.search(refused.text, str(error.get("message") or "")) is not None
    )


def _is_error_of_stripe(refused: Refusal, body: dict[str, Any]) -> bool:
    error = body.get("error")
    return (
        body.keys() == {"error"}
        and isinstance(error, dict)
        and (error.get("type"), error.get("code"), error.get("param"))
        == (refused.kind, refused.code, refused.param)
        and re.search(refused.text, str(error.get("message") or "")) is not None
    )
