"""What the figures of an audit are worked out from, as the database has it now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from analysis.beside.graded_forms import scale_of
from analysis.case_audits import AuditQuestion, AuditRecord, DissentRecord, PanelGrade, ReturnRecord
from analysis.case_audits.records import Grades, ReturnState
from analysis.round_data import Form
from instruments.items import Item
from instruments.merging import Merged, merge_versions
from survey_app.case_audits.models import AgencyReturn, AuditCase, CaseAudit
from survey_app.case_audits.moderation.questions import graded_questions
from survey_app.case_audits.moderation.reading import dissents_of, moderated_grades, unagreed_of
from survey_app.case_audits.returned import ReturnedAnswers, returned_answers
from survey_app.designer.models import InstrumentVersion
from survey_app.designer.services import compiled_version

INVOLVED = "involved"  # the question of the form by which an agency says itself that it was not involved
CHOSEN = ("purposive", "good_practice")
NO_GRADES = "The form of this audit has no graded questions, so there is nothing to compare."
UNSIGNED = (
    "{count} of the cases with moderated grades {are} not signed off: what the panel has settled so far is counted, "
    "and can still change."
)
NO_BETTER_END = "Left out, since their scales do not say by name which end is the better one: {labels}."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """The answers of one return under the names of the newest version that any return names."""

    state: ReturnState
    grades: Grades
    blind: Grades | None


def audit_record(session: Session, audit: CaseAudit) -> AuditRecord:
    """The records of an audit, from its returns as they stand and as they stood when moderation opened.

    Parameters
    ----------
    session : Session
    audit : CaseAudit
        Its cases in use count; a case that could not be used is left out with all that is on it.

    Returns
    -------
    AuditRecord
        Agencies by the names of their records, never by the choice that a return makes of its kind of agency: two
        schools are two agencies.

    Raises
    ------
    StillBlind
        Before moderation opens.
    """
    came = returned_answers(session, audit)
    form = _form(session, audit, came)
    questions, notes = _questions(audit, form)
    names = tuple(question.name for question in questions)
    cases = _cases(session, audit)
    called = {case.id: case.pseudonym for case in cases}
    said = {(one.case.id, one.agency.id): _said(session, one, form, names) for one in came}
    asked = _asked(session, audit)
    known = [one for one in dissents_of(session, audit) if one.case_id in called]
    agencies = {one.agency.name for one in asked} | {one.agency.name for one in known}
    return AuditRecord(
        title=audit.title,
        cases=tuple(called.values()),
        agencies=tuple(sorted(agencies)),
        questions=questions,
        returns=tuple(_return(one, called[one.case_id], said.get((one.case_id, one.agency_id))) for one in asked),
        panel=tuple(
            PanelGrade(case=called[case_id], question=name, grade=one.grade, reason=one.reason)
            for case_id, grades in moderated_grades(session, audit).items()
            for name, one in sorted(grades.items(), key=lambda pair: names.index(pair[0]) if pair[0] in names else -1)
            if name in names
        ),
        unagreed=tuple((called[one.case_id], one.question) for one in unagreed_of(session, audit)),
        dissents=tuple(
            DissentRecord(
                case=called[one.case_id], question=one.question, agency=one.agency.name, grade=one.grade,
                reason=one.reason,
            )
            for one in known
        ),
        chosen=frozenset(case.pseudonym for case in cases if case.selection in CHOSEN),
        notes=(*notes, *_unsigned(session, audit)),
    )  # fmt: skip


def _unsigned(session: Session, audit: CaseAudit) -> tuple[str, ...]:
    """A note where grades are counted that the panel has not signed off yet."""
    signed = moderated_grades(session, audit, signed_only=True)
    count = len(moderated_grades(session, audit).keys() - signed.keys())
    return (UNSIGNED.format(count=count, are="is" if count == 1 else "are"),) if count else ()


def _cases(session: Session, audit: CaseAudit) -> Sequence[AuditCase]:
    return session.scalars(
        select(AuditCase)
        .where(AuditCase.audit_id == audit.id, AuditCase.state == "in_use")
        .order_by(AuditCase.number)
    ).all()  # fmt: skip


def _asked(session: Session, audit: CaseAudit) -> Sequence[AgencyReturn]:
    return session.scalars(
        select(AgencyReturn)
        .join(AuditCase, AuditCase.id == AgencyReturn.case_id)
        .where(AuditCase.audit_id == audit.id, AuditCase.state == "in_use")
        .options(selectinload(AgencyReturn.agency))
        .order_by(AuditCase.number, AgencyReturn.id)
    ).all()


def _form(session: Session, audit: CaseAudit, came: Sequence[ReturnedAnswers]) -> Form:
    """What was asked: the version of the round, or several made into one where returns name others."""
    assert audit.round is not None  # fieldwork made it
    version = audit.round.version
    wanted = {one.version_id for one in came} - {version.id}
    if not wanted:
        return compiled_version(version)
    others = session.scalars(select(InstrumentVersion).where(InstrumentVersion.id.in_(wanted)))
    return merge_versions({one.number: compiled_version(one).instrument for one in (version, *others)})


def _questions(audit: CaseAudit, form: Form) -> tuple[tuple[AuditQuestion, ...], tuple[str, ...]]:
    """The graded questions, and a note on those that cannot be compared."""
    items = [item for item in form.items if item.part == "grade" and not item.repeats and item.scale is not None]
    usable = [item for item in items if _has_better_end(item)]
    left_out = [item.question.label or item.name for item in items if item not in usable]
    titles = {one.name: f"{one.number}. {one.title}" for one in graded_questions(audit)} if not left_out else {}
    notes = (NO_BETTER_END.format(labels="; ".join(left_out)),) if left_out else () if items else (NO_GRADES,)
    return tuple(_question(item, titles.get(item.name, "")) for item in usable), notes


def _has_better_end(item: Item) -> bool:
    """Whether the question's scale is one that grades can be put in order by."""
    if item.scale is None or item.scale.direction == "none":
        return False
    try:
        scale_of(item)
    except ValueError:
        return False
    return True


