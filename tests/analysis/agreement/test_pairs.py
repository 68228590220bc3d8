from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.agreement import agreement_by_pair, exact_agreement, fleiss_kappa, ratings_from_wide, within_one_agreement
from tests.analysis.agreement.generated import KEYS, grade_frames, grades_of_cases
from tests.analysis.agreement.published import FOUR, FOUR_OBSERVERS, MODERATION, cases_of


def test_the_moderation_table_agrees_in_23_of_32_and_within_one_in_all() -> None:
    exact, within = (one(cases_of(MODERATION), grades=FOUR) for one in (exact_agreement, within_one_agreement))
    assert (exact.count, exact.n_pairs, exact.estimate) == (23, 32, 0.71875)
    assert exact.low < 0.71875 < exact.high
    assert (within.count, within.estimate, within.low) == (32, 1.0, None)
    assert within.why_not == "All resamples have the same value, so the bootstrap cannot say how sure it is."


@given(grade_frames())
def test_shares_agree_with_a_loop_over_all_pairs(generated) -> None:
    frame, keys = generated
    pairs = [pair for case in grades_of_cases(frame, keys) for pair in combinations(case, 2)]
    for share, steps in ((exact_agreement, 0), (within_one_agreement, 1)):
        result = share(frame, grades=keys, resamples=30)
        agreeing = sum(abs(first - second) <= steps for first, second in pairs)
        assert (result.count, result.n_pairs) == (agreeing, len(pairs))
        assert result.estimate == (agreeing / len(pairs) if pairs else None)
        assert result.why_not if not pairs else True
        if result.low is not None:
            assert 0 <= result.low <= result.high <= 1


@given(grade_frames(raters=st.integers(2, 4)))
def test_the_pairs_of_raters_add_up_to_all_pairs(generated) -> None:
    frame, keys = generated
    by_pair = agreement_by_pair(frame, grades=keys, resamples=20)
    assert [(one.first, one.second) for one in by_pair] == list(combinations(frame.columns, 2))
    for name, whole in (("exact", exact_agreement), ("within_one", within_one_agreement)):
        result = whole(frame, grades=keys, resamples=0)
        assert sum(getattr(one, name).count for one in by_pair) == result.count
        assert sum(getattr(one, name).n_pairs for one in by_pair) == result.n_pairs
    for one in by_pair:
        assert one.exact.table.total == one.exact.n_pairs == one.exact.n_used
        assert (one.exact.table.rows_are, one.exact.table.columns_are) == (one.first, one.second)


@given(grade_frames(), st.permutations(KEYS), st.randoms(use_true_random=False))
def test_who_gave_a_grade_and_what_it_is_called_change_nothing(generated, names, random) -> None:
    frame, keys = generated
    shuffled = pd.DataFrame([random.sample(list(row), len(row)) for row in frame.to_numpy()], columns=frame.columns)
    renamed = frame.replace(dict(zip(keys, names, strict=False)))
    first = exact_agreement(frame, resamples=0)
    for other in (shuffled.astype(object), renamed):
        assert exact_agreement(other, resamples=0).count == first.count
    assert within_one_agreement(frame, grades=keys[::-1], resamples=0).count == (
        within_one_agreement(frame, grades=keys, resamples=0).count
    )


def test_exact_agreement_is_what_fleiss_observes_where_all_grade_all() -> None:
    frame = FOUR_OBSERVERS.dropna()
    share, kappa = exact_agreement(frame), fleiss_kappa(frame)
    assert share.estimate == pytest.approx(1 - kappa.observed_disagreement)


def test_raters_who_share_no_case_are_named_without_a_share() -> None:
    frame = pd.DataFrame({"police": ["a", None], "health": [None, "b"]})
    (pair,) = agreement_by_pair(frame)
    assert pair.within_one is None
    assert (pair.exact.estimate, pair.exact.n_pairs, pair.exact.n_missing) == (None, 0, 2)
    assert pair.exact.why_not == "No case has two grades, so there is no agreement to measure."


def test_an_unordered_scale_has_no_neighbours() -> None:
    with pytest.raises(ValueError, match="agreement within one grade needs an order"):
        within_one_agreement(cases_of(MODERATION))


def test_on_a_scale_of_two_every_pair_is_within_one() -> None:
    frame = pd.DataFrame({"one": list("abba"), "two": list("baab")})
    assert within_one_agreement(frame, grades="ab").estimate == 1.0
    assert exact_agreement(frame, grades="ab").estimate == 0.0


def test_clusters_are_drawn_in_pairs_too() -> None:
    frame = cases_of(MODERATION)
    ratings = ratings_from_wide(frame, grades=FOUR, clusters=pd.Series(np.arange(32) // 16, index=frame.index))
    (pair,) = agreement_by_pair(ratings)
    assert pair.exact.cautions == ("Only 2 clusters: an interval from so few is rough and mostly too narrow.",)
