from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.errors import UserError
from survey_app.walkabouts.models.outcomes import AssessmentStep, Judgement, OutcomeChanged
from survey_app.walkabouts.outcomes import accuracy, actions, finals, grading, own_grades, reconciling, signing
from survey_app.walkabouts.outcomes.judgements import Wording, current_judgements, revisions_of
from survey_app.walkabouts.outcomes.received import differences, team_notes
from survey_app.walkabouts.outcomes.refusals import NotYours, StepRefused
from tests.survey_app.factories import make_user
from tests.survey_app.walkabouts.outcomes.visited import AGREED, PLAN, agree_all, make_visited, note, to_stage
from tests.survey_app.walkabouts.section11_factories import make_notes, make_visit


def test_the_whole_way_ends_in_a_final_copy(session: Session) -> None:
    found = to_stage(session, make_visited(session), "final")
    copies = finals.final_revisions(session, found.assessment)
    assert [copy.number for copy in copies] == [1]
    content = copies[0].content
    assert {one["name"]: one["grade"] for one in content["standards"]} == AGREED
    assert {one["name"]: one["own_label"] for one in content["standards"]}["st5"] == "Mostly met"
    assert content["standards"][2]["gap"] == -1
    assert content["standards"][2]["gap_reason"] == "Staff told us otherwise."
    assert content["standards"][2]["actions"][0]["what"] == PLAN.what
    assert content["reply"]["answer"] == "accurate"
    assert finals.is_sound(session, found.assessment)
    kinds = [step.kind for step in session.scalars(select(AssessmentStep).order_by(AssessmentStep.id))]
    assert kinds == ["reconciled", "graded", "revealed", "signed", "sent", "replied", "final"]


def test_notes_stand_side_by_side_unchanged_and_their_differences_are_said_in_words(session: Session) -> None:
    found = make_visited(session)
    notes = team_notes(session, found.assessment)
    assert [one.user.id for one in notes.received] == [found.leader.id, found.auditor.id]
    assert [one.of("st5").rationale for one in notes.received] == ["Leader on st5.", "Auditor on st5."]
    assert notes.conversations == 7
    order = ("fully", "mostly", "partly", "not_met")
    said = differences(notes.received, "st5", order)
    assert said[0] == (
        f"The grades differ, 1 step apart ({found.leader.name}: mostly met; {found.auditor.name}: partly met)."
    )
    assert said[1] == f"Only {found.auditor.name} names a gap."
    agree_all(session, found)
    assert [one.of("st5").rationale for one in team_notes(session, found.assessment).received] == [
        "Leader on st5.", "Auditor on st5.",
    ]  # fmt: skip


def test_drafts_are_not_read_and_conversations_that_are_blank_do_not_count(session: Session) -> None:
    found = make_visited(session, notes=False)
    make_notes(session, found.visit, found.leader, note("mostly", talks=2, who="Leader"))
    blank = [{"_id": "a"}, {"_id": "b", "role_group": None}, {"_id": "c", "c12": "Good team."}]
    make_notes(session, found.visit, found.auditor, {"conversation": blank}, sent=True)
    notes = team_notes(session, found.assessment)
    assert [one.user.id for one in notes.received] == [found.auditor.id]
    assert notes.conversations == 1
    assert [member.user_id for member in notes.missing] == [found.leader.id]


def test_notes_of_a_cancelled_visit_and_of_another_assessment_are_left_out(session: Session) -> None:
    found = make_visited(session)
    other = make_visit(session, found.assessment, found.leader, state="cancelled")
    make_notes(session, other, found.leader, note("fully", talks=9, who="Elsewhere"), sent=True)
    make_visited(session)
    assert team_notes(session, found.assessment).conversations == 7


