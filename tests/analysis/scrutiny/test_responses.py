"""How a partnership answers: the median with open ones censored, as an independent implementation has it."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

from analysis.scrutiny import AskedEntry, response_figures

DAY = date(2026, 3, 2)


def asked(number: int, *, lasted: int | None, raised: int = 0, due: int = 28) -> AskedEntry:
    raised_on = DAY + timedelta(days=raised)
    return AskedEntry(
        reference=f"S-{number:03}", raised_on=raised_on, answer_by=raised_on + timedelta(days=due),
        answered_on=None if lasted is None else raised_on + timedelta(days=lasted),
    )  # fmt: skip


def test_the_median_is_statsmodels_with_open_entries_censored() -> None:
    lasted = [3, 10, 12, 20, 30, 31, 45, 50, None, None, None, None, None]
    raised = [0, 0, 5, 0, 0, 2, 0, 0, 40, 50, 55, 58, 59]
    entries = [
        asked(number, lasted=days, raised=begun)
        for number, (days, begun) in enumerate(zip(lasted, raised, strict=True))
    ]
    as_of = DAY + timedelta(days=60)
    found = response_figures(entries, as_of=as_of)
    durations = [days if days is not None else 60 - begun for days, begun in zip(lasted, raised, strict=True)]
    other = SurvfuncRight(np.array(durations), np.array([days is not None for days in lasted]))
    assert found.median.estimate == other.quantile(0.5)
    assert (found.median.n_events, found.median.n_censored) == (8, 5)
    assert (found.asked, found.answered, found.open) == (13, 8, 5)


def test_answered_in_time_counts_what_is_answered_or_past_its_last_day() -> None:
    entries = [
        asked(1, lasted=28), asked(2, lasted=29), asked(3, lasted=None), asked(4, lasted=None, raised=50),
    ]  # fmt: skip
    found = response_figures(entries, as_of=DAY + timedelta(days=60))
    assert (found.due, found.in_time) == (3, 1)
    assert [one.reference for one in found.late] == ["S-002", "S-003"]


def test_the_last_day_itself_is_in_time() -> None:
    entries = [asked(1, lasted=None)]
    assert response_figures(entries, as_of=DAY + timedelta(days=28)).due == 0
    assert response_figures(entries, as_of=DAY + timedelta(days=29)).late[0].reference == "S-001"


def test_an_answer_of_a_later_day_is_none_yet() -> None:
    found = response_figures([asked(1, lasted=20)], as_of=DAY + timedelta(days=10))
    assert (found.answered, found.open) == (0, 1)


def test_nothing_asked_has_no_median_and_says_why() -> None:
    found = response_figures([], as_of=DAY)
    assert found.median.estimate is None
    assert found.median.why_not


@pytest.mark.parametrize("entry", [asked(1, lasted=-1), asked(1, lasted=None, raised=3)], ids=["answered", "raised"])
def test_days_in_the_wrong_order_are_refused(entry: AskedEntry) -> None:
    with pytest.raises(ValueError, match="S-001"):
        response_figures([entry], as_of=DAY)
