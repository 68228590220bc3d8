"""The pages of the desk, from an entry to a final report: each form does what it says, and says what is wrong."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, timedelta

import docx
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.programme.scrutiny import news, pages
from survey_app.programme.scrutiny.models import (
    ConversationNote,
    DeskSeen,
    PartnerChallenge,
    ScrutinyDay,
    ScrutinyEntry,
    ScrutinyReport,
    ScrutinyTheme,
    SeenPack,
)
from survey_app.results.scrutiny.models import Pin
from survey_app.results.scrutiny.pins import pin_page
from survey_app.results.scrutiny.seen import SeenPage
from tests.survey_app.factories import sign_in
from tests.survey_app.programme.scrutiny.scrutiny_world import World


class Desk:
    """The partnership's pages, opened by one person after another."""

    def __init__(self, session: Session, world: World, client: FlaskClient) -> None:
        self.session, self.world, self.client = session, world, client
        session.commit()
        self.base = f"/p/{world.partnership.slug}"

    def get(self, user: User, path: str, status: int = 200) -> str:
        sign_in(self.client, user)
        response = self.client.get(self.base + path)
        assert response.status_code == status, (path, response.status_code)
        return response.get_data(as_text=True)

    def file(self, user: User, path: str) -> bytes:
        sign_in(self.client, user)
        response = self.client.get(self.base + path)
        assert response.status_code == 200
        assert response.headers["Content-Disposition"].startswith("attachment")
        return response.get_data()

    def post(self, user: User, path: str, status: int = 302, **form: object) -> str:
        sign_in(self.client, user)
        response = self.client.post(self.base + path, data=form)
        assert response.status_code == status, (path, response.status_code, response.get_data(as_text=True)[-3000:])
        self.session.expire_all()
        return response.get_data(as_text=True)

    def enter(self, **values: object) -> ScrutinyEntry:
        given = {
            "kind": "issue", "text": "Referrers hear nothing back.", "suggestion": "Agree a day for feedback.",
            "raised_on": today().isoformat(), "area": "The front door", "theme": "Feedback", "wants_answer": "y",
        } | values  # fmt: skip
        self.post(self.world.scrutineer, "/scrutiny/entries/new", **given)
        return self.session.query(ScrutinyEntry).order_by(ScrutinyEntry.number.desc()).first()


@pytest.fixture
def desk(session: Session, world: World, client: FlaskClient) -> Desk:
    return Desk(session, world, client)


def today() -> date:
    return now().astimezone(LOCAL_TIME).date()


def test_an_entry_is_made_answered_judged_and_taken_up(desk: Desk) -> None:
    world = desk.world
    entry = desk.enter()
    assert "Referrers hear nothing back." in desk.get(world.qa, "/scrutiny/entries/1")
    desk.post(world.qa, "/scrutiny/entries/1/answer", why="Within a day, starting in summer.", seen="1")
    assert "Within a day" in desk.get(world.scrutineer, "/scrutiny/entries/1/judge")
    desk.post(world.scrutineer, "/scrutiny/entries/1/judge", verdict="satisfied", because="", seen="1")
    shown = desk.get(world.qa, "/scrutiny/entries/1/recommend")
    assert "Agree a day for feedback." in shown
    desk.post(
        world.qa, "/scrutiny/entries/1/recommend", text=entry.suggestion, why=entry.text, owner=world.police.id,
        priority="high",
    )  # fmt: skip
    assert "R-001" in desk.get(world.executive, "/scrutiny/entries/1")
    again = desk.post(
        world.qa, "/scrutiny/entries/1/recommend", 422, text="Again.", why="Again.", owner=world.police.id,
        priority="high",
    )  # fmt: skip
    assert "taken up before" in again


def test_what_is_refused_stays_in_the_boxes(desk: Desk) -> None:
    page = desk.post(
        desk.world.scrutineer, "/scrutiny/entries/new", 422, kind="issue", text="Sarah Smith never heard back.",
        raised_on=today().isoformat(),
    )  # fmt: skip
    assert "Sarah Smith never heard back." in page
    assert "could tell who somebody is" in page
    assert 'name="checked"' in page


