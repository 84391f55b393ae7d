import pytest

from countersign.matchers.doors import (
    called_malformed,
    reports_good_health,
    reports_lost_database,
    turned_away,
)
from countersign.people.health_probe import Report
from countersign.people.webhook_caller import Delivery


@pytest.mark.parametrize(
    ("status", "refused"), [(401, True), (403, True), (200, False), (400, False), (500, False)]
)
def test_only_401_and_403_turn_somebody_away(status: int, refused: bool) -> None:
    assert turned_away().matches(Delivery(status, "")) is refused


@pytest.mark.parametrize(
    ("delivery", "so"),
    [
        (Delivery(400, '{"error": "no update"}'), True),
        (Delivery(400, '{"error": ""}'), False),
        (Delivery(400, "no update"), False),
        (Delivery(400, "[]"), False),
        (Delivery(422, '{"error": "no update"}'), False),
        (Delivery(200, '{"ok": true}'), False),
    ],
)
def test_what_is_no_update_is_called_so_with_a_reason(delivery: Delivery, so: bool) -> None:
    assert called_malformed().matches(delivery) is so


def test_health_is_told_to_people_and_to_machines_alike() -> None:
    well = Report(200, "healthy", "up", "up", "1")
    ill = Report(503, "unhealthy", "down", "up", "1")
    assert reports_good_health().matches(well)
    assert not reports_good_health().matches(ill)
    assert reports_lost_database().matches(ill)
    assert not reports_lost_database().matches(well)


@pytest.mark.parametrize(
    "wrong",
    [
        Report(503, "healthy", "up", "up", "1"),
        Report(200, "healthy", "down", "up", "1"),
        Report(200, "unhealthy", "up", "up", "1"),
        Report(200, "healthy", "up", "down", "1"),
        Report(200, "healthy", "up", "up", ""),
    ],
)
def test_half_a_truth_is_none(wrong: Report) -> None:
    assert not reports_good_health().matches(wrong)
    assert not reports_lost_database().matches(wrong)
