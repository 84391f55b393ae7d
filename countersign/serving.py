"""Several uvicorn servers in one event loop, from the first to be started to a bounded end."""

import asyncio
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import uvicorn
import uvloop
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from countersign.errors import UserError
from countersign.hosting import BACKLOG, Site

SECONDS_TO_FINISH = 1
"""How long a request that is under way at the end may take; a long poll would take longer."""
SECONDS_TO_END = 5.0
"""How long the end may take in all, clean-up of the apps included."""
SECONDS_TO_KEEP_ALIVE = 75
_SECONDS_TO_HANG_UP = 5.0

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def serve_all(
    sites: Sequence[Site], lifeline: int | None, ready: Callable[[], None], on_end: Callable[[], None]
) -> None:
    """Serve the sites until told to end; the process ends with code 1 if one of them can't start."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    logging.getLogger("uvicorn.error").addFilter(_is_no_refusal)
    house = _House(sites, lifeline, ready, on_end)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(house.live())
    finally:
        house.deadline.cancel()
        on_end()
    house.tell_what_failed()


class _House:
    """All sites of this process, which live and end together."""

    def __init__(
        self,
        sites: Sequence[Site],
        lifeline: int | None,
        ready: Callable[[], None],
        on_end: Callable[[], None],
    ) -> None:
        self._servers = [_Server(site) for site in sites]
        self._lifeline = lifeline
        self._ready = ready
        self._on_end = on_end
        # A thread that hangs, in a database say, would hold up the interpreter's end for ever.
        self.deadline = threading.Timer(SECONDS_TO_END, self._end_by_force)
        self.deadline.daemon = True

    async def live(self) -> None:
        """Start all, say so when all are up, and end all when the first is to end."""
        end = asyncio.Event()
        with _told_to_end(end, self._lifeline):
            served = [asyncio.create_task(server.live()) for server in self._servers]
            told = asyncio.create_task(end.wait())
            up = asyncio.create_task(self._all_are_up())
            try:
                await asyncio.wait([told, up, *served], return_when=asyncio.FIRST_COMPLETED)
                if up.done() and not end.is_set():
                    self._ready()
                    await asyncio.wait([told, *served], return_when=asyncio.FIRST_COMPLETED)
            finally:
                self.deadline.start()
                told.cancel()
                up.cancel()
                await self._end(served)

    def tell_what_failed(self) -> None:
        """End the process if a site could not start."""
        for server in self._servers:
            if server.complaint is not None:
                raise server.complaint
            if server.failed:
                sys.exit(f"{server.name} could not start; the reason stands above.")

    async def _all_are_up(self) -> None:
        for server in self._servers:
            await server.up.wait()

    async def _end(self, served: Sequence[asyncio.Task[None]]) -> None:
        logging.getLogger("uvicorn.error").addFilter(_is_news)
        for server in self._servers:
            server.should_exit = True
        _, late = await asyncio.wait(served, timeout=SECONDS_TO_FINISH + 0.5)
        for task in late:
            task.cancel()
        logging.getLogger("uvicorn.error").removeFilter(_is_news)

    def _end_by_force(self) -> None:
        self._on_end()
        os._exit(1)


class _Server(uvicorn.Server):
    """One site's server; when to end is decided for all together."""

    def __init__(self, site: Site) -> None:
        super().__init__(
            uvicorn.Config(
                self._without_traceback(site.app),
                lifespan="on",
                http="httptools",
                ws=PatientSocket,
                ws_per_message_deflate=False,  # on loopback it costs more than it saves
                log_config=None,
                log_level=logging.WARNING,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                backlog=BACKLOG,
                timeout_keep_alive=SECONDS_TO_KEEP_ALIVE,
                timeout_graceful_shutdown=SECONDS_TO_FINISH,
            )
        )
        self.name = site.name
        self.up = asyncio.Event()
        self.failed = False
        self.complaint: UserError | None = None
        """What a user can mend, where that kept the app from starting."""
        self._sock = site.sock

    async def live(self) -> None:
        """Serve until `should_exit`."""
        try:
            await self.serve(sockets=[self._sock])
        except SystemExit:
            # So uvicorn says that the app could not start.
            self.failed = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does, and tell that it is done."""
        await super().startup(sockets)
        self.up.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to those who end all servers together."""
        yield

    def _without_traceback(self, app: ASGIApp) -> ASGIApp:
        """The app; a `UserError` at its start is kept as the sentence it is, without a traceback."""

        async def explained(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "lifespan":
                await app(scope, receive, send)
                return
            failure: list[Message] = []

            async def hold_back_failure(message: Message) -> None:
                if message["type"] == "lifespan.startup.failed":
                    failure.append(message)
                else:
                    await send(message)

            try:
                await app(scope, receive, hold_back_failure)
            except UserError as error:
                if failure:
                    self.complaint = error
                    failure = [{"type": "lifespan.startup.failed", "message": ""}]
                raise
            finally:
                for message in failure:
                    await send(message)

        return explained


class PatientSocket(WebSocketsSansIOProtocol):
    """A WebSocket that lets whoever sends what it can't take, too large a frame say, read why it is closed.

    Who is still sending when the connection is broken off hears of a reset instead.
    """

    _failed = False

    def data_received(self, data: bytes) -> None:
        """Take what comes; after a failure it is read and dropped."""
        if not self._failed:
            super().data_received(data)

    def handle_parser_exception(self) -> None:
        """Say why, and wait for the other end to hang up."""
        self._failed = self.close_sent = True
        assert self.conn.close_sent is not None
        code, reason = self.conn.close_sent.code, self.conn.close_sent.reason
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.transport.write_eof()
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self.close_timer = self.loop.call_later(_SECONDS_TO_HANG_UP, self.transport.close)


@contextmanager
def _told_to_end(end: asyncio.Event, lifeline: int | None) -> Iterator[None]:
    """Sets the event at the end of the lifeline and, where signals can be had, at SIGINT and SIGTERM."""
    loop = asyncio.get_running_loop()
    signals = _SIGNALS if threading.current_thread() is threading.main_thread() else ()

    def look_at_lifeline() -> None:
        assert lifeline is not None
        if not os.read(lifeline, 64):
            loop.remove_reader(lifeline)
            end.set()

    for number in signals:
        loop.add_signal_handler(number, end.set)
    if lifeline is not None:
        loop.add_reader(lifeline, look_at_lifeline)
    try:
        yield
    finally:
        for number in signals:
            loop.remove_signal_handler(number)
        if lifeline is not None:
            loop.remove_reader(lifeline)


def _is_news(record: logging.LogRecord) -> bool:
    """Not what uvicorn says when, at the end, long polls are broken off as they should be."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, asyncio.CancelledError) and "timeout graceful shutdown exceeded" not in str(
        record.msg
    )


def _is_no_refusal(record: logging.LogRecord) -> bool:
    """Not what uvicorn says of a socket that an app refuses with an answer of its own, as it may."""
    return "without completing handshake" not in str(record.msg)