def test_nobody_reconciles_without_notes_or_before_every_standard_is_agreed(session: Session) -> None:
    found = make_visited(session, notes=False)
    with pytest.raises(StepRefused, match="No notes have been received"):
        reconciling.reconcile(session, found.assessment, by=found.leader.id)
    with pytest.raises(StepRefused, match="No notes have been received"):
        reconciling.agree(session, found.assessment, "st1", Wording(grade="fully"), by=found.leader.id)
    make_notes(session, found.visit, found.leader, note("mostly", talks=6, who="Leader"), sent=True)
    with pytest.raises(StepRefused, match=f"still to come from {found.auditor.name}"):
        reconciling.reconcile(session, found.assessment, by=found.leader.id)
    with pytest.raises(StepRefused, match="still needs a grade, and 2 more"):
        reconciling.reconcile(session, found.assessment, by=found.leader.id, without="Left the partnership.")
    agree_all(session, found)
    step = reconciling.reconcile(session, found.assessment, by=found.leader.id, without="Left the partnership.")
    assert step.details["without"] == "Left the partnership."
    assert found.assessment.stage == "reconciled"


def test_the_same_conversation_noted_twice_can_be_counted_once_within_bounds(session: Session) -> None:
    found = make_visited(session, talks=(4, 3))
    agree_all(session, found)
    for number in (3, 8):
        with pytest.raises(StepRefused, match="between 4"):
            reconciling.reconcile(session, found.assessment, by=found.leader.id, spoken_with=number)
    reconciling.reconcile(session, found.assessment, by=found.leader.id, spoken_with=4)
    assert reconciling.conversations_of(session, found.assessment).narrative_only
    assert {one.grade for one in current_judgements(session, found.assessment).values()} == {""}


def test_fewer_conversations_than_the_cycle_asks_for_report_no_grade_at_all(session: Session) -> None:
    found = make_visited(session, talks=(2, 2))
    to_stage(session, found, "final", grades=AGREED)
    content = finals.final_revisions(session, found.assessment)[0].content
    assert content["narrative_only"]
    assert "fewer than 5" in content["why_narrative"]
    assert {one["grade"] for one in content["standards"]} == {""}
    assert {one["gap"] for one in content["standards"]} == {None}
    assert content["standards"][0]["rationale"] == "What we found on st1."
    assert all(not judgement.grade for judgement in session.scalars(select(Judgement)))


def test_five_conversations_are_enough(session: Session) -> None:
    found = to_stage(session, make_visited(session, talks=(2, 3)), "graded")
    assert not reconciling.conversations_of(session, found.assessment).narrative_only
    assert current_judgements(session, found.assessment)["st1"].grade == "fully"


def test_a_grade_below_mostly_needs_an_action_and_not_applicable_a_reason(session: Session) -> None:
    found = to_stage(session, make_visited(session), "reconciled")
    assert actions.without_action(session, found.assessment) == ("st5",)
    with pytest.raises(StepRefused, match="needs an action"):
        grading.record_grades(session, found.assessment, by=found.leader.id)
    with pytest.raises(StepRefused, match="Say why the standard does not apply"):
        reconciling.agree(session, found.assessment, "st1", Wording(grade="not_applicable"), by=found.leader.id)
    exempt = Wording(grade="not_applicable", exempt_because="It has no staff of its own.")
    reconciling.agree(session, found.assessment, "st5", exempt, by=found.leader.id)
    grading.record_grades(session, found.assessment, by=found.leader.id)
    assert found.assessment.stage == "graded"


def test_the_own_grades_are_read_by_nothing_before_they_are_shown(session: Session) -> None:
    found = make_visited(session)
    for stage in ("reconciled", "graded"):
        found = make_visited(session)
        to_stage(session, found, stage)
        assert own_grades.own_grades(session, found.assessment) == {}
        assert grading.compared(session, found.assessment) == []
    grading.show_own_grades(session, found.assessment, by=found.leader.id)
    assert own_grades.own_grades(session, found.assessment) == {"st1": "fully", "st4": "fully", "st5": "mostly"}


@pytest.mark.parametrize("stage", ["fieldwork", "reconciled"])
def test_the_own_grades_are_not_shown_before_the_walkabout_s_are_recorded(session: Session, stage: str) -> None:
    found = make_visited(session)
    if stage != "fieldwork":
        to_stage(session, found, stage)
    with pytest.raises(UserError):
        grading.show_own_grades(session, found.assessment, by=found.leader.id)


