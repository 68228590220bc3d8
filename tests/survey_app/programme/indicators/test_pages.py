"""The pages of indicators: who sees and submits what, and that nothing typed is lost."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app import local_time
from survey_app.accounts.models import User
from survey_app.improvement.models import Recommendation
from survey_app.local_time import today
from survey_app.partnership.models import Agency, Partnership
from survey_app.programme.indicators.models import IndicatorAdoption, IndicatorSubmission, ReferrerFeedback
from survey_app.programme.indicators.standing import expected_of
from tests.survey_app.case_audits.audit_factories import make_audit
from tests.survey_app.factories import make_agency, make_partnership, make_user, sign_in
from tests.survey_app.programme.indicators.indicator_factories import give, make_indicator

ADDRESS = "/p/north/indicators/"


@pytest.fixture(autouse=True)
def third_of_february(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day of the pages: one of which the bank holidays around are known."""
    monkeypatch.setattr(local_time, "now", lambda: datetime(2027, 2, 3, 12, tzinfo=UTC))


@pytest.fixture
def partnership(session: Session) -> Partnership:
    return make_partnership(session, slug="north")


@pytest.fixture
def council(session: Session, partnership: Partnership) -> Agency:
    return make_agency(session, partnership)


@pytest.fixture
def indicator(session: Session, partnership: Partnership, council: Agency) -> IndicatorAdoption:
    """Collected for the four months that are over."""
    first = date(today().year, today().month, 1)
    for _ in range(4):
        first = date(first.year - (first.month == 1), 12 if first.month == 1 else first.month - 1, 1)
    return make_indicator(session, partnership, council, first_period=first)


@pytest.fixture
def lead(session: Session, partnership: Partnership, council: Agency) -> User:
    return make_user(session, partnership, roles=("agency_lead",), agency=council)


@pytest.fixture
def client(app: Flask, lead: User) -> FlaskClient:
    return sign_in(app.test_client(), lead)


@pytest.fixture
def qa(app: Flask, session: Session, partnership: Partnership) -> FlaskClient:
    return sign_in(app.test_client(), make_user(session, partnership, roles=("qa_group",)))


def fields(session: Session, indicator: IndicatorAdoption, place: int, value: str, base: str) -> dict[str, str]:
    """What the form sends for one of the open periods, the newest first."""
    one = expected_of(session, indicator.partnership_id, today())[place]
    mark = f"{indicator.id}-{one.agency.id}-{one.start.isoformat()}"
    return {f"value-{mark}": value, f"base-{mark}": base}


def stored(session: Session) -> list[tuple[float, int | None]]:
    session.expire_all()
    rows = session.scalars(select(IndicatorSubmission).order_by(IndicatorSubmission.period_start))
    return [(row.value, row.base) for row in rows]


def test_an_agency_submits_what_it_can_and_leaves_the_rest(
    session: Session, client: FlaskClient, indicator: IndicatorAdoption
) -> None:
    sent = fields(session, indicator, 0, "40", "50") | fields(session, indicator, 1, "", "")
    assert client.post(f"{ADDRESS}submit", data=sent).status_code == 302
    assert stored(session) == [(40.0, 50)]


