from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.agreement import moderation_shift
from tests.analysis.agreement.generated import grade_frames, grades_of_cases
from tests.analysis.agreement.published import FOUR, MODERATION, cases_of


def test_the_projects_fixture_comes_out() -> None:
    # quadratic kappa: vcd 1.4.11, Kappa(t, weights = "Fleiss-Cohen"); AC2: python irrCAC 0.4.4; p: R's binom.test(8, 9)
    result = moderation_shift(cases_of(MODERATION), direction="best_last", grades=FOUR)
    assert result.exact.estimate == pytest.approx(0.719, abs=5e-4)
    assert result.kappa.estimate == pytest.approx(0.7037037, abs=5e-8)
    assert result.ac2.estimate == pytest.approx(0.92742545, abs=5e-9)
    assert (result.sign_test.up, result.sign_test.down, result.sign_test.same) == (8, 1, 23)
    assert result.sign_test.p_value == 0.0390625
    assert result.shift.estimate == pytest.approx(7 / 32)
    assert result.shift.low < 7 / 32 < result.shift.high
    assert result.table.to_frame().to_numpy().tolist() == [list(row) for row in MODERATION]
    assert (result.n_used, result.n_missing, result.n_not_blind, result.why_not) == (32, 0, 0, None)
    assert result.within_one.estimate == 1.0


def test_where_the_best_grade_is_first_the_same_shift_goes_down() -> None:
    result = moderation_shift(cases_of(MODERATION), direction="best_first", grades=FOUR)
    assert (result.shift.estimate, result.shift.up, result.shift.down) == (pytest.approx(-7 / 32), 1, 8)
    assert result.sign_test.p_value == 0.0390625
    assert result.kappa.estimate == pytest.approx(0.7037037, abs=5e-8)


def test_returns_that_were_not_blind_are_left_out_and_counted() -> None:
    frame = cases_of(MODERATION).assign(late=False)
    late = pd.DataFrame({"own": ["1"] * 5, "moderated": ["4"] * 5, "late": True})
    result = moderation_shift(
        pd.concat([frame, late], ignore_index=True), direction="best_last", grades=FOUR, not_blind="late"
    )
    blind = moderation_shift(frame, direction="best_last", grades=FOUR)
    assert (result.n_not_blind, result.n_used) == (5, 32)
    assert (result.shift, result.kappa, result.ac2) == (blind.shift, blind.kappa, blind.ac2)


def test_returns_without_one_of_the_grades_are_counted_everywhere() -> None:
    more = pd.DataFrame({"own": ["2", None, "n/a"], "moderated": [None, "3", "3"]})
    frame = pd.concat([cases_of(MODERATION), more], ignore_index=True)
    result = moderation_shift(frame, direction="best_last", grades=FOUR, absent=["n/a"])
    assert (result.n_used, result.n_missing) == (32, 3)
    for part in (result.exact, result.within_one, result.kappa, result.ac2, result.shift):
        assert (part.n_used, part.n_missing) == (32, 3)
    assert result.exact.absences == {"n/a": 1, "missing": 2}
    assert result.ac2.estimate == pytest.approx(0.92742545, abs=5e-9)


def test_returns_on_one_case_are_drawn_together_and_cautioned_about() -> None:
    frame = cases_of(MODERATION).sort_values(["own", "moderated"]).reset_index(drop=True)
    moved = (frame["own"] != frame["moderated"]).to_numpy()
    # cases that moderation moved in all their returns, and cases that it left alone
    frame = frame.iloc[np.argsort(~moved, kind="stable")].assign(case=np.arange(32) // 4)
    together = moderation_shift(frame, direction="best_last", grades=FOUR, case="case")
    apart = moderation_shift(frame, direction="best_last", grades=FOUR)
    assert together.cautions == (
        "Several returns are on one case; the sign test takes them as independent, so its p-value is too small.",
    )
    assert apart.cautions == ()
    assert together.shift.estimate == apart.shift.estimate
    assert together.shift.high - together.shift.low > apart.shift.high - apart.shift.low
    alone = moderation_shift(frame.assign(case=range(32)), direction="best_last", grades=FOUR, case="case")
    assert alone.cautions == ()


@given(grade_frames(raters=st.just(2)), st.sampled_from(["best_first", "best_last"]))
def test_the_shift_agrees_with_a_loop(generated, direction) -> None:
    frame, keys = generated
    frame.columns = ["own", "moderated"]
    turn = 1 if direction == "best_last" else -1
    steps = [turn * (case[1] - case[0]) for case in grades_of_cases(frame, keys) if len(case) == 2]
    result = moderation_shift(frame, direction=direction, grades=keys, resamples=20)
    assert (result.n_used, result.n_missing) == (len(steps), len(frame) - len(steps))
    assert (result.shift.up, result.shift.same, result.shift.down) == (
        sum(step > 0 for step in steps),
        sum(step == 0 for step in steps),
        sum(step < 0 for step in steps),
    )
    if not steps:
        assert (result.shift.estimate, result.exact.estimate, result.kappa.estimate) == (None, None, None)
        assert result.why_not == "No return has both its own and a moderated grade, so there is no shift."
    else:
        assert result.shift.estimate == pytest.approx(np.mean(steps))


def test_nobody_moved_says_so() -> None:
    frame = pd.DataFrame({"own": list("ab"), "moderated": list("ab")})
    result = moderation_shift(frame, direction="best_last", grades="ab")
    assert (result.shift.estimate, result.shift.low) == (0.0, None)
    assert result.sign_test.why_not == "No pair changed, so there is no direction to test."


def test_no_returns_are_no_shift() -> None:
    result = moderation_shift(pd.DataFrame({"own": [], "moderated": []}), direction="best_last", grades=FOUR)
    assert (result.n_used, result.shift.estimate, result.sign_test.p_value) == (0, None, None)
    assert result.why_not


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"direction": "up"}, "direction is 'up', which is not one of best_first, best_last"),
        ({"own": "self"}, "there is no column 'self'"),
        ({"case": "case"}, "there is no column 'case'"),
        ({"not_blind": "own"}, "column 'own' must hold True or False, and holds 1"),
        ({"grades": None}, "a shift needs an order, and the grades .* have none"),
        ({"grades": "123"}, "column 'own' holds '4'|column 'moderated' holds '4'"),
    ],
)
def test_what_is_no_moderation_is_refused(options: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        moderation_shift(cases_of(MODERATION), **({"direction": "best_last", "grades": FOUR} | options))
