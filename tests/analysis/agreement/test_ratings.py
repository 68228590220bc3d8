from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.agreement import Ratings, ratings_from_wide
from analysis.agreement.ratings import as_ratings

GRADES = ["poor", "fair", "good"]


def test_categories_in_order_are_the_scale_with_the_grades_nobody_gave() -> None:
    kind = pd.CategoricalDtype(["poor", "fair", "good", "best"], ordered=True)
    frame = pd.DataFrame({"police": ["good", "fair"], "health": ["good", None]}).astype(kind)
    ratings = ratings_from_wide(frame)
    assert (ratings.grades, ratings.ordered) == (("poor", "fair", "good", "best"), True)
    assert ratings.codes.tolist() == [[2, 2], [1, -1]]
    assert ratings.absences == {"missing": 1}


def test_unordered_categories_have_no_order() -> None:
    frame = pd.DataFrame({"police": ["b"], "health": ["a"]}).astype(pd.CategoricalDtype(["b", "a"]))
    ratings = ratings_from_wide(frame)
    assert (ratings.grades, ratings.ordered) == (("b", "a"), False)


def test_text_without_a_scale_makes_an_unordered_one_of_what_occurs() -> None:
    ratings = ratings_from_wide(pd.DataFrame({"one": ["b", "a"], "two": ["c", None]}))
    assert (ratings.grades, ratings.ordered) == (("a", "b", "c"), False)


def test_given_grades_outrank_the_categories() -> None:
    frame = pd.DataFrame({"one": pd.Categorical(["poor"]), "two": pd.Categorical(["good"])})
    ratings = ratings_from_wide(frame, grades=GRADES)
    assert (ratings.codes.tolist(), ratings.ordered) == ([[0, 2]], True)


def test_every_kind_of_absence_is_counted_and_none_is_a_grade() -> None:
    frame = pd.DataFrame(
        {
            "police": ["good", "n/a", None, "", "unknown"],
            "health": ["n/a", "good", "good", pd.NA, " "],
            "school": [np.nan] * 5,
        }
    )
    ratings = ratings_from_wide(frame, grades=GRADES, absent=["n/a", "unknown"])
    assert ratings.absences == {"n/a": 2, "unknown": 1, "missing": 9}
    assert (ratings.codes >= 0).sum() == 3
    assert ratings_from_wide(frame, absent=["n/a", "unknown"]).grades == ("good",)


def test_absent_categories_are_no_grades() -> None:
    kind = pd.CategoricalDtype(["poor", "good", "n/a"], ordered=True)
    ratings = ratings_from_wide(pd.DataFrame({"one": ["n/a", "good"]}).astype(kind), absent=["n/a"])
    assert (ratings.grades, ratings.codes.tolist(), ratings.absences) == (
        ("poor", "good"),
        [[-1], [1]],
        {"n/a": 1, "missing": 0},
    )


def test_grades_that_were_not_blind_are_left_out_and_counted() -> None:
    frame = pd.DataFrame({"police": ["good", None], "health": ["good", "n/a"]})
    late = pd.DataFrame({"police": [True, False], "health": [False, True]})
    ratings = ratings_from_wide(frame, grades=GRADES, absent=["n/a"], not_blind=late)
    assert ratings.codes.tolist() == [[-1, 2], [-1, -1]]
    assert ratings.absences == {"n/a": 0, "missing": 1, "not blind": 2}


def test_a_frame_without_columns_or_rows_is_nobody_grading_nothing() -> None:
    assert ratings_from_wide(pd.DataFrame()).codes.shape == (0, 0)
    assert ratings_from_wide(pd.DataFrame(index=["Heron"])).codes.shape == (1, 0)
    assert ratings_from_wide(pd.DataFrame({"one": [], "two": []}), grades=GRADES).codes.shape == (0, 2)


