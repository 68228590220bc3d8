"""Drafting a year's programme: topics with reasons, a method that fits, days, and the record that each became."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from analysis.programme.years import FIRST_YEAR, LAST_YEAR, first_day, last_day, year_name
from survey_app.accounts.models import Membership
from survey_app.improvement.chain.sent_twice import kept_before
from survey_app.improvement.chain.words import check_words
from survey_app.partnership.models import Footprint, Partnership
from survey_app.programme.year.models import (
    LEADS,
    METHODS,
    REASON_KINDS,
    Priority,
    PrioritySet,
    ProgrammeTopic,
    ScrutinyProgramme,
    TopicReason,
)
from survey_app.programme.year.records import FITS, RECORDS, find_record
from survey_app.programme.year.refusals import ChangedMeanwhile, YearRefused

MOST_DAYS = 366.0
MOST_TOPICS = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a topic is in the programme. ``record_id`` is the review, inspection or theme that it came from."""

    kind: str
    says: str
    record_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPlan:
    """A topic as somebody plans it. ``days`` are days of work of whoever leads."""

    title: str
    method: str
    best_fit: str
    starts_on: date
    ends_on: date
    lead: str
    reasons: Sequence[Reason]
    days: float = 0.0
    theme: str = ""
    lead_id: int | None = None
    agency_id: int | None = None
    priority_id: str | None = None


def find_programme(session: Session, partnership_id: int, year: int) -> ScrutinyProgramme | None:
    """The programme of a year, with its topics and versions."""
    return session.scalar(
        select(ScrutinyProgramme)
        .where(ScrutinyProgramme.partnership_id == partnership_id, ScrutinyProgramme.year == year)
        .options(selectinload(ScrutinyProgramme.topics).selectinload(ProgrammeTopic.reasons))
    )


def years_drafted(session: Session, partnership_id: int) -> list[int]:
    """The years of which there is a programme, the newest first."""
    rows = select(ScrutinyProgramme.year).where(ScrutinyProgramme.partnership_id == partnership_id)
    return list(session.scalars(rows.order_by(ScrutinyProgramme.year.desc())))


