"""Messages about an assessment. None says a grade or a finding: these are read on the pages, by whoever may."""

from __future__ import annotations

from datetime import date

from flask import current_app
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.mail import queue_mail
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.outcomes.reply_clock import ReplyClock
from survey_app.walkabouts.outcomes.seats import agency_leads, leaders_of

KIND = "section11_outcome"
REQUEST = """\
Dear {name},

The Section 11 walkabout of {agency} is written up. Please read it and tell us by {due} whether the facts are right:
{link}

You can reply that it is accurate as it stands, or list what is wrong, standard by standard, with what shows it. If we
hear nothing by that day, the assessment goes on as “no reply”.

{partnership}
"""
REMINDER = """\
Dear {name},

Your reply on the factual accuracy of the Section 11 walkabout of {agency} is {clock}:
{link}

If we hear nothing by then, the assessment goes on as “no reply”.

{partnership}
"""
CAME = """\
Dear {name},

{agency} has replied on the factual accuracy of its Section 11 walkabout. Please answer what it says:
{link}
"""
NONE_CAME = """\
Dear {name},

{agency} has not replied on the factual accuracy of its Section 11 walkabout by the date. The assessment can be made
final:
{link}
"""
FINAL = """\
Dear {name},

The Section 11 walkabout of {agency} is final. You find the assessment and the feedback letter here:
{link}

{partnership}
"""


def queue_request(session: Session, assessment: Section11Assessment, lead: User, due: date) -> None:
    """Ask an agency's lead for the reply."""
    _queue(session, assessment, lead, REQUEST, "please check the facts", page="reply", due=f"{due:%-d %B %Y}")


def queue_reminder(session: Session, assessment: Section11Assessment, lead: User, clock: ReplyClock) -> None:
    """Remind an agency's lead."""
    _queue(session, assessment, lead, REMINDER, "your reply is due soon", page="reply", clock=clock.words)


def queue_reply_came(session: Session, assessment: Section11Assessment) -> None:
    """Tell the team leaders that the agency has replied."""
    for leader in leaders_of(session, assessment):
        _queue(session, assessment, leader, CAME, "the agency has replied", page="accuracy")


def queue_no_reply(session: Session, assessment: Section11Assessment) -> None:
    """Tell the team leaders that no reply has come."""
    for leader in leaders_of(session, assessment):
        _queue(session, assessment, leader, NONE_CAME, "no reply by the date", page="accuracy")


def queue_final(session: Session, assessment: Section11Assessment) -> None:
    """Tell the agency's leads that it is final."""
    for lead in agency_leads(session, assessment):
        _queue(session, assessment, lead, FINAL, "the assessment is final", page="reply")


def _queue(
    session: Session, assessment: Section11Assessment, person: User, body: str, subject: str, *, page: str,
    **values: str,
) -> None:  # fmt: skip
    base = current_app.config["WALKABOUT_PUBLIC_URL"].rstrip("/")
    slug = assessment.partnership.slug
    queue_mail(
        session, to=person.email, kind=KIND, partnership_id=assessment.partnership_id, about=assessment.id,
        subject=f"Section 11, {assessment.title}: {subject}",
        body=body.format(
            name=person.name, agency=assessment.title, partnership=assessment.partnership.name,
            link=f"{base}/p/{slug}/walkabouts/outcomes/{assessment.id}/{page}", **values,
        ),
    )  # fmt: skip
