"""Replies for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import now
from survey_app.forums.models import HubCycle, HubTheme
from survey_app.forums.pages import today
from survey_app.forums.replies import answering, editions, publishing, report
from survey_app.forums.replies.answering import Wording
from survey_app.forums.replies.models import ReportEdition, ThemeReply


def a_wording(**values: Any) -> Wording:
    """An accepted theme with an action due in a month, decided a week ago."""
    day = today()
    details = {
        "you_said": "Teams read the levels of need in two ways.", "decision": "accepted",
        "message": "We will publish one guide to the levels of need.", "action": "Publish one guide",
        "owner": "Head of Early Help", "decided_by": "Strategic Group", "decided_on": day - timedelta(days=7),
        "due_on": day + timedelta(days=30),
    }  # fmt: skip
    return Wording(**{**details, **values})


def replied(session: Session, theme: HubTheme, writer: User, checker: User | None = None, **values: Any) -> ThemeReply:
    """A reply as the writer entered it; approved, where somebody checks it."""
    seen = answering.replies_of(session, theme)
    reply = answering.write_reply(
        session, theme, a_wording(**values), by=writer.id, seen=seen[0].number if seen else 0, today=today()
    )
    if checker is not None:
        answering.approve(session, reply, by=checker.id, at=now(), checked=True)
    return reply


def sent(session: Session, cycle: HubCycle, by: User, *, reason: str = "", **values: Any) -> ReportEdition:
    """The report as it stands, tabled at a meeting."""
    seen = report.fingerprint_of(report.compile_report(session, cycle, now()))
    details: dict[str, Any] = {"meeting": "Strategic Group", "on_day": today(), "checked": True, "seen": seen, **values}
    return editions.send_edition(session, cycle, editions.Sending(reason=reason, **details), by=by.id, at=now())


def published(session: Session, theme: HubTheme, writer: User, checker: User, **values: Any) -> ThemeReply:
    """An approved reply on a page that is up."""
    reply = replied(session, theme, writer, checker, **values)
    publishing.publish(session, theme.cycle, by=writer.id, at=now())
    return reply
