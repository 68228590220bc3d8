"""The figures of a partnership's chain: of all of it, or of the recommendations that one agency owns."""

from __future__ import annotations

from datetime import date

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.improvement import ChainFigures
from analysis.improvement import chain_figures as figures_of
from survey_app.improvement.models import Action, ImpactClaim, Recommendation


def chain_figures(session: Session, partnership_id: int, today: date, *, agency_id: int | None = None) -> ChainFigures:
    """The figures as on a day; of an agency, those of its recommendations and of every action on them."""
    mine = Recommendation.partnership_id == partnership_id
    if agency_id is not None:
        mine &= Recommendation.owner_id == agency_id
    made = session.scalars(select(Recommendation).where(mine).order_by(Recommendation.number))
    recommendations = pd.DataFrame(
        [(one.reference, one.made_on, one.state, one.closed_on, one.reopened) for one in made],
        columns=["recommendation", "made", "state", "closed", "reopened"],
    )
    verdict = (
        select(ImpactClaim.verdict)
        .where(ImpactClaim.action_id == Action.id, ImpactClaim.verdict != "")
        .order_by(ImpactClaim.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    done = session.execute(
        select(Action, Recommendation, verdict)
        .join(Recommendation, Recommendation.id == Action.recommendation_id)
        .where(mine)
        .order_by(Action.number)
    )
    actions = pd.DataFrame(
        [
            (of.reference, one.opened_on, one.due_by, one.closed_on, one.state, judged or "", one.reopened)
            for one, of, judged in done
        ],
        columns=["recommendation", "opened", "due", "closed", "state", "verdict", "reopened"],
    )
    return figures_of(recommendations, actions, as_of=today)
