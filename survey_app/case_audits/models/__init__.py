"""The tables of case audits: the audit, its list and cases, the agencies' returns, the panel, and what is learnt."""

from __future__ import annotations

from survey_app.case_audits.models.audits import AUDIT_STATES, CaseAudit
from survey_app.case_audits.models.cases import CASE_STATES, DRAW_METHODS, AuditCase, CaseDraw, CaseList, ListedCase
from survey_app.case_audits.models.dip_samples import FrontDoorClock
from survey_app.case_audits.models.learning import (
    LEARNING_KINDS,
    MOST_RECOMMENDATIONS,
    AuditRecommendation,
    LearningPoint,
    LeftProposal,
)
from survey_app.case_audits.models.meetings import AuditMeeting, MeetingAttendee, MeetingCase
from survey_app.case_audits.models.moderation import (
    CaseModeration,
    Dissent,
    ModeratedGrade,
    ModerationPanel,
    ModerationRevision,
    PanelAttendee,
)
from survey_app.case_audits.models.peer_reviews import (
    CONFIDENCES,
    FINDING_KINDS,
    FINDING_STATES,
    REVIEW_STATES,
    SIDES,
    SOURCE_KINDS,
    FindingSource,
    PeerFinding,
    PeerInterview,
    PeerReview,
    PeerSeat,
)
from survey_app.case_audits.models.records import AuditHold, DestructionAsked, DestructionCertificate
from survey_app.case_audits.models.resolutions import (
    DISPUTES,
    RESOLVED_AS,
    CaseResolution,
    ResolutionAdvice,
    ResolutionStage,
    ResolutionStep,
)
from survey_app.case_audits.models.returns import INVOLVEMENTS, VOICES, AgencyReturn, CaseVoice

__all__ = [
    "AUDIT_STATES",
    "CASE_STATES",
    "CONFIDENCES",
    "DISPUTES",
    "DRAW_METHODS",
    "FINDING_KINDS",
    "FINDING_STATES",
    "INVOLVEMENTS",
    "LEARNING_KINDS",
    "MOST_RECOMMENDATIONS",
    "RESOLVED_AS",
    "REVIEW_STATES",
    "SIDES",
    "SOURCE_KINDS",
    "VOICES",
    "AgencyReturn",
    "AuditCase",
    "AuditHold",
    "AuditMeeting",
    "AuditRecommendation",
    "CaseAudit",
    "CaseDraw",
    "CaseList",
    "CaseModeration",
    "CaseResolution",
    "CaseVoice",
    "DestructionAsked",
    "DestructionCertificate",
    "Dissent",
    "FindingSource",
    "FrontDoorClock",
    "LearningPoint",
    "LeftProposal",
    "ListedCase",
    "MeetingAttendee",
    "MeetingCase",
    "ModeratedGrade",
    "ModerationPanel",
    "ModerationRevision",
    "PanelAttendee",
    "PeerFinding",
    "PeerInterview",
    "PeerReview",
    "PeerSeat",
    "ResolutionAdvice",
    "ResolutionStage",
    "ResolutionStep",
]