def test_one_mistake_stores_nothing_and_loses_nothing_that_was_typed(
    session: Session, client: FlaskClient, indicator: IndicatorAdoption
) -> None:
    sent = fields(session, indicator, 0, "41", "51") | fields(session, indicator, 1, "sixty-six", "67")
    answer = client.post(f"{ADDRESS}submit", data=sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "“sixty-six” is no number" in page
    for typed in sent.values():
        assert f'value="{typed}"' in page
    assert stored(session) == []


def test_a_doubt_asks_for_a_comment_and_is_stored_with_it(
    session: Session, client: FlaskClient, indicator: IndicatorAdoption, council: Agency
) -> None:
    oldest = expected_of(session, indicator.partnership_id, today())[-1]
    give(session, indicator, council, oldest.start, 45, 50, today=today())
    sent = fields(session, indicator, 0, "5", "50")
    answer = client.post(f"{ADDRESS}submit", data=sent)
    assert answer.status_code == 422
    assert "If it is right, say here why." in answer.get_data(as_text=True)
    mark = next(iter(sent)).removeprefix("value")
    assert client.post(f"{ADDRESS}submit", data=sent | {f"comment{mark}": "Strikes."}).status_code == 302
    assert stored(session) == [(45.0, 50), (5.0, 50)]


def test_nobody_submits_for_another_agency(
    app: Flask, session: Session, partnership: Partnership, indicator: IndicatorAdoption, council: Agency
) -> None:
    stranger = make_user(
        session, partnership, roles=("agency_lead",), agency=make_agency(session, partnership)
    )  # fmt: skip
    client = sign_in(app.test_client(), stranger)
    sent = fields(session, indicator, 0, "40", "50")
    assert "Nothing is open" in client.get(f"{ADDRESS}submit").get_data(as_text=True)
    assert client.post(f"{ADDRESS}submit", data=sent).status_code == 422
    start = expected_of(session, partnership.id, today())[0].start
    give(session, indicator, council, start, 40, 50, today=today())
    address = f"{ADDRESS}of/decision/correct/{council.id}/{start.isoformat()}"
    assert client.get(address).status_code == 404
    assert client.post(address, data={"value": "1", "base": "50", "reason": "x", "seen": "1"}).status_code == 404
    assert stored(session) == [(40.0, 50)]


def test_a_file_fills_the_page_and_stores_nothing_until_it_is_sent(
    session: Session, client: FlaskClient, indicator: IndicatorAdoption
) -> None:
    template = client.get(f"{ADDRESS}submit/template.csv").get_data().decode("utf-8-sig")
    head, *rows = template.splitlines()
    assert len(rows) == 4
    filled = "\n".join([head, rows[0].removesuffix(",,,") + ",40,50,", rows[1].removesuffix(",,,") + ",60,50,"])
    wrong = f"{filled}\nno_such,,2026-01,,1,2,\n"
    answer = client.post(f"{ADDRESS}submit/file", data={"file": (io.BytesIO(wrong.encode()), "figures.csv")})
    page = answer.get_data(as_text=True)
    assert "Row 4: you submit no indicator called “no_such”." in page
    assert "The numerator, 60, is more than the denominator, 50." in page
    assert 'value="40"' in page
    assert stored(session) == []
    sent = fields(session, indicator, 0, "40", "50") | {"came_by": "file"}
    assert client.post(f"{ADDRESS}submit", data=sent).status_code == 302
    assert session.scalars(select(IndicatorSubmission.came_by)).all() == ["file"]


def test_a_workbook_template_comes_back_as_it_was_filled_in(client: FlaskClient, indicator: IndicatorAdoption) -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{ADDRESS}submit/template.xlsx").get_data()))
    sheet = book.active
    assert sheet is not None
    head = next(row for row in sheet.iter_rows() if row[0].value == "Indicator")
    sheet.cell(head[0].row + 1, 5, 44)
    sheet.cell(head[0].row + 1, 6, 55)
    out = io.BytesIO()
    book.save(out)
    answer = client.post(f"{ADDRESS}submit/file", data={"file": (io.BytesIO(out.getvalue()), "figures.xlsx")})
    page = answer.get_data(as_text=True)
    assert 'value="44"' in page
    assert 'value="55"' in page


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"a,b\n1,2\n", b"PK\x03\x04broken"], ids=["empty", "bytes", "other", "broken"]
)
def test_a_file_that_is_none_is_told_so(client: FlaskClient, indicator: IndicatorAdoption, content: bytes) -> None:
    answer = client.post(f"{ADDRESS}submit/file", data={"file": (io.BytesIO(content), "figures.csv")})
    assert answer.status_code == 422
    assert "There is a problem" in answer.get_data(as_text=True)


def test_a_correction_keeps_what_was_there_and_asks_why(
    session: Session, client: FlaskClient, indicator: IndicatorAdoption, council: Agency
) -> None:
    start = expected_of(session, indicator.partnership_id, today())[0].start
    give(session, indicator, council, start, 40, 50, today=today())
    address = f"{ADDRESS}of/decision/correct/{council.id}/{start.isoformat()}"
    sent = {"value": "42", "base": "50", "seen": "1", "reason": ""}
    answer = client.post(address, data=sent)
    assert answer.status_code == 422
    assert "say why the figure is corrected" in answer.get_data(as_text=True)
    assert 'value="42"' in answer.get_data(as_text=True)
    assert client.post(address, data=sent | {"reason": "Two were late."}).status_code == 302
    page = client.get(address).get_data(as_text=True)
    assert "Two were late." in page
    assert stored(session) == [(40.0, 50), (42.0, 50)]


