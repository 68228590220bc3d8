"""Making an assessment final: a numbered copy that nobody changes. Reopening leaves it and makes the next."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.happenings import work_changed
from survey_app.walkabouts.cycles.stages import advance
from survey_app.walkabouts.cycles.standards import short_name, standards_for
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.models.outcomes import FinalRevision, Judgement, Section11Action
from survey_app.walkabouts.outcomes import mailing
from survey_app.walkabouts.outcomes.accuracy import ANSWERS, GENERAL, ReplyState, close_without_reply, reply_state
from survey_app.walkabouts.outcomes.actions import actions_for, refuse_without_action
from survey_app.walkabouts.outcomes.grades import CycleGrades, cycle_grades
from survey_app.walkabouts.outcomes.grading import compared, refuse_unexplained
from survey_app.walkabouts.outcomes.judgements import current_judgements, revisions_of
from survey_app.walkabouts.outcomes.received import team_notes
from survey_app.walkabouts.outcomes.reconciling import conversations_of
from survey_app.walkabouts.outcomes.refusals import StepRefused
from survey_app.walkabouts.outcomes.seats import team_of, visits_of
from survey_app.walkabouts.outcomes.signing import signatures
from survey_app.walkabouts.outcomes.steps import add_step, lock, newest, require_stage, steps_of

FORMAT = 1
LONGEST_REASON = 2000


def finalise(
    session: Session, assessment: Section11Assessment, *, by: int, today: date, without_asking: str = ""
) -> FinalRevision:
    """Make it final: after the reply, or where it was reopened without asking the agency again, with the reason."""
    lock(session, assessment)
    if without_asking.strip():
        _skip_the_reply(session, assessment, without_asking, by)
    require_stage(assessment, ("replying",), "make it final")
    state = reply_state(session, assessment)
    if state is not None and not state.answer and state.clock(today).is_overdue:
        close_without_reply(session, assessment, by=by, today=today)
        state = reply_state(session, assessment)
    if state is not None and not state.is_settled:
        raise StepRefused(_what_is_open(state, today))
    refuse_unexplained(session, assessment)
    refuse_without_action(session, assessment)
    revision = _freeze(session, assessment, state, by)
    add_step(session, assessment, "final", by=by, details={"revision": revision.number})
    advance(session, assessment, "final", by)
    mailing.queue_final(session, assessment)
    work_changed(session, assessment.partnership_id)
    return revision


def _skip_the_reply(session: Session, assessment: Section11Assessment, reason: str, by: int) -> None:
    """After a reopening that changes nothing that the agency would have to check."""
    require_stage(assessment, ("signed",), "make it final without asking the agency again")
    if not final_revisions(session, assessment):
        raise StepRefused("The agency checks the facts first: send it to the agency.")
    add_step(session, assessment, "no_reply", by=by, details={"not_asked": reason.strip()})
    advance(session, assessment, "replying", by)


def _what_is_open(state: ReplyState, today: date) -> str:
    if state.unanswered:
        count = len(state.unanswered)
        return f"{'One correction is' if count == 1 else f'{count} corrections are'} still to be answered."
    return f"The agency may still reply: it is {state.clock(today).words}."


def reopen(session: Session, assessment: Section11Assessment, *, reason: str, by: int) -> None:
    """Open a final assessment again. Its copies stay as they are; the next one says why there is another."""
    lock(session, assessment)
    require_stage(assessment, ("final",), "reopen it")
    if not reason.strip():
        raise StepRefused("Say why it is reopened. The reason stands in the next copy, and the agency reads it.")
    add_step(session, assessment, "reopened", by=by, details={"reason": reason.strip()[:LONGEST_REASON]})
    assessment.stage = "compared"  # what follows: revise with a reason, sign, reply, final
    session.flush()


def final_revisions(session: Session, assessment: Section11Assessment) -> list[FinalRevision]:
    """Every copy, the newest first."""
    return list(
        session.scalars(
            select(FinalRevision)
            .where(FinalRevision.assessment_id == assessment.id)
            .order_by(FinalRevision.number.desc())
        )
    )


def find_revision(session: Session, assessment: Section11Assessment, number: int) -> FinalRevision | None:
    """One copy by its number."""
    return next((one for one in final_revisions(session, assessment) if one.number == number), None)


def is_sound(session: Session, assessment: Section11Assessment) -> bool:
    """Whether every copy still fits its fingerprint and follows the one before."""
    previous, expected = "", 1
    for revision in reversed(final_revisions(session, assessment)):
        if (
            revision.number != expected
            or revision.previous != previous
            or revision.own_fingerprint() != revision.fingerprint
        ):
            return False
        previous, expected = revision.fingerprint, expected + 1
    return True


def _freeze(session: Session, assessment: Section11Assessment, state: ReplyState | None, by: int) -> FinalRevision:
    before = final_revisions(session, assessment)
    reopened = newest(session, assessment, "reopened")
    document = copy_of(session, assessment, state)
    revision = FinalRevision(
        assessment_id=assessment.id, partnership_id=assessment.partnership_id, number=len(before) + 1,
        document=json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        reason=reopened.details["reason"] if before and reopened is not None else "", made_by_id=by, made_at=now(),
        previous=before[0].fingerprint if before else "",
    )  # fmt: skip
    revision.fingerprint = revision.own_fingerprint()
    session.add(revision)
    session.flush()
    return revision


def copy_of(session: Session, assessment: Section11Assessment, state: ReplyState | None) -> dict[str, Any]:
    """Everything that the assessment says, in words and names of grades; nothing of single conversations."""
    grades, talks = cycle_grades(assessment.cycle), conversations_of(session, assessment)
    actions = actions_for(session, assessment)
    return {
        "format": FORMAT,
        "title": assessment.title,
        "agencies": [_agency(member.agency.name, member.exceptions) for member in assessment.members],
        "partnership": assessment.partnership.name,
        "cycle": assessment.cycle.title,
        "rubric": assessment.rubric.number if assessment.rubric is not None else None,
        "visits": [
            {"site": visit.site, "day": visit.day.isoformat() if visit.day else None}
            for visit in visits_of(session, assessment)
        ],
        "team": sorted({member.user.name for member in team_of(session, assessment)}),
        "narrative_only": talks.narrative_only,
        "why_narrative": talks.why,
        "grades": [[name, label] for name, label in grades.choices.items()],  # the best first
        "standards": list(_standards(session, assessment, grades, actions)),
        "reply": _reply(state),
        "signed": [
            {"by": step.made_by.name if step.made_by else "", "at": step.made_at.isoformat(),
             "statement": step.details.get("statement", ""), "remark": step.details.get("remark", "")}
            for step in signatures(session, assessment)
        ],
        "steps": [
            {"kind": step.kind, "at": step.made_at.isoformat(), "by": step.made_by.name if step.made_by else ""}
            for step in steps_of(session, assessment)
        ],
    }  # fmt: skip


def _agency(name: str, exceptions: dict[str, dict[str, str]]) -> dict[str, Any]:
    return {"name": name, "exceptions": exceptions or {}}


def _standards(
    session: Session, assessment: Section11Assessment, grades: CycleGrades, actions: list[Section11Action]
) -> Iterator[dict[str, Any]]:
    judged, dates = current_judgements(session, assessment), _evidence_dates(session, assessment)
    beside = {line.standard: line for line in compared(session, assessment)}
    rubric = assessment.rubric.document if assessment.rubric is not None else {}
    for standard in standards_for(assessment):
        judgement, line = judged.get(standard.name), beside.get(standard.name)
        grade = judgement.grade if judgement is not None else ""
        yield {
            "name": standard.name,
            "short": short_name(standard.name),
            "label": standard.label,
            "grade": grade,
            "grade_label": grades.text(grade),
            "means": rubric.get(standard.name, {}).get(grade) or grades.meanings.get(grade, ""),
            "good": {name: rubric.get(standard.name, {}).get(name, "") for name in grades.order},
            **({} if judgement is None else _words(judgement)),
            "evidence_on": dates.get(standard.name),
            "own": line.own if line is not None else "",
            "own_label": grades.text(line.own) if line is not None and line.own else "",
            "gap": line.gap if line is not None else None,
            "gap_reason": line.reason if line is not None else "",
            "revised": [_revision(one, grades) for one in revisions_of(session, assessment, standard.name)
                        if one.reason],
            "actions": [_action(one) for one in actions if one.standard == standard.name],
        }  # fmt: skip


def _evidence_dates(session: Session, assessment: Section11Assessment) -> dict[str, str]:
    """The day of the newest evidence for each standard, of the notes that the team reconciled."""
    step = newest(session, assessment, "reconciled")
    sources = {source["submission"] for source in step.details["sources"]} if step is not None else set()
    found: dict[str, str] = {}
    for notes in team_notes(session, assessment).received:
        for name, note in notes.standards.items() if notes.submission_id in sources else ():
            if note.evidence_on is not None and (notes.visit.day is None or note.evidence_on <= notes.visit.day):
                found[name] = max(found.get(name, ""), note.evidence_on.isoformat())
    return found


def _words(judgement: Judgement) -> dict[str, Any]:
    return {
        "exempt_because": judgement.exempt_because, "rationale": judgement.rationale, "evidence": judgement.evidence,
        "strengths": judgement.strengths, "gaps": judgement.gaps, "judged_on": judgement.made_at.date().isoformat(),
    }  # fmt: skip


def _revision(judgement: Judgement, grades: CycleGrades) -> dict[str, Any]:
    return {
        "number": judgement.number, "grade_label": grades.text(judgement.grade), "reason": judgement.reason,
        "after_seeing": judgement.after_seeing, "at": judgement.made_at.isoformat(),
    }  # fmt: skip


def _action(action: Section11Action) -> dict[str, Any]:
    return {
        "reference": action.reference, "what": action.what, "owner": action.owner,
        "agency": action.agency.name if action.agency is not None else "",
        "due_on": action.due_on.isoformat() if action.due_on else None, "success_measure": action.success_measure,
    }  # fmt: skip


def _reply(state: ReplyState | None) -> dict[str, Any]:
    if state is None:
        return {"answer": "not_asked", "words": "The agency was not asked again.", "corrections": []}
    words = {"none": "No reply by the date", **ANSWERS}.get(state.answer, "")
    return {
        "answer": state.answer, "words": words, "due_on": state.due_on.isoformat(),
        "corrections": [
            {"standard": "" if one.standard == GENERAL else short_name(one.standard), "wrong": one.wrong,
             "right": one.right, "shown_by": one.shown_by, "answer": one.answer, "reason": one.answer_reason}
            for one in state.corrections
        ],
    }  # fmt: skip
