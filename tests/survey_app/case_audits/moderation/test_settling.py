"""A panel settles grades: reasons where they differ, dissents by agency, and nothing before moderation opens."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from survey_app.case_audits.blindness import StillBlind
from survey_app.case_audits.moderation.questions import NO_AGREEMENT
from survey_app.case_audits.moderation.reading import (
    case_state,
    dissents_of,
    moderated_grades,
    moderation_state,
    unagreed_of,
)
from survey_app.case_audits.moderation.refusals import ChangedMeanwhile, ModerationRefused
from survey_app.case_audits.moderation.settling import conclude, dissent, keep_question, settle
from survey_app.case_audits.moderation.wordings import Conclusion, DissentWords, Settlement
from tests.survey_app.case_audits.audit_factories import make_audit, make_case
from tests.survey_app.case_audits.moderation.panelled import make_panelled


def test_a_settled_grade_is_read_by_case_and_question(session: Session) -> None:
    found = make_panelled(session)
    settle(session, found.case, "b2", grade="good", by=None)
    assert moderated_grades(session, found.audit)[found.case.id]["b2"].grade == "good"
    assert moderated_grades(session, found.audit, signed_only=True) == {}


def test_a_grade_that_an_agency_did_not_give_needs_its_reason(session: Session) -> None:
    found = make_panelled(session)
    with pytest.raises(ModerationRefused, match="not the one that Police gave"):
        settle(session, found.case, "b1", grade="good", by=None)
    with pytest.raises(ModerationRefused, match="not the one that Children’s services, Community health gave"):
        settle(session, found.case, "b1", grade="inadequate", reason="  ", by=None)
    settle(session, found.case, "b1", grade="good", reason="The strategy discussion was held in time.", by=None)
    assert moderated_grades(session, found.audit)[found.case.id]["b1"].reason.startswith("The strategy")


def test_a_grade_that_every_agency_gave_needs_none(session: Session) -> None:
    found = make_panelled(session)
    settle(session, found.case, "b2", grade="good", by=None)
    with pytest.raises(ModerationRefused, match="Give the reason"):
        settle(session, found.case, "b2", grade="outstanding", by=None)
    with pytest.raises(ModerationRefused, match="Give the reason"):
        settle(session, found.case, "b2", grade="not_applicable", by=None)


def test_that_no_agreement_was_reached_says_on_what(session: Session) -> None:
    found = make_panelled(session)
    with pytest.raises(ModerationRefused, match="what could not be agreed"):
        settle(session, found.case, "b1", grade=NO_AGREEMENT, by=None)
    settle(session, found.case, "b1", grade=NO_AGREEMENT, reason="Whether a day was too late.", by=None)
    assert moderated_grades(session, found.audit) == {}
    assert [one.reason for one in unagreed_of(session, found.audit)] == ["Whether a day was too late."]


def test_a_dissent_names_its_agency_its_grade_and_why(session: Session) -> None:
    found = make_panelled(session)
    with pytest.raises(ModerationRefused, match="Choose the moderated grade"):
        dissent(session, found.case, "b1", found.police.id, grade="inadequate", reason="Too late.", by=None)
    settle(session, found.case, "b1", grade="good", reason="In time.", by=None)
    with pytest.raises(ModerationRefused, match="Say why Police dissents"):
        dissent(session, found.case, "b1", found.police.id, grade="inadequate", reason="", by=None)
    with pytest.raises(ModerationRefused, match="that is no dissent"):
        dissent(session, found.case, "b1", found.police.id, grade="good", reason="Too late.", by=None)
    dissent(session, found.case, "b1", found.police.id, grade="inadequate", reason="Too late.", by=None)
    one = dissents_of(session, found.audit)[0]
    assert (one.agency.name, one.question, one.grade, one.reason) == ("Police", "b1", "inadequate", "Too late.")


def test_settling_anew_leaves_a_dissent_where_it_is(session: Session) -> None:
    found = make_panelled(session)
    settle(session, found.case, "b1", grade="good", reason="In time.", by=None)
    dissent(session, found.case, "b1", found.police.id, grade="inadequate", reason="Too late.", by=None)
    settle(session, found.case, "b1", grade="requires_improvement", reason="A middle way.", by=None)
    assert len(dissents_of(session, found.audit)) == 1
    with pytest.raises(ModerationRefused, match="that is no dissent"):
        settle(session, found.case, "b1", grade="inadequate", reason="They were right.", by=None)


def test_only_an_agency_of_the_case_or_at_the_meeting_dissents(session: Session) -> None:
    found = make_panelled(session)
    settle(session, found.case, "b1", grade="good", reason="In time.", by=None)
    with pytest.raises(ModerationRefused, match="Only an agency of this case"):
        dissent(session, found.case, "b1", 999_999, reason="Too late.", by=None)


@pytest.mark.parametrize("grade", ["excellent", "no_agreement ", "GOOD"])
def test_a_grade_that_the_scale_does_not_have_is_refused(session: Session, grade: str) -> None:
    found = make_panelled(session)
    if grade.strip() == NO_AGREEMENT:
        assert settle(session, found.case, "b1", grade=grade, reason="Open.", by=None) is not None
        return
    with pytest.raises(ModerationRefused, match="grades of the scale"):
        settle(session, found.case, "b1", grade=grade, reason="Why.", by=None)
    with pytest.raises(ModerationRefused, match="no such question"):
        settle(session, found.case, "pseudonym", grade="good", by=None)


def test_words_that_somebody_else_has_kept_are_not_passed_over(session: Session) -> None:
    found = make_panelled(session)
    seen = Settlement().mark
    keep_question(session, found.case, "b2", Settlement(grade="good", reason="One."), by=None, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        keep_question(session, found.case, "b2", Settlement(grade="good", reason="Other."), by=None, seen=seen)
    assert keep_question(session, found.case, "b3", Settlement(grade="good", reason="Three."), by=None, seen=seen)
    # The same words once more are no conflict: a form that is sent twice is kept once.
    assert not keep_question(session, found.case, "b2", Settlement(grade="good", reason="One."), by=None, seen=seen)


def test_a_dissent_is_among_the_words_that_are_not_passed_over(session: Session) -> None:
    found = make_panelled(session)
    wording = Settlement(grade="good", reason="In time.")
    keep_question(session, found.case, "b1", wording, by=None)
    dissent(session, found.case, "b1", found.police.id, reason="Too late.", by=None)
    with pytest.raises(ChangedMeanwhile):
        keep_question(
            session, found.case, "b1", Settlement(grade="good", reason="In good time."), by=None, seen=wording.mark
        )
    assert len(dissents_of(session, found.audit)) == 1


def test_before_moderation_opens_nothing_is_settled_and_nothing_read(session: Session) -> None:
    audit = make_audit(session)
    case = make_case(session, audit)
    for act in (
        lambda: settle(session, case, "b1", grade="good", by=None),
        lambda: conclude(session, case, Conclusion(unresolved="Much."), by=None),
        lambda: moderation_state(session, audit),
    ):
        with pytest.raises(StillBlind):
            act()


def test_a_case_that_could_not_be_used_drops_out(session: Session) -> None:
    found = make_panelled(session)
    settle(session, found.case, "b2", grade="good", by=None)
    settle(session, found.case, "b1", grade="good", reason="In time.", by=None)
    dissent(session, found.case, "b1", found.police.id, reason="Too late.", by=None)
    found.case.state, found.case.unusable_why = "unusable", "The record was merged."
    session.flush()
    assert moderation_state(session, found.audit) == []
    assert moderated_grades(session, found.audit) == {}
    assert dissents_of(session, found.audit) == []
    with pytest.raises(ModerationRefused, match="could not be used"):
        settle(session, found.case, "b3", grade="good", by=None)


def test_a_dip_sample_has_no_panel_and_a_single_agency_audit_has_one(session: Session) -> None:
    found = make_panelled(session)
    found.audit.kind = "dip_sample"
    session.flush()
    with pytest.raises(ModerationRefused, match="has no panel"):
        settle(session, found.case, "b2", grade="good", by=None)
    found.audit.kind = "single_agency"
    session.flush()
    assert settle(session, found.case, "b2", grade="good", by=None) is not None


def test_joint_working_has_a_grade_with_its_reason(session: Session) -> None:
    found = make_panelled(session)
    with pytest.raises(ModerationRefused, match="Say why joint working"):
        conclude(session, found.case, Conclusion(joint_working="good"), by=None)
    with pytest.raises(ModerationRefused, match="one of the grades"):
        conclude(session, found.case, Conclusion(joint_working="fine", joint_working_why="Why."), by=None)
    conclude(session, found.case, Conclusion(joint_working="good", joint_working_why="Met."), by=None)
    state = case_state(session, found.case)
    assert state is not None
    assert state.moderation is not None
    assert state.moderation.joint_working == "good"


def test_a_dissent_that_is_left_out_is_taken_out(session: Session) -> None:
    found = make_panelled(session)
    words = {found.police.id: DissentWords(grade="inadequate", reason="Too late.")}
    keep_question(session, found.case, "b1", Settlement(grade="good", reason="In time.", dissents=words), by=None)
    assert len(dissents_of(session, found.audit)) == 1
    keep_question(session, found.case, "b1", Settlement(grade="good", reason="In time."), by=None)
    assert dissents_of(session, found.audit) == []
