"""All pages of the year: programme, clocks, scrutiny, Executive, members, indicators."""

from __future__ import annotations

from flask import Blueprint

from survey_app.case_audits.pages import refuse_huge_numbers
from survey_app.case_audits.plain_requests import refuse_control_characters

blueprints: tuple[Blueprint, ...] = ()
for _one in blueprints:
    _one.before_request(refuse_huge_numbers)
    _one.before_request(refuse_control_characters)
