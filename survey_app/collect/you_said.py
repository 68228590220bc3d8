"""Where a respondent sees what people said and what was done, where a round is of a cycle of the Learning Hub."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from survey_app.forums.models import HubCycle
from survey_app.forums.replies.addresses import you_said_address
from survey_app.rounds.models import Round


def you_said_of(session: Session, round_: Round) -> str:
    """The address of "you said, we did" of the cycle that a round is of; empty where it is of none."""
    of_round = (HubCycle.evaluation_round_id, HubCycle.survey_round_id, HubCycle.voices_round_id)
    statement = select(HubCycle).where(or_(*(column == round_.id for column in of_round))).order_by(HubCycle.id)
    cycle = session.scalars(statement).first()
    return you_said_address(cycle) if cycle is not None else ""
