from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.response import ORGANISATIONS, PEOPLE, ReportabilityThresholds, judge_reportability

ORDER = ("not reportable", "with care", "reportable")


@pytest.mark.parametrize(
    ("base", "invited", "sentence", "reasons"),
    [
        (7, 41, "7 of 41; not reportable", ("The base of 7 is under 10.",)),
        (39, 225, "39 of 225; with care", ("The response rate of 17% is under 30%.",)),
        (12, 30, "12 of 30; with care", ("The base of 12 is under 20.",)),
        (120, 225, "120 of 225; reportable", ()),
        (0, 225, "0 of 225; not reportable", ("Nobody answered.",)),
        (0, 0, "0 of 0; not reportable", ("Nobody answered.",)),
        (8, 8, "8 of 8; reportable", ()),
        (30, 300, "30 of 300; with care", ("The response rate of 10% is under 30%.",)),
        (
            29,
            300,
            "29 of 300; not reportable",
            ("The response rate of 9.7% is under 10%.",),  # more decimals where 10% would not be under 10%
        ),
        (
            50,
            41,
            "50 of 41; not reportable",
            ("More answered (50) than were invited (41): one of the numbers is wrong.",),
        ),
    ],
)
def test_the_verdict_states_base_and_reasons(base: int, invited: int, sentence: str, reasons: tuple[str, ...]) -> None:
    result = judge_reportability(base, invited)
    assert (result.sentence, result.reasons) == (sentence, reasons)
    assert result.verdict == sentence.partition("; ")[2]
    assert (result.why_not is not None) == (result.verdict == "not reportable")


def test_an_upper_limit_can_condemn_a_figure_but_never_clear_it() -> None:
    low = judge_reportability(33, 395, at_least=True)
    assert low.sentence == "33 of 395 or more; not reportable"
    assert low.reasons == ("The response rate of at most 8.4% is under 10%.",)
    high = judge_reportability(300, 395, at_least=True)
    assert high.verdict == "with care"
    assert high.reasons == ("It is not fully known how many were invited, so the response rate is not known either.",)
    assert high.n_missing is None
    unknown = judge_reportability(300, None)
    assert (unknown.verdict, unknown.estimate) == ("with care", None)
    assert unknown.sentence == "300 of an unknown number; with care"
    walked_in = judge_reportability(300, 200, at_least=True)
    assert (walked_in.verdict, walked_in.estimate) == ("with care", None)


def test_coverage_counts_where_it_is_given() -> None:
    assert judge_reportability(120, 225, coverage=0.9).verdict == "reportable"
    careful = judge_reportability(120, 225, coverage=0.7)
    assert (careful.verdict, careful.reasons) == (
        "with care",
        ("Only 70% of those invited are in covered groups, under 80%.",),
    )
    assert judge_reportability(120, 225, coverage=0.4).verdict == "not reportable"


def test_a_share_just_under_a_threshold_is_not_printed_as_the_threshold() -> None:
    assert judge_reportability(120, 225, coverage=0.7999999999).reasons == (
        "Only just under 80% of those invited are in covered groups, under 80%.",
    )
    assert "79.96%" in judge_reportability(120, 225, coverage=0.7996).reasons[0]


def test_a_figure_that_is_not_reportable_gives_all_that_makes_it_so_and_no_more() -> None:
    result = judge_reportability(5, 225, coverage=0.7)
    assert result.reasons == ("The base of 5 is under 10.", "The response rate of 2% is under 10%.")
    assert result.why_not == "The base of 5 is under 10. The response rate of 2% is under 10%."


def test_organisations_are_judged_by_the_share_that_returned() -> None:
    assert judge_reportability(5, 6, thresholds=ORGANISATIONS).verdict == "reportable"
    assert judge_reportability(4, 6, thresholds=ORGANISATIONS).verdict == "with care"
    assert judge_reportability(2, 6, thresholds=ORGANISATIONS).verdict == "not reportable"


def test_the_partnership_sets_its_own_thresholds() -> None:
    strict = ReportabilityThresholds(minimum_base=30, care_base=50)
    assert judge_reportability(29, 60, thresholds=strict).verdict == "not reportable"
    assert judge_reportability(29, 60, thresholds=strict).thresholds is strict
    assert ReportabilityThresholds() == PEOPLE


@given(st.integers(0, 300), st.integers(1, 300), st.none() | st.floats(0, 1), st.booleans())
def test_one_answer_more_never_makes_the_verdict_worse(
    base: int, invited: int, share: float | None, at_least: bool
) -> None:
    now = judge_reportability(base, invited, at_least=at_least, coverage=share)
    more = judge_reportability(base + 1, invited, at_least=at_least, coverage=share)
    if base < invited:
        assert ORDER.index(more.verdict) >= ORDER.index(now.verdict)
    assert (now.reasons == ()) == (now.verdict == "reportable")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"minimum_base": 30}, "care_base is 20, less than minimum_base, 30"),
        ({"care_rate": 0.05}, r"care_rate is 0\.05, less than minimum_rate, 0\.1"),
        ({"care_coverage": 80}, "care_coverage is 80, which is out of range"),
        ({"minimum_base": -1}, "minimum_base is -1, which is out of range"),
    ],
)
def test_thresholds_that_contradict_each_other_are_refused(settings: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ReportabilityThresholds(**settings)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: judge_reportability(-1, 3), "base is -1"),
        (lambda: judge_reportability(1, -3), "invited is -3"),
        (lambda: judge_reportability(1, 3, coverage=1.5), r"coverage is 1\.5"),
    ],
)
def test_impossible_input_is_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
