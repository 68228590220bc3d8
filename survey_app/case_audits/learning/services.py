"""What comes out of an audit, gathered for others: its learning and its recommendations."""

from __future__ import annotations

from survey_app.case_audits.learning.clearing import clear, publish_strength, published_strengths, unclear
from survey_app.case_audits.learning.points import PointText, add_point, change_point, learning_of
from survey_app.case_audits.learning.proposals import proposals_of
from survey_app.case_audits.learning.re_audits import re_audit_of, re_audits_of, set_re_audit
from survey_app.case_audits.learning.recommending import (
    RecommendationText,
    add_recommendation,
    change_recommendation,
    recommendations_of,
)
from survey_app.case_audits.learning.refusals import LearningRefused

__all__ = [
    "LearningRefused",
    "PointText",
    "RecommendationText",
    "add_point",
    "add_recommendation",
    "change_point",
    "change_recommendation",
    "clear",
    "learning_of",
    "proposals_of",
    "publish_strength",
    "published_strengths",
    "re_audit_of",
    "re_audits_of",
    "recommendations_of",
    "set_re_audit",
    "unclear",
]
