"""How far moderation is, and what the panel has settled: what the rest of the product reads of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, selectinload

from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.models import AuditCase, CaseAudit, CaseModeration, Dissent, ModeratedGrade, ModerationPanel
from survey_app.case_audits.moderation.sides import CaseSides, QuestionSides, case_sides, sides_of

STATES = {"not_begun": "Not begun", "begun": "Begun", "signed": "Signed off"}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionState:
    """One question of a case: every agency's side, and what the panel settled.

    ``missing`` says what it still needs before the case is signed off; empty where it needs nothing.
    """

    sides: QuestionSides
    settled: ModeratedGrade | None
    dissents: tuple[Dissent, ...]

    @property
    def name(self) -> str:
        return self.sides.question.name

    @property
    def settled_text(self) -> str:
        """The moderated grade in words; empty where nothing is settled."""
        if self.settled is None:
            return ""
        return self.sides.question.scale.text(self.settled.grade) if self.settled.grade else "No agreement reached"

    @property
    def missing(self) -> str:
        if self.settled is None:
            return "a moderated grade" if self.sides.is_graded else ""
        if not self.settled.reason and self.sides.differs_from(self.settled.grade):
            return "a reason"
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseState:
    """How far one case is. ``state`` is a key of :data:`STATES`."""

    sides: CaseSides
    moderation: CaseModeration | None
    questions: tuple[QuestionState, ...]

    @property
    def case(self) -> AuditCase:
        return self.sides.case

    @property
    def state(self) -> str:
        if self.moderation is None:
            return "not_begun"
        return "signed" if self.moderation.signed_at is not None else "begun"

    @property
    def to_settle(self) -> int:
        """How many questions at least one agency graded."""
        return len(self.sides.graded)

    @property
    def settled(self) -> int:
        """How many of these the panel has settled."""
        return sum(one.settled is not None for one in self.questions if one.sides.is_graded)

    @property
    def open(self) -> tuple[QuestionState, ...]:
        """The questions that still need something before the case is signed off."""
        return tuple(one for one in self.questions if one.missing)

    @property
    def dissents(self) -> int:
        return sum(len(one.dissents) for one in self.questions)

    @property
    def seconds(self) -> int:
        return self.moderation.seconds_spent if self.moderation is not None else 0

    def of(self, name: str) -> QuestionState | None:
        return next((one for one in self.questions if one.name == name), None)


def needs_joint_working(state: CaseState) -> bool:
    """Whether the panel grades how the agencies worked together: where several of them graded the case."""
    return KINDS[state.case.audit.kind].many_agencies and state.sides.returned > 1


def moderated_grades(
    session: Session, audit: CaseAudit, *, signed_only: bool = False
) -> dict[str, dict[str, ModeratedGrade]]:
    """The moderated grades of the cases in use, by case id and question.

    Parameters
    ----------
    signed_only : bool
        Leave out the cases that the panel has not signed off.

    Returns
    -------
    dict of str to dict of str to ModeratedGrade
        Its ``grade`` is a choice of the form's scale, which may be one that says that the question does not apply.
        Questions without agreement are not among them; see :func:`unagreed_of`.
    """
    found: dict[str, dict[str, ModeratedGrade]] = defaultdict(dict)
    for row in session.scalars(_grades(audit, signed_only=signed_only).where(ModeratedGrade.grade != "")):
        found[row.case_id][row.question] = row
    return dict(found)


def unagreed_of(session: Session, audit: CaseAudit, *, signed_only: bool = False) -> list[ModeratedGrade]:
    """The questions on which a panel says that it reached no agreement; ``reason`` is the disagreement."""
    return list(session.scalars(_grades(audit, signed_only=signed_only).where(ModeratedGrade.grade == "")))


def dissents_of(session: Session, audit: CaseAudit, *, signed_only: bool = False) -> list[Dissent]:
    """Every recorded dissent on the cases in use, by case number, question and agency."""
    rows = (
        select(Dissent)
        .join(CaseModeration, CaseModeration.case_id == Dissent.case_id)
        .join(AuditCase, AuditCase.id == CaseModeration.case_id)
        .where(AuditCase.audit_id == audit.id, AuditCase.state == "in_use")
        .options(selectinload(Dissent.agency))
        .order_by(AuditCase.number, Dissent.question, Dissent.agency_id)
    )
    return list(session.scalars(rows.where(CaseModeration.signed_at.is_not(None)) if signed_only else rows))


def moderation_state(session: Session, audit: CaseAudit) -> list[CaseState]:
    """How far each case in use is, by number; StillBlind before moderation opens."""
    sides = sides_of(session, audit)
    rows = session.scalars(_moderations(AuditCase.audit_id == audit.id))
    held = {one.case_id: one for one in rows}
    return [_state(one, held.get(case_id)) for case_id, one in sides.items()]


def case_state(session: Session, case: AuditCase) -> CaseState | None:
    """How far one case is; None where it could not be used."""
    sides = case_sides(session, case)
    if sides is None:
        return None
    held = session.scalars(_moderations(CaseModeration.case_id == case.id)).first()
    return _state(sides, held)


def widest_first(states: Sequence[CaseState]) -> list[CaseState]:
    """The cases in the order in which a panel takes them: those on which the agencies lie furthest apart come first,
    and what is signed off comes last."""
    return sorted(
        states,
        key=lambda one: (one.state == "signed", -one.sides.widest, -one.sides.differing, one.case.number),
    )  # fmt: skip


def panels_of(session: Session, audit: CaseAudit) -> Sequence[ModerationPanel]:
    """The meetings of an audit's panel, the first first."""
    return session.scalars(
        select(ModerationPanel)
        .where(ModerationPanel.audit_id == audit.id)
        .options(selectinload(ModerationPanel.attendees))
        .order_by(ModerationPanel.met_on, ModerationPanel.id)
    ).all()


def _grades(audit: CaseAudit, *, signed_only: bool) -> Select[ModeratedGrade]:
    rows = (
        select(ModeratedGrade)
        .join(CaseModeration, CaseModeration.case_id == ModeratedGrade.case_id)
        .join(AuditCase, AuditCase.id == CaseModeration.case_id)
        .where(AuditCase.audit_id == audit.id, AuditCase.state == "in_use")
        .order_by(AuditCase.number, ModeratedGrade.question)
    )
    return rows.where(CaseModeration.signed_at.is_not(None)) if signed_only else rows


def _moderations(which: ColumnElement[bool]) -> Select[CaseModeration]:
    return (
        select(CaseModeration)
        .join(AuditCase, AuditCase.id == CaseModeration.case_id)
        .where(which)
        .options(
            selectinload(CaseModeration.grades),
            selectinload(CaseModeration.dissents).selectinload(Dissent.agency),
            selectinload(CaseModeration.panel).selectinload(ModerationPanel.attendees),
        )
    )


def _state(sides: CaseSides, moderation: CaseModeration | None) -> CaseState:
    grades = {one.question: one for one in moderation.grades} if moderation is not None else {}
    dissents: dict[str, list[Dissent]] = defaultdict(list)
    for one in sorted(moderation.dissents, key=lambda one: one.agency.name) if moderation is not None else ():
        dissents[one.question].append(one)
    return CaseState(
        sides=sides,
        moderation=moderation,
        questions=tuple(
            QuestionState(sides=one, settled=grades.get(one.question.name), dissents=tuple(dissents[one.question.name]))
            for one in sides.questions
        ),
    )
