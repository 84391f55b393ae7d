"""The reports that are made of the run record when the run is over."""

import sys

from countersign.errors import UserError
from countersign.results import garbage
from countersign.results.memory import Memory
from countersign.results.reports import ReportsFolder


def derive(folder: ReportsFolder) -> bool:
    """Write them; whether all of them could be written."""
    from countersign.results import allure_report, junit

    try:
        junit.derive(folder.record, folder.junit)
        if folder.allure.is_dir():
            allure_report.describe(folder.record, folder.allure)
    except UserError as error:
        print(f"countersign: {error}", file=sys.stderr)
        return False
    return True


def load(memory: Memory) -> None:
    """Load what is needed when all scenarios are over; until then there is time for it."""
    with garbage.loading():
        import countersign.results.allure_report
        import countersign.results.junit  # noqa: F401

        memory.prepare()
