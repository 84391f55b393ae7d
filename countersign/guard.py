"""Refuses to harm production: what may run where, and whether a deployment is what its target file says.

What looks like production is decided by whole words. Names of hosts, paths, databases and bots are split at
`.`, `-`, `_` and `/`; one of the parts must be `prod`, `production`, `prd` or `live`, a number may follow.
So `api.prod.acme.com`, `acme-live2` and `acme_prod_bot` look like production; `product`, `reproduction`,
`deliver` and `livechat` do not, nor does `pre-prod`, `non-prod` or `not_production`.
"""

import ipaddress
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args
from urllib.parse import SplitResult, urlsplit

import msgspec
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from countersign.errors import UserError
from countersign.target import VARIABLES, Environment, Target

ALLOW = "COUNTERSIGN_ALLOW_PRODUCTION"
ENVIRONMENT = "COUNTERSIGN_ENVIRONMENT"
SAFE = "production-safe"

_LIVE_KEYS = ("sk_live_", "rk_live_")
"""How the keys of Stripe begin that move real money."""

_WORDS = re.compile(r"(?:prod|production|prd|live)[0-9]*")
_DENIALS = {"pre", "non", "not", "no"}


class Whereabouts(msgspec.Struct, frozen=True, kw_only=True):
    """All that a target names, by the key in its file: where the suite would go, and where it would write."""

    source: str
    environment: Environment
    urls: dict[str, str] = {}
    databases: dict[str, str] = {}
    hosts: dict[str, str] = {}
    bots: dict[str, str] = {}
    paths: dict[str, str] = {}
    """Of what is driven, where they don't stand in a URL."""
    writable: list[str] = []
    """The keys of databases that the suite may write to."""


class Production(msgspec.Struct, frozen=True, kw_only=True):
    """What is known to be production, each with the file that says so."""

    hosts: dict[str, str] = {}
    bots: dict[str, str] = {}


def refusal(tags: Iterable[str], environment: Environment) -> str | None:
    """Why a scenario must not run there; None lets it run."""
    if environment != "production" or SAFE in {tag.removeprefix("@") for tag in tags}:
        return None
    return f"production runs only scenarios tagged @{SAFE}"


def check_target(target: Target, folder: Path, environ: Mapping[str, str] = os.environ) -> None:
    """Stop the run when the target is, or looks like, something that it must not touch."""
    _check_no_live_key(target)
    check_run(whereabouts(target), known_production(folder, environ), environ)


def check_run(where: Whereabouts, known: Production, environ: Mapping[str, str] = os.environ) -> None:
    """As `check_target`: a `UserError` names the key, what it looks like, and the mend."""
    if where.environment == "sandbox":
        _check_sandbox(where)
    elif where.environment == "staging":
        _check_staging(where, known)
    else:
        _check_production(where, environ)


def check_sandbox_database(variable: str, url: str) -> None:
    """Stop the run when the sandbox is to work in a database that is elsewhere, or looks like production."""
    check_run(
        Whereabouts(source=variable, environment="sandbox", databases={"the database": url}), Production()
    )
    name = make_url(url).database or ""
    if word := looks_like_production(name):
        raise UserError(
            f"{variable}: the database looks like production ({word!r} in {name!r}): name another one."
        )


def check_sandbox_redis(variable: str, url: str) -> None:
    """Stop the run when the sandbox is to count in a Redis that is elsewhere, or looks like production."""
    parts = _redis_parts(variable, url)
    if not is_loopback(parts.hostname or ""):
        raise UserError(
            f"{variable} points at {parts.hostname}, but a sandbox talks to this machine only: start a Redis "
            f"here and name that, as in redis://127.0.0.1:6379."
        )
    for name in (parts.hostname, parts.username, parts.path, parts.query):
        if word := looks_like_production(name or ""):
            raise UserError(
                f"{variable}: the Redis looks like production ({word!r} in {name!r}): name another one."
            )


def check_bot(
    me: Mapping[str, object],
    webhook: Mapping[str, object],
    *,
    allowed: Iterable[str],
    webhook_host: str | None,
    source: str,
) -> None:
    """Stop the run unless the bot that answers getMe and getWebhookInfo is one that the target may drive."""
    given = str(me.get("username") or "")
    listed = [name for bot in allowed if (name := _bot_name(bot))]
    if me.get("is_bot") is not True or _bot_name(given) not in listed:
        known = ", ".join(f"@{bot}" for bot in listed) or "no bot"
        raise UserError(
            f"{source}: onboarding.bot_token is the token of @{given or 'nobody'}, but "
            f"onboarding.allowed_bots lists {known}: correct the variable of the token, or add the bot "
            f"to the list."
        )
    url = str(webhook.get("url") or "")
    if webhook_host is None or _host(url) == webhook_host.lower():
        return
    taken = f"at {_host(url)}" if url else "by long polling, at no webhook"
    raise UserError(
        f"{source}: @{given} takes its updates {taken}, not at {webhook_host} as onboarding.webhook_host "
        f"says: correct the token, the deployment's webhook, or the key."
    )


