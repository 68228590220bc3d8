"""Background work: a queue (huey), a table of what runs when, and telling the worker about new mail.

`walkabout worker` runs it; `walkabout serve` starts one beside the web server.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask, current_app, has_app_context
from huey import Huey, MemoryHuey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from survey_app.application import LONDON
from survey_app.audit_log import record
from survey_app.case_audits.planning import mailing as case_audit_mailing
from survey_app.case_audits.planning.reminders import remind_auditors
from survey_app.case_audits.sampling.destroying import destroy_due_unlocks
from survey_app.collect.attachments import drop_orphans
from survey_app.collect.keys import KeyStore
from survey_app.collect.sealing import open_full_batches
from survey_app.database import db, now
from survey_app.errors import place_of
from survey_app.forums.booking.terms import Terms
from survey_app.forums.door import certificate_mail
from survey_app.forums.hub.newsletters import sending as newsletter_sending
from survey_app.forums.hub.newsletters.services import JUST_SENT
from survey_app.forums.mailing import composing as forum_mailing
from survey_app.forums.mailing.reminders import follow_offers, queue_reminders
from survey_app.improvement.actions.nightly import follow_actions, follow_givings
from survey_app.mail import JUST_QUEUED
from survey_app.mail_hours import read_mail_hours
from survey_app.mail_sending import MailServer, send_outbox
from survey_app.programme.scrutiny.reminding import remind_of_scrutiny
from survey_app.results.downloads.ending import drop_old_exports
from survey_app.results.downloads.models import JUST_ASKED
from survey_app.retention import apply_retention
from survey_app.rounds import mailing
from survey_app.rounds.campaigns.reminders import send_due_reminders
from survey_app.rounds.importing.files import WaitingFiles
from survey_app.rounds.importing.uploads import drop_old_uploads
from survey_app.rounds.models import Round
from survey_app.rounds.services import close_round
from survey_app.walkabouts.self_assessment import mailing as self_assessment_mailing
from survey_app.walkabouts.self_assessment.reminders import follow_deadlines

log = logging.getLogger(__name__)
# Imported so that the worker can write their kinds of message.
COMPOSING_MODULES = (
    mailing, self_assessment_mailing, forum_mailing, certificate_mail, newsletter_sending, case_audit_mailing,
)  # fmt: skip


def send_mail(session: Session) -> None:
    """Send what waits in the outbox."""
    send_outbox(session, MailServer.from_settings(current_app.config))


def close_rounds(session: Session) -> None:
    """Close the rounds whose last day has passed; their last batches are opened next."""
    today = datetime.now(UTC).date()
    overdue = select(Round).where(Round.state == "open", Round.closes_on < today)
    for round_ in session.scalars(overdue).all():
        close_round(session, round_, today=today)
        subject = f"round {round_.slug}"
        record(session, "last day passed", actor_id=None, subject=subject, partnership_id=round_.partnership_id)
    session.commit()


def open_batches(session: Session) -> None:
    """Open the sealed batches that may be opened."""
    open_full_batches(session, KeyStore(current_app.config["WALKABOUT_KEY_DIR"]))


def retain(session: Session) -> None:
    """Destroy what has passed its retention date, and files that nothing holds any more."""
    apply_retention(session, today=datetime.now(UTC).date())
    drop_orphans(session, now=now())
    drop_old_uploads(session, WaitingFiles.of(current_app.config["WALKABOUT_INSTANCE"]), at=now())
    drop_old_exports(session, at=now())
    session.commit()


def destroy_case_keys(session: Session) -> None:
    """Destroy the keys of case lists whose day has passed."""
    destroy_due_unlocks(session, today=now().astimezone(LONDON).date())
    session.commit()


def remind_campaigns(session: Session) -> None:
    """Send the reminders of campaigns whose day has come."""
    send_due_reminders(session, today=datetime.now(UTC).date())
    session.commit()


def chase_section11_replies(session: Session) -> None:
    """Remind agencies whose reply on the facts is nearly due, and note where none came by the date."""
    from survey_app.walkabouts.outcomes.accuracy import chase_replies  # loads what a start does not need

    chase_replies(session, today=now().astimezone(LONDON).date())
    session.commit()


def send_round_mail(session: Session) -> None:
    """Queue the invitations and reminders of rounds that are due, in mail hours."""
    mailing.queue_due(session, at=now(), hours=read_mail_hours(current_app.config["WALKABOUT_MAIL_HOURS"]))


def send_newsletters(session: Session) -> None:
    """Queue the newsletters that are going out, in mail hours."""
    hours = read_mail_hours(current_app.config["WALKABOUT_MAIL_HOURS"])
    newsletter_sending.queue_newsletters(session, at=now(), hours=hours)


def follow_forum_offers(session: Session) -> None:
    """End the offers of places that ran out, and offer these to whoever is next."""
    follow_offers(session, _forum_terms())


def remind_of_forums(session: Session) -> None:
    """Queue the reminders of forums whose day has come, in mail hours."""
    days = [int(day) for day in str(current_app.config["WALKABOUT_HUB_REMINDER_DAYS"]).split(",")]
    queue_reminders(session, _forum_terms(), days)


def thank_for_coming(session: Session) -> None:
    """Send whoever was at a forum the link to their certificate, once."""
    certificate_mail.queue_certificates(session)
    session.commit()


def _forum_terms() -> Terms:
    return Terms(at=now(), stop_hours=current_app.config["WALKABOUT_HUB_LAST_OFFER_HOURS"])


def remind_chief_officers(session: Session) -> None:
    """Write again to Chief Officers who have not acknowledged a brief."""
    from survey_app.programme.executive.briefs import remind_readers  # loads what a start does not need

    remind_readers(session, now().astimezone(LONDON).date())
    session.commit()


def remind_of_member_questions(session: Session) -> None:
    """Write to those who answer elected members where an answer is late."""
    from survey_app.programme.members.mailing import remind_of_questions  # loads what a start does not need

    remind_of_questions(session, now().astimezone(LONDON).date())
    session.commit()


def remind_of_late_decisions(session: Session) -> None:
    """Write to those who lead an agency where a decision of the Executive is not carried out in time."""
    from survey_app.programme.executive.mailing import remind_of_decisions  # loads what a start does not need

    remind_of_decisions(session, now().astimezone(LONDON).date())
    session.commit()


def follow_serious_incidents(session: Session) -> None:
    """Note breaches of serious incidents, remind of what is due, and copy to whoever joined the Executive."""
    from survey_app.programme.incidents.reminding import follow_incidents  # loads what a start does not need

    follow_incidents(session)


def remind_of_year(session: Session) -> None:
    """Remind of the programme that is due in April, and of the annual report that is due in September."""
    from survey_app.programme.year.reminding import remind_of_year as remind  # loads what a start does not need

    remind(session)


def ask_whether_noticed(session: Session) -> None:
    """Ask those who were told what leaders decided whether they noticed a difference, where the day has come."""
    from survey_app.forums.replies.asking import ask_whether_noticed as ask  # loads what a start does not need

    ask(session)


def make_exports(session: Session) -> None:
    """Make the files that people asked for."""
    from survey_app.results.downloads.making import make_exports  # loads the analysis, which a start does not need

    make_exports(session)


def release_indicators(session: Session) -> None:
    """Add shared indicators up over partnerships where their time has come."""
    from survey_app.programme.indicators.aggregating import release_aggregates  # loads the analysis

    release_aggregates(session)
    session.commit()


def remind_of_indicators(session: Session) -> None:
    """Remind agencies of figures that are nearly due, or late."""
    from survey_app.programme.indicators.reminding import remind_of_indicators as remind  # loads the analysis

    remind(session)


# (name, when by the clock in England, work).
# Opening at a fixed minute, whoever answered just before, is part of keeping answers anonymous.
PERIODIC: tuple[tuple[str, Callable[[datetime], bool], Callable[[Session], None]], ...] = (
    ("send_mail", crontab(minute="*"), send_mail),
    ("close_rounds", crontab(minute="*/10"), close_rounds),
    ("open_batches", crontab(minute="*/10"), open_batches),
    ("retain", crontab(hour="3", minute="20"), retain),
    ("destroy_case_keys", crontab(hour="3", minute="10"), destroy_case_keys),
    ("make_exports", crontab(minute="*"), make_exports),
    ("send_round_mail", crontab(minute="*/10"), send_round_mail),
    ("send_newsletters", crontab(minute="*/10"), send_newsletters),
    ("follow_forum_offers", crontab(minute="*/5"), follow_forum_offers),
    ("remind_of_forums", crontab(minute="15"), remind_of_forums),
    ("ask_whether_noticed", crontab(hour="7-19", minute="5"), ask_whether_noticed),
    ("thank_for_coming", crontab(minute="45"), thank_for_coming),
    ("remind_campaigns", crontab(hour="7", minute="30"), remind_campaigns),
    ("chase_section11_replies", crontab(hour="7", minute="50"), chase_section11_replies),
    ("release_indicators", crontab(hour="4", minute="40"), release_indicators),
    ("remind_of_indicators", crontab(hour="7", minute="25"), remind_of_indicators),
    ("remind_case_auditors", crontab(hour="7", minute="35"), remind_auditors),
    ("follow_actions", crontab(hour="7", minute="25"), follow_actions),
    ("tell_new_owners", crontab(hour="17", minute="40"), follow_givings),
    ("follow_serious_incidents", crontab(hour="0,7", minute="25"), follow_serious_incidents),
    ("remind_of_scrutiny", crontab(hour="7", minute="45"), remind_of_scrutiny),
    ("remind_of_year", crontab(hour="7", minute="52"), remind_of_year),
    ("remind_chief_officers", crontab(hour="7", minute="48"), remind_chief_officers),
    ("remind_of_member_questions", crontab(hour="7", minute="49"), remind_of_member_questions),
    ("remind_of_late_decisions", crontab(hour="7", minute="53"), remind_of_late_decisions),
    ("follow_self_assessments", crontab(hour="0,7", minute="40"), follow_deadlines),
)

# (mark of a session that has just queued such work, name, work): begun after the commit rather than within the minute.
AT_ONCE: tuple[tuple[str, str, Callable[[Session], None]], ...] = (
    (JUST_QUEUED, "send_mail_now", send_mail),
    (JUST_ASKED, "make_exports_now", make_exports),
    (mailing.JUST_INVITED, "send_round_mail_now", send_round_mail),
    (JUST_SENT, "send_newsletters_now", send_newsletters),
)


def in_england(when: Callable[[datetime], bool]) -> Callable[[datetime], bool]:
    """The same schedule by the clock on the wall in England, for a queue that counts in UTC."""

    def is_time(moment: datetime) -> bool:
        return when(moment.replace(tzinfo=UTC).astimezone(LONDON))

    return is_time


def huey_of(app: Flask) -> Huey:
    """The application's queue, opened on first use."""
    if "huey" not in app.extensions:
        app.extensions["huey"] = _open_queue(app)
        for name, when, work in PERIODIC:
            app.extensions["huey"].periodic_task(in_england(when), name=name)(_in_context(app, work))
        for _, name, work in AT_ONCE:
            app.extensions[name] = app.extensions["huey"].task(name=name)(_in_context(app, work))
    queue: Huey = app.extensions["huey"]
    return queue


