"""Until when the key of a list is kept: less long than the audit, and never longer than anybody needs it."""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.models import CaseAudit
from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.partnership.models import RetentionRule

MONTHS_AFTER_PANEL, MONTHS_WITHOUT_PANEL = 3, 6
MONTHS_WITHOUT_RULE = 84  # what the product suggests for audits


def audit_ends_on(session: Session, audit: CaseAudit) -> date:
    """The last day on which the audit itself is kept, by the partnership's present rule."""
    months = session.scalar(
        select(RetentionRule.months).where(
            RetentionRule.partnership_id == audit.partnership_id, RetentionRule.record_type == "case_audit"
        )
    )
    return months_later(audit.window_ends_on, MONTHS_WITHOUT_RULE if months is None else months)


def proposed_unlock_until(session: Session, audit: CaseAudit) -> date:
    """Three months after the panel; without a date for it, six months from today; never longer than the audit."""
    today = _today()
    proposed = months_later(today, MONTHS_WITHOUT_PANEL)
    if audit.panel_on is not None:
        proposed = max(months_later(audit.panel_on, MONTHS_AFTER_PANEL), today)
    return max(min(proposed, audit_ends_on(session, audit)), today)


def unlock_problem(session: Session, audit: CaseAudit, until: date | None) -> str:
    """Why a key cannot be kept until a day; empty when it can."""
    if until is None:
        return "Say until when the key is kept, such as three months after the panel."
    if until < _today():
        return "The day on which the key is destroyed has passed. Give a later one."
    ends_on = audit_ends_on(session, audit)
    if until > ends_on:
        return (
            f"The audit itself is kept until {ends_on:%-d %B %Y}. Its key is destroyed first: give that day or an "
            "earlier one."
        )
    return ""


def months_later(day: date, months: int) -> date:
    """The same day some months later, the last of the month where that has no such day; at most the calendar's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > MAXYEAR:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _today() -> date:
    return now().astimezone(LOCAL_TIME).date()
