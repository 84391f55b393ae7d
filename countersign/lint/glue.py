"""Steps are glue: they say who does what, and leave the doing to people and matchers."""

import ast
from collections.abc import Iterator
from pathlib import Path

from countersign.lint.finding import Finding
from countersign.lint.modules import imported, read_modules

MAY_CALL = ("countersign.matchers", "countersign.people", "countersign.vocabulary", "countersign.world")
WIRES = frozenset(
    {"aiohttp", "http", "httpcore", "httpx", "requests", "urllib", "urllib3", "uvicorn", "starlette"}
    | {"ftplib", "grpc", "imaplib", "poplib", "smtplib", "telegram", "websocket", "websockets"}
    | {"asyncio", "selectors", "socket", "socketserver", "ssl", "subprocess", "multiprocessing", "threading"}
    | {"psycopg", "sqlalchemy", "sqlite3", "time"}
)


def check_glue(root: Path) -> Iterator[Finding]:
    """No module of steps speaks to a wire, loops, waits, or runs steps by their names."""
    for name, module in read_modules(root, "steps"):
        yield from _check_imports(name, module)
        yield from _check_statements(name, module)


def _check_imports(name: str, module: ast.Module) -> Iterator[Finding]:
    for line, target in imported(module):
        package = target.split(".")[0]
        if package in WIRES:
            sentence = (
                f"Steps hold no HTTP, socket, SQL, thread or clock: leave {target} to people and records."
            )
            yield Finding(name, line, "wire-in-step", sentence)
        elif package == "countersign" and not f"{target}.".startswith(tuple(f"{one}." for one in MAY_CALL)):
            sentence = f"Steps call only {', '.join(MAY_CALL)}: leave {target} to them."
            yield Finding(name, line, "reach-in-step", sentence)


def _check_statements(name: str, module: ast.Module) -> Iterator[Finding]:
    for node in ast.walk(module):
        match node:
            case ast.For() | ast.While() | ast.AsyncFor():
                sentence = "A step has no loop: make it a verb of a person or a matcher."
                yield Finding(name, node.lineno, "loop-in-step", sentence)
            case ast.AsyncFunctionDef():
                sentence = f"{node.name} is async, but people are plain and synchronous: write `def`."
                yield Finding(name, node.lineno, "async-step", sentence)
            case ast.Name(id="sleep") | ast.Attribute(attr="sleep"):
                sentence = "A step never sleeps: wait for a condition, with a deadline."
                yield Finding(name, node.lineno, "sleep-in-step", sentence)
            case ast.Attribute(attr="execute_steps"):
                sentence = "A step runs no other steps: call what they call."
                yield Finding(name, node.lineno, "nested-step", sentence)
            case _:
                pass
