from __future__ import annotations

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.agreement import krippendorff_alpha, ratings_from_wide
from tests.analysis.agreement import generated as brute
from tests.analysis.agreement.published import FIVE, FOUR_OBSERVERS

NUMBERS = {key: float(key) for key in FIVE}
LEVELS = ("nominal", "ordinal", "interval", "ratio")


def _options(level: str, numbers: dict[str, float]) -> dict:
    return {"level": level} | ({"numbers": numbers} if level in ("interval", "ratio") else {})


@pytest.mark.parametrize(
    ("level", "published", "exact"),
    [
        # Krippendorff (2011), section C, p. 7; exact: python krippendorff 0.8.2, alpha(…, level_of_measurement=…)
        ("nominal", 0.743, 0.7434210526315788),
        ("ordinal", 0.815, 0.8153875037548813),
        ("interval", 0.849, 0.8491071428571428),
        ("ratio", 0.797, 0.7974027747116121),
    ],
)
def test_krippendorffs_four_observers_come_out(level: str, published: float, exact: float) -> None:
    result = krippendorff_alpha(FOUR_OBSERVERS, grades=FIVE, **_options(level, NUMBERS))
    assert result.estimate == pytest.approx(published, abs=5e-4)
    assert result.estimate == pytest.approx(exact, abs=1e-12)
    assert (result.n_used, result.n_missing, result.absences) == (11, 1, {"missing": 7})
    assert result.low < result.estimate < result.high


def test_the_coincidence_matrix_is_krippendorffs() -> None:
    # Krippendorff (2011), section C: the matrix of observed coincidences of the four observers, n = 40
    table = krippendorff_alpha(FOUR_OBSERVERS, level="nominal", grades=FIVE, resamples=0).table
    expected = [
        [7, 4 / 3, 1 / 3, 1 / 3, 0],
        [4 / 3, 10, 4 / 3, 1 / 3, 0],
        [1 / 3, 4 / 3, 8, 1 / 3, 0],
        [1 / 3, 1 / 3, 1 / 3, 4, 0],
        [0, 0, 0, 0, 3],
    ]
    assert np.allclose(table.to_frame().to_numpy(), expected)
    assert (table.total, table.row_keys) == (pytest.approx(40), tuple(FIVE))


@pytest.mark.parametrize("level", LEVELS)
@given(case=brute.grade_frames())
def test_alpha_agrees_with_the_package_and_with_loops_over_all_pairs(level: str, case) -> None:
    frame, keys = case
    numbers = dict(zip(keys, (0.0, 1.5, 2.0, 7.0), strict=False))
    result = krippendorff_alpha(frame, grades=keys, resamples=30, **_options(level, numbers))
    cases = brute.grades_of_cases(frame, keys)
    if level in ("interval", "ratio"):
        cases = [[numbers[keys[grade]] for grade in one] for one in cases]
    expected = brute.alpha_by_pairs(cases, getattr(brute, level))
    if expected is None:
        assert (result.estimate, result.low) == (None, None)
        assert result.why_not
        return
    assert result.estimate == pytest.approx(expected, abs=1e-9)
    assert result.estimate <= 1
    # the package takes numbers with NaN, raters in rows; its ordinal level looks at their order only
    values = {key: numbers[key] if level in ("interval", "ratio") else float(at) for at, key in enumerate(keys)}
    matrix = np.array([[values.get(cell, np.nan) for cell in row] for row in frame.to_numpy(dtype=object)]).T
    theirs = krippendorff.alpha(reliability_data=matrix, level_of_measurement=level)
    assert result.estimate == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize("level", LEVELS)
@given(case=brute.grade_frames(), random=st.randoms(use_true_random=False))
def test_who_gave_a_grade_changes_nothing(level: str, case, random) -> None:
    frame, keys = case
    shuffled = pd.DataFrame([random.sample(list(row), len(row)) for row in frame.to_numpy()], columns=frame.columns)
    options = _options(level, dict(zip(keys, (1.0, 2.0, 4.0, 8.0), strict=False))) | {"grades": keys, "resamples": 40}
    first, second = (krippendorff_alpha(one.astype(object), **options) for one in (frame, shuffled))
    assert (first.estimate, first.low, first.high, first.undefined_resamples) == (
        second.estimate,
        second.low,
        second.high,
        second.undefined_resamples,
    )


