"""Settling a question: one moderated grade with its reason, and who does not agree."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from survey_app.case_audits.models import AuditCase, CaseModeration, Dissent, ModeratedGrade
from survey_app.case_audits.moderation.cases import locked
from survey_app.case_audits.moderation.questions import NO_AGREEMENT, GradedQuestion, joint_scale
from survey_app.case_audits.moderation.reading import CaseState, case_state
from survey_app.case_audits.moderation.refusals import ChangedMeanwhile, ModerationRefused
from survey_app.case_audits.moderation.revising import add_revision, refuse_without_reason
from survey_app.case_audits.moderation.wordings import (
    Conclusion,
    DissentWords,
    Settlement,
    conclusion_of,
    settlement_of,
)

MEANWHILE = (
    "Somebody else has kept other words meanwhile. They stand beside the form, and what you typed is still in it. Put "
    "both together, then keep it again."
)


def keep_question(
    session: Session, case: AuditCase, question: str, wording: Settlement, *, by: int | None, seen: str | None = None,
    because: str = "",
) -> bool:  # fmt: skip
    """Keep what the panel settles of one question.

    Parameters
    ----------
    wording : Settlement
        Grade, reason and dissents, all of them: a dissent that is not among them is taken out.
    seen : str, optional
        The mark of the wording that the writer has read. Where another is kept by now, nothing is.
    because : str
        Why it is changed, once the case is signed off: it makes a revision.

    Returns
    -------
    bool
        Whether anything was changed.

    Raises
    ------
    StillBlind
        Before moderation opens.
    ChangedMeanwhile
        Where somebody else has kept other words since.
    ModerationRefused
        Where the grade needs a reason, a dissent says nothing, or a signed case is changed without a reason.
    """
    moderation = locked(session, case)
    state = _state(session, case)
    found = state.of(question)
    if found is None:
        raise ModerationRefused("The form of this audit has no such question.")
    kept, tidy = settlement_of(moderation, question), wording.tidy()
    if tidy == kept:
        return False
    if seen is not None and seen != kept.mark:
        raise ChangedMeanwhile(MEANWHILE)
    _check(state, found.sides.question, tidy)
    _refuse_silent_difference(state, question, tidy)
    refuse_without_reason(moderation, because)
    _write(session, moderation, question, tidy)
    _saved(session, case, moderation, by, because)
    return True


def settle(
    session: Session, case: AuditCase, question: str, *, grade: str, by: int | None, reason: str = "",
    because: str = "",
) -> ModeratedGrade | None:  # fmt: skip
    """Settle one grade (or NO_AGREEMENT) and leave the dissents as they are; see :func:`keep_question`."""
    kept = settlement_of(session.get(CaseModeration, case.id), question)
    keep_question(
        session, case, question, replace(kept, grade=grade, reason=reason), by=by, seen=kept.mark, because=because
    )
    return session.get(ModeratedGrade, (case.id, question))


def dissent(
    session: Session, case: AuditCase, question: str, agency_id: int, *, reason: str, by: int | None, grade: str = "",
    because: str = "",
) -> Dissent | None:  # fmt: skip
    """Record that an agency does not agree, and what it would give; see :func:`keep_question`."""
    kept = settlement_of(session.get(CaseModeration, case.id), question)
    dissents = {**kept.dissents, agency_id: DissentWords(grade=grade, reason=reason)}
    keep_question(session, case, question, replace(kept, dissents=dissents), by=by, seen=kept.mark, because=because)
    return session.get(Dissent, (case.id, question, agency_id))


def conclude(
    session: Session, case: AuditCase, wording: Conclusion, *, by: int | None, seen: str | None = None,
    because: str = "",
) -> bool:  # fmt: skip
    """Keep how effective joint working was, and what the panel could not agree on; whether anything was changed."""
    moderation = locked(session, case)
    kept, tidy = conclusion_of(moderation), wording.tidy()
    if tidy == kept:
        return False
    if seen is not None and seen != kept.mark:
        raise ChangedMeanwhile(MEANWHILE)
    scale = joint_scale(case.audit)
    if tidy.joint_working and (scale is None or tidy.joint_working not in scale.choices):
        raise ModerationRefused("Choose one of the grades for joint working.")
    if tidy.joint_working and not tidy.joint_working_why:
        raise ModerationRefused("Say why joint working has this grade.")
    refuse_without_reason(moderation, because)
    moderation.joint_working = tidy.joint_working
    moderation.joint_working_why = tidy.joint_working_why
    moderation.unresolved = tidy.unresolved
    _saved(session, case, moderation, by, because)
    return True


def dissenting_agencies(state: CaseState) -> dict[int, str]:
    """The agencies that may dissent, by name: those of the case, and those at the meeting."""
    found = {agency.id: agency.name for agency in state.sides.agencies}
    panel = state.moderation.panel if state.moderation is not None else None
    for one in panel.attendees if panel is not None else ():
        if one.agency is not None:
            found[one.agency.id] = one.agency.name
    for line in state.questions:
        found |= {one.agency_id: one.agency.name for one in line.dissents}
    return dict(sorted(found.items(), key=lambda one: one[1].casefold()))


def _state(session: Session, case: AuditCase) -> CaseState:
    state = case_state(session, case)
    assert state is not None  # a case that could not be used is refused before
    return state


def _check(state: CaseState, question: GradedQuestion, wording: Settlement) -> None:
    scale = question.scale
    if wording.grade and wording.grade != NO_AGREEMENT and wording.grade not in scale.choices:
        raise ModerationRefused("Choose one of the grades of the scale.")
    if not wording.grade and (wording.reason or wording.dissents):
        raise ModerationRefused("Choose the moderated grade, or say that no agreement was reached.")
    if wording.grade == NO_AGREEMENT and not wording.reason:
        raise ModerationRefused("Say in the reason what could not be agreed, and between which agencies.")
    names = dissenting_agencies(state)
    for agency, one in wording.dissents.items():
        name = names.get(agency)
        if name is None:
            raise ModerationRefused("Only an agency of this case, or one at the meeting, can dissent.")
        if not one.reason:
            raise ModerationRefused(f"Say why {name} dissents.")
        if one.grade and one.grade not in scale.choices:
            raise ModerationRefused(f"Choose one of the grades for what {name} would give.")
        if one.grade and one.grade == wording.grade:
            raise ModerationRefused(
                f"{name} would give the grade that the panel settled, so that is no dissent. Change it, or take it out."
            )


def _refuse_silent_difference(state: CaseState, question: str, wording: Settlement) -> None:
    found = state.of(question)
    assert found is not None
    if not wording.grade or wording.reason:
        return
    others = found.sides.differs_from(wording.grade)
    if others:
        names = ", ".join(side.agency.name for side in others)
        raise ModerationRefused(f"Give the reason: the grade is not the one that {names} gave.")


def _write(session: Session, moderation: CaseModeration, question: str, wording: Settlement) -> None:
    grade = next((one for one in moderation.grades if one.question == question), None)
    if not wording.grade:
        if grade is not None:
            session.delete(grade)
    else:
        stored = "" if wording.grade == NO_AGREEMENT else wording.grade
        if grade is None:
            grade = ModeratedGrade(case_id=moderation.case_id, question=question, grade=stored, reason=wording.reason)
            session.add(grade)
        grade.grade, grade.reason = stored, wording.reason
    held = {one.agency_id: one for one in moderation.dissents if one.question == question}
    for agency in held.keys() - wording.dissents.keys():
        session.delete(held[agency])
    for agency, words in wording.dissents.items():
        one = held.get(agency)
        if one is None:
            one = Dissent(case_id=moderation.case_id, question=question, agency_id=agency, reason=words.reason)
            session.add(one)
        one.grade, one.reason = words.grade, words.reason


def _saved(session: Session, case: AuditCase, moderation: CaseModeration, by: int | None, because: str) -> None:
    moderation.revision += 1
    session.flush()
    session.expire(moderation)
    if moderation.signed_at is not None:
        add_revision(session, _state(session, case), by=by, reason=because)
