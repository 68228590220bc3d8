from __future__ import annotations

import pandas as pd
import pytest

from analysis.section11 import GradeScale, unit_grades

MET = GradeScale(best_to_worst=("fully", "mostly", "partly", "not_met"), favourable=("fully", "mostly"))


def graded(*grades: object, scale: GradeScale = MET):
    rows = pd.DataFrame(
        {"agency": [f"agency {n}" for n in range(len(grades))], "standard": "st1", "grade": list(grades)}
    )
    return unit_grades(rows, scale, standards=["st1"])


def test_a_scale_knows_which_grade_is_better_and_by_how_many_steps() -> None:
    assert [MET.steps(grade) for grade in MET.best_to_worst] == [3, 2, 1, 0]
    assert MET.is_better("mostly", "partly")
    assert not MET.is_better("partly", "partly")


@pytest.mark.parametrize(
    ("grade", "shown"),
    [(3, "3"), (0, "0"), (2.0, "2.0"), ("1", "'1'"), (" 85% ", "' 85% '"), ("2,5", "'2,5'"), (True, "True")],
)
def test_a_number_as_a_grade_is_refused_by_the_columns_name(grade: object, shown: str) -> None:
    with pytest.raises(ValueError, match=f"column 'grade' holds {shown}, a number where a grade's key is needed"):
        graded("fully", grade)


@pytest.mark.parametrize("grade", ["Fully", "good", "Fully met", ""])
def test_what_is_no_key_is_refused(grade: str) -> None:
    with pytest.raises(ValueError, match=f"column 'grade' holds '{grade}', which is none of"):
        graded(grade)


def test_labels_that_hold_numbers_are_names_all_the_same() -> None:
    scale = GradeScale(best_to_worst=("level_3", "level_2", "level_1"), favourable=("level_3",))
    assert graded("level_2", scale=scale).cells[0].grade == "level_2"


@pytest.mark.parametrize(
    ("best_to_worst", "favourable", "message"),
    [
        (("1", "2"), ("1",), "'1' is no key of a grade"),
        ((3, 2), (3,), "3 is no key of a grade"),
        (("good", " "), ("good",), "' ' is no key of a grade"),
        (("good",), ("good",), "at least two grades"),
        (("good", "good"), ("good",), "each once"),
        (("good", "not_applicable"), ("good",), "each once"),
        (("good", "bad"), (), r"favourable is \[\]"),
        (("good", "bad"), ("good", "bad"), "favourable is"),
        (("good", "middling", "bad"), ("middling",), "not the better end"),
        (("good", "bad"), ("fine",), "not the better end"),
    ],
)
def test_a_scale_that_cannot_order_is_refused(best_to_worst, favourable, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        GradeScale(best_to_worst=best_to_worst, favourable=favourable)