def test_the_formal_record_is_a_paper_and_a_workbook(desk: Desk) -> None:
    desk.enter(text="=1+1 is how this begins.")
    desk.post(desk.world.qa, "/scrutiny/entries/1/answer", why="We agree.", seen="1")
    paper = docx.Document(io.BytesIO(desk.file(desk.world.executive, "/scrutiny/record.docx")))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert any("=1+1 is how this begins." in cell for cell in cells)
    assert any("We agree." in cell for cell in cells)
    book = zipfile.ZipFile(io.BytesIO(desk.file(desk.world.executive, "/scrutiny/record.xlsx")))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_an_entry_links_to_a_pin_with_the_fingerprint_it_had(desk: Desk) -> None:
    desk.enter()
    pin = pin_of(desk)
    assert "Copy 1" in desk.get(desk.world.scrutineer, "/scrutiny/entries/1/link")
    desk.post(desk.world.scrutineer, "/scrutiny/entries/1/link", what="pin:1")
    assert pin.fingerprint[:16] in desk.get(desk.world.qa, "/scrutiny/entries/1")
    assert "linked already" in desk.post(desk.world.scrutineer, "/scrutiny/entries/1/link", 422, what="pin:1")
    assert "Choose" in desk.post(desk.world.scrutineer, "/scrutiny/entries/1/link", 422, what="pin:2")


