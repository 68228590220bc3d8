"""Learning points: strengths first, checked before they are kept, proposed by returns and never taken from them."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.case_audits.blindness import StillBlind
from survey_app.case_audits.learning.points import (
    PointText,
    add_point,
    change_point,
    learning_of,
    move_point,
    remove_point,
)
from survey_app.case_audits.learning.proposals import find_proposal, leave_proposal, proposals_of
from survey_app.case_audits.learning.refusals import LearningRefused
from survey_app.case_audits.learning.themes import themes_offered
from survey_app.case_audits.models import LearningPoint
from survey_app.case_audits.planning.plans import AuditRefused
from survey_app.results.themes.codeframes import create_codeframe, publish
from tests.survey_app.case_audits.audit_factories import make_audit
from tests.survey_app.case_audits.learning.learning_world import LearningWorld, make_world
from tests.survey_app.factories import sign_in

IDENTIFYING = {
    "a name": "Her daughter Example told the nurse what she wanted.",
    "an NHS number": "The record 999 000 0018 was read together.",
    "a phone number": "Ring 07700 900123 before visiting.",
    "a postcode": "The family in EX1 1AA was seen often.",
    "a date of birth": "The child, born 3 May 2019, was seen alone.",
}
NEVER = ("an NHS number", "a phone number", "a postcode", "a date of birth")


@pytest.fixture
def world(session: Session) -> LearningWorld:
    return make_world(session)


def write(
    session: Session, world: LearningWorld, text: str = "Good work.", kind: str = "strength", **values: str
) -> LearningPoint:
    return add_point(session, world.audit, PointText(kind=kind, text=text, **values), by=world.writer.id)


def test_strengths_come_first_then_what_helps_what_hinders_and_what_is_to_be_learnt(
    session: Session, world: LearningWorld
) -> None:
    for kind in ("learning", "challenge", "enabler", "strength"):
        write(session, world, kind, kind)
        write(session, world, f"{kind} of a case", kind, case_id=world.cases[0].id)
    assert [point.text for point in learning_of(session, world.audit)] == [
        "strength", "strength of a case", "enabler", "enabler of a case", "challenge", "challenge of a case",
        "learning", "learning of a case",
    ]  # fmt: skip


def test_a_point_moves_past_its_neighbours_of_the_same_kind_alone(session: Session, world: LearningWorld) -> None:
    first, second, third = (write(session, world, text) for text in ("one", "two", "three"))
    write(session, world, "hinders", "challenge")
    move_point(session, third, up=True)
    move_point(session, first, up=True)  # it stands first already
    assert [point.text for point in learning_of(session, world.audit)] == ["one", "three", "two", "hinders"]
    move_point(session, first, up=False)
    assert [point.text for point in learning_of(session, world.audit)] == ["three", "one", "two", "hinders"]
    remove_point(session, second)
    assert len(learning_of(session, world.audit)) == 3


def test_a_point_of_a_case_that_could_not_be_used_stays_where_it_is(session: Session, world: LearningWorld) -> None:
    point = write(session, world, "one", case_id=world.cases[0].id)
    write(session, world, "two", case_id=world.cases[0].id)
    world.cases[0].state, world.cases[0].unusable_why = "unusable", "Moved away."
    session.flush()
    before = point.position
    move_point(session, point, up=False)
    assert point.position == before


@pytest.mark.parametrize("what", IDENTIFYING)
def test_what_looks_like_an_identifier_is_not_kept(session: Session, world: LearningWorld, what: str) -> None:
    with pytest.raises(LearningRefused):
        write(session, world, IDENTIFYING[what])
    assert learning_of(session, world.audit) == []


@pytest.mark.parametrize("what", NEVER)
def test_what_belongs_to_one_person_is_not_kept_whatever_the_reason(
    session: Session, world: LearningWorld, what: str
) -> None:
    with pytest.raises(LearningRefused, match="never kept"):
        write(session, world, IDENTIFYING[what], checked_why="It is made up.")


def test_a_marked_word_stays_with_a_reason_which_is_kept(session: Session, world: LearningWorld) -> None:
    point = write(session, world, IDENTIFYING["a name"], checked_why="“Example” is no name here.")
    assert point.checked_why == "“Example” is no name here."
    change_point(session, point, PointText(kind="strength", text="Nothing marked.", checked_why="x"), by=None)
    assert point.checked_why == ""


def test_a_theme_may_not_carry_a_name_either(session: Session, world: LearningWorld) -> None:
    with pytest.raises(LearningRefused, match="the theme"):
        write(session, world, theme="Her daughter Example said so")


def test_the_audits_own_pseudonyms_are_no_identifiers_inside_it(session: Session, world: LearningWorld) -> None:
    assert write(session, world, f"In {world.cases[0].pseudonym} the school rang at once.").checked_why == ""


def test_nothing_is_learnt_while_returns_are_blind_or_after_the_audit_was_called_off(session: Session) -> None:
    blind = make_audit(session, state="fieldwork")
    with pytest.raises(AuditRefused):
        add_point(session, blind, PointText(kind="strength", text="Good."), by=None)
    with pytest.raises(StillBlind):
        proposals_of(session, blind)


def test_a_case_of_another_audit_is_refused(session: Session, world: LearningWorld) -> None:
    elsewhere = make_world(session)
    with pytest.raises(LearningRefused, match="Choose a case"):
        write(session, world, case_id=elsewhere.cases[0].id)


def test_a_theme_is_one_of_the_codeframe_where_the_round_has_one(session: Session, world: LearningWorld) -> None:
    frame = create_codeframe(session, world.partnership.id, "Audit themes", [("Fathers", ""), ("Supervision", "")])
    publish(session, frame, by_id=None)
    assert world.audit.round is not None
    world.audit.round.codeframe_id = frame.id
    session.flush()
    assert themes_offered(session, world.audit).themes == ("Fathers", "Supervision")
    assert write(session, world, theme="fathers").theme == "Fathers"
    with pytest.raises(LearningRefused, match="Audit themes"):
        write(session, world, theme="Sleep")


def test_without_a_codeframe_themes_in_use_are_suggested_and_spelt_alike(
    session: Session, world: LearningWorld
) -> None:
    write(session, world, theme="Safer sleep")
    assert themes_offered(session, world.audit).themes == ("Safer sleep",)
    assert write(session, world, "More of it.", theme="  SAFER   sleep").theme == "Safer sleep"
    assert themes_offered(session, make_world(session).audit).themes == ()


def test_returns_propose_and_what_was_taken_up_or_left_is_not_proposed_again(session: Session) -> None:
    world = make_world(
        session, cases=1, agencies=1,
        answers={"strengths": "Seen alone.", "systems_barriers": "No shared system.", "recommendation_1": "Train."},
    )  # fmt: skip
    found = {one.question: one for one in proposals_of(session, world.audit)}
    assert {one.kind for one in found.values()} >= {"strength", "challenge", "recommendation"}
    taken, left = found["Strengths to build on"], found["Barriers in the system"]
    assert taken.text == "Seen alone."
    assert learning_of(session, world.audit) == []
    write(session, world, "Seen alone, and heard.", case_id=taken.case.id, source=taken.source)
    leave_proposal(session, world.audit, left.source, by=None)
    leave_proposal(session, world.audit, left.source, by=None)  # twice is once
    assert {taken.question, left.question}.isdisjoint({one.question for one in proposals_of(session, world.audit)})
    assert find_proposal(session, world.audit, found["Recommendation 1"].source) is not None


def test_a_point_that_is_sent_twice_is_kept_once(session: Session, world: LearningWorld) -> None:
    write(session, world)
    with pytest.raises(LearningRefused, match="This point is kept already"):
        write(session, world)


def test_a_point_that_somebody_changed_meanwhile_is_not_overwritten(
    session: Session, client: FlaskClient, world: LearningWorld
) -> None:
    point = write(session, world)
    sign_in(client, world.other)
    where = f"/p/{world.partnership.slug}/case-audits/{world.audit.slug}/learning/points/{point.id}"
    seen = client.get(where).text.split('name="seen" type="hidden" value="')[1].split('"')[0]
    sent = {"kind": "strength", "case_id": "", "seen": seen}
    assert client.post(where, data={**sent, "text": "Plans were shared."}).status_code == 302
    refused = client.post(where, data={**sent, "text": "Plans were late."})
    assert refused.status_code == 422
    assert "It says now: Plans were shared." in refused.text
    assert "Plans were late." in refused.text
    session.expire_all()
    assert point.text == "Plans were shared."
