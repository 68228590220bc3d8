"""Messages to auditors. A message names the audit, the agency and pseudonyms, and nothing of any return.

Each is written as it is sent, from what is outstanding then: whoever has returned meanwhile, or was not involved, is
not written to.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask import current_app
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.audit_log import record
from survey_app.case_audits.models import AgencyReturn, CaseAudit
from survey_app.case_audits.planning.people import agencies_led_by, auditors_of, leads_of
from survey_app.case_audits.planning.standing import Standing, standings_of
from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.mail import OutboxMessage, composes, queue_mail

ASKED, REMINDER, CALLED_OFF, EXTENDED = "case_asked", "case_reminder", "case_called_off", "case_extended"
UNNAMED = "case_unnamed"
TOLD = "asked"  # the mark of a return whose auditor was told of it
LEADS_TOLD = "lead"  # the mark of one whose agency was asked to name somebody
ASKED_BODY = """\
Dear {name},

{partnership} asks you for a return on {these} in the audit “{audit}”:

{cases}

Sign in to Walkabout and open “My returns”:
{link}

Say first whether you know the child, the family or the work, so that nobody audits their own work. Your return is
read by nobody but you until moderation opens. Write nothing into it that identifies a child or a family.
"""
REMINDER_BODY = """\
Dear {name},

{partnership} waits for your return on {these} in the audit “{audit}”:

{cases}

Sign in to Walkabout and open “My returns”:
{link}

If a day cannot be met, ask the QA group of the partnership for more time. If your agency was not involved, say so;
nobody will remind you then.
"""
UNNAMED_BODY = """\
Dear {name},

{partnership} asks {agency} for {returns} in the audit “{audit}”, and nobody is named yet who makes {them}.

Sign in to Walkabout and open “Your agency’s returns”:
{link}

Choose somebody who did not work with the child or the family. If your agency was not involved with a case, say so.
"""
CALLED_OFF_BODY = """\
Dear {name},

{partnership} has called off the audit “{audit}”. Nothing more is needed from you, and what you had begun is read by
nobody.
"""
EXTENDED_BODY = """\
Dear {name},

In the audit “{audit}” of {partnership} you have more time for your return on {case}: until {due}.

