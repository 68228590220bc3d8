from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.section11 import GradeScale, UnitGrade, unit_grades

MET = GradeScale(best_to_worst=("fully", "mostly", "partly", "not_met"), favourable=("fully", "mostly"))
COUNCILS = pd.DataFrame({"agency": ["Northdale", "Southdale", "Westdale"], "unit": ["District councils"] * 3})


def settled(*rows: tuple, members: pd.DataFrame | None = COUNCILS, **further) -> UnitGrade:
    """The one cell that comes of rows of agency, grade and day."""
    frame = pd.DataFrame(rows, columns=["agency", "grade", "day"]).assign(standard="st1")
    found = unit_grades(frame, MET, standards=["st1"], assessed_on="day", members=members, **further)
    assert len(found.cells) == 1
    return found.cells[0]


def test_an_agency_that_spans_partnerships_counts_once() -> None:
    cell = settled(*[("Police", "mostly", "2026-01-05")] * 4)
    assert (cell.unit, cell.state, cell.grade, cell.records) == ("Police", "graded", "mostly", ("Police",))


def test_an_agencys_newest_record_counts_and_undated_ones_only_without_it() -> None:
    older, newer = ("Police", "mostly", "2025-01-05"), ("Police", "partly", "2026-01-05")
    assert settled(older, newer, ("Police", "fully", None)).grade == "partly"
    assert settled(older, newer).assessed_on == date(2026, 1, 5)
    assert settled(("Police", "fully", None), ("Police", None, "2026-02-01")).grade == "fully"


def test_records_of_one_day_that_differ_settle_nothing_and_are_named() -> None:
    cell = settled(("Police", "mostly", "2026-01-05"), ("Police", "partly", "2026-01-05"))
    assert (cell.state, cell.grade, cell.records) == ("differing", None, ("Police: mostly", "Police: partly"))


def test_councils_assessed_together_count_as_one() -> None:
    cell = settled(("Northdale", "partly", None), ("Southdale", "partly", None), ("Westdale", "partly", None))
    assert (cell.unit, cell.grade, cell.records) == (
        "District councils",
        "partly",
        ("Northdale", "Southdale", "Westdale"),
    )


def test_councils_that_differ_settle_nothing_without_a_joint_record() -> None:
    cell = settled(("Northdale", "partly", None), ("Southdale", "fully", None))
    assert (cell.state, cell.records) == ("differing", ("Northdale: partly", "Southdale: fully"))


def test_what_could_not_be_settled_is_listed() -> None:
    rows = pd.DataFrame(
        {"agency": ["Police", "Police", "School"], "standard": ["st1"] * 3, "grade": ["fully", "partly", "fully"]}
    )
    found = unit_grades(rows, MET, standards=["st1"])
    assert [cell.unit for cell in found.differing] == ["Police"]


def test_the_joint_record_decides_and_members_that_differ_are_its_exceptions() -> None:
    cell = settled(("District councils", "mostly", None), ("Northdale", "partly", None), ("Southdale", "mostly", None))
    assert (cell.grade, cell.records) == ("mostly", ("District councils",))
    assert cell.exceptions == ("Northdale: partly",)


def test_members_to_which_it_does_not_apply_are_left_aside() -> None:
    assert settled(("Northdale", "not_applicable", None), ("Southdale", "partly", None)).grade == "partly"
    cell = settled(("Northdale", "not_applicable", None), ("Southdale", "not_applicable", None))
    assert (cell.state, cell.grade) == ("not applicable", None)


def test_no_grade_is_missing_and_so_is_an_agency_without_any_record() -> None:
    assert settled(("Police", None, "2026-01-05")).state == "missing"
    found = unit_grades(
        pd.DataFrame({"agency": ["Police"], "standard": ["st2"], "grade": ["fully"]}),
        MET,
        standards=["st1", "st2"],
        agencies=["Police", "Probation", "Northdale", "Southdale"],
        members=COUNCILS,
    )
    assert found.units == ("District councils", "Police", "Probation")
    assert [cell.state for cell in found.cells] == ["missing"] * 3 + ["graded"] + ["missing"] * 2


