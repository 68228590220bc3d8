"""What is kept of an audit, by which rule and until when: what the page of its records says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.case_audits.keeping_records.records import KEYS, Records, is_answer, records_of
from survey_app.case_audits.models import CaseAudit, CaseList
from survey_app.collect.display import LOCAL_TIME, day_text
from survey_app.collect.models import Draft, SafetyAlert
from survey_app.partnership.models import RetentionRule
from survey_app.results.models import ReportSnapshot
from survey_app.retention import GRACE_DAYS, add_months

LIST = ("case_list", "listed_case", "case_draw")
CASES = ("audit_case", "agency_return", "case_voice")
MODERATION = (
    "moderation_panel", "panel_attendee", "case_moderation", "moderated_grade", "moderation_revision", "panel_dissent",
    "audit_meeting", "audit_meeting_attendee", "audit_meeting_case",
)  # fmt: skip
LEARNING = ("learning_point", "left_proposal", "audit_recommendation")
COMMENTS = ("coding", "quote")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPart:
    """One kind of record of an audit. ``until`` is a sentence; ``goes_with`` says that it can be destroyed early."""

    name: str
    holds: str
    count: int
    until: str
    goes_with: bool = True


def kept_parts(session: Session, audit: CaseAudit) -> list[KeptPart]:
    """Everything that is kept of an audit, in the order in which it would be destroyed."""
    records, rules = records_of(session, audit), _rules(session, audit)
    with_audit = _with_audit(audit, rules)
    received = _after_closing(audit, rules, "submission")
    return [
        KeptPart(
            name="Keys of case lists", holds="What each pseudonym stands for, encrypted, outside the database",
            count=_count(records, (KEYS,)), until=_keys_until(session, audit),
        ),
        KeptPart(
            name="Drafts", holds="Returns and voices that are not sent, or are being changed",
            count=_count(records, ("draft",)), until=_drafts_until(session, audit, rules),
        ),
        KeptPart(
            name="Case list and draws", holds="Cases under pseudonyms, and how they were drawn",
            count=_count(records, LIST), until=with_audit,
        ),
        KeptPart(
            name="Returns and voices", holds="What agencies returned and what people said, with every revision",
            count=_count(records, ("submission",)), until=received,
        ),
        KeptPart(
            name="Files", holds="Photographs and papers with returns and voices",
            count=_count(records, ("attachment",)), until="With the return or voice that they belong to.",
        ),
        KeptPart(
            name="Cases", holds="Which cases were looked at, and which agency was asked about each",
            count=_count(records, CASES), until=with_audit,
        ),
        KeptPart(
            name="Moderation and meetings", holds="Grades settled, reasons, dissents, and who met",
            count=_count(records, MODERATION), until=with_audit,
        ),
        KeptPart(
            name="Learning and recommendations", holds="What came out", count=_count(records, LEARNING),
            until=with_audit,
        ),
        KeptPart(
            name="Themes and quotes", holds="Themes given to comments, and quotes on the clearing desk",
            count=_count(records, COMMENTS), until=_after_closing(audit, rules, "coding"),
        ),
        KeptPart(
            name="Exports", holds="Files made for people in the background", count=_count(records, ("export_job",)),
            until="Seven days after they were made.",
        ),
        *_by_other_rules(session, audit, rules),
    ]  # fmt: skip


def _by_other_rules(session: Session, audit: CaseAudit, rules: Mapping[str, int]) -> Iterable[KeptPart]:
    """What an early destruction leaves."""
    yield KeptPart(
        name="Worries about a child", holds="Entries of the duty list that came of returns", goes_with=False,
        count=_of_round(session, SafetyAlert, audit), until=_after_closing(audit, rules, "safety_alert"),
    )  # fmt: skip
    yield KeptPart(
        name="Released reports", holds="Figures in which small numbers are hidden", goes_with=False,
        count=_of_round(session, ReportSnapshot, audit), until=_after_closing(audit, rules, "report_snapshot"),
    )  # fmt: skip


def total_of(parts: Iterable[KeptPart]) -> int:
    """How many records an early destruction takes."""
    return sum(part.count for part in parts if part.goes_with)


def _rules(session: Session, audit: CaseAudit) -> dict[str, int]:
    rows = session.execute(
        select(RetentionRule.record_type, RetentionRule.months).where(
            RetentionRule.partnership_id == audit.partnership_id
        )
    )
    return {row.record_type: row.months for row in rows}


def _count(records: Records, tables: Iterable[str]) -> int:
    return sum(len(records.get(table, ())) for table in tables)


def _of_round(session: Session, model: type[SafetyAlert] | type[ReportSnapshot], audit: CaseAudit) -> int:
    if audit.round_id is None:
        return 0
    return session.scalar(select(func.count()).select_from(model).where(model.round_id == audit.round_id)) or 0


def _with_audit(audit: CaseAudit, rules: Mapping[str, int]) -> str:
    months = rules.get("case_audit")
    if months is None:
        return "No rule yet: kept."
    return f"{_until(add_months(audit.window_ends_on, months))} {months} months after the audit’s window ended."


def _after_closing(audit: CaseAudit, rules: Mapping[str, int], record_type: str) -> str:
    months, round_ = rules.get(record_type), audit.round
    if months is None:
        return "No rule yet: kept."
    if round_ is None or round_.state != "closed" or round_.closes_on is None:
        return f"{months} months after fieldwork ended; it has not ended yet."
    return f"{_until(add_months(round_.closes_on, months))} {months} months after fieldwork ended."


def _keys_until(session: Session, audit: CaseAudit) -> str:
    days = session.scalars(
        select(CaseList.unlock_until).where(CaseList.audit_id == audit.id, CaseList.unlock_destroyed_at.is_(None))
    ).all()
    known = sorted(day for day in days if day is not None)
    if not known:
        return "There is none, or it is destroyed."
    return f"{_until(known[-1])} The day that was set with the list: before everything else."


def _drafts_until(session: Session, audit: CaseAudit, rules: Mapping[str, int]) -> str:
    months = rules.get("draft")
    if months is None:
        return "No rule yet: kept."
    last = session.scalar(select(func.max(Draft.updated_at)).where(is_answer(Draft, audit)))
    if last is None:
        return f"{months} months after their last change."
    return f"{_until(add_months(last.astimezone(LOCAL_TIME).date(), months))} {months} months after their last change."


def _until(day: date) -> str:
    return f"Until {day_text(day)}."


NOTICE = f"Whatever is past its day is marked as due first, and destroyed {GRACE_DAYS} days later."
