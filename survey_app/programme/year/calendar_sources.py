"""Where the calendar's entries are from: each part of the product read through one small function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from analysis.programme.years import FIRST_YEAR, LAST_YEAR, programme_due, report_due, year_name, year_of
from survey_app.case_audits.models import AgencyReturn, AuditCase, CaseAudit, PeerReview, PeerSeat
from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.forums.models import Forum, HubCycle
from survey_app.programme.executive.models import ExecutiveMeeting
from survey_app.programme.incidents.clocks import calendar_of, running, states_of
from survey_app.programme.incidents.figures import incidents_of
from survey_app.programme.incidents.rules import rules_of
from survey_app.programme.year.calendar_entries import CalendarEntry
from survey_app.programme.year.models import AnnualReport, ProgrammeTopic, ReviewCommission, ScrutinyProgramme
from survey_app.programme.year.versions import endorsed_version
from survey_app.rounds.models import Round
from survey_app.walkabouts.models import Section11Cycle, Visit, VisitMember

Source = Callable[[Session, int, date, date], Iterator[CalendarEntry]]


def topics(session: Session, partnership_id: int, start: date, end: date) -> Iterator[CalendarEntry]:
    """Topics of programmes, from their first day to their last."""
    rows = session.scalars(
        select(ProgrammeTopic)
        .join(ScrutinyProgramme, ScrutinyProgramme.id == ProgrammeTopic.programme_id)
        .where(
            ScrutinyProgramme.partnership_id == partnership_id, ProgrammeTopic.dropped_on.is_(None),
            ProgrammeTopic.starts_on <= end, ProgrammeTopic.ends_on >= start,
        )
        .options(selectinload(ProgrammeTopic.lead_account), selectinload(ProgrammeTopic.programme))
        .order_by(ProgrammeTopic.starts_on, ProgrammeTopic.id)
    )  # fmt: skip
    for one in rows:
        who = {one.lead_account.id: one.lead_account.name} if one.lead_account is not None else {}
        yield CalendarEntry(
            uid=f"topic-{one.id}", kind="topic", title=f"{one.reference} {one.title}", starts_on=one.starts_on,
            ends_on=one.ends_on, permission="programme.read", people=who,
            is_long=one.ends_on - one.starts_on > timedelta(days=3),
            endpoint="programme.topic", values={"year": one.programme.year, "number": one.number},
        )  # fmt: skip


def visits(session: Session, partnership_id: int, start: date, end: date) -> Iterator[CalendarEntry]:
    """Walkabout visits that have a day."""
    rows = session.scalars(
        select(Visit)
        .where(
            Visit.partnership_id == partnership_id, Visit.state.in_(("planned", "done")), Visit.day >= start,
            Visit.day <= end,
        )
        .options(selectinload(Visit.team).selectinload(VisitMember.user), selectinload(Visit.agency))
        .order_by(Visit.day, Visit.id)
    )  # fmt: skip
    for one in rows:
        if one.day is not None:
            yield CalendarEntry(
                uid=f"visit-{one.id}", kind="visit", title=f"Visit to {one.agency.name}", starts_on=one.day,
                ends_on=one.day, starts_at=one.starts_at, ends_at=one.ends_at, place=one.site,
                permission="walkabouts.read", people={member.user_id: member.user.name for member in one.team},
                visited=frozenset({one.agency.name}), endpoint="visits.show", values={"visit_id": one.id},
            )  # fmt: skip


def audits(session: Session, partnership_id: int, start: date, end: date) -> Iterator[CalendarEntry]:
    """Deadlines of returns, days of panels and re-audits. Which agencies are asked is no secret; what they say is."""
    rows = session.scalars(
        select(CaseAudit)
        .where(CaseAudit.partnership_id == partnership_id, CaseAudit.state != "cancelled")
        .order_by(CaseAudit.id)
    ).all()
    for one in rows:
        dates = (
            ("returns", "Returns due", one.returns_due_on), ("panel", "Moderation panel", one.panel_on),
            ("again", "Re-audit due", one.re_audit_on),
        )  # fmt: skip
        for part, words, day in dates:
            if day is None or not start <= day <= end:
                continue
            yield CalendarEntry(
                uid=f"audit-{one.id}-{part}", kind="audit", title=f"{words}: {one.title}", starts_on=day, ends_on=day,
                permission="case_audits.read", is_deadline=part != "panel",
                audited=_asked(session, one) if part == "returns" else frozenset(),
                endpoint="case_audits.show", values={"audit": one.slug},
            )  # fmt: skip


def _asked(session: Session, audit: CaseAudit) -> frozenset[str]:
    rows = session.scalars(
        select(AgencyReturn)
        .join(AuditCase, AuditCase.id == AgencyReturn.case_id)
        .where(AuditCase.audit_id == audit.id, AgencyReturn.involvement == "asked")
        .options(selectinload(AgencyReturn.agency))
        .order_by(AgencyReturn.agency_id)
    )
    return frozenset(one.agency.name for one in rows)


def section11(session: Session, partnership_id: int, start: date, end: date) -> Iterator[CalendarEntry]:
    """Deadlines of self-assessments, and the last days of cycles."""
    rows = session.scalars(
        select(Section11Cycle).where(Section11Cycle.partnership_id == partnership_id).order_by(Section11Cycle.id)
    )
    for one in rows:
        for part, words, day in (("self", "Self-assessments due", one.self_due_on), ("end", "Cycle ends", one.ends_on)):
            if day is not None and start <= day <= end:
                yield CalendarEntry(
                    uid=f"section11-{one.id}-{part}", kind="section11", title=f"{words}: {one.title}", starts_on=day,
                    ends_on=day, permission="walkabouts.read", is_deadline=True, endpoint="walkabouts.cycle",
                    values={"cycle": one.slug},
                )  # fmt: skip


def peer_reviews(session: Session, partnership_id: int, start: date, end: date) -> Iterator[CalendarEntry]:
    """Days on site of peer reviews, and the day by which the area replies on facts."""
    rows = session.scalars(
        select(PeerReview)
        .where(PeerReview.partnership_id == partnership_id, PeerReview.state != "cancelled")
        .options(selectinload(PeerReview.seats).selectinload(PeerSeat.user), selectinload(PeerReview.agency))
        .order_by(PeerReview.starts_on, PeerReview.id)
    )
    for one in rows:
        seats = {seat.user_id: seat.user.name for seat in one.seats}
        agency = frozenset({one.agency.name} if one.agency is not None else ())
        where = {"endpoint": "peer_reviews.show", "values": {"review": one.slug}, "permission": "peer_reviews.read"}
        if one.starts_on <= end and one.ends_on >= start:
            yield CalendarEntry(
                uid=f"peer-review-{one.id}",
                kind="peer_review",
                title=f"Peer review: {one.title}",
                visited=agency,
                starts_on=one.starts_on,
                ends_on=one.ends_on,
                people=seats,
                **where,  # type: ignore[arg-type]
            )
        if one.reply_by is not None and start <= one.reply_by <= end:
            yield CalendarEntry(
                uid=f"peer-review-{one.id}-reply", kind="peer_review", title=f"Reply on facts due: {one.title}",
                starts_on=one.reply_by, ends_on=one.reply_by, is_deadline=True, audited=agency,
                **where,  # type: ignore[arg-type]
            )  # fmt: skip


def forums(session: Session, partnership_id: int, start: date, end: date) -> Iterator[CalendarEntry]:
    """Forums of the Learning Hub, at their times on the wall; the link for joining is in no calendar of many."""
    first = datetime.combine(start, time.min, tzinfo=UTC) - timedelta(days=1)
    last = datetime.combine(end, time.max, tzinfo=UTC) + timedelta(days=1)
    rows = session.scalars(
        select(Forum)
        .join(HubCycle, HubCycle.id == Forum.cycle_id)
        .where(
            HubCycle.partnership_id == partnership_id, Forum.cancelled_at.is_(None), Forum.starts_at >= first,
            Forum.starts_at <= last,
        )
        .order_by(Forum.starts_at, Forum.id)
    )  # fmt: skip
    for one in rows:
        begins, ends = one.starts_at.astimezone(LOCAL_TIME), one.ends_at.astimezone(LOCAL_TIME)
        if start <= begins.date() <= end:
            yield CalendarEntry(
                uid=f"forum-{one.id}", kind="forum", title=f"Forum: {one.title}", starts_on=begins.date(),
                ends_on=ends.date(), starts_at=f"{begins:%H:%M}", ends_at=f"{ends:%H:%M}", place=one.place or "Online",
                permission="forums.read", endpoint="forums.cycle", values={"hub": one.cycle.slug},
            )  # fmt: skip


def rounds(session: Session, partnership_id: int, start: date, end: date) -> Iterator[CalendarEntry]:
    """Closing days of rounds that are planned or open."""
    rows = session.scalars(
        select(Round)
        .where(
            Round.partnership_id == partnership_id, Round.state != "closed", Round.closes_on >= start,
            Round.closes_on <= end,
        )
        .order_by(Round.closes_on, Round.id)
    )  # fmt: skip
    for one in rows:
        if one.closes_on is not None:
            yield CalendarEntry(
                uid=f"round-{one.id}", kind="round", title=f"Round closes: {one.title}", starts_on=one.closes_on,
                ends_on=one.closes_on, permission="rounds.read", is_deadline=True, endpoint="rounds.show",
                values={"slug": one.slug},
            )  # fmt: skip


def reviews(session: Session, partnership_id: int, start: date, end: date) -> Iterator[CalendarEntry]:
    """The days by which commissioned external reviews report."""
    rows = session.scalars(
        select(ReviewCommission)
        .where(
            ReviewCommission.partnership_id == partnership_id, ReviewCommission.outside_review_id.is_(None),
            ReviewCommission.report_by >= start, ReviewCommission.report_by <= end,
        )
        .order_by(ReviewCommission.report_by, ReviewCommission.id)
    )  # fmt: skip
    for one in rows:
        yield CalendarEntry(
            uid=f"commission-{one.id}", kind="review", title=f"External review {year_name(one.year)}: report due",
            starts_on=one.report_by, ends_on=one.report_by, permission="programme.read", is_deadline=True,
            endpoint="programme.review", values={"year": one.year},
        )  # fmt: skip


def yearly(session: Session, partnership_id: int, start: date, end: date) -> Iterator[CalendarEntry]:
    """What each year asks for: a programme in April, the annual report by the end of September; of years with pages."""
    for year in range(max(year_of(start) - 1, FIRST_YEAR), min(year_of(end), LAST_YEAR) + 1):
        programme = session.scalar(
            select(ScrutinyProgramme).where(
                ScrutinyProgramme.partnership_id == partnership_id, ScrutinyProgramme.year == year
            )
        )
        is_set = programme is not None and endorsed_version(programme) is not None
        if start <= programme_due(year) <= end and not is_set:
            yield _yearly("topic", f"programme-{partnership_id}-{year}", f"Programme {year_name(year)} to be endorsed",
                          programme_due(year), "programme.year", year)  # fmt: skip
        published = session.scalar(
            select(AnnualReport.published_on).where(
                AnnualReport.partnership_id == partnership_id, AnnualReport.year == year
            )
        )
        if start <= report_due(year) <= end and published is None:
            yield _yearly("annual", f"annual-{partnership_id}-{year}", f"Annual report {year_name(year)} to publish",
                          report_due(year), "programme.annual_year", year)  # fmt: skip


def clocks(session: Session, partnership_id: int, start: date, end: date) -> Iterator[CalendarEntry]:
    """Statutory clocks that run, by the incident's reference alone."""
    own, calendar = rules_of(session, partnership_id), calendar_of(session)
    for incident in incidents_of(session, partnership_id):
        for state in running(states_of(incident, own, calendar, _today())):
            if state.due_on is not None and start <= state.due_on <= end:
                yield CalendarEntry(
                    uid=f"clock-{incident.id}-{state.key}", kind="clock", starts_on=state.due_on, ends_on=state.due_on,
                    title=f"{state.name} due: incident {incident.number}", permission="incidents.read",
                    is_deadline=True, endpoint="incidents.index",
                )  # fmt: skip


