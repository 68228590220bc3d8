"""What the page of an assessment, and the overview of its cycle, tell of its rubric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from survey_app.walkabouts.cycles.agreeing import agencies_agreed
from survey_app.walkabouts.cycles.parts import AssessmentPart, NextStep, PartLink, Viewer, assessment_part
from survey_app.walkabouts.cycles.people import leads_of
from survey_app.walkabouts.cycles.stages import is_underway
from survey_app.walkabouts.models import Section11Assessment

QA_GROUP = "QA group"


@assessment_part("rubric", position=10)
def rubric_part(
    session: Session, assessments: Sequence[Section11Assessment], viewer: Viewer
) -> Mapping[str, AssessmentPart]:
    """Not proposed, proposed or agreed, and who has to do something about it."""
    return {assessment.id: _part(session, assessment) for assessment in assessments}


def _part(session: Session, assessment: Section11Assessment) -> AssessmentPart:
    link = PartLink(
        text="What good looks like", endpoint="walkabouts.assessment_rubric", values={"assessment_id": assessment.id}
    )
    if assessment.rubric is None:
        step = NextStep(person=QA_GROUP, text="Propose the rubric")
        return AssessmentPart(
            title="Rubric", status="Not proposed", tone="grey", links=(link,),
            next_steps=(step,) if is_underway(assessment) else (),
        )  # fmt: skip
    version = f"Version {assessment.rubric.number}"
    if assessment.rubric_locked_at is None:
        return AssessmentPart(
            title="Rubric", status=f"{version} proposed", tone="yellow", links=(link,),
            lines=_agreed_so_far(session, assessment),
            next_steps=_steps_to_agree(session, assessment) if is_underway(assessment) else (),
        )  # fmt: skip
    on = f" on {assessment.rubric_agreed_on:%-d %B %Y}" if assessment.rubric_agreed_on else ""
    begin = NextStep(person=QA_GROUP, text="Begin fieldwork")
    return AssessmentPart(
        title="Rubric", status=f"{version} agreed", tone="green", links=(link,),
        lines=(f"Agreed by: {assessment.rubric_agreed_by}{on}. Locked.",),
        next_steps=(begin,) if assessment.stage == "planned" and assessment.cycle.state == "fieldwork" else (),
    )  # fmt: skip


def _agreed_so_far(session: Session, assessment: Section11Assessment) -> tuple[str, ...]:
    if not assessment.is_collective:
        return ()
    count = len(agencies_agreed(session, assessment))
    return (f"{count} of {len(assessment.members)} members have agreed.",)


def _steps_to_agree(session: Session, assessment: Section11Assessment) -> tuple[NextStep, ...]:
    """The leads of the agencies that have not agreed; where an agency has no lead here, the QA group records it."""
    agreed = agencies_agreed(session, assessment)
    steps = []
    for member in assessment.members:
        if member.agency_id in agreed:
            continue
        leads = leads_of(session, assessment.partnership_id, member.agency_id)
        steps += [
            NextStep(person=f"{lead.name} ({member.agency.name})", text="Agree the rubric or comment") for lead in leads
        ]
        if not leads:
            steps.append(NextStep(person=QA_GROUP, text=f"Agree the rubric with {member.agency.name}, and record it"))
    return tuple(steps)
