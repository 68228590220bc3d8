"""Who took what of an audit: its lines of the audit log, and those of its rounds, with what they can be narrowed to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from exports.workbook.lists import ListSheet, list_workbook
from survey_app.audit_log import AuditEvent
from survey_app.case_audits.keeping_records.export_log import TAKEN, subject_of
from survey_app.case_audits.models import AuditCase, CaseAudit, CaseList, CaseVoice
from survey_app.collect.display import LOCAL_TIME, moment_text
from survey_app.rounds.models import Round

MOST_SHOWN = 200
READING = (" read", " downloaded", " looked up", " exported", " opened")  # how such actions end
KEYS = "case key "  # how those on the key of a list begin
COLUMNS = (("When", 22), ("Who", 28), ("What", 40), ("Of", 36), ("More", 50))


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenAsked:
    """Which lines: of one person or all, of one thing or all, from one day to another, both included."""

    person: str = ""
    what: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenLine:
    """One line: when, who, what, of which part of the audit, and what else was noted."""

    at: datetime
    who: str
    what: str
    subject: str
    more: str


def taken_of(session: Session, audit: CaseAudit) -> list[TakenLine]:
    """Everything that was taken or read of an audit, the newest first."""
    found = select(AuditEvent).options(joinedload(AuditEvent.actor)).where(
        AuditEvent.partnership_id == audit.partnership_id, AuditEvent.at >= audit.created_at, _of(session, audit)
    )  # fmt: skip
    return [_line(event) for event in session.scalars(found.order_by(AuditEvent.id.desc()))]


def narrowed(lines: Sequence[TakenLine], asked: TakenAsked) -> list[TakenLine]:
    """The lines that were asked for."""
    begins = _begin(asked.first) if asked.first else None
    ends = _begin(asked.last + timedelta(days=1)) if asked.last and asked.last < date.max else None
    return [
        line for line in lines
        if asked.person in ("", line.who) and asked.what in ("", line.what)
        and (begins is None or line.at >= begins) and (ends is None or line.at < ends)
    ]  # fmt: skip


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=LOCAL_TIME).astimezone(UTC)


def _of(session: Session, audit: CaseAudit) -> ColumnElement[bool]:
    """The subjects that name the audit, its lists and its rounds, as far as their actions are readings."""
    action, subject = AuditEvent.action, AuditEvent.subject
    mine = subject_of(audit)
    lists = [f"case list {one}" for one in session.scalars(select(CaseList.id).where(CaseList.audit_id == audit.id))]
    rounds = [f"round {one}" for one in session.scalars(_rounds(audit))]
    read = or_(*(action.endswith(ending) for ending in READING))
    return or_(
        and_(or_(subject == mine, subject.startswith(f"{mine}, ", autoescape=True)), or_(action == TAKEN, read)),
        and_(subject.in_(lists), or_(action.startswith(KEYS), read)),
        and_(subject.in_(rounds), read),
        and_(action == "file read", AuditEvent.details["round"].as_string().in_([one[6:] for one in rounds])),
    )


def _rounds(audit: CaseAudit) -> Any:
    voices = (
        select(CaseVoice.round_id).join(AuditCase, AuditCase.id == CaseVoice.case_id)
        .where(AuditCase.audit_id == audit.id, CaseVoice.round_id.is_not(None))
    )  # fmt: skip
    return select(Round.slug).where(or_(Round.id == audit.round_id, Round.id.in_(voices)))


def _line(event: AuditEvent) -> TakenLine:
    details = {name: str(value) for name, value in event.details.items()}
    what = details.pop("what", "") if event.action == TAKEN else ""
    action = event.action[0].upper() + event.action[1:]
    more = "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in details.items())
    return TakenLine(
        at=event.at, who=event.actor.name if event.actor is not None else "The system", what=what or action,
        subject=_part(event.subject), more=more,
    )  # fmt: skip


def _part(subject: str) -> str:
    """Which part of the audit a subject of the log is, in plain words."""
    kinds = {"case list ": "A case list", "round ": "All answers", "submission ": "One return"}
    return next((words for start, words in kinds.items() if subject.startswith(start)), "The audit")


def taken_workbook(audit: CaseAudit, lines: Sequence[TakenLine]) -> bytes:
    """The lines as an Excel list."""
    head = [f"Who took what: {audit.title}", "From the log of who read and changed what, the newest first."]
    rows = [(moment_text(line.at), line.who, line.what, line.subject, line.more) for line in lines]
    return list_workbook(ListSheet(name="Who took what", head=head, columns=COLUMNS, rows=rows))
