"""At most three recommendations, each with one owner; cleared by somebody else; the next audit dated."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey_app.case_audits.learning.clearing import (
    clear,
    publish_strength,
    published_strengths,
    unclear,
    withdraw_strength,
)
from survey_app.case_audits.learning.points import PointText, add_point, change_point
from survey_app.case_audits.learning.re_audits import re_audit_of, re_audits_of, set_re_audit
from survey_app.case_audits.learning.recommending import (
    RecommendationText,
    add_recommendation,
    change_recommendation,
    recommendations_of,
    remove_recommendation,
)
from survey_app.case_audits.learning.refusals import LearningRefused
from survey_app.case_audits.models import AuditRecommendation, CaseAudit, LearningPoint
from survey_app.database import db
from tests.survey_app.case_audits.audit_factories import make_audit
from tests.survey_app.case_audits.learning.learning_world import LearningWorld, make_world
from tests.survey_app.factories import make_agency, sign_in

TODAY = date(2026, 9, 1)


@pytest.fixture
def world(session: Session) -> LearningWorld:
    return make_world(session, returned=False)


def words(world: LearningWorld, **values: object) -> RecommendationText:
    details = {"text": "Ask about fathers.", "why": "They were left out.", "owner_id": world.agencies[0].id}
    return RecommendationText(**{**details, **values})  # type: ignore[arg-type]


def recommend(session: Session, world: LearningWorld, **values: object) -> AuditRecommendation:
    return add_recommendation(session, world.audit, words(world, **values), by=world.writer.id)


def point(session: Session, world: LearningWorld, words: str = "Seen alone.", kind: str = "strength") -> LearningPoint:
    return add_point(session, world.audit, PointText(kind=kind, text=words), by=world.writer.id)


def test_a_fourth_recommendation_is_refused_and_a_free_number_is_used_again(
    session: Session, world: LearningWorld
) -> None:
    made = [recommend(session, world, text=f"Ask about {one}.") for one in ("fathers", "uncles", "aunts")]
    assert [one.number for one in made] == [1, 2, 3]
    with pytest.raises(LearningRefused, match="at most three"):
        recommend(session, world, text="Ask about grandparents.")
    remove_recommendation(session, made[1])
    assert recommend(session, world, text="Ask about cousins.").number == 2


@pytest.mark.parametrize("number", [0, 4])
def test_the_database_itself_refuses_a_fourth(session: Session, world: LearningWorld, number: int) -> None:
    row = {"audit_id": world.audit.id, "number": number, "text": "x", "why": "y", "owner_id": world.agencies[0].id}
    session.add(AuditRecommendation(**row))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_two_people_at_once_make_no_more_than_three(app: Flask, session: Session) -> None:
    world = make_world(session, returned=False)
    recommend(session, world)
    recommend(session, world, text="Ask about uncles.")
    audit_id, wanted = world.audit.id, [words(world, text=f"Ask about {one}.") for one in ("aunts", "grandparents")]
    session.commit()  # and no reading after it: on SQLite the test's own session would hold the writer's lock
    together, ends = threading.Barrier(2), []

    def add(mine: RecommendationText) -> None:
        with app.app_context():
            together.wait()
            try:
                add_recommendation(db.session(), db.session().get_one(CaseAudit, audit_id), mine, by=None)
                db.session.commit()
                ends.append("kept")
            except LearningRefused:
                ends.append("refused")
                db.session.rollback()

    both = [threading.Thread(target=add, args=(one,)) for one in wanted]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(ends) == ["kept", "refused"]
    numbers = session.scalars(select(AuditRecommendation.number).where(AuditRecommendation.audit_id == audit_id)).all()
    assert sorted(numbers) == [1, 2, 3]


@pytest.mark.parametrize(
    ("name", "value"), [("text", " "), ("why", ""), ("owner_id", None)], ids=["text", "why", "owner"]
)
def test_a_recommendation_says_what_why_and_whose(
    session: Session, world: LearningWorld, name: str, value: str | None
) -> None:
    with pytest.raises(LearningRefused):
        recommend(session, world, **{name: value})


def test_its_owner_works_in_the_area(session: Session, world: LearningWorld) -> None:
    with pytest.raises(LearningRefused, match="area"):
        recommend(session, world, owner_id=make_agency(session).id)


def test_its_words_are_checked_for_identifiers(session: Session, world: LearningWorld) -> None:
    with pytest.raises(LearningRefused, match="the reason"):
        recommend(session, world, why="Her daughter Example was not asked.")


def test_nobody_clears_what_they_wrote(session: Session, world: LearningWorld) -> None:
    for item in (point(session, world), recommend(session, world)):
        with pytest.raises(LearningRefused, match="somebody else"):
            clear(session, item, by=world.writer.id)
        clear(session, item, by=world.other.id)
        assert item.cleared_by_id == world.other.id


def test_a_changed_text_is_cleared_anew_also_by_whoever_had_cleared_it(session: Session, world: LearningWorld) -> None:
    item = point(session, world)
    clear(session, item, by=world.other.id)
    publish_strength(session, item)
    change_point(session, item, PointText(kind="strength", text="In other words."), by=world.other.id)
    assert (item.cleared_at, item.published_at) == (None, None)
    with pytest.raises(LearningRefused, match="somebody else"):
        clear(session, item, by=world.other.id)
    made = recommend(session, world)
    clear(session, made, by=world.other.id)
    change_recommendation(session, made, words(world, text="Another."), by=world.writer.id)
    assert made.cleared_at is None


def test_a_pseudonym_does_not_leave_the_panel(session: Session, world: LearningWorld) -> None:
    item = point(session, world, f"In {world.cases[0].pseudonym.lower()} the school rang at once.")
    with pytest.raises(LearningRefused, match="pseudonym"):
        clear(session, item, by=world.other.id)


def test_only_a_cleared_strength_is_published_and_it_can_be_taken_down(session: Session, world: LearningWorld) -> None:
    strength, challenge = point(session, world), point(session, world, "No time.", "challenge")
    with pytest.raises(LearningRefused, match="cleared"):
        publish_strength(session, strength)
    for item in (strength, challenge):
        clear(session, item, by=world.other.id)
    with pytest.raises(LearningRefused, match="Only a strength"):
        publish_strength(session, challenge)
    publish_strength(session, strength)
    assert published_strengths(session, world.partnership.id) == [strength]
    assert published_strengths(session, make_world(session).partnership.id) == []
    withdraw_strength(session, strength)
    assert published_strengths(session, world.partnership.id) == []
    publish_strength(session, strength)
    unclear(session, strength)
    assert published_strengths(session, world.partnership.id) == []


def test_the_next_audit_has_a_day_or_a_reason_and_not_both(session: Session, world: LearningWorld) -> None:
    later = TODAY + timedelta(days=365)
    for on, why in ((None, " "), (later, "None is needed.")):
        with pytest.raises(LearningRefused, match="or the reason"):
            set_re_audit(session, world.audit, on=on, why_none=why, today=TODAY)
    with pytest.raises(LearningRefused, match="has passed"):
        set_re_audit(session, world.audit, on=TODAY - timedelta(days=1), today=TODAY)
    set_re_audit(session, world.audit, on=later, today=TODAY)
    assert re_audit_of(session, world.audit, TODAY).state == "planned"
    for telling in ("Her daughter Example has moved.", f"{world.cases[0].pseudonym} was closed.", "Ring 07700 900123."):
        with pytest.raises(LearningRefused, match="could tell who"):
            set_re_audit(session, world.audit, on=None, why_none=telling, today=TODAY)
    assert (world.audit.re_audit_on, world.audit.no_re_audit_why) == (later, "")
    set_re_audit(session, world.audit, on=None, why_none="The service has closed.", today=TODAY)
    assert re_audit_of(session, world.audit, TODAY).sentence == "None is planned: The service has closed."


@pytest.mark.parametrize(
    ("days", "state"), [(-1, "overdue"), (0, "soon"), (90, "soon"), (91, "planned")],
    ids=["yesterday", "today", "in-90", "in-91"],
)  # fmt: skip
def test_a_next_audit_becomes_due_and_overdue(session: Session, world: LearningWorld, days: int, state: str) -> None:
    world.audit.re_audit_on = TODAY + timedelta(days=days)
    assert re_audit_of(session, world.audit, TODAY).state == state


def test_it_is_made_once_an_audit_names_this_one_as_the_one_before(session: Session, world: LearningWorld) -> None:
    world.audit.re_audit_on = TODAY - timedelta(days=3)
    assert [one.state for one in re_audits_of(session, world.partnership.id, TODAY)] == ["overdue"]
    called_off = make_audit(session, world.partnership, state="planning", earlier_id=world.audit.id)
    called_off.state, called_off.cancelled_why = "cancelled", "The service closed."
    session.flush()
    assert re_audit_of(session, world.audit, TODAY).state == "overdue"
    make_audit(session, world.partnership, state="planning", earlier_id=world.audit.id)
    assert re_audit_of(session, world.audit, TODAY).state == "made"
    assert [one.state for one in re_audits_of(session, world.partnership.id, TODAY)] == ["made"]


def test_recommendations_keep_their_ids(session: Session, world: LearningWorld) -> None:
    made = recommend(session, world)
    kept = made.id
    change_recommendation(session, made, words(world, owner_id=world.agencies[1].id), by=None)
    assert [one.id for one in recommendations_of(session, world.audit)] == [kept]
    assert made.owner.name == world.agencies[1].name


def test_a_recommendation_that_is_sent_twice_or_from_an_old_page_changes_nothing(
    session: Session, client: FlaskClient, world: LearningWorld
) -> None:
    sign_in(client, world.writer)
    base = f"/p/{world.partnership.slug}/case-audits/{world.audit.slug}/learning/recommendations/"
    sent = {"text": "Share each plan.", "why": "Few were shared.", "owner_id": str(world.agencies[0].id)}
    assert client.post(f"{base}new", data=sent).status_code == 302
    again = client.post(f"{base}new", data=sent)
    assert again.status_code == 422
    assert "This is kept already, as recommendation 1." in again.text
    (made,) = recommendations_of(session, world.audit)
    seen = client.get(f"{base}{made.id}").text.split('name="seen" type="hidden" value="')[1].split('"')[0]
    assert client.post(f"{base}{made.id}", data={**sent, "text": "Share all.", "seen": seen}).status_code == 302
    old = client.post(f"{base}{made.id}", data={**sent, "text": "Share some.", "seen": seen})
    assert old.status_code == 422
    assert "It says now: Share all." in old.text
    assert "Share some." in old.text
    session.expire_all()
    assert made.text == "Share all."
