"""The embedded services of a run: started together before anything is tested, and ended with the run."""

import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from sqlalchemy import make_url

from countersign.addresses import PRODUCTS, Addresses, MailAccount, SmsAccount
from countersign.child import ServiceFailed, spawning
from countersign.fleet import SECONDS_TO_START, Fleet
from countersign.hosting import address_of, listen

__all__ = ["COMMANDS", "Addresses", "ServiceFailed", "Services", "masking"]

COMMANDS: Mapping[str, Sequence[str]] = {
    name: (sys.executable, "-m", "countersign", name, "--embedded") for name in ("providers", "sandbox")
}
_SEARCH_PATH = re.compile(r"-c\s*search_path=(\w+)\S*")
_SITES = {
    "providers": ("telegram", "brevo", "twilio", "openrouter", "stripe"),
    "sandbox": (*PRODUCTS, "control"),
}


class Services:
    """The stand-ins and the sandbox of one run, each in a process of its own."""

    def __init__(self, addresses: Addresses, data_dir: str, fleet: Fleet) -> None:
        self.addresses = addresses
        self._data_dir = data_dir
        self._fleet = fleet

    @classmethod
    def start(
        cls,
        *,
        database_url: str | None = None,
        redis_url: str | None = None,
        mail: MailAccount | None = None,
        sms: SmsAccount | None = None,
        redact: Callable[[str], str] = str,
        log_dir: Path | None = None,
        commands: Mapping[str, Sequence[str]] = COMMANDS,
        seconds: float = SECONDS_TO_START,
    ) -> "Services":
        """Start all services at once and wait until they are ready; a `ServiceFailed` if one is not.

        The products send mail and SMS through the stand-ins, unless through the accounts that are given.
        What the services say goes to `log_dir`, if given, one file each, with every secret masked.
        """
        with ExitStack() as handed_over, ExitStack() as undo:
            sockets = {
                site: handed_over.enter_context(listen()) for sites in _SITES.values() for site in sites
            }
            data_dir = tempfile.mkdtemp(prefix="countersign-")
            urls = {site: address_of(sock) for site, sock in sockets.items()}
            databases = {name: database_of(name, database_url, data_dir) for name in PRODUCTS}
            addresses = Addresses.of(urls, databases, redis_url or "")
            fleet = Fleet(masking([*addresses.secrets, *_secrets_of(mail, sms)], redact))
            services = cls(addresses, data_dir, fleet)
            undo.callback(services.stop)
            handed_over.callback(fleet.complete)
            orders = {
                "providers": addresses.for_providers,
                "sandbox": addresses.through(mail, sms).for_sandbox(data_dir),
            }
            for name, sites in _SITES.items():
                descriptors = {site: sockets[site].fileno() for site in sites}
                log = log_dir / f"{name}.log" if log_dir else None
                launch = spawning(name, commands[name])
                fleet.launch(name, launch, descriptors, orders[name], log)
            fleet.wait_until_ready(seconds)
            undo.pop_all()
        return services

    def __enter__(self) -> "Services":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def alive(self) -> str | None:
        """None while all run; else which service has died, how, and the end of what it said."""
        return self._fleet.died()

    def stop(self) -> None:
        """End all services and remove their data; harmless a second time, and in a forked worker."""
        if self._fleet.stop():
            shutil.rmtree(self._data_dir, ignore_errors=True)


def database_of(product: str, server: str | None, data_dir: str) -> str:
    """A database for each product: a file of its own, or a schema of its own on a server.

    The bot's is the schema that the server's URL leads to by itself.
    """
    if server is None or server.startswith("sqlite"):
        alone = server and product == "onboarding"
        return str(server) if alone else f"sqlite:///{data_dir}/{product}.db"
    if product == "onboarding":
        return server
    url = make_url(server)
    options = " ".join(url.normalized_query.get("options", ()))
    within = _SEARCH_PATH.search(options)
    schema = f"{within[1]}_{product}" if within else f"countersign_{product}"
    others = _SEARCH_PATH.sub("", options).strip()
    ours = f"{others} -csearch_path={schema}".strip()
    return url.update_query_dict({"options": ours}).render_as_string(hide_password=False)


def masking(hidden: Sequence[str], redact: Callable[[str], str]) -> Callable[[str], str]:
    """Takes secrets out of what a service says."""

    def mask(line: str) -> str:
        for secret in hidden:
            line = line.replace(secret, "•••")
        return redact(line)

    return mask


def _secrets_of(mail: MailAccount | None, sms: SmsAccount | None) -> list[str]:
    return [*([mail.key] if mail else []), *([sms.token] if sms else [])]