def test_a_copy_that_may_show_what_is_hidden_from_the_reader_is_not_offered(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.enter()
    pin_of(desk)
    monkeypatch.setattr(pages, "shows_hidden", lambda *_: True)
    assert "Copy 1" not in desk.get(desk.world.scrutineer, "/scrutiny/entries/1/link")
    desk.post(desk.world.scrutineer, "/scrutiny/entries/1/link", 422, what="pin:1")


def test_an_answer_that_comes_too_late_stays_in_its_box(desk: Desk) -> None:
    desk.enter()
    desk.post(desk.world.qa, "/scrutiny/entries/1/answer", why="Within a day.", seen="1")
    page = desk.post(desk.world.executive, "/scrutiny/entries/1/answer", 422, why="Words of an hour.", seen="1")
    assert "Words of an hour." in page
    assert "waits to be read by the scrutineer" in page
    desk.get(desk.world.executive, "/scrutiny/entries/1/answer", 422)


@pytest.mark.parametrize("days", ["sNaN", "NaN", "Infinity", "-1", "367", "1E999999", "many"])
def test_days_that_are_no_number_of_days_are_refused(desk: Desk, days: str) -> None:
    page = desk.post(
        desk.world.executive, "/scrutiny/days/agree", 422, starts_on="2026-03-02", ends_on="2026-08-31", days=days
    )
    assert days in page
    assert "Enter 0 to 366 days, such as 18 or 18.5." in page


def test_a_number_that_is_none_is_refused_in_a_sentence(desk: Desk) -> None:
    page = desk.post(
        desk.world.scrutineer, "/scrutiny/conversations/new", 422, spoken_on=today().isoformat(), agency_type="health",
        people="six", themes="Workload", text="Visits are hard to fit in.",
    )  # fmt: skip
    assert "With how many people?: enter a whole number, such as 10." in page
    assert 'value="six"' in page


def test_what_is_new_is_shown_until_it_was_seen(desk: Desk) -> None:
    desk.enter()
    desk.post(desk.world.qa, "/scrutiny/entries/1/answer", why="We agree.", seen="1")
    assert "S-001: Feedback" in desk.get(desk.world.scrutineer, "/scrutiny/")
    desk.post(desk.world.scrutineer, "/scrutiny/seen")
    assert "Nothing has come since then." in desk.get(desk.world.scrutineer, "/scrutiny/")


def test_the_desk_shows_a_shortfall_in_words_and_figures(desk: Desk) -> None:
    start, end = today() - timedelta(days=40), today() + timedelta(days=40)
    desk.post(
        desk.world.executive, "/scrutiny/days/agree", starts_on=start.isoformat(), ends_on=end.isoformat(), days="0.5"
    )
    desk.post(desk.world.scrutineer, "/scrutiny/days/new", worked_on=today().isoformat(), part="4", activity="meeting")
    page = desk.get(desk.world.scrutineer, "/scrutiny/days")
    assert "1 day is used, 0.5 more than the 0.5 agreed" in page
    assert "0.5 days are short" in page
    line = desk.session.query(ScrutinyDay).one()
    desk.post(desk.world.scrutineer, f"/scrutiny/days/{line.id}/strike", why="Another partnership’s day.")
    assert "0 of 0.5 agreed days are used" in desk.get(desk.world.executive, "/scrutiny/")


def test_a_conversation_is_read_by_the_scrutineer_alone(desk: Desk) -> None:
    desk.post(
        desk.world.scrutineer, "/scrutiny/conversations/new", spoken_on=today().isoformat(), agency_type="health",
        people="6", themes="Workload\nFeedback", text="Visits are hard to fit in.",
    )  # fmt: skip
    assert "Visits are hard to fit in." in desk.get(desk.world.scrutineer, "/scrutiny/conversations")
    for who in (desk.world.qa, desk.world.executive, desk.world.police_lead, desk.world.young):
        assert "Visits are hard" not in desk.get(who, "/scrutiny/conversations", 403)
    refused = desk.post(
        desk.world.scrutineer, "/scrutiny/conversations/new", 422, spoken_on=today().isoformat(), agency_type="health",
        people="1", themes="Workload", text="Sarah Smith says that visits are hard.",
    )  # fmt: skip
    assert "could tell who somebody is" in refused
    assert desk.session.query(ConversationNote).count() == 1


def test_a_pack_is_downloaded_whole_and_notices_a_changed_copy(desk: Desk) -> None:
    pin = pin_of(desk)
    desk.post(desk.world.scrutineer, "/scrutiny/packs/new", title="For the Executive", pins="1")
    assert "As it was made" in desk.get(desk.world.qa, "/scrutiny/packs/1")
    archive = zipfile.ZipFile(io.BytesIO(desk.file(desk.world.qa, "/scrutiny/packs/1/file")))
    assert set(archive.namelist()) == {"index.html", "copy-001.html", "manifest.json", "how-to-check.txt"}
    manifest = json.loads(archive.read("manifest.json"))
    made = desk.session.query(SeenPack).one()
    assert manifest == {"fingerprint": made.fingerprint, "content": made.content()}
    table = Pin.__table__
    desk.session.execute(table.update().where(table.c.id == pin.id).values(html="<h1>99%</h1>"))
    desk.session.commit()
    assert "This pack is not as it was made" in desk.get(desk.world.qa, "/scrutiny/packs/1")
    assert "not as it was pinned" in desk.post(
        desk.world.scrutineer, "/scrutiny/packs/new", 422, title="Again", pins="1"
    )


def test_a_report_is_drafted_written_and_frozen(desk: Desk) -> None:
    world = desk.world
    desk.enter()
    desk.post(
        world.scrutineer, "/scrutiny/reports/new", title="Six months", starts_on=(today() - timedelta(90)).isoformat(),
        ends_on=today().isoformat(),
    )  # fmt: skip
    assert "The front door" in desk.get(world.scrutineer, "/scrutiny/reports/1")
    desk.get(world.qa, "/scrutiny/reports/1", 404)
    page = desk.post(world.scrutineer, "/scrutiny/reports/1/final", 422, seen="1")
    assert "Write these first" in page
    sections = {"heading": ["Executive summary", "The front door"], "area": ["", "The front door"]}
    desk.post(
        world.scrutineer, "/scrutiny/reports/1/edit", seen="1", text=["All in all, sound.", "It works."], **sections
    )
    stale = desk.post(
        world.scrutineer, "/scrutiny/reports/1/edit", 422, seen="1", text=["Other words.", "It works."], **sections
    )
    assert "Other words." in stale
    desk.post(world.scrutineer, "/scrutiny/reports/1/final", seen="2")
    made = desk.session.query(ScrutinyReport).one()
    assert made.fingerprint in desk.get(world.qa, "/scrutiny/reports/1")
    paper = docx.Document(io.BytesIO(desk.file(world.executive, "/scrutiny/reports/1/word")))
    headings = [one.text for one in paper.paragraphs if one.style.name == "Heading 1"]
    assert headings[0] == "Executive summary"
    assert "The front door" in headings
    assert made.fingerprint in "\n".join(one.text for one in paper.paragraphs)
    for path in ("edit", "refresh", "final"):
        assert "final" in desk.post(
            world.scrutineer, f"/scrutiny/reports/1/{path}", 422, seen="3", text=["Other.", "Words."], **sections
        )


def test_areas_of_scrutiny_wait_for_the_programme_and_leave_with_a_reason(desk: Desk) -> None:
    desk.post(desk.world.scrutineer, "/scrutiny/themes/new", name="Custody", why="A national review asks for it.")
    assert "Custody" in desk.get(desk.world.qa, "/scrutiny/themes")
    again = desk.post(desk.world.scrutineer, "/scrutiny/themes/new", 422, name="custody", why="Again.")
    assert "waits already" in again
    theme = desk.session.query(ScrutinyTheme).one()
    desk.post(desk.world.scrutineer, f"/scrutiny/themes/{theme.id}/end", why="Looked at in spring.")
    assert "Looked at in spring." in desk.get(desk.world.qa, "/scrutiny/themes")


def test_terms_are_shown_as_a_suggestion_until_they_are_agreed(desk: Desk) -> None:
    assert "product’s suggestion" in desk.get(desk.world.executive, "/scrutiny/terms")
    desk.get(desk.world.scrutineer, "/scrutiny/terms", 403)
    wrong = desk.post(
        desk.world.executive, "/scrutiny/terms", 422, answer_days="0", respond_days="5", minimum_group="5", areas="One"
    )
    assert "1 to 120 working days" in wrong
    desk.post(
        desk.world.executive, "/scrutiny/terms", answer_days="7", respond_days="5", minimum_group="5", areas="One\nTwo"
    )
    assert "product’s suggestion" not in desk.get(desk.world.executive, "/scrutiny/terms")
    assert "7 working days to answer." in desk.get(desk.world.scrutineer, "/scrutiny/entries/new")


def test_a_challenge_goes_from_agency_to_agency_and_no_third_one_sees_it(desk: Desk) -> None:
    world = desk.world
    desk.post(
        world.police_lead, "/challenges/new", by=world.police.id, to=world.health.id, what="Reports come late.",
        why="Conferences go ahead without them.", raised_on=today().isoformat(),
    )  # fmt: skip
    made = desk.session.query(PartnerChallenge).one()
    assert made.by_agency_id == world.police.id
    assert "Reports come late." in desk.get(world.health_lead, "/challenges/1")
    desk.post(world.health_lead, "/challenges/1/respond", why="A second typist began in May.")
    desk.post(world.health_lead, "/challenges/1/decide", 403, outcome="accepted", words="Done.", seen="1")
    desk.post(world.police_lead, "/challenges/1/decide", outcome="accepted", words="A second typist helps.", seen="1")
    assert "Accepted: something changes" in desk.get(world.scrutineer, "/challenges/1")


def test_the_page_offers_the_executives_decision_to_its_members_alone(desk: Desk) -> None:
    world = desk.world
    desk.post(
        world.police_lead, "/challenges/new", by=world.police.id, to=world.health.id, what="Reports come late.",
        why="Conferences go ahead without them.", raised_on=today().isoformat(),
    )  # fmt: skip
    desk.post(world.health_lead, "/challenges/1/respond", why="No.")
    desk.post(world.police_lead, "/challenges/1/decide", outcome="not_resolved", words="It goes on.", seen="1")
    assert "/challenges/1/settle" not in desk.get(world.qa, "/challenges/1")
    desk.get(world.qa, "/challenges/1/settle", 403)
    desk.post(world.qa, "/challenges/1/settle", 403, why="Settled by us.")
    assert "/challenges/1/settle" in desk.get(world.executive, "/challenges/1")
    desk.post(world.executive, "/challenges/1/settle", why="Health reports monthly.")
    assert "Health reports monthly." in desk.get(world.qa, "/challenges/1")
    again = desk.post(world.executive, "/challenges/1/settle", 422, why="Words of an hour.")
    assert "Words of an hour." in again


def test_a_second_click_on_seen_is_no_trouble(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first click of two is stored after the second one looked for it."""
    session, here, by = desk.session, desk.world.partnership.id, desk.world.scrutineer.id
    news.mark_seen(session, here, by)
    session.commit()
    session.expunge_all()
    monkeypatch.setattr(session, "get", lambda *_: None)
    news.mark_seen(session, here, by)
    session.commit()
    assert session.query(DeskSeen).count() == 1


def test_assurance_is_asked_given_with_a_file_judged_and_closed(desk: Desk) -> None:
    world = desk.world
    desk.post(
        world.executive, "/assurance/new", title="Four improvements of the front door", asked_as="executive",
        agency=world.health.id, group_name="MASH strategic group", why="They were due in April.",
        items="A new form\nFeedback in a day", answer_by=(today() + timedelta(days=30)).isoformat(),
    )  # fmt: skip
    desk.post(
        world.health_lead, "/assurance/1/items/1/give", text="The form, as used since May.",
        upload=(io.BytesIO(b"%PDF-1.4\n%%EOF\n"), "form.pdf"),
    )  # fmt: skip
    assert desk.file(world.executive, "/assurance/1/items/1/evidence/1").startswith(b"%PDF")
    desk.get(world.police_lead, "/assurance/1/items/1/evidence/1", 404)
    desk.post(world.executive, "/assurance/1/items/1/judge", verdict="assured", because="It is in use.", seen="1")
    page = desk.post(world.executive, "/assurance/1/close", 422, why="Nothing follows.")
    assert "Not every item is judged yet: 2" in page
    desk.post(world.executive, "/assurance/1/items/2/judge", verdict="not_assured", because="Nothing came.", seen="0")
    desk.post(world.executive, "/assurance/1/close", why="A recommendation follows.")
    assert "A recommendation follows." in desk.get(world.health_lead, "/assurance/1")


@pytest.mark.parametrize("path", ["/scrutiny/entries/1", "/challenges/1", "/assurance/1", "/scrutiny/packs/1"])
def test_another_partnerships_records_do_not_exist_here(desk: Desk, path: str) -> None:
    assert desk.session.query(ScrutinyEntry).count() == 0
    desk.get(desk.world.scrutineer, path, 404)


def pin_of(desk: Desk) -> Pin:
    page = SeenPage(address=f"{desk.base}/dashboard/", title="At a glance", html="<h1>12 of 40</h1>")
    made = pin_page(desk.session, desk.world.partnership, page, note="", by=desk.world.scrutineer, at=now())
    desk.session.commit()
    return made
