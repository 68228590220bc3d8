"""How a year's programme stands: each topic by its record, its figures, and what is due of the programme itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from analysis.programme.progress import ProgrammeProgress, TopicLine, TopicStanding, programme_progress, standing_of
from analysis.programme.years import first_day, last_day, programme_due, year_name
from survey_app.programme.scrutiny.days import allowances_of, days_used
from survey_app.programme.scrutiny.standing import standing_of_days
from survey_app.programme.year.models import ProgrammeTopic, ScrutinyProgramme
from survey_app.programme.year.records import RecordStanding, find_record
from survey_app.programme.year.versions import (
    changes_since_endorsed,
    endorsed_version,
    sent_back_version,
    waiting_version,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRow:
    """A topic with its record and how both stand.

    ``is_endorsed``: it is in the version in force as it is now. ``asks``: what somebody has to do about it; empty where
    it goes its way.
    """

    topic: ProgrammeTopic
    record: RecordStanding | None
    record_gone: bool
    standing: TopicStanding
    is_endorsed: bool
    asks: str


def topic_rows(session: Session, programme: ScrutinyProgramme, today: date) -> list[TopicRow]:
    """The topics by their first day, dropped ones last."""
    changes = changes_since_endorsed(programme)
    changed = {key for key, _ in changes.added} | {one.reference for one in changes.moved}
    changed |= {one.reference for one in changes.changed}
    rows = []
    for topic in sorted(programme.topics, key=lambda one: (one.dropped_on is not None, one.starts_on, one.number)):
        record = record_of(session, programme.partnership_id, topic, today)
        standing = standing_of(line_of(topic, record), today)
        rows.append(
            TopicRow(
                topic=topic, record=record, record_gone=topic.record_id is not None and record is None,
                standing=standing, asks=what_it_asks(topic, record, standing),
                is_endorsed=topic.dropped_on is None and topic.reference not in changed,
            )
        )  # fmt: skip
    return rows


def what_it_asks(topic: ProgrammeTopic, record: RecordStanding | None, standing: TopicStanding) -> str:
    """What somebody has to do about a topic, in a sentence; empty where it goes its way, is done or dropped."""
    if standing.state in ("done", "dropped"):
        return ""
    if topic.record_id is not None and record is None:
        return "Its record is no longer kept: link another, or drop the topic."
    if record is not None and record.state == "called off":
        return "Its record was called off: link another, or drop the topic."
    finish = f"Finish {record.kind_in_words}" if record is not None else "Link what it became"
    if standing.is_late:
        return f"Its last day, {topic.ends_on:%-d %B %Y}, has passed. {finish}, move its days, or drop it."
    if standing.not_begun:
        begin = "Begin it" if record is not None else "Link what it became"
        return f"It was to begin on {topic.starts_on:%-d %B %Y}. {begin}, or move its days."
    return ""


def days_in_words(session: Session, partnership_id: int, year: int, today: date) -> list[str]:
    """The scrutineer's days of each period agreed that touches the year: used, agreed, asked for, short or left."""
    return [
        f"{one.starts_on:%-d %B %Y} to {one.ends_on:%-d %B %Y}: "
        + standing_of_days(session, partnership_id, one.starts_on, one.ends_on, today=today).in_words
        for one in sorted(allowances_of(session, partnership_id), key=lambda one: one.starts_on)
        if one.starts_on <= last_day(year) and one.ends_on >= first_day(year)
    ]


def record_of(session: Session, partnership_id: int, topic: ProgrammeTopic, today: date) -> RecordStanding | None:
    """How the record that a topic became stands."""
    if topic.record_type is None or topic.record_id is None:
        return None
    return find_record(session, partnership_id, topic.record_type, topic.record_id, today)


def line_of(topic: ProgrammeTopic, record: RecordStanding | None) -> TopicLine:
    """A topic as its figures need it."""
    gone = topic.record_id is not None and record is None
    return TopicLine(
        starts_on=topic.starts_on, ends_on=topic.ends_on, days=topic.days,
        record="gone" if gone else record.state if record is not None else "none",
        done_on=record.done_on if record is not None else None, is_dropped=topic.dropped_on is not None,
    )  # fmt: skip


def progress_of(session: Session, programme: ScrutinyProgramme, rows: list[TopicRow], today: date) -> ProgrammeProgress:
    """The programme in figures; days planned are those that the scrutineer leads, as their log has the days used."""
    until = min(today, last_day(programme.year))
    used = days_used(session, programme.partnership_id, first_day(programme.year), until)
    lines = [line_of(row.topic, row.record) for row in rows]
    return programme_progress(lines, today=today, days_used=used)


def scrutineer_days(rows: list[TopicRow]) -> float:
    """Days planned of topics that the scrutineer leads, dropped ones left out."""
    return float(sum(row.topic.days for row in rows if row.topic.lead == "scrutineer" and row.topic.dropped_on is None))


def what_is_due(programme: ScrutinyProgramme | None, year: int, today: date) -> tuple[str, bool]:
    """What is due of the programme itself, in a sentence, and whether it is late.

    A programme is set out in April and endorsed by the Executive; later changes need endorsement too.
    """
    due = programme_due(year)
    endorsed = endorsed_version(programme) if programme is not None else None
    waiting = waiting_version(programme) if programme is not None else None
    by = f"{due:%-d %B %Y}"
    back = sent_back_version(programme) if programme is not None else None
    if back is not None:
        then = f"Version {endorsed.number} stays in force." if endorsed is not None else f"It is due by {by}."
        return (
            f"The Executive sent version {back.number} back: “{back.words}” Change the draft, and put it forward "
            f"again. {then}",
            endorsed is None and today > due,
        )
    if endorsed is None:
        late = today > due
        if waiting is not None:
            return f"Version {waiting.number} waits for the Executive. It is due by {by}.", late
        verb = "was due" if late else "is due"
        return (
            f"The programme of {year_name(year)} {verb} by {by}: drafted by the QA group, endorsed by the Executive.",
            late,
        )
    if waiting is not None:
        return f"Version {endorsed.number} is in force. Version {waiting.number} waits for the Executive.", False
    if programme is not None and changes_since_endorsed(programme).anything:
        return (
            f"Version {endorsed.number} is in force. The draft has changed since: put it to the Executive again.", False
        )  # fmt: skip
    return f"Version {endorsed.number} is in force, as the Executive endorsed it.", False
