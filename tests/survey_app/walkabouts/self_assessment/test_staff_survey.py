"""The sheet for the staff survey, and the code on it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from survey_app.walkabouts.self_assessment.qr_code import qr_svg
from tests.survey_app.factories import make_round, sign_in
from tests.survey_app.walkabouts.self_assessment.returns_for_tests import AgencyCase, make_case


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="Data too large"):
        qr_svg("x" * 4000, label="Nowhere")


def test_the_picture_names_where_it_leads_and_holds_no_markup_of_it() -> None:
    assert "<title>Leads to &lt;b&gt;</title>" in qr_svg("https://a.example", label="Leads to <b>")


@pytest.fixture
def case(session: Session) -> AgencyCase:
    case = make_case(session)
    case.assessment.cycle.staff_round = make_round(session, case.partnership, access="open", anonymous=True)
    return case


def address(case: AgencyCase, rest: str = "") -> str:
    return f"/p/{case.partnership.slug}/walkabouts/self-assessment/{case.assessment.id}/staff{rest}"


def test_the_sheet_has_the_link_and_no_live_count(app: Flask, session: Session, case: AgencyCase) -> None:
    round_ = case.assessment.cycle.staff_round
    client = sign_in(app.test_client(), case.lead)
    page = client.get(address(case)).get_data(as_text=True)
    assert f"/s/{case.partnership.slug}/{round_.slug}" in page
    assert "Nothing has been released yet." in page
    code = client.get(address(case, "/code.svg"))
    assert (code.status_code, code.mimetype) == (200, "image/svg+xml")


@pytest.mark.parametrize("change", ["named", "draft", "none"])
def test_a_survey_that_is_not_anonymous_or_not_open_yet_is_not_handed_out(
    app: Flask, session: Session, case: AgencyCase, change: str
) -> None:
    cycle = case.assessment.cycle
    if change == "named":
        cycle.staff_round = cycle.self_round
    elif change == "draft":
        cycle.staff_round.state = "draft"
    else:
        cycle.staff_round = None
    client = sign_in(app.test_client(), case.lead)
    assert [client.get(address(case, rest)).status_code for rest in ("", "/code.svg")] == [404, 404]
    assert client.get(address(case).removesuffix("/staff")).status_code == 200


def test_personal_links_and_a_closed_survey_give_no_code(app: Flask, session: Session, case: AgencyCase) -> None:
    client = sign_in(app.test_client(), case.lead)
    case.assessment.cycle.staff_round.state = "closed"
    assert client.get(address(case, "/code.svg")).status_code == 404
    assert "The survey is closed" in client.get(address(case)).get_data(as_text=True)
