from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.proportions import wilson_interval
from analysis.section11 import GradeScale, StaffLine, StaffView, ThreeWayView, UnitGrades, three_way_view, unit_grades

MET = GradeScale(best_to_worst=("fully", "mostly", "partly", "not_met"), favourable=("fully", "mostly"))


def grades(found: dict[str, str | None], scale: GradeScale = MET) -> UnitGrades:
    rows = pd.DataFrame(
        {"agency": list(found), "standard": "st5", "grade": pd.Series(list(found.values()), dtype=object)}
    )
    return unit_grades(rows, scale, standards=["st5"])


def staff(favourable: int, n: int, unit: str | None = None) -> StaffView:
    share = wilson_interval(favourable, n)
    return StaffView(standard="st5", unit=unit, n_favourable=favourable, n_used=n, n_missing=0, share=share)


def one(own: str | None, walked: str | None, view: StaffView | None = None, **further):
    found = three_way_view(grades({"Police": own}), grades({"Police": walked}), [view] if view else [], **further)
    return found.rows[0]


@pytest.mark.parametrize(
    ("own", "walked", "view", "gap", "state"),
    [
        ("fully", "fully", None, 0, "not flagged"),
        ("fully", "mostly", None, -1, "not flagged"),  # less, and still good enough
        ("fully", "partly", None, -2, "flagged"),
        ("mostly", "not_met", None, -2, "flagged"),
        ("partly", "not_met", None, -1, "not flagged"),  # nothing is green on paper
        ("partly", "fully", staff(0, 50, "Police"), 2, "not flagged"),
        ("mostly", None, staff(20, 50, "Police"), None, "flagged"),
        ("mostly", "mostly", staff(20, 50, "Police"), 0, "flagged"),
        ("mostly", "mostly", staff(45, 50, "Police"), 0, "not flagged"),
        ("mostly", None, staff(45, 50, "Police"), None, "not flagged"),
        ("mostly", None, staff(0, 0, "Police"), None, "not judged"),
        ("mostly", "not_applicable", None, None, "not judged"),
        ("mostly", None, None, None, "not judged"),
        (None, "partly", staff(1, 50, "Police"), None, "not judged"),
        ("not_applicable", "partly", None, None, "not judged"),
    ],
)
def test_every_case_is_flagged_as_the_rule_says(own, walked, view, gap, state: str) -> None:
    row = one(own, walked, view)
    assert (row.gap, row.flag.state) == (gap, state)
    assert bool(row.flag.reasons) == (state != "not flagged")


def test_the_reasons_name_what_the_floor_says() -> None:
    row = one("fully", "partly", staff(20, 50, "Police"))
    assert row.flag.reasons == ("the walkabout found partly", "20 of 50 staff see it favourably")


def test_few_answers_do_not_flag_by_chance_unless_the_share_itself_is_the_rule() -> None:
    few = staff(3, 5, "Police")  # 60%, from 23% to 88%
    assert one("mostly", None, few).flag.state == "not flagged"
    assert one("mostly", None, few, line=StaffLine(rule="share")).flag.state == "flagged"
    assert one("mostly", None, few, line=StaffLine(share=0.9)).flag.state == "flagged"
    exactly = staff(7, 10, "Police")
    assert one("mostly", None, exactly, line=StaffLine(rule="share")).flag.state == "not flagged"


def test_the_rule_stands_in_words() -> None:
    found = three_way_view(grades({"Police": "fully"}), grades({}), line=StaffLine(share=0.725, rule="share"))
    assert found.line.sentence == (
        "The self-grade is one of the better grades, and the walkabout's is not, or the share of staff who see the "
        "standard favourably lies below 72.5%."
    )


def test_the_staff_of_another_unit_do_not_count() -> None:
    assert one("mostly", "mostly", staff(0, 50, "Probation")).flag.state == "not flagged"


