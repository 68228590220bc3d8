"""Pages that lead: what waits for somebody stands first, and a report says to whom each recommendation goes."""

from __future__ import annotations

import io
from datetime import timedelta

import docx
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.survey_app.programme.scrutiny.scrutiny_world import World
from tests.survey_app.programme.scrutiny.test_desk_pages import Desk, pin_of, today


@pytest.fixture
def desk(session: Session, world: World, client: FlaskClient) -> Desk:
    return Desk(session, world, client)


def test_a_pack_is_offered_once_something_is_pinned(desk: Desk) -> None:
    empty = desk.get(desk.world.scrutineer, "/scrutiny/packs")
    assert "Nothing is pinned yet" in empty
    assert "/scrutiny/packs/new" not in empty
    pin_of(desk)
    assert "/scrutiny/packs/new" in desk.get(desk.world.scrutineer, "/scrutiny/packs")
    assert "/scrutiny/packs/new" not in desk.get(desk.world.qa, "/scrutiny/packs")


def test_the_recommendations_of_a_report_are_put_under_its_areas(desk: Desk) -> None:
    world = desk.world
    entry = desk.enter(area="The front door")
    desk.post(
        world.qa, "/scrutiny/entries/1/recommend", text=entry.suggestion, why=entry.text, owner=world.police.id,
        priority="high",
    )  # fmt: skip
    desk.post(
        world.scrutineer, "/scrutiny/reports/new", title="Six months", starts_on=(today() - timedelta(90)).isoformat(),
        ends_on=today().isoformat(),
    )  # fmt: skip
    assert "1 recommendation: The front door 1." in desk.get(world.scrutineer, "/scrutiny/reports/1")
    path = "/scrutiny/reports/1/recommendations"
    assert "R-001: Agree a day for feedback." in desk.get(world.scrutineer, path)
    assert "R-001: choose an area" in desk.post(world.scrutineer, path, 422, seen="1", **{"R-001": "Nowhere"})
    desk.post(world.qa, path, 403, seen="1", **{"R-001": "Practice reviews"})
    desk.post(world.scrutineer, path, seen="1", **{"R-001": "Practice reviews"})
    assert "1 recommendation: Practice reviews 1." in desk.get(world.scrutineer, "/scrutiny/reports/1")
    assert "was changed since" in desk.post(world.scrutineer, path, 422, seen="1", **{"R-001": ""})
    paper = docx.Document(io.BytesIO(desk.file(world.scrutineer, "/scrutiny/reports/1/word")))
    texts = [one.text for one in paper.paragraphs]
    assert texts[texts.index("Recommendations") + 1] == "1 recommendation: Practice reviews 1."


def test_an_agency_is_told_first_what_waits_for_it(desk: Desk) -> None:
    world = desk.world
    desk.post(
        world.executive, "/assurance/new", title="Reports in time", asked_as="executive", agency=world.health.id,
        why="They were promised.", items="Reports come in time", answer_by=(today() + timedelta(30)).isoformat(),
    )  # fmt: skip
    page = desk.get(world.health_lead, "/challenges/")
    assert "Give evidence for 1 item" in page
    assert page.count("AR-001: Reports in time") == 1
    desk.post(world.health_lead, "/assurance/1/items/1/give", text="The record of May.")
    page = desk.get(world.health_lead, "/challenges/")
    assert "Nothing waits for you." in page
    assert page.count("AR-001: Reports in time") == 1
    assert "Judge 1 item" in desk.get(world.executive, "/scrutiny/")


def test_a_young_person_is_told_wherever_they_write_whom_to_turn_to(desk: Desk) -> None:
    for path in ("", "new"):
        page = desk.get(desk.world.young, f"/young-scrutineers/{path}")
        for said in ("0800 1111", "999", "has to tell people who can help", "Write no names"):
            assert said in page, (path, said)
    again = desk.post(desk.world.young, "/young-scrutineers/new", 422, place="", good="")
    assert "0800 1111" in again


def test_a_report_has_room_for_another_section_before_its_conclusion(desk: Desk) -> None:
    world = desk.world
    desk.post(
        world.scrutineer, "/scrutiny/reports/new", title="Six months", starts_on=(today() - timedelta(90)).isoformat(),
        ends_on=today().isoformat(),
    )  # fmt: skip
    page = desk.get(world.scrutineer, "/scrutiny/reports/1/edit")
    assert page.index("Another section, if you need one") < page.index('value="Conclusion"')
    desk.post(
        world.scrutineer, "/scrutiny/reports/1/edit", seen="1", heading=["Summary", "Custody", "Conclusion"],
        area=["", "", ""], text=["Sound.", "Looked at.", "So it is."],
    )  # fmt: skip
    shown = desk.get(world.scrutineer, "/scrutiny/reports/1")
    assert shown.index("Looked at.") < shown.index("So it is.")
    desk.post(
        world.scrutineer, "/scrutiny/reports/1/edit", seen="2", heading=["Summary", "", "Conclusion"],
        area=["", "", ""], text=["Sound.", "", "So it is."],
    )  # fmt: skip
    assert "Custody" not in desk.get(world.scrutineer, "/scrutiny/reports/1")
