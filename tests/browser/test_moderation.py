"""The panel screen on a projector of 1280 × 720, by keyboard alone, through one case with a dissent."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from survey_app.case_audits.models import AuditCase, CaseModeration
from survey_app.case_audits.moderation.reading import case_state
from survey_app.case_audits.moderation.revising import revisions_of
from survey_app.case_audits.moderation.settling import settle
from survey_app.database import db
from tests.browser.conftest import Site
from tests.services.browser import PHONE, axe_violations, follow
from tests.survey_app.case_audits.moderation.panelled import make_panelled

PROJECTOR = {"width": 1280, "height": 720}


@dataclass(frozen=True, slots=True)
class Room:
    """A meeting room: the address of the audit's moderation, the case, and who sits at the keyboard."""

    site: Site
    address: str
    case_id: str
    email: str


@pytest.fixture
def room(site: Site) -> Room:
    with site.app.app_context():
        found = make_panelled(db.session(), {"police": {"b1": "inadequate", "b1_gap": "No referral for six weeks."}})
        made = Room(
            site=site, address=f"{site.address}{found.address}", case_id=found.case.id, email=found.chair.email
        )  # fmt: skip
        db.session.commit()
    return made


def tab_to(control: Locator) -> None:
    """Press Tab until the control has the focus."""
    page = control.page
    for _ in range(150):
        if control.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not come to {control}")


def unfolding(page: Page, text: str) -> Locator:
    """What unfolds a part of the page."""
    return page.locator("summary").filter(has_text=text)


def press(control: Locator, key: str = "Enter") -> None:
    """Come to what leads to another page by Tab, press a key, and wait until that is there."""
    tab_to(control)
    with control.page.expect_navigation():
        control.page.keyboard.press(key)


def keep(page: Page) -> None:
    """Keep the form from within it, as the page's help says."""
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")


def test_a_panel_goes_through_a_case_with_a_dissent_by_keyboard_alone(room: Room) -> None:
    page = room.site.sign_in(room.email, viewport=PROJECTOR)
    page.goto(room.address)
    press(page.get_by_role("link", name="CASE-0001"))
    press(page.get_by_role("button", name="Take this case up"))
    assert not axe_violations(page)
    press(page.get_by_role("button", name="Begin: B1. Recognition and response"))
    _everything_stands_on_one_screen(page)
    _settle_with_a_dissent(page)
    _single_keys_act_only_once_they_are_switched_on(page)
    _what_is_typed_is_asked_about_before_the_page_is_left(page)
    _settle_the_rest(room)
    _conclude_and_sign(room, page)
    with room.site.app.app_context():
        case = db.session.get_one(AuditCase, room.case_id)
        document = revisions_of(db.session(), case)[0].document
    b1 = document["questions"][0]
    assert (b1["grade"], b1["reason"]) == ("good", "The first sign was acted on.")
    assert [(one["agency"], one["grade"]) for one in b1["dissents"]] == [("Police", "inadequate")]


def _everything_stands_on_one_screen(page: Page) -> None:
    """The question, the spread, each agency's place on the scale and the grades to choose, without scrolling."""
    expect(page.get_by_text("2 steps apart")).to_be_in_viewport()
    for text in ("B1. The agency recognised", "from Good to Inadequate"):
        expect(page.get_by_text(text)).to_be_in_viewport()
    for agency in ("Children’s services", "Community health", "Police"):
        expect(page.get_by_role("rowheader", name=agency)).to_be_in_viewport()
    expect(page.get_by_role("radio", name="Good", exact=True)).to_be_in_viewport()
    size = page.get_by_role("row", name="Police").locator("td span").first.evaluate("e => getComputedStyle(e).fontSize")
    assert float(size.removesuffix("px")) >= 24
    assert not axe_violations(page)


