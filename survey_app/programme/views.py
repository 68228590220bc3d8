"""All pages of the year: programme, clocks, scrutiny, Executive, members, indicators."""

from __future__ import annotations

from flask import Blueprint

from survey_app.case_audits.pages import refuse_huge_numbers
from survey_app.case_audits.plain_requests import refuse_control_characters
from survey_app.programme.executive.views import blueprints as executive
from survey_app.programme.incidents.views import blueprint as incidents
from survey_app.programme.indicators.views import blueprint as indicators
from survey_app.programme.members.views import blueprint as members
from survey_app.programme.scrutiny.views import blueprints as scrutiny
from survey_app.programme.year.views import blueprint as year_blueprint
from survey_app.programme.year.views import feed_blueprint

blueprints: tuple[Blueprint, ...] = (
    *executive,
    members,
    incidents,
    indicators,
    *scrutiny,
    year_blueprint,
    feed_blueprint,
)
for _one in blueprints:
    _one.before_request(refuse_huge_numbers)
    _one.before_request(refuse_control_characters)
