"""Staff conversations: thirty of them, in the order that one wants, each with its clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.visits.journeys import Journey
from tests.browser.visits.phones import Phone


@pytest.mark.long
def test_thirty_conversations_are_held_in_one_visit_and_all_arrive(visiting: Journey, phone: Phone) -> None:
    phone.ask_conversations()
    for number in range(1, 31):
        phone.add_conversation(number)
        phone.question("c12").locator("textarea").fill(f"Said by person {number}")
        phone.go("List")
    expect(phone.page.locator(".wa-app__entry")).to_have_count(30)
    phone.page.locator(".wa-app__entry-link").last.click()
    phone.question("c13").locator("textarea").press_sequentially("Typed with thirty conversations in the visit")
    expect(phone.status).to_have_text("All saved and uploaded")
    phone.go("List")
    held = visiting.document(visiting.auditors[0])["conversation"]
    assert [talk["c12"] for talk in held] == [f"Said by person {number}" for number in range(1, 31)]
    assert held[-1]["c13"] == "Typed with thirty conversations in the visit"


def test_conversations_change_places_by_the_keyboard_and_one_goes_only_after_a_question(
    visiting: Journey, phone: Phone
) -> None:
    phone.ask_conversations()
    for number, role in enumerate(("Works directly with children", "Senior manager", "Another role"), start=1):
        phone.add_conversation(number)
        phone.question("role_group").get_by_role("radio", name=role).check()
        phone.go("List")
    up = phone.page.get_by_role("button", name="Up Conversation 3: Another role")
    up.focus()
    phone.page.keyboard.press("Enter")
    phone.page.keyboard.press("Enter")
    expect(phone.page.locator(".wa-app__entry-link").first).to_contain_text("Conversation 1: Another role")
    expect(phone.page.get_by_role("button", name="Down Conversation 1: Another role")).to_be_focused()
    expect(phone.said).to_have_text("Now number 1 of 3")
    phone.go("Remove Conversation 2: Works directly with children or families")
    expect(phone.heading).to_have_text("Remove Conversation 2: Works directly with children or families?")
    phone.go("Keep it")
    expect(phone.page.locator(".wa-app__entry")).to_have_count(3)
    phone.go("Remove Conversation 2: Works directly with children or families")
    phone.page.get_by_role("button", name="Remove").click()
    expect(phone.page.locator(".wa-app__entry")).to_have_count(2)
    expect(phone.status).to_have_text("All saved and uploaded")
    held = visiting.document(visiting.auditors[0])["conversation"]
    assert [talk["role_group"] for talk in held] == ["other_role", "senior_manager"]


def test_the_clock_of_a_conversation_goes_on_while_the_app_is_closed(phone: Phone) -> None:
    phone.ask_conversations()
    phone.add_conversation(1)
    timer, clock, begun = phone.page.get_by_role("timer"), phone.page.clock, datetime.now(UTC)
    clock.set_fixed_time(begun)  # else the time that the test itself takes would count
    phone.page.get_by_role("button", name="Start the clock").click()
    expect(phone.page.get_by_role("button", name="Stop the clock")).to_be_visible()
    clock.set_fixed_time(begun + timedelta(minutes=10))
    expect(timer).to_contain_text("10:00")
    phone.page.goto("about:blank")
    clock.set_fixed_time(begun + timedelta(minutes=15))
    phone.page.go_back()
    expect(timer).to_contain_text("15:00")
    phone.page.get_by_role("button", name="Stop the clock").click()
    expect(phone.page.get_by_role("button", name="Go on")).to_be_visible()
    clock.set_fixed_time(begun + timedelta(minutes=20))
    phone.page.get_by_role("button", name="Go on").click()
    clock.set_fixed_time(begun + timedelta(minutes=21))
    expect(timer).to_contain_text("16:00")