def _settle_with_a_dissent(page: Page) -> None:
    tab_to(unfolding(page, "Police: Inadequate"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("No referral for six weeks.")).to_be_visible()
    tab_to(page.get_by_role("radio", name="Outstanding"))
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Good", exact=True)).to_be_checked()
    keep(page)
    expect(page.get_by_text("Give the reason: the grade is not the one that Police gave.")).to_be_visible()
    tab_to(page.get_by_label("Reason", exact=True))
    page.keyboard.type("The first sign was acted on.")
    tab_to(unfolding(page, "Police does not agree"))
    page.keyboard.press("Enter")
    tab_to(page.get_by_label("Grade they would give").and_(page.locator(":visible")))
    page.keyboard.type("Inad")
    tab_to(page.get_by_label("Why they do not agree").and_(page.locator(":visible")))
    page.keyboard.type("Six weeks passed.")
    keep(page)
    expect(page.get_by_text("Kept: B1 is Good.")).to_be_visible()
    expect(page).to_have_url(re.compile("/questions/b2"))


def _single_keys_act_only_once_they_are_switched_on(page: Page) -> None:
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="B2.")).to_be_visible()
    tab_to(unfolding(page, "Keyboard shortcuts"))
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="B2.")).to_be_visible()
    page.keyboard.press("Enter")
    tab_to(page.get_by_label("Use single keys on this device"))
    page.keyboard.press("Space")
    page.keyboard.press("2")
    expect(page.get_by_role("radio", name="Good", exact=True)).to_be_checked()
    keep(page)
    expect(page.get_by_text("Kept: B2 is Good.")).to_be_visible()
    for key, heading in (("n", "B4."), ("p", "B3.")):
        with page.expect_navigation():
            page.keyboard.press(key)
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.type("no")  # these are letters of a reason, and lead nowhere
    expect(page.get_by_label("Reason", exact=True)).to_have_value("no")


def _what_is_typed_is_asked_about_before_the_page_is_left(page: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    tab_to(page.get_by_role("radio", name="Outstanding"))
    with page.expect_event("dialog"):
        page.keyboard.press("o")
    assert asked == ["beforeunload"]
    expect(page.get_by_label("Reason", exact=True)).to_have_value("no")
    page.keyboard.press("2")
    keep(page)


def _settle_the_rest(room: Room) -> None:
    """The other questions, as the screen keeps them."""
    with room.site.app.app_context():
        state = case_state(db.session(), db.session.get_one(AuditCase, room.case_id))
        assert state is not None
        for one in state.open:
            settle(db.session(), state.case, one.name, grade=one.sides.grades[0], by=None)
        db.session.commit()


def _conclude_and_sign(room: Room, page: Page) -> None:
    page.goto(f"{room.address}/1/joint-working")
    assert not axe_violations(page)
    tab_to(page.get_by_role("radio", name="Outstanding"))
    page.keyboard.press("Space")
    tab_to(page.get_by_label("Why", exact=True))
    page.keyboard.type("They met every month.")
    press(page.get_by_role("button", name="Keep"))
    press(page.get_by_role("button", name="Read it all and sign off"))
    assert not axe_violations(page)
    press(page.get_by_role("button", name="Sign off"))
    expect(page.get_by_text("CASE-0001 is signed off.")).to_be_visible()
    expect(page.get_by_text("Police dissents and would give Inadequate.")).to_be_visible()
    expect(page.get_by_text("Service manager, Children’s services")).to_be_visible()
    assert not axe_violations(page)


def test_time_is_counted_while_the_case_is_open_and_told_on_leaving(room: Room) -> None:
    page = room.site.sign_in(room.email, viewport=PROJECTOR)
    page.clock.install()
    page.goto(f"{room.address}/1")
    follow(page.get_by_role("button", name="Take this case up"))
    with page.expect_response(re.compile("/1/time$")) as told:
        page.clock.fast_forward(60_000)
    assert told.value.json()["seconds"] >= 60
    with room.site.app.app_context():
        assert db.session.get_one(CaseModeration, room.case_id).seconds_spent >= 60


def test_without_javascript_and_on_a_phone_a_question_is_settled(room: Room) -> None:
    page = room.site.sign_in(room.email, viewport=PHONE, java_script_enabled=False)
    page.goto(f"{room.address}/1/questions/b1")
    follow(page.get_by_role("link", name="Unfold all"))
    expect(page.get_by_text("No referral for six weeks.")).to_be_visible()
    page.get_by_role("radio", name="No agreement reached").check()
    page.get_by_label("Reason", exact=True).fill("Care and police: whether it was in time.")
    follow(page.get_by_role("button", name="Keep and stay here"))
    expect(page.get_by_text("Kept: B1 is No agreement reached.")).to_be_visible()
