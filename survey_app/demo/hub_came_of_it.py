"""What came of the past cycle, constructed: a reply in the improvement chain, and whether it was noticed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.collect import sealing
from survey_app.collect.display import LOCAL_TIME
from survey_app.collect.keys import KeyStore
from survey_app.collect.services import submit
from survey_app.database import new_uuid
from survey_app.demo.hub_replies import THEME
from survey_app.forums.hub.rounds import beginning
from survey_app.forums.hub.rounds.kinds import NOTICED
from survey_app.forums.models import HubCycle
from survey_app.forums.replies.surveys import renew_releases
from survey_app.forums.replies.themes import themes_of
from survey_app.improvement.actions.impact import claim_impact, judge_impact
from survey_app.improvement.you_said.taking import Taking, take_reply
from survey_app.partnership.models import Partnership
from survey_app.partnership.services import agencies_of
from survey_app.rounds.services import close_round, open_round

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
    at = datetime.combine(today, time(9, 30), tzinfo=LOCAL_TIME)
    plan = beginning.suggested(cycle, NOTICED, today)
    plan = replace(
        plan, access="open", closes_on=today, introduction=f"{plan.introduction} (Constructed.)"
    )  # fmt: skip
    round_ = beginning.begin(session, cycle, NOTICED, plan, by=by.name, actor_id=by.id, at=at)
    open_round(session, round_, today=today - timedelta(days=8))
    for noticed, count in ANSWERS.items():
        for _ in range(count):
            submit(session, keys, round_, new_uuid(), {"noticed": noticed})
    close_round(session, round_, today=today)
    sealing.open_batches(session, keys, round_.id)
    session.refresh(cycle)
    renew_releases(session, cycle, at)
