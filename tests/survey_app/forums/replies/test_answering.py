"""Replies are written by one person and approved by another; what is published never changes unseen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.audit_log import AuditEvent
from survey_app.database import now
from survey_app.forums.models import HubTheme
from survey_app.forums.pages import today
from survey_app.forums.replies import answering
from survey_app.forums.replies.models import FrozenChanged, ThemeReply
from survey_app.forums.replies.refusals import RepliesRefused
from survey_app.forums.replies.standing import standing_of_theme
from survey_app.partnership.models import Agency, Partnership
from tests.survey_app.factories import make_agency, make_user, sign_in
from tests.survey_app.forums.replies.reply_factories import a_wording, replied

ADDRESS = "/p/north/learning-hub/cycles/gangs/replies"


def form_data(**values: Any) -> dict[str, Any]:
    day = today()
    details = {
        "seen": "0", "you_said": "Teams differ.", "decision": "accepted", "action": "Publish one guide",
        "owner": "Head of Early Help", "agency_id": "", "due_on": (day + timedelta(days=30)).isoformat(),
        "message": "We will publish one guide.", "decided_by": "Strategic Group", "decided_on": day.isoformat(),
    }  # fmt: skip
    return {**details, **values}


def test_whoever_wrote_it_cannot_approve_it(session: Session, theme: HubTheme, planner: User, second: User) -> None:
    reply = replied(session, theme, planner)
    with pytest.raises(RepliesRefused, match="second person"):
        answering.approve(session, reply, by=planner.id, at=now(), checked=True)
    assert answering.published(session, theme) is None
    answering.approve(session, reply, by=second.id, at=now(), checked=True)
    assert answering.published(session, theme) is reply


def test_the_database_refuses_an_approval_by_the_writer(session: Session, theme: HubTheme, planner: User) -> None:
    reply = replied(session, theme, planner)
    with pytest.raises(IntegrityError):
        session.execute(
            update(ThemeReply).where(ThemeReply.id == reply.id).values(state="approved", checked_by_id=planner.id)
        )
    session.rollback()


def test_an_approved_reply_cannot_be_reworded(session: Session, theme: HubTheme, planner: User, second: User) -> None:
    reply = replied(session, theme, planner, second)
    reply.message = "Something else"
    with pytest.raises(FrozenChanged):
        session.flush()
    session.rollback()


def test_a_new_wording_is_not_published_before_it_is_approved(
    session: Session, theme: HubTheme, planner: User, second: User
) -> None:
    first = replied(session, theme, planner, second)
    newer = replied(session, theme, second, message="We changed our minds.")
    assert answering.published(session, theme) is first
    answering.send_back(session, newer, by=planner.id, at=now(), remark="Why?")
    assert answering.published(session, theme) is first
    newest = replied(session, theme, second, planner, message="We changed our minds, because.")
    assert answering.published(session, theme) is newest


def test_a_wording_that_was_replaced_cannot_be_approved_any_more(
    session: Session, theme: HubTheme, planner: User, second: User
) -> None:
    old = replied(session, theme, planner)
    replied(session, theme, planner, message="Better words.")
    with pytest.raises(RepliesRefused, match="no longer waits"):
        answering.approve(session, old, by=second.id, at=now(), checked=True)


def test_two_who_write_at_once_are_told(session: Session, theme: HubTheme, planner: User, second: User) -> None:
    replied(session, theme, planner)
    with pytest.raises(RepliesRefused, match="Somebody else"):
        answering.write_reply(session, theme, a_wording(), by=second.id, seen=0, today=today())


def test_taking_down_uncovers_no_earlier_wording(
    session: Session, theme: HubTheme, planner: User, second: User
) -> None:
    replied(session, theme, planner, second)
    replied(session, theme, planner, second, message="Newer")
    answering.take_down(session, theme, by=planner.id, at=now(), remark="A name")
    assert answering.published(session, theme) is None


def test_what_a_reply_needs(session: Session, theme: HubTheme, planner: User) -> None:
    elsewhere, day = make_agency(session), today()
    wrong: list[dict[str, Any]] = [
        {"decision": "partly"}, {"decision": "not_accepted", "because": "  "}, {"decision": "maybe"}, {"action": ""},
        {"due_on": None}, {"owner": ""}, {"message": " "}, {"decided_by": ""}, {"agency_id": elsewhere.id},
        {"decided_on": day + timedelta(days=1)}, {"due_on": day - timedelta(days=30)},
    ]  # fmt: skip
    for values in wrong:
        with pytest.raises(RepliesRefused):
            replied(session, theme, planner, **values)
    assert session.scalars(select(ThemeReply)).all() == []


def test_no_needs_a_reason_and_no_action(session: Session, theme: HubTheme, planner: User, second: User) -> None:
    reply = replied(session, theme, planner, second, decision="not_accepted", because="We could not, because …")
    assert (reply.action, reply.owned_by, reply.due_on) == ("", "", None)


def test_names_are_noticed_before_it_is_approved(
    session: Session, theme: HubTheme, planner: User, second: User
) -> None:
    reply = replied(session, theme, planner, message="Ask Jane Invented on 01632 960123.")
    with pytest.raises(RepliesRefused, match="01632 960123"):
        answering.approve(session, reply, by=second.id, at=now(), checked=False)
    assert answering.published(session, theme) is None


def test_an_overdue_action_shows_until_it_is_done(
    session: Session, theme: HubTheme, planner: User, second: User
) -> None:
    decided = today() - timedelta(days=60)
    replied(session, theme, planner, second, decided_on=decided, due_on=today() - timedelta(days=3))
    assert standing_of_theme(session, theme, today()).days_overdue == 3
    done = {"state": "done", "note": "", "by": planner.id, "today": today()}
    for day in (decided - timedelta(days=1), today() + timedelta(days=1)):
        with pytest.raises(RepliesRefused):
            answering.note_progress(session, theme, on_day=day, **done)
    answering.note_progress(session, theme, on_day=today() - timedelta(days=1), **done)
    standing = standing_of_theme(session, theme, today())
    assert standing.days_overdue == 0
    assert standing.is_done


def test_done_does_not_carry_over_to_another_action(
    session: Session, theme: HubTheme, planner: User, second: User
) -> None:
    replied(session, theme, planner, second)
    answering.note_progress(session, theme, state="done", on_day=today(), note="", by=planner.id, today=today())
    replied(session, theme, planner, second, message="Same action, clearer message.")
    assert standing_of_theme(session, theme, today()).is_done
    replied(session, theme, planner, second, action="Train every team")
    assert not standing_of_theme(session, theme, today()).is_done


def test_the_whole_way_on_the_pages(
    page: FlaskClient, session: Session, theme: HubTheme, second: User, agency: Agency
) -> None:
    own = f"{ADDRESS}/{theme.id}"
    refused = page.post(f"{own}/write", data=form_data(decision="partly"))
    assert refused.status_code == 422
    assert "We could not, because" in refused.text
    assert page.post(f"{own}/write", data=form_data(agency_id=agency.id)).status_code == 302
    mine = page.get(own).text
    assert "You entered it, so somebody else approves it." in mine
    assert "Approve it" not in mine
    assert page.post(f"{own}/approve", data={"number": "1"}).status_code == 422
    other = sign_in(page, second)
    assert other.post(f"{own}/approve", data={"number": "1"}).status_code == 302
    assert "Head of Early Help, " + agency.name in other.get(ADDRESS).text
    noted = other.post(f"{own}/progress", data={"state": "done", "on_day": today().isoformat(), "note": "Seen"})
    assert noted.status_code == 302
    assert other.post(f"{own}/take-down", data={"why": ""}).status_code == 422
    assert other.post(f"{own}/take-down", data={"why": "Wrong"}).status_code == 302
    session.expire_all()
    actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions[-4:] == ["hub reply written", "hub reply approved", "hub action progressed", "hub reply taken down"]


def test_a_wording_that_is_not_there_cannot_be_approved(
    client: FlaskClient, session: Session, theme: HubTheme, planner: User, second: User
) -> None:
    replied(session, theme, planner)
    other = sign_in(client, second)
    for number in ("", "x", "-1", "0", "2", "9" * 30):
        assert other.post(f"{ADDRESS}/{theme.id}/approve", data={"number": number}).status_code == 400, number
    session.expire_all()
    assert answering.published(session, theme) is None


def test_those_who_read_change_nothing_and_see_no_unapproved_words(
    client: FlaskClient, session: Session, partnership: Partnership, theme: HubTheme, planner: User
) -> None:
    replied(session, theme, planner, message="Not approved yet, this wording.")
    own = f"{ADDRESS}/{theme.id}"
    for role in ("executive_member", "scrutineer", "facilitator"):
        reader = sign_in(client, make_user(session, partnership, roles=(role,)))
        for address in (ADDRESS, own, "/p/north/learning-hub/cycles/gangs/you-said-we-did"):
            shown = reader.get(address)
            assert shown.status_code == 200, role
            assert "Not approved yet" not in shown.text
        for act in ("write", "approve", "return", "take-down", "progress"):
            assert reader.post(f"{own}/{act}", data={"number": "1"}).status_code == 403, (role, act)


WRONG: tuple[tuple[dict[str, str], str], ...] = (
    ({"due_on": ""}, "Enter by when it will be done."),
    ({"due_on": "soon"}, "enter a real date"),
    ({"due_on": "2000-01-01"}, "cannot be due before"),
    ({"decided_on": ""}, "Enter the day of the decision."),
    ({"decision": ""}, "Choose what the group decided."),
    ({"decision": "maybe"}, "Not a valid choice"),
    ({"owner": ""}, "Enter who owns the action"),
    ({"agency_id": "999999"}, "Not a valid choice"),
    ({"message": ""}, "Enter the message to practitioners."),
    ({"message": ""} | {"decision": "partly", "because": "no money"}, "Enter the message to practitioners."),
    ({"decision": "not_accepted", "because": ""}, "Say why it was not accepted"),
    ({"message": "x" * 2001}, "longer than 2,000"),
)


def test_what_is_wrong_is_said_and_what_was_typed_stays(page: FlaskClient, theme: HubTheme) -> None:
    for values, says in WRONG:
        answer = page.post(f"{ADDRESS}/{theme.id}/write", data=form_data(you_said="Typed with care.", **values))
        assert answer.status_code == 422, values
        assert says in answer.text
        assert "Typed with care." in answer.text


def test_a_no_needs_neither_action_nor_day(page: FlaskClient, theme: HubTheme) -> None:
    data = form_data(decision="not_accepted", because="no money", action="", owner="", due_on="")
    assert page.post(f"{ADDRESS}/{theme.id}/write", data=data).status_code == 302


def test_we_could_not_because_asks_for_less_than_we_did(page: FlaskClient, session: Session, theme: HubTheme) -> None:
    """Of a no the reason and the day are enough; the same fields of a yes are refused."""
    little = {"seen": "0", "you_said": "Teams differ.", "decided_by": "Strategic Group", "decided_on": f"{today()}"}
    address, because = f"{ADDRESS}/{theme.id}/write", {"because": "there is no money this year"}
    assert page.post(address, data={**little, **because, "decision": "accepted"}).status_code == 422
    assert page.post(address, data={**little, **because, "decision": "not_accepted"}).status_code == 302
    [reply] = answering.replies_of(session, theme)
    assert reply.message == "We could not, because there is no money this year."
    assert reply.because == "there is no money this year"


def test_what_is_noted_twice_in_a_row_stands_once(
    session: Session, theme: HubTheme, planner: User, second: User
) -> None:
    replied(session, theme, planner, second)
    noted = {"state": "under_way", "on_day": today(), "note": "Two teams.", "by": planner.id, "today": today()}
    answering.note_progress(session, theme, **noted)
    with pytest.raises(RepliesRefused, match="That is noted already"):
        answering.note_progress(session, theme, **noted)
    answering.note_progress(session, theme, **{**noted, "state": "done"})
    answering.note_progress(session, theme, **noted)  # it was not done after all
