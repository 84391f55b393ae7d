"""Whether a request comes from the carrier: it signs the exact URL and all parameters, blank ones too."""

from starlette.datastructures import ImmutableMultiDict
from starlette.requests import Request
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from countersign.sandbox.booking.settings import LineSettings


class Signatures:
    """Checks signatures with the token that is shared with the carrier."""

    def __init__(self, settings: LineSettings) -> None:
        self._settings = settings
        self._validator = RequestValidator(settings.auth_token) if settings.auth_token else None

    def hold(self, request: Request, form: ImmutableMultiDict[str, str]) -> bool:
        """Whether the request is signed as it should be; without a token anything is."""
        if self._validator is None:
            return True
        signature = request.headers.get("x-twilio-signature", "")
        return bool(self._validator.validate(self._url(request), form, signature))

    def _url(self, request: Request) -> str:
        """The URL as the carrier has asked for it."""
        path = request.scope["raw_path"].decode("latin-1")
        query = request.scope["query_string"].decode("latin-1")
        return f"{self._origin(request)}{path}{'?' if query else ''}{query}"

    def _origin(self, request: Request) -> str:
        if self._settings.public_url:
            return self._settings.public_url.rstrip("/")
        scheme, host = request.url.scheme, request.headers.get("host", "")
        if self._settings.behind_proxy:
            scheme = request.headers.get("x-forwarded-proto", scheme)
            host = request.headers.get("x-forwarded-host", host)
        return f"{scheme}://{host}"