def test_versions_are_kept_where_they_agree() -> None:
    rows = pd.DataFrame(
        {
            "agency": ["Police", "Northdale", "Southdale"],
            "standard": ["st1"] * 3,
            "grade": ["fully"] * 3,
            "version": ["v2", "v1", "v2"],
        }
    )
    found = unit_grades(rows, MET, standards=["st1"], version="version", members=COUNCILS)
    assert {cell.unit: cell.version for cell in found.cells} == {"District councils": None, "Police": "v2"}


def test_standards_keep_their_own_order_and_a_categorical_will_do() -> None:
    standards = [f"st{number}" for number in range(1, 12)]
    rows = pd.DataFrame({"agency": "Police", "standard": standards[::-1], "grade": ["fully", *["partly"] * 10]})
    rows["grade"] = pd.Categorical(rows["grade"], categories=MET.best_to_worst, ordered=True)
    found = unit_grades(rows, MET, standards=standards)
    assert [cell.standard for cell in found.cells] == standards
    assert found.by_cell["Police", "st11"].grade == "fully"


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Police", "Northdale", "Southdale", "District councils"]),
            st.sampled_from(["st1", "st2"]),
            st.sampled_from([*MET.best_to_worst, "not_applicable", None]),
            st.sampled_from(["2026-01-01", "2026-02-01", None]),
        ),
        min_size=1,
        max_size=12,
    ),
    st.randoms(),
)
def test_neither_the_order_of_the_rows_nor_a_repeated_row_changes_anything(rows, random) -> None:
    def read(some):
        frame = pd.DataFrame(some, columns=["agency", "standard", "grade", "day"])
        return unit_grades(frame, MET, standards=["st1", "st2"], assessed_on="day", members=COUNCILS)

    plain = read(rows)
    assert read(random.sample(rows, len(rows))).cells == plain.cells
    assert read(rows + rows[:3]).cells == plain.cells
    assert len(plain.cells) == len(plain.units) * 2
    for cell in plain.cells:
        assert (cell.grade is not None) == (cell.state == "graded")


def test_nobody_has_no_cells_and_two_hundred_thousand_rows_are_settled() -> None:
    empty = pd.DataFrame({"agency": [], "standard": [], "grade": []})
    assert unit_grades(empty, MET, standards=["st1"]).cells == ()
    standards = [f"st{number}" for number in range(10)]
    rows = pd.DataFrame(
        {
            "agency": np.repeat([f"school {number}" for number in range(20_000)], 10),
            "standard": np.tile(standards, 20_000),
            "grade": np.resize(MET.best_to_worst, 200_000),
        }
    )
    assert len(unit_grades(rows, MET, standards=standards).cells) == 200_000


ROWS = pd.DataFrame({"agency": ["Police"], "standard": ["st1"], "grade": ["fully"]})


@pytest.mark.parametrize(
    ("rows", "further", "message"),
    [
        (ROWS.drop(columns="grade"), {}, "there is no column 'grade'"),
        (ROWS.assign(agency=None), {}, "column 'agency' has no value in row 0"),
        (ROWS.assign(standard="st9"), {}, "column 'standard' holds 'st9', which is none of the standards"),
        (ROWS, {"standards": []}, "standards is empty"),
        (ROWS, {"standards": ["st1", "st1"]}, "standards names one more than once"),
        (ROWS, {"assessed_on": "day"}, "there is no column 'day'"),
        (ROWS.assign(day="5 May"), {"assessed_on": "day"}, "column 'day' holds '5 May', which is no date"),
        (
            ROWS,
            {"members": pd.DataFrame({"agency": ["Police"] * 2, "unit": ["A", "B"]})},
            "members has agency 'Police' in two units, 'A' and 'B'",
        ),
    ],
)
def test_impossible_input_is_refused_with_the_value(rows, further, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        unit_grades(rows, MET, **({"standards": ["st1"]} | further))