def looks_like_production(name: str) -> str | None:
    """The word in a host name, a path, the name of a database or a bot that says production."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name)  # AcmeLiveBot, as bots are often named
    parts = [part for part in re.split(r"[^0-9a-z]+", spaced.lower()) if part]
    for before, part in zip(["", *parts], parts, strict=False):
        if _WORDS.fullmatch(part) and before not in _DENIALS:
            return part
    return None


def whereabouts(target: Target) -> Whereabouts:
    """What a target names."""
    found: dict[str, dict[str, str]] = {"url": {}, "database": {}, "host": {}, "bot": {}, "path": {}}
    for key, meaning, value in _values(target, ""):
        if meaning in found and value:
            found[meaning][key] = value
    return Whereabouts(
        source=target.source,
        environment=target.environment,
        urls=found["url"],
        databases=found["database"],
        hosts=found["host"],
        bots=found["bot"],
        paths=found["path"],
        writable=[key for key in found["database"] if key.endswith("cleanup_database_url")],
    )


def known_production(folder: Path, environ: Mapping[str, str] = os.environ) -> Production:
    """The hosts and bots of the production targets in the folder; what isn't known there is left out."""
    hosts: dict[str, str] = {}
    bots: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name.endswith(".example.toml"):
            continue
        tables = _read(path)
        if tables.get("environment") != "production":
            continue
        source = f"{folder.name}/{path.name}"
        for table in (table for table in tables.values() if isinstance(table, dict)):
            url = _filled(str(table.get("base_url", "")), environ)
            named = _filled(str(table.get("webhook_host", "")), environ).lower()
            hosts |= {host: source for host in (_host(url), named) if host}
            for bot in (table.get("bot_username"), *table.get("allowed_bots", ())):
                if bot:
                    bots[_bot_name(_filled(str(bot), environ))] = source
    return Production(hosts=hosts, bots=bots)


def _check_no_live_key(target: Target) -> None:
    for key, _, value in _values(target, ""):
        if value.startswith(_LIVE_KEYS):
            raise UserError(
                f"{target.source}: {key} is a live key of Stripe, which moves real money: give a key of test "
                f"mode (sk_test_…)."
            )


def _redis_parts(variable: str, url: str) -> SplitResult:
    """The parts of the URL of a Redis server; a sentence where it is none."""
    mend = "write it as in redis://127.0.0.1:6379"
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise UserError(f"{variable} is no URL of a Redis server: {mend}.") from error
    if parts.scheme not in ("redis", "rediss") or not parts.hostname:
        raise UserError(f"{variable} is no URL of a Redis server: {mend}.")
    return parts


def _check_sandbox(where: Whereabouts) -> None:
    for key, host in _all_hosts(where):
        if not is_loopback(host):
            raise UserError(
                f"{where.source}: {key} points at {host}, but a sandbox talks to this machine only: use a "
                f'loopback address, or say environment = "staging".'
            )


def _check_staging(where: Whereabouts, known: Production) -> None:
    for key, host in _all_hosts(where):
        if host in known.hosts:
            raise UserError(
                f"{where.source}: {key} points at {host}, which is the production of {known.hosts[host]}: "
                f"correct the key."
            )
    for key, bot in where.bots.items():
        if (name := _bot_name(bot)) in known.bots:
            raise UserError(
                f"{where.source}: {key} is @{name}, which is the production bot of {known.bots[name]}: "
                f"correct the key."
            )
    for key, name in _names(where):
        if word := looks_like_production(name):
            raise UserError(
                f"{where.source}: {key} looks like production ({word!r} in {name!r}), but {_staging(where)}"
            )


def _staging(where: Whereabouts) -> str:
    """Where it is said that this is staging, and the mend."""
    if where.source == VARIABLES:
        return f"{ENVIRONMENT} says staging: correct the variable of the key, or say production."
    return 'the file says environment = "staging": correct the key, or say environment = "production".'


