from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from analysis.section11 import GradeScale, UnitGrades, change_since, unit_grades

MET = GradeScale(best_to_worst=("fully", "mostly", "partly", "not_met"), favourable=("fully", "mostly"))
STANDARDS = ("st1", "st2")


def a_round(*rows: tuple, versions: bool = False, scale: GradeScale = MET) -> UnitGrades:
    columns = ["agency", "standard", "grade", "version"][: 4 if versions else 3]
    frame = pd.DataFrame(rows, columns=columns)
    return unit_grades(frame, scale, standards=STANDARDS, version="version" if versions else None)


BEFORE = a_round(
    ("Police", "st1", "partly"), ("Police", "st2", "fully"), ("School", "st1", "mostly"), ("School", "st2", None),
    ("Probation", "st1", "fully"), ("Probation", "st2", "not_applicable"),
)  # fmt: skip
NOW = a_round(
    ("Police", "st1", "fully"), ("Police", "st2", "partly"), ("School", "st1", "mostly"), ("School", "st2", "fully"),
    ("Youth justice", "st1", "fully"), ("Probation", "st2", "fully"),
)  # fmt: skip


def test_only_what_was_graded_in_both_rounds_is_a_pair() -> None:
    found = change_since(BEFORE, NOW, unchanged=STANDARDS)
    overall = found.overall
    assert (overall.n_improved, overall.n_same, overall.n_worse, overall.n_used) == (1, 1, 1, 3)
    assert (overall.n_only_before, overall.n_only_now, overall.n_reworded) == (1, 3, 0)
    assert [(one.unit, one.standard, one.steps, one.direction) for one in found.pairs] == [
        ("Police", "st1", 2, "improved"),
        ("Police", "st2", -2, "worse"),
        ("School", "st1", 0, "same"),
    ]
    assert [one.name for one in found.by_unit] == ["Police", "Probation", "School", "Youth justice"]


def test_a_standard_that_was_reworded_is_no_pair() -> None:
    found = change_since(BEFORE, NOW, unchanged=["st1"])
    assert (found.overall.n_used, found.overall.n_reworded) == (2, 1)
    assert [one.n_reworded for one in found.by_standard] == [0, 1]


def test_versions_say_by_themselves_what_is_unchanged() -> None:
    before = a_round(
        ("a", "st1", "fully", "v1"), ("b", "st1", "fully", "v1"), ("c", "st1", "fully", None), versions=True
    )
    now = a_round(
        ("a", "st1", "mostly", "v1"), ("b", "st1", "mostly", "v2"), ("c", "st1", "mostly", None), versions=True
    )
    overall = change_since(before, now).overall
    assert (overall.n_worse, overall.n_reworded) == (1, 2)


def test_without_versions_the_unchanged_standards_have_to_be_named() -> None:
    with pytest.raises(ValueError, match="no record names the version of its standard"):
        change_since(BEFORE, NOW)
    with pytest.raises(ValueError, match="unchanged names 'st9'"):
        change_since(BEFORE, NOW, unchanged=["st9"])
    other = GradeScale(best_to_worst=("green", "red"), favourable=("green",))
    with pytest.raises(ValueError, match="the scales differ"):
        change_since(a_round(scale=other), NOW, unchanged=["st1"])


def test_eight_up_and_one_down_come_out_at_the_fixtures_probability() -> None:
    # exact sign test 8 v 1: 2 · (1 + 9)/2⁹ = .0390625; R 4.2.2: binom.test(8, 9)$p.value
    before = a_round(*[(f"agency {n:02}", "st1", "mostly") for n in range(32)])
    grades = ["fully"] * 8 + ["partly"] + ["mostly"] * 23
    now = a_round(*[(f"agency {n:02}", "st1", grade) for n, grade in enumerate(grades)])
    found = change_since(before, now, unchanged=["st1"]).by_standard[0]
    assert (found.test.up, found.test.down, found.test.same) == (8, 1, 23)
    assert found.test.p_value == pytest.approx(0.0390625)
    assert found.p_adjusted == found.test.p_value  # st2 has no test, so that the family is of one


def test_all_the_same_have_no_test_and_say_why() -> None:
    found = change_since(BEFORE, BEFORE, unchanged=STANDARDS)
    assert found.overall.n_same == 4
    assert found.overall.test.p_value is None
    assert (found.overall.test.why_not or "").startswith("No pair changed")


def test_nobody_has_no_pairs() -> None:
    found = change_since(a_round(), a_round())
    assert (found.pairs, found.overall.n_used, found.by_unit) == ((), 0, ())


def test_one_agency_that_rose_is_no_proof() -> None:
    found = change_since(a_round(("a", "st1", "partly")), a_round(("a", "st1", "fully")), unchanged=["st1"])
    assert found.overall.test.p_value == 1.0


GRADES = st.dictionaries(
    st.tuples(st.sampled_from("abcde"), st.sampled_from(STANDARDS)),
    st.sampled_from([*MET.best_to_worst, "not_applicable"]),
)


@given(GRADES, GRADES)
def test_every_cell_is_counted_once_and_the_other_way_round_improved_is_worse(old, new) -> None:
    before, now = (a_round(*[(*cell, grade) for cell, grade in some.items()]) for some in (old, new))
    there, back = (change_since(*rounds, unchanged=STANDARDS) for rounds in ((before, now), (now, before)))
    graded = [{cell for cell, grade in some.items() if grade in MET.best_to_worst} for some in (old, new)]
    assert there.overall.n_used == len(graded[0] & graded[1]) == len(there.pairs)
    assert there.overall.n_only_before == len(graded[0] - graded[1]) == back.overall.n_only_now
    assert (there.overall.n_improved, there.overall.n_worse) == (back.overall.n_worse, back.overall.n_improved)
    for family in (there.by_standard, there.by_unit):
        assert sum(one.n_used for one in family) == there.overall.n_used
        known = [(one.test.p_value, one.p_adjusted) for one in family if one.test.p_value is not None]
        expected = multipletests([p for p, _ in known], method="holm")[1] if known else []
        assert [adjusted for _, adjusted in known] == pytest.approx(list(expected))


def test_ten_thousand_agencies_are_compared() -> None:
    rows = [(f"school {number}", standard, "mostly") for number in range(10_000) for standard in STANDARDS]
    found = change_since(a_round(*rows), a_round(*[(*row[:2], "fully") for row in rows]), unchanged=STANDARDS)
    assert found.overall.n_improved == 20_000
