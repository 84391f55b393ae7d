"""Asks for documents as the carrier does: signed, within a budget of time and size, redirects followed."""

import ssl
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from urllib.parse import unquote_to_bytes, urlencode, urljoin

import httpcore
import httpx

from countersign.carrier.failures import (
    BAD_URL,
    REFUSED,
    TOO_LARGE,
    TOO_MANY_REDIRECTS,
    UNREACHABLE,
    CallFailed,
)
from countersign.carrier.number import Method, Number
from countersign.carrier.signature import Signing, signature_headers
from countersign.carrier.transport import Deadline, TimedTransport
from countersign.carrier.turn import Turn
from countersign.evidence.tally import TALLY

BUDGET = 15.0
"""Seconds that the carrier gives a request, all redirects included."""
LARGEST = 64 * 1024
MOST_REDIRECTS = 10

_SHORT = 80
_TURNS_INTO_GET = (301, 302, 303)
_REPEATS = (307, 308)
_BROKEN = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    OSError,
    UnicodeError,  # of a host whose name can't be looked up
)


@cache
def _ssl() -> ssl.SSLContext:
    # Building one takes 30 ms; all calls share it.
    return httpx.create_ssl_context()


class Errands:
    """What one call asks of the web; it keeps its cookies."""

    def __init__(self, number: Number, signing: Signing, patience: float) -> None:
        self._number = number
        self._signing = signing
        self.budget = min(BUDGET, patience)
        self.hold: Callable[[], object] | None = None
        """What the last byte of a request waits for, where several callers are to be heard together."""
        self._deadline = Deadline()
        configured = (number.voice_url, number.fallback_url, number.status_callback)
        self._own = {_origin(url) for url in configured if url}
        self._transport = TimedTransport(self._deadline, _ssl())
        self._client = httpx.Client(
            transport=self._transport,
            headers={"User-Agent": "TwilioProxy/1.1", "Accept": "*/*", "Accept-Encoding": "identity"},
            trust_env=False,
        )

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def run(self, turn: Turn, extra: Mapping[str, str]) -> bytes:
        """Ask for a document with these parameters and the turn's own; the turn notes what came of it."""
        began = time.monotonic()
        self._deadline.set(self.budget)
        try:
            return self._follow(turn, extra)
        except _BROKEN as error:
            in_time = time.monotonic() - began < self.budget
            trouble = f"could not be reached ({error or type(error).__name__})" if in_time else self._late
            raise CallFailed(UNREACHABLE, trouble, turn.document_url) from error
        finally:
            turn.seconds = time.monotonic() - began

    @property
    def _late(self) -> str:
        impatient = f" (the tester's patience; the carrier's is {BUDGET:g} s)" if self.budget < BUDGET else ""
        return f"did not answer in {self.budget:g} s{impatient}"

    def _follow(self, turn: Turn, extra: Mapping[str, str]) -> bytes:
        url, method, params = turn.url, turn.method, {**turn.params, **extra}
        turn.params = params
        standard = {name: value for name, value in params.items() if name not in extra}
        while True:
            status, headers, body = self._ask(url, method, params)
            turn.status = status
            turn.content_type = headers.get("content-type", "")
            location = headers.get("location")
            if location is None or status not in (*_TURNS_INTO_GET, *_REPEATS):
                turn.body = body.decode("utf-8", "replace")
                return self._accepted(status, body, url)
            if len(turn.redirected_to) >= MOST_REDIRECTS:
                raise CallFailed(TOO_MANY_REDIRECTS, f"redirects more than {MOST_REDIRECTS} times", url)
            if status in _TURNS_INTO_GET:
                method, params = "GET", standard
            url = _joined(url, location)
            turn.redirected_to.append(url)

    def _ask(self, url: str, method: Method, params: Mapping[str, str]) -> tuple[int, httpx.Headers, bytes]:
        request = self._request(url, method, params)
        if method == "GET" and self.hold is not None:
            self.hold()  # what is asked in one line has no last byte to be held
        # Past the client's own sending: it would look at where a redirect leads, and raise errors of its own.
        answer = self._transport.handle_request(request)
        TALLY.note(str(request.url), answer.status_code)
        if "set-cookie" in answer.headers:
            answer.request = request
            self._client.cookies.extract_cookies(answer)
        try:
            body = bytearray()
            assert isinstance(answer.stream, httpx.SyncByteStream)
            for chunk in answer.stream:
                body += chunk
                if len(body) > LARGEST:
                    break
            return answer.status_code, answer.headers, bytes(body[: LARGEST + 1])
        finally:
            answer.close()

    def _request(self, url: str, method: Method, params: Mapping[str, str]) -> httpx.Request:
        form = encoded(params)
        bare = url.partition("#")[0]
        if method == "GET":
            bare, form = f"{bare}{'&' if '?' in bare else '?'}{form}", ""
        address = self._address(bare)
        headers = dict(self._number.headers) if _origin(url) in self._own else {}
        if address.userinfo:
            headers["Authorization"] = f"Basic {b64encode(unquote_to_bytes(address.userinfo)).decode()}"
            address = address.copy_with(userinfo=None)
        posted = params if method == "POST" else {}
        headers |= signature_headers(self._signing, self._number.auth_token, str(address), posted)
        if method == "GET":
            return self._client.build_request("GET", address, headers=headers)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        content: bytes | Iterator[bytes] = form.encode()
        if self.hold is not None:
            headers["Content-Length"] = str(len(form.encode()))
            content = _held(form.encode(), self.hold)
        return self._client.build_request("POST", address, headers=headers, content=content)

    def _address(self, url: str) -> httpx.URL:
        try:
            address = _parsed(url)
        except (httpx.InvalidURL, ValueError) as error:
            raise CallFailed(BAD_URL, f"is no URL that can be asked ({error})", url) from error
        if address.scheme not in ("http", "https") or not address.host:
            raise CallFailed(BAD_URL, "is no address of the web", url)
        return address

    def _accepted(self, status: int, body: bytes, url: str) -> bytes:
        if not 200 <= status < 300:
            raise CallFailed(REFUSED, f"answers {status}", url, body.decode("utf-8", "replace"))
        if len(body) > LARGEST:
            start = body[:300].decode("utf-8", "replace")
            raise CallFailed(TOO_LARGE, f"answers more than {LARGEST // 1024} kB", url, start)
        return body


def encoded(params: Mapping[str, str]) -> str:
    """The parameters as a form."""
    return "&".join([_field(name, value) for name, value in params.items()])


# Most of a request is the same in each turn of a call.
@lru_cache(maxsize=4096)
def _short_field(name: str, value: str) -> str:
    return urlencode({name: value}, errors="replace")


def _field(name: str, value: str) -> str:
    if len(value) <= _SHORT:
        return _short_field(name, value)
    return urlencode({name: value}, errors="replace")


_parsed = lru_cache(maxsize=512)(httpx.URL)


def _held(form: bytes, hold: Callable[[], object]) -> Iterator[bytes]:
    yield form[:-1]
    hold()
    yield form[-1:]


def _joined(base: str, location: str) -> str:
    try:
        return urljoin(base, location)
    except ValueError as error:
        raise CallFailed(BAD_URL, f"redirects to {location[:80]!r}, which is no URL", base) from error


@lru_cache(maxsize=512)
def _origin(url: str) -> str:
    """Scheme, host and port, as they stand in the URL."""
    scheme, _, rest = url.partition("://")
    host = rest.partition("/")[0].partition("?")[0].partition("#")[0]
    return f"{scheme}://{host}".lower()
