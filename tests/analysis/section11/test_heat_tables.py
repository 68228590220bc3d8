from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.section11 import GradeScale, HeatTable, heat_table, unit_grades

MET = GradeScale(best_to_worst=("fully", "mostly", "partly", "not_met"), favourable=("fully", "mostly"))
STANDARDS = ("st1", "st2", "st3")


def table(rows: dict[str, list[str | None]], scale: GradeScale = MET) -> HeatTable:
    """From an agency's grades in the order of the standards."""
    frame = pd.DataFrame(
        [
            (agency, standard, grade)
            for agency, grades in rows.items()
            for standard, grade in zip(STANDARDS, grades, strict=True)
        ],
        columns=["agency", "standard", "grade"],
    )
    return heat_table(unit_grades(frame, scale, standards=STANDARDS))


def test_not_applicable_and_missing_are_in_no_denominator() -> None:
    found = table(
        {
            "Police": ["fully", "partly", None],
            "Probation": ["mostly", "not_applicable", "not_met"],
            "School": ["partly", "not_applicable", "not_applicable"],
        }
    )
    first, second, third = found.by_standard
    assert (first.counts, first.n_used, first.estimate) == ((1, 1, 1, 0), 3, pytest.approx(2 / 3))
    assert (second.n_used, second.n_not_applicable, second.estimate) == (1, 2, 0.0)
    assert (third.n_used, third.n_not_applicable, third.n_missing) == (1, 1, 1)
    assert [one.name for one in found.by_unit] == ["Police", "Probation", "School"]
    assert found.by_unit[2].estimate == 0.0
    assert (found.overall.n_used, found.overall.n_not_applicable, found.overall.n_missing) == (5, 3, 1)
    assert [[cell.unit for cell in row] for row in found.rows] == [["Police", "Probation", "School"]] * 3
    assert {cell.standard for cell in found.rows[1]} == {"st2"}


def test_differing_records_are_shown_and_in_no_denominator() -> None:
    frame = pd.DataFrame({"agency": ["Police"] * 2, "standard": ["st1"] * 2, "grade": ["fully", "partly"]})
    found = heat_table(unit_grades(frame, MET, standards=["st1"])).overall
    assert (found.n_differing, found.n_used, found.estimate) == (1, 0, None)


def test_the_share_of_eighty_eight_per_cent_green_on_escalation_comes_out() -> None:
    # Cambridgeshire and Peterborough 2020: 88% of 26 returns; 23 of 26 is the only count that rounds to it
    found = table({f"agency {n}": ["mostly" if n < 23 else "partly", None, None] for n in range(26)}).by_standard[0]
    assert (found.n_favourable, found.n_used, f"{found.estimate:.0%}") == (23, 26, "88%")


def test_the_median_grade_is_that_of_the_scale_and_may_be_split() -> None:
    found = table({"a": ["fully", "fully", None], "b": ["partly", "fully", None]})
    assert (found.by_standard[0].median.lower, found.by_standard[0].median.upper) == (0, 2)
    assert (found.by_standard[1].median.lower, found.by_standard[1].median.is_split) == (0, False)


def test_one_agency_and_one_grade_make_a_table_too() -> None:
    found = table({"Police": ["fully"] * 3})
    assert (found.overall.counts, found.overall.estimate, found.overall.median.lower) == ((3, 0, 0, 0), 1.0, 0)


@pytest.mark.parametrize("grades", [[None] * 3, ["not_applicable"] * 3])
def test_where_none_is_graded_there_is_no_share_and_it_says_why(grades) -> None:
    found = table({"Police": grades}).overall
    assert (found.estimate, found.why_not) == (None, "None is graded, so there is no share.")
    assert found.median.why_not is not None


def test_nobody_at_all_has_an_empty_table() -> None:
    found = heat_table(unit_grades(pd.DataFrame({"agency": [], "standard": [], "grade": []}), MET, standards=STANDARDS))
    assert (found.units, found.rows, found.by_unit) == ((), ((), (), ()), ())
    assert [one.estimate for one in found.by_standard] == [None] * 3


GRADES = st.lists(st.sampled_from([*MET.best_to_worst, "not_applicable", None]), min_size=3, max_size=3)


@given(st.dictionaries(st.sampled_from("abcdef"), GRADES, min_size=1))
def test_margins_are_the_counts_of_the_cells(rows: dict[str, list[str | None]]) -> None:
    found = table(rows)
    for place, profile in enumerate(found.by_standard):
        counts = Counter(grades[place] for grades in rows.values())
        assert profile.counts == tuple(counts[grade] for grade in MET.best_to_worst)
        assert (profile.n_not_applicable, profile.n_missing) == (counts["not_applicable"], counts[None])
    for margin in (found.by_standard, found.by_unit):
        assert sum(one.n_used for one in margin) == found.overall.n_used
        assert sum(one.n_favourable for one in margin) == found.overall.n_favourable


@given(st.dictionaries(st.sampled_from("abcdef"), GRADES, min_size=1))
def test_other_names_for_the_grades_change_nothing_but_the_names(rows: dict[str, list[str | None]]) -> None:
    other = GradeScale(best_to_worst=("blue", "green", "amber", "red"), favourable=("blue", "green"))
    names = dict(zip(MET.best_to_worst, other.best_to_worst, strict=True))
    renamed = {agency: [names.get(str(grade), grade) for grade in grades] for agency, grades in rows.items()}
    assert table(renamed, other).by_standard == table(rows).by_standard
