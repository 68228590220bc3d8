"""The pages of planning: what the QA group does there, from the plan to the finished audit."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.case_audits.models import AgencyReturn, CaseAudit
from survey_app.case_audits.pages import today
from survey_app.case_audits.planning.conflicts import declare
from survey_app.case_audits.planning.plans import RESERVED
from survey_app.database import now
from survey_app.mail import OutboxMessage
from tests.survey_app.case_audits.audit_factories import make_case, make_returned
from tests.survey_app.case_audits.planning.planned import SECRET, Planned, make_planned, sign_all
from tests.survey_app.factories import make_agency, make_partnership, make_user, sign_in

PLAN = {
    "kind": "multi_agency", "title": "Neglect, spring", "theme": "Neglect", "purpose": "",
    "window_starts_on": "2026-01-01", "window_ends_on": "2026-12-31", "returns_due_on": "2030-02-01",
    "panel_on": "2030-03-01", "lead": "", "earlier": "", "re_audit_on": "", "no_re_audit_why": "",
}  # fmt: skip


def address(found: Planned, *parts: str) -> str:
    return "/".join([f"/p/{found.partnership.slug}/case-audits/{found.audit.slug}", *parts])


@pytest.fixture
def planned(session: Session, client: FlaskClient) -> Planned:
    """An audit being planned, its QA lead signed in."""
    found = make_planned(session)
    sign_in(client, found.qa)
    return found


def test_an_audit_is_planned_and_called_off_from_its_pages(session: Session, client: FlaskClient) -> None:
    partnership = make_partnership(session)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    base = f"/p/{partnership.slug}/case-audits"
    form = client.get(f"{base}/new").text
    assert "Every agency that knew the child grades the same case, blind" in form
    refused = client.post(f"{base}/new", data={**PLAN, "panel_on": "2030-01-01"})
    assert refused.status_code == 422
    assert "The panel would meet before the returns are due." in refused.text
    assert "Neglect, spring" in refused.text
    shown = client.post(f"{base}/new", data=PLAN, follow_redirects=True)
    assert "Next: load the case list" in shown.text
    audit = session.scalars(select(CaseAudit).where(CaseAudit.partnership_id == partnership.id)).one()
    assert client.post(f"{base}/{audit.slug}/call-off", data={"reason": ""}).status_code == 422
    over = client.post(f"{base}/{audit.slug}/call-off", data={"reason": "Looked at elsewhere."}, follow_redirects=True)
    assert "This audit was called off." in over.text
    assert client.get(f"{base}/{audit.slug}/change").status_code == 409


def test_twelve_months_are_offered_as_the_window(session: Session, client: FlaskClient) -> None:
    partnership = make_partnership(session)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    page = client.get(f"/p/{partnership.slug}/case-audits/new").text
    following = today() + timedelta(days=1)
    assert f'value="{today():%Y-%m-%d}"' in page
    assert f'value="{following.year - 1}-{following:%m}-' in page


def test_two_who_change_one_plan_are_told(session: Session, client: FlaskClient, planned: Planned) -> None:
    page = client.get(address(planned, "change")).text
    seen = page.split('name="seen" type="hidden" value="')[1].split('"')[0]
    assert client.post(address(planned, "change"), data={**PLAN, "seen": seen}).status_code == 302
    again = client.post(address(planned, "change"), data={**PLAN, "title": "Mine", "seen": seen})
    assert again.status_code == 409
    assert planned.audit.title == "Neglect, spring"


def test_many_agencies_are_asked_about_many_cases_at_once(
    session: Session, client: FlaskClient, planned: Planned
) -> None:
    third, fourth = make_agency(session, planned.partnership), make_agency(session, planned.partnership)
    page = client.post(
        address(planned, "agencies"), data={"agency": [third.id, fourth.id], "ask_all": "1"}, follow_redirects=True
    )
    assert "4 returns are asked for." in page.text
    was = f"1-{third.id},2-{third.id},1-{fourth.id},2-{fourth.id}"
    page = client.post(address(planned, "agencies"), data={"was": was, "ask": [f"1-{third.id}"]}, follow_redirects=True)
    assert "3 returns are no longer asked for." in page.text
    asked = session.scalars(select(AgencyReturn).where(AgencyReturn.agency_id.in_([third.id, fourth.id]))).all()
    assert [(one.case.number, one.agency_id) for one in asked] == [(1, third.id)]


def test_the_matrix_changes_only_what_its_page_showed(session: Session, client: FlaskClient, planned: Planned) -> None:
    page = client.get(address(planned, "agencies")).text
    assert page.count('name="ask"') == 4
    late = make_agency(session, planned.partnership)
    client.post(address(planned, "agencies"), data={"agency": [late.id], "ask_all": "1"})
    was = page.split('name="was" value="')[1].split('"')[0]
    client.post(address(planned, "agencies"), data={"was": was, "ask": was.split(",")})
    assert len(session.scalars(select(AgencyReturn).where(AgencyReturn.agency_id == late.id)).all()) == 2


def test_an_agency_from_outside_the_area_is_not_asked(session: Session, client: FlaskClient, planned: Planned) -> None:
    stranger = make_agency(session)
    page = client.post(address(planned, "agencies"), data={"agency": [stranger.id], "ask_all": "1"})
    assert page.status_code == 409
    assert "Only agencies that work in the partnership’s area are asked." in page.text
    forged = client.post(address(planned, "agencies"), data={"was": "", "ask": [f"1-{stranger.id}"]})
    assert forged.status_code == 409


@pytest.mark.parametrize("key", ["1-x", "99-1", "x", "1-1-1", "-"], ids=["agency", "case", "word", "three", "dash"])
def test_a_forged_cell_is_refused_in_a_sentence(client: FlaskClient, planned: Planned, key: str) -> None:
    page = client.post(address(planned, "agencies"), data={"was": "", "ask": [key]})
    assert page.status_code == 409


def test_agencies_are_added_to_the_table_without_being_asked(
    session: Session, client: FlaskClient, planned: Planned
) -> None:
    third = make_agency(session, planned.partnership)
    page = client.post(address(planned, "agencies"), data={"agency": [third.id], "add": "1"}, follow_redirects=True)
    assert page.text.count('name="ask"') == 6
    assert session.scalars(select(AgencyReturn).where(AgencyReturn.agency_id == third.id)).all() == []


def test_one_person_is_named_for_all_that_has_nobody(session: Session, client: FlaskClient, planned: Planned) -> None:
    third = make_agency(session, planned.partnership)
    teacher = make_user(session, planned.partnership, roles=("auditor",), agency=third)
    client.post(address(planned, "agencies"), data={"agency": [third.id], "ask_all": "1"})
    page = client.post(address(planned, "auditors"), data={f"all-{third.id}": teacher.id}, follow_redirects=True)
    assert "2 returns have another auditor." in page.text
    named = session.scalars(select(AgencyReturn.auditor_id).where(AgencyReturn.agency_id == third.id)).all()
    assert set(named) == {teacher.id}


def test_fieldwork_begins_and_each_auditor_gets_one_message(
    session: Session, client: FlaskClient, planned: Planned
) -> None:
    assert "2 auditors are told by e-mail" in client.get(address(planned, "begin")).text
    assert client.post(address(planned, "begin"), follow_redirects=True).status_code == 200
    told = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "case_asked")).all()
    assert sorted(one.to_address for one in told) == sorted([planned.nurse.email, planned.officer.email])


def test_opening_names_what_is_missing_and_says_that_it_is_for_good(
    session: Session, client: FlaskClient, planned: Planned
) -> None:
    client.post(address(planned, "begin"))
    assert "Open moderation for good" not in client.get(address(planned, "open")).text
    assert client.post(address(planned, "open")).status_code == 409
    make_returned(session, planned.asked[0], {"overall": "inadequate", "why": SECRET})
    declare(session, planned.asked[1], "I know the mother.", by=planned.officer.id, at=now())
    page = client.get(address(planned, "open")).text
    assert "This cannot be undone." in page
    assert f"<strong>{planned.police.name}</strong>" in page
    assert all(case.pseudonym in page for case in planned.cases)
    assert "Conflicts of interest without a decision" in page
    assert "I know the mother." not in page
    client.post(address(planned, "open"))
    assert planned.audit.state == "moderation"
    assert client.get(address(planned, "open")).status_code == 409
    assert session.scalars(select(AuditEvent).where(AuditEvent.action == "case audit moderation opened")).one()


def test_an_audit_is_finished_with_the_next_one_dated(session: Session, client: FlaskClient) -> None:
    found = make_planned(session, state="moderation")
    sign_in(client, found.qa)
    assert found.cases[1].pseudonym in client.get(address(found, "finish")).text
    sign_all(session, found)
    assert client.post(address(found, "finish"), data={}).status_code == 422
    done = client.post(address(found, "finish"), data={"no_re_audit_why": "Once only."}, follow_redirects=True)
    assert "No further audit is planned: Once only." in done.text


def test_what_is_done_about_one_return_is_done_on_its_page(
    session: Session, client: FlaskClient, planned: Planned
) -> None:
    page = address(planned, "asked", planned.asked[1].id)
    until = today() + timedelta(days=90)
    assert client.post(page, data={"act": "more_time", "until": "soon"}).status_code == 422
    sent = {"act": "more_time", "until": f"{until:%Y-%m-%d}", "more_time_why": "Leave."}
    assert client.post(page, data=sent).status_code == 302
    assert planned.asked[1].extended_to == until
    earlier = client.post(page, data={**sent, "until": f"{today():%Y-%m-%d}"})
    assert earlier.status_code == 422
    assert "Choose a later day." in earlier.text
    assert "Leave." in earlier.text
    assert client.post(page, data={"act": "not_involved", "not_involved_why": "Unknown to us."}).status_code == 302
    assert "Unknown to us." in client.get(page).text
    assert client.post(page, data={"act": "auditor", "auditor": ""}).status_code == 422
    assert client.post(page, data={"act": "ask_again"}).status_code == 302
    assert planned.asked[1].involvement == "asked"
    assert client.post(page, data={"act": "unheard-of"}).status_code == 200


def test_a_return_of_another_audit_or_partnership_is_not_found(
    session: Session, client: FlaskClient, planned: Planned
) -> None:
    other = make_planned(session)
    assert client.get(address(planned, "asked", other.asked[0].id)).status_code == 404
    assert client.get(address(other)).status_code == 404


def test_the_index_says_what_is_next_of_each_audit(session: Session, client: FlaskClient, planned: Planned) -> None:
    page = client.get(f"/p/{planned.partnership.slug}/case-audits/").text
    assert planned.audit.title in page
    assert "begin fieldwork" in page
    make_case(session, planned.audit)
    assert "ask the agencies" in client.get(f"/p/{planned.partnership.slug}/case-audits/").text


def test_no_audit_has_the_address_of_another_page(app: Flask) -> None:
    firsts = {
        rule.rule.removeprefix("/p/<partnership>/case-audits/").split("/")[0]
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/p/<partnership>/case-audits/")
    }
    assert {word for word in firsts if word and "<" not in word} - {"new"} <= RESERVED


def test_steps_lead_only_to_pages_that_the_reader_may_open(session: Session, client: FlaskClient) -> None:
    found = make_planned(session, state="moderation")
    base = f"/p/{found.partnership.slug}/case-audits/{found.audit.slug}"
    for role in ("qa_group", "scrutineer", "external_reviewer"):
        sign_in(client, make_user(session, found.partnership, roles=(role,)))
        page = client.get(base)
        linked = {address for address in re.findall(r'href="([^"]+)"', page.text) if address.startswith(f"{base}/")}
        assert [address for address in linked if client.get(address).status_code in (403, 404)] == []
        if role == "scrutineer":
            assert {f"{base}/progress", f"{base}/moderation"} <= linked
        if role == "external_reviewer":
            assert not {f"{base}/progress", f"{base}/cases", f"{base}/moderation"} & linked


def test_an_audit_that_is_sent_twice_is_planned_once(session: Session, client: FlaskClient) -> None:
    partnership = make_partnership(session)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    where = f"/p/{partnership.slug}/case-audits/new"
    assert client.post(where, data=PLAN).status_code == 302
    again = client.post(where, data=PLAN)
    assert again.status_code == 422
    assert "is planned already, with the same days." in again.text
    assert client.post(where, data={**PLAN, "theme": "Neglect of babies"}).status_code == 302
