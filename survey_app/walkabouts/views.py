"""All pages of Section 11 scrutiny; importing them registers them on the blueprint."""

from __future__ import annotations

from survey_app.walkabouts.cycles import views as cycles
from survey_app.walkabouts.notes import views as notes
from survey_app.walkabouts.outcomes.views import blueprint as outcomes_blueprint
from survey_app.walkabouts.pages import blueprint
from survey_app.walkabouts.self_assessment import views as self_assessment
from survey_app.walkabouts.visits.views import blueprint as visits_blueprint

blueprints = (blueprint, *notes.blueprints, visits_blueprint, outcomes_blueprint, *self_assessment.blueprints)

__all__ = ["blueprints", "cycles"]
