"""An immediate worry about a child: the numbers without a signal, and on the duty list as soon as there is one."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.visits.journeys import Journey
from tests.browser.visits.phones import Phone


def test_a_worry_offline_reaches_the_duty_list_when_the_signal_is_back_although_nobody_is_signed_in(
    visiting: Journey, phone: Phone
) -> None:
    phone.lose_signal()
    phone.context.clear_cookies()
    phone.go("Worried about a child?")
    expect(phone.heading).to_have_text("Immediate worry about a child")
    expect(phone.page.get_by_role("link", name="0345 155 1071").first).to_have_attribute("href", "tel:03451551071")
    phone.page.get_by_role("button", name="It did not come up in a conversation").click()
    expect(phone.heading).to_have_text("Stop: a child may be at risk now")
    expect(phone.status).to_have_text("No signal: a worry about a child waits to be told. Call now")
    phone.page.get_by_label("Who was told").fill("The duty social worker")
    phone.page.get_by_role("button", name="Record and go on").click()
    expect(phone.heading).to_contain_text("Conversation 1")
    phone.find_signal()
    expect(phone.status).to_have_text("Sign in to upload: everything is saved on this phone")
    [alert] = visiting.until_alerts(["The duty social worker"])
    assert alert.question == "c14"
    assert alert.told_at
    assert "conversation" not in visiting.document(visiting.auditors[0]), "the alert carries no other answer"
    phone.sign_in_again(visiting.auditors[0])
    expect(phone.status).to_have_text("All saved and uploaded")
    assert len(visiting.alerts()) == 1, "the answers that came later are the same worry"


def test_yes_after_no_is_told_again_once_somebody_has_dealt_with_the_first(visiting: Journey, phone: Phone) -> None:
    phone.ask_conversations()
    phone.add_conversation(1)
    asked = phone.question("c14")
    asked.get_by_role("radio", name="Yes").click()
    phone.page.get_by_label("Who was told").fill("The designated nurse")
    phone.page.get_by_role("button", name="Record and go on").click()
    visiting.until_alerts(["The designated nurse"])
    asked.get_by_role("radio", name="No").check()
    asked.get_by_role("radio", name="Yes").click()
    expect(phone.heading).to_have_text("Stop: a child may be at risk now")
    phone.page.get_by_role("button", name="Record and go on").click()
    expect(phone.heading).to_contain_text("Conversation 1")
    phone.has_told()
    expect(phone.status).to_have_text("All saved and uploaded")
    assert len(visiting.alerts()) == 1, "nobody has taken it on: it stands on the list anyway"
    visiting.acknowledge_alerts()
    phone.lose_signal()
    asked.get_by_role("radio", name="No").check()
    asked.get_by_role("radio", name="Yes").click()
    expect(phone.heading).to_have_text("Stop: a child may be at risk now")
    expect(phone.status).to_have_text("No signal: a worry about a child waits to be told. Call now")
    phone.find_signal()
    both = visiting.until_alerts(["The designated nurse", "The designated nurse"])
    assert sorted(alert.acknowledged_at is None for alert in both) == [False, True], "the second waits to be taken on"
    expect(phone.status).to_have_text("All saved and uploaded")
    assert len(visiting.alerts()) == 2, "the answers that came later are the same worry"


def test_yes_to_the_question_stops_the_conversation_and_is_on_the_duty_list_at_once(
    visiting: Journey, phone: Phone
) -> None:
    phone.ask_conversations()
    phone.add_conversation(1)
    phone.question("c14").get_by_role("radio", name="Yes").click()  # and the page is gone: nothing is left to check
    expect(phone.heading).to_have_text("Stop: a child may be at risk now")
    expect(
        phone.page.get_by_text("It is on the duty list of Made-up Safeguarding Children Partnership")
    ).to_be_visible()
    visiting.until_alerts([""])
    phone.page.get_by_role("button", name="Record and go on").click()
    expect(phone.page.get_by_role("heading", name="Not recorded yet")).to_be_visible()
    phone.page.get_by_role("link", name="Write whom you told").click()
    expect(phone.page.get_by_label("Who was told")).to_be_focused()
    phone.go("Come back to this")
    expect(phone.page.get_by_role("heading", name="A worry about a child is not recorded yet")).to_be_visible()
    phone.go("Record who was told, and when")
    phone.page.get_by_label("Who was told").fill("The designated nurse")
    phone.page.get_by_role("button", name="Record and go on").click()
    visiting.until_alerts(["The designated nurse"])
