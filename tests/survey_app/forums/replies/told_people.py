"""People who were told what leaders decided, for the tests of asking them what came of it."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.forums.models import HubCycle, YouSaidPage
from survey_app.forums.replies import themes
from survey_app.forums.replies.mailing import MAIL, tell_practitioners
from survey_app.mail import OutboxMessage
from survey_app.partnership.contact_book import Consent, note_consent
from survey_app.partnership.models import Contact, Partnership
from survey_app.rounds.models import Invitation
from tests.survey_app.factories import make_user
from tests.survey_app.forums.replies.reply_factories import published

TOLD = datetime(2026, 9, 1, 11, tzinfo=UTC)
DAY = datetime(2026, 12, 1, 8, 5, tzinfo=UTC)  # three months on
FIVE = ("ann", "bob", "cid", "dee", "eve")


def publish_something(session: Session, partnership: Partnership, cycle: HubCycle, planner: User) -> None:
    """A page with one approved reply."""
    theme = themes.add_theme(session, cycle, "Thresholds differ", "Teams read the levels of need in two ways.")
    published(session, theme, planner, make_user(session, partnership, roles=("qa_group",)))


def agreed(session: Session, partnership: Partnership, name: str) -> Contact:
    """A contact who agreed to be written to."""
    made = Contact(partnership_id=partnership.id, name=f"{name} Constructed", email=f"{name}@agency.example")
    session.add(made)
    session.flush()
    note_consent(session, made, Consent(place="At the door", words="You may write to me"))
    return made


def told(session: Session, cycle: HubCycle, at: datetime, *names: str) -> list[Contact]:
    """Contacts to whom the message went out at a moment."""
    made = [agreed(session, cycle.partnership, name) for name in names]
    tell_practitioners(session, cycle)
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.kind == MAIL, OutboxMessage.to_address.in_([one.email for one in made]))
        .values(state="sent", attempted_at=at)
    )
    session.expire_all()
    return made


def asked(session: Session, cycle: HubCycle) -> list[str]:
    """The names on the list of the round, which is as often as they are asked."""
    if cycle.noticed_round_id is None:
        return []
    names = session.scalars(
        select(Contact.email)
        .join(Invitation, Invitation.contact_id == Contact.id)
        .where(Invitation.round_id == cycle.noticed_round_id)
    )
    return sorted(email.partition("@")[0] for email in names)


def page_row(session: Session, cycle: HubCycle) -> YouSaidPage:
    """The row of the page, read anew."""
    session.expire_all()
    return session.scalars(select(YouSaidPage).where(YouSaidPage.cycle_id == cycle.id)).one()
