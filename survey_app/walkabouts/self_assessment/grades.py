"""The agency's own grades, from the return as it was sent last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments.compiled import CompiledInstrument
from survey_app.collect.models import Submission, SubmissionRevision
from survey_app.designer.models import InstrumentVersion
from survey_app.designer.services import compiled_version
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.self_assessment.models import SelfAssessment

Answers = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfGrade:
    """What an agency says of itself in one standard. ``grade`` is the choice's name, ``label`` what people read."""

    standard: str
    grade: str
    label: str
    rationale: str
    impact: str


def sent_answers(session: Session, kept: SelfAssessment) -> Answers | None:
    """What was sent last; None where nothing was, or where its retention time has passed."""
    row = _sent(session, kept)
    return dict(row[0]) if row is not None else None


def self_grades(session: Session, assessment: Section11Assessment) -> Mapping[str, SelfGrade]:
    """Standard → how the agency grades itself, from the return as it was sent last; empty before that.

    Ask :func:`~survey_app.walkabouts.self_assessment.access.may_see_self_grades` first, for whoever is to see it.
    """
    kept = session.get(SelfAssessment, assessment.id)
    row = _sent(session, kept) if kept is not None else None
    if row is None:
        return {}
    document, form = row
    found = {}
    for standard in assessment.cycle.standards:
        item, grade = form.find(standard.name), document.get(standard.name)
        if item is not None and grade:
            label = next((choice.label for choice in item.choices if choice.name == grade), str(grade))
            found[standard.name] = SelfGrade(
                standard=standard.name, grade=str(grade), label=label or str(grade),
                rationale=_text(document, f"{standard.name}_rationale", f"{standard.name}_na_reason"),
                impact=_text(document, f"{standard.name}_impact"),
            )  # fmt: skip
    return found


def _text(document: Answers, *questions: str) -> str:
    """The first of these that is answered."""
    return next((str(document[question]) for question in questions if document.get(question)), "")


def _sent(session: Session, kept: SelfAssessment) -> tuple[Answers, CompiledInstrument] | None:
    """The answers that were sent last, with the form that they answer."""
    row = session.execute(
        select(SubmissionRevision, Submission)
        .join(Submission, Submission.id == SubmissionRevision.submission_id)
        .where(Submission.id == kept.draft_id, SubmissionRevision.number == Submission.current_revision)
    ).first()
    if row is None or kept.submitted_at is None:
        return None
    revision, submission = row
    version = session.get_one(InstrumentVersion, revision.version_id or submission.version_id)
    return dict(revision.document), compiled_version(version)
