"""When the next audit of the same is due, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.learning.checking import telling_plan_words
from survey_app.case_audits.learning.refusals import LearningRefused
from survey_app.case_audits.models import CaseAudit
from survey_app.case_audits.planning.plans import lock_audit

SOON_DAYS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class ReAudit:
    """Where the next audit stands: "none" planned, "open" (not decided), "planned", "soon", "overdue" or "made".

    ``days`` are those until it is due, or since; ``made`` is the audit that was compared with this one.
    """

    audit: CaseAudit
    state: str
    days: int | None = None
    made: CaseAudit | None = None

    @property
    def sentence(self) -> str:
        """It in words."""
        due = self.audit.re_audit_on
        if self.made is not None:
            return f"Made: “{self.made.title}”"
        if self.state == "none":
            return f"None is planned: {self.audit.no_re_audit_why}"
        if due is None or self.days is None:
            return "Not decided yet"
        day = f"{due.day} {due:%B %Y}"
        count = f"{self.days:,} day{'' if self.days == 1 else 's'}"
        return f"Overdue since {day}, {count} ago" if self.state == "overdue" else f"Due on {day}, in {count}"

    @property
    def released(self) -> str:
        """It in words that nobody typed: for whoever reads no working papers."""
        if self.made is not None:
            return "Made"
        return "None is planned" if self.state == "none" else self.sentence


def set_re_audit(session: Session, audit: CaseAudit, *, on: date | None, why_none: str = "", today: date) -> None:
    """Date the next audit, or say why there is none: one of the two."""
    lock_audit(session, audit, "planning", "fieldwork", "moderation", "finished")
    why = why_none.strip()
    if (on is None) == (not why):
        raise LearningRefused("Enter the day on which the next audit is due, or the reason why there is none.")
    if on is not None and on < today and on != audit.re_audit_on:
        raise LearningRefused("The day of the next audit has passed already. Enter a later one.")
    if len(why) > 1_000:
        raise LearningRefused("The reason is longer than 1,000 characters. Shorten it.")
    if found := telling_plan_words(session, audit, [("the reason", why)]):
        words = ", ".join(dict.fromkeys(f"“{one.text}”" for one in found))
        raise LearningRefused(
            f"The reason could tell who somebody is: {words}. Put it in other words: it stands in the released report."
        )
    audit.re_audit_on, audit.no_re_audit_why = on, why
    session.flush()


def re_audit_of(session: Session, audit: CaseAudit, today: date) -> ReAudit:
    """Where the next audit of one stands."""
    made = session.scalars(
        select(CaseAudit)
        .where(CaseAudit.earlier_id == audit.id, CaseAudit.state != "cancelled")
        .order_by(CaseAudit.id.desc())
    ).first()
    return _standing(audit, made, today)


def re_audits_of(session: Session, partnership_id: int, today: date) -> list[ReAudit]:
    """Where the next audits of a partnership stand, the most urgent first; only audits that have opened count."""
    audits = session.scalars(select(CaseAudit).where(CaseAudit.partnership_id == partnership_id)).all()
    made = {one.earlier_id: one for one in audits if one.earlier_id is not None and one.state != "cancelled"}
    found = [_standing(one, made.get(one.id), today) for one in audits if one.state in ("moderation", "finished")]
    order = ("overdue", "soon", "open", "planned", "none", "made")
    return sorted(found, key=lambda one: (order.index(one.state), one.audit.re_audit_on or date.max, one.audit.id))


def _standing(audit: CaseAudit, made: CaseAudit | None, today: date) -> ReAudit:
    if made is not None:
        return ReAudit(audit=audit, state="made", made=made)
    if audit.re_audit_on is None:
        return ReAudit(audit=audit, state="none" if audit.no_re_audit_why else "open")
    days = (audit.re_audit_on - today).days
    state = "overdue" if days < 0 else "soon" if days <= SOON_DAYS else "planned"
    return ReAudit(audit=audit, state=state, days=abs(days))