The reason given: {why}
"""


def tell_auditors(session: Session, audit: CaseAudit) -> int:
    """Queue a message to every auditor who has not been told of a return of theirs; how many messages."""
    fresh = [one for one in outstanding(session, audit) if TOLD not in one.asked.reminders]
    people = by_auditor(fresh)
    for user, standings in people.items():
        for one in standings:
            one.asked.reminders = [*one.asked.reminders, TOLD]
        queue_about(session, audit, user, kind=ASKED, subject=f"Your returns for the audit “{audit.title}”")
    session.flush()
    return len(people)


def tell_leads(session: Session, audit: CaseAudit) -> int:
    """Ask the leads of agencies to name auditors where nobody is named, once for each return; how many messages."""
    if audit.state not in ("fieldwork", "moderation"):
        return 0
    told, written_to = 0, set()
    fresh = [one for one in _unnamed(session, audit) if LEADS_TOLD not in one.asked.reminders]
    for agency_id in dict.fromkeys(one.asked.agency_id for one in fresh):
        subject = f"Who makes your agency’s returns for the audit “{audit.title}”?"
        for lead in leads_of(session, audit.partnership_id, agency_id):
            queue_about(session, audit, lead, kind=UNNAMED, subject=subject)
            told += 1
            written_to.add(agency_id)
    for one in fresh:
        if one.asked.agency_id in written_to:  # an agency without a lead is asked once it has one
            one.asked.reminders = [*one.asked.reminders, LEADS_TOLD]
    session.flush()
    return told


def _unnamed(session: Session, audit: CaseAudit) -> list[Standing]:
    return [one for one in standings_of(session, audit, _today()) if one.is_missing and one.asked.auditor_id is None]


def queue_reminder(session: Session, audit: CaseAudit, user: User, *, is_late: bool, due_on: date) -> None:
    """Queue a reminder of all that an auditor still has to return."""
    was = "Late" if is_late else f"Due on {due_on:%-d %B %Y}"
    queue_about(session, audit, user, kind=REMINDER, subject=f"{was}: your returns for the audit “{audit.title}”")


def tell_called_off(session: Session, audit: CaseAudit) -> int:
    """Tell every auditor who was told of a return and has not made it that nothing more is needed; how many."""
    told = by_auditor(
        one for one in standings_of(session, audit, _today()) if one.is_missing and TOLD in one.asked.reminders
    )
    for user in told:
        body = CALLED_OFF_BODY.format(name=user.name, partnership=audit.partnership.name, audit=audit.title)
        queue_about(session, audit, user, kind=CALLED_OFF, subject=f"Called off: the audit “{audit.title}”", body=body)
    return len(told)


def tell_extended(session: Session, audit: CaseAudit, asked: AgencyReturn) -> int:
    """Tell the auditor of a return that there is more time, and why; how many were told."""
    if asked.auditor is None or audit.state == "planning" or asked.extended_to is None:
        return 0
    body = EXTENDED_BODY.format(
        name=asked.auditor.name, audit=audit.title, partnership=audit.partnership.name, case=asked.case.pseudonym,
        due=f"{asked.extended_to:%-d %B %Y}", why=asked.extended_why,
    )  # fmt: skip
    subject = f"More time for your return on {asked.case.pseudonym}"
    queue_about(session, audit, asked.auditor, kind=EXTENDED, subject=subject, body=body)
    return 1


def outstanding(session: Session, audit: CaseAudit) -> list[Standing]:
    """What named auditors of an audit under way still have to return, and can: without a conflict nobody decided on.

    Whoever has lost the role that makes returns is not written to.
    """
    if audit.state not in ("fieldwork", "moderation"):
        return []
    auditors = {one.user.id for one in auditors_of(session, audit.partnership_id)}
    return [
        one for one in standings_of(session, audit, _today())
        if one.is_missing and one.asked.auditor_id in auditors and not one.is_undecided
    ]  # fmt: skip


def by_auditor(standings: Iterable[Standing]) -> dict[User, list[Standing]]:
    """Returns by who makes them; those without a name, or of somebody who may not sign in any more, are left out."""
    found: dict[User, list[Standing]] = {}
    for one in standings:
        if one.asked.auditor is not None and one.asked.auditor.active:
            found.setdefault(one.asked.auditor, []).append(one)
    return found


def queue_about(
    session: Session, audit: CaseAudit, user: User, *, kind: str, subject: str, body: str = ""
) -> None:  # fmt: skip
    """Queue a message about an audit to one person; without a body it is written as it is sent."""
    queue_mail(
        session, to=user.email, subject=subject, body=body, kind=kind, partnership_id=audit.partnership_id,
        about=f"{audit.id} {user.id}",
    )  # fmt: skip


@composes(ASKED)
def compose_asked(session: Session, message: OutboxMessage) -> str | None:
    """What is asked of somebody, as it stands when the message goes out."""
    return _compose(session, message, ASKED_BODY)


@composes(REMINDER)
def compose_reminder(session: Session, message: OutboxMessage) -> str | None:
    """What somebody still has to return, as it stands when the message goes out."""
    return _compose(session, message, REMINDER_BODY)


@composes(UNNAMED)
def compose_unnamed(session: Session, message: OutboxMessage) -> str | None:
    """How many returns of an agency have nobody, as it stands when the message goes out to its lead."""
    audit, user = _about(session, message)
    if audit is None or user is None or audit.state not in ("fieldwork", "moderation"):
        return None
    led = agencies_led_by(session, audit.partnership_id, user.id)
    found = [one for one in _unnamed(session, audit) if one.asked.agency_id in led]
    if not found:
        return None
    return UNNAMED_BODY.format(
        name=user.name, partnership=audit.partnership.name, audit=audit.title,
        agency=" and ".join(dict.fromkeys(one.asked.agency.name for one in found)),
        returns="one return" if len(found) == 1 else f"{len(found)} returns", them="it" if len(found) == 1 else "them",
        link=_address(audit, f"agency-returns/{audit.slug}"),
    )  # fmt: skip


def _about(session: Session, message: OutboxMessage) -> tuple[CaseAudit | None, User | None]:
    """The audit and the person of a message; None for somebody who may not sign in any more."""
    audit_id, user_id = (int(part) for part in message.about.split())
    user = session.get(User, user_id)
    return session.get(CaseAudit, audit_id), user if user is not None and user.active else None


def _address(audit: CaseAudit, path: str) -> str:
    return f"{current_app.config['WALKABOUT_PUBLIC_URL'].rstrip('/')}/p/{audit.partnership.slug}/{path}"


def _compose(session: Session, message: OutboxMessage, template: str) -> str | None:
    audit, user = _about(session, message)
    if audit is None or user is None:
        return None
    mine = [one for one in outstanding(session, audit) if one.asked.auditor_id == user.id]
    if not mine:
        return None
    return template.format(
        name=user.name, partnership=audit.partnership.name, audit=audit.title, cases="\n".join(map(_line, mine)),
        these="one case" if len(mine) == 1 else f"{len(mine)} cases",
        link=_address(audit, "my-returns/"),
    )  # fmt: skip


def _line(one: Standing) -> str:
    due = f", due on {one.due_on:%-d %B %Y}" if one.due_on else ""
    late = " (late)" if one.state == "late" else ""
    return f"- {one.asked.case.pseudonym}, for {one.asked.agency.name}{due}{late}"


def _today() -> date:
    return now().astimezone(LOCAL_TIME).date()


def note_reminders(session: Session, audit: CaseAudit, count: int) -> None:
    """Note in the log that reminders went out; never to whom."""
    record(
        session, "case audit reminders", actor_id=None, partnership_id=audit.partnership_id,
        subject=f"case audit {audit.slug}", details={"people": count},
    )  # fmt: skip
