"""What agencies say side by side: graded, not applicable, not involved, not asked and missing are told apart."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from survey_app.case_audits.models import AgencyReturn
from survey_app.case_audits.moderation.questions import graded_questions
from survey_app.case_audits.moderation.reading import moderation_state, widest_first
from survey_app.case_audits.moderation.sides import CaseSides, case_sides
from survey_app.collect.models import Submission, SubmissionRevision
from survey_app.database import now
from tests.survey_app.case_audits.audit_factories import case_document, make_asked, make_case, make_returned
from tests.survey_app.case_audits.moderation.panelled import Panelled, make_panelled


def sides(session: Session, found: Panelled) -> CaseSides:
    one = case_sides(session, found.case)
    assert one is not None
    return one


def states(session: Session, found: Panelled, question: str) -> dict[str, tuple[str, str]]:
    line = sides(session, found).of(question)
    assert line is not None
    return {side.agency.name: (side.state, side.why) for side in line.sides}


def test_the_questions_are_those_that_agencies_grade_in_the_order_of_the_form(session: Session) -> None:
    found = make_panelled(session)
    questions = graded_questions(found.audit)
    assert [one.number for one in questions] == [
        "B1", "B2", "B3", "B4", "B5", "B6", "B6a", "B7", "B8", "B9", "B10", "B11", "B12", "B13", "B14",
    ]  # fmt: skip
    assert questions[3].title == "Assessment"
    assert questions[3].scale.order == ("outstanding", "good", "requires_improvement", "inadequate")
    assert questions[3].scale.meanings["good"].startswith("The right help")


def test_why_there_is_no_grade_is_told_apart(session: Session) -> None:
    uninvolved = {"involved": "no", "not_involved_reason": "Not known to it.", "b1": None}
    found = make_panelled(session, {"care": {"b1": "not_applicable", "b1_na_reason": "Not its work."}})
    health = session.query(AgencyReturn).filter_by(agency_id=found.health.id).one()
    submission = session.get_one(Submission, health.draft_id)
    document = {**uninvolved, "pseudonym": found.case.pseudonym}
    document.pop("b1")
    submission.revisions[-1].document = document
    missing = make_asked(session, found.case)
    never = make_asked(session, found.case, involvement="not_involved", not_involved_why="Lived elsewhere.")
    session.flush()
    assert states(session, found, "b1") == {
        "Children’s services": ("not_applicable", "Not its work."),
        "Community health": ("not_involved", "Not known to it."),
        "Police": ("graded", ""),
        missing.agency.name: ("missing", ""),
        never.agency.name: ("not_involved", "Lived elsewhere."),
    }
    assert states(session, found, "b12")["Police"][0] == "not_asked"


def test_the_spread_counts_steps_and_names_the_furthest_two(session: Session) -> None:
    found = make_panelled(session, {"health": {"b2": "outstanding"}})
    one = sides(session, found)
    texts = {line.question.name: line.apart_text for line in one.questions}
    assert (texts["b1"], texts["b2"], texts["b3"], texts["b12"]) == (
        "2 steps apart", "1 step apart", "All agree", "No grade",
    )  # fmt: skip
    b1 = one.of("b1")
    assert b1 is not None
    assert b1.span == ("good", "inadequate")
    assert (one.widest, one.differing) == (2, 2)


def test_a_late_return_and_a_change_after_the_opening_carry_their_marks(session: Session) -> None:
    found = make_panelled(session)
    late = make_asked(session, found.case)
    make_returned(session, late, case_document(found.case), at=now() + timedelta(seconds=5))
    police = session.query(AgencyReturn).filter_by(agency_id=found.police.id).one()
    submission = session.get_one(Submission, police.draft_id)
    changed = {**submission.revisions[-1].document, "b1": "good"}
    submission.revisions.append(
        SubmissionRevision(
            number=2, document=changed, content_hash="1" * 64, received_at=now() + timedelta(seconds=5)
        )
    )  # fmt: skip
    session.flush()
    one = sides(session, found)
    assert (one.late, one.changed) == ((late.agency,), (found.police,))
    b1 = one.of("b1")
    assert b1 is not None
    marks = {side.agency.id: (side.not_blind, side.was) for side in b1.sides}
    assert marks[late.agency.id] == (True, "")
    assert marks[found.police.id] == (False, "Inadequate")
    assert marks[found.care.id] == (False, "")


def test_the_panel_starts_with_the_case_on_which_the_agencies_lie_furthest_apart(session: Session) -> None:
    found = make_panelled(session)
    agreed = make_case(session, found.audit)
    for agency in (found.care, found.police):
        make_returned(session, make_asked(session, agreed, agency=agency), at=now() - timedelta(days=2))
    found.case.number = 9
    session.flush()
    agreed.number = 1
    session.flush()
    assert [one.case.id for one in widest_first(moderation_state(session, found.audit))] == [found.case.id, agreed.id]


def test_what_an_agency_wrote_is_read_in_words(session: Session) -> None:
    found = make_panelled(session, {"police": {"b1": "inadequate", "b1_gap": "No referral.", "b1_strength": "A call."}})
    b1 = sides(session, found).of("b1")
    assert b1 is not None
    words = dict(next(side.words for side in b1.sides if side.agency.id == found.police.id))
    assert words["Gap"] == "No referral."
    assert words["Strength"] == "A call."
    assert words["Evidence"].startswith("Document\n")
    assert words["Confidence"] == "Medium"
