"""The tables of the chain from finding to impact."""

from __future__ import annotations

from survey_app.improvement.models.actions import (
    ACTION_STATES,
    ESCALATION_LEVELS,
    IMPACT,
    PROGRESS_STATES,
    VERDICTS,
    Action,
    ActionEvidence,
    ActionNote,
    Escalation,
    EscalationRule,
    ImpactClaim,
)
from survey_app.improvement.models.closing_rule import ClaimChanged, ClosedWithoutImpact
from survey_app.improvement.models.findings import (
    EVIDENCE_KINDS,
    FINDING_KINDS,
    SOURCE_KINDS,
    Finding,
    FindingEvidence,
    OutsideReview,
    ReviewPassage,
)
from survey_app.improvement.models.history import ChainChange, SavedView
from survey_app.improvement.models.kept_history import TRIGGERS
from survey_app.improvement.models.recommendations import (
    ORIGINS,
    PRIORITIES,
    RECOMMENDATION_STATES,
    REPLIES,
    Recommendation,
    RecommendationFinding,
)
from survey_app.improvement.models.retests import RETEST_RESULTS, RETEST_WAYS, ReTest

__all__ = [
    "ACTION_STATES",
    "ESCALATION_LEVELS",
    "EVIDENCE_KINDS",
    "FINDING_KINDS",
    "IMPACT",
    "ORIGINS",
    "PRIORITIES",
    "PROGRESS_STATES",
    "RECOMMENDATION_STATES",
    "REPLIES",
    "RETEST_RESULTS",
    "RETEST_WAYS",
    "SOURCE_KINDS",
    "TRIGGERS",
    "VERDICTS",
    "Action",
    "ActionEvidence",
    "ActionNote",
    "ChainChange",
    "ClaimChanged",
    "ClosedWithoutImpact",
    "Escalation",
    "EscalationRule",
    "Finding",
    "FindingEvidence",
    "ImpactClaim",
    "OutsideReview",
    "ReTest",
    "Recommendation",
    "RecommendationFinding",
    "ReviewPassage",
    "SavedView",
]
