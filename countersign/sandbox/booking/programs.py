"""The practice's own programs: they find appointments and make them, over REST, with their key."""

import asyncio
import hmac
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from countersign.sandbox.booking.calendar import Calendar
from countersign.sandbox.booking.callers import known, registered
from countersign.sandbox.booking.hours import Hours
from countersign.sandbox.booking.models import Appointment, User
from countersign.sandbox.booking.numbers import fictional, shown
from countersign.sandbox.booking.settings import LineSettings
from countersign.sandbox.booking.spoken import cleaned
from countersign.sandbox.clock import Clock
from countersign.sandbox.database import for_reading

_LARGEST_BODY = 20_000


class Wish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An appointment as a program asks for it."""

    mobile: str
    full_name: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    starts_at: datetime
    """Without an offset it is the practice's own time."""
    duration_min: int = 30
    line: str = ""
    """Whose calendar; the practice's own number where none is named."""
    notes: Annotated[str, msgspec.Meta(max_length=2000)] = ""


class UnfitError(Exception):
    """What a program asks for can't be; the status says which kind of no it is."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class Programs:
    """The doors for programs."""

    def __init__(self, settings: LineSettings, engine: Engine, hours: Hours) -> None:
        self._settings = settings
        self._engine = engine
        self._clock = Clock(engine)
        self._hours = hours

    async def find(self, request: Request) -> Response:
        """The appointments of the caller with that number, the earliest first."""
        mobile = request.query_params.get("mobile", "")
        try:
            self._must_have_the_key(request)
            number = _e164(mobile)
            return JSONResponse(await asyncio.to_thread(self._found, number))
        except (UnfitError, SQLAlchemyError) as error:
            return _refusal(error)

    async def make(self, request: Request) -> Response:
        """Make an appointment."""
        try:
            self._must_have_the_key(request)
            wish = await _wish(request)
            return JSONResponse(await asyncio.to_thread(self._made, wish), status_code=201)
        except (UnfitError, SQLAlchemyError) as error:
            return _refusal(error)

    def _must_have_the_key(self, request: Request) -> None:
        given, key = request.headers.get("x-api-key", ""), self._settings.api_key
        if not key or not hmac.compare_digest(given.encode(), key.encode()):
            raise UnfitError(401, "the key in X-API-Key is missing or wrong")

    def _found(self, mobile: str) -> list[dict[str, Any]]:
        wanted = (
            select(Appointment, User)
            .join(User, User.id == Appointment.user_id)
            .where(User.mobile == mobile)
            .order_by(Appointment.starts_at)
        )
        with Session(for_reading(self._engine)) as db:
            return [_told(appointment, user) for appointment, user in db.execute(wanted)]

    def _made(self, wish: Wish) -> dict[str, Any]:
        try:
            return self._written(wish)
        except IntegrityError as error:
            # The user has one row for each moment, booked or not.
            raise UnfitError(409, "this user has an appointment at that time already") from error

    def _written(self, wish: Wish) -> dict[str, Any]:
        mobile, line = _e164(wish.mobile), _e164(wish.line or self._settings.number)
        name, start = cleaned(wish.full_name), self._start(wish.starts_at)
        now = self._clock.now(mobile)
        if not name:
            raise UnfitError(422, "full_name must be a name")
        if wish.duration_min not in (30, 45, 60):
            raise UnfitError(422, "duration_min must be 30, 45 or 60")
        with Session(self._engine, expire_on_commit=False) as db, db.begin():
            calendar = Calendar(db, line, self._hours, now)
            calendar.hold()
            if not calendar.possible(start, wish.duration_min):
                raise UnfitError(422, "starts_at must be ahead, within a year and within the opening hours")
            if not calendar.free(start, wish.duration_min, known(db, mobile)):
                raise UnfitError(409, "that time is taken")
            user = registered(db, mobile, name, now)
            appointment = calendar.book(
                user, start, wish.duration_min, notes=cleaned(wish.notes), test=fictional(mobile)
            )
            return _told(appointment, user)

    def _start(self, given: datetime) -> datetime:
        """The moment in UTC; without an offset it is the practice's own."""
        moment = given if given.tzinfo else given.replace(tzinfo=self._hours.zone)
        try:
            return moment.astimezone(UTC)
        except OverflowError as error:
            raise UnfitError(422, "starts_at is out of any calendar") from error


async def _wish(request: Request) -> Wish:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_BODY:
            raise UnfitError(413, "the body is too large")
    try:
        return msgspec.json.decode(body, type=Wish)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnfitError(422, str(error)) from error


def _e164(given: str) -> str:
    number = shown(given)
    if number is None:
        raise UnfitError(
            422, "mobile and line are numbers in E.164 form: +14155550123, with %2B for + in a URL"
        )
    return number


def _told(appointment: Appointment, user: User) -> dict[str, Any]:
    return {
        "id": appointment.id,
        "mobile": user.mobile,
        "full_name": user.full_name,
        "line": appointment.line,
        "starts_at": appointment.starts_at.astimezone(UTC).isoformat(),
        "duration_min": appointment.duration_min,
        "status": appointment.status,
        "notes": appointment.notes,
        "is_test_data": appointment.is_test_data,
    }


def _refusal(error: UnfitError | SQLAlchemyError) -> Response:
    if isinstance(error, UnfitError):
        return JSONResponse({"error": str(error)}, status_code=error.status)
    return JSONResponse({"error": "the calendar cannot be reached; try again"}, status_code=503)