def _question(item: Item, title: str) -> AuditQuestion:
    scale, called = scale_of(item)
    text = item.question.label or item.name
    return AuditQuestion(
        name=item.name, label=title or text, scale=scale, text=text if title else "",
        grade_labels=tuple(called[grade] for grade in scale.best_to_worst),
    )  # fmt: skip


def _said(session: Session, one: ReturnedAnswers, form: Form, names: Sequence[str]) -> _Said:
    document = _translated(session, one, form, one.document)
    blind = None if one.blind is None else _translated(session, one, form, one.blind)
    return _Said(
        state="not_involved" if document.get(INVOLVED) == "no" else "returned",
        grades=_grades(document, names),
        blind=None if blind is None else _grades(blind, names),
    )


def _translated(
    session: Session, one: ReturnedAnswers, form: Form, document: Mapping[str, Any]
) -> Mapping[str, Any]:  # fmt: skip
    if not isinstance(form, Merged):
        return document
    return form.translate(session.get_one(InstrumentVersion, one.version_id).number, document)


def _grades(document: Mapping[str, Any], names: Sequence[str]) -> dict[str, str | None]:
    """The graded questions that the document has: one that is not there was not asked."""
    return {name: document[name] or None for name in names if name in document}


def _return(asked: AgencyReturn, case: str, said: _Said | None) -> ReturnRecord:
    if asked.involvement == "not_involved":
        return ReturnRecord(case=case, agency=asked.agency.name, state="not_involved")
    if said is None:
        return ReturnRecord(case=case, agency=asked.agency.name, state="missing")
    return ReturnRecord(case=case, agency=asked.agency.name, state=said.state, grades=said.grades, blind=said.blind)
