"""The tables of case audits: the audit, its list and cases, the agencies' returns, the panel, and what is learnt."""

from __future__ import annotations

from survey_app.case_audits.models.audits import AUDIT_STATES, CaseAudit
from survey_app.case_audits.models.cases import CASE_STATES, DRAW_METHODS, AuditCase, CaseDraw, CaseList, ListedCase
from survey_app.case_audits.models.learning import (
    LEARNING_KINDS,
    MOST_RECOMMENDATIONS,
    AuditRecommendation,
    LearningPoint,
)
from survey_app.case_audits.models.moderation import (
    CaseModeration,
    Dissent,
    ModeratedGrade,
    ModerationPanel,
    ModerationRevision,
    PanelAttendee,
)
from survey_app.case_audits.models.returns import INVOLVEMENTS, VOICES, AgencyReturn, CaseVoice

__all__ = [
    "AUDIT_STATES",
    "CASE_STATES",
    "DRAW_METHODS",
    "INVOLVEMENTS",
    "LEARNING_KINDS",
    "MOST_RECOMMENDATIONS",
    "VOICES",
    "AgencyReturn",
    "AuditCase",
    "AuditRecommendation",
    "CaseAudit",
    "CaseDraw",
    "CaseList",
    "CaseModeration",
    "CaseVoice",
    "Dissent",
    "LearningPoint",
    "ListedCase",
    "ModeratedGrade",
    "ModerationPanel",
    "ModerationRevision",
    "PanelAttendee",
]
