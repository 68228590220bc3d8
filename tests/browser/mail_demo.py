"""A round whose mail has everything that its pages can show, for the tests of pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.designer.models import InstrumentVersion
from survey_app.designer.services import find_instrument
from survey_app.mail import OutboxMessage
from survey_app.partnership.models import Contact
from survey_app.rounds import mailing, standing
from survey_app.rounds.invitation_list import InvitationRow
from survey_app.rounds.invitations import invitations_of, store_invitations
from survey_app.rounds.lists.services import make_list
from survey_app.rounds.mail_models import ListMember
from survey_app.rounds.models import Round
from survey_app.rounds.unsubscribing import unsubscribe_token
from survey_app.rounds.ways.links import make_agency_links, make_general_link
from tests.survey_app.factories import make_round

NAMES = ("Ann", "Bob", "Cyd", "Dot", "Eve", "Fay")


def prepare_mail(session: Session, app: Flask, like: Round) -> dict[str, Any]:
    """Invited, sent, of unknown fate, opted out, answered; and the key by which one of them unsubscribes."""
    round_ = make_round(
        session, like.partnership, like.version, access="token", title="Forum evaluation by e-mail (constructed)"
    )
    rows = [
        InvitationRow(line=at, name=f"{name} Example", email=f"{name.lower()}@agency.example")
        for at, name in enumerate(NAMES, start=2)
    ]
    store_invitations(session, round_, rows)
    mailing.start_inviting(session, round_, by=None)
    session.commit()
    mailing.queue_due(session, at=now(), hours=None)
    messages = session.scalars(
        select(OutboxMessage).where(
            OutboxMessage.partnership_id == round_.partnership_id, OutboxMessage.kind == "invitation"
        )
    ).all()
    for message in messages:
        message.state, message.attempted_at = "sent", now() - timedelta(hours=1)
    messages[0].state, messages[0].problem = "unknown", "the connection broke while sending (TimeoutError)"
    invited = invitations_of(session, round_.id)
    invited[1].invitation.answered = True
    contact = session.scalars(select(Contact).where(Contact.email == "fay@agency.example")).one()
    standing.opt_out(session, contact.id, by="themselves", today=now().date())
    contacts = make_list(session, like.partnership_id, name="Distribution list (constructed)", is_complete=True)
    session.add_all(ListMember(list_id=contacts.id, contact_id=one.invitation.contact_id or 0) for one in invited[:3])
    scanned = make_round(
        session, like.partnership, _evaluation(session, like), access="open", anonymous=True,
        title="Forum evaluation by a code (constructed)",
    )  # fmt: skip
    code = make_general_link(session, scanned).code
    make_agency_links(session, scanned)
    session.flush()
    with app.test_request_context():
        return {
            "mailed": round_.slug,
            "contact_list": contacts.id,
            "scanned": scanned.slug,
            "short_code": code,
            "unsubscribing": unsubscribe_token(invited[0].invitation.contact_id or 0),
        }


def _evaluation(session: Session, like: Round) -> InstrumentVersion:
    """The evaluation of a forum, which an anonymous round can ask."""
    record = find_instrument(session, like.partnership_id, "learning-hub-evaluation")
    assert record is not None
    return record.versions[-1]
