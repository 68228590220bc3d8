from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.agreement import agency_profiles, ratings_from_wide, side_by_side
from tests.analysis.agreement.generated import grade_frames

GRADES = ["poor", "fair", "good"]


@given(grade_frames(raters=st.integers(1, 4)), st.sampled_from(["best_first", "best_last"]))
def test_profiles_agree_with_a_loop_over_pairs(generated, direction) -> None:
    frame, keys = generated
    turn = 1 if direction == "best_last" else -1
    profiles = agency_profiles(frame, direction=direction, grades=keys, resamples=20)
    assert [one.agency for one in profiles] == list(frame.columns)
    for profile in profiles:
        steps = [
            turn * (keys.index(row[profile.agency]) - keys.index(row[other]))
            for _, row in frame.iterrows()
            for other in frame.columns
            if other != profile.agency and isinstance(row[profile.agency], str) and isinstance(row[other], str)
        ]
        found = profile.difference
        assert (found.n_pairs, found.up, found.down) == (
            len(steps),
            sum(s > 0 for s in steps),
            sum(s < 0 for s in steps),
        )
        assert profile.n_graded == frame[profile.agency].notna().sum()
        if steps:
            assert found.estimate == pytest.approx(np.mean(steps))
        else:
            assert (found.estimate, found.low) == (None, None)
            assert f"No case that '{profile.agency}' graded was graded by another" in found.why_not
    # what one agency is above the others, the others are below it
    assert sum(one.difference.estimate * one.difference.n_pairs for one in profiles if one.difference.n_pairs) == (
        pytest.approx(0, abs=1e-9)
    )


def test_few_shared_cases_are_cautioned_about() -> None:
    frame = pd.DataFrame({"police": ["good"] * 12, "health": ["fair"] * 12, "school": ["good"] * 3 + [None] * 9})
    police, _, school = agency_profiles(frame, direction="best_last", grades=GRADES)
    assert police.cautions == ()
    assert school.cautions == ("'school' shares only 3 cases with others: too few to say how it grades.",)
    assert (school.difference.n_used, school.difference.n_missing, school.difference.n_pairs) == (3, 9, 6)
    assert school.difference.estimate == 0.5
    assert police.difference.estimate == pytest.approx(12 / 15)


def test_profiles_draw_clusters_whole() -> None:
    frame = pd.DataFrame({"police": ["good", "fair"] * 20, "health": ["fair"] * 40})
    clusters = pd.Series(np.where(frame["police"] == "good", np.arange(40) % 4, 4 + np.arange(40) % 3))
    alone = agency_profiles(frame, direction="best_last", grades=GRADES)[0].difference
    drawn = agency_profiles(ratings_from_wide(frame, grades=GRADES, clusters=clusters), direction="best_last")[
        0
    ].difference
    assert drawn.estimate == alone.estimate
    assert drawn.high - drawn.low > alone.high - alone.low


def test_the_panel_sees_the_grades_of_each_case_side_by_side() -> None:
    frame = pd.DataFrame(
        {
            "police": ["poor", "good", None, None],
            "health": ["good", "n/a", None, "fair"],
            "school": ["fair", None, None, "good"],
        },
        index=["Heron", "Otter", "Vole", "Stoat"],
    )
    moderated = pd.Series({"Heron": "fair", "Otter": None, "Elsewhere": "good"})
    view = side_by_side(frame, direction="best_last", grades=GRADES, absent=["n/a"], moderated=moderated)
    assert list(view.columns) == ["police", "health", "school", "given", "best", "worst", "steps_apart", "moderated"]
    assert view["police"].dtype == pd.CategoricalDtype(GRADES, ordered=True)
    assert view.loc["Heron"].tolist() == ["poor", "good", "fair", 3, "good", "poor", 2, "fair"]
    assert view["given"].tolist() == [3, 1, 0, 2]
    assert view["best"].astype(object).where(view["best"].notna(), None).tolist() == ["good", "good", None, "good"]
    assert view["worst"].astype(object).where(view["worst"].notna(), None).tolist() == ["poor", "good", None, "fair"]
    assert view["steps_apart"].isna().tolist() == [False, True, True, False]
    assert view["moderated"].isna().tolist() == [False, True, True, True]


def test_the_best_grade_may_be_the_first() -> None:
    frame = pd.DataFrame({"police": ["poor"], "health": ["good"]})
    view = side_by_side(frame, direction="best_first", grades=GRADES)
    assert view.iloc[0].tolist() == ["poor", "good", 2, "poor", "good", 2]


def test_no_cases_and_no_agencies_make_an_empty_view() -> None:
    empty = side_by_side(pd.DataFrame({"police": [], "health": []}), direction="best_last", grades=GRADES)
    assert (len(empty), list(empty.columns)[:2]) == (0, ["police", "health"])
    nobody = side_by_side(pd.DataFrame(index=["Heron"]), direction="best_last", grades=GRADES)
    assert nobody["given"].tolist() == [0]
    assert agency_profiles(pd.DataFrame(index=["Heron"]), direction="best_last", grades=GRADES) == ()


@pytest.mark.parametrize("function", [agency_profiles, side_by_side])
def test_steps_need_an_order_and_a_direction(function) -> None:
    frame = pd.DataFrame({"police": ["poor"], "health": ["good"]})
    with pytest.raises(ValueError, match="steps need an order"):
        function(frame, direction="best_last")
    with pytest.raises(ValueError, match="direction is 'none', which is not one of"):
        function(frame, direction="none", grades=GRADES)


@pytest.mark.parametrize(
    ("moderated", "message"),
    [
        (pd.Series(["great"], index=["Heron"]), "moderated holds 'great', which is not among the grades"),
        (pd.Series(["good", "good"], index=["Heron", "Heron"]), "case 'Heron' has more than one moderated grade"),
    ],
)
def test_moderated_grades_that_do_not_fit_are_refused(moderated: pd.Series, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        side_by_side(
            pd.DataFrame({"police": ["poor"]}, index=["Heron"]),
            direction="best_last",
            grades=GRADES,
            moderated=moderated,
        )


def test_an_agency_must_not_be_called_like_a_column_of_the_summary() -> None:
    with pytest.raises(ValueError, match="an agency is called 'given'"):
        side_by_side(pd.DataFrame({"given": ["poor"]}), direction="best_last", grades=GRADES)
