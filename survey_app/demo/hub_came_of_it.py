"""What came of the past cycle, constructed: a reply in the improvement chain, and whether it was noticed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.collect import sealing
from survey_app.collect.display import LOCAL_TIME
from survey_app.collect.keys import KeyStore
from survey_app.collect.services import submit
from survey_app.database import new_uuid
from survey_app.demo.hub_replies import THEME
from survey_app.forums.hub.rounds.kinds import MONTHS_LATER
from survey_app.forums.models import HubCycle
from survey_app.forums.replies.asking import ask_in, set_day
from survey_app.forums.replies.mailing import MAIL, tell_practitioners
from survey_app.forums.replies.surveys import renew_releases
from survey_app.forums.replies.themes import themes_of
from survey_app.improvement.actions.impact import claim_impact, judge_impact
from survey_app.improvement.you_said.taking import Taking, take_reply
from survey_app.mail import OutboxMessage
from survey_app.partnership.models import Partnership
from survey_app.partnership.services import agencies_of
from survey_app.retention import add_months
from survey_app.rounds.mail_models import InvitationRun
from survey_app.rounds.models import Invitation
from survey_app.rounds.services import close_round

OWNER = "Children's social care"
ANSWERS = {"yes": 8, "partly": 9, "no": 7}


def load_what_came_of_it(
    session: Session, keys: KeyStore, partnership: Partnership, people: Mapping[str, User], *, today: date
) -> None:
    """The first reply of the past cycle with its action closed as activity only, and the round with its release."""
    cycle = session.scalars(
        select(HubCycle).where(HubCycle.partnership_id == partnership.id, HubCycle.theme == THEME)
    ).one()
    _take(session, cycle, people, today)
    _ask(session, keys, cycle, people["qa"], today)


def _take(session: Session, cycle: HubCycle, people: Mapping[str, User], today: date) -> None:
    owner = next(one.id for one in agencies_of(session, cycle.partnership_id) if one.name == OWNER)
    taking = Taking(
        success_measure="In the next audit, four of five cases have one chronology to which every agency has added "
        "(constructed).",
        agency_id=owner,
    )  # fmt: skip
    began = today - timedelta(days=100)
    made = take_reply(session, themes_of(session, cycle.id)[0], taking, by_id=people["qa"].id, today=began)
    claim = claim_impact(
        session, made.actions[0], "All four localities have one chronology (constructed).",
        "The localities say so (constructed).", people["action-owner"].id,
        no_evidence_why="The next audit looks at it (constructed).",
    )  # fmt: skip
    judge_impact(
        session, claim, "activity_only", "That there is one says nothing yet of who adds to it (constructed).",
        people["second-qa"].id, today - timedelta(days=25),
    )  # fmt: skip


def _ask(session: Session, keys: KeyStore, cycle: HubCycle, by: User, today: date) -> None:
    """Everybody was told a hundred days ago, and asked by themselves three months later; some have answered since."""
    told, asked = (datetime.combine(today - timedelta(days=days), time(9, 30), tzinfo=LOCAL_TIME) for days in (100, 8))
    tell_practitioners(session, cycle)
    messages = (OutboxMessage.kind == MAIL, OutboxMessage.partnership_id == cycle.partnership_id)
    session.execute(update(OutboxMessage).where(*messages).values(state="sent", attempted_at=told))
    set_day(session, cycle, add_months(told.date(), MONTHS_LATER), by=by.id, at=told, hours=None)
    ask_in(session, cycle.id, asked)
    session.refresh(cycle)
    round_ = cycle.noticed_round
    assert round_ is not None
    round_.introduction += " (Constructed.)"
    session.execute(update(InvitationRun).where(InvitationRun.round_id == round_.id).values(state="done"))
    invited = iter(
        session.scalars(select(Invitation).where(Invitation.round_id == round_.id).order_by(Invitation.contact_id))
    )
    for noticed, count in ANSWERS.items():
        for _ in range(count):
            submit(session, keys, round_, new_uuid(), {"noticed": noticed}, invitation=next(invited))
    close_round(session, round_, today=today)
    sealing.open_batches(session, keys, round_.id)
    session.refresh(cycle)
    renew_releases(session, cycle, datetime.combine(today, time(9, 30), tzinfo=LOCAL_TIME))
