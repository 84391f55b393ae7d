"""What is asked of a deployment before a run, and what its answers mean in a sentence."""

from typing import Any

import httpx
import msgspec
from sqlalchemy import false, literal, select, table
from sqlalchemy.exc import SQLAlchemyError

from countersign.errors import UserError
from countersign.people.wire import http_client, reached
from countersign.records.database import open_for_reading
from countersign.target import Control, Standin


def healthy(base_url: str, path: str, what: str, key: str, path_key: str) -> None:
    """That the product says of itself that it is well."""
    with http_client(base_url) as client:
        answer = reached(client, "GET", path, key)
    if answer.status_code != httpx.codes.OK:
        raise UserError(
            f"{key}: {base_url}{path} says that {what} is not healthy "
            f"({answer.status_code}: {answer.text[:200]}); mend the deployment, or correct {path_key}."
        )


def backstage(standin: Standin, path: str, key: str) -> httpx.Response:
    """What a stand-in answers at its backstage door."""
    with http_client(standin.url, token=standin.backstage_token) as client:
        return reached(client, "GET", f"/backstage/{path}", key)


def clock_moves(clock: Control, journey: str, key: str) -> None:
    """That the clock can be moved."""
    with http_client(clock.url, token=clock.token) as client:
        answer = reached(client, "GET", f"/clock/{journey}?subject=preflight", key)
    accepted(answer, f"{key}.token", "the clock's control port")


def records_can_be_read(url: str, table_name: str, key: str, tables_key: str) -> None:
    """That the database is there, and the table in it."""
    try:
        engine = open_for_reading(url)
        with engine.connect() as connection:
            connection.execute(select(literal(1)).select_from(table(table_name)).where(false()))
        engine.dispose()
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        source, _, short = key.rpartition(": ")
        raise UserError(
            f"{source}: the database of {short} can't be read ({reason}): "
            f"is it running, is the address right, and is the table {table_name!r} there ({tables_key})?"
        ) from error


def accepted(answer: httpx.Response, key: str, whose: str) -> None:
    """That a door opened to its key."""
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        raise UserError(f"{key} is refused by {whose}: correct the variable that it is taken from.")
    if not answer.is_success:
        raise UserError(f"{key}: {whose} answers {answer.status_code}: {answer.text[:200]}.")


def json_object(answer: httpx.Response, whose: str) -> dict[str, Any]:
    """The JSON object that was answered; a web page is the sign of a wrong address."""
    try:
        return msgspec.json.decode(answer.content, type=dict[str, Any])
    except msgspec.MsgspecError as error:
        raise UserError(f"{whose} answers something else than JSON: is the address right?") from error
