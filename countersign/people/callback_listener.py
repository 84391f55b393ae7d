"""A small server of a developer's own, to which a service brings its news."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

import msgspec

from countersign.evidence.exchange import said
from countersign.evidence.transcript import Transcript

_LARGEST = 1024 * 1024


@dataclass(frozen=True)
class Delivery:
    """One request that came in, and the status with which it was answered."""

    at: float
    """By the monotonic clock."""
    path: str
    headers: Mapping[str, str]
    """By their names in lower case."""
    body: bytes
    status: int

    @property
    def document(self) -> dict[str, Any]:
        """The JSON object that was brought; empty where it is none."""
        try:
            return msgspec.json.decode(self.body, type=dict[str, Any])
        except msgspec.MsgspecError:
            return {}


@dataclass(frozen=True)
class Reply:
    """How a request shall be answered."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    only_for: bytes = b""
    """What the request must hold to be answered so."""


class CallbackListener:
    """Takes requests on loopback from the moment it is made until it is closed."""

    def __init__(self, service: str, transcript: Transcript) -> None:
        self._service = service
        self._transcript = transcript
        self._deliveries: list[Delivery] = []
        self._replies: list[Reply] = []
        self._grown = threading.Condition()
        listener = self

        class Handler(BaseHTTPRequestHandler):
            # HTTP 1.0 closes each connection after its answer: none outlives the scenario.
            timeout = 10.0

            def do_POST(self) -> None:
                listener._serve(self)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing: the transcript tells what came."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}/news"

    @property
    def deliveries(self) -> list[Delivery]:
        """What has come by now, in order of arrival."""
        with self._grown:
            return list(self._deliveries)

    def will_answer(self, *replies: Reply) -> None:
        """Answer the next requests so, one each, and those after them with a plain 200."""
        with self._grown:
            self._replies.extend(replies)

    def wait_until(self, enough: Callable[[list[Delivery]], bool], seconds: float) -> list[Delivery]:
        """What has come as soon as it is enough, or when the time is over."""
        with self._grown:
            self._grown.wait_for(lambda: enough(self._deliveries), seconds)
            return list(self._deliveries)

    def __enter__(self) -> "CallbackListener":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5.0)

    def _reply_to(self, body: bytes) -> Reply:
        reply = next((each for each in self._replies if each.only_for in body), None)
        if reply is None:
            return Reply()
        self._replies.remove(reply)
        return reply

    def _serve(self, request: BaseHTTPRequestHandler) -> None:
        length = min(int(request.headers.get("Content-Length") or 0), _LARGEST)
        body = request.rfile.read(length)
        with self._grown:
            reply = self._reply_to(body)
            headers = {name.lower(): value for name, value in request.headers.items()}
            self._deliveries.append(
                Delivery(time.monotonic(), request.path, headers, body, status=reply.status)
            )
            self._grown.notify_all()
        self._transcript.add(
            said(
                self._service, "the developer", "http", body.decode("utf-8", "replace"), answered=reply.status
            )
        )
        request.send_response(reply.status)
        for name, value in reply.headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(reply.body)))
        request.end_headers()
        request.wfile.write(reply.body)
