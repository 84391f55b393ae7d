"""What the chat says to one socket: in order, and without anybody else waiting for a slow reader."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType

from starlette.websockets import WebSocket, WebSocketDisconnect

from countersign.sandbox.training.frames import Complaint, frame

_MOST_WAITING = 32
"""So many frames wait for a slow reader before nothing more is taken from it."""


class Mouthpiece:
    """Sends frames as fast as they are read at the other end."""

    def __init__(self, websocket: WebSocket, session_id: int, now: datetime) -> None:
        self._websocket = websocket
        self._session_id = session_id
        self._ahead = now - datetime.now(UTC)
        self._waiting: asyncio.Queue[str] = asyncio.Queue()
        self._room = asyncio.Event()
        self._room.set()
        self._gone = False

    async def __aenter__(self) -> "Mouthpiece":
        self._speaking = asyncio.create_task(self._speak())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._speaking.cancel()
        await asyncio.wait([self._speaking])

    def say(
        self,
        kind: str,
        at: datetime,
        content: str,
        metadata: Mapping[str, object] | None = None,
        **more: object,
    ) -> None:
        """Have a frame sent, as of that moment of the session's time."""
        self._ahead = at - datetime.now(UTC)
        self._put(frame(kind, self._session_id, at, content, metadata, **more))

    def complain(self, complaint: Complaint) -> None:
        """Have the trainee told why something could not be taken."""
        at = datetime.now(UTC) + self._ahead
        metadata = {"code": complaint.code, **(complaint.metadata or {})}
        self._put(frame("error", self._session_id, at, complaint.content, metadata))

    async def room(self) -> None:
        """Wait until the other end has read most of what was said."""
        await self._room.wait()

    def _put(self, written: str) -> None:
        if self._gone:
            return
        self._waiting.put_nowait(written)
        if self._waiting.qsize() >= _MOST_WAITING:
            self._room.clear()

    async def _speak(self) -> None:
        try:
            while True:
                await self._websocket.send_text(await self._waiting.get())
                if self._waiting.qsize() < _MOST_WAITING:
                    self._room.set()
        except (WebSocketDisconnect, RuntimeError):
            # The server says the second of a socket that it is closing just now.
            return
        finally:
            self._gone = True
            self._room.set()
