"""“Your agency's returns”: an agency's lead arranges its own part, sees nobody else's, and never what a return says."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.case_audits.planning.conflicts import declare
from survey_app.database import now
from tests.survey_app.case_audits.audit_factories import make_returned
from tests.survey_app.case_audits.planning.planned import SECRET, Planned, make_planned
from tests.survey_app.factories import make_agency, make_partnership, make_user, sign_in

WORDS_OF_RETURNS = (SECRET, "inadequate", "Inadequate", "Overall")


@pytest.fixture
def asked(session: Session, client: FlaskClient) -> Planned:
    """An audit in fieldwork with one return made; the lead of the health agency is signed in."""
    found = make_planned(session, state="fieldwork")
    make_returned(session, found.asked[0], {"overall": "inadequate", "why": SECRET})
    sign_in(client, make_user(session, found.partnership, roles=("agency_lead",), agency=found.health))
    return found


def _base(found: Planned) -> str:
    return f"/p/{found.partnership.slug}/agency-returns/{found.audit.slug}"


def test_a_lead_sees_their_own_cases_and_states_and_nothing_else(client: FlaskClient, asked: Planned) -> None:
    pages = [
        client.get(f"/p/{asked.partnership.slug}/agency-returns/").text, client.get(_base(asked)).text,
        *(client.get(f"{_base(asked)}/{one.id}").text for one in (asked.asked[0], asked.asked[2])),
    ]  # fmt: skip
    assert "1</strong> of 2 returns in" in pages[0]
    assert asked.nurse.name in pages[1]
    for page in pages:
        for other in (asked.police.name, asked.officer.name, *WORDS_OF_RETURNS):
            assert other not in page


def test_a_lead_sees_no_more_once_moderation_is_open(session: Session, client: FlaskClient) -> None:
    found = make_planned(session, state="moderation")
    sign_in(client, make_user(session, found.partnership, roles=("agency_lead",), agency=found.health))
    for page in (client.get(_base(found)), client.get(f"{_base(found)}/{found.asked[0].id}")):
        assert page.status_code == 200
        assert not any(word in page.text for word in WORDS_OF_RETURNS)


def test_a_lead_names_people_of_their_own_agency_only(session: Session, client: FlaskClient, asked: Planned) -> None:
    midwife = make_user(session, asked.partnership, roles=("auditor",), agency=asked.health)
    one = asked.asked[2]
    sent = {f"was-{one.id}": asked.nurse.id, f"auditor-{one.id}": midwife.id}
    assert "1 return has another auditor." in client.post(_base(asked), data=sent, follow_redirects=True).text
    assert one.auditor_id == midwife.id
    for stranger in (asked.officer, asked.qa):
        forged = client.post(_base(asked), data={f"was-{one.id}": midwife.id, f"auditor-{one.id}": stranger.id})
        assert forged.status_code == 409
    assert one.auditor_id == midwife.id


def test_a_lead_changes_nothing_of_another_agency(client: FlaskClient, asked: Planned) -> None:
    other = asked.asked[1]
    client.post(_base(asked), data={f"was-{other.id}": asked.officer.id, f"auditor-{other.id}": ""})
    assert other.auditor_id == asked.officer.id
    page = f"{_base(asked)}/{other.id}"
    assert client.get(page).status_code == 404
    assert client.post(page, data={"act": "not_involved", "not_involved_why": "Forged."}).status_code == 404
    assert other.involvement == "asked"


def test_a_lead_says_that_the_agency_was_not_involved_and_takes_it_back(client: FlaskClient, asked: Planned) -> None:
    page = f"{_base(asked)}/{asked.asked[2].id}"
    assert client.post(page, data={"act": "not_involved", "not_involved_why": ""}).status_code == 422
    client.post(page, data={"act": "not_involved", "not_involved_why": "Never known to us."})
    assert asked.asked[2].involvement == "not_involved"
    client.post(page, data={"act": "ask_again"})
    assert asked.asked[2].involvement == "asked"


@pytest.mark.parametrize("act", ["outsider", "more_time", "decision"])
def test_what_is_for_the_qa_group_is_refused_to_a_lead(client: FlaskClient, asked: Planned, act: str) -> None:
    assert client.post(f"{_base(asked)}/{asked.asked[2].id}", data={"act": act}).status_code == 403


def _lead_of_nothing(session: Session, found: Planned) -> User:
    return make_user(session, found.partnership, roles=("agency_lead",))


def _lead_elsewhere(session: Session, found: Planned) -> User:
    """A lead of the same agency, in another partnership."""
    return make_user(session, make_partnership(session), roles=("agency_lead",), agency=found.health)


def _lead_of_another(session: Session, found: Planned) -> User:
    agency = make_agency(session, found.partnership)
    return make_user(session, found.partnership, roles=("agency_lead",), agency=agency)


@pytest.mark.parametrize(
    "who", [_lead_of_nothing, _lead_elsewhere, _lead_of_another], ids=["nothing", "elsewhere", "another"]
)
def test_whoever_leads_no_agency_that_is_asked_finds_nothing(
    session: Session, client: FlaskClient, who: Callable[[Session, Planned], User]
) -> None:
    found = make_planned(session, state="fieldwork")
    sign_in(client, who(session, found))
    for address in (_base(found), f"{_base(found)}/{found.asked[0].id}"):
        assert client.get(address).status_code == 404
        assert client.post(address, data={"act": "auditor", "auditor": ""}).status_code == 404
    assert found.asked[0].auditor_id == found.nurse.id


def test_an_auditor_opens_no_page_of_planning(session: Session, client: FlaskClient, asked: Planned) -> None:
    sign_in(client, asked.nurse)
    base = f"/p/{asked.partnership.slug}/case-audits/{asked.audit.slug}"
    for part in ("", "/agencies", "/auditors", "/progress", "/progress.xlsx", f"/asked/{asked.asked[0].id}"):
        assert client.get(base + part).status_code == 403
    assert client.get(_base(asked)).status_code == 403


@pytest.mark.parametrize("role", ["executive_member", "external_reviewer"])
def test_progress_tells_of_single_cases_and_is_for_those_who_work_with_them(
    session: Session, client: FlaskClient, asked: Planned, role: str
) -> None:
    sign_in(client, make_user(session, asked.partnership, roles=(role,)))
    for part in ("/progress", "/progress.xlsx"):
        page = client.get(f"/p/{asked.partnership.slug}/case-audits/{asked.audit.slug}{part}")
        assert page.status_code == 403


def test_progress_is_shown_without_names_or_grades_to_whoever_only_reads(
    session: Session, client: FlaskClient, asked: Planned
) -> None:
    declare(session, asked.asked[1], "I know the mother.", by=asked.officer.id, at=now())
    sign_in(client, make_user(session, asked.partnership, roles=("scrutineer",)))
    base = f"/p/{asked.partnership.slug}/case-audits/{asked.audit.slug}"
    page = client.get(f"{base}/progress").text
    assert "1 of 4 returns are in." in page
    book = load_workbook(io.BytesIO(client.get(f"{base}/progress.xlsx").data))
    cells = " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    assert asked.health.name in cells
    for secret in (asked.nurse.name, asked.officer.name, "I know the mother", *WORDS_OF_RETURNS):
        assert secret not in page
        assert secret not in cells


def test_the_list_of_returns_counts_as_the_page_does(session: Session, client: FlaskClient, asked: Planned) -> None:
    sign_in(client, asked.qa)
    data = client.get(f"/p/{asked.partnership.slug}/case-audits/{asked.audit.slug}/progress.xlsx").data
    rows = list(load_workbook(io.BytesIO(data))["By agency"].iter_rows(values_only=True))
    counted = {row[0]: row[1:] for row in rows if row[0] in (asked.health.name, asked.police.name)}
    assert counted == {asked.health.name: (2, 1, 1, 0, 0), asked.police.name: (2, 0, 2, 0, 0)}
    names = [row[2] for row in load_workbook(io.BytesIO(data))["By case"].iter_rows(values_only=True)]
    assert asked.nurse.name in names
