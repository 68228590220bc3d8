"""Clashes: against a plain search over every pair and every minute."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.programme.clashes import Dated, clashes

MONDAY = date(2026, 6, 1)


@st.composite
def entries(draw: st.DrawFn) -> list[Dated]:
    found = []
    for number in range(draw(st.integers(0, 4))):
        starts = MONDAY + timedelta(days=draw(st.integers(0, 3)))
        times = draw(st.sampled_from([("", ""), ("09:00", "10:00"), ("09:30", "11:00"), ("10:00", "12:00")]))
        found.append(
            Dated(
                key=str(number), title="x", starts_on=starts, ends_on=starts + timedelta(days=draw(st.integers(0, 2))),
                starts_at=times[0], ends_at=times[1], people=draw(st.frozensets(st.sampled_from("ab"))),
                visited=draw(st.frozensets(st.sampled_from("PQ"))), audited=draw(st.frozensets(st.sampled_from("PQ"))),
                is_deadline=draw(st.booleans()),
            )
        )  # fmt: skip
    return found


def minutes(one: Dated) -> set[tuple[date, int]]:
    """Every half hour that an entry takes; one of several days, or without times, takes its days."""
    days = [one.starts_on + timedelta(days=n) for n in range((one.ends_on - one.starts_on).days + 1)]
    if len(days) > 1 or not one.starts_at:
        return {(day, half) for day in days for half in range(48)}
    first, last = (int(text[:2]) * 2 + (text[3:] == "30") for text in (one.starts_at, one.ends_at))
    return {(days[0], half) for half in range(first, last)}


@given(entries())
def test_people_clash_exactly_where_their_half_hours_meet(found: list[Dated]) -> None:
    told = {(one.over, *sorted((one.first.key, one.second.key))) for one in clashes(found) if one.kind == "person"}
    by_hand = {
        (who, first.key, second.key)
        for first in found for second in found
        if first.key < second.key and not first.is_deadline and not second.is_deadline
        and minutes(first) & minutes(second)
        for who in first.people & second.people
    }  # fmt: skip
    assert told == by_hand


@given(entries(), st.integers(0, 5))
def test_agencies_clash_exactly_where_too_few_days_lie_between(found: list[Dated], apart: int) -> None:
    told = {
        (one.over, *sorted((one.first.key, one.second.key)))
        for one in clashes(found, apart_days=apart) if one.kind == "agency"
    }  # fmt: skip
    by_hand = set()
    for first in found:
        for second in found:
            nearest = min(abs((a - b).days) for a, _ in minutes(first) or [(first.starts_on, 0)]
                          for b, _ in minutes(second) or [(second.starts_on, 0)])  # fmt: skip
            if first.key != second.key and nearest < max(apart, 1):
                by_hand |= {(one, *sorted((first.key, second.key))) for one in first.visited & second.audited}
    assert told == by_hand


def test_a_negative_distance_is_refused() -> None:
    with pytest.raises(ValueError, match="apart_days"):
        clashes([], apart_days=-1)
