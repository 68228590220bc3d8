"""Every statistic of agreement on the same nasty input: it neither warns nor fails, nor prints a meaningless number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import agreement

GRADES = ["poor", "fair", "good", "best"]
KIND = pd.CategoricalDtype(GRADES, ordered=True)


def _moderation(frame: pd.DataFrame) -> agreement.StepDifference:
    two = frame.set_axis(["own", "moderated"], axis=1)
    return agreement.moderation_shift(two, direction="best_last", grades=GRADES, resamples=200).shift


STATISTICS: dict[str, Callable[[pd.DataFrame], Any]] = {
    "exact": lambda frame: agreement.exact_agreement(frame, grades=GRADES, resamples=200),
    "within one": lambda frame: agreement.within_one_agreement(frame, grades=GRADES, resamples=200),
    "of a pair": lambda frame: agreement.agreement_by_pair(frame, grades=GRADES, resamples=200)[0].exact,
    "Cohen": lambda frame: agreement.cohen_kappa(frame, grades=GRADES, resamples=200),
    "Cohen, quadratic": lambda frame: agreement.cohen_kappa(frame, weights="quadratic", grades=GRADES, resamples=200),
    "Cohen, analytic": lambda frame: agreement.cohen_kappa(frame, interval="analytic", grades=GRADES),
    "Fleiss": lambda frame: agreement.fleiss_kappa(frame, grades=GRADES, resamples=200),
    "Fleiss, analytic": lambda frame: agreement.fleiss_kappa(frame, interval="analytic", grades=GRADES),
    "AC1": lambda frame: agreement.gwet_ac1(frame, grades=GRADES, resamples=200),
    "AC2": lambda frame: agreement.gwet_ac2(frame, weights="quadratic", grades=GRADES, resamples=200),
    "AC2, analytic": lambda frame: agreement.gwet_ac2(frame, weights="linear", interval="analytic", grades=GRADES),
    "alpha, nominal": lambda frame: agreement.krippendorff_alpha(frame, level="nominal", grades=GRADES, resamples=200),
    "alpha, ordinal": lambda frame: agreement.krippendorff_alpha(frame, level="ordinal", grades=GRADES, resamples=200),
    "alpha, interval": lambda frame: agreement.krippendorff_alpha(
        frame, level="interval", grades=GRADES, numbers=dict(zip(GRADES, (0, 1, 2, 4), strict=True)), resamples=200
    ),
    "moderation": _moderation,
    "profile": lambda frame: (
        agreement.agency_profiles(frame, direction="best_last", grades=GRADES, resamples=200)[0].difference
    ),
}
BEYOND_CHANCE = [name for name in STATISTICS if name.startswith(("Cohen", "Fleiss", "AC", "alpha"))]
NOBODY = {
    "no cases": pd.DataFrame({"police": [], "health": []}),
    "all missing": pd.DataFrame({"police": [None] * 30, "health": [np.nan] * 30}),
    "never the same case": pd.DataFrame({"police": ["good", None] * 5, "health": [None, "good"] * 5}),
}


def _frame(police: str, health: str) -> pd.DataFrame:
    """A letter for each case, the first of a grade's key; a full stop where there is none."""
    letters = {key[0]: key for key in GRADES}
    return pd.DataFrame(
        {"police": [letters.get(one) for one in police], "health": [letters.get(one) for one in health]}
    )


@pytest.mark.parametrize("statistic", STATISTICS)
@pytest.mark.parametrize("frame", NOBODY)
def test_nobody_is_a_reason_and_no_number(statistic: str, frame: str) -> None:
    result = STATISTICS[statistic](NOBODY[frame])
    assert (result.estimate, result.low, result.high, result.n_used) == (None, None, None, 0)
    assert result.n_missing == len(NOBODY[frame])
    assert result.why_not.startswith(("No case", "No return"))


@pytest.mark.parametrize("statistic", STATISTICS)
def test_one_case_has_no_interval_and_says_why(statistic: str) -> None:
    result = STATISTICS[statistic](_frame("p.", "g."))
    assert (result.low, result.high, result.n_used, result.n_missing) == (None, None, 1, 1)
    assert result.estimate is not None
    assert result.why_not


@pytest.mark.parametrize("statistic", BEYOND_CHANCE)
def test_one_grade_only_is_not_defined_and_has_its_table(statistic: str) -> None:
    result = STATISTICS[statistic](_frame("ggggggg.b", "ggggggg.."))
    assert (result.estimate, result.low, result.observed_disagreement) == (None, None, None)
    assert result.why_not == "Only one grade occurs ('good'), so agreement beyond chance is not defined."
    assert result.table.to_frame().loc["good", "good"] >= 7
    assert (result.n_used, result.n_missing, result.absences) == (7, 2, {"missing": 3})


@pytest.mark.parametrize("statistic", STATISTICS)
def test_perfect_agreement_has_no_interval_and_says_why(statistic: str) -> None:
    result = STATISTICS[statistic](_frame("ppffggbb" * 20, "ppffggbb" * 20))
    assert result.estimate == (0.0 if statistic in ("moderation", "profile") else 1.0)
    assert (result.low, result.high) == (None, None)
    assert result.why_not.startswith(("All resamples have the same value", "The standard error is 0"))


@pytest.mark.parametrize("statistic", STATISTICS)
def test_sparse_tables_have_an_interval_around_the_estimate(statistic: str) -> None:
    result = STATISTICS[statistic](_frame("pfgbpgfbg", "pfggpbffg"))
    assert result.low < result.estimate < result.high
    assert result.low >= -1.5
    if statistic not in ("moderation", "profile"):
        assert result.high <= 1


@pytest.mark.parametrize("statistic", BEYOND_CHANCE)
def test_agreement_worse_than_chance_is_below_nought(statistic: str) -> None:
    # each is always the other's opposite: every table is off its diagonal
    assert STATISTICS[statistic](_frame("pb" * 15, "bp" * 15)).estimate < 0


@pytest.mark.parametrize("statistic", STATISTICS)
def test_two_hundred_thousand_rows_come_out_like_their_shares(statistic: str) -> None:
    rng = np.random.default_rng(11)
    truth = rng.integers(0, 4, 200)
    noise = np.clip(truth + rng.integers(-2, 3, 200), 0, 3)
    codes = np.column_stack([truth, noise])
    codes[rng.random(codes.shape) < 0.1] = -1
    small = pd.DataFrame({name: pd.Categorical.from_codes(codes[:, at], dtype=KIND) for at, name in enumerate("ab")})
    large = pd.concat([small] * 1000, ignore_index=True)
    one, thousand = STATISTICS[statistic](small), STATISTICS[statistic](large)
    assert thousand.n_used == 1000 * one.n_used
    assert thousand.estimate == pytest.approx(one.estimate, abs=0.005)  # alpha corrects for small samples
    assert thousand.high - thousand.low < 0.1 * (one.high - one.low)


def test_results_are_frozen_and_equal_when_computed_again() -> None:
    frame = _frame("pfgbpgfbg", "pfggpbffg")
    for compute in STATISTICS.values():
        result = compute(frame)
        assert result == compute(frame)
        with pytest.raises(AttributeError):
            result.estimate = 1.0


def test_the_package_is_imported_by_its_name() -> None:
    assert agreement.krippendorff_alpha is not None
    assert all(hasattr(agreement, name) for name in agreement.__all__)
