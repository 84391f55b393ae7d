"""How long the embedded services take to start, and what a run needs of memory.

Starts the providers and the sandbox together, as a run does, and for comparison a bare Python that does no
more than import the libraries they are made of, in turns; then runs the smoke scenarios and reports the
largest process of that run. Exits with 1 over the limits.

    .venv/bin/python benchmarks/start.py
"""

import resource
import statistics
import subprocess
import sys
import time

from countersign.services import Services

ROUNDS = 5
LIMIT_SECONDS = 1.5
LIMIT_MEGABYTES = 150
LIBRARIES = "import telegram.ext, sqlalchemy.orm, starlette.applications, uvicorn, httpx"


def services() -> float:
    """Seconds until both services are ready."""
    began = time.perf_counter()
    with Services.start():
        return time.perf_counter() - began


def libraries() -> float:
    """Seconds until a Python that imports the libraries has ended."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", LIBRARIES], check=True)
    return time.perf_counter() - began


def largest_process() -> float:
    """Megabytes of the largest process of a smoke run: the worker, or a service."""
    smoke = [sys.executable, "-m", "behave", "--tags=@smoke"]
    subprocess.run(smoke, check=True, stdout=subprocess.DEVNULL)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> int:
    """Measure, print, and say whether the limits are kept."""
    rounds = [(services(), libraries()) for _ in range(ROUNDS)]
    both, floor = (statistics.median(column) for column in zip(*rounds, strict=True))
    memory = largest_process()
    print(f"both services     {both:.2f} s, of {LIMIT_SECONDS} s allowed (median of {ROUNDS})")
    print(f"their libraries   {floor:.2f} s; the services take {both / floor:.2f} times as long")
    print(f"largest process   {memory:.0f} MB, of {LIMIT_MEGABYTES} MB allowed")
    return int(both > LIMIT_SECONDS or memory > LIMIT_MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
