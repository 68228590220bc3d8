from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import minimize

from analysis.coding.suggestions.calibration import calibration_error, platt_scaling

scores = arrays(np.float64, st.integers(1, 30), elements=st.floats(-20, 20).map(lambda x: round(x, 3)))


def slow_platt(values: np.ndarray, given: np.ndarray) -> np.ndarray:
    """The same likelihood, climbed by another program."""
    target = np.where(given, (given.sum() + 1) / (given.sum() + 2), 1 / ((~given).sum() + 2))

    def loss(beta: np.ndarray) -> float:
        z = beta[0] * values + beta[1]
        return float((np.logaddexp(0, z) - target * z).sum())

    return minimize(loss, np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 5000}).x


def test_the_scaling_is_the_one_of_greatest_likelihood() -> None:
    values = np.array([-3.0, -1.2, -0.5, 0.1, 0.4, 1.0, 2.5, 3.0])
    theme = np.array([False, False, True, False, True, False, True, True])
    scaling = platt_scaling(values, theme)
    assert [scaling.slope, scaling.offset] == pytest.approx(slow_platt(values, theme), abs=1e-4)
    assert scaling.n_used == 8


def test_scores_that_point_the_wrong_way_give_everybody_the_base_rate() -> None:
    scaling = platt_scaling(np.array([1.0, 2.0, -1.0, -2.0]), np.array([False, False, True, True]))
    assert scaling.slope == 0
    assert scaling.probabilities(np.array([-9.0, 9.0])) == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize("theme", [True, False])
def test_few_examples_never_give_certainty(theme: bool) -> None:
    given = np.full(3, theme)
    said = platt_scaling(np.array([1.0, 1.0, 1.0]), given).probabilities(np.array([1.0]))[0]
    assert said == pytest.approx(4 / 5 if theme else 1 / 5)


@given(scores, st.data())
def test_probabilities_are_probabilities_and_grow_with_the_score(values: np.ndarray, data: st.DataObject) -> None:
    theme = data.draw(arrays(np.bool_, len(values)))
    said = platt_scaling(values, theme).probabilities(np.sort(values))
    assert (said >= 0).all()
    assert (said <= 1).all()
    assert (np.diff(said) >= -1e-12).all()


def test_scores_without_their_answers_are_refused() -> None:
    with pytest.raises(ValueError, match="one score for each"):
        platt_scaling(np.zeros(2), np.zeros(3, dtype=bool))
    with pytest.raises(ValueError, match="one score for each"):
        platt_scaling(np.zeros(0), np.zeros(0, dtype=bool))
    with pytest.raises(ValueError, match="not finite"):
        platt_scaling(np.array([np.nan]), np.array([True]))


def test_the_calibration_error_is_the_distance_of_said_and_found() -> None:
    said = np.array([0.1, 0.1, 0.1, 0.1, 0.9, 0.9])
    came = np.array([False, False, False, True, True, False])
    # Groups of 0.1 (said .1, found 1 of 4) and 0.9 (said .9, found 1 of 2): 4/6 · .15 + 2/6 · .4.
    assert calibration_error(said, came, bins=2) == pytest.approx(4 / 6 * 0.15 + 2 / 6 * 0.4)


def test_ties_stay_together_so_that_their_order_changes_nothing() -> None:
    assert calibration_error(np.full(10, 0.5), np.arange(10) < 5) == 0
    assert calibration_error(np.zeros(0), np.zeros(0, dtype=bool)) is None


@given(scores.map(lambda x: np.abs(x) / 20), st.data())
def test_the_calibration_error_is_bounded_and_knows_no_order(said: np.ndarray, data: st.DataObject) -> None:
    came = data.draw(arrays(np.bool_, len(said)))
    order = data.draw(st.permutations(range(len(said))))
    error = calibration_error(said, came)
    assert error is not None
    assert 0 <= error <= 1
    assert calibration_error(said[order], came[order]) == pytest.approx(error)
