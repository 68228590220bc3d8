"""Pages of what came of decisions: who sees what is asked of whom, who notes it, and what the log says."""

from __future__ import annotations

import io
from datetime import date, timedelta

from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership
from survey_app.partnership.models import Footprint
from survey_app.programme.executive.deciding import DecisionText, replace_decision
from survey_app.programme.executive.models import DecisionNote, ExecutiveMeeting
from tests.survey_app.factories import make_agency, make_user, sign_in
from tests.survey_app.improvement.actions.action_world import World, make_world
from tests.survey_app.programme.executive.past_decisions import decided, note


def test_a_lead_notes_what_came_of_their_agencys_decision_and_sees_no_other(
    client: FlaskClient, session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    own = decided(session, world, meeting, today, due_in=-2)
    others = decided(session, world, meeting, today, due_in=-2, agency=False)
    other_agency = make_agency(session, world.partnership)
    stranger = make_user(session, world.partnership, roles=("agency_lead",), agency=other_agency)
    session.commit()
    start = f"/p/{world.partnership.slug}"
    lead = sign_in(client.application.test_client(), world.lead)
    assert f"Carry out decision {own.reference} of the Executive, was due by" in lead.get(f"{start}/").text
    listed = lead.get(f"{start}/executive/asked-of-us").text
    assert own.reference in listed
    assert others.reference not in listed
    page = lead.get(f"{start}/executive/decisions/{own.number}").text
    assert "2 days late" in page
    assert own.item.title not in page, "what the agenda calls it may be about somebody else"
    answer = lead.post(
        f"{start}/executive/decisions/{own.number}/note",
        data={"state": "carried_out", "text": "The number works.", "day": today.isoformat()},
    )
    assert answer.status_code == 302, answer.text
    session.expire_all()
    assert [(one.text, one.noted_by_id) for one in own.notes] == [("The number works.", world.lead.id)]
    assert "Carry out decision" not in lead.get(f"{start}/").text
    assert lead.get(f"{start}/executive/decisions/{others.number}").status_code == 404
    assert lead.get(f"{start}/executive/decisions/{others.number}/note").status_code == 404
    assert lead.get(f"{start}/executive/decisions").status_code == 403
    away = sign_in(client.application.test_client(), stranger)
    for rest in ("", "/note"):
        assert away.get(f"{start}/executive/decisions/{own.number}{rest}").status_code == 404


def test_a_member_of_the_executive_reads_and_notes_nothing(
    client: FlaskClient, session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    made = decided(session, world, meeting, today, due_in=-2)
    member = make_user(session, world.partnership, roles=("executive_member",))
    session.commit()
    page = sign_in(client, member)
    address = f"/p/{world.partnership.slug}/executive/decisions/{made.number}"
    assert "Note what came of it" not in page.get(address).text
    form = {"state": "carried_out", "text": "Done.", "day": today.isoformat()}
    assert page.post(f"{address}/note", data=form).status_code == 403
    assert session.scalars(select(DecisionNote)).all() == []


def test_the_log_and_its_workbook_say_how_decisions_stand(
    client: FlaskClient, session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    done = decided(session, world, meeting, today, due_in=-4)
    note(session, world, done, today, ago=2)
    decided(session, world, meeting, today, due_in=-1)
    decided(session, world, meeting, today, due_in=None, agency=False)
    session.commit()
    page = sign_in(client, world.qa)
    start = f"/p/{world.partnership.slug}/executive"
    log = page.get(f"{start}/decisions").text
    assert f"Carried out on {today - timedelta(days=2):%-d %B %Y}, 2 days late" in log
    assert "1 day late" in log
    book = CalamineWorkbook.from_filelike(io.BytesIO(page.get(f"{start}/decisions.xlsx").data))
    rows = book.get_sheet_by_name("Decisions").to_python()
    head = next(row for row in rows if "How it stands" in row)
    first = head.index("How it stands")
    assert {row[0]: row[first : first + 4] for row in rows if str(row[0]).startswith("D-0")} == {
        "D-001": ["Carried out", today - timedelta(days=2), 2.0, "It is done."],
        "D-002": ["Late", "", 1.0, ""],
        "D-003": ["Nothing to carry out", "", "", ""],
    }
    index = page.get(f"{start}/").text
    assert "1 of 2" in index
    assert "0 of 2 on time" in index


def test_nobody_writes_a_line_under_the_decision_of_another(
    client: FlaskClient, session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    """A lead of another agency, of the same agency in another partnership, and one whose role is gone."""
    own = decided(session, world, meeting, today, due_in=-2)
    elsewhere = make_world(session).partnership
    session.add(Footprint(partnership_id=elsewhere.id, agency_id=world.agency.id))
    others = make_agency(session, world.partnership)
    away = [
        make_user(session, world.partnership, roles=("agency_lead",), agency=others),
        make_user(session, elsewhere, roles=("agency_lead",), agency=world.agency),
    ]
    session.commit()
    address = f"/p/{world.partnership.slug}/executive/decisions/{own.number}"
    form = {"state": "carried_out", "text": "Done.", "day": today.isoformat()}
    for user in away:
        page = sign_in(client.application.test_client(), user)
        assert page.post(f"{address}/note", data=form).status_code in (403, 404)
        assert page.get(address).status_code in (403, 404)
        there = f"/p/{elsewhere.slug}/executive/decisions/{own.number}"
        assert page.post(f"{there}/note", data=form).status_code in (403, 404)
    lead = sign_in(client.application.test_client(), world.lead)
    assert lead.get(address).status_code == 200
    session.execute(delete(Membership).where(Membership.user_id == world.lead.id))
    session.commit()
    assert lead.post(f"{address}/note", data=form).status_code in (403, 404)
    assert lead.get(address).status_code in (403, 404)
    assert session.scalars(select(DecisionNote)).all() == []


def test_a_lead_is_led_on_to_the_decision_that_counts_where_it_is_theirs(
    client: FlaskClient, session: Session, world: World, meeting: ExecutiveMeeting, today: date
) -> None:
    first, second = (decided(session, world, meeting, today, due_in=-12) for _ in range(2))
    others = make_agency(session, world.partnership)
    same, other = (
        replace_decision(
            session, one, DecisionText(kind="agreed", text="A number.", because="A slip.", agency_id=agency.id),
            world.qa.id,
        )
        for one, agency in ((first, world.agency), (second, others))
    )  # fmt: skip
    session.commit()
    start = f"/p/{world.partnership.slug}/executive/decisions"
    lead = sign_in(client.application.test_client(), world.lead)
    assert f'href="{start}/{same.number}"' in lead.get(f"{start}/{first.number}").text
    page = lead.get(f"{start}/{second.number}").text
    assert f"{other.reference} took its place" in page
    assert f'href="{start}/{other.number}"' not in page
