"""The REST doors: scenarios and their documents, sessions, health."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from countersign.sandbox.clerks import Clerks
from countersign.sandbox.training import documents
from countersign.sandbox.training.books import Books, Offer
from countersign.sandbox.training.chat import numbered
from countersign.sandbox.training.library import Library
from countersign.sandbox.training.settings import VERSION

_LARGEST_BODY = 64 * 1024
_CONTENT = "/content"

_log = logging.getLogger(__name__)


class NewSession(msgspec.Struct, frozen=True):
    """What a trainee's program sends in order to open a session."""

    scenario_id: int
    user_id: Annotated[str, msgspec.Meta(min_length=1, max_length=100, pattern=r"\S")]

    def __post_init__(self) -> None:
        if not self.user_id.isprintable():
            raise ValueError("`user_id` must be printable text")


class Desk:
    """Answers programs."""

    def __init__(self, books: Books, library: Library, clerks: Clerks) -> None:
        self._books = books
        self._library = library
        self._clerks = clerks
        self.offers: Mapping[int, Offer] = {}

    async def health(self, _: Request) -> Response:
        """Say whether trainees can work."""
        told = {"timestamp": datetime.now(UTC).isoformat(), "version": VERSION}
        try:
            await self._clerks.read(lambda _: self._books.works())
        except (SQLAlchemyError, TimeoutError) as error:
            _log.warning("The database does not answer: %s", type(error).__name__)
            return JSONResponse({"status": "unhealthy", **told}, 503)
        return JSONResponse({"status": "healthy", **told})

    async def scenarios(self, _: Request) -> Response:
        """All scenarios on offer."""
        return JSONResponse([offer.told() for offer in self.offers.values()])

    async def open_session(self, request: Request) -> Response:
        """Open a session for a trainee."""
        asked = await _order(request)
        if asked.scenario_id not in self.offers:
            raise HTTPException(404, "Scenario not found")
        session = await self._clerks.write(
            lambda wanted: self._books.open(asked.scenario_id, asked.user_id, wanted)
        )
        return JSONResponse(session.told(), 201)

    async def session(self, request: Request) -> Response:
        """A session with its messages and, once it is completed, its summary."""
        session_id = numbered(request.path_params["session_id"])
        found = await self._clerks.read(lambda _: self._books.whole(session_id))
        if found is None:
            raise HTTPException(404, "Session not found")
        session, said = found
        messages = [message.told() for message in said]
        return JSONResponse({**session.told(), "messages": messages, "summary": session.data.get("summary")})

    async def document(self, request: Request) -> Response:
        """A document as a file, or its content where it is a text."""
        path = request.path_params["path"]
        as_content = path.endswith(_CONTENT)
        try:
            file = await asyncio.to_thread(self._find, path.removesuffix(_CONTENT))
        except documents.ForbiddenError as error:
            raise HTTPException(403, "That can't be seen here") from error
        except documents.UnknownError as error:
            raise HTTPException(404, "Document not found") from error
        if as_content:
            return await asyncio.to_thread(_content, file)
        return FileResponse(
            file,
            media_type=documents.TYPES[file.suffix],
            filename=file.name,
            content_disposition_type="inline",
            headers={"X-Content-Type-Options": "nosniff"},
        )

    async def documents(self, request: Request) -> Response:
        """The documents of a scenario, and whether they are there."""
        yaml_id = self._known(request)
        scenario = await asyncio.to_thread(self._library.check, yaml_id)
        if isinstance(scenario, str):
            raise HTTPException(422, f"{yaml_id}.yaml: {scenario}")
        listed = await asyncio.to_thread(documents.described, self._library, scenario)
        return JSONResponse({"id": yaml_id, "documents": listed})

    async def validate(self, request: Request) -> Response:
        """What is wrong with a scenario, be it a draft."""
        yaml_id = self._known(request)
        scenario = await asyncio.to_thread(self._library.check, yaml_id)
        errors = [scenario] if isinstance(scenario, str) else []
        missing = [] if isinstance(scenario, str) else documents.missing(self._library, scenario)
        valid = not errors and not missing
        return JSONResponse({"id": yaml_id, "valid": valid, "errors": errors, "missing_documents": missing})

    def _find(self, path: str) -> Path:
        return documents.find(self._library, [offer.scenario.id for offer in self.offers.values()], path)

    def _known(self, request: Request) -> str:
        yaml_id: str = request.path_params["yaml_id"]
        if not self._library.has(yaml_id):
            raise HTTPException(404, "Scenario not found")
        return yaml_id


async def _order(request: Request) -> NewSession:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_BODY:
            raise HTTPException(413, "The request is too large")
    try:
        return msgspec.json.decode(body, type=NewSession)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise HTTPException(422, f"The request can't be understood: {error}") from error


def _content(file: Path) -> Response:
    if file.suffix not in documents.TEXTS:
        raise HTTPException(400, "Only texts have content to show; open the document itself")
    raw = file.read_bytes()
    try:
        content = raw.decode()
    except UnicodeDecodeError as error:
        raise HTTPException(400, "The document is no readable text") from error
    told = {
        "content": content,
        "filename": file.name,
        "size": len(raw),
        "media_type": documents.TYPES[file.suffix],
    }
    return JSONResponse(told)
