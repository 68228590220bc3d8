from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from analysis.agreement import cohen_kappa, gwet_ac1, krippendorff_alpha, overall_theme_agreement, theme_agreement

DECISION = st.sampled_from([True, False, None])
CODINGS = st.lists(st.lists(DECISION, min_size=4, max_size=4), min_size=1, max_size=10)


def _coders(rows: list[list]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The first two decisions of each row are one coder's on two themes, the others the other's."""
    index = [f"comment {place}" for place in range(len(rows))]
    return tuple(
        pd.DataFrame([row[at : at + 2] for row in rows], columns=["supervision", "training"], index=index).astype(
            "boolean"
        )
        for at in (0, 2)
    )


@given(CODINGS)
def test_each_theme_is_a_scale_of_yes_and_no(rows) -> None:
    first, second = _coders(rows)
    for one in theme_agreement(first, second, resamples=20):
        names = {True: "yes", False: "no"}
        frame = pd.DataFrame({"first": first[one.theme].map(names), "second": second[one.theme].map(names)})
        frame = frame.astype(object).where(frame.notna(), None).dropna()
        kappa = cohen_kappa(frame, grades=("yes", "no"), resamples=20)
        ac1 = gwet_ac1(frame, grades=("yes", "no"), resamples=20)
        assert one.both + one.first_only + one.second_only + one.neither == one.n_used == len(frame)
        assert one.n_missing == len(rows) - one.n_used
        assert (one.kappa.estimate, one.kappa.low) == (kappa.estimate, kappa.low)
        assert (one.ac1.estimate, one.ac1.low) == (ac1.estimate, ac1.low)
        assert one.ac1.n_missing == one.kappa.n_missing == one.n_missing
        assert one.exact.count == one.both + one.neither
        assert (one.why_not is None) == one.kappa.is_defined
        if one.on_mentions is not None:
            given = (frame == "yes").to_numpy()
            assert one.on_mentions == pytest.approx(f1_score(given[:, 0], given[:, 1]))


@given(CODINGS)
def test_the_overall_alpha_is_that_of_sets_of_themes(rows) -> None:
    first, second = _coders(rows)
    complete = first.notna().all(axis=1) & second.notna().all(axis=1)
    first, second = first[complete], second[complete]
    result = overall_theme_agreement(first, second, resamples=20)
    observed, expected, values = 0.0, 0.0, []
    for comment in first.index:
        pair = [frozenset(frame.columns[frame.loc[comment]]) for frame in (first, second)]
        observed += 2 * len(pair[0] ^ pair[1])
        values += pair
    expected = sum(len(a ^ b) for a in values for b in values)
    if not expected:
        assert result.estimate is None
        assert result.why_not
    else:
        assert result.estimate == pytest.approx(1 - (len(values) - 1) * observed / expected, abs=1e-12)
        assert result.n_used == len(first)


def test_one_theme_alone_is_krippendorffs_nominal_alpha_though_decisions_are_missing() -> None:
    first = pd.DataFrame({"supervision": pd.array([True, True, False, None, False, True], dtype="boolean")})
    second = pd.DataFrame({"supervision": pd.array([True, False, False, True, None, True], dtype="boolean")})
    names = {True: "yes", False: "no"}
    frame = pd.concat([first["supervision"].map(names), second["supervision"].map(names)], axis=1, keys=["a", "b"])
    alpha = krippendorff_alpha(frame.astype(object).where(frame.notna(), None), level="nominal", resamples=0)
    overall = overall_theme_agreement(first, second)
    assert overall.estimate == pytest.approx(alpha.estimate, abs=1e-12)
    assert (overall.n_used, overall.n_missing, overall.absences) == (4, 2, {"missing": 2})
    assert overall.table.to_frame().to_numpy().tolist() == [[2, 1], [0, 1]]


def test_themes_that_nobody_found_lift_nothing() -> None:
    rng = np.random.default_rng(5)
    first = pd.DataFrame(rng.random((60, 2)) < 0.4, columns=["a", "b"])
    second = first ^ (rng.random((60, 2)) < 0.1)
    rare = {f"rare {place}": False for place in range(20)}
    alone, among = (
        overall_theme_agreement(first, second),
        overall_theme_agreement(first.assign(**rare), second.assign(**rare)),
    )
    assert among.estimate == pytest.approx(alone.estimate, abs=1e-12)
    assert (among.low, among.high) == pytest.approx((alone.low, alone.high), abs=1e-9)


def test_coders_may_list_themes_and_comments_in_any_order_and_code_different_comments() -> None:
    first = pd.DataFrame({"a": [True, False, True], "b": [False, False, True]}, index=["x", "y", "z"])
    second = pd.DataFrame({"b": [True, False], "a": [True, True]}, index=["z", "w"])
    a, b = theme_agreement(first, second)
    assert (a.theme, a.both, a.n_used, a.n_missing) == ("a", 1, 1, 3)
    assert (b.theme, b.both, b.n_used) == ("b", 1, 1)
    assert a.why_not == "Both say the same of every comment, so kappa is not defined."
    assert overall_theme_agreement(first, second).n_missing == 3


def test_a_theme_that_neither_found_has_agreement_and_no_kappa() -> None:
    frame = pd.DataFrame({"a": [False, False]})
    (one,) = theme_agreement(frame, frame)
    assert (one.exact.estimate, one.kappa.estimate, one.ac1.estimate, one.on_mentions) == (1.0, None, None, None)
    assert one.why_not == "Both say the same of every comment, so kappa is not defined."
    assert overall_theme_agreement(frame, frame).why_not.startswith("No theme differs from comment to comment")


def test_no_shared_comment_and_no_theme_say_so() -> None:
    first, second = (pd.DataFrame({"a": [True]}, index=[name]) for name in "xy")
    (one,) = theme_agreement(first, second)
    assert one.why_not == "No comment was coded by both, so there is no agreement to measure."
    assert overall_theme_agreement(first, second).why_not == one.why_not
    nothing = pd.DataFrame(index=["x"])
    assert theme_agreement(nothing, nothing) == ()
    assert overall_theme_agreement(nothing, nothing).why_not == one.why_not
    empty = pd.DataFrame({"a": []}, dtype=bool)
    assert theme_agreement(empty, empty)[0].n_used == 0


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ({"a": [True]}, {"b": [True]}, "theme 'a' is coded by one of the two only"),
        ({"a": [1]}, {"a": [True]}, "first, theme 'a', holds 1, which is not True or False"),
        ({"a": [True]}, {"a": ["yes"]}, "second, theme 'a', holds 'yes', which is not True or False"),
    ],
)
def test_what_are_no_codings_is_refused(first: dict, second: dict, message: str) -> None:
    for function in (theme_agreement, overall_theme_agreement):
        with pytest.raises(ValueError, match=message):
            function(pd.DataFrame(first), pd.DataFrame(second))


def test_a_comment_or_a_theme_coded_twice_is_refused_by_name() -> None:
    once = pd.DataFrame({"a": [True]}, index=["x"])
    with pytest.raises(ValueError, match="second has the comment 'x' more than once"):
        theme_agreement(once, once.iloc[[0, 0]])
    with pytest.raises(ValueError, match="first has the theme 'a' more than once"):
        theme_agreement(once[["a", "a"]], once)
