"""All pages of case audits; importing them registers them on the blueprint."""

from __future__ import annotations

from survey_app.case_audits.pages import blueprint
from survey_app.case_audits.planning import audit_views
from survey_app.case_audits.resolutions import views as resolution_views

blueprints = (blueprint, resolution_views.blueprint)

__all__ = ["audit_views", "blueprints"]
