from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given

from analysis.agreement import krippendorff_alpha, ratings_from_long, ratings_from_wide
from tests.analysis.agreement.generated import grade_frames

GRADES = ["poor", "fair", "good"]


def _long(rows: list[tuple], columns=("case", "agency", "grade")) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(columns), dtype="object")


def test_rows_become_cases_by_agencies_in_the_order_of_their_first_appearance() -> None:
    frame = _long([("Otter", "police", "good"), ("Heron", "health", "fair"), ("Otter", "health", None)])
    ratings = ratings_from_long(frame, grades=GRADES)
    assert (list(ratings.cases), ratings.raters) == (["Otter", "Heron"], ("police", "health"))
    assert ratings.codes.tolist() == [[2, -1], [-1, 1]]


def test_a_second_row_of_an_agency_for_a_case_is_refused_by_name() -> None:
    frame = _long([("Heron", "police", "good"), ("Otter", "police", "good"), ("Heron", "police", "good")])
    with pytest.raises(ValueError, match="agency 'police' graded case 'Heron' more than once"):
        ratings_from_long(frame, grades=GRADES)


def test_a_case_may_be_named_by_several_columns_and_belong_to_a_cluster() -> None:
    rows = [("Heron", "B1", "police", "good"), ("Heron", "B2", "police", "fair"), ("Otter", "B1", "police", "good")]
    frame = _long(rows, ("case", "question", "agency", "grade"))
    ratings = ratings_from_long(frame, case=["case", "question"], cluster="case", grades=GRADES)
    assert list(ratings.cases) == [("Heron", "B1"), ("Heron", "B2"), ("Otter", "B1")]
    assert ratings.clusters.tolist() == [0, 0, 1]
    with pytest.raises(ValueError, match="agency 'police' graded case 'Heron, B2' more than once"):
        ratings_from_long(pd.concat([frame, frame.iloc[[1]]]), case=["case", "question"], grades=GRADES)


def test_grades_that_were_not_blind_are_left_out_and_counted() -> None:
    frame = _long([("Heron", "police", "good"), ("Heron", "health", "good")]).assign(late=[False, True])
    ratings = ratings_from_long(frame, grades=GRADES, not_blind="late")
    assert (ratings.codes.tolist(), ratings.absences) == ([[2, -1]], {"missing": 0, "not blind": 1})


def test_categoricals_keep_their_scale() -> None:
    kind = pd.CategoricalDtype(GRADES, ordered=True)
    frame = _long([("Heron", "police", "good"), ("Heron", "health", "fair")]).astype({"grade": kind})
    ratings = ratings_from_long(frame)
    assert (ratings.grades, ratings.ordered, ratings.codes.tolist()) == (tuple(GRADES), True, [[2, 1]])


def test_no_rows_are_no_cases() -> None:
    ratings = ratings_from_long(_long([]), grades=GRADES, cluster="case")
    assert ratings.codes.shape == (0, 0)


@pytest.mark.parametrize(
    ("frame", "options", "message"),
    [
        (_long([]), {"agency": "who"}, "there is no column 'who'"),
        (_long([]), {"grade": "mark"}, "there is no column 'mark'"),
        (_long([]), {"not_blind": "late"}, "there is no column 'late'"),
        (_long([("Heron", None, "good")]), {}, "column 'agency' is missing in row '0'"),
        (_long([(None, "police", "good")]), {}, "column 'case' is missing in row '0'"),
        (_long([("Heron", "police", "great")]), {"grades": GRADES}, "column 'police' holds 'great'"),
        (_long([("Heron", "police", 3)]), {"grades": GRADES}, "column 'police' holds '3'"),
        (
            _long([("Heron", "police", "good"), ("Heron", "health", "good")]).assign(area=["north", "south"]),
            {"cluster": "area"},
            "case 'Heron' belongs to more than one cluster",
        ),
        (
            _long([("Heron", "police", "good")]).assign(late=["no"]),
            {"not_blind": "late"},
            "column 'late' must hold True or False, and holds no",
        ),
    ],
)
def test_what_is_no_long_form_is_refused_by_name(frame: pd.DataFrame, options: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ratings_from_long(frame, **options)


@given(grade_frames())
def test_long_and_wide_form_say_the_same(generated) -> None:
    frame, keys = generated
    long = frame.rename_axis("case").reset_index().melt("case", var_name="agency", value_name="grade")
    wide, from_long = ratings_from_wide(frame, grades=keys), ratings_from_long(long, grades=keys)
    assert from_long.codes.tolist() == wide.codes.tolist()
    assert from_long.absences == wide.absences
    alphas = [krippendorff_alpha(one, level="ordinal", resamples=50) for one in (wide, from_long)]
    assert (alphas[0].estimate, alphas[0].low) == (alphas[1].estimate, alphas[1].low)