@given(brute.grade_frames(), st.permutations(brute.KEYS))
def test_names_do_not_matter_to_nominal_grades_nor_the_end_to_ordinal_ones(case, names) -> None:
    frame, keys = case
    renamed = frame.replace(dict(zip(keys, names, strict=False)))
    nominal = [krippendorff_alpha(one, level="nominal", resamples=0).estimate for one in (frame, renamed)]
    assert nominal[0] == pytest.approx(nominal[1], abs=1e-12)
    ordinal = [
        krippendorff_alpha(frame, level="ordinal", grades=one, resamples=0).estimate for one in (keys, keys[::-1])
    ]
    assert ordinal[0] == pytest.approx(ordinal[1], abs=1e-12)


@given(brute.grade_frames(), st.floats(-50, 50), st.floats(0.1, 50))
def test_intervals_may_be_shifted_and_stretched_and_ratios_stretched(case, shift: float, stretch: float) -> None:
    frame, keys = case
    numbers = dict(zip(keys, (1.0, 2.0, 4.0, 8.0), strict=False))
    stretched = {key: stretch * number for key, number in numbers.items()}
    moved = {key: number + shift for key, number in stretched.items()}

    def alpha(level, of):
        return krippendorff_alpha(frame, level=level, grades=keys, numbers=of, resamples=0).estimate

    assert alpha("interval", numbers) == pytest.approx(alpha("interval", moved), abs=1e-6)
    assert alpha("ratio", numbers) == pytest.approx(alpha("ratio", stretched), abs=1e-9)


@given(brute.grade_frames())
def test_grades_that_nobody_gave_and_cases_with_one_grade_change_nothing(case) -> None:
    frame, keys = case
    alone = pd.concat([frame, pd.DataFrame([[keys[0], *[None] * (frame.shape[1] - 1)]], columns=frame.columns)])
    for level in ("nominal", "ordinal"):
        first = krippendorff_alpha(frame, level=level, grades=keys, resamples=20)
        more = krippendorff_alpha(frame, level=level, grades=["never", *keys, "nor"], resamples=20)
        with_one = krippendorff_alpha(alone.reset_index(drop=True), level=level, grades=keys, resamples=20)
        assert first.estimate == more.estimate == with_one.estimate
        assert first.low == more.low == with_one.low
        assert with_one.n_missing == first.n_missing + 1


@given(brute.grade_frames())
def test_cases_twice_over_change_the_correction_for_small_samples_only(case) -> None:
    frame, keys = case
    once = krippendorff_alpha(frame, level="ordinal", grades=keys, resamples=0)
    assume(once.is_defined)
    twice = krippendorff_alpha(pd.concat([frame, frame], ignore_index=True), level="ordinal", grades=keys, resamples=0)
    n = once.table.total
    # 1 − alpha carries the factor n − 1 over n
    assert (1 - twice.estimate) / (2 * n - 1) == pytest.approx((1 - once.estimate) / (2 * n - 2), abs=1e-9)


def test_clusters_change_the_interval_and_not_the_estimate() -> None:
    frame = pd.concat([FOUR_OBSERVERS] * 4, ignore_index=True)
    clusters = pd.Series(np.tile(np.arange(12), 4))
    for level in ("nominal", "ordinal"):
        alone = krippendorff_alpha(frame, level=level, grades=FIVE)
        together = krippendorff_alpha(ratings_from_wide(frame, grades=FIVE, clusters=clusters), level=level)
        assert together.estimate == pytest.approx(alone.estimate, abs=1e-12)
        assert together.high - together.low > 1.5 * (alone.high - alone.low)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"level": "metric"}, "level is 'metric', which is not one of nominal, ordinal, interval, ratio"),
        ({"level": "ordinal"}, "level is 'ordinal', but the grades .* have no order"),
        ({"level": "nominal", "numbers": NUMBERS}, "level is 'nominal', which takes no numbers"),
        ({"level": "interval", "grades": FIVE}, "level is 'interval', so each grade needs its number"),
        ({"level": "interval"}, "column 'A' holds .*; grades need their numbers"),
        ({"level": "interval", "grades": FIVE, "numbers": {"1": 1.0}}, "numbers has none for 2, 3, 4, 5"),
        ({"level": "interval", "grades": FIVE, "numbers": NUMBERS | {"3": np.inf}}, "numbers must be finite"),
        (
            {"level": "ratio", "grades": FIVE, "numbers": NUMBERS | {"3": -2.0}},
            "takes no negative number, and there is -2",
        ),
    ],
)
def test_levels_and_numbers_that_do_not_fit_are_refused(options: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        krippendorff_alpha(FOUR_OBSERVERS, **options)


def test_ratings_need_their_numbers_too() -> None:
    with pytest.raises(ValueError, match="numbers has none for 1, 2, 3, 4, 5"):
        krippendorff_alpha(ratings_from_wide(FOUR_OBSERVERS), level="interval")
