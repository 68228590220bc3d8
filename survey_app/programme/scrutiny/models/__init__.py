"""The tables of the scrutineer's desk."""

from __future__ import annotations

from survey_app.programme.scrutiny.models.assurance import (
    ASKED_AS,
    ITEM_VERDICTS,
    AssuranceEvidence,
    AssuranceItem,
    AssuranceRequest,
)
from survey_app.programme.scrutiny.models.challenges import (
    ABOUT,
    ENDED,
    OUTCOMES,
    RAISED_AS,
    ChallengeAdvice,
    ChallengeResponse,
    PartnerChallenge,
)
from survey_app.programme.scrutiny.models.desk import (
    ACTIVITIES,
    ConversationNote,
    DeskSeen,
    PackChanged,
    ScrutinyAllowance,
    ScrutinyDay,
    ScrutinyTerms,
    ScrutinyTheme,
    SeenPack,
)
from survey_app.programme.scrutiny.models.register import (
    ENTRY_KINDS,
    ENTRY_VERDICTS,
    LINK_KINDS,
    ScrutinyAnswer,
    ScrutinyEntry,
    ScrutinyLink,
    ScrutinyWording,
    WordingChanged,
)
from survey_app.programme.scrutiny.models.reports import (
    ReportFrozen,
    ReportSection,
    ScrutinyReport,
)
from survey_app.programme.scrutiny.models.young import (
    OCCASIONS,
    YOUNG_STATES,
    YoungAnswer,
    YoungFinding,
)

__all__ = [
    "ABOUT",
    "ACTIVITIES",
    "ASKED_AS",
    "ENDED",
    "ENTRY_KINDS",
    "ENTRY_VERDICTS",
    "ITEM_VERDICTS",
    "LINK_KINDS",
    "OCCASIONS",
    "OUTCOMES",
    "RAISED_AS",
    "YOUNG_STATES",
    "AssuranceEvidence",
    "AssuranceItem",
    "AssuranceRequest",
    "ChallengeAdvice",
    "ChallengeResponse",
    "ConversationNote",
    "DeskSeen",
    "PackChanged",
    "PartnerChallenge",
    "ReportFrozen",
    "ReportSection",
    "ScrutinyAllowance",
    "ScrutinyAnswer",
    "ScrutinyDay",
    "ScrutinyEntry",
    "ScrutinyLink",
    "ScrutinyReport",
    "ScrutinyTerms",
    "ScrutinyTheme",
    "ScrutinyWording",
    "SeenPack",
    "WordingChanged",
    "YoungAnswer",
    "YoungFinding",
]
