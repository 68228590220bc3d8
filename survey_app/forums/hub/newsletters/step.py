"""How far the newsletter of a cycle is."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.forums.hub.newsletters.sending import subject_of
from survey_app.forums.hub.newsletters.services import count_recipients, newsletters_of
from survey_app.forums.hub.rounds.kinds import forums_held_on
from survey_app.forums.hub.saying import counted, day_words, people, sentence
from survey_app.forums.hub.steps import Stand, Step
from survey_app.forums.models import HubCycle, Newsletter
from survey_app.mail_ledger import MailOnce, states_about

TITLE = "Newsletter"
BEFORE_FORUMS = timedelta(days=14)


def newsletter_step(session: Session, cycle: HubCycle, at: datetime) -> Step:
    """Whether practitioners were told of the cycle, when, and how many."""
    all_of_them = newsletters_of(session, cycle)
    gone = [one for one in all_of_them if one.state in ("sent", "elsewhere")]
    going = next((one for one in all_of_them if one.state == "sending"), None)
    draft = next((one for one in all_of_them if one.state == "draft"), None)
    days = forums_held_on(cycle)
    by = days[0] - BEFORE_FORUMS if days else None
    if going is not None:
        return Step(title=TITLE, stand=Stand.NOW, says=_going(session, going), endpoint="forums.newsletters")
    if gone:
        return Step(title=TITLE, stand=Stand.DONE, says=_gone(session, gone), endpoint="forums.newsletters")
    if draft is not None:
        return Step(
            title=TITLE, stand=Stand.NOW, says="A draft is written, and not sent.", act="See who gets it, and send it",
            endpoint="forums.newsletter", values=(("newsletter_id", draft.id),), by=by,
        )  # fmt: skip
    return Step(
        title=TITLE, stand=Stand.AHEAD, says="Practitioners have not been told of this cycle yet.",
        act="Write the newsletter", endpoint="forums.newsletters", by=by,
    )  # fmt: skip


def _going(session: Session, newsletter: Newsletter) -> str:
    done = session.scalar(select(func.count()).where(MailOnce.subject == subject_of(newsletter))) or 0
    return f"It is going out: {done:,} of {count_recipients(session, newsletter):,} are on their way."


def _gone(session: Session, gone: list[Newsletter]) -> str:
    newest = gone[0]
    day = day_words(newest.sent_on) if newest.sent_on else ""
    if newest.state == "elsewhere":
        to = f" to {people(newest.told)}" if newest.told else ""
        said = f"Sent elsewhere on {day}{to}."
    else:
        states = states_about(session, subject_of(newest))
        reached, waits = states.get("sent", 0), states.get("queued", 0) + states.get("sending", 0)
        said = f"Sent on {day} to {people(reached)}" + (f"; {waits:,} wait for the hours of mail." if waits else ".")
    before = f" {sentence(counted(len(gone) - 1, 'newsletter'))} before it." if len(gone) > 1 else ""
    return said + before
