from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.section11 import GradeScale, RubricCheck, policy_only_check, top_grade_check

MET = GradeScale(best_to_worst=("fully", "mostly", "partly", "not_met"), favourable=("fully", "mostly"))


def rows(*found: tuple) -> pd.DataFrame:
    frame = pd.DataFrame(found, columns=["agency", "grade", "policy_only"]).assign(standard="st4")
    return frame.astype({"policy_only": object})


def capped(*found: tuple, cap: str = "partly") -> RubricCheck:
    return policy_only_check(rows(*found), MET, cap=cap)


def test_grades_above_the_cap_on_policies_alone_are_listed() -> None:
    found = capped(
        ("School", "fully", True),
        ("Police", "mostly", True),
        ("Probation", "partly", True),
        ("Prison", "fully", False),
        ("Youth justice", "mostly", None),
        ("Housing", "not_applicable", True),
        ("Transport", None, True),
    )
    assert [(one.agency, one.standard, one.grade) for one in found.breaches] == [
        ("Police", "st4", "mostly"),
        ("School", "st4", "fully"),
    ]
    assert {one.reason for one in found.breaches} == {"policies alone reach partly at most"} == set(found.rules)
    assert (found.n_used, found.n_missing) == (3, 1)


def test_another_cap_catches_others() -> None:
    assert len(capped(("Police", "mostly", True), ("School", "fully", True), cap="mostly").breaches) == 1
    assert capped(("Police", "fully", True), cap="fully").breaches == ()


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcdef"), st.sampled_from([*MET.best_to_worst, None]), st.sampled_from([True, False, None])
        )
    )
)
def test_the_breaches_are_those_found_one_by_one(found) -> None:
    result = capped(*found)
    above = [(agency, only) for agency, grade, only in found if grade in ("fully", "mostly")]
    assert sorted(one.agency for one in result.breaches) == sorted(agency for agency, only in above if only)
    assert (result.n_used, result.n_missing) == (
        sum(only is not None for _, only in above),
        sum(only is None for _, only in above),
    )


def test_nobody_breaches_nothing_and_two_hundred_thousand_are_checked() -> None:
    assert capped() == RubricCheck(breaches=(), n_used=0, n_missing=0, rules=("policies alone reach partly at most",))
    many = pd.DataFrame({"agency": np.arange(200_000), "standard": "st1", "grade": "fully", "policy_only": True})
    assert len(policy_only_check(many, MET, cap="partly").breaches) == 200_000


TOP = pd.DataFrame(
    [
        ("sound", "fully", "2025-06-01", "2026-01-01", True),
        ("just in time", "fully", "2025-01-01", "2026-01-01", True),
        ("old", "fully", "2024-12-31", "2026-01-01", True),
        ("undated", "fully", None, "2026-01-01", True),
        ("no outcome", "fully", "2025-06-01", "2026-01-01", False),
        ("neither", "fully", None, "2026-01-01", False),
        ("outcome not known", "fully", "2025-06-01", "2026-01-01", None),
        ("day not known", "fully", "2025-06-01", None, True),
        ("lower", "mostly", None, "2026-01-01", False),
    ],
    columns=["agency", "grade", "evidence", "assessed", "outcome"],
).assign(standard="st1")


def top(frame: pd.DataFrame = TOP, **further) -> RubricCheck:
    arguments = {"evidence_date": "evidence", "assessed_on": "assessed", "outcome": "outcome"} | further
    return top_grade_check(frame, MET, **arguments)


def test_the_best_grade_needs_new_evidence_and_an_outcome() -> None:
    found = top()
    old, none = found.rules
    assert [(one.agency, one.reason) for one in found.breaches] == [
        ("neither", old), ("neither", none), ("no outcome", none), ("old", old), ("undated", old),
    ]  # fmt: skip
    assert (found.n_used, found.n_missing) == (6, 2)


def test_a_longer_limit_lets_more_pass() -> None:
    assert {one.agency for one in top(limit_months=13).breaches} == {"neither", "no outcome", "undated"}


def test_empty_and_single_rows_are_checked() -> None:
    assert top(TOP.head(0)).n_used == 0
    assert top(TOP.head(1)).breaches == ()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: capped(cap="good"), "cap is 'good'"),
        (lambda: capped(("Police", 3, True)), "column 'grade' holds 3, a number"),
        (lambda: capped(("Police", "fully", "yes")), "column 'policy_only' holds something other than yes"),
        (lambda: policy_only_check(rows(), MET, cap="partly", policy_only="only"), "there is no column 'only'"),
        (lambda: top(evidence_date="dated"), "there is no column 'dated'"),
        (lambda: top(TOP.assign(evidence="May")), "column 'evidence' holds 'May'"),
        (lambda: top(limit_months=0), "limit_months is 0"),
    ],
)
def test_impossible_input_is_refused_with_the_value(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
