"""A GitHub of a few lines: carries out a workflow's jobs here, step by step, in clones of their own.

Commands are run by bash as GitHub runs them. The actions that the workflows use (checkout, Python, cache,
artefacts) are done with folders. What is written in `${{ }}` is worked out as far as our workflows go; what
goes further is an error, never a guess.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parent.parent
_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
_LONGEST = 120.0

Document = dict[str, Any]


def load(path: Path) -> Document:
    """A workflow or an action, read as YAML 1.2, where `on` is a word."""
    document: Document = YAML(typ="safe").load(path)
    return document


def value(expression: str, contexts: Mapping[str, Any]) -> Any:
    """What an expression comes to."""
    for operator in ("||", "&&"):
        left, found, right = expression.partition(operator)
        if found:
            first = value(left, contexts)
            return first if bool(first) is (operator == "||") else value(right, contexts)
    for operator, equal in (("!=", False), ("==", True)):
        left, found, right = expression.partition(operator)
        if found:
            return (value(left, contexts) == value(right, contexts)) is equal
    return _term(expression.strip(), contexts)


def text(template: object, contexts: Mapping[str, Any]) -> str:
    """The text with its expressions worked out."""

    def said(match: re.Match[str]) -> str:
        found = value(match[1], contexts)
        return {True: "true", False: "false"}[found] if isinstance(found, bool) else str(found)

    return _EXPRESSION.sub(said, str(template))


def _term(term: str, contexts: Mapping[str, Any]) -> Any:
    if term == "always()":
        return True
    if re.fullmatch(r"'[^']*'", term):
        return term[1:-1]
    if not re.fullmatch(r"[a-z]+(\.[\w-]+)+", term):
        raise AssertionError(f"{term!r} is more than this host of workflows understands")
    found: Any = contexts
    for name in term.split("."):
        found = found.get(name, "") if isinstance(found, Mapping) else ""
    return found


@dataclass
class Host:
    """Runs workflows; keeps caches and artefacts in a folder."""

    folder: Path
    inputs: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    added: Mapping[str, str] = field(default_factory=dict)
    """Files that a clone holds besides: path → text."""
    left_out: frozenset[str] = frozenset()
    """Names of steps that are not carried out here."""
    summary: str = ""
    """What the steps wrote for people."""
    run_id: int = 0

    @property
    def artefacts(self) -> Path:
        """A folder for each."""
        return self.folder / "artefacts"

    @property
    def caches(self) -> Path:
        """A folder for each key."""
        return self.folder / "caches"

    def run(self, workflow: Path, *only: str) -> dict[str, Document]:
        """The jobs in turn, all of them or only some: name → `result` and `outputs`."""
        self.run_id += 1
        shutil.rmtree(self.artefacts, ignore_errors=True)
        document = load(workflow)
        done: dict[str, Document] = {}
        for name in only or document["jobs"]:
            job = document["jobs"][name]
            done[name] = self._job(name, job, document.get("env", {}), done)
        return done

    def _job(self, name: str, job: Document, env: Document, done: Mapping[str, Document]) -> Document:
        needs = [job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", [])
        contexts: Document = {
            "inputs": self.inputs,
            "secrets": self.secrets,
            "vars": {},
            "needs": {need: done[need] for need in needs},
            "github": {"run_id": self.run_id, "run_attempt": 1, "event_name": "push"},
        }
        ready = all(done[need]["result"] == "success" for need in needs)
        if not (value(job["if"], contexts) if "if" in job else True) or not (
            ready or "always()" in str(job.get("if"))
        ):
            return {"result": "skipped", "outputs": {}}
        results = []
        for place, contexts["matrix"], contexts["strategy"] in _matrix(job):
            workspace = self.folder / f"workspace-{self.run_id}-{name}-{place}"
            workspace.mkdir(parents=True)
            contexts["env"] = {key: text(one, contexts) for key, one in {**env, **job.get("env", {})}.items()}
            results.append(Job(self, workspace, contexts, contexts["env"]).run(job["steps"]))
            shutil.rmtree(workspace)
        outputs = {key: text(template, contexts) for key, template in job.get("outputs", {}).items()}
        return {"result": "success" if all(results) else "failure", "outputs": outputs}


def _matrix(job: Document) -> Iterator[tuple[int, Document, Document]]:
    axes = job.get("strategy", {}).get("matrix", {"": [""]})
    ((axis, values),) = axes.items()
    for place, one in enumerate(values):
        yield place, {axis: one}, {"job-total": len(values), "job-index": place}


@dataclass
class Job:
    """One machine."""

    host: Host
    workspace: Path
    contexts: Document
    env: Document
    failed: bool = False

    def run(self, steps: list[Document]) -> bool:
        """Whether all steps went well."""
        self.contexts["steps"] = {}
        for step in steps:
            self._step(step, self.contexts)
        return not self.failed

    def _step(self, step: Document, contexts: Document) -> None:
        if step.get("name") in self.host.left_out:
            return
        condition = str(step.get("if", ""))
        wanted = not condition or bool(value(condition, contexts))
        outcome = "skipped"
        outputs: dict[str, str] = {}
        if wanted and (not self.failed or "always()" in condition):
            well, outputs = self._carry_out(step, contexts)
            outcome = "success" if well else "failure"
            self.failed = self.failed or not (well or step.get("continue-on-error", False))
        if "id" in step:
            contexts["steps"][step["id"]] = {"outcome": outcome, "outputs": outputs}

    def _carry_out(self, step: Document, contexts: Document) -> tuple[bool, dict[str, str]]:
        if "run" in step:
            return self._command(step, contexts)
        given = {name: text(template, contexts) for name, template in step.get("with", {}).items()}
        action, _, _ = str(step["uses"]).partition("@")
        if action.startswith("./"):
            return self._composite(self.workspace / action / "action.yml", given, contexts), {}
        return ACTIONS[action](self, given)

    def _composite(self, path: Path, given: Mapping[str, str], contexts: Document) -> bool:
        """Our own actions; they see their inputs, and steps of their own."""
        action = load(path)
        defaults = {name: str(one.get("default", "")) for name, one in action["inputs"].items()}
        inner = {**contexts, "inputs": {**defaults, **given}, "steps": {}}
        before, self.failed = self.failed, False
        for step in action["runs"]["steps"]:
            self._step(step, inner)
        well, self.failed = not self.failed, before
        return well

    def _command(self, step: Document, contexts: Document) -> tuple[bool, dict[str, str]]:
        told, output = self.workspace / ".summary", self.workspace / ".output"
        told.touch()
        output.touch()
        env = {name: text(one, contexts) for name, one in {**self.env, **step.get("env", {})}.items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", text(step["run"], contexts)],
            cwd=self.workspace,
            env={
                **{name: one for name, one in os.environ.items() if not name.startswith("COUNTERSIGN_")},
                "PYTHONPATH": str(self.workspace),
                "GITHUB_STEP_SUMMARY": str(told),
                "GITHUB_OUTPUT": str(output),
                **env,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_LONGEST,
        )
        print(done.stdout)
        self.host.summary += told.read_text()
        outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
        told.unlink()
        output.unlink()
        return done.returncode == 0, outputs

    # ---- the actions of others ------------------------------------------------------------------------

    def checkout(self, _: Mapping[str, str]) -> tuple[bool, dict[str, str]]:
        """What a clone would hold."""
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        for name in subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout.split(b"\0"):
            source = ROOT / os.fsdecode(name)
            if name and source.is_file():
                copy = self.workspace / os.fsdecode(name)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, copy)
        for path, content in self.host.added.items():
            (self.workspace / path).write_text(content)
        return True, {}

    def python(self, _: Mapping[str, str]) -> tuple[bool, dict[str, str]]:
        """The environment that these tests run in, with everything installed already."""
        environment = self.workspace / ".venv"
        environment.mkdir()
        (environment / "bin").symlink_to(Path(sys.executable).parent)
        subprocess.run(
            ["make", "--touch", "needs-run"], cwd=self.workspace, check=True, stdout=subprocess.DEVNULL
        )
        return True, {}

    def restore(self, given: Mapping[str, str]) -> tuple[bool, dict[str, str]]:
        """The cache of that key, or else the latest whose key begins as one of the others."""
        known = sorted(self.host.caches.glob("*"), key=lambda cache: cache.stat().st_mtime_ns, reverse=True)
        prefixes = [prefix for prefix in given.get("restore-keys", "").split() if prefix]
        fitting = [cache for cache in known if cache.name == given["key"]]
        fitting += [cache for prefix in prefixes for cache in known if cache.name.startswith(prefix)]
        if not fitting:
            return given.get("fail-on-cache-miss") != "True", {}
        if given.get("lookup-only") == "True":
            return True, {"cache-matched-key": fitting[0].name}
        if not any(fitting[0].iterdir()):  # evicted since somebody looked
            return given.get("fail-on-cache-miss") != "True", {}
        for target in self._named(given):
            if (fitting[0] / target.name).exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(fitting[0] / target.name, target)
        return True, {"cache-matched-key": fitting[0].name}

    def save(self, given: Mapping[str, str]) -> tuple[bool, dict[str, str]]:
        """A cache is never changed once it is there."""
        cache = self.host.caches / given["key"]
        sources = [source for source in self._named(given) if source.exists()]
        if sources and not cache.exists():
            cache.mkdir(parents=True)
            for source in sources:
                shutil.copy(source, cache)
        return True, {}

    def _named(self, given: Mapping[str, str]) -> list[Path]:
        return [self.workspace / name for name in given["path"].split()]

    def upload(self, given: Mapping[str, str]) -> tuple[bool, dict[str, str]]:
        """One folder, without what is taken out of it, and without hidden files."""
        folder, *without = given["path"].split()
        left = {self.workspace / one.removeprefix("!") for one in without}
        artefact = self.host.artefacts / given["name"]
        if artefact.exists() and given.get("overwrite") != "True":
            return False, {}
        shutil.rmtree(artefact, ignore_errors=True)
        for source in (self.workspace / folder).rglob("*"):
            inside = source.relative_to(self.workspace / folder)
            if source.is_file() and source not in left and not inside.name.startswith("."):
                (artefact / inside).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, artefact / inside)
        return True, {}

    def download(self, given: Mapping[str, str]) -> tuple[bool, dict[str, str]]:
        """All that fit the pattern, each into a folder of its own."""
        for artefact in self.host.artefacts.glob(given["pattern"]):
            shutil.copytree(artefact, self.workspace / given["path"] / artefact.name)
        return True, {}


ACTIONS = {
    "actions/checkout": Job.checkout,
    "actions/setup-python": Job.python,
    "actions/cache/restore": Job.restore,
    "actions/cache/save": Job.save,
    "actions/upload-artifact": Job.upload,
    "actions/download-artifact": Job.download,
}
