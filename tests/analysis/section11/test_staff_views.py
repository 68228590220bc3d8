from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.proportions import wilson_interval
from analysis.section11 import GradeScale, StaffQuestion, staff_views

AGREE = GradeScale(
    best_to_worst=("strongly_agree", "agree", "neither", "disagree", "strongly_disagree"),
    favourable=("strongly_agree", "agree"),
    not_applicable=("dont_know",),
)
YES = GradeScale(best_to_worst=("yes", "no"), favourable=("yes",), not_applicable=("dont_know",))
ASKED = (
    StaffQuestion(name="st5_route", standard="st5", scale=AGREE),
    StaffQuestion(name="st5_backed", standard="st5", scale=AGREE),
    StaffQuestion(name="st7_know_who", standard="st7", scale=YES),
)
# Constructed: both favourable, one of two, neither, only a "don't know", only one asked, nothing.
ANSWERS = pd.DataFrame(
    {
        "st5_route": ["agree", "strongly_agree", "disagree", "dont_know", None, None],
        "st5_backed": ["strongly_agree", "neither", "neither", None, "agree", None],
        "st7_know_who": ["yes", "no", "yes", "yes", "dont_know", None],
        "agency": ["Northdale", "Police", "Police", "Police", "Southdale", None],
    }
)


def test_each_respondent_counts_once_and_needs_more_than_half() -> None:
    st5, st7 = staff_views(ANSWERS, ASKED)
    assert (st5.standard, st5.n_favourable, st5.n_used, st5.n_missing) == ("st5", 2, 4, 2)
    assert (st7.standard, st7.n_favourable, st7.n_used, st7.n_missing) == ("st7", 3, 4, 2)
    assert st5.share == wilson_interval(2, 4)


def test_units_have_their_own_staff_and_members_are_taken_together() -> None:
    members = pd.DataFrame({"agency": ["Northdale", "Southdale"], "unit": ["District councils"] * 2})
    found = {(one.unit, one.standard): one for one in staff_views(ANSWERS, ASKED, agency="agency", members=members)}
    assert list(found) == [
        (unit, standard) for standard in ("st5", "st7") for unit in (None, "District councils", "Police")
    ]
    assert (found["District councils", "st5"].n_favourable, found["District councils", "st5"].n_used) == (2, 2)
    assert (found["Police", "st5"].n_favourable, found["Police", "st5"].n_used) == (0, 2)
    assert found[None, "st5"].n_used == 4


@given(
    st.lists(st.lists(st.sampled_from([*AGREE.best_to_worst, "dont_know", None]), min_size=2, max_size=2), min_size=1)
)
def test_the_count_is_the_one_made_person_by_person(people: list[list[str | None]]) -> None:
    favourable = used = 0
    for answers in people:
        given_ = [answer for answer in answers if answer in AGREE.best_to_worst]
        used += bool(given_)
        favourable += sum(answer in AGREE.favourable for answer in given_) * 2 > len(given_)
    view = staff_views(pd.DataFrame(people, columns=["st5_route", "st5_backed"]), ASKED[:2])[0]
    assert (view.n_favourable, view.n_used, view.n_missing) == (favourable, used, len(people) - used)


@pytest.mark.parametrize("rows", [ANSWERS.head(0), ANSWERS.tail(1)])
def test_nobody_who_answered_gives_no_share_and_says_so(rows: pd.DataFrame) -> None:
    for view in staff_views(rows, ASKED):
        assert (view.n_used, view.share.estimate) == (0, None)
        assert view.share.why_not is not None


def test_two_hundred_thousand_people_are_counted() -> None:
    answers = pd.DataFrame(
        {"st7_know_who": np.resize(["yes", "no"], 200_000), "agency": np.resize(list("abc"), 200_000)}
    )
    found = staff_views(answers, ASKED[2:], agency="agency")
    assert [view.n_used for view in found] == [200_000, 66_667, 66_667, 66_666]


@pytest.mark.parametrize(
    ("rows", "further", "message"),
    [
        (ANSWERS.drop(columns="st5_backed"), {}, "there is no column 'st5_backed'"),
        (ANSWERS.assign(st7_know_who=1), {}, "column 'st7_know_who' holds 1, a number"),
        (ANSWERS.assign(st7_know_who="maybe"), {}, "column 'st7_know_who' holds 'maybe'"),
        (ANSWERS, {"agency": "employer"}, "there is no column 'employer'"),
        (ANSWERS, {"confidence": 2.0}, "confidence is 2.0"),
    ],
)
def test_impossible_input_is_refused_with_the_value(rows, further, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        staff_views(rows, ASKED, **further)
