"""What a page does while it is answered, in a real browser: skips, sums, outputs in labels, filtered choices."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from survey_app.rounds.models import Round
from tests.services.browser import axe_violations, follow
from tests.survey_app.factories import make_invitation

LIVE = """
settings: {form_id: live, form_title: A live form, version: "1", default_language: English (en)}
choices:
  yes_no:
    - {name: "yes", label: "Yes"}
    - {name: "no", label: "No"}
  counties:
    - {name: north, label: Northshire}
    - {name: south, label: Southshire}
  towns:
    - {name: hilltop, label: Hilltop, columns: {county: north}}
    - {name: midway, label: Midway, columns: {county: north}}
    - {name: seaview, label: Seaview, columns: {county: south}}
survey:
  - type: group
    name: home
    label: Your home
    children:
      - {type: text, name: called, label: What are you called?}
      - {type: integer, name: adults, label: How many adults?}
      - {type: integer, name: children, label: "How many children does ${called} have?"}
      - {type: calculate, name: people, calculation: "coalesce(${adults}, 0) + coalesce(${children}, 0)"}
      - {type: note, name: sum, label: "That makes ${people} people.", relevant: "${people} > 0"}
      - {type: text, name: many, label: Where do so many sleep?, relevant: "${people} > 5"}
      - {type: select_one counties, name: county, label: Which county?}
      - {type: select_one towns, name: town, label: Which town?, choice_filter: "county = ${county}"}
      - {type: select_one towns, name: next_town, label: Which town next?, appearance: minimal,
         choice_filter: "county = ${county} and name != ${town}"}
      - {type: text, name: sea, label: How is the sea?, relevant: "${town} = 'seaview'"}
  - type: repeat
    name: room
    label: Rooms
    entry_name: room
    children:
      - {type: select_one yes_no, name: shared, label: "Do any of the ${people} share this room?"}
      - {type: note, name: which, label: "This is room ${number}."}
      - {type: calculate, name: number, calculation: "position(..)"}
      - {type: text, name: who, label: Who shares it?, relevant: "${shared} = 'yes' and ${children} > 0"}
"""


@pytest.fixture
def database_kind() -> str:
    """What a browser sees does not depend on the database."""
    return "sqlite"


@pytest.fixture
def page(
    app: Flask,
    session: Session,
    serve: Callable[..., str],
    round_of: Callable[..., Round],
    open_page: Callable[..., Page],
) -> Page:
    """The first page of the form, for somebody with a personal link."""
    app.config["WTF_CSRF_ENABLED"] = True
    _, token = make_invitation(session, round_of(LIVE, access="token", anonymous=True))
    session.commit()
    opened = open_page(f"{serve(app)}/a/{token}")
    follow(opened.get_by_role("button", name="Start"))
    expect(opened.get_by_role("heading", level=1)).to_have_text("Your home")
    return opened


def test_a_sum_is_worked_out_with_every_keystroke_and_shows_what_hangs_on_it(page: Page) -> None:
    note, many = page.get_by_text("people."), page.get_by_label("Where do so many sleep?")
    expect(note).to_be_hidden()
    page.get_by_label("How many adults?").press_sequentially("2")
    expect(note).to_have_text("That makes 2 people.")
    page.get_by_label("How many children").press_sequentially("1")
    expect(note).to_have_text("That makes 3 people.")
    expect(many).to_be_hidden()
    page.get_by_label("How many children").press_sequentially("0")
    expect(note).to_have_text("That makes 12 people.")
    expect(many).to_be_visible()
    page.get_by_label("How many adults?").fill("")
    page.get_by_label("How many children").fill("")
    expect(note).to_be_hidden()
    expect(many).to_be_hidden()


def test_a_label_says_the_answer_that_it_names(page: Page) -> None:
    page.get_by_label("What are you called?").press_sequentially("Ada Example")
    expect(page.get_by_label("How many children does Ada Example have?")).to_be_visible()


def test_only_the_choices_that_the_filter_leaves_are_there(page: Page) -> None:
    town = page.get_by_role("group", name="Which town?")
    expect(town.get_by_role("radio")).to_have_count(0)
    page.get_by_label("Northshire").check()
    expect(town.get_by_role("radio")).to_have_count(2)
    town.get_by_label("Midway").check()
    following = page.get_by_label("Which town next?")
    assert following.locator("option:not([hidden])").all_inner_texts() == ["", "Hilltop"]
    following.select_option("hilltop")
    page.get_by_label("Southshire").check()
    expect(town.get_by_role("radio")).to_have_count(1)
    expect(following).to_have_value("")
    town.get_by_label("Seaview").check()
    expect(page.get_by_label("How is the sea?")).to_be_visible()


def test_a_choice_that_falls_out_is_taken_back_with_all_that_hung_on_it(page: Page) -> None:
    page.get_by_label("Southshire").check()
    page.get_by_role("group", name="Which town?").get_by_label("Seaview").check()
    expect(page.get_by_label("How is the sea?")).to_be_visible()
    page.get_by_label("Northshire").check()
    expect(page.get_by_label("How is the sea?")).to_be_hidden()
    page.get_by_label("Southshire").check()
    expect(page.get_by_role("group", name="Which town?").get_by_label("Seaview")).not_to_be_checked()
    expect(page.get_by_label("How is the sea?")).to_be_hidden()


def test_a_page_knows_the_answers_of_others_and_its_own_entry(page: Page) -> None:
    page.get_by_label("How many adults?").fill("1")
    page.get_by_label("How many children").fill("2")
    follow(page.get_by_role("button", name="Continue", exact=True))
    for number in (1, 2):
        follow(page.get_by_role("button", name="Add "))
        expect(page.get_by_text(f"This is room {number}.")).to_be_visible()
        expect(page.get_by_role("group", name="Do any of the 3 share this room?")).to_be_visible()
        expect(page.get_by_label("Who shares it?")).to_be_hidden()
        page.get_by_label("Yes").check()
        expect(page.get_by_label("Who shares it?")).to_be_visible()
        follow(page.get_by_role("button", name="Continue", exact=True))


def test_questions_that_come_and_go_leave_the_page_in_order_for_everybody(page: Page) -> None:
    page.get_by_label("How many adults?").fill("9")
    page.get_by_label("Southshire").check()
    expect(page.get_by_label("Where do so many sleep?")).to_be_visible()
    assert axe_violations(page) == []