def test_some_raters_can_be_picked_in_any_order() -> None:
    ratings = ratings_from_wide(pd.DataFrame({"a": ["x"], "b": ["y"], "c": [None]}))
    picked = ratings.of(["c", "a"])
    assert (picked.raters, picked.codes.tolist(), picked.absences) == (("c", "a"), [[-1, 0]], {"missing": 1})
    with pytest.raises(ValueError, match="there is no rater 'd'; the raters are a, b, c"):
        ratings.of(["d"])


def test_complete_cases_are_those_that_every_rater_graded() -> None:
    frame = pd.DataFrame({"a": ["x", "x"], "b": ["y", None]}, index=["Heron", "Otter"])
    ratings = ratings_from_wide(frame, clusters=pd.Series(["north", "south"], index=frame.index))
    complete = ratings.of_complete_cases()
    assert (list(complete.cases), complete.clusters.tolist()) == (["Heron"], [0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ratings_from_wide(pd.DataFrame({"a": ["x"]}, index=[0]).iloc[[0, 0]]), "case '0' occurs more than"),
        (lambda: ratings_from_wide(pd.DataFrame([["x", "y"]], columns=["a", "a"])), "column 'a' occurs more than once"),
        (lambda: ratings_from_wide(pd.DataFrame({"a": [1, 2]})), "column 'a' holds numbers .*a grade is a key"),
        (lambda: ratings_from_wide(pd.DataFrame({"a": [True]})), "column 'a' holds numbers"),
        (lambda: ratings_from_wide(pd.DataFrame({"a": pd.Categorical([1, 2])})), "column 'a' holds numbers"),
        (
            lambda: ratings_from_wide(pd.DataFrame({"a": ["great"]}), grades=GRADES),
            "column 'a' holds 'great', which is not among the grades",
        ),
        (
            lambda: ratings_from_wide(pd.DataFrame({"a": ["good", 3]}, dtype="object"), grades=GRADES),
            "column 'a' holds '3'",
        ),
        (lambda: ratings_from_wide(pd.DataFrame({"a": ["x", 3]}, dtype="object")), "column 'a' holds 3, which is not"),
        (lambda: ratings_from_wide(pd.DataFrame({"a": ["x"]}), grades=["x", "x"]), "grade 'x' occurs more than once"),
        (
            lambda: ratings_from_wide(pd.DataFrame({"a": ["x"]}), grades=["x"], absent=["x"]),
            "grade 'x' occurs more than once",
        ),
        (
            lambda: ratings_from_wide(pd.DataFrame({"a": pd.Categorical(["x"]), "b": pd.Categorical(["y"])})),
            "column 'b' has the categories .*, but 'a' has",
        ),
        (
            lambda: ratings_from_wide(pd.DataFrame({"a": ["x"]}), not_blind=pd.DataFrame({"b": [True]})),
            "not_blind does not have the rows and columns",
        ),
        (
            lambda: ratings_from_wide(pd.DataFrame({"a": ["x"]}), not_blind=pd.DataFrame({"a": ["yes"]})),
            "not_blind, column 'a', must hold True or False, and holds yes",
        ),
        (
            lambda: ratings_from_wide(pd.DataFrame({"a": ["x"]}), not_blind=pd.DataFrame({"a": [None]})),
            "must hold True or False, and holds None",
        ),
        (
            lambda: ratings_from_wide(pd.DataFrame({"a": ["x"]}), not_blind=pd.DataFrame({"a": [1]})),
            "must hold True or False, and holds int64",
        ),
        (
            lambda: ratings_from_wide(pd.DataFrame({"a": ["x"]}), clusters=pd.Series(["k"], index=[7])),
            "clusters does not have the rows",
        ),
        (
            lambda: ratings_from_wide(pd.DataFrame({"a": ["x"]}), clusters=pd.Series([None])),
            "clusters is missing for case '0'",
        ),
    ],
)
def test_what_cannot_be_grades_is_refused_by_name(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_ratings_have_their_scale_already() -> None:
    ratings = ratings_from_wide(pd.DataFrame({"a": ["x"]}))
    assert isinstance(ratings, Ratings)
    assert as_ratings(ratings) is ratings
    with pytest.raises(ValueError, match="these ratings have their scale already"):
        as_ratings(ratings, ["x"])
