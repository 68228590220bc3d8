"""What a panel writes of a question and of a case, as it is typed and kept, with a mark that tells it from others."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from survey_app.case_audits.models import CaseModeration
from survey_app.case_audits.moderation.questions import NO_AGREEMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class DissentWords:
    """What an agency would give instead, and why."""

    grade: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What is kept of a question.

    ``grade`` is a choice of the scale, NO_AGREEMENT, or empty where nothing is settled.
    """

    grade: str = ""
    reason: str = ""
    dissents: Mapping[int, DissentWords] = field(default_factory=dict)  # by agency

    def tidy(self) -> Settlement:
        """Without blanks at the ends, and without dissents that say nothing."""
        kept = {
            agency: DissentWords(grade=one.grade.strip(), reason=_plain(one.reason))
            for agency, one in self.dissents.items()
        }
        return Settlement(
            grade=self.grade.strip(), reason=_plain(self.reason),
            dissents={agency: one for agency, one in sorted(kept.items()) if one.grade or one.reason},
        )  # fmt: skip

    @property
    def mark(self) -> str:
        """Tells this wording from any other: what a page carries, so that no other one is passed over unread."""
        parts = [self.grade, self.reason, *([agency, one.grade, one.reason] for agency, one in self.dissents.items())]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """What the panel says of the case as a whole."""

    joint_working: str = ""
    joint_working_why: str = ""
    unresolved: str = ""

    def tidy(self) -> Conclusion:
        return Conclusion(
            joint_working=self.joint_working.strip(), joint_working_why=_plain(self.joint_working_why),
            unresolved=_plain(self.unresolved),
        )  # fmt: skip

    @property
    def mark(self) -> str:
        parts = [self.joint_working, self.joint_working_why, self.unresolved]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def settlement_of(moderation: CaseModeration | None, question: str) -> Settlement:
    """What is kept of a question now."""
    if moderation is None:
        return Settlement()
    grade = next((one for one in moderation.grades if one.question == question), None)
    return Settlement(
        grade="" if grade is None else grade.grade or NO_AGREEMENT,
        reason=grade.reason if grade is not None else "",
        dissents={
            one.agency_id: DissentWords(grade=one.grade, reason=one.reason)
            for one in sorted(moderation.dissents, key=lambda one: one.agency_id)
            if one.question == question
        },
    )  # fmt: skip


def conclusion_of(moderation: CaseModeration | None) -> Conclusion:
    """What is kept of the case as a whole now."""
    if moderation is None:
        return Conclusion()
    return Conclusion(
        joint_working=moderation.joint_working, joint_working_why=moderation.joint_working_why,
        unresolved=moderation.unresolved,
    )  # fmt: skip
