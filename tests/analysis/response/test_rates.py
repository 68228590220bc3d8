from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.response import participation_rates, simple_rate


@pytest.mark.parametrize(
    ("usable", "invited", "at_least", "sentence"),
    [
        (39, 225, False, "17% (39 of 225)"),
        (33, 395, True, "at most 8.4% (33 of 395 or more)"),
        (12, 12, False, "100% (12 of 12)"),
        (0, 225, False, "0% (0 of 225)"),
        (1, 1, False, "100% (1 of 1)"),
        (120_000, 200_000, False, "60% (120,000 of 200,000)"),
    ],
)
def test_a_rate_is_stated_as_what_is_known_allows(usable: int, invited: int, at_least: bool, sentence: str) -> None:
    result = simple_rate(usable, invited, at_least=at_least)
    assert result.sentence == sentence
    assert result.estimate == usable / invited
    assert result.at_most is at_least
    assert result.why_not is None
    assert result.n_missing == (None if at_least else invited - usable)


@pytest.mark.parametrize(
    ("usable", "invited", "at_least", "why"),
    [
        (33, None, False, "33 responses; the number asked is not known, so there is no rate."),
        (0, 0, False, "0 responses; nobody was asked, so there is no rate."),
        (13, 12, False, "13 responses, more than the 12 asked, so there is no rate."),
        (13, 12, True, "13 responses; at least 12 were asked, but fewer than answered, so there is no rate."),
    ],
)
def test_where_there_is_no_rate_it_says_why(usable: int, invited: int | None, at_least: bool, why: str) -> None:
    result = simple_rate(usable, invited, at_least=at_least)
    assert (result.estimate, result.at_most, result.n_missing) == (None, False, None)
    assert result.why_not == why


@given(st.integers(0, 500), st.integers(0, 500), st.booleans())
def test_a_rate_is_never_over_one_and_either_there_or_explained(usable: int, invited: int, at_least: bool) -> None:
    result = simple_rate(usable, invited, at_least=at_least)
    assert (result.estimate is None) == (result.why_not is not None)
    assert result.estimate is None or 0 <= result.estimate <= 1


def test_registration_attendance_and_evaluation_each_have_their_own_base() -> None:
    rates = participation_rates(invited=1000, registered=300, attended=225, evaluated=39, at_least=True)
    assert rates.registration.sentence == "at most 30.0% (300 of 1,000 or more who were invited)"
    assert rates.registration.at_most
    assert rates.attendance.sentence == "75% (225 of 300 who registered)"
    assert not rates.attendance.at_most
    assert rates.evaluation.sentence == "17% (39 of 225 who attended)"
    assert [rate.n_missing for rate in (rates.registration, rates.attendance, rates.evaluation)] == [None, 75, 186]


def test_what_was_not_counted_takes_only_its_own_rates_away() -> None:
    rates = participation_rates(invited=1000, registered=300, attended=None, evaluated=39)
    assert rates.registration.estimate == 0.3
    assert rates.attendance.why_not == "It is not known how many attended, so there is no attendance rate."
    assert rates.evaluation.why_not == "It is not known how many attended, so there is no evaluation rate."


def test_walk_ins_and_empty_events_have_no_rate_and_say_why() -> None:
    rates = participation_rates(invited=0, registered=20, attended=25, evaluated=0)
    assert rates.registration.why_not == "Nobody was invited, so there is no registration rate."
    assert rates.attendance.why_not == "25 attended, more than the 20 who registered, so there is no attendance rate."
    assert rates.evaluation.estimate == 0.0
    more = participation_rates(invited=10, registered=20, attended=0, evaluated=0, at_least=True)
    assert "more than the at least 10 who were invited" in more.registration.why_not
    assert more.evaluation.why_not == "Nobody attended, so there is no evaluation rate."


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: simple_rate(-1, 3), "usable is -1"),
        (lambda: simple_rate(1, -3), "invited is -3"),
        (lambda: participation_rates(invited=1, registered=1, attended=-2, evaluated=0), "attended is -2"),
    ],
)
def test_negative_numbers_are_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
