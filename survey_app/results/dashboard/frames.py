"""Actions and visits on the dashboard.

Actions are those of final Section 11 assessments. The demo partnership has constructed ones besides, and constructed
visits, the same as in the documents of its rounds; each says that it is constructed.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from analysis.beside import Actions, Visits
from survey_app.partnership.models import Partnership
from survey_app.walkabouts.outcomes.actions import partnership_actions
from survey_app.walkabouts.visits.records import visits_recorded

NO_ACTIONS = "No actions are recorded yet. They will appear here as soon as the partnership records them."
NO_VISITS = "No walkabout visits are recorded yet. They will appear here as soon as visits are planned."
NO_STANDARDS = (
    "No Section 11 grades yet. They will appear here as soon as an agency’s self-assessment or a walkabout is received."
)


def actions_of(session: Session, partnership: Partnership, *, today: date) -> Actions | None:
    """The partnership's actions, those of final Section 11 assessments; None where none are recorded."""
    return partnership_actions(session, partnership, today=today)


def visits_of(session: Session, partnership: Partnership) -> Visits | None:
    """The partnership's walkabout visits; None where none are recorded.

    How many conversations there were at each is left out: these count people, and the dashboard shows released figures.
    """
    return visits_recorded(session, partnership)
