"""How the clocks of incidents were kept: the share in time, the median, each breach, by the rule that counted them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.durations.clock_results import ClockResult, clock_result
from analysis.working_days import WorkingCalendar
from survey_app.programme.incidents.clocks import ClockState, calendar_of, states_of
from survey_app.programme.incidents.models import ClockRule, IncidentBreach, SeriousIncident
from survey_app.programme.incidents.rules import INCIDENT_CLOCKS, Rule, rules_of, statutory


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFigures:
    """One clock by one rule, over the incidents that it counted.

    Attributes
    ----------
    rule : Rule
        By which they were counted; incidents that another rule counted are figures of their own.
    result : ClockResult
        As :func:`analysis.durations.clock_results.clock_result` gives it. Breaches are named by the incident's number.
    n_uncounted : int
        Incidents with a day in a year whose bank holidays are not known.
    """

    rule: Rule
    result: ClockResult
    n_uncounted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedFigure:
    """What may be said outside of those who read incidents: no references, and no number from 1 to 4.

    Attributes
    ----------
    clock : str
        What the clock is called.
    judged, in_time : str
        How many were in time or late, and how many in time; “[c]” for both where a number or the difference is 1 to 4.
    """

    clock: str
    judged: str
    in_time: str


def incidents_of(session: Session, partnership_id: int) -> Sequence[SeriousIncident]:
    """All incidents of a partnership, the newest first."""
    query = select(SeriousIncident).where(SeriousIncident.partnership_id == partnership_id)
    return session.scalars(query.order_by(SeriousIncident.number.desc())).all()


def clock_figures(
    session: Session, partnership_id: int, today: date, *, start: date | None = None, end: date | None = None
) -> tuple[ClockFigures, ...]:
    """The figures of every clock, as on a day.

    Parameters
    ----------
    start, end : date, optional
        Of which days of awareness incidents are counted; both are included.
    """
    own, calendar = rules_of(session, partnership_id), calendar_of(session)
    found = [
        one for one in incidents_of(session, partnership_id)
        if (start is None or one.aware_on >= start) and (end is None or one.aware_on <= end)
    ]  # fmt: skip
    return tuple(figure for key in INCIDENT_CLOCKS for figure in _of_clock(key, found, own, calendar, today))


def unexplained(session: Session, partnership_id: int) -> Sequence[IncidentBreach]:
    """Breaches that stand and have no reason yet, the oldest first."""
    return session.scalars(
        select(IncidentBreach)
        .join(SeriousIncident)
        .where(
            SeriousIncident.partnership_id == partnership_id, IncidentBreach.stands, IncidentBreach.reason == ""
        )
        .order_by(IncidentBreach.due_day, IncidentBreach.id)
    ).all()  # fmt: skip


def released(figures: Sequence[ClockFigures]) -> tuple[ReleasedFigure, ...]:
    """The figures without references, and without small numbers; one for each clock, over all of its rules."""
    out = []
    for key in dict.fromkeys(one.rule.key for one in figures):
        mine = [one.result for one in figures if one.rule.key == key]
        judged, in_time = sum(one.n_judged for one in mine), sum(one.n_in_time for one in mine)
        hidden = any(1 <= number <= 4 for number in (judged, in_time, judged - in_time))
        out.append(
            ReleasedFigure(
                clock=statutory(key).clock.name, judged="[c]" if hidden else f"{judged:,}",
                in_time="[c]" if hidden else f"{in_time:,}",
            )
        )  # fmt: skip
    return tuple(out)


def _of_clock(
    key: str, incidents: Sequence[SeriousIncident], own: Sequence[ClockRule], calendar: WorkingCalendar, today: date
) -> list[ClockFigures]:
    groups: dict[Rule, list[tuple[str, ClockState]]] = {}
    for incident in incidents:
        state = next(one for one in states_of(incident, own, calendar, today) if one.key == key)
        if state.state not in ("not_needed", "waits"):
            groups.setdefault(state.rule, []).append((incident.name, state))
    return [
        _figure(rule, rows, calendar, today) for rule, rows in sorted(groups.items(), key=lambda one: one[0].number)
    ]


def _figure(
    rule: Rule, states: Sequence[tuple[str, ClockState]], calendar: WorkingCalendar, today: date
) -> ClockFigures:
    counted = [(name, state) for name, state in states if state.state != "unknown"]
    rows = pd.DataFrame(
        {
            "incident": [name for name, _ in counted],
            "trigger": pd.Series([state.trigger_on for _, state in counted], dtype="object"),
            "done": pd.Series([state.done_on for _, state in counted], dtype="object"),
        }
    )
    until = min(today, date(calendar.last_year, 12, 31)) if rule.clock.unit == "working days" else today
    result = clock_result(
        rows, rule.clock, key="incident", trigger="trigger", done="done", as_of=until, calendar=calendar
    )
    return ClockFigures(rule=rule, result=result, n_uncounted=len(states) - len(counted))
