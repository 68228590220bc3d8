from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.response import break_off_by_question
from analysis.responses import PRESENCE_TYPE
from tests.analysis.response.presences import make_absence


def test_each_is_counted_at_the_last_question_answered() -> None:
    result = break_off_by_question(make_absence(["aaa", "aa-", "a--", "a--", "---"]))
    assert (result.stopped, result.n_used, result.estimate) == (3, 4, 0.75)
    assert result.n_missing == 1
    assert [row.stopped for row in result.rows] == [2, 1, 0]
    assert [row.responded for row in result.rows] == [4, 2, 1]
    assert [row.remaining for row in result.rows] == [2, 1, 1]
    assert [row.survival for row in result.rows] == [0.5, 0.25, 0.25]
    assert [row.share_stopped for row in result.rows] == [0.5, 0.5, 0.0]


def test_dont_know_and_not_applicable_are_answers_and_questions_not_asked_do_not_count() -> None:
    result = break_off_by_question(make_absence(["ad-", "an.", "a..", "a.-"]))
    assert [row.stopped for row in result.rows] == [1, 1, 0]


def test_where_it_is_known_who_finished_that_decides() -> None:
    frame = make_absence(["aa-", "a..", "aaa"])
    complete = pd.Series([True, False, True], index=frame.index)
    result = break_off_by_question(frame, complete=complete)
    assert [row.stopped for row in result.rows] == [1, 0, 0]
    assert result.method == "stopped: not complete"


def test_those_asked_nothing_are_counted_apart_from_those_who_did_not_begin() -> None:
    result = break_off_by_question(make_absence(["...", "--.", "aaa"]))
    assert (result.not_asked, result.n_missing, result.n_used) == (1, 1, 1)


@given(st.lists(st.text("a.-nd", min_size=4, max_size=4), max_size=15))
def test_it_agrees_with_looking_at_one_by_one(rows: list[str]) -> None:
    stopped = [0] * 4
    began = 0
    for row in rows:
        last = max((place for place, one in enumerate(row) if one in "and"), default=None)
        began += last is not None
        if last is not None and "-" in row[last + 1 :]:
            stopped[last] += 1
    result = break_off_by_question(make_absence(rows) if rows else make_absence(["...."]).iloc[:0])
    assert [row.stopped for row in result.rows] == stopped
    assert result.n_used == began
    assert result.n_used + result.n_missing + result.not_asked == len(rows)
    survival = [row.survival for row in result.rows if row.survival is not None]
    assert survival == sorted(survival, reverse=True)
    if began:
        assert survival[-1] == pytest.approx(1 - result.estimate)


@pytest.mark.parametrize("rows", [["---", "..."], []])
def test_where_nobody_began_it_says_why(rows: list[str]) -> None:
    result = break_off_by_question(make_absence(rows))
    assert (result.estimate, result.n_used) == (None, 0)
    assert all(row.survival is None and row.share_stopped is None for row in result.rows)
    assert result.why_not == "Nobody began, so there is no break-off."


def test_a_form_without_questions_has_no_rows() -> None:
    result = break_off_by_question(make_absence(["a"]), [])
    assert (result.rows, result.not_asked, result.estimate) == ((), 1, None)


def test_one_respondent_who_finished_and_one_who_did_not() -> None:
    assert break_off_by_question(make_absence(["aa"])).estimate == 0.0
    assert break_off_by_question(make_absence(["a-"])).estimate == 1.0


def test_complete_must_be_said_of_every_row() -> None:
    frame = make_absence(["aa", "a-"])
    with pytest.raises(ValueError, match="complete does not have the rows"):
        break_off_by_question(frame, complete=pd.Series([True, False]))
    with pytest.raises(ValueError, match="complete has no value in row 'r1'"):
        break_off_by_question(frame, complete=pd.Series([True, None], index=frame.index, dtype="boolean"))


def test_two_hundred_thousand_responses() -> None:
    answered = np.arange(200_000) % 31
    columns = {
        f"q{place}": pd.Categorical.from_codes(np.where(answered >= place, 0, 2), dtype=PRESENCE_TYPE)
        for place in range(31)
    }
    result = break_off_by_question(pd.DataFrame(columns))
    assert result.n_used == 200_000
    assert result.rows[-1].stopped == 0
    assert result.estimate == pytest.approx(30 / 31, abs=1e-4)
