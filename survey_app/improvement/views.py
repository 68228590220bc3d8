"""All pages of the chain from finding to impact; importing them registers them on their blueprints."""

from __future__ import annotations

from survey_app.case_audits.pages import refuse_huge_numbers
from survey_app.case_audits.plain_requests import refuse_control_characters
from survey_app.improvement.actions import action_views, change_views, judging_views, second_half
from survey_app.improvement.actions.own_views import agency_actions, my_actions
from survey_app.improvement.chain import views as chain_views
from survey_app.improvement.lists import views as list_views
from survey_app.improvement.pages import blueprint
from survey_app.improvement.retests import following
from survey_app.improvement.retests import views as retest_views

PARTS = (chain_views, action_views, change_views, judging_views, second_half, retest_views, following, list_views)
"""Importing them has registered their pages, and what follows when work is planned."""

blueprints = (blueprint, my_actions, agency_actions)
for _one in blueprints:
    _one.before_request(refuse_huge_numbers)
    _one.before_request(refuse_control_characters)
