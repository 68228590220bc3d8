"""The figures of a case-resolution log, counted by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from analysis.case_resolutions import LoggedDisagreement, LoggedStage, resolution_figures
from analysis.durations import kaplan_meier

AS_OF = date(2026, 3, 31)


def logged(
    reference: str, raised_on: date, closed_on: date | None, *stages: tuple[str, date, date | None, date | None]
) -> LoggedDisagreement:
    return LoggedDisagreement(
        reference=reference, raised_on=raised_on, closed_on=closed_on, outcome="changed" if closed_on else "",
        raised_by="School", raised_with="Council",
        stages=[
            LoggedStage(name=name, number=number, began_on=began, ends_by=ends_by, ended_on=ended)
            for number, (name, began, ends_by, ended) in enumerate(stages, 1)
        ],
    )  # fmt: skip


LOG = (
    logged(
        "CR-001", date(2026, 3, 2), date(2026, 3, 4),
        ("Talk", date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)),
    ),
    logged(
        "CR-002", date(2026, 3, 2), date(2026, 3, 12),
        ("Talk", date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 3)),
        ("Managers", date(2026, 3, 3), None, date(2026, 3, 12)),
    ),
    logged("CR-003", date(2026, 3, 10), None, ("Talk", date(2026, 3, 10), date(2026, 3, 11), None)),
    logged("CR-004", date(2026, 3, 31), None, ("Talk", date(2026, 3, 31), date(2026, 4, 1), None)),
)  # fmt: skip


def test_counts_and_late_stages_are_those_of_a_count_by_hand() -> None:
    figures = resolution_figures(LOG, as_of=AS_OF)
    assert (figures.raised, figures.open, figures.closed) == (4, 2, 2)
    assert figures.ended_at == {"Talk": 1, "Managers": 1}
    assert figures.outcomes == {"changed": 2}
    assert [(one.reference, one.ended_on) for one in figures.late] == [("CR-001", date(2026, 3, 4)), ("CR-003", None)]
    assert (figures.timed, figures.in_time) == (3, 1)  # CR-004's stage is not over, the second of CR-002 has no limit
    assert (figures.raised_by, figures.raised_with) == ({"School": 4}, {"Council": 4})


def test_open_ones_count_for_the_days_so_far() -> None:
    figures = resolution_figures(LOG, as_of=AS_OF)
    expected = kaplan_meier(pd.Series([2.0, 10.0, 21.0, 0.0]), pd.Series([True, True, False, False])).median
    assert figures.median == expected
    assert figures.median.estimate == pytest.approx(10)


def test_an_empty_log_has_no_median_and_says_why() -> None:
    figures = resolution_figures((), as_of=AS_OF)
    assert figures.median.estimate is None
    assert figures.median.why_not