def _check_production(where: Whereabouts, environ: Mapping[str, str]) -> None:
    if where.writable:
        raise UserError(
            f"{where.source}: {where.writable[0]} would let the suite write to a production database: "
            f"take it out of the file."
        )
    allowed = {_bot_name(host.strip()) for host in environ.get(ALLOW, "").split(",")} - {""}
    bases = {_host(url) for key, url in where.urls.items() if _DRIVEN.fullmatch(key)} - {""}
    if "onboarding.driver.url" in where.urls and "onboarding.base_url" not in where.urls:
        # Nothing of the bot's deployment is known but the bot: then that is what must be named.
        bases |= {_bot_name(bot) for key, bot in where.bots.items() if key.endswith("bot_username")}
    if not bases:
        raise UserError(f"{where.source}: a production target must name the base_url of a journey: add one.")
    if bases <= allowed:
        return
    value = ",".join(sorted(bases))
    given = environ.get(ALLOW)
    says = f"says {given!r}" if given else "is not set"
    raise UserError(
        f"{where.source} {'name' if where.source == VARIABLES else 'is'} production, and {ALLOW} {says}: "
        f"if you mean it, set {ALLOW}={value}, otherwise choose another target with -D target=NAME."
    )


def _all_hosts(where: Whereabouts) -> Iterator[tuple[str, str]]:
    """Every host that the target names, by its key."""
    for key, url in where.urls.items():
        yield key, _host(url)
    for key, host in where.hosts.items():
        yield key, host.lower()
    for key, url in where.databases.items():
        for host in _database_hosts(url):
            yield key, host


def _names(where: Whereabouts) -> Iterator[tuple[str, str]]:
    """Every name that could say production: hosts, paths, names of databases and bots."""
    yield from _all_hosts(where)
    for key, url in where.urls.items():
        yield key, urlsplit(url).path
    for key, path in where.paths.items():
        yield key, path.partition("?")[0]
    for key, url in where.databases.items():
        yield key, make_url(url).database or ""
    yield from where.bots.items()


def _database_hosts(url: str) -> Iterator[str]:
    """The hosts of a database URL: PostgreSQL may name several, SQLite and sockets none."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        return
    in_query = parsed.query.get("host", ())
    for named in (parsed.host or "", *([in_query] if isinstance(in_query, str) else in_query)):
        for part in named.split(","):
            host = part.rsplit(":", 1)[0] if part.count(":") == 1 else part
            if host and not host.startswith("/"):
                yield host.lower()


def _values(struct: msgspec.Struct, prefix: str) -> Iterator[tuple[str, str, str]]:
    """Every text of a target with its key, and what it means: url, database, secret, host or bot."""
    for field in msgspec.structs.fields(struct):
        value, key = getattr(struct, field.name), f"{prefix}{field.name}"
        if isinstance(value, msgspec.Struct):
            yield from _values(value, f"{key}.")
        elif isinstance(value, str):
            yield key, _meaning(field.type) or _MEANINGS.get(field.name, ""), value
        elif isinstance(value, list):
            meaning = _meaning(field.type) or _MEANINGS.get(field.name, "")
            for number, one in enumerate(value):
                yield f"{key}[{number}]", meaning, str(one)


_MEANINGS = {"webhook_host": "host", "bot_username": "bot", "allowed_bots": "bot", "voice": "path"}
_DRIVEN = re.compile(r".*\.(base_url|socket_url|replicas\[[0-9]+\]|fallback_url|status_callback)")
"""The keys of what the suite calls on the deployment itself."""


def _meaning(annotation: Any) -> str:
    for part in (annotation, *get_args(annotation)):
        for meta in getattr(part, "__metadata__", ()):
            if isinstance(meta, msgspec.Meta) and meta.extra:
                return str(meta.extra.get("is", ""))
    return ""


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower().rstrip(".")


def _bot_name(bot: str) -> str:
    return bot.removeprefix("@").lower()


def is_loopback(host: str) -> bool:
    """Whether the host is this machine, and nobody can listen on the way to it."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _filled(text: str, environ: Mapping[str, str]) -> str:
    """The text with variables filled in; empty when one is not set."""
    names = re.findall(r"\$\{(\w+)\}", text)
    if any(not environ.get(name) for name in names):
        return ""
    return re.sub(r"\$\{(\w+)\}", lambda match: environ[match[1]], text)


def _read(path: Path) -> dict[str, Any]:
    """The tables of another target file; unreadable ones must not pass for harmless."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError(
            f"{path.parent.name}/{path.name} can't be read, so that nobody knows whether it names "
            f"production ({error}): mend or remove it."
        ) from error
