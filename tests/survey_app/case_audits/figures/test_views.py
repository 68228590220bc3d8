"""The page of an audit's figures: who opens it and when, its charts, and its workbook."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.case_audits.keeping_records.export_log import TAKEN
from survey_app.case_audits.models import CaseAudit
from survey_app.database import now
from survey_app.results.dashboard import charts
from tests.survey_app.case_audits.audit_factories import (
    case_document,
    make_asked,
    make_audit,
    make_case,
    make_returned,
)
from tests.survey_app.case_audits.figures.four_agencies import graded, make_four_agencies
from tests.survey_app.factories import make_user, sign_in


def address(audit: CaseAudit, page: str = "figures") -> str:
    return f"/p/{audit.partnership.slug}/case-audits/{audit.slug}/{page}"


def make_two(session: Session) -> CaseAudit:
    """One case that two agencies graded blind."""
    audit = make_audit(session, state="moderation")
    case = make_case(session, audit)
    for grade in ("good", "requires_improvement"):
        document = graded(case_document(case), {"b1": grade})
        make_returned(session, make_asked(session, case), document, at=now() - timedelta(days=1))
    return audit


def taken(session: Session, audit: CaseAudit) -> list[str]:
    lines = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.action == TAKEN, AuditEvent.subject == f"case audit {audit.slug}")
        .order_by(AuditEvent.id)
    )
    return [line.details["what"] for line in lines]


def test_the_page_says_what_came_of_the_audit_and_shows_its_charts(client: FlaskClient, session: Session) -> None:
    audit = make_four_agencies(session)
    sign_in(client, make_user(session, audit.partnership, roles=("qa_group",)))
    page = client.get(address(audit)).get_data(as_text=True)
    assert "gave the same grade in 47% (48 of 102 pairs)" in page
    assert "Moderation left 35 of 78 grades as they were, raised 15 and lowered 28." in page
    assert (
        page.index('id="returns"') < page.index('id="grades"') < page.index('id="agreement"') < page.index('id="shift"')
    )
    sources = re.findall(r'<img loading="lazy" src="([^"]+)" alt="([^"]+)"', page)
    assert [re.findall(r"figures/(\w+)/", source) for source, _ in sources] == [
        ["questions"], ["agencies"], ["panel"], ["shift"],
    ]  # fmt: skip
    drawn = client.get(sources[3][0])
    assert drawn.mimetype == "image/svg+xml"
    assert "8 raised, 9 unchanged, 1 lowered" in sources[3][1]
    assert taken(session, audit) == ["Figures"]


def test_a_chart_is_drawn_again_by_a_process_that_did_not_send_the_page(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit = make_two(session)
    sign_in(client, make_user(session, audit.partnership, roles=("qa_group",)))
    source = re.findall(r'src="([^"]+\.svg)"', client.get(address(audit)).get_data(as_text=True))[0]
    monkeypatch.setattr(charts, "_shown", type(charts._shown)())
    assert client.get(source).status_code == 200
    assert client.get(re.sub(r"/[0-9a-f]{20}-", f"/{'0' * 20}-", source)).status_code == 404


def test_nobody_opens_figures_or_workbook_of_a_blind_audit(client: FlaskClient, session: Session) -> None:
    audit = make_audit(session, state="fieldwork")
    make_returned(session, make_asked(session, make_case(session, audit)))
    sign_in(client, make_user(session, audit.partnership, roles=("qa_group", "administrator", "scrutineer")))
    for page in ("figures", "figures/workbook.xlsx"):
        response = client.get(address(audit, page))
        assert response.status_code == 403
        assert "each agency grades without seeing" in response.get_data(as_text=True)
    assert client.get(address(audit, f"figures/questions/{'0' * 20}-640.svg")).status_code == 404
    assert taken(session, audit) == []


@pytest.mark.parametrize("role", ["auditor", "agency_lead", "young_scrutineer"])
def test_who_neither_moderates_nor_reads_working_papers_opens_none(
    client: FlaskClient, session: Session, role: str
) -> None:
    audit = make_audit(session, state="moderation")
    sign_in(client, make_user(session, audit.partnership, roles=(role,)))
    assert client.get(address(audit)).status_code == 403
    assert client.get(address(audit, "figures/workbook.xlsx")).status_code == 403


def test_the_workbook_is_taken_as_a_working_paper_and_logged(client: FlaskClient, session: Session) -> None:
    audit = make_two(session)
    audit.title = "=cmd|' /C calc'!A0"
    sign_in(client, make_user(session, audit.partnership, roles=("qa_group",)))
    response = client.get(address(audit, "figures/workbook.xlsx"))
    assert response.headers["Content-Disposition"].endswith(f"filename={audit.slug}-working-paper.xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(response.data))
    assert {"Overview", "Grades side by side", "Agreement", "Shift", "By agency", "Method"} <= set(book.sheet_names)
    rows = book.get_sheet_by_name("Contents").to_python()
    assert rows[0][0] == audit.title
    assert taken(session, audit) == ["Workbook"]


def test_an_audit_whose_returns_never_came_says_that_nothing_is_defined(client: FlaskClient, session: Session) -> None:
    audit = make_audit(session, state="moderation")
    make_asked(session, make_case(session, audit))
    sign_in(client, make_user(session, audit.partnership, roles=("qa_group",)))
    page = client.get(address(audit)).get_data(as_text=True)
    assert "No agency graded this blind, so agreement is not defined." in page
    assert "0 of 1 return asked for" in page
    assert client.get(address(audit, "figures/workbook.xlsx")).status_code == 200
