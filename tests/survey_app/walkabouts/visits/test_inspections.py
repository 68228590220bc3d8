"""An inspection report with a concern proposes one visit, which stays in sight until somebody decides."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.partnership.models import Agency, Partnership
from survey_app.walkabouts.models import InspectionReport, Section11Assessment, Visit
from tests.survey_app.factories import make_agency, make_partnership, make_user, sign_in
from tests.survey_app.walkabouts.visits.plans import HOME, TODAY, filled


@pytest.fixture
def agency(assessment: Section11Assessment) -> Agency:
    return assessment.members[0].agency


def entry(agency: Agency, **values: Any) -> dict[str, Any]:
    return {
        "agency": str(agency.id), "inspectorate": "Example Inspectorate", "title": "Custody suite",
        "published_on": (TODAY - timedelta(days=3)).isoformat(), "link": "https://inspectorate.example/report",
        "finding": "Children waited too long.", "is_concern": "y", **values,
    }  # fmt: skip


def visits(session: Session) -> list[Visit]:
    return list(session.scalars(select(Visit).where(Visit.inspection_id.is_not(None))))


def log(page: FlaskClient, agency: Agency, **values: Any) -> int:
    return page.post(f"{HOME}/inspections/new", data=entry(agency, **values)).status_code


def test_a_concern_proposes_a_visit_that_is_in_sight_until_it_is_planned(
    page: FlaskClient, session: Session, assessment: Section11Assessment, agency: Agency, leader: User
) -> None:
    assert log(page, agency) == 302
    (visit,) = visits(session)
    assert visit.state == "proposed"
    overview = page.get(f"{HOME}/").text
    assert "Children waited too long." in overview
    assert "Plan it" in overview
    assert f"proposed after an inspection report: {agency.name}." in page.get("/p/north/walkabouts/").text
    assert page.get(f"{HOME}/{visit.id}").status_code == 200
    assert page.get(f"{HOME}/{visit.id}/brief").status_code == 200
    assert page.get(f"{HOME}/{visit.id}/visit.ics").status_code == 404, "it has no day yet"
    assert page.get(f"{HOME}/{visit.id}/letter").status_code == 400
    assert assessment.title in page.get(f"{HOME}/new?proposal={visit.id}").text
    address = f"{HOME}/new/{assessment.id}?proposal={visit.id}"
    assert page.post(address, data=filled(assessment, {leader.id: "leader"})).status_code == 302
    session.expire_all()
    (visit,) = visits(session)
    assert (visit.state, visit.assessment_id) == ("planned", assessment.id)
    assert "Plan it" not in page.get(f"{HOME}/").text
    assert "proposed after" not in page.get("/p/north/walkabouts/").text
    assert "Children waited too long." in page.get(f"{HOME}/{visit.id}").text
    assert page.post(address, data=filled(assessment, {leader.id: "leader"})).status_code == 404, "planned once"


def test_a_report_without_concern_proposes_nothing_until_one_is_seen_in_it(
    page: FlaskClient, session: Session, agency: Agency
) -> None:
    assert log(page, agency, is_concern="") == 302
    assert visits(session) == []
    report = session.scalars(select(InspectionReport)).one()
    address = f"{HOME}/inspections/{report.id}"
    assert "Custody suite" in page.get(address).text
    for _ in range(3):
        assert page.post(address, data=entry(agency)).status_code == 302
    assert len(visits(session)) == 1


def test_a_declined_proposal_needs_a_reason_and_does_not_come_back(
    page: FlaskClient, session: Session, agency: Agency
) -> None:
    log(page, agency)
    (visit,) = visits(session)
    assert page.post(f"{HOME}/{visit.id}/cancel", data={"reason": ""}).status_code == 422
    assert page.post(f"{HOME}/{visit.id}/cancel", data={"reason": "Visited in May"}).status_code == 302
    report = session.scalars(select(InspectionReport)).one()
    page.post(f"{HOME}/inspections/{report.id}", data=entry(agency, is_concern=""))
    page.post(f"{HOME}/inspections/{report.id}", data=entry(agency))
    session.expire_all()
    assert [(one.state, one.reason) for one in visits(session)] == [("cancelled", "Visited in May")]
    assert "Plan it" not in page.get(f"{HOME}/").text
    assert "Called off" in page.get(f"{HOME}/inspections").text


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"agency": ""}, "Choose the agency"),
        ({"agency": "999999"}, "Not a valid choice"),
        ({"title": " "}, "Enter the title"),
        ({"inspectorate": ""}, "Enter who reported"),
        ({"published_on": (TODAY + timedelta(days=2)).isoformat()}, "still to come"),
        ({"published_on": "soon"}, "enter a real date"),
        ({"link": "javascript:alert(1)"}, "https://"),
        ({"finding": " "}, "Say what the concern is"),
        ({"finding": "x" * 4001}, "at most 4,000"),
    ],
)
def test_what_is_wrong_with_a_report_is_said(
    page: FlaskClient, session: Session, agency: Agency, values: dict[str, str], sentence: str
) -> None:
    response = page.post(f"{HOME}/inspections/new", data={**entry(agency), **values})
    assert response.status_code == 422
    assert sentence in response.text
    assert session.scalars(select(InspectionReport)).all() == []


def test_a_report_of_an_agency_elsewhere_is_refused_and_reports_elsewhere_are_unseen(
    page: FlaskClient, client: FlaskClient, session: Session, agency: Agency, planner: User
) -> None:
    foreign = make_agency(session)
    assert log(page, foreign) == 422
    there = make_partnership(session)
    report = InspectionReport(
        partnership_id=there.id, agency_id=agency.id, inspectorate="Theirs", title="Their report", published_on=TODAY
    )
    session.add(report)
    session.flush()
    assert "Their report" not in page.get(f"{HOME}/inspections").text
    assert page.get(f"{HOME}/inspections/{report.id}").status_code == 404


def test_a_proposal_of_one_agency_is_not_planned_for_another(
    page: FlaskClient, session: Session, partnership: Partnership, assessment: Section11Assessment, leader: User
) -> None:
    log(page, make_agency(session, partnership))
    (visit,) = visits(session)
    nothing = page.get(f"{HOME}/new?proposal={visit.id}").text
    assert assessment.title not in nothing
    assert "Start one in a cycle" in nothing
    address = f"{HOME}/new/{assessment.id}?proposal={visit.id}"
    assert page.post(address, data=filled(assessment, {leader.id: "leader"})).status_code == 404
    assert visits(session)[0].state == "proposed"


def test_who_may_read_sees_reports_and_proposals_and_decides_nothing(
    page: FlaskClient, client: FlaskClient, session: Session, partnership: Partnership, agency: Agency
) -> None:
    log(page, agency)
    reader = sign_in(client, make_user(session, partnership, roles=("scrutineer",)))
    overview = reader.get(f"{HOME}/").text
    assert "Children waited too long." in overview
    assert "Decline it" not in overview
    assert "Custody suite" in reader.get(f"{HOME}/inspections").text
    assert reader.get(f"{HOME}/inspections/new").status_code == 403
