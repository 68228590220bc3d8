"""The revisions of a signed moderation: the whole document as it was signed off, and after each change since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.models import AuditCase, CaseModeration, ModerationPanel, ModerationRevision
from survey_app.case_audits.moderation.questions import joint_scale
from survey_app.case_audits.moderation.reading import CaseState, QuestionState
from survey_app.case_audits.moderation.refusals import ModerationRefused
from survey_app.collect.display import moment_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing in which two revisions differ; texts are empty where there was, or is, nothing."""

    what: str
    before: str
    after: str


def revisions_of(session: Session, case: AuditCase) -> Sequence[ModerationRevision]:
    """All revisions of a case's moderation, the first first."""
    return session.scalars(
        select(ModerationRevision).where(ModerationRevision.case_id == case.id).order_by(ModerationRevision.number)
    ).all()


def refuse_without_reason(moderation: CaseModeration, because: str) -> None:
    """Refuse a change after sign-off that does not say why."""
    if moderation.signed_at is not None and not because.strip():
        raise ModerationRefused("The case is signed off. Say why you change it: the reason stays with the revision.")


def add_revision(session: Session, state: CaseState, *, by: int | None, reason: str = "") -> ModerationRevision:
    """Add the next revision: the whole moderation as it is now. Whoever calls has locked the case."""
    number = len(revisions_of(session, state.case)) + 1
    revision = ModerationRevision(
        case_id=state.case.id, number=number, document=document_of(state), reason=reason.strip(), made_by_id=by
    )
    session.add(revision)
    session.flush()
    return revision


def document_of(state: CaseState) -> dict[str, Any]:
    """The moderation of a case as a document: grades with their words, so that it reads the same ever after."""
    moderation, audit = state.moderation, state.case.audit
    assert moderation is not None
    scale = joint_scale(audit)
    return {
        "audit": audit.title,
        "case": state.case.pseudonym,
        "meeting": meeting_document(moderation.panel) if moderation.panel is not None else None,
        "seconds": moderation.seconds_spent,
        "returns": [
            {"agency_id": agency.id, "agency": agency.name, "received_at": at.isoformat() if at is not None else ""}
            for agency, at in state.sides.received
        ],
        "questions": [_question(one) for one in state.questions],
        "joint_working": moderation.joint_working,
        "joint_working_text": scale.text(moderation.joint_working) if scale is not None else "",
        "joint_working_why": moderation.joint_working_why,
        "unresolved": moderation.unresolved,
    }


def meeting_document(panel: ModerationPanel) -> dict[str, Any]:
    """Who met when."""
    return {
        "met_on": panel.met_on.isoformat(),
        "chair": panel.chair,
        "attendees": [
            {"name": one.name, "agency": one.agency.name if one.agency is not None else ""} for one in panel.attendees
        ],
    }


def _question(one: QuestionState) -> dict[str, Any]:
    question = one.sides.question
    return {
        "name": question.name,
        "number": question.number,
        "text": question.text,
        "sides": [
            {"agency_id": side.agency.id, "agency": side.agency.name, "state": side.state, "grade": side.grade,
             "text": side.text, "not_blind": side.not_blind, "was": side.was}
            for side in one.sides.sides
        ],
        "apart": one.sides.apart,
        "grade": one.settled.grade if one.settled is not None else "",
        "grade_text": one.settled_text,
        "reason": one.settled.reason if one.settled is not None else "",
        "dissents": [
            {"agency": each.agency.name, "grade": each.grade, "grade_text": question.scale.text(each.grade),
             "reason": each.reason}
            for each in one.dissents
        ],
    }  # fmt: skip


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """In which words two revisions differ, in the order of the document."""
    old, new = dict(_lines(before)), dict(_lines(after))
    return tuple(
        Change(what=what, before=old.get(what, ""), after=new.get(what, ""))
        for what in dict.fromkeys([*new, *old])
        if old.get(what, "") != new.get(what, "")
    )


def _lines(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The document as lines of what and words."""
    meeting = document["meeting"] or {}
    yield "Day of the meeting", meeting.get("met_on", "")
    yield "Chair", meeting.get("chair", "")
    people = [
        f"{one['name']} ({one['agency']})" if one["agency"] else one["name"] for one in meeting.get("attendees", ())
    ]
    yield "Who was there", "\n".join(people)
    yield "Minutes spent", str(round(document["seconds"] / 60))
    for one in document["returns"]:
        at = one["received_at"]
        yield f"Return of {one['agency']} came", moment_text(datetime.fromisoformat(at)) if at else ""
    for one in document["questions"]:
        yield f"{one['number']}: moderated grade", one["grade_text"]
        yield f"{one['number']}: reason", one["reason"]
        for side in one["sides"]:
            late = ", not blind" if side["not_blind"] else ""
            yield f"{one['number']}: {side['agency']}’s own grade", f"{side['text']}{late}"
        for each in one["dissents"]:
            would = f"{each['grade_text']}: " if each["grade_text"] else ""
            yield f"{one['number']}: dissent of {each['agency']}", f"{would}{each['reason']}"
    yield "Joint working", document["joint_working_text"]
    yield "Joint working: why", document["joint_working_why"]
    yield "Disagreement that remains", document["unresolved"]
