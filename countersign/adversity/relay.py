"""A way to a server that can be cut, mended and slowed; what goes through it the server itself answers."""

import asyncio
import threading
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, TypeVar

from countersign.hosting import held_port, listen

_CHUNK = 65_536
_SECONDS_TO_OBEY = 5.0
_SECONDS_TO_CONNECT = 5.0

T = TypeVar("T")


class Relay:
    """Listens on a port of its own, which it keeps while it is cut, and passes on whatever comes."""

    def __init__(self, host: str, port: int) -> None:
        self._server_at = (host, port)
        self._delay = 0.0
        self._listening: asyncio.Server | None = None
        self._lines: set[asyncio.Task[None]] = set()
        self._held = held_port()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="relay", daemon=True)
        self._thread.start()
        self.mend()

    @property
    def port(self) -> int:
        """Where it listens, on 127.0.0.1."""
        return int(self._held.getsockname()[1])

    def cut(self) -> None:
        """Break every connection, and refuse new ones, as if the server were gone."""
        self._obey(self._close_down())

    def mend(self) -> None:
        """Pass on again what comes, at full speed."""
        self._delay = 0.0
        self._obey(self._open_up())

    def slow(self, seconds: float) -> None:
        """Hold up whatever passes, in either direction, for so long."""
        self._delay = seconds

    def close(self) -> None:
        """Cut it for good."""
        if self._loop.is_closed():
            return
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_SECONDS_TO_OBEY)
        self._loop.close()
        self._held.close()

    def __enter__(self) -> "Relay":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _obey(self, order: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(order, self._loop).result(_SECONDS_TO_OBEY)

    async def _open_up(self) -> None:
        if self._listening is None:
            self._listening = await asyncio.start_server(self._take, sock=listen(self.port))

    async def _close_down(self) -> None:
        if self._listening is not None:
            self._listening.close()
            self._listening = None
        # Whoever connected just now is taken at the next turn of the loop.
        await asyncio.sleep(0)
        lines = list(self._lines)
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = asyncio.current_task()
        assert line is not None
        self._lines.add(line)
        try:
            if self._listening is not None:
                await self._carry(reader, writer)
        except (asyncio.CancelledError, OSError, TimeoutError):
            pass  # it was cut, or either side is gone: then it ends without a farewell
        finally:
            self._lines.discard(line)
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on what comes, in both directions, until both have ended."""
        async with asyncio.timeout(_SECONDS_TO_CONNECT):
            there_reader, there_writer = await asyncio.open_connection(*self._server_at)
        ways = [
            asyncio.create_task(self._pass_on(reader, there_writer)),
            asyncio.create_task(self._pass_on(there_reader, writer)),
        ]
        try:
            await asyncio.gather(*ways)
            writer.close()
            await writer.wait_closed()
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            there_writer.transport.abort()

    async def _pass_on(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while chunk := await source.read(_CHUNK):
            await asyncio.sleep(self._delay)
            sink.write(chunk)
            await sink.drain()
        sink.write_eof()
