"""The Allure report: one HTML page, made from the results of a run, that needs no network to be read."""

from countersign.results.allure_report.facts import describe
from countersign.results.allure_report.report import make

__all__ = ["describe", "make"]
