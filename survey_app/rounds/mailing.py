"""Invitations by e-mail: queued without a token, which is minted as the message is sent."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app
from sqlalchemy.orm import Session

from survey_app.mail import OutboxMessage, composes, queue_mail
from survey_app.partnership.models import Contact
from survey_app.rounds.invitations import Invited, invitations_of
from survey_app.rounds.models import Invitation, Round
from survey_app.rounds.services import RoundRefused
from survey_app.rounds.tokens import hash_token, mint_token

KIND = "invitation"
BODY = """\
Dear {name},

{partnership} would like to hear from you: {title}.

{introduction}Your personal link:
{link}

It is meant for you alone. {promise}{closes}

If you have had a message like this before, only the newest link works.
"""
ANONYMOUS = "It shows that you have answered, so that you are not reminded; nobody can tell which answers are yours."
NAMED = "Your answers are seen together with your name by the people who work on them."


def queue_invitations(session: Session, round_: Round, *, only: Callable[[Invited], bool] | None = None) -> int:
    """Queue a message to everyone who has an address and has not answered; how many.

    ``only`` leaves out those for whom it is false.
    """
    if round_.state != "open":
        raise RoundRefused("Invitations are sent while the round is open. Open it first.")
    if round_.access != "token":
        raise RoundRefused("Only a round that is answered through personal links sends invitations.")
    waiting = [
        item
        for item in invitations_of(session, round_.id)
        if item.email and not item.answered and (only is None or only(item))
    ]
    for item in waiting:
        queue_mail(
            session, to=item.email, subject=f"{round_.title}: your invitation", body=_body(round_, item.name),
            kind=KIND, partnership_id=round_.partnership_id, about=item.invitation.id,
        )  # fmt: skip
    return len(waiting)


def _body(round_: Round, name: str) -> str:
    """The message with a place left for the link."""
    return BODY.format(
        name=name or "colleague",
        partnership=round_.partnership.name,
        title=round_.title,
        introduction=f"{round_.introduction}\n\n" if round_.introduction else "",
        link="{link}",
        promise=ANONYMOUS if round_.anonymous else NAMED,
        closes=f" The last day is {round_.closes_on:%-d %B %Y}." if round_.closes_on else "",
    )


@composes(KIND)
def compose_invitation(session: Session, message: OutboxMessage) -> str | None:
    """Mint the token in the transaction that marks the message as being sent; None when it is no longer needed."""
    invitation = session.get(Invitation, message.about)
    if invitation is None or invitation.answered or invitation.round.state != "open":
        return None
    contact = session.get(Contact, invitation.contact_id) if invitation.contact_id is not None else None
    if contact is None or contact.email != message.to_address:  # somebody else answers for the school by now
        return None
    token = mint_token()
    invitation.token_hash = hash_token(token)
    link = f"{current_app.config['WALKABOUT_PUBLIC_URL'].rstrip('/')}/a/{token}"
    return message.body.replace("{link}", link)
