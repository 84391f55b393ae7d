"""How many random breaks of a reference product its features find.

    python benchmarks/breaks.py booking [--count 40] [--seed 1] [--jobs 4]

Breaks one place of countersign/sandbox/JOURNEY after the other, in a copy of the suite: a comparison or a
condition is turned round, a number is raised by one, a flag is flipped, a call is left out. Each time the
journey's features run until something is red. Prints what nothing was red for, and at the end the share that
was found. Not all can be found from outside: lines of a log, the size of a pool, an index of a table. Ends
with exit code 2 where the features are red without a break, or where there is no such product.
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PARTS = ("countersign", "features", "steps", "targets", "environment.py", "behave.ini")
PRODUCTS = Path("countersign/sandbox")
LONGEST = 600.0
"""Seconds after which a run that nothing ends counts as red."""

_OTHERWISE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


@dataclass(frozen=True)
class Break:
    """A place of a module, and which part of it becomes what."""

    node: ast.stmt | ast.expr
    part: str
    becomes: object


def main() -> int:
    """Break, run, count."""
    options = _options()
    if not (PRODUCTS / options.journey).is_dir():
        print(f"There is no product {PRODUCTS / options.journey}.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _copied(folder)
        if not _is_green(folder, options):
            print("The features are red without a break.", file=sys.stderr)
            return 2
        return _broken(folder, options)


def _broken(folder: Path, options: argparse.Namespace) -> int:
    places = [
        (path, number)
        for path in sorted((folder / PRODUCTS / options.journey).rglob("*.py"))
        for number, _ in enumerate(_breaks(ast.parse(path.read_text(encoding="utf-8"))))
    ]
    chosen = random.Random(options.seed).sample(places, min(options.count, len(places)))
    print(f"{len(places)} places of {options.journey} can be broken; {len(chosen)} are.", flush=True)
    found, began = 0, time.monotonic()
    for path, number in chosen:
        whole = path.read_text(encoding="utf-8")
        broken, told = _with_break(whole, number)
        path.write_text(broken, encoding="utf-8")
        green = _is_green(folder, options)
        path.write_text(whole, encoding="utf-8")
        found += not green
        if green:
            print(f"not found: {path.relative_to(folder)}:{told}", flush=True)
    seconds = time.monotonic() - began
    print(f"{found} of {len(chosen)} were found ({100 * found // max(len(chosen), 1)} %), in {seconds:.0f} s")
    return 0


def _with_break(text: str, number: int) -> tuple[str, str]:
    tree = ast.parse(text)
    chosen = list(_breaks(tree))[number]
    before = ast.unparse(chosen.node).splitlines()[0]
    setattr(chosen.node, chosen.part, chosen.becomes)
    after = ast.unparse(chosen.node).splitlines()[0]
    return ast.unparse(tree), f"{chosen.node.lineno}: {before} → {after}"


def _breaks(tree: ast.Module) -> Iterator[Break]:
    for node in ast.walk(tree):
        match node:
            case ast.Compare(ops=[operator, *others]) if type(operator) in _OTHERWISE:
                yield Break(node, "ops", [_OTHERWISE[type(operator)](), *others])
            case ast.BoolOp(op=operator):
                yield Break(node, "op", ast.Or() if isinstance(operator, ast.And) else ast.And())
            case ast.BinOp(op=ast.Add() | ast.Sub() as operator):
                yield Break(node, "op", ast.Sub() if isinstance(operator, ast.Add) else ast.Add())
            case ast.If(test=condition) | ast.IfExp(test=condition):
                yield Break(node, "test", ast.UnaryOp(ast.Not(), condition))
            case ast.Constant(value=bool() as flag):
                yield Break(node, "value", not flag)
            case ast.Constant(value=int() as number):
                yield Break(node, "value", number + 1)
            case ast.Expr(value=ast.Call() | ast.Await()):
                yield Break(node, "value", ast.Constant(None))


def _copied(folder: Path) -> None:
    for part in PARTS:
        source = Path(part)
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / part)


def _is_green(folder: Path, options: argparse.Namespace) -> bool:
    userdata = [f"-D{one}" for one in ("history=off", "allure=off", "scenario_timeout=40")]
    try:
        ended = subprocess.run(
            [
                sys.executable,
                "-m",
                "behave",
                f"features/{options.journey}",
                "-j",
                options.jobs,
                "--stop",
                *userdata,
            ],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(folder)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return ended.returncode == 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("journey", help="whose product is broken, and whose features are run")
    parser.add_argument("--count", type=int, default=40, help="how many places are broken (40)")
    parser.add_argument("--seed", type=int, default=1, help="other places with another number (1)")
    parser.add_argument("--jobs", default="4", help="how many processes run the features (4)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
