"""A youth worker's way through the pages, and what others find there: only what is theirs."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.audit_log import AuditEvent
from survey_app.collect.models import SafetyAlert
from survey_app.database import now
from survey_app.forums.families import consent, saying
from survey_app.forums.models import HubCycle
from survey_app.forums.models.families import FocusGroup, FocusGroupNote, FocusGroupPoint
from survey_app.mail import OutboxMessage
from survey_app.partnership.models import Partnership
from tests.survey_app.factories import make_partnership, make_user, sign_in
from tests.survey_app.forums.families.focus_factories import hold, make_group, say
from tests.survey_app.forums.hub_factories import make_hub_cycle

HERE = "/p/north/focus-groups"
NOTE, POINT, ORIGINAL, QUOTE = "the private note", "the point itself", "the first wording", "the safe wording"


def consents(numbers: Sequence[int], *boxes: str, by: str = "both") -> dict[str, str]:
    return {f"agreed_by-{number}": by for number in numbers} | {
        f"{box}-{number}": "y" for number in numbers for box in boxes
    }


def test_a_group_from_its_plan_to_what_is_passed_on(
    session: Session, app: Flask, cycle: HubCycle, worker: User, desk: FlaskClient, planner: User
) -> None:
    today = f"{now():%Y-%m-%d}"
    plan = {"title": "Young carers", "who": "children", "ages": ["from_11_to_15"], "planned_for": today}
    location = desk.post(f"{HERE}/cycles/gangs/new", data=plan).location
    group = session.scalars(select(FocusGroup)).one()
    assert location == f"{HERE}/{group.id}"
    at = f"{HERE}/{group.id}"
    assert desk.post(f"{at}/questions", data={"own": "What helps?\nWhat should be different?"}).status_code == 302
    held = {"held_on": f"{group.planned_for:%Y-%m-%d}", "people": "6", "helped_by": "An interpreter"}
    assert desk.post(f"{at}/held", data=held).location == f"{at}/consent"
    assert desk.post(f"{at}/consent", data=consents(range(1, 7), "notes", "quotes")).location == at
    session.expire_all()
    question = group.questions[0].id
    note = {"text": NOTE, "said_by": ["1"]}
    assert desk.post(f"{at}/questions/{question}/note", data=note).status_code == 302
    point = {"text": POINT, "said_by": ["1", "2"], "tone": "strength", "quote": ORIGINAL}
    assert desk.post(f"{at}/questions/{question}/point", data=point).status_code == 302
    point_id = session.scalars(select(FocusGroupPoint.id)).one()
    assert desk.post(f"{at}/points/{point_id}", data=point | {"quote": QUOTE}).status_code == 302
    assert desk.post(f"{at}/hand-in", data={}).location == f"{at}/unsafe"
    assert desk.post(f"{at}/unsafe", data={"unsafe": "no"}).location == f"{at}/hand-in"
    assert desk.post(f"{at}/hand-in", data={"told_how": "We go back"}).location == at
    second = sign_in(app.test_client(), planner)
    listed = second.get(f"{HERE}/cycles/gangs/clearing").text
    assert POINT in listed
    shown = second.get(f"{HERE}/points/{point_id}").text
    assert QUOTE in shown
    assert ORIGINAL not in shown
    assert second.post(f"{HERE}/points/{point_id}/clear", data={}).status_code == 302
    session.expire_all()
    assert session.get_one(FocusGroupPoint, point_id).state == "cleared"


@pytest.fixture
def written(session: Session, group: FocusGroup) -> FocusGroupPoint:
    saying.add_note(session, group, group.questions[0], NOTE, [1])
    point = say(session, group, POINT, [1, 2], quote=ORIGINAL)
    said = saying.Said(text=POINT, said_by=[1, 2], quote=QUOTE)
    saying.change_point(session, group, point, said)
    saying.hand_in(session, group, told_how="")
    return point


def test_a_youth_worker_finds_nothing_of_another(
    session: Session, app: Flask, group: FocusGroup, written: FocusGroupPoint, other_worker: User
) -> None:
    other, at = sign_in(app.test_client(), other_worker), f"{HERE}/{group.id}"
    note = session.scalars(select(FocusGroupNote.id).where(FocusGroupNote.point_id.is_(None))).one()
    pages = ["", "/said", "/change", "/held", "/consent", "/questions", "/unsafe", "/worry", "/hand-in", "/take-out/1"]
    pages += [f"/notes/{note}", f"/points/{written.id}", f"/questions/{group.questions[0].id}/note"]
    for page in pages:
        assert other.get(f"{at}{page}").status_code == 404, page
        if page not in ("", "/said"):
            assert other.post(f"{at}{page}", data={}).status_code == 404, page
    for page in ("/remove", f"/notes/{note}/take-out", f"/points/{written.id}/take-out"):
        assert other.post(f"{at}{page}", data={}).status_code == 404, page
    for page in (f"{HERE}/", f"{HERE}/cycles/gangs"):
        assert "Young carers" not in other.get(page).text
    for page in (f"{HERE}/cycles/gangs/clearing", f"{HERE}/points/{written.id}"):
        assert other.get(page).status_code == 403
    session.expire_all()
    assert session.get(FocusGroupNote, note) is not None


def test_a_youth_worker_opens_no_other_page(client: FlaskClient, worker: User) -> None:
    desk = sign_in(client, worker)
    assert desk.get("/").location == f"{HERE}/"
    page = desk.get(f"{HERE}/").text
    assert "Focus groups" in page
    for other in ("", "/learning-hub/", "/learning-hub/cycles/gangs", "/rounds", "/feedback/", "/duty", "/settings"):
        assert desk.get(f"/p/north{other}", follow_redirects=True).status_code in (403, 404), other


def test_another_partnership_finds_nothing(
    session: Session, app: Flask, group: FocusGroup, written: FocusGroupPoint
) -> None:
    south = make_partnership(session, slug="south")
    make_hub_cycle(session, south, slug="gangs")
    stranger = make_user(session, south, roles=("youth_worker", "qa_group"))
    browser, there = sign_in(app.test_client(), stranger), "/p/south/focus-groups"
    assert browser.get(f"{there}/{group.id}").status_code == 404
    assert browser.get(f"{there}/{group.id}/said").status_code == 404
    assert browser.get(f"{there}/points/{written.id}").status_code == 404
    assert browser.post(f"{there}/points/{written.id}/clear").status_code == 404
    assert browser.post(f"{there}/{group.id}/take-out/1").status_code == 404
    assert POINT not in browser.get(f"{there}/cycles/gangs/clearing").text
    assert browser.get(f"{HERE}/{group.id}").status_code == 404


def test_a_coordinator_reads_notes_and_never_the_first_wording(
    session: Session, page: FlaskClient, group: FocusGroup, written: FocusGroupPoint, planner: User
) -> None:
    said = page.get(f"{HERE}/{group.id}/said").text
    assert NOTE in said
    assert QUOTE in said
    assert ORIGINAL not in said
    assert page.get(f"{HERE}/{group.id}/points/{written.id}").status_code == 403
    read = session.scalars(select(AuditEvent).where(AuditEvent.action == "focus group read")).all()
    assert [event.actor_id for event in read] == [planner.id]


def test_the_recorder_sees_the_first_wording(desk: FlaskClient, group: FocusGroup, written: FocusGroupPoint) -> None:
    assert ORIGINAL in desk.get(f"{HERE}/{group.id}/points/{written.id}").text


def test_clearing_ones_own_is_refused_on_the_page(
    session: Session, app: Flask, partnership: Partnership, cycle: HubCycle
) -> None:
    both = make_user(session, partnership, roles=("youth_worker", "qa_group"))
    point = say(session, hold(session, make_group(session, cycle, both.id)), POINT, [1])
    browser = sign_in(app.test_client(), both)
    answer = browser.post(f"{HERE}/points/{point.id}/clear", data={"checked": "y"}, follow_redirects=True)
    assert "somebody else has to decide" in answer.text
    session.expire_all()
    assert point.state == "waiting"


def test_what_was_typed_comes_back_with_a_sentence(session: Session, desk: FlaskClient, group: FocusGroup) -> None:
    consent.withdraw(session, group, 2)
    sent = {"text": "Typed with care", "said_by": ["2"], "quote": "Their words"}
    answer = desk.post(f"{HERE}/{group.id}/questions/{group.questions[0].id}/point", data=sent)
    assert answer.status_code == 422
    assert "Typed with care" in answer.text
    assert "Their words" in answer.text
    assert session.scalars(select(FocusGroupPoint)).all() == []


def test_a_child_alone_is_not_enough_and_the_entry_stays(
    session: Session, desk: FlaskClient, group: FocusGroup
) -> None:
    answer = desk.post(f"{HERE}/{group.id}/consent", data=consents([1], "notes", by="self"))
    assert answer.status_code == 422
    assert "Number 1: is under 16, so a parent or carer has to agree too." in answer.text
    assert 'id="notes-1" name="notes-1" value="y" checked' in answer.text
    session.expire_all()
    assert group.participants[0].agreed_by == "both", "nothing was changed"


def test_a_coordinator_takes_somebody_out(
    session: Session, page: FlaskClient, group: FocusGroup, written: FocusGroupPoint
) -> None:
    asked = page.get(f"{HERE}/{group.id}/take-out/1").text
    assert "1 note or point of theirs alone" in asked
    assert page.post(f"{HERE}/{group.id}/take-out/1").status_code == 302
    session.expire_all()
    assert session.scalars(select(FocusGroupPoint)).all() == []
    assert session.scalars(select(FocusGroupNote)).all() == []
    said = [f"{event.action} {event.subject} {event.details}" for event in session.scalars(select(AuditEvent))]
    assert f"focus group withdrawal focus group {group.id} {{}}" in said


def test_somebody_unsafe_is_on_the_duty_list_before_anything_else(
    session: Session, app: Flask, partnership: Partnership, desk: FlaskClient, group: FocusGroup, worker: User
) -> None:
    duty = make_user(session, partnership, roles=("duty_person",))
    at = f"{HERE}/{group.id}"
    assert desk.post(f"{at}/unsafe", data={"unsafe": "yes"}).location == f"{at}/worry"
    alert = session.scalars(select(SafetyAlert)).one()
    assert (alert.round_id, alert.raised_by_id, alert.note) == (None, worker.id, "")
    letters = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "duty_list")).all()
    assert [letter.to_address for letter in letters] == [duty.email]
    stop = desk.get(f"{at}/worry").text
    assert "01632 960001" in stop
    assert "999" in stop
    desk.post(f"{at}/unsafe", data={"unsafe": "yes"})
    assert len(session.scalars(select(SafetyAlert)).all()) == 1, "the same worry"
    told = {"told": "Front door, Dee Example", "day": "2026-03-02", "clock": "14:30", "note": "They ring the school"}
    assert desk.post(f"{at}/worry", data=told).location == at
    listed = sign_in(app.test_client(), duty)
    shown = listed.get("/p/north/duty").text
    assert "Front door, Dee Example" in shown
    assert "focus group" in shown
    assert "Young carers" not in shown, "the list carries nothing of the group"
    assert listed.post(f"/p/north/duty/worry/{alert.id}").status_code == 302
    desk.post(f"{at}/unsafe", data={"unsafe": "yes"})
    assert len(session.scalars(select(SafetyAlert)).all()) == 2, "taken on, so this is another"


def test_bad_input_gets_a_sentence_and_never_an_error(session: Session, desk: FlaskClient, group: FocusGroup) -> None:
    at = f"{HERE}/{group.id}"
    question = group.questions[0].id
    for path, data in (
        ("/change", {"title": "x" * 300, "who": "dogs", "ages": ["no such"], "planned_for": "yesterday"}),
        ("/held", {"held_on": "2999-01-01", "people": "6"}),
        ("/held", {"held_on": "2026-01-01", "people": "many"}),
        ("/held", {"held_on": "2026-01-01", "people": "99999999999999999999"}),
        ("/questions", {"own": "x" * 400}),
        ("/questions", {"own": "\n".join(f"Question {number}" for number in range(30))}),
        ("/consent", {"agreed_by-1": "x" * 5000, "notes-1": "y"}),
        (f"/questions/{question}/note", {"text": "", "said_by": ["1"]}),
        (f"/questions/{question}/note", {"text": "A note", "said_by": ["one"]}),
        (f"/questions/{question}/point", {"text": "A point", "said_by": ["1"], "tone": "loud"}),
        ("/unsafe", {"unsafe": "maybe"}),
    ):
        answer = desk.post(f"{at}{path}", data=data)
        assert answer.status_code == 422, (path, answer.status_code)
        assert "There is a problem" in answer.text


def test_two_groups_in_two_cycles_are_kept_apart(
    session: Session, page: FlaskClient, partnership: Partnership, group: FocusGroup, worker: User
) -> None:
    make_group(session, make_hub_cycle(session, partnership, slug="neglect"), worker.id, title="Parents’ circle")
    shown = page.get(f"{HERE}/cycles/gangs").text
    assert "Young carers" in shown
    assert "Parents’ circle" not in shown