def test_after_seeing_a_grade_changes_only_as_a_revision_that_says_so_and_why(session: Session) -> None:
    found = to_stage(session, make_visited(session), "compared")
    lower = Wording(grade="partly", rationale="On reflection.")
    with pytest.raises(StepRefused, match="You cannot agree on the notes now"):
        reconciling.agree(session, found.assessment, "st4", lower, by=found.leader.id)
    with pytest.raises(StepRefused, match="Say why you change it"):
        grading.revise(session, found.assessment, "st4", lower, reason=" ", by=found.leader.id)
    revision = grading.revise(
        session, found.assessment, "st4", lower, reason="The agency showed us its log.", by=found.leader.id
    )
    assert revision.after_seeing
    assert [one.grade for one in revisions_of(session, found.assessment, "st4")] == ["mostly", "partly"]
    assert not revisions_of(session, found.assessment, "st4")[0].after_seeing


def test_a_judgement_is_never_changed_in_place(session: Session) -> None:
    found = to_stage(session, make_visited(session), "reconciled")
    judgement = current_judgements(session, found.assessment)["st1"]
    judgement.grade = "not_met"
    with pytest.raises(OutcomeChanged):
        session.flush()
    session.rollback()


def test_every_gap_needs_its_reason_before_anybody_signs(session: Session) -> None:
    found = to_stage(session, make_visited(session), "compared")
    assert [line.standard for line in grading.gaps_without_reason(session, found.assessment)] == ["st4", "st5"]
    with pytest.raises(StepRefused, match="Say first why"):
        signing.sign(session, found.assessment, by=found.leader.id)
    with pytest.raises(StepRefused, match="do not differ"):
        grading.give_gap_reason(session, found.assessment, "st1", "For no reason.", by=found.leader.id)


def test_a_reason_for_a_gap_does_not_outlive_the_grade_that_it_explains(session: Session) -> None:
    found = to_stage(session, make_visited(session), "compared")
    grading.give_gap_reason(session, found.assessment, "st4", "They count policies.", by=found.leader.id)
    worse = Wording(grade="not_met", rationale="Worse than we thought.")
    grading.revise(session, found.assessment, "st4", worse, reason="New evidence.", by=found.leader.id)
    assert "st4" in [line.standard for line in grading.gaps_without_reason(session, found.assessment)]


def test_only_a_team_leader_signs_and_where_there_are_two_both_do(session: Session) -> None:
    found = make_visited(session)
    second = make_user(session, found.partnership, roles=("auditor",))
    other_visit = make_visit(session, found.assessment, second)
    make_notes(session, other_visit, second, note("mostly", talks=1, who="Second"), sent=True)
    to_stage(session, found, "compared")
    for line in grading.gaps_without_reason(session, found.assessment):
        grading.give_gap_reason(session, found.assessment, line.standard, "Staff told us.", by=found.leader.id)
    for user in (found.auditor, found.qa):
        with pytest.raises(NotYours):
            signing.sign(session, found.assessment, by=user.id)
    assert not signing.sign(session, found.assessment, by=found.leader.id)
    with pytest.raises(StepRefused, match="signed already"):
        signing.sign(session, found.assessment, by=found.leader.id)
    assert found.assessment.stage == "compared"
    assert signing.sign(session, found.assessment, by=second.id)
    assert found.assessment.stage == "signed"


def test_a_signature_that_is_taken_back_has_to_be_given_again(session: Session) -> None:
    found = to_stage(session, make_visited(session), "signed")
    signing.take_back_signature(session, found.assessment, by=found.leader.id, reason="One more gap to explain.")
    assert found.assessment.stage == "compared"
    assert [user.id for user in signing.still_to_sign(session, found.assessment)] == [found.leader.id]
    signing.sign(session, found.assessment, by=found.leader.id)
    assert found.assessment.stage == "signed"


