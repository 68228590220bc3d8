from __future__ import annotations

import io
import json
import re

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.partnership.models import Partnership
from survey_app.rounds.models import Round
from tests.survey_app.answers import add_answer, add_codeframe, add_opened_answers
from tests.survey_app.factories import make_invitation, make_partnership, make_policy, make_round, make_user, sign_in

YES = {"useful": "yes", "comment": "A secret sentence"}
NO = {"useful": "no", "comment": None}


def address(partnership: Partnership, round_: Round, page: str = "results") -> str:
    return f"/p/{partnership.slug}/rounds/{round_.slug}/{page}"


def make_answered_round(session: Session, partnership: Partnership, **values: object) -> Round:
    round_ = make_round(session, partnership, **values)
    for document in [YES] * 7 + [NO] * 2:
        add_answer(session, round_, document)
    return round_


def make_anonymous_round(session: Session, partnership: Partnership) -> Round:
    round_ = make_round(session, partnership, access="token", anonymous=True, breakdowns=["forum"], population_size=60)
    add_opened_answers(session, round_, [YES] * 8 + [NO] * 7)
    for number in range(60):
        invitation, _ = make_invitation(session, round_, strata={"forum": "North" if number < 30 else "South"})
        invitation.answered = number % 4 == 0
    add_codeframe(session, round_, "Training")
    session.flush()
    return round_


def actions(session: Session, partnership: Partnership) -> list[str]:
    session.expire_all()
    query = select(AuditEvent).where(AuditEvent.partnership_id == partnership.id).order_by(AuditEvent.id)
    return [event.action for event in session.scalars(query)]


def test_the_qa_group_sees_the_working_paper_and_its_reading_is_logged(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_answered_round(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    page = client.get(address(partnership, round_)).text
    assert "Working paper" in page
    assert ">7</td>" in page
    assert "A secret sentence" not in page
    assert actions(session, partnership) == ["working results read"]


def test_an_executive_member_sees_the_release_with_its_legend(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_answered_round(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("executive_member",)))
    for query in ("", "?paper=working"):
        page = client.get(address(partnership, round_) + query).text
        assert "Release 1" in page
        assert "[c] confidential" in page
        assert ">7</td>" not in page
    assert actions(session, partnership) == []


def test_an_anonymous_round_shows_everyone_the_same_release(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_anonymous_round(session, partnership)
    texts = []
    for role in ("qa_group", "executive_member"):
        sign_in(client, make_user(session, partnership, roles=(role,)))
        page = client.get(address(partnership, round_)).text
        texts.append(re.search(r"<table.*</table>", page, re.DOTALL)[0])  # type: ignore[index]
        assert "Release 1" in page
        assert "raw data" not in page
    assert texts[0] == texts[1]


def test_each_chart_of_the_page_is_drawn_and_has_words(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_anonymous_round(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    page = client.get(address(partnership, round_)).text
    images = re.findall(r'<img [^>]*src="([^"]+\.svg)" alt="([^"]+)"', page)
    assert {re.search(r"/(question|rates|themes)/", source)[1] for source, _ in images} == {"question", "rates"}  # type: ignore[index]
    for source, words in images:
        response = client.get(source)
        assert response.status_code == 200
        assert response.mimetype == "image/svg+xml"
        assert response.text.startswith("<svg")
        assert words


def test_a_chart_cannot_be_had_without_the_page_that_names_it(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_answered_round(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    source = re.search(r'src="([^"]+\.svg)"', client.get(address(partnership, round_)).text)[1]  # type: ignore[index]
    assert client.get(source).status_code == 200
    assert client.get(re.sub("/[0-9a-f]{20}/", "/" + "0" * 20 + "/", source)).status_code == 404
    assert client.get(source.replace("-460.svg", "-9000.svg")).status_code == 404
    assert client.get(source.replace("/question/", "/themes/")).status_code == 404
    sign_in(client, make_user(session, partnership, roles=("executive_member",)))
    assert client.get(source).status_code == 404


def test_the_workbook_downloads_and_is_logged(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_answered_round(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    response = client.get(address(partnership, round_, "results/workbook"))
    assert response.headers["Content-Disposition"] == f"attachment; filename={round_.slug}-working-paper.xlsx"
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(response.data)).sheet_names
    assert not [name for name in sheets if "raw" in name.lower()]
    assert actions(session, partnership) == ["working results read", "results downloaded"]


def test_raw_data_comes_only_with_the_permission_and_never_from_an_anonymous_round(
    client: FlaskClient, session: Session
) -> None:
    partnership = make_partnership(session)
    round_ = make_answered_round(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    response = client.get(address(partnership, round_, "results/workbook?raw=yes"))
    cells = [
        cell
        for name in CalamineWorkbook.from_filelike(io.BytesIO(response.data)).sheet_names
        for row in CalamineWorkbook.from_filelike(io.BytesIO(response.data)).get_sheet_by_name(name).to_python()
        for cell in row
    ]
    assert cells.count("A secret sentence") == 7
    assert "raw answers read" in actions(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("executive_member",)))
    assert client.get(address(partnership, round_, "results/workbook?raw=yes")).status_code == 403


def test_no_download_of_an_anonymous_round_holds_a_single_answer(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_anonymous_round(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    refused = client.get(address(partnership, round_, "results/workbook?raw=yes"))
    assert refused.status_code == 403
    assert "anonymous" in refused.text
    for page in ("results", "results/report.json"):
        assert "A secret sentence" not in client.get(address(partnership, round_, page)).text
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(address(partnership, round_, "results/workbook")).data))
    cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert "A secret sentence" not in cells


def test_the_json_is_the_report_that_the_page_shows(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_anonymous_round(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    report = json.loads(client.get(address(partnership, round_, "results/report.json")).data)
    assert (report["release_class"], report["release_number"], report["responses"]) == ("release", 1, 15)
    assert report["response_rate"]["sentence"] in client.get(address(partnership, round_)).text


def test_a_decision_to_hide_nothing_shows_the_small_numbers_and_who_decided(
    client: FlaskClient, session: Session
) -> None:
    partnership = make_partnership(session)
    round_ = make_answered_round(session, partnership, policy=make_policy(session, partnership, policy="none"))
    sign_in(client, make_user(session, partnership, roles=("executive_member",)))
    page = client.get(address(partnership, round_)).text
    assert ">7</td>" in page
    assert "Decided by QA group on 15 January 2026" in page


@pytest.mark.parametrize("page", ["results", "results/workbook", "results/report.json", "coding"])
def test_nobody_reaches_the_round_of_another_partnership(client: FlaskClient, session: Session, page: str) -> None:
    partnership = make_partnership(session)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    session.commit()
    assert client.get(f"/p/elsewhere/rounds/elsewhere-round/{page}").status_code == 404
    assert client.get(f"/p/{partnership.slug}/rounds/elsewhere-round/{page}").status_code == 404
