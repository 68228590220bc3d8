"""A new version of the app while somebody is writing: it is offered, waits to be taken, and takes nothing away."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.test_every_page import faults_of
from tests.browser.visits.conftest import ready_phone
from tests.browser.visits.journeys import Journey
from tests.browser.visits.phones import Phone
from tests.browser.visits.versions import Versions

READY = "A new version is ready."


def test_a_new_version_is_offered_and_taken_with_one_press_where_one_was_writing(
    visiting: Journey, new_phone: Callable[[], Phone]
) -> None:
    versions = Versions(visiting.app)
    visiting.server.serve_instead(versions)
    phone = ready_phone(new_phone(), visiting.auditors[0])
    phone.go_to_page("A. The visit")
    notices = phone.page.locator("#app-notices")
    expect(notices).to_be_empty()
    heard = phone.listen()
    versions.version = "0123456789"
    phone.page.evaluate("navigator.serviceWorker.ready.then((it) => it.update()).then(() => true)")
    expect(notices).to_contain_text(READY)
    assert heard() == ["A new version of the app is ready"]
    assert not faults_of(phone.page)
    phone.page.get_by_label("Site or team").fill("Written while the new version waits")
    assert phone.page.evaluate("globalThis.appVersion") is None, "a new version does not take over by itself"
    phone.page.get_by_role("button", name="Use it now").click()
    expect(phone.page.locator(f"script[src$='{versions.new_script}']")).to_have_count(1)
    expect(phone.heading).to_have_text("A. The visit")
    expect(phone.page.get_by_label("Site or team")).to_have_value("Written while the new version waits")
    expect(notices).to_be_empty()
    expect(phone.status).to_have_text("All saved and uploaded")
    assert visiting.document(visiting.auditors[0])["site"] == "Written while the new version waits"
