"""Figures of an audit come through the one door: never while blind, each reading logged, what is late left out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exports.audit_wording import summary_sentences
from instruments.loading import library
from survey_app.audit_log import AuditEvent
from survey_app.case_audits.blindness import StillBlind
from survey_app.case_audits.figures.records import audit_record
from survey_app.case_audits.figures.services import audit_figures
from survey_app.case_audits.keeping_records.export_log import TAKEN
from survey_app.case_audits.models import AuditCase, CaseAudit, CaseModeration, Dissent, ModeratedGrade
from survey_app.collect.models import Submission, SubmissionRevision
from survey_app.database import now
from survey_app.designer.models import InstrumentVersion
from survey_app.results.services import Reader, ResultsRefused
from tests.analysis.case_audits.constructed import record_from
from tests.survey_app.case_audits.audit_factories import (
    case_document,
    make_asked,
    make_audit,
    make_case,
    make_returned,
)
from tests.survey_app.case_audits.figures.four_agencies import graded, make_four_agencies
from tests.survey_app.factories import make_agency, make_round, make_user, publish

READER = Reader(user_id=None, may_read_working=True)


def revise(session: Session, submission: Submission, **answers: str) -> None:
    """A later revision of a return, received after moderation opened."""
    document = {**submission.revisions[-1].document, **answers}
    submission.revisions.append(
        SubmissionRevision(
            number=len(submission.revisions) + 1,
            document=document,
            content_hash="0" * 64,
            received_at=now() + timedelta(minutes=1),
        )
    )
    session.flush()


def make_next(session: Session, last: CaseAudit, *, version: InstrumentVersion | None = None) -> CaseAudit:
    """An audit in moderation that is compared with the last one; by the same version unless another is given."""
    assert last.round is not None
    opening = make_round(session, last.partnership, version or last.round.version)
    return make_audit(session, last.partnership, state="moderation", earlier_id=last.id, round=opening)


def make_settled(session: Session, **grades: str) -> tuple[CaseAudit, AuditCase]:
    """An audit with one case on which a panel settled these grades."""
    audit = make_audit(session, state="moderation")
    case = make_case(session, audit)
    moderation = CaseModeration(case_id=case.id)
    moderation.grades = [
        ModeratedGrade(question=name, grade=grade, reason="Read together") for name, grade in grades.items()
    ]
    session.add(moderation)
    session.flush()
    return audit, case


def test_the_figures_are_those_of_the_same_audit_on_paper(session: Session) -> None:
    audit = make_four_agencies(session)
    found, paper = audit_figures(session, audit, reader=READER), record_from("this_audit.csv")
    together = found.agreement.together
    assert together is not None
    assert (together.exact.count, together.exact.n_pairs) == (48, 102)
    shift = found.shift.together
    assert shift is not None
    assert (shift.shift.shift.up, shift.shift.shift.same, shift.shift.shift.down) == (15, 35, 28)
    assert found.cases == paper.cases
    assert (found.returns.n_asked, found.returns.n_returned, found.returns.n_not_involved) == (28, 28, 4)


@pytest.mark.parametrize("may_read", [True, False], ids=["reads working papers", "does not"])
def test_nobody_reads_figures_while_the_audit_is_blind(session: Session, may_read: bool) -> None:
    audit = make_audit(session, state="fieldwork")
    make_returned(session, make_asked(session, make_case(session, audit)))
    with pytest.raises(StillBlind):
        audit_figures(session, audit, reader=Reader(user_id=None, may_read_working=may_read))
    assert not session.scalars(select(AuditEvent).where(AuditEvent.action == TAKEN)).all()


def test_who_may_not_read_working_papers_gets_none(session: Session) -> None:
    audit = make_audit(session, state="moderation")
    with pytest.raises(ResultsRefused, match="those who moderate"):
        audit_figures(session, audit, reader=Reader(user_id=None, may_read_working=False))


def test_each_reading_is_a_line_of_the_log_and_that_of_the_last_audit_too(session: Session) -> None:
    last = make_audit(session, state="moderation")
    audit = make_next(session, last)
    user = make_user(session, audit.partnership)
    for _ in range(2):
        audit_figures(session, audit, reader=Reader(user_id=user.id, may_read_working=True))
    lines = session.scalars(select(AuditEvent).where(AuditEvent.action == TAKEN, AuditEvent.actor_id == user.id)).all()
    assert [line.subject for line in lines] == [f"case audit {audit.slug}", f"case audit {last.slug}"] * 2


def test_a_late_return_is_left_out_of_agreement_and_counted(session: Session) -> None:
    audit = make_audit(session, state="moderation")
    case = make_case(session, audit)
    for grade, at in (("good", -1), ("good", -1), ("inadequate", 1)):
        asked = make_asked(session, case)
        make_returned(session, asked, graded(case_document(case), {"b1": grade}), at=now() + timedelta(minutes=at))
    found = audit_figures(session, audit, reader=READER)
    b1 = found.agreement.by_question[0]
    assert (b1.exact.count, b1.exact.n_pairs) == (1, 1)
    assert b1.n_late == found.returns.n_late == 1
    assert any("1 return was made after the others could be seen" in note for note in found.notes)


def test_a_grade_changed_after_the_opening_counts_as_it_was(session: Session) -> None:
    audit = make_audit(session, state="moderation")
    case = make_case(session, audit)
    for grade in ("good", "good"):
        asked = make_asked(session, case)
        submission = make_returned(
            session, asked, graded(case_document(case), {"b1": grade}), at=now() - timedelta(days=1)
        )
    revise(session, submission, b1="inadequate")
    found = audit_figures(session, audit, reader=READER)
    assert found.returns.n_changed == 1
    b1 = next(one for one in found.agreement.by_question if one.name == "b1")
    assert (b1.exact.count, b1.exact.n_pairs) == (1, 1)
    counts = next(one for one in found.grades.by_question if one.name == "b1")
    assert counts.counts == (0, 1, 0, 1)


def test_two_schools_are_two_agencies_whatever_kind_of_agency_their_returns_name(session: Session) -> None:
    audit = make_audit(session, state="moderation")
    case = make_case(session, audit)
    for grade in ("good", "inadequate"):
        document = {**graded(case_document(case), {"b1": grade}), "return_agency": "school"}
        make_returned(session, make_asked(session, case), document, at=now() - timedelta(days=1))
    b1 = audit_figures(session, audit, reader=READER).agreement.by_question[0]
    assert len(b1.agencies) == 2
    assert (b1.exact.count, b1.exact.n_pairs) == (0, 1)


def test_an_agency_that_says_in_its_return_that_it_was_not_involved_is_not_missing(session: Session) -> None:
    audit = make_audit(session, state="moderation")
    case = make_case(session, audit)
    document = {**graded(case_document(case), {}), "involved": "no", "not_involved_reason": "Lived elsewhere"}
    make_returned(session, make_asked(session, case), document, at=now() - timedelta(days=1))
    make_asked(session, case)
    found = audit_figures(session, audit, reader=READER)
    assert (found.returns.n_not_involved, found.returns.n_missing, found.returns.n_asked) == (1, 1, 1)
    assert "; 1 time an agency was not involved." in summary_sentences(found)[0]


def test_a_case_that_could_not_be_used_is_left_out_with_all_that_is_on_it(session: Session) -> None:
    audit, case = make_settled(session, b1="good")
    assert audit_record(session, audit).panel
    case.state, case.unusable_why = "unusable", "The file is with a court"
    session.flush()
    record = audit_record(session, audit)
    assert case.pseudonym not in {
        *record.cases,
        *(one.case for one in record.returns),
        *(one.case for one in record.panel),
    }


def test_dissents_and_what_the_panel_could_not_agree_on_are_counted(session: Session) -> None:
    audit, case = make_settled(session, b1="good", b2="")
    agency = make_agency(session, audit.partnership)
    moderation = session.get_one(CaseModeration, case.id)
    moderation.dissents.append(Dissent(question="b1", agency_id=agency.id, grade="good", reason="Seen in time"))
    session.flush()
    found = audit_figures(session, audit, reader=READER)
    assert found.shift.dissents.by_agency == ((agency.name, 1),)
    assert found.shift.n_unagreed == 1


def test_grades_that_are_not_signed_off_are_counted_and_said_to_be_so(session: Session) -> None:
    audit, case = make_settled(session, b1="good")
    assert any("1 of the cases" in note for note in audit_figures(session, audit, reader=READER).notes)
    session.get_one(CaseModeration, case.id).signed_at = now()
    session.flush()
    assert not any("not signed off" in note for note in audit_figures(session, audit, reader=READER).notes)


def test_the_last_audit_is_not_read_while_it_is_blind(session: Session) -> None:
    last = make_audit(session, state="fieldwork")
    assert audit_figures(session, make_next(session, last), reader=READER).against is None


def test_only_questions_asked_in_the_same_way_are_compared_with_the_last_audit(session: Session) -> None:
    source = library()["case-audit"].read_text(encoding="utf-8")
    last, _ = make_settled(session, b1="good", b2="good")
    changed = publish(session, last.partnership, source.replace("or the threshold decision was right", "was right"))
    audit = make_next(session, last, version=changed)
    found = audit_figures(session, audit, reader=READER).against
    assert found is not None
    assert "b1" in {row.name for row in found.own}
    assert "b2" not in {row.name for row in found.own}
    assert [label.split(".")[0] for label, _ in found.not_compared] == ["B2"]


def test_figures_are_worked_out_anew_when_a_grade_has_changed(session: Session) -> None:
    audit, case = make_settled(session, b1="good")
    before = audit_figures(session, audit, reader=READER)
    session.get_one(ModeratedGrade, (case.id, "b1")).grade = "inadequate"
    session.flush()
    after = audit_figures(session, audit, reader=READER)
    assert before.grades.panel_by_question[0].counts == (0, 1, 0, 0)
    assert after.grades.panel_by_question[0].counts == (0, 0, 0, 1)
