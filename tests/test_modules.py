"""Every module can be imported, and so counts where coverage is measured, though no other test reaches it."""

import subprocess
import sys
from pathlib import Path

import countersign

IMPORTS = """
import importlib, pkgutil, countersign
for module in pkgutil.walk_packages(countersign.__path__, "countersign."):
    if not module.name.endswith(".__main__"):
        importlib.import_module(module.name)
        print(module.name)
"""


def test_every_module_can_be_imported() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORTS], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    package = Path(str(countersign.__file__)).parent
    here = {path.relative_to(package.parent).with_suffix("") for path in package.rglob("*.py")}
    named = {".".join(path.parts) for path in here if path.name not in ("__init__", "__main__")}
    assert named - set(done.stdout.split()) == set()
