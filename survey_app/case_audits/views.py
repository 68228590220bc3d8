"""All pages of case audits; importing them registers them on the blueprint."""

from __future__ import annotations

from survey_app.case_audits.pages import blueprint
from survey_app.case_audits.planning import audit_views

blueprints = (blueprint,)

__all__ = ["audit_views", "blueprints"]
