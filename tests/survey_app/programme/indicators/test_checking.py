"""What is typed for a period: each mistake has its sentence, each doubt asks for a comment and refuses nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.indicators import Counted
from survey_app.programme.indicators.checking import Typed, check_typed
from survey_app.programme.indicators.models import IndicatorVersion

SHARE = IndicatorVersion(denominator="Referrals", measured_in="")
COUNT = IndicatorVersion(denominator="", measured_in="")
DAYS = IndicatorVersion(denominator="Referrals", measured_in="days")
STEADY = [Counted(value=90 + one % 3, base=100) for one in range(12)]


def problems(measure: str, version: IndicatorVersion, value: str, base: str = "") -> list[str]:
    return [one.text for one in check_typed(measure, version, Typed(value=value, base=base), []).problems]


@pytest.mark.parametrize(
    ("measure", "version", "value", "base", "words"),
    [
        ("share", SHARE, "", "50", "Enter the numerator"),
        ("share", SHARE, "40", "", "Enter the denominator"),
        ("share", SHARE, "40.5", "50", "40.5 is not whole"),
        ("share", SHARE, "40", "50.2", "50.2 is not whole"),
        ("share", SHARE, "60", "50", "The numerator, 60, is more than the denominator, 50."),
        ("share", SHARE, "forty", "50", "“forty” is no number"),
        ("share", SHARE, "9" * 60, "50", "“99999999999999999999…” is no number"),
        ("share", SHARE, "-3", "50", "“-3” is no number"),
        ("share", SHARE, "٤٠", "50", "is no number"),
        ("share", SHARE, "1e9", "50", "is no number"),
        ("share", SHARE, "nan", "50", "is no number"),
        ("count", COUNT, "12", "50", "has no denominator"),
        ("count", COUNT, "", "", "Enter the count"),
        ("value", DAYS, "", "20", "Enter the value"),
        ("count", COUNT, "99999999", "", "Check the digits"),
    ],
    ids=[
        "no numerator",
        "no denominator",
        "numerator not whole",
        "denominator not whole",
        "more than its base",
        "words",
        "longer than a line",
        "negative",
        "other digits",
        "exponent",
        "nan",
        "base of a count",
        "no count",
        "no value",
        "too large",
    ],
)
def test_a_mistake_is_named_in_a_sentence(
    measure: str, version: IndicatorVersion, value: str, base: str, words: str
) -> None:
    assert any(words in one for one in problems(measure, version, value, base))


@pytest.mark.parametrize(
    ("value", "base"), [("40", "50"), (" 40 ", "50"), ("1,040", "1,250"), ("0", "0"), ("0", "50"), ("50", "50")]
)
def test_what_people_write_for_numbers_is_read(value: str, base: str) -> None:
    found = check_typed("share", SHARE, Typed(value=value, base=base), [])
    assert found.problems == ()
    assert found.counted is not None
    assert found.counted.value == float(value.replace(",", ""))


def test_a_share_outside_the_limits_of_the_last_twelve_is_doubted() -> None:
    found = check_typed("share", SHARE, Typed(value="60", base="100"), STEADY)
    assert len(found.asks) == 1
    assert "60% is further from the last 12 figures than chance explains" in found.asks[0]
    assert check_typed("share", SHARE, Typed(value="92", base="100"), STEADY).asks == ()


def test_a_comment_answers_the_doubt_and_nothing_is_refused() -> None:
    found = check_typed("share", SHARE, Typed(value="60", base="100", comment="A system was down."), STEADY)
    assert found.doubts
    assert found.asks == ()
    assert found.counted == Counted(value=60.0, base=100)


@pytest.mark.parametrize(("value", "doubted"), [("31", True), ("30", False), ("3", True), ("4", False)])
def test_with_few_figures_before_it_three_times_or_a_third_is_doubted(value: str, doubted: bool) -> None:
    found = check_typed("count", COUNT, Typed(value=value), [Counted(value=10.0)] * 3)
    assert bool(found.asks) is doubted


def test_a_denominator_three_times_as_large_is_doubted_where_the_share_is_the_same() -> None:
    found = check_typed("share", SHARE, Typed(value="364", base="400"), STEADY)
    assert [one for one in found.asks if "The denominator, 400" in one]


def test_only_the_last_twelve_count() -> None:
    long_ago = [Counted(value=10, base=100)] * 30
    assert check_typed("share", SHARE, Typed(value="12", base="100"), [*long_ago, *STEADY]).asks


@given(value=st.text(max_size=12), base=st.text(max_size=12), comment=st.text(max_size=12))
def test_whatever_is_typed_is_read_or_refused_and_never_fails(value: str, base: str, comment: str) -> None:
    for measure, version in (("share", SHARE), ("count", COUNT), ("value", DAYS)):
        found = check_typed(measure, version, Typed(value=value, base=base, comment=comment), STEADY)
        assert (found.counted is None) == bool(found.problems)
