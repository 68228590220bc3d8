"""A case is signed off when nothing is missing; what is changed after it makes a revision that says why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.case_audits.models import CaseModeration, ModerationRevision
from survey_app.case_audits.moderation.cases import begin
from survey_app.case_audits.moderation.meetings import Attendee, Meeting, change_meeting, meeting_of
from survey_app.case_audits.moderation.questions import NO_AGREEMENT
from survey_app.case_audits.moderation.reading import case_state, moderated_grades
from survey_app.case_audits.moderation.refusals import ChangedMeanwhile, ModerationRefused
from survey_app.case_audits.moderation.revising import changes_between, revisions_of
from survey_app.case_audits.moderation.settling import conclude, dissent, keep_question, settle
from survey_app.case_audits.moderation.signing import open_points, sign_off
from survey_app.case_audits.moderation.timing import correct_time
from survey_app.case_audits.moderation.wordings import Conclusion, Settlement
from survey_app.database import now
from survey_app.deleting import delete_with_dependants
from tests.survey_app.case_audits.audit_factories import case_document, make_asked, make_returned
from tests.survey_app.case_audits.moderation.panelled import DAY, Panelled, make_panelled, settle_all


def signed(session: Session) -> Panelled:
    """A case that is signed off, with a dissent of the police."""
    found = make_panelled(session)
    settle_all(session, found)
    dissent(session, found.case, "b1", found.police.id, grade="inadequate", reason="Too late.", by=found.chair.id)
    sign_off(session, found.case, by=found.chair.id)
    return found


def test_the_first_revision_holds_it_all_and_names_who_was_there(session: Session) -> None:
    found = signed(session)
    only = revisions_of(session, found.case)[0]
    assert (only.number, only.made_by_id, only.reason) == (1, found.chair.id, "")
    people = only.document["meeting"]["attendees"]
    assert [(one["name"], one["agency"]) for one in people] == [
        ("Service manager", "Children’s services"), ("Scribe", ""),
    ]  # fmt: skip
    b1 = next(one for one in only.document["questions"] if one["name"] == "b1")
    assert {side["agency"]: side["grade"] for side in b1["sides"]} == {
        "Children’s services": "good", "Community health": "good", "Police": "inadequate",
    }  # fmt: skip
    assert [(one["agency"], one["grade"], one["reason"]) for one in b1["dissents"]] == [
        ("Police", "inadequate", "Too late.")
    ]
    assert only.document["joint_working"] == "good"
    assert len(moderated_grades(session, found.audit, signed_only=True)[found.case.id]) == 14


def test_a_question_that_an_agency_graded_and_the_panel_did_not_stands_in_the_way(session: Session) -> None:
    found = make_panelled(session)
    settle_all(session, found)
    keep_question(session, found.case, "b4", Settlement(), by=None)
    with pytest.raises(ModerationRefused, match=r"B4\. Assessment needs a moderated grade"):
        sign_off(session, found.case, by=None)
    settle(session, found.case, "b4", grade=NO_AGREEMENT, reason="Care and health: whose analysis.", by=None)
    assert sign_off(session, found.case, by=None).number == 1


def test_a_late_return_that_differs_without_a_reason_stands_in_the_way(session: Session) -> None:
    found = make_panelled(session)
    settle_all(session, found)
    late = make_asked(session, found.case)
    make_returned(session, late, case_document(found.case, b4="outstanding"), at=now() + timedelta(seconds=5))
    state = case_state(session, found.case)
    assert state is not None
    assert state.sides.late == (late.agency,)
    with pytest.raises(ModerationRefused, match=r"B4\. Assessment needs a reason"):
        sign_off(session, found.case, by=None)
    settle(session, found.case, "b4", grade="good", reason="The late return was weighed.", by=None)
    assert sign_off(session, found.case, by=None).number == 1


def test_without_a_meeting_without_people_or_without_joint_working_nobody_signs(session: Session) -> None:
    found = make_panelled(session)
    state = case_state(session, found.case)
    assert state is not None
    assert "Choose the meeting at which the case was moderated." in open_points(state)
    settle_all(session, found)
    change_meeting(session, found.panel, Meeting(met_on=DAY), by=None, today=DAY)
    with pytest.raises(ModerationRefused, match="Say who was at the meeting"):
        sign_off(session, found.case, by=None)
    change_meeting(session, found.panel, Meeting(met_on=DAY, attendees=[Attendee(name="Scribe")]), by=None, today=DAY)
    conclude(session, found.case, Conclusion(), by=None)
    with pytest.raises(ModerationRefused, match="how effective joint working was"):
        sign_off(session, found.case, by=None)


def test_a_single_agency_audit_is_signed_off_without_joint_working(session: Session) -> None:
    found = make_panelled(session)
    settle_all(session, found)
    conclude(session, found.case, Conclusion(), by=None)
    found.audit.kind = "single_agency"
    session.flush()
    assert sign_off(session, found.case, by=None).number == 1


def test_who_has_not_read_the_newest_words_does_not_sign_them(session: Session) -> None:
    found = make_panelled(session)
    settle_all(session, found)
    seen = session.get_one(CaseModeration, found.case.id).revision
    conclude(session, found.case, Conclusion(joint_working="good", joint_working_why="Otherwise."), by=None)
    with pytest.raises(ChangedMeanwhile):
        sign_off(session, found.case, by=None, seen=seen)
    assert sign_off(session, found.case, by=None, seen=seen + 1).number == 1
    with pytest.raises(ModerationRefused, match="signed off already"):
        sign_off(session, found.case, by=None)


Change = Callable[[Session, Panelled, str], object]


def _move(session: Session, found: Panelled, because: str) -> object:
    meeting = meeting_of(found.panel)
    people = [*meeting.attendees, Attendee(name="Head teacher")]
    changed = Meeting(met_on=meeting.met_on, chair=meeting.chair, attendees=people)
    return change_meeting(session, found.panel, changed, by=None, today=DAY, because=because)


CHANGES: dict[str, tuple[Change, str]] = {
    "grade": (
        lambda s, f, why: settle(s, f.case, "b2", grade="outstanding", reason="New facts.", by=None, because=why),
        "B2: moderated grade",
    ),
    "dissent": (
        lambda s, f, why: dissent(s, f.case, "b2", f.care.id, reason="Not so.", by=None, because=why),
        "B2: dissent of Children’s services",
    ),
    "joint working": (
        lambda s, f, why: conclude(s, f.case, Conclusion(unresolved="Thresholds."), by=None, because=why),
        "Joint working",
    ),
    "time": (lambda s, f, why: correct_time(s, f.case, 55, by=None, because=why), "Minutes spent"),
    "meeting": (_move, "Who was there"),
}  # fmt: skip


@pytest.mark.parametrize("which", CHANGES)
def test_a_change_after_sign_off_needs_a_reason_and_makes_a_revision(session: Session, which: str) -> None:
    found = signed(session)
    change, what = CHANGES[which]
    with pytest.raises(ModerationRefused, match="Say why you change it"):
        change(session, found, "  ")
    change(session, found, "The head teacher rang.")
    first, second = revisions_of(session, found.case)
    assert (second.number, second.reason) == (2, "The head teacher rang.")
    assert what in [one.what for one in changes_between(first.document, second.document)]
    assert first.document["joint_working"] == "good"


def test_saving_a_signed_case_unchanged_makes_no_revision(session: Session) -> None:
    found = signed(session)
    assert settle(session, found.case, "b2", grade="good", by=None) is not None
    assert len(revisions_of(session, found.case)) == 1


def test_a_dissent_that_is_taken_out_after_sign_off_stays_in_the_first_revision(session: Session) -> None:
    found = signed(session)
    kept = Settlement(grade="good", reason="Heard and weighed.")
    keep_question(session, found.case, "b1", kept, by=None, because="The police withdrew it.")
    first, second = revisions_of(session, found.case)
    change = changes_between(first.document, second.document)
    assert [(one.what, one.before, one.after) for one in change] == [
        ("B1: dissent of Police", "Inadequate: Too late.", "")
    ]


def test_in_a_finished_audit_only_a_signed_case_is_revised(session: Session) -> None:
    found = signed(session)
    found.audit.state = "finished"
    session.flush()
    assert settle(session, found.case, "b2", grade="outstanding", reason="New.", by=None, because="New facts.")
    session.delete(session.scalars(select(ModerationRevision)).all()[0])
    session.get_one(CaseModeration, found.case.id).signed_at = None
    session.flush()
    with pytest.raises(ModerationRefused, match="audit is finished"):
        settle(session, found.case, "b3", grade="outstanding", reason="New.", by=None)


def test_a_signed_case_stays_with_its_meeting(session: Session) -> None:
    found = signed(session)
    with pytest.raises(ModerationRefused, match="signed off"):
        begin(session, found.case, found.panel, by=None)


def test_moderation_is_destroyed_with_its_audit(session: Session) -> None:
    found = signed(session)
    delete_with_dependants(session, type(found.audit), [found.audit.id])
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(ModerationRevision)) == 0
