"""The CSV file of the three views says what their page says."""

from __future__ import annotations

import csv
import io

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.survey_app.factories import sign_in
from tests.survey_app.walkabouts.outcomes.visited import make_visited, to_stage


def rows(client: FlaskClient, address: str) -> list[dict[str, str]]:
    response = client.get(f"{address}.csv")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.get_data(as_text=True).removeprefix("\ufeff"))))


def test_the_file_has_every_standard_the_sentence_about_all_agencies_and_how_many_are_final(
    client: FlaskClient, session: Session
) -> None:
    first = make_visited(session)
    cycle = first.assessment.cycle
    second, third = (make_visited(session, cycle=cycle) for _ in range(2))
    sign_in(client, first.qa)
    address = f"/p/{first.partnership.slug}/walkabouts/outcomes/cycles/{cycle.slug}/three-views"
    before = rows(client, address)
    assert [one["Agency"] for one in before] == ["No final assessment covers this standard yet"] * len(cycle.standards)
    assert {one["Final assessments"] for one in before} == {"0 of 3"}
    assert {one["Standard"] for one in before} == {standard.label for standard in cycle.standards}
    for found in (first, second):
        to_stage(session, found, "final")
    session.commit()
    after = rows(client, address)
    assert {one["Final assessments"] for one in after} == {"2 of 3"}
    assert {one["Agency"] for one in after} == {first.assessment.title, second.assessment.title}
    assert third.assessment.title not in {one["Agency"] for one in after}
    page = client.get(address).text
    assert len({one["Both grades, all agencies"] for one in after}) > 1
    for one in after:
        assert one["Both grades, all agencies"] in page
        assert one["Reason for the gap"] in page
        assert one["Gap"] in page
