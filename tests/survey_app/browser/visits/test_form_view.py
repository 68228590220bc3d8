"""A page on a device while somebody types: what it tells, and what comes from elsewhere meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from survey_app.collect.wording import Speaker
from tests.services.browser import axe_violations
from tests.survey_app.browser.visits.device import Device

# There is no page and no style around the form here.
OF_THE_WHOLE_PAGE = ("page-has", "landmark", "region", "html-", "document-", "target-size")
HOUSE: dict[str, Any] = {
    "county": "north", "town": "midway", "adults": 2, "children": 1, "people": 3, "count": 2,
    "room": [
        {"_id": "a", "shared": "yes", "place": "Upstairs", "who": "Wyn", "bed": [{"_id": "b1", "sleeper": "Ada"}]},
        {"_id": "b", "shared": "no", "place": "Attic"},
    ],
    "table": [{"_id": "n1", "wood": "Oak"}, {"_id": "n2", "wood": "Ash"}],
}  # fmt: skip


@pytest.fixture
def opened(ready: Callable[..., Speaker], device: Device) -> Callable[..., Page]:
    """``opened("home")`` is a page of the form that works, filled in."""

    def make(section: str, *ids: str, form: str = "working", document: Any = HOUSE, **options: Any) -> Page:
        ready(form)
        device.ask("open", form, document, section, list(ids), options)
        return device.page

    return make


def changes(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate("changes.splice(0)")
    return found


def take(page: Page, **answers: Any) -> None:
    """Let answers come from elsewhere."""
    page.evaluate("document => form.take(document)", HOUSE | answers)


def test_opening_a_page_tells_of_nothing(opened: Callable[..., Page]) -> None:
    page = opened("home")
    page.get_by_label("Adults?").focus()
    page.get_by_label("Children?").focus()
    assert changes(page) == []


def test_each_letter_is_a_change_that_says_what_stood_there(opened: Callable[..., Page]) -> None:
    page = opened("room", "a")
    page.get_by_label("Place").press("End")
    page.get_by_label("Place").press_sequentially("!?")
    path = ["room", "a", "place"]
    assert changes(page) == [
        {"op": "set", "path": path, "value": "Upstairs!", "was": "Upstairs"},
        {"op": "set", "path": path, "value": "Upstairs!?", "was": "Upstairs!"},
    ]
    expect(page.get_by_label("Who shares Upstairs!??")).to_be_visible()


def test_what_follows_from_an_answer_is_told_with_it(opened: Callable[..., Page]) -> None:
    page = opened("home")
    page.get_by_label("Southshire").check()
    assert changes(page) == [
        {"op": "set", "path": ["county"], "value": "south", "was": "north"},
        {"op": "set", "path": ["town"], "value": None, "was": "midway"},
    ]
    page.get_by_label("Adults?").fill("4")
    told = changes(page)
    assert told[0] == {"op": "set", "path": ["adults"], "value": 4, "was": 2}
    assert {"op": "set", "path": ["noted"], "value": "adults: 4", "was": None} in told
    assert not [change for change in told if change["path"] == ["people"]]  # everybody works out the sum


def test_answers_from_elsewhere_are_shown_but_never_under_the_caret(opened: Callable[..., Page]) -> None:
    page = opened("home")
    adults = page.get_by_label("Adults?")
    adults.press("End")
    adults.press_sequentially("5")
    take(page, adults=7, children=4, county="south", town="seaview")
    expect(adults).to_have_value("25")
    expect(page.get_by_label("Children?")).to_have_value("4")
    expect(page.get_by_label("Southshire")).to_be_checked()
    expect(page.get_by_role("group", name="Which town of south?").get_by_label("Seaview")).to_be_checked()
    changes(page)
    adults.press_sequentially("6")
    assert changes(page)[0] == {"op": "set", "path": ["adults"], "value": 256, "was": 25}


def test_whoever_leaves_a_question_untouched_sees_what_came_meanwhile(opened: Callable[..., Page]) -> None:
    page = opened("home")
    page.get_by_label("Adults?").focus()
    take(page, adults=7)
    expect(page.get_by_label("Adults?")).to_have_value("2")
    page.get_by_label("Children?").focus()
    expect(page.get_by_label("Adults?")).to_have_value("7")
    assert changes(page) == []


def test_an_answer_on_its_way_into_the_store_is_not_taken_back(opened: Callable[..., Page]) -> None:
    page = opened("home", waits=True)
    page.get_by_label("Children?").fill("6")
    page.get_by_label("Southshire").check()
    page.get_by_label("Adults?").focus()
    take(page)
    expect(page.get_by_label("Southshire")).to_be_checked()


def test_typing_in_an_entry_that_was_removed_elsewhere_is_not_lost(opened: Callable[..., Page]) -> None:
    page = opened("room", "b")
    take(page, room=HOUSE["room"][:1])
    assert page.evaluate("view.gone") is True
    page.get_by_label("Place").press("End")
    page.get_by_label("Place").press_sequentially("s")
    assert changes(page) == [{"op": "set", "path": ["room", "b", "place"], "value": "Attics", "was": "Attic"}]


def test_an_entry_stays_open_when_others_are_removed_or_moved(opened: Callable[..., Page]) -> None:
    page = opened("room", "b")
    assert page.evaluate("form.removeEntry('room', ['a'])") == [
        {"op": "remove", "path": ["room", "a"], "was": HOUSE["room"][0]}
    ]
    page.get_by_label("Place").press("End")
    page.get_by_label("Place").press_sequentially("s")
    assert changes(page)[0]["path"] == ["room", "b", "place"]
    assert page.evaluate("form.entries('room').map(({ id, number }) => [id, number])") == [["b", "Room 1"]]


def test_an_answer_given_from_outside_is_shown_on_the_open_page(opened: Callable[..., Page]) -> None:
    page = opened("home")
    told = page.evaluate("form.set(['county'], 'south')")
    assert told[0] == {"op": "set", "path": ["county"], "value": "south", "was": "north"}
    expect(page.get_by_label("Southshire")).to_be_checked()
    assert changes(page) == []  # they are given back, and not told a second time


def test_a_new_entry_begins_with_its_defaults(opened: Callable[..., Page]) -> None:
    page = opened("home")
    told = page.evaluate("form.addEntry('room', [])")
    name = told[0]["path"][1]
    assert re.fullmatch("[0-9a-f]{12}", name)
    assert told == [
        {"op": "add", "path": ["room", name], "after": "b"},
        {"op": "set", "path": ["room", name, "place"], "value": "Upstairs", "was": None},
        {"op": "set", "path": ["room", name, "number"], "value": 3, "was": None},
    ]


def test_a_new_entry_is_opened_at_once_and_titled_by_its_first_choice(opened: Callable[..., Page]) -> None:
    page = opened("room", "a")
    entries = page.evaluate("form.entries('room')")
    assert [(one["title"], one["summary"]) for one in entries] == [
        ("Room 1: Yes", "Yes, Upstairs"), ("Room 2: No", "No, Attic"),
    ]  # fmt: skip
    assert entries[0]["inner"] == [{"section": "bed", "title": "Beds", "count": 1}]


def test_entries_that_the_form_asks_for_are_named_by_their_number(opened: Callable[..., Page]) -> None:
    page = opened("home")
    page.get_by_label("How many tables?").fill("3")
    changes(page)
    assert page.evaluate("form.set(['table', 'n3', 'legs'], 4)") == [
        {"op": "add", "path": ["table", "n3"], "after": "n2"},
        {"op": "set", "path": ["table", "n3", "wood"], "value": "Oak", "was": None},
        {"op": "set", "path": ["table", "n3", "legs"], "value": 4, "was": None},
    ]


def test_controls_are_as_easy_to_use_as_online(opened: Callable[..., Page]) -> None:
    page = opened("words", form="every kind", document={"line": "Wyn"})
    page.get_by_role("slider", name="How loud?").fill("4")
    expect(page.get_by_label("How loud?", exact=True).first).to_have_value("4")
    page.get_by_label("What happened?").press_sequentially("x" * 30)
    expect(page.get_by_text("Welcome, Wyn")).to_be_visible()
    page.get_by_label("3", exact=True).check()
    page.get_by_role("button", name="Clear this answer").click()
    assert [change["value"] for change in changes(page) if change["path"] == ["stars"]] == [3, None]
    page = opened("picks", form="every kind", document={"county": "north", "order": ["room", "time", "training"]})
    expect(page.locator(".wa-rank__text").first).to_have_text("A room of our own")
    page.get_by_role("button", name="Move down A room of our own").click()
    town = page.get_by_role("combobox", name="Which town?")
    town.press_sequentially("over")
    town.press("ArrowDown")
    town.press("Enter")
    expect(town).to_have_value("Overton")
    told = {change["path"][0]: change["value"] for change in changes(page)}
    assert told == {"order": ["time", "room", "training"], "town": "overton"}
    page.evaluate("form.take({county: 'north', order: ['training', 'time', 'room'], town: 'upton'})")
    page.get_by_label("A teacher").focus()
    expect(page.locator(".wa-rank__text").first).to_have_text("More training")
    expect(town).to_have_value("Upton")


def test_a_file_is_handed_over_and_taken_away_again_as_an_answer(opened: Callable[..., Page]) -> None:
    page = opened("things", form="every kind", document={"paper": "policy-1a2b3c4d.pdf"})
    chosen: Any = {"name": "door.jpg", "mimeType": "image/jpeg", "buffer": b"constructed"}
    page.locator("[name='q.photo']").set_input_files([chosen])
    assert page.evaluate("files") == [[["photo"], "door.jpg"]]
    assert changes(page) == []
    page.evaluate("form.set(['photo'], 'door-0a0b0c0d.jpg')")
    expect(page.locator("[data-question=photo] [data-stored]")).to_contain_text("door-0a0b0c0d.jpg")
    page.locator("[data-question=paper]").get_by_label("Remove it").check()
    assert changes(page) == [{"op": "set", "path": ["paper"], "value": None, "was": "policy-1a2b3c4d.pdf"}]


def test_a_worry_says_who_was_told_and_offers_the_present_as_the_time(opened: Callable[..., Page]) -> None:
    document = {"visit": [{"_id": "v", "site_name": "School", "room": [{"_id": "r", "alarm": "yes"}]}]}
    page = opened("alarm", "v", "r", form="every kind", document=document, worry=True)
    assert page.evaluate("form.entries('room', ['v'])[0].title") == "Room 1"  # a worry names no entry
    assert page.evaluate("form.worries()") == [{"question": "alarm", "entry": ["v", "r"], "recorded": False}]
    assert page.locator("[name='q.alarm_time:day']").input_value() != ""
    assert changes(page) == []
    page.locator("[name='q.alarm_told']").fill("The duty worker")
    told = {change["path"][-1]: change for change in changes(page)}
    assert told["alarm_told"]["path"] == ["visit", "v", "room", "r", "alarm_told"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", told["alarm_time"]["value"])
    assert page.evaluate("form.entries('room', ['v'])[0].summary") == "", "nor does it say anything of one"
    assert page.evaluate("form.worries()[0].recorded") is True


def test_a_page_on_a_device_is_in_order_for_everybody(opened: Callable[..., Page]) -> None:
    for section in ("words", "moments", "picks", "table", "things"):
        page = opened(section, form="every kind", document={"line": "Wyn", "photo": "door-0a0b0c0d.jpg"})
        found = [line for line in axe_violations(page) if not line.startswith(OF_THE_WHOLE_PAGE)]
        assert found == [], section
