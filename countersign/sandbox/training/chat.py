"""A trainee's socket: what comes in is taken one after the other, what goes out keeps its order."""

import asyncio
import logging
from collections.abc import Mapping
from weakref import WeakValueDictionary

from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import JSONResponse
from starlette.websockets import WebSocket

from countersign.sandbox.clerks import Clerks
from countersign.sandbox.ids import LONGEST
from countersign.sandbox.training import frames
from countersign.sandbox.training.books import Books, Offer
from countersign.sandbox.training.dialogue import TROUBLE, Dialogue, Place
from countersign.sandbox.training.exchange import RefusedError
from countersign.sandbox.training.frames import Complaint, Introduction, Written
from countersign.sandbox.training.mouthpiece import Mouthpiece

_MOST_WAITING = 64
"""So many frames of one trainee wait to be taken; then the trainee's connection has to."""
_SERVER_ENDS = 1012

_log = logging.getLogger(__name__)


class Chat:
    """All sockets of this process."""

    def __init__(self, books: Books, dialogue: Dialogue, clerks: Clerks) -> None:
        self._books = books
        self._dialogue = dialogue
        self._clerks = clerks
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self.offers: Mapping[int, Offer] = {}

    async def attend(self, websocket: WebSocket) -> None:
        """A trainee connects; only to a session that there is."""
        session_id = numbered(websocket.path_params["session_id"])
        try:
            found = await self._clerks.read(lambda _: self._books.arrive(session_id))
        except (SQLAlchemyError, TimeoutError) as error:
            _log.warning("A session could not be looked up: %s", type(error).__name__)
            await websocket.send_denial_response(JSONResponse({"detail": TROUBLE.content}, 503))
            return
        offer = self.offers.get(found[0].scenario_id) if found else None
        if found is None or offer is None:
            await websocket.send_denial_response(JSONResponse({"detail": "Session not found"}, 404))
            return
        session, now = found
        await websocket.accept()
        lock = self._locks.setdefault(session_id, asyncio.Lock())
        async with Mouthpiece(websocket, session_id, now) as mouth:
            seat = _Seat(self._dialogue, Place(session, offer, mouth), lock)
            mouth.say("session_start", now, f"{offer.scenario.title}: {offer.scenario.description}")
            mouth.say(
                "assistant_message",
                now,
                offer.scenario.opening,
                {"opening": True, "from": offer.scenario.customer},
            )
            await seat.attend(websocket)


class _Seat:
    """One connected trainee."""

    def __init__(self, dialogue: Dialogue, place: Place, lock: asyncio.Lock) -> None:
        self._dialogue = dialogue
        self._place = place
        self._lock = lock
        """Of all sockets of this session in this process."""
        self._inbox: asyncio.Queue[Introduction | Written | Complaint | None] = asyncio.Queue(_MOST_WAITING)
        self._leaving = False

    async def attend(self, websocket: WebSocket) -> None:
        """Take what the trainee sends, until the trainee is gone and all of it is taken."""
        async with asyncio.TaskGroup() as group:
            listening = group.create_task(self._listen(websocket))
            while (taken := await self._inbox.get()) is not None and not self._leaving:
                await self._place.mouth.room()
                await self._take(taken)
            listening.cancel()

    async def _listen(self, websocket: WebSocket) -> None:
        """Read on, so that pings are answered, while a message is being worked on."""
        while (message := await websocket.receive())["type"] != "websocket.disconnect":
            await self._inbox.put(frames.read(message))
        self._leaving = message.get("code") == _SERVER_ENDS
        await self._inbox.put(None)

    async def _take(self, taken: Introduction | Written | Complaint) -> None:
        if isinstance(taken, Complaint):
            self._place.mouth.complain(taken)
            return
        try:
            async with self._lock:
                if isinstance(taken, Written):
                    await self._dialogue.written(self._place, taken.content)
                else:
                    await self._dialogue.introduce(self._place)
        except RefusedError as refusal:
            self._place.mouth.complain(refusal.complaint)
        except (SQLAlchemyError, TimeoutError) as error:
            _log.warning("A frame could not be worked on: %s", type(error).__name__)
            self._place.mouth.complain(TROUBLE)


def numbered(given: str) -> int:
    """The id of a session as a path has it; 0, which nobody has, for what can't be one."""
    return int(given) if given.isascii() and given.isdigit() and len(given) <= LONGEST else 0
