"""An issue goes from the scrutineer to the partnership and back, in a browser; an answer is not yet enough."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from survey_app.database import db
from tests.browser.conftest import Site
from tests.services.browser import follow
from tests.survey_app.programme.scrutiny.scrutiny_world import make_world


def test_an_issue_is_raised_answered_and_not_yet_enough(site: Site) -> None:
    with site.app.app_context():
        world = make_world(db.session())
        base = f"{site.address}/p/{world.partnership.slug}"
        scrutineer, qa = world.scrutineer.email, world.qa.email
        db.session.commit()

    mine = site.sign_in(scrutineer)
    mine.goto(f"{base}/scrutiny/")
    follow(mine.get_by_role("button", name="New entry", exact=True))
    mine.get_by_label("Issue").check()
    mine.get_by_label("What do you raise, notice or ask?").fill("Sarah Smith never heard what became of a referral.")
    follow(mine.get_by_role("button", name="Put it in the register"))
    expect(mine.get_by_role("alert")).to_contain_text("could tell who somebody is")
    mine.get_by_label("What do you raise, notice or ask?").fill("Referrers never hear what became of a referral.")
    follow(mine.get_by_role("button", name="Put it in the register"))
    expect(mine.locator("main")).to_contain_text("S-001 is in the register.")
    assert_no_act_of_the_other_side(mine, "Answer")

    theirs = site.sign_in(qa)
    theirs.goto(f"{base}/scrutiny/")
    follow(theirs.get_by_role("link", name="S-001", exact=False))
    assert_no_act_of_the_other_side(theirs, "Word it anew")
    follow(theirs.get_by_role("button", name="Answer", exact=True))
    theirs.get_by_label("The partnership’s answer").fill("They are told within a day.")
    follow(theirs.get_by_role("button", name="Give the answer"))
    expect(theirs.locator("main")).to_contain_text("has not said yet whether this satisfies")

    mine.goto(f"{base}/scrutiny/")
    expect(mine.locator("main")).to_contain_text("Read the answer")
    follow(mine.get_by_role("heading", name="S-001").get_by_role("link"))
    follow(mine.get_by_role("button", name="Does the answer satisfy?"))
    mine.get_by_label("Not yet, because").check()
    follow(mine.get_by_role("button", name="Keep it"))
    expect(mine.get_by_role("alert")).to_contain_text("Say what is missing")
    mine.get_by_label("Why", exact=True).fill("Since when?")
    follow(mine.get_by_role("button", name="Keep it"))
    expect(mine.locator("main")).to_contain_text("Since when?")
    expect(mine.locator("main")).to_contain_text("Waits for an answer")


def assert_no_act_of_the_other_side(page: Page, name: str) -> None:
    """A page offers nobody what is the other side's to do."""
    expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)
