"""Everything written is kept with nothing to press; what is where is said in plain words, aloud too."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.visits.conftest import ready_phone
from tests.browser.visits.journeys import Journey
from tests.browser.visits.phones import Phone


def test_a_screen_reader_hears_saved_once_and_of_the_signal_when_it_goes_and_comes(phone: Phone) -> None:
    phone.go_to_page("A. The visit")
    heard = phone.listen()
    _type_quickly(phone.page.get_by_label("Site or team"), "The children’s ward on the second floor")
    expect(phone.page.locator("[role=status]")).to_match_aria_snapshot("- status:\n  - paragraph: Saved on this phone")
    assert heard() == ["Saved on this phone"], "not at every keystroke"
    phone.lose_signal()
    phone.page.get_by_label("Areas covered").fill("North")
    expect(phone.status).to_have_text("No signal: all saved on this phone · 1 visit waiting to upload")
    assert "Offline. All saved on this phone" in heard()
    phone.find_signal()
    expect(phone.status).to_have_text("All saved and uploaded")
    expect(phone.page.get_by_role("region", name="What is saved where")).to_match_aria_snapshot(
        '- region "What is saved where":\n  - paragraph: All saved and uploaded'
    )
    assert "There is a signal again. Uploading what is saved" in heard()


def _type_quickly(control: Locator, text: str) -> None:
    """Letter by letter within the page: however busy the machine is, nobody pauses between two of them."""
    control.evaluate(
        """async (control, text) => {
            for (const letter of text) {
                control.value += letter;
                control.dispatchEvent(new InputEvent("input", { bubbles: true }));
                await new Promise((resolve) => setTimeout(resolve));
            }
        }""",
        text,
    )


def test_a_sign_in_that_runs_out_without_a_signal_loses_neither_words_nor_the_place(
    visiting: Journey, phone: Phone
) -> None:
    phone.lose_signal()
    phone.context.clear_cookies()
    phone.go_to_page("A. The visit")
    phone.page.get_by_label("Site or team").fill("The ward, written after the sign-in had run out")
    phone.keeps("written after the sign-in had run out")
    phone.find_signal()
    expect(phone.status).to_have_text("Sign in to upload: everything is saved on this phone")
    phone.sign_in_again(visiting.auditors[0])
    expect(phone.heading).to_have_text("A. The visit")
    expect(phone.page.get_by_label("Site or team")).to_have_value("The ward, written after the sign-in had run out")
    expect(phone.status).to_have_text("All saved and uploaded")
    assert visiting.document(visiting.auditors[0])["site"] == "The ward, written after the sign-in had run out"


def test_a_device_that_is_nearly_full_is_told_of_before_it_bites(phone: Phone) -> None:
    phone.page.add_init_script("navigator.storage.estimate = async () => ({ usage: 97e6, quota: 100e6 })")
    phone.page.reload()
    expect(phone.status).to_contain_text("This device is nearly full: there is room for your notes and")
    expect(phone.said).to_contain_text("This device is nearly full")


def test_two_tabs_of_one_phone_write_into_the_same_notes(visiting: Journey, phone: Phone) -> None:
    phone.go_to_page("A. The visit")
    other = phone.another_tab()
    other.get_by_role("link", name="Open").click()
    other.locator(".govuk-task-list__link").get_by_text("A. The visit", exact=True).click()
    other.get_by_label("Areas covered").fill("Written in the other tab")
    expect(phone.page.get_by_label("Areas covered")).to_have_value("Written in the other tab")
    phone.page.get_by_label("Site or team").fill("Written in this tab")
    expect(other.get_by_label("Site or team")).to_have_value("Written in this tab")
    expect(phone.status).to_have_text("All saved and uploaded")
    document = visiting.document(visiting.auditors[0])
    assert (document["site"], document["areas_covered"]) == ("Written in this tab", "Written in the other tab")


def test_what_has_the_focus_keeps_it_while_something_is_written_elsewhere(phone: Phone) -> None:
    """A screen hears of every upload and of every word of another tab; what says the same is not drawn anew."""
    other = phone.another_tab()
    other.get_by_role("link", name="Open").click()
    for written, focused in (
        ("B1. Accountability", "B2. The board lead"),
        ("B2. The board lead", "B2. The board lead"),
    ):
        row = _row(phone.page, focused)
        row.focus()
        _row(other, written).click()
        other.get_by_role("radio", name="Not met").check()
        item = phone.page.locator(".govuk-task-list__item").filter(has_text=written)
        expect(item.locator(".govuk-task-list__status")).to_have_text("Begun")
        expect(row).to_be_focused()
        other.get_by_role("link", name="All pages of this visit").click()
    phone.add_conversation(1)
    number = phone.page.locator("main").get_by_role("link", name="0345 155 1071")
    number.focus()
    other.evaluate("address => { location.hash = address }", phone.page.evaluate("() => location.hash"))
    other.get_by_role("radio", name="Senior manager").check()
    expect(phone.heading).to_have_text("Conversation 1: Senior manager")
    expect(number).to_be_focused()


def _row(page: Page, title: str) -> Locator:
    return page.locator(".govuk-task-list__link").get_by_text(title, exact=True)


def test_an_answer_written_on_two_devices_is_kept_twice_until_its_author_chooses(
    visiting: Journey, new_phone: Callable[[], Phone]
) -> None:
    first, second = (ready_phone(new_phone(), visiting.auditors[0]) for _ in range(2))
    for phone in (first, second):
        phone.go_to_page("A. The visit")
    second.context.set_offline(True)
    second.page.get_by_label("Site or team").fill("From the second phone")
    second.keeps("From the second phone")
    first.page.get_by_label("Site or team").fill("From the first phone")
    expect(first.status).to_have_text("All saved and uploaded")
    second.context.set_offline(False)
    box = second.page.locator(".wa-app__twice")
    expect(box.get_by_role("heading")).to_have_text("Written on another device")
    expect(box).to_contain_text("From the first phone")
    expect(box).to_contain_text("From the second phone")
    second.go("This visit", "Check and send")
    second.page.get_by_role("link", name="an answer was written twice").click()
    second.page.get_by_role("button", name="Keep both").click()
    expect(second.status).to_have_text("All saved and uploaded")
    expect(second.page.locator(".wa-app__twice")).to_have_count(0)
    site = visiting.document(visiting.auditors[0])["site"]
    assert sorted(site.split("\n\n")) == ["From the first phone", "From the second phone"]


def test_each_auditor_has_notes_of_their_own_and_sees_who_else_takes_some(
    visiting: Journey, new_phone: Callable[[], Phone]
) -> None:
    first, second = (ready_phone(new_phone(), email) for email in visiting.auditors)
    for phone, word in ((first, "One"), (second, "Two")):
        expect(phone.page.get_by_role("heading", name="Who takes notes on this visit")).to_be_visible()
        phone.go_to_page("A. The visit")
        phone.page.get_by_label("Site or team").fill(word)
        expect(phone.status).to_have_text("All saved and uploaded")
    assert [visiting.document(email)["site"] for email in visiting.auditors] == ["One", "Two"]
