"""All pages of case audits; importing them registers them on the blueprint."""

from __future__ import annotations

from survey_app.case_audits.coverage import views as coverage_views
from survey_app.case_audits.dip_samples import views as dip_sample_views
from survey_app.case_audits.figures import views as figures_views
from survey_app.case_audits.keeping_records import views as record_views
from survey_app.case_audits.learning import learning_views, recommendation_views, report_views
from survey_app.case_audits.meetings import views as meeting_views
from survey_app.case_audits.moderation import views as moderation_views
from survey_app.case_audits.pages import blueprint, refuse_huge_numbers
from survey_app.case_audits.peer_reviews import views as peer_review_views
from survey_app.case_audits.plain_requests import refuse_control_characters
from survey_app.case_audits.planning import views as planning_views
from survey_app.case_audits.resolutions import views as resolution_views
from survey_app.case_audits.resolutions.pages import blueprint as resolutions_blueprint
from survey_app.case_audits.returns import guards, voice_views, work
from survey_app.case_audits.returns import views as return_views
from survey_app.case_audits.returns.pages import blueprint as returns_blueprint
from survey_app.case_audits.sampling import views as sampling_views

blueprints = (
    blueprint,
    coverage_views.blueprint,
    resolutions_blueprint,
    peer_review_views.blueprint,
    returns_blueprint,
    planning_views.blueprint,
)
for _one in blueprints:
    _one.before_request(refuse_huge_numbers)
    _one.before_request(refuse_control_characters)

__all__ = [
    "blueprints",
    "dip_sample_views",
    "figures_views",
    "guards",
    "learning_views",
    "meeting_views",
    "moderation_views",
    "recommendation_views",
    "record_views",
    "report_views",
    "resolution_views",
    "return_views",
    "sampling_views",
    "voice_views",
    "work",
]