def precedent(view: StaffView | None) -> ThreeWayView:
    """88% of 26 agencies green on escalation and 457 staff; how the staff answered is constructed."""
    own = {f"agency {n:02}": "mostly" if n < 23 else "partly" for n in range(26)}
    return three_way_view(grades(own), grades({"agency 00": "mostly", "agency 01": "partly"}), [view] if view else [])


def test_a_standard_as_a_whole_is_judged_by_all_staff() -> None:
    found = precedent(staff(250, 457)).by_standard[0]
    assert (found.n_self, found.n_self_favourable, found.n_pairs, found.staff.n_used) == (26, 23, 2, 457)
    assert (found.n_walkabout, found.n_walkabout_favourable) == (2, 1)
    assert (found.n_flagged, found.n_judged) == (1, 5)
    assert found.flag.state == "flagged"
    assert found.flag.reasons == (
        "walkabouts found 1 of 2 good enough",
        "250 of 457 staff see it favourably",
    )


def test_a_standard_is_not_flagged_where_most_are_not_green_or_the_floor_agrees() -> None:
    low = three_way_view(grades({"a": "partly", "b": "fully"}), grades({"a": "not_met"}))
    assert low.by_standard[0].flag.state == "not flagged"
    agrees = three_way_view(grades({"a": "fully"}), grades({"a": "fully"}), [staff(400, 457)])
    assert agrees.by_standard[0].flag.state == "not flagged"
    silent = three_way_view(grades({"a": "fully"}), grades({}))
    assert silent.by_standard[0].flag.state == "not judged"
    assert three_way_view(grades({"a": None}), grades({"a": "fully"})).by_standard[0].flag.state == "not judged"


def test_gaps_are_counted_by_direction_and_tested() -> None:
    own = {f"agency {n}": "fully" for n in range(9)} | {"agency 9": "partly"}
    walked = {f"agency {n}": "mostly" for n in range(8)} | {"agency 8": "fully", "agency 9": "mostly"}
    gaps = three_way_view(grades(own), grades(walked)).by_standard[0].gaps
    assert (gaps.up, gaps.down, gaps.same) == (1, 8, 1)
    assert gaps.p_value == pytest.approx(0.0390625)


KEYS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from([*MET.best_to_worst, "not_applicable", None]))


@given(KEYS, KEYS)
def test_gaps_are_the_difference_of_the_steps_and_turn_round_with_the_two(own, walked) -> None:
    there, back = three_way_view(grades(own), grades(walked)), three_way_view(grades(walked), grades(own))
    order = dict(zip(MET.best_to_worst, (3, 2, 1, 0), strict=True))
    for row, mirror in zip(there.rows, back.rows, strict=True):
        first, second = own.get(row.unit), walked.get(row.unit)
        expected = order[second] - order[first] if first in order and second in order else None
        assert row.gap == expected
        assert mirror.gap == (None if expected is None else -expected)
    assert {row.unit for row in there.flagged} == {
        unit for unit, grade in own.items() if grade in MET.favourable and walked.get(unit) in ("partly", "not_met")
    }


def test_nobody_has_no_rows() -> None:
    found = three_way_view(grades({}), grades({}))
    assert found.rows == ()
    assert (found.by_standard[0].n_self, found.by_standard[0].gaps.p_value) == (0, None)


def test_twenty_thousand_pairs_are_set_side_by_side() -> None:
    many = {f"school {number}": "fully" for number in range(20_000)}
    assert three_way_view(grades(many), grades(dict.fromkeys(many, "partly"))).by_standard[0].n_flagged == 20_000


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: three_way_view(grades({}), grades({}, GradeScale(best_to_worst=("a", "b"), favourable=("a",)))),
            "the scales differ",
        ),
        (
            lambda: three_way_view(
                grades({}), unit_grades(pd.DataFrame(columns=["agency", "standard", "grade"]), MET, standards=["st1"])
            ),
            "the standards differ",
        ),
        (lambda: StaffLine(share=1.0), "share is 1.0"),
        (lambda: StaffLine(rule="mean"), "rule is 'mean'"),
    ],
)
def test_what_cannot_be_compared_is_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
