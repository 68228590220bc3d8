"""What the worker does by itself for the year: whoever manages the programme is reminded of it once in April, and once
in September of the annual report that is to be published by the end of that month.
"""

from __future__ import annotations

import logging
from datetime import date

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.programme.years import programme_due, report_due, year_name, year_of
from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.errors import place_of
from survey_app.mail_ledger import queue_once
from survey_app.partnership.models import Partnership
from survey_app.programme.incidents.settings import people_with
from survey_app.programme.year.annual import find_report
from survey_app.programme.year.planning import find_programme
from survey_app.programme.year.versions import endorsed_version

log = logging.getLogger(__name__)
MANAGING = "programme.manage"
BODY = """\
Dear {name},

{what} of {partnership} is due by {due}.

Sign in to Walkabout and open it:
{link}

This is said once.
"""


def remind_of_year(session: Session) -> None:
    """Remind in every partnership, each in a transaction of its own, so that one in trouble holds up no other."""
    today = now().astimezone(LOCAL_TIME).date()
    for partnership_id in session.scalars(select(Partnership.id).order_by(Partnership.id)).all():
        try:
            partnership = session.get(Partnership, partnership_id)
            if partnership is not None:  # it may have been destroyed meanwhile
                remind(session, partnership, today)
            session.commit()
        except Exception as error:
            session.rollback()
            log.error("reminding partnership %s failed: %s at %s", partnership_id, type(error).__name__,
                      place_of(error))  # fmt: skip


def remind(session: Session, partnership: Partnership, today: date) -> int:
    """Queue what a partnership is to be reminded of in the month in which it is due; how many messages."""
    sent, year = 0, year_of(today)
    due = programme_due(year)
    if due.replace(day=1) <= today <= due:
        programme = find_programme(session, partnership.id, year)
        if programme is None or endorsed_version(programme) is None:
            sent += _tell(session, partnership, f"programme {year}", f"The programme {year_name(year)}", due, f"{year}")
    due = report_due(year - 1)
    if due.replace(day=1) <= today <= due:
        report = find_report(session, partnership.id, year - 1)
        if report is None or report.published_on is None:
            what = f"The annual report {year_name(year - 1)}"
            sent += _tell(session, partnership, f"annual report {year - 1}", what, due, f"annual/{year - 1}")
    return sent


def _tell(session: Session, partnership: Partnership, purpose: str, what: str, due: date, path: str) -> int:
    base, sent = str(current_app.config["WALKABOUT_PUBLIC_URL"]).rstrip("/"), 0
    for user in people_with(session, partnership.id, MANAGING):
        body = BODY.format(
            name=user.name, what=what, partnership=partnership.name, due=f"{due:%-d %B %Y}",
            link=f"{base}/p/{partnership.slug}/programme/{path}",
        )  # fmt: skip
        queued = queue_once(
            session, purpose=f"due: {purpose}", about=f"partnership {partnership.id}", recipient=f"user {user.id}",
            partnership_id=partnership.id, to=user.email, subject=f"{what} is due by {due:%-d %B}", body=body,
            kind="year_reminder",
        )  # fmt: skip
        sent += queued is not None
    return sent
