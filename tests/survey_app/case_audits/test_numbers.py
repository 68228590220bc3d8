"""Numbers that no record could have are refused with a page, never with a fault of the site."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.case_audits.numbers import LARGEST, number_of
from survey_app.case_audits.planning.standing import count_asked
from tests.survey_app.case_audits.planning.planned import make_planned
from tests.survey_app.factories import sign_in

HUGE = "9" * 20
ENDLESS = "9" * 5000


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0), ("17", 17), (str(LARGEST), LARGEST), (str(LARGEST + 1), None), (HUGE, None), (ENDLESS, None),
        ("", None), ("-1", None), ("1.5", None), ("٣", None), ("one", None),
    ],
    ids=["zero", "some", "largest", "one too many", "huge", "endless", "none", "negative", "part", "other", "word"],
)  # fmt: skip
def test_a_number_is_one_that_a_record_could_have(text: str, number: int | None) -> None:
    assert number_of(text) == number


def test_no_page_fails_over_a_huge_number(session: Session, client: FlaskClient) -> None:
    found = make_planned(session, state="moderation")
    sign_in(client, found.qa)
    area = f"/p/{found.partnership.slug}/case-audits"
    base = f"{area}/{found.audit.slug}"
    for page in (
        f"{base}/moderation/{HUGE}", f"{base}/cases/{HUGE}/unusable", f"{base}/cases/{HUGE}/report",
        f"{area}/records/certificates/{HUGE}", f"{area}/records/certificates/{HUGE}.docx",
    ):  # fmt: skip
        assert client.get(page).status_code == 404, page
    for number in (HUGE, ENDLESS):
        assert client.get(f"{base}/agencies?agency={number[:3000]}").status_code == 200
        assert client.post(f"{base}/agencies", data={"ask": f"1-{number}", "was": ""}).status_code == 409
        assert client.post(f"{base}/agencies", data={"ask": f"{number}-1", "was": ""}).status_code == 409
        assert client.post(f"{base}/agencies", data={"ask_all": "1", "agency": number}).status_code == 302
        named = {f"auditor-{found.asked[1].id}": number, f"was-{found.asked[1].id}": str(found.officer.id)}
        assert client.post(f"{base}/auditors", data=named).status_code == 409
    session.expire_all()
    assert count_asked(session, found.audit) == 4
    assert found.asked[1].auditor_id == found.officer.id
