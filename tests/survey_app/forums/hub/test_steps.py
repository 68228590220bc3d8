"""Where a cycle stands: each step in words and figures, nobody named, nothing told that anonymity holds back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.collect.models import AnonymousResponse
from survey_app.database import now
from survey_app.forums.hub.round_steps import evaluation_step, follow_up_step, survey_step
from survey_app.forums.hub.showing import ShownStep, next_of
from survey_app.forums.hub.step_table import read_steps
from survey_app.forums.hub.steps import Stand, Step
from survey_app.forums.models import HubCycle
from survey_app.forums.words import local
from survey_app.partnership.models import Partnership
from survey_app.rounds.models import Round
from tests.survey_app.factories import make_invitation, make_round, make_user, publish, sign_in
from tests.survey_app.forums.hub_factories import make_booking, make_forum, make_hub_cycle

HUB = "/p/north/learning-hub/cycles/gangs"


def step_of(session: Session, cycle: HubCycle, title: str) -> Step:
    session.flush()
    session.expire_all()
    return next(step for step in read_steps(session, cycle, now()) if step.title == title)


def anonymous_round(session: Session, partnership: Partnership, **values: object) -> Round:
    version = publish(session, partnership, "learning-hub-evaluation")
    return make_round(session, partnership, version, access="token", anonymous=True, **values)


def test_a_new_cycle_says_what_is_missing_and_asks_for_it_first(session: Session, cycle: HubCycle) -> None:
    cycle.introduction, cycle.questions = "", []
    step = step_of(session, cycle, "Theme")
    assert step.stand is Stand.NOW
    assert "without an introduction and questions for the tables" in step.says
    cycle.introduction, cycle.questions = "Come.", ["What are you seeing?"]
    assert step_of(session, cycle, "Theme").stand is Stand.DONE


def test_the_forums_are_counted_without_those_that_are_cancelled(session: Session, cycle: HubCycle) -> None:
    forum = make_forum(session, cycle, capacity=10)
    make_forum(session, cycle, capacity=50, cancelled_at=now(), cancelled_because="The hall burnt down.")
    make_booking(session, forum)
    make_booking(session, forum, state="waiting")
    step = step_of(session, cycle, "Forums")
    assert step.stand is Stand.NOW
    assert step.says.startswith("One forum on ")
    assert step.says.endswith("1 of 10 places to come are taken, and 1 person waits.")


def test_forums_are_done_when_the_last_has_ended_and_say_how_many_came(session: Session, cycle: HubCycle) -> None:
    held = make_forum(session, cycle, in_hours=-48, capacity=10)
    make_booking(session, held, checked_in_at=now())
    make_booking(session, held)
    step = step_of(session, cycle, "Forums")
    assert step.stand is Stand.DONE
    assert step.says.endswith("All have been held, and 1 person came.")


@pytest.mark.parametrize("state", ["draft", "open", "closed"])
def test_the_feedback_step_follows_its_round(
    session: Session, partnership: Partnership, cycle: HubCycle, state: str
) -> None:
    round_ = anonymous_round(session, partnership, state=state, closes_on=date(2031, 3, 4))
    make_invitation(session, round_)
    cycle.evaluation_round_id = round_.id
    session.flush()
    session.expire_all()
    step = evaluation_step(session, cycle, now())
    assert step.stand is (Stand.DONE if state == "closed" else Stand.NOW)
    said = {"draft": "1 person will be asked", "open": "Open until 4 March 2031.", "closed": "Closed on 4 March 2031."}
    assert said[state] in step.says


def test_answers_that_are_still_sealed_are_in_no_sentence(
    session: Session, partnership: Partnership, cycle: HubCycle
) -> None:
    round_ = anonymous_round(session, partnership)
    invited = [make_invitation(session, round_)[0] for _ in range(7)]
    for invitation in invited:
        invitation.answered = True  # seven have answered, five of them in a batch that was opened
    cycle.evaluation_round_id = round_.id
    session.flush()
    session.expire_all()
    step = evaluation_step(session, cycle, now())
    assert step.live == "No answers are opened yet: they are opened in batches of at least five."
    for _ in range(5):
        session.add(_opened(round_))
    session.flush()
    step = evaluation_step(session, cycle, now())
    assert step.live == "5 answers are opened so far."
    assert "7" not in step.says


def _opened(round_: Round) -> AnonymousResponse:
    return AnonymousResponse(
        round_id=round_.id, version_id=round_.version_id, document={}, received_on=date(2031, 3, 1)
    )


def test_only_those_who_run_rounds_see_counts_before_the_release(
    client: FlaskClient, session: Session, partnership: Partnership, cycle: HubCycle
) -> None:
    round_ = anonymous_round(session, partnership, state="closed", closes_on=date(2026, 1, 31))
    session.add_all(_opened(round_) for _ in range(6))
    cycle.evaluation_round_id = round_.id
    session.flush()
    member, planner = (make_user(session, partnership, roles=(role,)) for role in ("executive_member", "qa_group"))
    seen = sign_in(client, member).get(HUB).text
    assert "No results are released yet." in seen
    assert "6 answers" not in seen
    assert "6 answers are opened so far." in sign_in(client, planner).get(HUB).text


def test_the_survey_waits_for_the_last_forum_and_the_follow_up_for_three_months(
    session: Session, cycle: HubCycle
) -> None:
    forum = make_forum(session, cycle, in_hours=48)
    session.expire_all()
    assert survey_step(session, cycle, now()).act == ""
    after = now() + timedelta(days=4)
    assert survey_step(session, cycle, after).act == "Begin the survey"
    assert follow_up_step(session, cycle, after).act == ""
    later = now() + timedelta(days=100)
    step = follow_up_step(session, cycle, later)
    assert step.act == "Begin the follow-up"
    assert step.by is not None
    assert step.by > local(forum.starts_at).date() + timedelta(days=85)


def test_no_step_names_anybody(page: FlaskClient, session: Session, partnership: Partnership, cycle: HubCycle) -> None:
    held = make_forum(session, cycle, in_hours=-48, title="Stevenage", chair="Chris Chairperson")
    coming = make_forum(session, cycle, speakers=["Sally Speaker"])
    make_booking(session, held, name="Norah Attended", email="norah@agency.example", checked_in_at=now())
    make_booking(session, coming, name="Wendy Waiting", email="wendy@agency.example", state="waiting")
    cycle.evaluation_round_id = anonymous_round(session, partnership).id
    session.flush()
    text = page.get(HUB).text
    assert "Where this cycle stands" in text
    for name in ("Norah", "Wendy", "agency.example", "Chris Chairperson", "Sally Speaker"):
        assert name not in text


def test_another_partnership_sees_no_such_cycle(client: FlaskClient, session: Session, cycle: HubCycle) -> None:
    other = make_hub_cycle(session, slug="theirs")
    stranger = make_user(session, other.partnership, roles=("qa_group",))
    assert sign_in(client, stranger).get(HUB).status_code == 404


def shown(number: int, *, stand: Stand = Stand.AHEAD, act: str = "Do it", is_late: bool = False) -> ShownStep:
    return ShownStep(number=number, title=f"Step {number}", stand=stand, says="", act=act, href="", when="",
                     is_late=is_late)  # fmt: skip


def test_what_is_late_comes_first_then_the_order_of_the_cycle() -> None:
    first, late = shown(1), shown(2, is_late=True)
    assert next_of([first, late]) is late
    assert next_of([shown(1, act=""), shown(2, stand=Stand.DONE), third := shown(3)]) is third
    assert next_of([shown(1, act="")]) is None


def test_what_was_begun_and_is_late_comes_before_what_was_left_out() -> None:
    left_out, begun = shown(2, is_late=True), shown(12, stand=Stand.NOW, is_late=True)
    assert next_of([shown(1), left_out, begun]) is begun


def test_lateness_is_said_plainly_with_its_day(page: FlaskClient, session: Session, cycle: HubCycle) -> None:
    make_forum(session, cycle, in_hours=-60 * 24)
    cycle.introduction = "Come."
    session.flush()
    text = page.get(HUB).text
    assert "Late: this was due by " in text
    assert "days ago." in text
