"""One form with every kind of question, repeats in repeats and two languages, on a phone, with axe on every page."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.models import SubmissionRevision
from survey_app.rounds.models import Round
from tests.services.browser import DESK, PHONE, axe_violations, follow
from tests.survey_app.collect.forms_for_tests import EVERY_KIND


@pytest.fixture
def form(session: Session, round_of: Callable[..., Round], serve: Callable[..., str], app: Any) -> str:
    """The address of the form."""
    slug = round_of(EVERY_KIND, access="open").slug
    session.commit()  # and nothing is read after it, or the test would hold the database
    return f"{serve(app)}/s/exampleshire/{slug}"


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "JPEG")
    return out.getvalue()


class Walker:
    """Somebody on the way through the form; ``found`` is what is wrong with the pages seen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: list[str] = []

    def at(self, heading: str) -> None:
        """Wait for a page, and look at it."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        self.look(heading)

    def look(self, where: str) -> None:
        self.found += [f"{where}: {line}" for line in axe_violations(self.page)]
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.found.append(f"{where}: wider than the screen")

    def go_on(self) -> None:
        follow(self.page.locator("main .wa-step-buttons").get_by_role("button", name="Continue"))

    def fill(self, **texts: str) -> None:
        for name, text in texts.items():
            self.page.locator(f"[name='q.{name.replace('__', ':')}']").fill(text)

    def choose(self, **names: str) -> None:
        for name, value in names.items():
            self.page.locator(f"[name='q.{name}'][value='{value}']").check()


def words_and_numbers(walker: Walker) -> None:
    page = walker.page
    walker.at("Words and numbers")
    walker.fill(line="Wyn", mail="wyn@example.org", call="01632 960001", site="https://example.org", badge="A-1")
    expect(page.get_by_text("Welcome, Wyn")).to_be_visible()
    walker.go_on()
    expect(page.get_by_role("link", name="Say how many")).to_be_visible()
    walker.look("the words with an error")
    walker.fill(many="3", share="0.5")
    expect(page.get_by_text("Twice 3 is 6.")).to_be_visible()
    page.get_by_role("slider", name="How loud?").fill("4")
    expect(page.locator("[name='q.level']")).to_have_value("4")
    walker.choose(stars="5")
    walker.go_on()


def days(walker: Walker) -> None:
    walker.at("Days and times")
    walker.fill(day__day="1", day__month="March", day__year="2026", month__month="4", month__year="2026", hour="14:30")
    walker.fill(moment__day="2", moment__month="5", moment__year="2026", moment__time="9.05")
    walker.go_on()


def choices(walker: Walker) -> None:
    page = walker.page
    walker.at("Choices")
    walker.choose(more="yes", useful="agree", county="north")
    town = page.get_by_role("combobox", name="Which town?")
    town.press_sequentially("over")
    expect(page.get_by_role("listbox", name="Which town?").get_by_role("option")).to_have_text(["Overton"])
    walker.look("the open list")
    town.press("ArrowDown")
    town.press("Enter")
    expect(town).to_have_value("Overton")
    walker.choose(helped="teacher")
    page.get_by_label("Nobody").check()
    expect(page.get_by_label("A teacher")).not_to_be_checked()
    page.get_by_role("button", name="Move down More time").press("Enter")
    expect(page.get_by_role("button", name="Move down More time")).to_be_focused()
    page.locator("[name='q.read']").check()
    walker.go_on()


def table(walker: Walker) -> None:
    walker.at("How was it?")
    walker.go_on()
    expect(walker.page.get_by_role("link", name="Select an answer to ‘I was heard’")).to_be_visible()
    walker.look("the table with an error")
    walker.page.get_by_role("radio", name="I was heard (required) Strongly agree").check()
    walker.go_on()


def things(walker: Walker) -> None:
    page = walker.page
    walker.at("Files and places")
    file: Any = {"name": "../door.html", "mimeType": "text/html", "buffer": picture()}
    page.locator("[name='q.photo']").set_input_files([file])
    canvas = page.get_by_role("img", name="Draw your signature")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 20, steps=4)
    page.mouse.up()
    expect(page.get_by_role("img", name="A signature is drawn")).to_be_visible()
    page.locator("[data-point]").get_by_role("button", name="Use my location").click()
    expect(page.locator("[name='q.place:latitude']")).to_have_value("51.4816")
    walker.fill(path="51.1 -3.1\n51.2 -3.2", area="51.1 -3.1\n51.2 -3.2\n51.3 -3.1")
    walker.go_on()


def visits(walker: Walker) -> None:
    page = walker.page
    walker.at("Visits")
    follow(page.get_by_role("button", name="Add visit"))
    walker.at("Visit 1")
    walker.fill(site_name="School A")
    walker.go_on()
    walker.at("Rooms")
    follow(page.get_by_role("button", name="Add room"))
    walker.at("Room 1")
    expect(page.get_by_text("Which room of School A?")).to_be_visible()
    walker.fill(room_name="Hall")
    walker.choose(alarm="no")
    walker.go_on()
    walker.at("Rooms")
    walker.go_on()
    walker.at("Visits")
    walker.go_on()
    walker.at("Twins")
    follow(page.get_by_role("link", name="Change Twin 1"))
    walker.at("Twin 1")
    walker.go_on()
    walker.at("Twin 2")
    walker.go_on()
    walker.at("Twins")
    walker.go_on()


def ending(walker: Walker) -> None:
    walker.at("Standard 1")
    walker.choose(st1="fair")
    walker.fill(st1_rationale="Because", st1_action_what="This")
    walker.look("the standard")
    walker.go_on()
    walker.at("Every kind of question")
    expect(walker.page.get_by_label("A last word")).to_be_hidden()
    walker.page.get_by_label("Yes, I agree").check()
    expect(walker.page.get_by_label("A last word")).to_be_visible()
    walker.go_on()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_every_kind_of_question_is_answered_in_two_languages(
    session: Session, form: str, open_page: Callable[..., Page], viewport: dict[str, int]
) -> None:
    place = {"latitude": 51.4816, "longitude": -3.1791, "accuracy": 12}
    page = open_page(form, viewport=viewport, geolocation=place, permissions=["geolocation"])
    walker = Walker(page)
    follow(page.get_by_role("button", name="Start"))
    for part in (words_and_numbers, days, choices, table, things, visits, ending):
        part(walker)
    walker.at("Check your answers")
    follow(page.get_by_role("button", name="Cymraeg"))
    walker.at("Gwiriwch eich atebion")
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    follow(page.get_by_role("link", name="Newid 1. Eich enw cyntaf?"))
    walker.at("Geiriau a rhifau")
    page.go_back()
    follow(page.get_by_role("button", name="Anfon"))
    walker.at("Atebion wedi’u derbyn")
    assert walker.found == []
    session.rollback()
    [document] = [one for one in session.scalars(select(SubmissionRevision.document)) if "badge" in one]
    expected = {
        "line": "Wyn", "many": 3, "level": 4, "stars": 5, "double": 6, "twice": 6, "day": "2026-03-01", "hour": "14:30",
        "month": "2026-04-01", "moment": "2026-05-02T09:05", "useful": "agree", "town": "overton", "helped": ["nobody"],
        "order": ["training", "time", "room"], "read": "OK", "row_one": "strongly", "place": "51.4816 -3.1791 0 12",
        "path": "51.1 -3.1 0 0; 51.2 -3.2 0 0", "who": None, "st1": "fair",
    }  # fmt: skip
    assert {name: document[name] for name in expected} == expected
    assert document["photo"].startswith("door-")
    assert document["signed"].endswith(".png")
    assert document["visit"][0]["room"] == [{"room_name": "Hall", "alarm": "no"}]