def test_no_page_shows_a_small_number_but_its_own_agencys(
    session: Session, client: FlaskClient, qa: FlaskClient, indicator: IndicatorAdoption, council: Agency
) -> None:
    start = expected_of(session, indicator.partnership_id, today())[0].start
    give(session, indicator, council, start, 3, 57, today=today())
    assert ">3</strong> of 57" in client.get(f"{ADDRESS}submit").get_data(as_text=True)
    for reader in (client, qa):
        for address in (ADDRESS, f"{ADDRESS}of/decision"):
            page = reader.get(address).get_data(as_text=True)
            assert "3 of 57" not in page
            assert "5.3%" not in page
    assert "[c]" in qa.get(f"{ADDRESS}of/decision").get_data(as_text=True)
    book = CalamineWorkbook.from_filelike(io.BytesIO(qa.get(f"{ADDRESS}indicators.xlsx").get_data()))
    cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert 3 not in cells
    assert "[c]" in cells


def test_the_chart_is_drawn_for_whoever_has_its_page(
    session: Session, qa: FlaskClient, indicator: IndicatorAdoption, council: Agency
) -> None:
    for one in expected_of(session, indicator.partnership_id, today()):
        give(session, indicator, council, one.start, 40, 50, today=today())
    page = qa.get(f"{ADDRESS}of/decision").get_data(as_text=True)
    charts = re.findall(r'(?:src|srcset)="([^"]+\.svg)"', page)
    assert len(charts) == 2
    answer = qa.get(charts[0])
    assert answer.mimetype == "image/svg+xml"
    assert qa.get(charts[0].replace("-", "0-", 1)).status_code == 404


def test_what_is_on_the_same_subject_is_linked(
    session: Session, partnership: Partnership, qa: FlaskClient, client: FlaskClient, indicator: IndicatorAdoption
) -> None:
    make_audit(
        session,
        partnership,
        slug="dip",
        state="planning",
        title="Dip sample of May",
        kind="dip_sample",
        theme="front  DOOR",
    )
    make_audit(session, partnership, slug="other", state="planning", title="Neglect in May", theme="Neglect")
    page = qa.get(f"{ADDRESS}of/decision").get_data(as_text=True)
    assert "Dip sample of May" in page
    assert "Neglect in May" not in page
    assert "Dip sample of May" not in client.get(f"{ADDRESS}of/decision").get_data(as_text=True), "may not open it"


def test_a_page_says_what_is_aimed_at_and_names_standards_in_words(
    session: Session, partnership: Partnership, council: Agency, qa: FlaskClient
) -> None:
    make_indicator(session, partnership, council, subject="Supervision; st9", target=0.85)
    make_indicator(
        session, partnership, council, name="days", measure="value", measured_in="days", denominator="Visits", target=7
    )
    make_indicator(session, partnership, council, name="received", measure="count")
    session.commit()
    path = f"/p/{partnership.slug}/indicators/of"
    pages = [qa.get(f"{path}/{name}").get_data(as_text=True) for name in ("decision", "days", "received")]
    row = '<dt class="govuk-summary-list__key">{}</dt><dd class="govuk-summary-list__value">{}</dd>'
    assert row.format("About", "Supervision; Standard 9") in pages[0]
    for page, words in zip(pages, ("85%", "7 days", "None is set"), strict=True):
        assert row.format("Target", words) in page


def test_the_list_leads_with_what_misses_its_target(
    session: Session, partnership: Partnership, council: Agency, indicator: IndicatorAdoption, qa: FlaskClient
) -> None:
    path = f"/p/{partnership.slug}/indicators/"
    other = make_indicator(session, partnership, council, name="other", first_period=indicator.first_period)
    give(session, other, council, other.first_period, 58, 60)
    session.commit()
    assert "target:" not in qa.get(path).get_data(as_text=True)
    give(session, indicator, council, indicator.first_period, 30, 60)
    session.commit()
    found = qa.get(path).get_data(as_text=True)
    assert f'1 of 2 misses its target: <a class="govuk-link" href="{path}of/decision">' in found


def test_the_qa_group_sees_who_is_late(session: Session, qa: FlaskClient, indicator: IndicatorAdoption) -> None:
    page = qa.get(f"{ADDRESS}standing").get_data(as_text=True)
    assert "Late now" in page
    assert indicator.owners[0].agency.name in page


