"""The sheet of actions read back and compared with its figures and lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from analysis.beside import Actions, Beside
from analysis.durations import action_figures
from tests.exports import beside, reports
from tests.exports.workbooks import sheets, structure, written

ACTIONS = beside.make_actions()


def read(actions: Actions) -> list[list[Any]]:
    return sheets(written(reports.make_report(), beside=Beside(actions=actions)))["Actions"]


def figure_row(rows: list[list[Any]], words: str) -> list[Any]:
    return next(row for row in rows if str(row[3]).startswith(words))


def test_every_action_has_its_dates_its_status_and_its_recommendation() -> None:
    rows = read(ACTIONS)
    start = next(number for number, row in enumerate(rows) if row[0] == "Reference") + 1
    for line, row in zip(ACTIONS.lines, rows[start:], strict=True):
        assert row == [
            line.reference, line.status, line.due_on or "no due day", line.opened_on, line.closed_on or "", line.owner,
            line.action, line.recommendation, line.impact,
        ]  # fmt: skip
    assert {line.status for line in ACTIONS.lines} == {"Closed", "Overdue"}


def test_the_figures_stand_on_top_with_count_base_and_share() -> None:
    rows, figures = read(ACTIONS), ACTIONS.figures
    assert figure_row(rows, "actions")[0] == figures.n_actions
    assert figure_row(rows, "open")[:2] == [figures.n_open, figures.n_actions]
    assert figure_row(rows, "overdue")[:2] == [figures.n_overdue, figures.n_open]
    for share, words in (
        (figures.closed_in_time, "closed by the due day, of those closed that"),
        (figures.done_in_time, "closed by the due day, of those closed or overdue"),
        (figures.with_impact, "with evidence of impact"),
    ):
        assert share is not None
        assert figure_row(rows, words)[:3] == [share.count, share.base, pytest.approx(share.estimate)]
    assert not [row for row in rows if str(row[3]).startswith("opened again")]


def test_the_median_has_its_interval_and_says_what_it_lacks() -> None:
    rows, median = read(ACTIONS), ACTIONS.figures.median
    row = figure_row(rows, "In calendar days, of 12 actions: 7 closed, 5 still open.")
    assert row[:3] == [median.estimate, median.low, "[z]"]
    assert median.why_no_limit in [row[0] for row in rows]


def test_without_any_closed_action_nothing_is_nought() -> None:
    frame = pd.DataFrame({"opened": [date(2026, 1, 1)], "due": [None], "closed": [None], "impact": [False]})
    figures = action_figures(
        frame, opened="opened", due="due", closed="closed", impact="impact", as_of=date(2026, 3, 2)
    )
    rows = read(Actions(lines=(), figures=figures))
    assert figure_row(rows, "In calendar days")[:3] == ["[z]"] * 3
    closed = figure_row(rows, "closed by the due day, of those closed that")
    assert closed[:3] == [0, 0, "[z]"]
    assert "No action with a due date is closed." in closed[3]
    first = [row[0] for row in rows]
    assert "No action has been recorded." in first
    assert "Every recommendation has an action." in first


def test_recommendations_without_an_action_and_the_note_are_told() -> None:
    first = [row[0] for row in read(ACTIONS)]
    assert ACTIONS.without_action
    assert {*ACTIONS.without_action, "Constructed for an example."} <= set(first)


def test_the_status_has_a_look_that_follows_its_words() -> None:
    sheet = structure(written(reports.make_report(), beside=Beside(actions=ACTIONS)))["Actions"]
    rules = {rule.formula[0]: rule.dxf for found in sheet.conditional_formatting for rule in found.rules}
    assert set(rules) == {'"Overdue"', '"Open"', '"Closed"'}
    assert rules['"Overdue"'].fill.patternType == "lightUp"
    table = next(iter(sheet.tables.values()))
    assert table.autoFilter is not None


def test_a_date_before_excels_own_is_text() -> None:
    line = replace(ACTIONS.lines[0], opened_on=date(1899, 12, 31), due_on=date(1, 1, 1))
    row = next(row for row in read(replace(ACTIONS, lines=(line,))) if row[0] == line.reference)
    assert row[2:4] == ["0001-01-01", "1899-12-31"]