def _open_queue(app: Flask) -> Huey:
    url = app.config["WALKABOUT_QUEUE_URL"]
    options: dict[str, Any] = {"name": "walkabout", "results": False}
    if app.testing:
        return MemoryHuey(**options)
    if url.startswith("redis"):
        return RedisHuey(url=url, **options)
    if url.startswith("postgres"):
        return PostgresHuey(dsn=url, **options)
    return SqliteHuey(filename=str(app.config["WALKABOUT_INSTANCE"] / "jobs.sqlite3"), **options)


def _in_context(app: Flask, work: Callable[[Session], None]) -> Callable[[], None]:
    """Run the work in an application context of its own; a failure is logged by its place, without values."""

    def run() -> None:
        with app.app_context():
            try:
                work(db.session())
            except Exception as error:
                db.session.rollback()
                log.error("background work %s failed: %s at %s", work.__name__, type(error).__name__, place_of(error))

    run.__name__ = work.__name__
    return run


def _tell_worker(session: Session) -> None:
    """After a commit that queued mail or a file: ask for it at once rather than within the minute."""
    names = [name for mark, name, _ in AT_ONCE if session.info.pop(mark, False)]
    if not names or not has_app_context():
        return
    try:
        huey_of(current_app._get_current_object())  # type: ignore[attr-defined]
        for name in names:
            current_app.extensions[name]()
    except Exception as error:  # nothing must fail because a queue is away: the minute's own run is the safety net
        log.warning("the worker could not be told about new work: %s", type(error).__name__)


def _forget(session: Session) -> None:
    for mark, _, _ in AT_ONCE:
        session.info.pop(mark, None)


def init_jobs() -> None:
    """Listen to the sessions of every application of this process, once."""
    if not event.contains(db.session, "after_commit", _tell_worker):
        event.listen(db.session, "after_commit", _tell_worker)
        event.listen(db.session, "after_rollback", _forget)
