"""The steps of an assessment as they were taken: each is added, and the newest of a kind counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import record
from survey_app.walkabouts.models import STAGES, Section11Assessment
from survey_app.walkabouts.models.outcomes import AssessmentStep
from survey_app.walkabouts.outcomes.refusals import StepRefused


def lock(session: Session, assessment: Section11Assessment) -> None:
    """Nobody else changes this assessment until the transaction ends; what was read of it before is read anew."""
    session.flush()
    session.expire_all()  # others may have acted between the reading and the lock
    session.refresh(assessment, with_for_update={"key_share": True})


def require_stage(assessment: Section11Assessment, allowed: Collection[str], doing: str) -> None:
    """Refuse what is not done in the present stage."""
    if assessment.stage not in allowed:
        names = " or ".join(f"“{STAGES[stage]}”" for stage in allowed)
        raise StepRefused(f"You cannot {doing} now: the assessment is at “{STAGES[assessment.stage]}”, not {names}.")


def add_step(
    session: Session, assessment: Section11Assessment, kind: str, *, by: int | None,
    details: Mapping[str, Any] | None = None,
) -> AssessmentStep:  # fmt: skip
    """Note that a step was taken, also in the audit log."""
    step = AssessmentStep(
        assessment_id=assessment.id, partnership_id=assessment.partnership_id, kind=kind, details=dict(details or {}),
        made_by_id=by,
    )  # fmt: skip
    session.add(step)
    record(
        session, f"assessment {kind.replace('_', ' ')}", actor_id=by, partnership_id=assessment.partnership_id,
        subject=f"assessment {assessment.id}",
    )  # fmt: skip
    return step


def steps_of(session: Session, assessment: Section11Assessment) -> list[AssessmentStep]:
    """Every step, the first first."""
    return list(
        session.scalars(
            select(AssessmentStep).where(AssessmentStep.assessment_id == assessment.id).order_by(AssessmentStep.id)
        )
    )


def newest(session: Session, assessment: Section11Assessment, kind: str) -> AssessmentStep | None:
    """The last step of a kind."""
    return next((step for step in reversed(steps_of(session, assessment)) if step.kind == kind), None)


def since(steps: Collection[AssessmentStep], kind: str) -> list[AssessmentStep]:
    """The steps after the last one of this kind; all where there is none."""
    found: list[AssessmentStep] = []
    for step in steps:
        found = [] if step.kind == kind else [*found, step]
    return found