def test_notes_that_come_late_are_noticed_and_hold_up_the_grades(session: Session) -> None:
    found = make_visited(session)
    to_stage(session, found, "reconciled")
    third = make_user(session, found.partnership, roles=("auditor",))
    late = make_visit(session, found.assessment, third)
    make_notes(session, late, third, note("fully", talks=1, who="Late"), sent=True)
    actions.add_action(session, found.assessment, "st5", PLAN, by=found.leader.id, today=date(2026, 3, 2))
    with pytest.raises(StepRefused, match="Notes came or were amended"):
        grading.record_grades(session, found.assessment, by=found.leader.id)
    reconciling.reconcile_again(session, found.assessment, by=found.leader.id)
    reconciling.reconcile(session, found.assessment, by=found.leader.id)
    grading.record_grades(session, found.assessment, by=found.leader.id)


def test_reopening_keeps_the_copy_and_makes_another_that_says_why(session: Session) -> None:
    found = to_stage(session, make_visited(session), "final")
    first = finals.final_revisions(session, found.assessment)[0]
    before = first.document
    with pytest.raises(StepRefused, match="Say why it is reopened"):
        finals.reopen(session, found.assessment, reason=" ", by=found.qa.id)
    finals.reopen(session, found.assessment, reason="A court found the log to be forged.", by=found.qa.id)
    worse = Wording(grade="not_met", rationale="The log was forged.")
    grading.revise(session, found.assessment, "st1", worse, reason="The log was forged.", by=found.leader.id)
    for line in grading.gaps_without_reason(session, found.assessment):
        grading.give_gap_reason(session, found.assessment, line.standard, "Forged.", by=found.leader.id)
    with pytest.raises(StepRefused, match="needs an action"):
        signing.sign(session, found.assessment, by=found.leader.id)
    actions.add_action(session, found.assessment, "st1", PLAN, by=found.leader.id, today=date(2026, 3, 2))
    signing.sign(session, found.assessment, by=found.leader.id)
    finals.finalise(
        session, found.assessment, by=found.qa.id, today=now().date(), without_asking="The court has decided."
    )
    copies = finals.final_revisions(session, found.assessment)
    assert [copy.number for copy in copies] == [2, 1]
    assert copies[0].reason == "A court found the log to be forged."
    assert copies[1].document == before
    assert copies[0].content["standards"][0]["grade"] == "not_met"
    assert finals.is_sound(session, found.assessment)


def test_the_first_final_copy_never_goes_round_the_agency(session: Session) -> None:
    found = to_stage(session, make_visited(session), "signed")
    with pytest.raises(StepRefused, match="The agency checks the facts first"):
        finals.finalise(session, found.assessment, by=found.qa.id, today=now().date(), without_asking="No time.")


def test_a_copy_that_is_altered_in_the_database_is_noticed(session: Session) -> None:
    from sqlalchemy import update

    from survey_app.walkabouts.models.outcomes import FinalRevision

    found = to_stage(session, make_visited(session), "final")
    copy = finals.final_revisions(session, found.assessment)[0]
    copy.document = "{}"
    with pytest.raises(OutcomeChanged):
        session.flush()
    session.rollback()
    found = to_stage(session, make_visited(session), "final")
    copy = finals.final_revisions(session, found.assessment)[0]
    altered = copy.document.replace('"grade":"partly"', '"grade":"fully"')
    assert altered != copy.document
    session.execute(update(FinalRevision).where(FinalRevision.id == copy.id).values(document=altered))
    session.expire_all()
    assert not finals.is_sound(session, found.assessment)


def test_a_final_assessment_is_locked(session: Session) -> None:
    found = to_stage(session, make_visited(session), "final")
    wording = Wording(grade="fully", rationale="Better.")
    for attempt in (
        lambda: reconciling.agree(session, found.assessment, "st4", wording, by=found.leader.id),
        lambda: grading.revise(session, found.assessment, "st4", wording, reason="x", by=found.leader.id),
        lambda: grading.give_gap_reason(session, found.assessment, "st4", "x", by=found.leader.id),
        lambda: actions.add_action(
            session, found.assessment, "st4", PLAN, by=found.leader.id, today=date(2026, 3, 2)
        ),
        lambda: signing.sign(session, found.assessment, by=found.leader.id),
        lambda: accuracy.reply(session, found.assessment, answer="accurate", by=found.lead.id, at=now()),
        lambda: finals.finalise(session, found.assessment, by=found.qa.id, today=now().date()),
    ):  # fmt: skip
        with pytest.raises(StepRefused):
            attempt()
