"""Actions: one at least for every grade that is not good enough, with what, who, by when, and how one will know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from analysis.beside import Actions
from analysis.beside.actions import COLUMNS
from analysis.beside.actions import actions_of as laid_out
from survey_app.partnership.models import Partnership
from survey_app.walkabouts.cycles.standards import short_name, standards_for
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.models.outcomes import FinalRevision, Section11Action
from survey_app.walkabouts.outcomes.grades import cycle_grades
from survey_app.walkabouts.outcomes.judgements import current_judgements, find_standard
from survey_app.walkabouts.outcomes.refusals import StepRefused
from survey_app.walkabouts.outcomes.steps import lock, require_stage

PLANNED_IN = ("reconciled", "graded", "compared", "replying")
CONSTRUCTED = "Constructed for the demo: the actions of the whole partnership."


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlan:
    """What is planned."""

    what: str
    owner: str
    due_on: date
    success_measure: str
    agency_id: int | None = None


def actions_for(session: Session, assessment: Section11Assessment) -> list[Section11Action]:
    """The actions of an assessment, by reference."""
    found = session.scalars(select(Section11Action).where(Section11Action.assessment_id == assessment.id)).all()
    order = {standard.name: place for place, standard in enumerate(standards_for(assessment))}
    return sorted(found, key=lambda one: (order.get(one.standard, len(order)), len(one.reference), one.reference))


def add_action(
    session: Session, assessment: Section11Assessment, standard: str, plan: ActionPlan, *, by: int | None, today: date
) -> Section11Action:
    """Plan an action for a standard."""
    lock(session, assessment)
    require_stage(assessment, PLANNED_IN, "plan actions")
    if find_standard(assessment, standard) is None:
        raise StepRefused("That standard does not apply to this agency.")
    action = Section11Action(
        partnership_id=assessment.partnership_id, assessment_id=assessment.id, standard=standard,
        reference=_next_reference(actions_for(session, assessment), standard), opened_on=today, made_by_id=by,
    )  # fmt: skip
    _write(assessment, action, plan)
    session.add(action)
    session.flush()
    return action


def change_action(
    session: Session, assessment: Section11Assessment, action: Section11Action, plan: ActionPlan
) -> Section11Action:
    """Write an action anew, before the assessment is final."""
    action = _still_there(session, assessment, action)
    require_stage(assessment, PLANNED_IN, "change actions")
    _write(assessment, action, plan)
    session.flush()
    return action


def remove_action(session: Session, assessment: Section11Assessment, action: Section11Action) -> None:
    """Take an action out, before the assessment is final."""
    action = _still_there(session, assessment, action)
    require_stage(assessment, PLANNED_IN, "take actions out")
    session.delete(action)
    session.flush()


def _still_there(session: Session, assessment: Section11Assessment, action: Section11Action) -> Section11Action:
    """The action as it is now, with the assessment locked; refused where somebody has taken it out meanwhile."""
    action_id = action.id
    lock(session, assessment)
    found = find_action(session, assessment, action_id)
    if found is None:
        raise StepRefused("Somebody has taken this action out meanwhile. Plan it anew if it is still needed.")
    return found


def find_action(session: Session, assessment: Section11Assessment, action_id: str) -> Section11Action | None:
    """One action of this assessment."""
    return next((one for one in actions_for(session, assessment) if one.id == action_id), None)


def _write(assessment: Section11Assessment, action: Section11Action, plan: ActionPlan) -> None:
    members = [member.agency_id for member in assessment.members]
    action.agency_id = plan.agency_id if plan.agency_id in members else members[0]
    action.what, action.owner = plan.what.strip(), plan.owner.strip()
    action.due_on, action.success_measure = plan.due_on, plan.success_measure.strip()


def _next_reference(found: Sequence[Section11Action], standard: str) -> str:
    """“St4.2”: the second action of the fourth standard."""
    taken = {one.reference for one in found}
    number = 1
    while f"{short_name(standard)}.{number}" in taken:
        number += 1
    return f"{short_name(standard)}.{number}"


def without_action(session: Session, assessment: Section11Assessment) -> tuple[str, ...]:
    """The standards whose grade asks for an action and has none."""
    grades, planned = cycle_grades(assessment.cycle), {one.standard for one in actions_for(session, assessment)}
    judged = current_judgements(session, assessment)
    return tuple(
        standard.name
        for standard in standards_for(assessment)
        if standard.name in judged and grades.needs_action(judged[standard.name].grade) and standard.name not in planned
    )


def refuse_without_action(session: Session, assessment: Section11Assessment) -> None:
    """Refuse to go on while a grade asks for an action that nobody has planned."""
    missing = without_action(session, assessment)
    if missing:
        labels = {standard.name: standard.label for standard in standards_for(assessment)}
        raise StepRefused(f"A grade below Mostly needs an action. Plan one for “{labels[missing[0]]}”.")


def partnership_actions(session: Session, partnership: Partnership, *, today: date) -> Actions | None:
    """The actions of all assessments that are or were final, laid out for dashboards and documents; None without any.

    An action of an assessment that was never final says what nobody may read yet.
    """
    finals = select(FinalRevision.assessment_id)
    rows = session.scalars(
        select(Section11Action).where(
            Section11Action.partnership_id == partnership.id,
            or_(Section11Action.assessment_id.is_(None), Section11Action.assessment_id.in_(finals)),
        )
    ).all()
    if not rows:
        return None
    frame = pd.DataFrame([_row(one) for one in rows], columns=list(COLUMNS), dtype=object)
    return laid_out(frame, today, note=CONSTRUCTED if partnership.is_demo else None)


def _row(action: Section11Action) -> dict[str, object]:
    return {
        "reference": action.reference,
        "recommendation": action.recommendation or _recommendation(action),
        "action": action.what,
        "owner": action.agency.name if action.agency is not None else action.owner,
        "opened_on": action.opened_on,
        "due_on": action.due_on,
        "closed_on": action.closed_on,
        "impact": action.impact,
    }


def _recommendation(action: Section11Action) -> str:
    if action.assessment is None:
        return ""
    labels = {one.name: one.label for one in action.assessment.cycle.standards}
    return f"{action.assessment.title}: {labels.get(action.standard, action.standard)}"
