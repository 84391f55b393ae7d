"""The embedded services of a run: started together before anything is tested, and ended with the run."""

import os
import selectors
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import msgspec

from countersign.addresses import Addresses
from countersign.child import Child, ServiceFailed
from countersign.hosting import address_of, listen
from countersign.lifeline import Lifeline

__all__ = ["COMMANDS", "Addresses", "ServiceFailed", "Services"]

COMMANDS: Mapping[str, Sequence[str]] = {
    name: (sys.executable, "-m", "countersign", name, "--embedded") for name in ("providers", "sandbox")
}
_SITES = {"providers": ("telegram", "brevo"), "sandbox": ("onboarding", "control")}
_SECONDS_TO_START = 30.0
_SECONDS_TO_END = 3.0


class Services:
    """The stand-ins and the sandbox of one run, each in a process of its own."""

    def __init__(self, addresses: Addresses, data_dir: str) -> None:
        self.addresses = addresses
        self._data_dir = data_dir
        self._lifeline = Lifeline()
        self._children: list[Child] = []
        self._owner = os.getpid()

    @classmethod
    def start(
        cls,
        *,
        database_url: str | None = None,
        redact: Callable[[str], str] = str,
        log_dir: Path | None = None,
        commands: Mapping[str, Sequence[str]] = COMMANDS,
        seconds: float = _SECONDS_TO_START,
    ) -> "Services":
        """Start all services at once and wait until they are ready; a `ServiceFailed` if one is not.

        What they say goes to `log_dir`, if given, one file each, with every secret masked.
        """
        with ExitStack() as handed_over, ExitStack() as undo:
            sockets = {
                site: handed_over.enter_context(listen()) for sites in _SITES.values() for site in sites
            }
            data_dir = tempfile.mkdtemp(prefix="countersign-")
            urls = {site: address_of(sock) for site, sock in sockets.items()}
            addresses = Addresses.of(urls, database_url or f"sqlite:///{data_dir}/onboarding.db")
            services = cls(addresses, data_dir)
            undo.callback(services.stop)
            handed_over.callback(services._lifeline.handed_over)
            mask = _masking(addresses.secrets, redact)
            for name, sites in _SITES.items():
                descriptors = {site: sockets[site].fileno() for site in sites}
                log = log_dir / f"{name}.log" if log_dir else None
                services._launch(name, commands[name], descriptors, mask, log)
            services._wait_until_ready(seconds)
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
        # Only the process that started them can wait for them.
        if os.getpid() == self._owner:
            for child in self._children:
                if child.has_died():
                    return child.obituary("died")
        return None

    def stop(self) -> None:
        """End all services and remove their data; harmless a second time, and in a forked worker."""
        if os.getpid() != self._owner:
            return
        self._lifeline.cut()
        deadline = time.monotonic() + _SECONDS_TO_END
        while self._children:
            self._children[-1].end(max(deadline - time.monotonic(), 0.0))
            self._children.pop()
        shutil.rmtree(self._data_dir, ignore_errors=True)

    def _launch(
        self,
        name: str,
        command: Sequence[str],
        sockets: dict[str, int],
        mask: Callable[[str], str],
        log: Path | None,
    ) -> None:
        lifeline = self._lifeline.descriptor

        def orders(ready: int) -> bytes:
            if name == "providers":
                return msgspec.json.encode(self.addresses.for_providers(sockets, lifeline, ready))
            return msgspec.json.encode(self.addresses.for_sandbox(sockets, lifeline, ready, self._data_dir))

        descriptors = [*sockets.values(), lifeline]
        child = Child(name, command, orders=orders, descriptors=descriptors, mask=mask, log=log)
        self._children.append(child)

    def _wait_until_ready(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        awaited = list(self._children)
        with selectors.DefaultSelector() as selector:
            for child in awaited:
                selector.register(child.ready, selectors.EVENT_READ, child)
            while awaited:
                heard = selector.select(max(deadline - time.monotonic(), 0.0))
                if not heard:
                    raise ServiceFailed(awaited[0].last_words(f"was not ready within {seconds:g} s"))
                for key, _ in heard:
                    if not key.data.is_ready():
                        raise ServiceFailed(key.data.obituary("could not start"))
                    selector.unregister(key.fd)
                    awaited.remove(key.data)


def _masking(hidden: Sequence[str], redact: Callable[[str], str]) -> Callable[[str], str]:
    def mask(line: str) -> str:
        for secret in hidden:
            line = line.replace(secret, "•••")
        return redact(line)

    return mask
