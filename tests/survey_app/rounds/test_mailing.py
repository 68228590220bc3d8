from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.mail import Composed, OutboxMessage, compose
from survey_app.rounds.invitation_list import read_invitation_list
from survey_app.rounds.invitations import invitations_of, store_invitations
from survey_app.rounds.mailing import queue_invitations
from survey_app.rounds.models import Round
from survey_app.rounds.services import RoundRefused
from survey_app.rounds.tokens import hash_token
from tests.survey_app.factories import make_partnership, make_round


def make_invited_round(session: Session, **values: object) -> Round:
    round_ = make_round(session, make_partnership(session), access="token", **values)
    read = read_invitation_list(
        "name,email\nAnn Example,ann@agency.example\nBob Example,bob@agency.example\n", strata=[]
    )
    store_invitations(session, round_, read.rows)
    return round_


def queued(session: Session, round_: Round) -> list[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.partnership_id == round_.partnership_id)
    return list(session.scalars(query.order_by(OutboxMessage.to_address)))


def test_only_those_who_have_not_answered_are_written_to_and_no_token_stands_in_the_queue(session: Session) -> None:
    round_ = make_invited_round(session)
    invitations_of(session, round_.id)[1].invitation.answered = True
    assert queue_invitations(session, round_) == 1
    (message,) = queued(session, round_)
    assert message.to_address == "ann@agency.example"
    assert "{link}" in message.body
    assert "/a/" not in message.body
    assert invitations_of(session, round_.id)[0].invitation.token_hash is None


def test_the_token_is_minted_as_the_message_is_sent(session: Session) -> None:
    round_ = make_invited_round(session, anonymous=True)
    queue_invitations(session, round_)
    message = queued(session, round_)[0]
    body = compose(session, message)
    assert isinstance(body, Composed)
    found = re.search(r"http://localhost/a/(\S+)", body.text)
    assert found is not None
    assert invitations_of(session, round_.id)[0].invitation.token_hash == hash_token(found[1])
    assert "nobody can tell which answers are yours" in body.text


def test_a_message_is_called_off_when_the_person_has_answered_meanwhile(session: Session) -> None:
    round_ = make_invited_round(session)
    queue_invitations(session, round_)
    invitations_of(session, round_.id)[0].invitation.answered = True
    assert compose(session, queued(session, round_)[0]) is None


@pytest.mark.parametrize("values", [{"state": "draft"}, {"state": "closed"}])
def test_nothing_is_sent_for_a_round_that_is_not_open(session: Session, values: dict[str, str]) -> None:
    round_ = make_invited_round(session)
    round_.state = values["state"]
    with pytest.raises(RoundRefused, match="while the round is open"):
        queue_invitations(session, round_)
