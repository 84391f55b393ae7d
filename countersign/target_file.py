"""Reads a target file, and says in one sentence what is wrong with it and how to mend it."""

import difflib
import hashlib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

import msgspec
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from countersign.coherence import check_coherence
from countersign.errors import UserError
from countersign.phrasebook import Wording, intents, values_of
from countersign.target import VARIABLES, Target

ADHOC = "adhoc"
"""How the name begins of a target that environment variables describe."""


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """A target with the secrets that were filled in, which must never reach a disk."""

    target: Target
    secrets: list[str]


def load_target(name: str, folder: Path, environ: Mapping[str, str] = os.environ) -> Loaded:
    """The target of that name; a `UserError` names the file, the key and the mend for whatever is wrong."""
    path = folder / f"{name}.toml"
    if not re.fullmatch(r"[\w.-]+", name) or not path.is_file():
        known = ", ".join(sorted(found.stem for found in folder.glob("*.toml"))) or "none"
        raise UserError(f"There is no target {name!r}: {path} does not exist; known targets are {known}.")
    raw = path.read_bytes()
    source = f"{folder.name}/{path.name}"
    try:
        tables = tomllib.loads(raw.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{source} is not valid TOML: {error}.") from error
    for key in ("name", "source", "digest"):
        if key in tables:
            raise UserError(f"{source}: unknown key {key!r}: remove it.")
    if tables.get("embedded"):
        return _embedded(tables, name, source, raw)
    return _loaded(tables, name, source, raw, environ)


def adhoc_target(tables: dict[str, Any], environ: Mapping[str, str] = os.environ) -> Loaded:
    """The target that environment variables describe, with the same checks as one in a file."""
    raw = msgspec.json.encode(tables, order="deterministic")
    # Another deployment has another name: neither its history nor what was left on it is this one's.
    whose = re.sub(r"[^\w.-]+", "-", str(tables.get("title", ""))).strip("-")
    return _loaded(tables, f"{ADHOC}-{whose}" if whose else ADHOC, VARIABLES, raw, environ)


def _loaded(tables: dict[str, Any], name: str, source: str, raw: bytes, environ: Mapping[str, str]) -> Loaded:
    filled, secrets = _fill(tables, Target, source, environ)
    target = _convert(filled, name, source, raw)
    check_coherence(target)
    return Loaded(target=target, secrets=secrets)


def _embedded(tables: dict[str, Any], name: str, source: str, raw: bytes) -> Loaded:
    """An embedded target has no addresses yet: they are known when its services have been started."""
    if tables.get("environment") != "sandbox":
        raise UserError(f'{source}: embedded = true needs environment = "sandbox".')
    if isinstance(tables.get("onboarding"), dict):
        tables["onboarding"] = {"base_url": "http://127.0.0.1:0", "bot_username": "-"} | tables["onboarding"]
    filled, secrets = _fill(tables, Target, source, {})
    target = _convert(filled, name, source, raw)
    check_coherence(target)
    return Loaded(target=target, secrets=secrets)


def _convert(tables: dict[str, Any], name: str, source: str, raw: bytes) -> Target:
    try:
        target = msgspec.convert(tables, Target)
    except msgspec.ValidationError as error:
        raise UserError(f"{source}: {_readable(str(error))}.") from error
    for journey, section in (("onboarding", target.onboarding), ("booking", target.booking)):
        if section and section.says:
            _check_wordings(journey, section.says, source)
    digest = hashlib.sha256(raw).hexdigest()
    return msgspec.structs.replace(target, name=name, source=source, digest=digest)


def _check_wordings(journey: str, says: Mapping[str, Wording], source: str) -> None:
    """An intent that no feature speaks of, or a pattern that is none, would never be noticed later."""
    known = intents(journey)
    for intent, wordings in says.items():
        if intent not in known:
            raise UserError(_unknown(intent, sorted(known), f"{journey}.says.", source))
        for wording in wordings or [[]]:
            parts = [wording] if isinstance(wording, str) else wording
            _check_wording(journey, intent, parts, source)


def _check_wording(journey: str, intent: str, parts: list[str], source: str) -> None:
    where = f"{source}: {journey}.says.{intent!r}"
    for pattern in parts:
        try:
            re.compile(pattern)
        except re.error as error:
            raise UserError(
                f"{where} holds {pattern!r}, which is not a regular expression ({error}): correct it."
            ) from error
    if all(re.search(pattern, "") for pattern in parts):
        raise UserError(f"{where} would be met by any text: name words that the deployment says.")
    missing = [name for name in values_of(journey, intent) if not any("{" + name + "}" in p for p in parts)]
    if missing:
        raise UserError(f"{where} must name the value {{{missing[0]}}}, or it would never be checked.")


def _readable(message: str) -> str:
    """msgspec's message with the path to the key in front, as it stands in the file."""
    text, _, where = message.partition(" - at `$")
    key = where.strip("`.") or "the file"
    return f"{key}: {text[0].lower()}{text[1:]}"


def _fill(
    tables: dict[str, Any], kind: type[msgspec.Struct], source: str, environ: Mapping[str, str]
) -> tuple[dict[str, Any], list[str]]:
    """The tables with `${VARIABLES}` filled in and every key checked; and the secrets among the values."""
    secrets: list[str] = []

    def walk(table: dict[str, Any], kind: type[msgspec.Struct], prefix: str) -> dict[str, Any]:
        fields = {field.name: field.type for field in msgspec.structs.fields(kind)}
        filled: dict[str, Any] = {}
        for key, value in table.items():
            if key not in fields:
                raise UserError(_unknown(key, list(fields), prefix, source))
            where = f"{prefix}{key}"
            nested, meaning = _struct_of(fields[key]), _meaning(fields[key])
            if nested and isinstance(value, dict):
                filled[key] = walk(value, nested, f"{where}.")
            elif isinstance(value, str):
                filled[key] = _checked(value, meaning, where, source, environ, secrets)
            elif isinstance(value, list) and meaning:
                filled[key] = [
                    _checked(one, meaning, f"{where}[{number}]", source, environ, secrets)
                    if isinstance(one, str)
                    else one
                    for number, one in enumerate(value)
                ]
            else:
                filled[key] = value
        return filled

    return walk(tables, kind, ""), secrets


def _unknown(key: str, known: list[str], prefix: str, source: str) -> str:
    close = difflib.get_close_matches(key, known, n=1)
    known = [name for name in known if name not in ("name", "source", "digest")]
    mend = f"did you mean {close[0]!r}?" if close else f"known keys are {', '.join(known)}."
    return f"{source}: unknown key {prefix + key!r}: {mend}"


def _struct_of(annotation: Any) -> type[msgspec.Struct] | None:
    for part in (annotation, *get_args(annotation)):
        if isinstance(part, type) and issubclass(part, msgspec.Struct):
            return part
    return None


def _meaning(annotation: Any) -> str:
    """What the type says of a value: a URL, a secret, a database; empty for plain text."""
    for part in _parts(annotation):
        if isinstance(part, msgspec.Meta) and part.extra:
            return str(part.extra.get("is", ""))
    return ""


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    yield from getattr(annotation, "__metadata__", ())
    for inner in get_args(annotation):
        yield from _parts(inner)


_VARIABLE = re.compile(r"\$\{(\w+)\}")


def _checked(
    value: str, meaning: str, where: str, source: str, environ: Mapping[str, str], secrets: list[str]
) -> str:
    if meaning == "secret" and not _VARIABLE.fullmatch(value):
        suggestion = "${" + re.sub(r"\W", "_", where).upper() + "}"
        raise UserError(
            f"{source}: {where} is a secret and must not stand in a file: "
            f'write it as "{suggestion}" and set that variable.'
        )

    def variable(match: re.Match[str]) -> str:
        name = match.group(1)
        if not environ.get(name):
            raise UserError(
                f"{source}: {where} needs the environment variable {name}, which is not set: "
                f"set it, or choose another target with -D target=NAME."
            )
        return environ[name]

    filled = _VARIABLE.sub(variable, value)
    if meaning == "url":
        check_url(filled, where, source)
    if meaning == "database":
        _check_database(value, filled, where, source)
    if meaning in ("secret", "database") and filled != value:
        secrets.append(filled)
    return filled


def check_url(url: str, where: str, source: str) -> None:
    """Stop where the value of a key or variable is no URL that could be asked, or holds credentials."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != -1
        if parts.username or parts.password:
            raise UserError(
                f"{source}: {where} holds credentials, which must not stand in a URL: take them out."
            )
    except ValueError:
        usable = False
    if not usable:
        raise UserError(
            f"{source}: {where} is not a URL with http:// or https:// and a host: {url!r}; correct it."
        )


def _check_database(written: str, url: str, where: str, source: str) -> None:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise UserError(
            f"{source}: {where} is not a database URL such as postgresql+psycopg://reader@host/name: "
            f"correct it."
        ) from error
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise UserError(
            f"{source}: {where} is a {parsed.get_backend_name()} database; "
            f"the suite reads sqlite and postgresql+psycopg only."
        )
    if parsed.password and not _VARIABLE.search(written):
        raise UserError(
            f"{source}: {where} holds a password, which must not stand in a file: "
            f"take it from a variable, as in postgresql+psycopg://reader:${{DB_PASSWORD}}@host/name."
        )