def meetings(session: Session, partnership_id: int, start: date, end: date) -> Iterator[CalendarEntry]:
    """Meetings of the Executive; what is on the agenda stands there."""
    rows = session.scalars(
        select(ExecutiveMeeting)
        .where(
            ExecutiveMeeting.partnership_id == partnership_id, ExecutiveMeeting.state != "cancelled",
            ExecutiveMeeting.day >= start, ExecutiveMeeting.day <= end,
        )
        .order_by(ExecutiveMeeting.day, ExecutiveMeeting.id)
    )  # fmt: skip
    for one in rows:
        yield CalendarEntry(
            uid=f"executive-{one.id}", kind="meeting", title="Meeting of the Executive", starts_on=one.day,
            ends_on=one.day, place=one.place, permission="executive.read", endpoint="executive.index",
        )  # fmt: skip


def _today() -> date:
    return now().astimezone(LOCAL_TIME).date()


def _yearly(kind: str, uid: str, title: str, day: date, endpoint: str, year: int) -> CalendarEntry:
    return CalendarEntry(
        uid=uid, kind=kind, title=title, starts_on=day, ends_on=day, permission="programme.read", is_deadline=True,
        endpoint=endpoint, values={"year": year},
    )  # fmt: skip


SOURCES: tuple[Source, ...] = (
    topics, visits, audits, section11, peer_reviews, forums, rounds, reviews, clocks, meetings, yearly,
)  # fmt: skip