def test_what_a_referrer_said_is_answered_on_its_recommendation(
    session: Session, partnership: Partnership, qa: FlaskClient, council: Agency
) -> None:
    recommendation = Recommendation(
        partnership_id=partnership.id, number=1, text="Tell referrers the outcome", why="Constructed.",
        owner_id=council.id, source_kind="other", made_on=today(),
    )  # fmt: skip
    session.add(recommendation)
    session.flush()
    sent = {
        "agency": str(council.id), "said_on": today().isoformat(), "heard_at": "section11",
        "said": "We hear nothing back.", "recommendation": recommendation.id,
    }  # fmt: skip
    assert qa.post(f"{ADDRESS}referrers/new", data=sent | {"heard_at": ""}).status_code == 422
    assert qa.post(f"{ADDRESS}referrers/new", data=sent).status_code == 302
    page = qa.get(f"{ADDRESS}referrers").get_data(as_text=True)
    assert "We hear nothing back." in page
    assert "Answer by" in page
    answered = {"response": "A letter goes out.", "responded_on": today().isoformat(), "recommendation": ""}
    assert qa.post(f"{ADDRESS}referrers/1", data=answered | {"response": ""}).status_code == 422
    assert qa.post(f"{ADDRESS}referrers/1", data=answered).status_code == 302
    found = session.scalars(select(ReferrerFeedback)).one()
    session.refresh(found)
    assert (found.response, found.recommendation_id) == ("A letter goes out.", recommendation.id)


def test_an_indicator_is_defined_from_the_products_set(
    session: Session, partnership: Partnership, qa: FlaskClient, council: Agency
) -> None:
    page = qa.get(f"{ADDRESS}new?of=decision").get_data(as_text=True)
    assert 'value="Decision on a referral within one working day"' in page
    sent = {
        "name": "decision", "measure": "share", "period": "month", "title": "Decision in one day", "why": "Waiting.",
        "numerator": "In time", "denominator": "All", "source": "Constructed.", "direction": "higher",
        "target": "ninety", "unit": "people", "deadline_days": "10", "first_period": "2026-01-15", "front_door": "y",
        "agencies": [str(council.id)],
    }  # fmt: skip
    refused = qa.post(f"{ADDRESS}new", data=sent)
    assert refused.status_code == 422
    assert "Enter the target as a number" in refused.get_data(as_text=True)
    assert 'value="ninety"' in refused.get_data(as_text=True)
    assert qa.post(f"{ADDRESS}new", data=sent | {"target": "90%"}).status_code == 302
    assert "Decision in one day" in qa.get("/p/north/dashboard/front-door").get_data(as_text=True)


def test_the_workbook_has_a_sheet_for_each_agency_whose_values_make_no_sum(
    session: Session, partnership: Partnership, qa: FlaskClient, council: Agency
) -> None:
    police, start = make_agency(session, partnership), date(2026, 12, 1)
    made = make_indicator(
        session, partnership, council, police, name="days", measure="value", measured_in="days", denominator="Plans",
        first_period=start,
    )  # fmt: skip
    for agency, days in ((council, 6.5), (police, 9.5)):
        give(session, made, agency, start, days, 40, today=today())
    book = CalamineWorkbook.from_filelike(io.BytesIO(qa.get(f"{ADDRESS}indicators.xlsx").get_data()))
    assert len(book.sheet_names) == 3
    for place, (name, days) in enumerate(sorted([(council.name, 6.5), (police.name, 9.5)]), 1):
        rows = book.get_sheet_by_index(place).to_python()
        assert rows[0][0].endswith(f": {name}")
        assert any(days in row for row in rows)


def test_pages_beyond_the_known_bank_holidays_are_shown(
    session: Session, client: FlaskClient, qa: FlaskClient, partnership: Partnership, council: Agency,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    make_indicator(session, partnership, council, first_period=date(2027, 12, 1))
    monkeypatch.setattr(local_time, "now", lambda: datetime(2029, 2, 3, 12, tzinfo=UTC))
    said = {
        "agency": str(council.id), "said_on": "2028-12-20", "heard_at": "section11", "said": "We hear nothing back.",
    }  # fmt: skip
    assert qa.post(f"{ADDRESS}referrers/new", data=said).status_code == 302
    for reader, address in ((client, "submit"), (client, ""), (qa, "standing"), (qa, "referrers"), (qa, "referrers/1")):
        assert reader.get(f"{ADDRESS}{address}").status_code == 200
    assert "cannot be counted yet" in client.get(f"{ADDRESS}submit").get_data(as_text=True)
