"""Whoever is given an action is told that evening: one mail for all that were given, none for what was taken away.

A giving is a line of the history: that the action was made, or that its owner became another. The ledger of mail keeps
the line's key, so each giving is told once, and one after it was somebody else's is another line. What is written is
looked at again as the message goes out, which may be later where the mail server is away.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import now
from survey_app.happenings import alone
from survey_app.improvement.actions.people import ACTING, people_with
from survey_app.improvement.models import Action, ChainChange, Recommendation
from survey_app.mail import OutboxMessage, composes
from survey_app.mail_ledger import MailOnce, queue_once_together
from survey_app.partnership.models import Partnership

KIND = "action_given"
PURPOSE = "action given"
MADE_UP_FOR = timedelta(days=7)  # what was given before a worker was away for longer is told by the reminders alone
LISTED = 10
BODY = """\
Dear {name},

{given}

{actions}

Note how it goes, add evidence, or say what came of it:
{link}
"""
ENTRY = """\
{reference}, due by {due}
{what}
It will be known that it helped by this: {measure}"""


@dataclass(frozen=True, slots=True)
class Giving:
    """An action that somebody else gave to the account that owns it now, and the line of the history that says so."""

    line_id: str
    action: Action
    owner: User

    @property
    def about(self) -> str:
        return f"giving {self.line_id}"


def tell_new_owners(session: Session, partnership_id: int) -> int:
    """Tell each person which actions they were given since they were last told; how many messages were queued."""
    untold: dict[int, list[Giving]] = {}
    given = _given(session, partnership_id, ChainChange.at >= now() - MADE_UP_FOR)
    known = select(MailOnce.subject).where(
        MailOnce.purpose == PURPOSE, MailOnce.subject.in_([one.about for one in given])
    )
    told = set(session.scalars(known))
    for one in given:
        if one.about not in told:
            untold.setdefault(one.owner.id, []).append(one)
    queued = 0
    for owner_id, givings in untold.items():
        with alone(session, f"telling user {owner_id} of new actions"):
            queued += _queue(session, partnership_id, owner_id, givings)
    return queued


@composes(KIND)
def _as_it_goes_out(session: Session, message: OutboxMessage) -> str | None:
    """The message with what is still theirs to do; None, which calls it off, where nothing is."""
    abouts = set(session.scalars(select(MailOnce.subject).where(MailOnce.message_id == message.id)))
    lines = [about.removeprefix("giving ") for about in abouts]
    actions = select(ChainChange.record_id).where(ChainChange.id.in_(lines))
    given = _given(session, message.partnership_id or 0, Action.id.in_(actions))
    still = [one for one in given if one.about in abouts]
    if not still:
        return None
    message.subject, message.body = _subject(still), _body(session, still)
    return message.body


def _given(session: Session, partnership_id: int, *where: ColumnElement[bool]) -> list[Giving]:
    """The last giving of each open action, where somebody else gave it; the soonest due first."""
    lines = session.execute(
        select(ChainChange, Action)
        .join(Action, Action.id == ChainChange.record_id)
        .join(Recommendation, Recommendation.id == Action.recommendation_id)
        .where(
            Action.partnership_id == partnership_id, Action.state == "open", Action.owner_id.is_not(None),
            Recommendation.state.in_(("open", "retest")), ChainChange.record_type == "action",
            ChainChange.field.in_(("made", "owner_id")), *where,
        )
        .order_by(ChainChange.id)
    )  # fmt: skip
    last = {action.id: (line, action) for line, action in lines}
    acting = {one.id: one for one in people_with(session, partnership_id, ACTING)}
    given = [
        Giving(line.id, action, acting[action.owner_id])
        for line, action in last.values()
        if action.owner_id in acting and line.by_id != action.owner_id
    ]
    return sorted(given, key=lambda one: (one.action.due_by, one.action.number))


def _queue(session: Session, partnership_id: int, owner_id: int, givings: list[Giving]) -> int:
    message = queue_once_together(
        session, purpose=PURPOSE, abouts=[one.about for one in givings], recipient=f"user {owner_id}",
        partnership_id=partnership_id, to=givings[0].owner.email, subject=_subject(givings),
        body=_body(session, givings), kind=KIND,
    )  # fmt: skip
    return 0 if message is None else 1


def _subject(givings: list[Giving]) -> str:
    return f"Given to you: {givings[0].action.reference if len(givings) == 1 else f'{len(givings)} actions'}"


def _body(session: Session, givings: list[Giving]) -> str:
    partnership = session.get_one(Partnership, givings[0].action.partnership_id)
    root = f"{current_app.config['WALKABOUT_PUBLIC_URL'].rstrip('/')}/p/{partnership.slug}"
    entries = [
        ENTRY.format(
            reference=one.action.reference, due=f"{one.action.due_by:%-d %B %Y}", what=one.action.what,
            measure=one.action.success_measure,
        )
        for one in givings[:LISTED]
    ]  # fmt: skip
    if len(givings) > LISTED:
        entries.append(f"and {len(givings) - LISTED} more")
    if len(givings) == 1:
        given = f"{partnership.name} has given you an action:"
        link = f"{root}/improvement/actions/{givings[0].action.number}"
    else:
        given = f"{partnership.name} has given you {len(givings)} actions, the soonest due first:"
        link = f"{root}/my-actions/"
    return BODY.format(name=givings[0].owner.name, given=given, actions="\n\n".join(entries), link=link)
