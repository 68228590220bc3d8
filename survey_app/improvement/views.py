"""All pages of the chain from finding to impact; importing them registers them on their blueprints."""

from __future__ import annotations

from survey_app.case_audits.pages import refuse_huge_numbers
from survey_app.case_audits.plain_requests import refuse_control_characters
from survey_app.improvement.chain import views as chain_views
from survey_app.improvement.pages import blueprint

PARTS = (chain_views,)  # importing them has registered their pages

blueprints = (blueprint,)
for _one in blueprints:
    _one.before_request(refuse_huge_numbers)
    _one.before_request(refuse_control_characters)
