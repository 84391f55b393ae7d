"""Reads what a page carries within itself, and watches what a browser asks for when it opens one."""

import base64
import json
import re
import shutil
import socket
import subprocess
import threading
from pathlib import Path
from typing import Any

_DATA = re.compile(r'd\("([^"]+)","([^"]*)"\)')
_ASKED = re.compile(rb"^[A-Z]+ (?:https?://)?([^:/ ]+)")
_CHROMIUM_ITSELF = re.compile(r"^(?!fonts\.|ajax\.)[^.]+\.(?:google|googleapis|gvt1|gstatic)\.com$")
"""It asks its makers for news of its own, whatever it shows."""
LONGEST = 60.0

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def data(page: Path) -> dict[str, bytes]:
    """The files inside a page."""
    return {name: base64.b64decode(body) for name, body in _DATA.findall(page.read_text())}


def widget(page: Path, name: str) -> Any:
    """One of the summaries inside a page."""
    return json.loads(data(page)[f"widgets/{name}.json"])


def results(page: Path) -> dict[str, dict[str, Any]]:
    """Scenario name → what the page says of its last attempt."""
    found = [json.loads(body) for name, body in data(page).items() if name.startswith("data/test-results/")]
    last = [result for result in found if not result["isRetry"]]
    assert len({result["name"] for result in last}) == len(last)
    return {result["name"]: result for result in last}


def environment(page: Path) -> dict[str, str]:
    """What the page says of the run."""
    return {item["name"]: item["values"][0] for item in widget(page, "allure_environment")}


class Watched:
    """A page as a browser shows it, and the hosts that were asked for anything meanwhile."""

    def __init__(self, page: Path, profile: Path) -> None:
        assert CHROMIUM
        self.asked: set[str] = set()
        with socket.create_server(("127.0.0.1", 0)) as door:
            threading.Thread(target=self._listen, args=(door,), daemon=True).start()
            switches = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
            switches += ["--no-first-run", "--disable-background-networking", "--disable-component-update"]
            switches += [f"--user-data-dir={profile}", "--virtual-time-budget=5000", "--dump-dom"]
            proxy = f"--proxy-server=http://127.0.0.1:{door.getsockname()[1]}"
            done = subprocess.run(
                [CHROMIUM, *switches, proxy, page.as_uri()],
                capture_output=True,
                timeout=LONGEST,
                check=True,
            )
        self.shown = done.stdout.decode()
        self.asked = {host for host in self.asked if not _CHROMIUM_ITSELF.match(host)}

    def _listen(self, door: socket.socket) -> None:
        while True:
            try:
                caller, _ = door.accept()
            except OSError:
                return  # the browser has ended, and the door is closed
            with caller:
                caller.settimeout(1.0)
                try:
                    said = caller.recv(500)
                except OSError:
                    continue
                if match := _ASKED.match(said):
                    self.asked.add(match[1].decode())
