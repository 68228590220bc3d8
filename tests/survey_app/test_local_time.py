"""The day it is in England, which is not always that of Greenwich."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from survey_app import local_time


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 10, 24, 23, 0, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2028, 2, 29, 23, 59, tzinfo=UTC), date(2028, 2, 29)),
    ],
)
def test_a_day_ends_at_midnight_in_england(monkeypatch: pytest.MonkeyPatch, moment: datetime, day: date) -> None:
    monkeypatch.setattr(local_time, "now", lambda: moment)
    assert local_time.today() == day
