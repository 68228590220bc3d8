"""How far a scrutiny programme is: its topics by state, delivered on time or late, days planned and used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

RecordState = Literal["none", "planned", "under way", "done", "called off", "gone"]
TopicState = Literal["planned", "under way", "done", "dropped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicLine:
    """One topic as the figures need it.

    Attributes
    ----------
    starts_on, ends_on : date
        As planned.
    days : float
        Days of work planned.
    record : {"none", "planned", "under way", "done", "called off", "gone"}
        How the audit, cycle or review stands that the topic became.
    done_on : date or None
        When that ended.
    is_dropped : bool
        Whether the topic was dropped.
    """

    starts_on: date
    ends_on: date
    days: float = 0.0
    record: RecordState = "none"
    done_on: date | None = None
    is_dropped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicStanding:
    """How a topic stands on a day. ``is_late``: its last day has passed, and it is not done, or was done after it."""

    state: TopicState
    is_late: bool
    not_begun: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeProgress:
    """A programme in figures.

    Attributes
    ----------
    n_topics : int
        All topics, dropped ones included.
    n_planned, n_under_way, n_done, n_dropped : int
        By state; together ``n_topics``.
    n_late : int
        Not done and not dropped, though the last day has passed.
    n_done_on_time : int
        Done no later than the last day planned; their base is ``n_done``.
    n_due : int
        Topics, dropped ones left out, whose last day has passed: what should have been delivered by now.
    n_due_on_time : int
        Those of ``n_due`` that were done by their last day.
    days_planned : float
        Days of topics that are not dropped.
    days_used : float or None
        As the scrutineer's log has them; None where there is none.
    """

    n_topics: int
    n_planned: int
    n_under_way: int
    n_done: int
    n_dropped: int
    n_late: int
    n_done_on_time: int
    n_due: int
    n_due_on_time: int
    days_planned: float
    days_used: float | None

    @property
    def delivered(self) -> float | None:
        """Delivered on time, as a share of what was due; None where nothing is due yet."""
        return self.n_due_on_time / self.n_due if self.n_due else None


def standing_of(line: TopicLine, today: date) -> TopicStanding:
    """How one topic stands: dropped where it was dropped, else as its record says.

    A record that was called off, or is no longer kept, delivers nothing: the topic is planned as before.
    """
    if line.is_dropped:
        return TopicStanding(state="dropped", is_late=False, not_begun=False)
    if line.record == "done":
        late = line.done_on is not None and line.done_on > line.ends_on
        return TopicStanding(state="done", is_late=late, not_begun=False)
    under_way = line.record == "under way"
    return TopicStanding(
        state="under way" if under_way else "planned",
        is_late=today > line.ends_on,
        not_begun=not under_way and today > line.starts_on,
    )


def programme_progress(lines: Iterable[TopicLine], *, today: date, days_used: float | None = None) -> ProgrammeProgress:
    """Count the topics of a programme as they stand on a day.

    Examples
    --------
    Constructed: one delivered on time, one late, one to come.

    >>> lines = [TopicLine(starts_on=date(2026, 5, 1), ends_on=date(2026, 6, 30), record="done",
    ...                    done_on=date(2026, 6, 30)),
    ...          TopicLine(starts_on=date(2026, 5, 1), ends_on=date(2026, 7, 31), record="under way"),
    ...          TopicLine(starts_on=date(2027, 1, 1), ends_on=date(2027, 3, 31), days=2)]
    >>> found = programme_progress(lines, today=date(2026, 9, 1))
    >>> found.n_done_on_time, found.n_late, found.n_due, found.delivered, found.days_planned
    (1, 1, 2, 0.5, 2.0)
    """
    rows = [(line, standing_of(line, today)) for line in lines]
    states = [standing.state for _, standing in rows]
    due = [(line, standing) for line, standing in rows if standing.state != "dropped" and line.ends_on < today]
    return ProgrammeProgress(
        n_topics=len(rows),
        n_planned=states.count("planned"),
        n_under_way=states.count("under way"),
        n_done=states.count("done"),
        n_dropped=states.count("dropped"),
        n_late=sum(one.is_late and one.state in ("planned", "under way") for _, one in rows),
        n_done_on_time=sum(one.state == "done" and not one.is_late for _, one in rows),
        n_due=len(due),
        n_due_on_time=sum(one.state == "done" and not one.is_late for _, one in due),
        days_planned=float(sum(line.days for line, one in rows if one.state != "dropped")),
        days_used=days_used,
    )
