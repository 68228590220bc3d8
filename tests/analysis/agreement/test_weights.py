from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.agreement import agreement_weights, gwet_ac2, weights_from_penalties

# The first row for four grades: python irrCAC 0.4.4, irrCAC.weights.Weights([1, 2, 3, 4])[name][0]
FIRST_ROWS = {
    "identity": [1, 0, 0, 0],
    "linear": [1, 2 / 3, 1 / 3, 0],
    "quadratic": [1, 8 / 9, 5 / 9, 0],
    "ordinal": [1, 5 / 6, 1 / 2, 0],
}


@pytest.mark.parametrize("name", FIRST_ROWS)
def test_named_weights_are_those_of_the_literature(name) -> None:
    found = agreement_weights(name, list("abcd"))
    assert found[0] == pytest.approx(FIRST_ROWS[name])


@given(st.sampled_from(sorted(FIRST_ROWS)), st.integers(0, 9))
def test_named_weights_are_symmetric_and_fall_with_the_distance(name, size: int) -> None:
    found = agreement_weights(name, list("abcdefghi")[:size])
    assert found.shape == (size, size)
    assert np.array_equal(found, found.T)
    assert (np.diag(found) == 1).all()
    assert (np.diff(found[:1], axis=1) <= 0).all()
    assert np.array_equal(found, found[::-1, ::-1])


def test_weights_of_ones_own_may_name_the_grades_in_any_order() -> None:
    own = pd.DataFrame([[1, 0.3], [0.7, 1]], index=["b", "a"], columns=["b", "a"])
    assert agreement_weights(own, ["a", "b"]).tolist() == [[1, 0.7], [0.3, 1]]


def test_penalties_become_shares_of_the_gravest() -> None:
    assert weights_from_penalties([[0, 1, 3], [1, 0, 6], [3, 6, 0]])[1].tolist() == pytest.approx([5 / 6, 1, 0])


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ("cubic", "weights is 'cubic', which is not one of identity, linear"),
        (np.eye(3), r"weights has the shape \(3, 3\), but there are 2 grades"),
        (np.array([[1, 2], [0, 1]]), "weights must be 1 on the diagonal and between 0 and 1"),
        (np.array([[0.5, 0], [0, 1]]), "weights must be 1 on the diagonal"),
        (np.array([[1, np.nan], [0, 1]]), "weights must be 1 on the diagonal"),
        (pd.DataFrame(np.eye(2), index=["a", "c"], columns=["a", "b"]), "the rows of weights are .* not the grades"),
        (pd.DataFrame(np.eye(2), index=["a", "b"], columns=["a", "a"]), "the columns of weights are"),
    ],
)
def test_weights_that_do_not_fit_are_refused(weights, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        agreement_weights(weights, ["a", "b"])


@pytest.mark.parametrize("name", ["linear", "quadratic", "ordinal"])
def test_an_unordered_scale_has_no_distances(name) -> None:
    with pytest.raises(ValueError, match=rf"weights is '{name}', but the grades \['a', 'b'\] have no order"):
        agreement_weights(name, ["a", "b"], ordered=False)


@pytest.mark.parametrize("penalties", [[[0, 0], [0, 0]], [[0, -1], [1, 0]], [[1, 1], [1, 0]], [[0, np.inf], [1, 0]]])
def test_what_are_no_penalties_is_refused(penalties) -> None:
    with pytest.raises(ValueError, match="penalties must be 0 on the diagonal"):
        weights_from_penalties(penalties)
    with pytest.raises(ValueError, match=r"penalties has the shape \(2,\)"):
        weights_from_penalties([0, 1])


def test_weights_must_be_symmetric_where_raters_have_no_order() -> None:
    frame = pd.DataFrame({"one": ["a", "b"], "two": ["b", "b"]})
    with pytest.raises(ValueError, match="weights must be symmetric"):
        gwet_ac2(frame, weights=np.array([[1, 0.2], [0.4, 1]]))
