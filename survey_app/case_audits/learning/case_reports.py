"""The report of one case: what the panel saw and settled, in bands and under the pseudonym, strengths first.

What in its texts could tell who somebody is has been found before anything is handed out, and is covered in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from exports.documents.case_report import CaseGrade, CasePoint, CaseReportPaper, CaseVoices
from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.learning.bands import known_of_case
from survey_app.case_audits.learning.checking import never_kept, telling_words_in
from survey_app.case_audits.learning.points import learning_of
from survey_app.case_audits.learning.refusals import LearningRefused
from survey_app.case_audits.models import DRAW_METHODS, AgencyReturn, AuditCase
from survey_app.case_audits.moderation.after_signing import since_signing_of
from survey_app.case_audits.moderation.questions import joint_scale
from survey_app.case_audits.moderation.reading import CaseState, QuestionState, case_state
from survey_app.case_audits.planning.standing import standings_of
from survey_app.case_audits.returns.said import said_in_words
from survey_app.case_audits.returns.voices import voices_of
from survey_app.collect.display import LOCAL_TIME
from survey_app.forums.replies.telling import Telling

COVER = "[covered]"
SINCE = "The panel signed this case off, and has not signed what came afterwards and stands in this report too:"
NOT_SIGNED = "The panel has not signed this case off yet: what it settles may still change."


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReport:
    """A case report with what was found in its texts, and the same with all of that covered."""

    paper: CaseReportPaper
    found: tuple[Telling, ...]
    covered: CaseReportPaper


def case_report(session: Session, case: AuditCase, *, at: datetime) -> CaseReport:
    """The report of one case.

    Raises
    ------
    StillBlind
        Before moderation opens.
    LearningRefused
        Where the case could not be used.
    """
    state = case_state(session, case)
    if state is None:
        raise LearningRefused(f"{case.pseudonym} could not be used, so there is no report of it.")
    paper = _compile(session, state, at)
    confirmed = {point.text for point in learning_of(session, case.audit) if point.checked_why}
    texts = [(place, text) for place, text in texts_in(paper) if text not in confirmed or never_kept(text)]
    found = tuple(telling_words_in(session, case.audit, texts))
    words = [*(one.text for one in found), *(word for _, text in texts for word in never_kept(text))]
    return CaseReport(paper=paper, found=found, covered=_covered(paper, words, confirmed))


def file_of(report: CaseReport, *, cover: bool) -> CaseReportPaper:
    """What may be handed out: the report, with what was found covered once somebody says so."""
    if report.found and not cover:
        places = ", ".join(dict.fromkeys(one.place for one in report.found))
        raise LearningRefused(
            f"Words in this report could tell who somebody is, in {places}. Its page marks them: change them where "
            "they were written, or let them be covered in the file.",
            title="Look at the marked words first",
        )
    return report.covered


def texts_in(paper: CaseReportPaper) -> Iterator[tuple[str, str]]:
    """Every text of a report that somebody typed, and where it stands."""
    for _, part in paper.agencies:
        yield "who was involved", part
    for point in paper.learning:
        yield "the learning", point.text
        yield "the learning", point.theme
    for grade in paper.grades:
        yield grade.question, grade.reason
        for _, own in grade.own:
            yield grade.question, own
        for dissent in grade.dissents:
            yield f"{grade.question}, dissent", dissent
    yield "how agencies worked together", paper.joint_working_why
    yield "what stays unresolved", paper.unresolved
    for voice in paper.voices:
        for question, answer in voice.said:
            yield f"{voice.agency}: {question}", answer


def _covered(paper: CaseReportPaper, words: Sequence[str], confirmed: set[str]) -> CaseReportPaper:
    """The same paper with these words covered, wherever somebody typed them."""
    longest_first = sorted({word for word in words if word.strip()}, key=len, reverse=True)

    def cover(text: str) -> str:
        for word in longest_first if text not in confirmed else ():
            text = text.replace(word, COVER)
        return text

    return replace(
        paper,
        agencies=tuple((agency, cover(part)) for agency, part in paper.agencies),
        learning=tuple(replace(one, text=cover(one.text), theme=cover(one.theme)) for one in paper.learning),
        grades=tuple(_covered_grade(one, cover) for one in paper.grades),
        joint_working_why=cover(paper.joint_working_why),
        unresolved=cover(paper.unresolved),
        voices=tuple(replace(one, said=tuple((ask, cover(said)) for ask, said in one.said)) for one in paper.voices),
    )


def _covered_grade(grade: CaseGrade, cover: Callable[[str], str]) -> CaseGrade:
    return replace(
        grade, reason=cover(grade.reason), dissents=tuple(map(cover, grade.dissents)),
        own=tuple((agency, cover(text)) for agency, text in grade.own),
    )  # fmt: skip


def _compile(session: Session, state: CaseState, at: datetime) -> CaseReportPaper:
    case, audit = state.case, state.case.audit
    moderation, joint = state.moderation, joint_scale(audit)
    points = [point for point in learning_of(session, audit) if point.case_id == case.id]
    return CaseReportPaper(
        audit=audit.title,
        partnership=audit.partnership.name,
        kind=KINDS[audit.kind].name,
        pseudonym=case.pseudonym,
        number=case.number,
        selection=DRAW_METHODS.get(case.selection, case.selection),
        known=known_of_case(case),
        agencies=tuple(_involvements(session, case, at)),
        learning=tuple(CasePoint(kind=one.kind, theme=one.theme, text=one.text) for one in points),
        grades=tuple(_grade(one) for one in state.questions if one.sides.is_graded or one.settled is not None),
        joint_working=joint.text(moderation.joint_working) if moderation and joint and moderation.joint_working else "",
        joint_working_why=moderation.joint_working_why if moderation else "",
        unresolved=moderation.unresolved if moderation else "",
        voices=(
            *(CaseVoices(agency=one.name, said=said) for one, said in state.sides.voices if said),
            *_written_down(session, case),
        ),
        state=_signed_or_not(session, state),
        produced_at=at,
    )


def _signed_or_not(session: Session, state: CaseState) -> str:
    """Why what the report says may still change; empty where the panel has signed all of it."""
    if not KINDS[state.case.audit.kind].moderated:
        return ""
    if state.state != "signed":
        return NOT_SIGNED
    since = since_signing_of(session, [state]).get(state.case.id)
    return f"{SINCE} {since.in_words}" if since is not None else ""


def _written_down(session: Session, case: AuditCase) -> Iterator[CaseVoices]:
    """What child, parent and practitioner said for this audit on forms of their own."""
    for one in voices_of(session, case.audit):
        if one.case.id == case.id:
            said = said_in_words(session, one)
            by = f", written down by {said.agency}" if said.agency else ""
            yield CaseVoices(agency=f"{said.whose}{by}", said=said.rows)


def _involvements(session: Session, case: AuditCase, at: datetime) -> Iterator[tuple[str, str]]:
    for one in standings_of(session, case.audit, at.astimezone(LOCAL_TIME).date()):
        if one.asked.case_id == case.id:
            yield one.asked.agency.name, _part(one.asked, one.state, one.not_blind)


def _part(asked: AgencyReturn, state: str, not_blind: bool) -> str:
    if state == "not_involved":
        return f"Not involved: {asked.not_involved_why}"
    if state != "made":
        return "Asked; its return is missing"
    return "Made its return, after the others could be seen" if not_blind else "Made its return"


def _grade(one: QuestionState) -> CaseGrade:
    question, scale = one.sides.question, one.sides.question.scale
    grade = one.settled.grade if one.settled is not None else ""
    return CaseGrade(
        question=f"{question.number}. {question.title}",
        own=tuple((side.agency.name, side.text) for side in one.sides.sides),
        moderated=one.settled_text,
        place=scale.order.index(grade) if grade in scale.order else None,
        grades=len(scale.order),
        reason=one.settled.reason if one.settled is not None else "",
        dissents=tuple(
            _dissent(dissent.agency.name, scale.text(dissent.grade), dissent.reason) for dissent in one.dissents
        ),
    )


def _dissent(agency: str, grade: str, reason: str) -> str:
    return f"{agency} ({grade}): {reason}" if grade else f"{agency}: {reason}"
