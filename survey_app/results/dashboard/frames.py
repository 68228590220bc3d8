"""Actions and visits on the dashboard, where the parts that collect them are still to come.

The demo partnership is shown constructed ones, the same as in the documents of its rounds, and each says that it is
constructed. Every other partnership is shown what it has, which is nothing yet, and a sentence that says so.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from analysis.beside import Actions, Visits
from survey_app.partnership.models import Partnership

NO_ACTIONS = "No actions are recorded yet. They will appear here as soon as the partnership records them."
NO_VISITS = "No walkabout visits are recorded yet. They will appear here as soon as visits are planned."
NO_STANDARDS = (
    "No Section 11 grades yet. They will appear here as soon as an agency’s self-assessment or a walkabout is received."
)


def actions_of(partnership: Partnership, *, today: date) -> Actions | None:
    """The partnership's actions; None where none are recorded."""
    if not partnership.is_demo:
        return None
    from survey_app.demo.frames import demo_actions  # no other partnership needs it

    return demo_actions(today)


def visits_of(partnership: Partnership, *, today: date) -> Visits | None:
    """The partnership's walkabout visits; None where none are recorded.

    How many conversations there were at each is left out: these count people, and the dashboard shows released figures.
    """
    if not partnership.is_demo:
        return None
    from survey_app.demo.frames import demo_visits

    found = demo_visits(today)
    return replace(found, lines=tuple(replace(line, conversations=None) for line in found.lines))