def begin_programme(session: Session, partnership_id: int, year: int) -> ScrutinyProgramme:
    """The programme of a year; begun where there is none. Two who begin at once get the same one."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise YearRefused(f"A programme is of a year from {FIRST_YEAR} to {LAST_YEAR}.")
    lock_partnership(session, partnership_id)
    found = find_programme(session, partnership_id, year)
    if found is None:
        found = ScrutinyProgramme(partnership_id=partnership_id, year=year)
        session.add(found)
        session.flush()
    return found


def lock_partnership(session: Session, partnership_id: int) -> None:
    """Whoever writes the same part of the year waits until this transaction ends."""
    session.execute(
        select(Partnership.id).where(Partnership.id == partnership_id).with_for_update(key_share=True)
    ).one()


def add_topic(
    session: Session, programme: ScrutinyProgramme, plan: TopicPlan, *, by_id: int, checked: bool = False
) -> ProgrammeTopic:
    """Add a topic to the draft. The Executive endorses it with the next version that is put to it.

    Raises
    ------
    YearRefused
        Where the plan has no reason, its days lie outside the year, or it names what is not this partnership's.
    """
    lock_partnership(session, programme.partnership_id)
    _refuse(session, programme, plan, checked=checked)
    last = session.scalar(
        select(func.max(ProgrammeTopic.number)).where(ProgrammeTopic.programme_id == programme.id)
    )  # fmt: skip
    if (last or 0) >= MOST_TOPICS:
        raise YearRefused(f"A programme has at most {MOST_TOPICS} topics.")
    values = _values(plan)
    if same := kept_before(session, ProgrammeTopic, programme_id=programme.id, dropped_on=None, **values):
        raise YearRefused(f"This is in the draft already: it is {same.reference}.")
    topic = ProgrammeTopic(programme_id=programme.id, number=(last or 0) + 1, changed_by_ids=[by_id], **values)
    topic.reasons = _reasons(plan)
    session.add(topic)
    session.flush()
    session.expire(programme, ["topics"])
    return topic


def change_topic(
    session: Session, topic: ProgrammeTopic, plan: TopicPlan, *, by_id: int, seen: int, checked: bool = False
) -> None:
    """Change a topic of the draft; what was endorsed stays as it was endorsed, and the change needs endorsement."""
    _lock(session, topic, seen)
    _refuse(session, topic.programme, plan, checked=checked)
    if topic.record_type is not None and not _fits(session, topic, plan.method):
        raise YearRefused(
            f"{topic.reference} is linked to a record that does not fit “{METHODS[plan.method]}”. Unlink it first."
        )
    for field, value in _values(plan).items():
        setattr(topic, field, value)
    topic.reasons.clear()
    session.flush()
    topic.reasons = _reasons(plan)
    _note_change(topic, by_id)
    session.flush()


def drop_topic(session: Session, topic: ProgrammeTopic, why: str, *, by_id: int, seen: int, today: date,
               checked: bool = False) -> None:  # fmt: skip
    """Drop a topic, with the reason; it stays in the list as dropped."""
    _lock(session, topic, seen)
    if not why.strip():
        raise YearRefused("Say why the topic is dropped.")
    check_words(session, topic.programme.partnership_id, [("Why it is dropped", why)], checked=checked)
    topic.dropped_on, topic.dropped_why = today, why.strip()
    _note_change(topic, by_id)
    session.flush()


def take_up_again(session: Session, topic: ProgrammeTopic, *, by_id: int, seen: int) -> None:
    """Take a dropped topic up again."""
    _lock(session, topic, seen, dropped=True)
    topic.dropped_on, topic.dropped_why = None, ""
    _note_change(topic, by_id)
    session.flush()


def link_record(session: Session, topic: ProgrammeTopic, record_type: str, record_id: str, *, seen: int) -> None:
    """Say which audit, cycle or review the topic became: from now on its progress is read from there.

    Linking changes nothing of the plan, so it needs no endorsement.
    """
    _lock(session, topic, seen)
    partnership_id = topic.programme.partnership_id
    if record_type not in RECORDS or find_record(session, partnership_id, record_type, record_id) is None:
        raise YearRefused("Choose a record of your partnership from the list.")
    lock_partnership(session, partnership_id)
    taken = session.scalar(
        select(ProgrammeTopic).where(
            ProgrammeTopic.programme_id == topic.programme_id, ProgrammeTopic.record_type == record_type,
            ProgrammeTopic.record_id == record_id, ProgrammeTopic.id != topic.id,
        )
    )  # fmt: skip
    if taken is not None:
        raise YearRefused(f"This record is {taken.reference} already: it delivers one topic of a programme, not two.")
    topic.record_type, topic.record_id = record_type, record_id
    if not _fits(session, topic, topic.method):
        raise YearRefused(f"This record does not fit the method “{METHODS[topic.method]}”. Change the method, or link "
                          "another record.")  # fmt: skip
    topic.revision += 1
    session.flush()


def unlink_record(session: Session, topic: ProgrammeTopic, *, seen: int) -> None:
    """Take the link away: the topic is planned again."""
    _lock(session, topic, seen)
    topic.record_type = topic.record_id = None
    topic.revision += 1
    session.flush()


def _fits(session: Session, topic: ProgrammeTopic, method: str) -> bool:
    if topic.record_type is None or topic.record_id is None:
        return True
    found = find_record(session, topic.programme.partnership_id, topic.record_type, topic.record_id)
    return found is None or found.fits & FITS[method] != frozenset()


def _lock(session: Session, topic: ProgrammeTopic, seen: int, *, dropped: bool = False) -> None:
    session.flush()
    session.refresh(topic, with_for_update=True)
    if topic.revision != seen:
        raise ChangedMeanwhile(
            f"{topic.reference} was changed after you opened it. Look at what is new, and try again."
        )
    if (topic.dropped_on is not None) is not dropped:
        state = "is dropped. Take it up again first" if not dropped else "is not dropped"
        raise YearRefused(f"{topic.reference} {state}.")


def _note_change(topic: ProgrammeTopic, by_id: int) -> None:
    topic.revision += 1
    topic.changed_by_ids = sorted({*topic.changed_by_ids, by_id})


def _values(plan: TopicPlan) -> dict[str, Any]:
    return {
        "title": plan.title.strip(), "theme": plan.theme.strip(), "method": plan.method,
        "best_fit": plan.best_fit.strip(), "starts_on": plan.starts_on, "ends_on": plan.ends_on, "lead": plan.lead,
        "lead_id": plan.lead_id, "agency_id": plan.agency_id, "priority_id": plan.priority_id, "days": plan.days,
    }  # fmt: skip


def _reasons(plan: TopicPlan) -> list[TopicReason]:
    return [
        TopicReason(position=place, kind=one.kind, says=one.says.strip(), record_id=one.record_id)
        for place, one in enumerate(plan.reasons, start=1)
    ]


def _refuse(session: Session, programme: ScrutinyProgramme, plan: TopicPlan, *, checked: bool) -> None:
    """Refuse a plan that says too little, or what cannot be."""
    if not plan.title.strip() or len(plan.title.strip()) > 200:
        raise YearRefused("Give the topic a title of at most 200 characters.")
    if plan.method not in METHODS or plan.lead not in LEADS:
        raise YearRefused("Choose the method, and who leads.")
    if not plan.best_fit.strip():
        raise YearRefused("Say why this method is the best fit for what is scrutinised.")
    said = [one for one in plan.reasons if one.says.strip() and one.kind in REASON_KINDS]
    if not said or len(said) != len(plan.reasons):
        raise YearRefused("Give at least one reason: a review, data, a priority, the backlog, an inspection, or that "
                          "nobody has looked at it.")  # fmt: skip
    if len(plan.theme.strip()) > 120:
        raise YearRefused("Use at most 120 characters for the theme.")
    if not 0 <= plan.days <= MOST_DAYS or (plan.days * 4) % 1:
        raise YearRefused("Enter the days needed in quarters of a day, such as 2.5.")
    _refuse_days(programme, plan)
    _refuse_strangers(session, programme.partnership_id, plan)
    texts = [("Title", plan.title), ("Theme", plan.theme), ("Why the method fits", plan.best_fit)]
    texts += [("Reason", one.says) for one in plan.reasons if one.kind in ("data", "coverage")]
    check_words(session, programme.partnership_id, texts, checked=checked)


def _refuse_days(programme: ScrutinyProgramme, plan: TopicPlan) -> None:
    first, last = first_day(programme.year), last_day(programme.year)
    if plan.ends_on < plan.starts_on:
        raise YearRefused("The topic ends before it starts. Change one of the two days.")
    if not (first <= plan.starts_on and plan.ends_on <= last):
        raise YearRefused(
            f"The programme of {year_name(programme.year)} runs from {first:%-d %B %Y} to {last:%-d %B %Y}. Choose "
            "days in it, or add the topic to the programme of another year."
        )


def _refuse_strangers(session: Session, partnership_id: int, plan: TopicPlan) -> None:
    """A lead who is no member, an agency of another area and a priority of another day are no part of a plan."""
    if plan.lead_id is not None and not session.scalar(
        select(Membership.id).where(Membership.partnership_id == partnership_id, Membership.user_id == plan.lead_id)
        .limit(1)
    ):  # fmt: skip
        raise YearRefused("Choose somebody of your partnership who leads.")
    if plan.agency_id is not None and not session.scalar(
        select(Footprint.agency_id).where(
            Footprint.partnership_id == partnership_id, Footprint.agency_id == plan.agency_id
        )
    ):
        raise YearRefused("Choose an agency of your area.")
    if plan.priority_id is None:
        return
    found = session.scalar(
        select(PrioritySet)
        .join(Priority, Priority.set_id == PrioritySet.id)
        .where(PrioritySet.partnership_id == partnership_id, Priority.id == plan.priority_id)
    )
    if found is None:
        raise YearRefused("Choose a priority of your partnership.")
    if found.ends_on < plan.starts_on or found.starts_on > plan.ends_on:
        raise YearRefused(
            f"“{found.title}” is in force from {found.starts_on:%-d %B %Y} to {found.ends_on:%-d %B %Y}, on no day of "
            "this topic. Choose a priority that is in force while it runs."
        )
