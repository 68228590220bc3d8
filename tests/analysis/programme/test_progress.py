"""Topics by state, late and on time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from analysis.programme.progress import RecordState, TopicLine, programme_progress, standing_of

START, END = date(2026, 5, 1), date(2026, 7, 31)


def line(**values: object) -> TopicLine:
    return TopicLine(**{"starts_on": START, "ends_on": END, **values})  # type: ignore[arg-type]


def test_a_topic_is_late_from_the_day_after_its_last() -> None:
    assert not standing_of(line(), END).is_late
    assert standing_of(line(), END + timedelta(days=1)).is_late
    assert not standing_of(line(record="done", done_on=END), END).is_late
    done_late = standing_of(line(record="done", done_on=END + timedelta(days=1)), date(2027, 1, 1))
    assert (done_late.state, done_late.is_late) == ("done", True)


def test_a_record_that_was_called_off_or_is_gone_delivers_nothing() -> None:
    for record in ("called off", "gone"):
        assert standing_of(line(record=record), END + timedelta(days=1)).state == "planned"
        assert standing_of(line(record=record), END + timedelta(days=1)).is_late


def test_a_topic_that_is_dropped_is_neither_late_nor_due() -> None:
    found = programme_progress([line(is_dropped=True, days=3), line(days=2)], today=date(2027, 1, 1))
    assert (found.n_dropped, found.n_late, found.n_due, found.days_planned) == (1, 1, 1, 2.0)


def test_nothing_due_gives_no_share() -> None:
    assert programme_progress([line()], today=START).delivered is None
    assert programme_progress([], today=START).n_topics == 0


lines = st.builds(
    TopicLine, starts_on=st.just(START), ends_on=st.dates(START, END), days=st.sampled_from([0.0, 0.5, 2.0]),
    record=st.sampled_from(get_args(RecordState)), done_on=st.none() | st.dates(START, END),
    is_dropped=st.booleans(),
)  # fmt: skip


@given(st.lists(lines, max_size=6), st.dates(START, END))
def test_states_add_up_and_what_is_on_time_is_among_what_is_due(found: list[TopicLine], today: date) -> None:
    figures = programme_progress(found, today=today)
    by_state = figures.n_planned + figures.n_under_way + figures.n_done + figures.n_dropped
    assert by_state == figures.n_topics == len(found)
    assert figures.n_due_on_time <= min(figures.n_due, figures.n_done_on_time)
    assert figures.n_done_on_time <= figures.n_done
    late_by_hand = sum(
        not one.is_dropped and one.record != "done" and today > one.ends_on for one in found
    )  # fmt: skip
    assert figures.n_late == late_by_hand
