"""The returns on a case side by side: what each agency said of each question, or why it said nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

from instruments.compiled import CompiledInstrument
from survey_app.case_audits.blindness import refuse_blind_audit
from survey_app.case_audits.models import AgencyReturn, AuditCase, CaseAudit
from survey_app.case_audits.moderation.questions import GradedQuestion, Scale, form_of, graded_questions
from survey_app.case_audits.returned import ReturnedAnswers, returned_answers
from survey_app.collect.display import answer_text
from survey_app.partnership.models import Agency

# What a side of a question may be, and what people read where it is no grade.
STATES = {
    "graded": "Graded",
    "not_applicable": "Not applicable",
    "not_involved": "Not involved",
    "not_asked": "Not asked",
    "no_answer": "Not answered",
    "missing": "No return",
}
TEXTS = (
    ("Why it does not apply", ("na_reason",)),
    ("Reason for the grade", ("rationale",)),
    ("Evidence", ("evidence_type", "evidence_reference", "evidence_date")),
    ("Confidence", ("confidence",)),
    ("Strength", ("strength",)),
    ("Gap", ("gap",)),
    ("Action", ("action_what", "action_owner", "action_due")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one agency says of one question.

    ``state`` is a key of :data:`STATES`; ``was`` is the grade as it stood when moderation opened, where it was changed
    since; ``words`` are names and texts, those that were written.
    """

    agency: Agency
    state: str
    grade: str = ""
    text: str = ""
    why: str = ""
    was: str = ""
    not_blind: bool = False
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSides:
    """One question with every agency's side of it."""

    question: GradedQuestion
    sides: tuple[Side, ...]

    @property
    def grades(self) -> tuple[str, ...]:
        """The grades that were given."""
        return tuple(side.grade for side in self.sides if side.state == "graded")

    @property
    def is_graded(self) -> bool:
        return bool(self.grades)

    @property
    def apart(self) -> int | None:
        """How many steps lie between the highest and the lowest grade; None with fewer than two grades."""
        return spread(self.question.scale, self.grades)

    @property
    def span(self) -> tuple[str, str] | None:
        """The highest and the lowest grade given."""
        order = self.question.scale.order
        places = sorted(order.index(grade) for grade in self.grades)
        return (order[places[0]], order[places[-1]]) if places else None

    @property
    def apart_text(self) -> str:
        """The spread in words."""
        if self.apart is None:
            return "One grade" if self.is_graded else "No grade"
        return "All agree" if self.apart == 0 else f"{self.apart} step{'' if self.apart == 1 else 's'} apart"

    def differs_from(self, grade: str) -> tuple[Side, ...]:
        """The agencies that graded otherwise."""
        return tuple(side for side in self.sides if side.state == "graded" and side.grade != grade)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSides:
    """A case with all returns on it."""

    case: AuditCase
    agencies: tuple[Agency, ...]
    questions: tuple[QuestionSides, ...]
    asked: int
    returned: int
    late: tuple[Agency, ...]  # whose return is not blind
    changed: tuple[Agency, ...]  # who changed a return after moderation had opened
    received: tuple[tuple[Agency, datetime | None], ...]  # when each agency's return came as it is now
    voices: tuple[tuple[Agency, tuple[tuple[str, str], ...]], ...] = ()  # part C of the returns, in words

    def of(self, name: str) -> QuestionSides | None:
        return next((one for one in self.questions if one.question.name == name), None)

    @property
    def graded(self) -> tuple[QuestionSides, ...]:
        """The questions that at least one agency graded."""
        return tuple(one for one in self.questions if one.is_graded)

    @property
    def widest(self) -> int:
        return max((one.apart or 0 for one in self.questions), default=0)

    @property
    def differing(self) -> int:
        """On how many questions the agencies differ."""
        return sum(bool(one.apart) for one in self.questions)


def spread(scale: Scale, grades: Sequence[str]) -> int | None:
    """Steps between the highest and the lowest of some grades; None with fewer than two."""
    places = [scale.order.index(grade) for grade in grades]
    return max(places) - min(places) if len(places) > 1 else None


def sides_of(session: Session, audit: CaseAudit, *, only: AuditCase | None = None) -> dict[str, CaseSides]:
    """Every case in use (or one of them) with its returns side by side, by the case's id, in the order of numbers.

    Raises
    ------
    StillBlind
        Before moderation opens.
    """
    refuse_blind_audit(audit)
    questions = graded_questions(audit)
    which = AuditCase.id == only.id if only is not None else AuditCase.audit_id == audit.id
    asked: dict[str, list[AgencyReturn]] = defaultdict(list)
    for one in _asked(session, which):
        asked[one.case_id].append(one)
    came = {(one.case.id, one.agency.id): one for one in returned_answers(session, audit, case=only)}
    cases = session.scalars(select(AuditCase).where(which, AuditCase.state == "in_use").order_by(AuditCase.number))
    return {case.id: _case_sides(session, case, asked[case.id], came, questions) for case in cases}


