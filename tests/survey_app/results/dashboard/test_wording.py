from __future__ import annotations

from datetime import date, timedelta

import pytest

from analysis.section11 import CoverageCell
from survey_app.results.dashboard.wording import age_text, closing_text, counted, coverage_text

TODAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("days", "text"),
    [(0, "today"), (1, "1 day"), (30, "30 days"), (31, "1 month"), (365, "11 months"), (366, "over a year"),
     (396, "13 months"), (729, "23 months"), (731, "2 years"), (1200, "3 years")],
)  # fmt: skip
def test_an_age_is_said_in_words_and_never_rounded_up(days: int, text: str) -> None:
    assert age_text(days) == text


@pytest.mark.parametrize(
    ("days", "text"),
    [(None, "No closing date"), (0, "Closes today"), (1, "Closes tomorrow"), (9, "Closes in 9 days"),
     (-1, "1 day past its closing date"), (-20, "20 days past its closing date")],
)  # fmt: skip
def test_when_a_round_closes(days: int | None, text: str) -> None:
    assert closing_text(None if days is None else TODAY + timedelta(days=days), TODAY) == text


def test_evidence_of_366_days_is_not_called_old_where_it_is_current() -> None:
    cell = CoverageCell(unit="Police", standard="st1", state="current", last=TODAY, age_days=366, n_records=1)
    assert coverage_text(cell) == "12 months"


@pytest.mark.parametrize(("state", "text"), [("undated", "No date"), ("none", "None"), ("not applicable", "n/a")])
def test_a_cell_without_an_age_says_why(state: str, text: str) -> None:
    cell = CoverageCell(unit="Police", standard="st1", state=state, last=None, age_days=None, n_records=0)  # type: ignore[arg-type]
    assert coverage_text(cell) == text


def test_a_count_stands_with_its_noun() -> None:
    assert counted(1, "grade") == "1 grade"
    assert counted(1200, "agency", "agencies") == "1,200 agencies"