def case_sides(session: Session, case: AuditCase) -> CaseSides | None:
    """One case with its returns; None where it could not be used."""
    return sides_of(session, case.audit, only=case).get(case.id)


def _asked(session: Session, which: ColumnElement[bool]) -> Sequence[AgencyReturn]:
    return session.scalars(
        select(AgencyReturn)
        .join(AuditCase, AuditCase.id == AgencyReturn.case_id)
        .join(Agency, Agency.id == AgencyReturn.agency_id)
        .where(which)
        .options(selectinload(AgencyReturn.agency))
        .order_by(Agency.name, AgencyReturn.id)
    ).all()


def _case_sides(
    session: Session, case: AuditCase, asked: Sequence[AgencyReturn], came: Mapping[tuple[str, int], ReturnedAnswers],
    questions: Sequence[GradedQuestion],
) -> CaseSides:  # fmt: skip
    found = [(one, came.get((case.id, one.agency_id))) for one in asked]
    returns = [answers for _, answers in found if answers is not None]
    return CaseSides(
        case=case,
        agencies=tuple(one.agency for one in asked),
        questions=tuple(
            QuestionSides(
                question=question, sides=tuple(_side(session, one, answers, question) for one, answers in found)
            )
            for question in questions
        ),
        asked=sum(one.involvement == "asked" for one in asked),
        returned=len(returns),
        late=tuple(answers.agency for answers in returns if answers.not_blind),
        changed=tuple(answers.agency for answers in returns if answers.changed_since),
        received=tuple((one.agency, answers.received_at if answers else None) for one, answers in found),
        voices=tuple((answers.agency, _voices(session, answers)) for answers in returns),
    )  # fmt: skip


def _side(session: Session, asked: AgencyReturn, answers: ReturnedAnswers | None, question: GradedQuestion) -> Side:
    agency = asked.agency
    if asked.involvement == "not_involved":
        return Side(agency=agency, state="not_involved", text=STATES["not_involved"], why=asked.not_involved_why)
    if answers is None:
        return Side(agency=agency, state="missing", text=STATES["missing"])
    state, grade = _said(answers.document, question)
    return Side(
        agency=agency,
        state=state,
        grade=grade if state == "graded" else "",
        text=question.scale.text(grade) if state == "graded" else STATES[state],
        why=_why(answers.document, question, state),
        was=_was(answers, question, state, grade),
        not_blind=answers.not_blind,
        words=tuple(_words(form_of(session, answers.version_id), question, answers.document)),
    )


def _said(document: Mapping[str, Any], question: GradedQuestion) -> tuple[str, str]:
    """How the answers stand to a question: the state, and the choice where there is one."""
    given = document.get(question.name)
    if given in question.scale.labels:
        return "graded", str(given)
    if given in question.scale.absent:
        return "not_applicable", str(given)
    if document.get("involved") == "no":
        return "not_involved", ""
    return ("no_answer" if question.name in document else "not_asked"), ""


def _why(document: Mapping[str, Any], question: GradedQuestion, state: str) -> str:
    """Why there is no grade, in the agency's words."""
    name = {"not_applicable": f"{question.name}_na_reason", "not_involved": "not_involved_reason"}.get(state)
    said = document.get(name) if name else None
    if state == "not_asked":
        return "The agency’s earlier answers lead past this question."
    return said.strip() if isinstance(said, str) else ""


def _was(answers: ReturnedAnswers, question: GradedQuestion, state: str, grade: str) -> str:
    """The words of the answer when moderation opened, where it is another now."""
    if not answers.changed_since or answers.blind is None:
        return ""
    before, choice = _said(answers.blind, question)
    if (before, choice) == (state, grade):
        return ""
    return question.scale.text(choice) if before == "graded" else STATES[before]


def _words(
    form: CompiledInstrument, question: GradedQuestion, document: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    for name, endings in TEXTS:
        lines = list(_answers(form, document, [f"{question.name}_{ending}" for ending in endings]))
        if lines:
            yield name, "\n".join(lines)


def _answers(form: CompiledInstrument, document: Mapping[str, Any], names: Sequence[str]) -> Iterator[str]:
    for name in names:
        value, item = document.get(name), form.find(name)
        if value not in (None, "", []) and item is not None:
            yield answer_text(item, value)


def _voices(session: Session, answers: ReturnedAnswers) -> tuple[tuple[str, str], ...]:
    """What a return says of the voices of child, parent and practitioner: the pages named ``voices…`` of its form."""
    form = form_of(session, answers.version_id)
    items = [item for item in form.items if item.section.startswith("voices") and item.question.kind != "note"]
    return tuple(
        (item.question.label or item.name, answer_text(item, answers.document[item.name]))
        for item in items
        if answers.document.get(item.name) not in (None, "", [])
    )
