"""Coding by keyboard alone: at most three keys a comment, nothing lost and nothing twice when the network fails."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import db
from survey_app.results.coding import save_coding
from survey_app.results.comments import comments_of
from survey_app.results.models import Coding, CommentCoding
from survey_app.rounds.models import Round
from tests.browser.conftest import Site
from tests.services.browser import PHONE
from tests.survey_app.answers import add_answer, add_codeframe
from tests.survey_app.factories import make_partnership, make_round, make_user, publish
from tests.survey_app.results.commented_rounds import SOURCE

COUNT = 20
THEMES = ("Training", "Time", "Space")
NAMES = ("training", "time", "space")
STANCES = {"s": "strength", "c": "concern", "": "neutral"}


@dataclass
class Coder:
    """A person at the grid: types keys, and counts them."""

    site: Site
    page: Page
    round_id: int
    keys: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys.append(key)

    def text(self) -> str:
        return self.page.locator("[data-coder-text]").inner_text()

    def stored(self) -> dict[str, dict[str, str]]:
        """What the database holds: text → theme → stance. A coding that is there twice fails here."""
        with self.site.app.app_context():
            session: Session = db.session()
            round_ = session.get_one(Round, self.round_id)
            rows = session.scalars(select(Coding).where(Coding.round_id == self.round_id)).all()
            states = session.scalars(select(CommentCoding).where(CommentCoding.round_id == self.round_id)).all()
            places = [(row.response_key, row.question, row.entry, row.theme) for row in rows]
            assert len(set(places)) == len(places)
            assert len({state.response_key for state in states}) == len(states)
            found = comments_of(session, round_, secret=self.site.app.config["SECRET_KEY"])
            db.session.rollback()
        return {comment.text: dict(comment.themes) for comment in found if comment.is_coded}


@pytest.fixture
def coder(site: Site) -> Coder:
    with site.app.app_context():
        partnership = make_partnership(db.session(), slug="made-up")
        round_ = make_round(db.session(), partnership, publish(db.session(), partnership, SOURCE), slug="coded")
        for number in range(1, COUNT + 1):
            add_answer(db.session(), round_, {"forum": "north", "works": f"Comment number {number} (made up)"})
        add_codeframe(db.session(), round_, *THEMES)
        email, round_id = make_user(db.session(), partnership, roles=("qa_group",)).email, round_.id
        db.session.commit()
    page = site.sign_in(email)
    return Coder(site, page, round_id)


def open_grid(coder: Coder) -> None:
    coder.page.goto(f"{coder.site.address}/p/made-up/rounds/coded/coding/grid")
    expect(coder.page.locator("[data-coder-position]")).to_have_text(f"Comment 1 of {COUNT}")


def all_saved(coder: Coder) -> None:
    expect(coder.page.locator("[data-coder-saved]")).to_have_text("All saved")


def code(coder: Coder, number: int) -> tuple[str, dict[str, str]]:
    """Code the comment that is shown with at most three keys; its text and what it should have been given."""
    text, theme, stance = coder.text(), number % 3, ("s", "c", "")[number % 4 % 3]
    coder.press(str(theme + 1), *stance, "Enter")
    return text, {NAMES[theme]: STANCES[stance]}


def test_twenty_comments_are_coded_by_keyboard_through_a_failing_network(coder: Coder) -> None:
    open_grid(coder)
    wanted: dict[str, dict[str, str]] = {}
    answers_lost = _lose_answers(coder.page)
    for number in range(COUNT):
        if number == 6:
            all_saved(coder)
            coder.page.context.set_offline(True)
        if number == 12:
            expect(coder.page.locator("[data-coder-saved]")).to_contain_text("No connection. 6 codings kept here")
            coder.page.context.set_offline(False)
        before = len(coder.keys)
        text, given = code(coder, number)
        wanted[text] = given
        assert len(coder.keys) - before <= 3
        if number < COUNT - 1:
            expect(coder.page.locator("[data-coder-position]")).to_have_text(f"Comment {number + 2} of {COUNT}")
            assert coder.text() not in wanted
    all_saved(coder)
    expect(coder.page.locator("[data-coder-progress]")).to_have_text(f"{COUNT} of {COUNT} coded")
    expect(coder.page.locator("[data-coder-empty]")).to_have_text("Every comment is coded.")
    assert len(wanted) == COUNT
    assert coder.stored() == wanted
    assert answers_lost, "no answer of the server was lost on the way, so nothing was tried"
    assert coder.page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('walkabout.coding:'))") == []


def _lose_answers(page: Page) -> list[str]:
    """Let the second save arrive and lose what the server answers: the browser cannot know, and sends it again."""
    lost: list[str] = []
    seen: list[str] = []

    def handle(route: Route) -> None:
        seen.append(route.request.url)
        if len(seen) == 2:
            route.fetch()
            lost.append(route.request.url)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/coding/save", handle)
    return lost


def test_undo_takes_back_one_step_after_another_also_what_is_saved(coder: Coder) -> None:
    open_grid(coder)
    first = coder.text()
    coder.press("1", "c", "q", "Enter")
    second = coder.text()
    coder.press("2", "Enter")
    all_saved(coder)
    assert coder.stored() == {first: {"training": "concern"}, second: {"time": "neutral"}}
    coder.press("u")
    expect(coder.page.locator("[data-coder-text]")).to_have_text(second)
    all_saved(coder)
    assert coder.stored() == {first: {"training": "concern"}}
    coder.press("u", "Control+z")
    expect(coder.page.locator("[data-coder-text]")).to_have_text(first)
    all_saved(coder)
    assert coder.stored() == {first: {"training": "neutral"}}
    coder.press("u")
    all_saved(coder)
    assert coder.stored() == {}
    coder.press("u")
    expect(coder.page.locator("[data-coder-said]")).to_have_text("There is nothing to undo.")


def test_what_was_not_saved_when_the_page_was_closed_is_saved_on_return(coder: Coder) -> None:
    open_grid(coder)
    text = coder.text()
    # Not the browser's own switch: a save that is sent while a page closes gets through in spite of it.
    coder.page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no network')); }")
    coder.press("3", "s", "Enter")
    expect(coder.page.locator("[data-coder-saved]")).to_contain_text("No connection. 1 coding kept here")
    coder.page.on("dialog", lambda dialog: dialog.accept())  # leaving warns
    coder.page.goto("about:blank")
    assert coder.stored() == {}
    coder.page.goto(f"{coder.site.address}/p/made-up/rounds/coded/coding/grid")
    expect(coder.page.locator("[data-coder-progress]")).to_have_text(f"1 of {COUNT} coded")
    all_saved(coder)
    assert coder.stored() == {text: {"space": "strength"}}


def test_somebody_else_who_coded_the_same_comment_is_shown_and_one_decides(coder: Coder) -> None:
    open_grid(coder)
    text = coder.text()
    _coded_by_somebody_else(coder, text)
    coder.press("1", "Enter")
    conflict = coder.page.get_by_role("alert")
    expect(conflict).to_contain_text("has coded a comment that you coded as well")
    expect(conflict).to_contain_text("Their themes: Space.")
    expect(coder.page.locator("[data-coder-saved]")).to_have_text("1 coding needs your decision")
    assert coder.stored() == {text: {"space": "concern"}}
    coder.page.get_by_role("button", name="Keep mine").click()
    all_saved(coder)
    assert coder.stored() == {text: {"training": "neutral"}}


def _coded_by_somebody_else(coder: Coder, text: str) -> None:
    with coder.site.app.app_context():
        session = db.session()
        round_ = session.get_one(Round, coder.round_id)
        found = comments_of(session, round_, secret=coder.site.app.config["SECRET_KEY"])
        place = next(comment.place for comment in found if comment.text == text)
        other = make_user(session, round_.partnership, roles=("qa_group",))
        save_coding(session, round_, place, {"space": "concern"}, coder_id=other.id)
        assert session.scalars(select(User)).first()
        session.commit()


def test_keys_are_typed_into_the_search_and_can_be_switched_off(coder: Coder) -> None:
    open_grid(coder)
    coder.press("/", "1", "7")
    expect(coder.page.locator("[data-coder-text]")).to_have_text("Comment number 17 (made up)")
    expect(coder.page.locator("[data-coder-position]")).to_have_text("Comment 1 of 1")
    coder.press("Enter", "2", "Enter")
    all_saved(coder)
    assert coder.stored() == {"Comment number 17 (made up)": {"time": "neutral"}}
    coder.press("?")
    coder.page.get_by_label("Work with single keys").uncheck()
    coder.page.locator("h1").click()
    coder.press("1")
    all_saved(coder)
    assert coder.stored() == {"Comment number 17 (made up)": {"time": "neutral"}}


def test_the_grid_works_by_touch_on_a_phone(coder: Coder) -> None:
    coder.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    open_grid(coder)
    text = coder.text()
    coder.page.get_by_role("button", name="Space").click()
    coder.page.get_by_role("group", name="Space: said as").get_by_role("button", name="Concern").click()
    coder.page.get_by_role("button", name="Worth quoting").click()
    coder.page.get_by_role("button", name="Save and next").click()
    all_saved(coder)
    assert coder.stored() == {text: {"space": "concern"}}
    assert coder.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_next_comment_is_there_without_asking_the_server(coder: Coder) -> None:
    open_grid(coder)
    coder.page.context.set_offline(True)
    seen = [coder.text()]
    for number in range(1, COUNT):
        coder.press("ArrowRight")
        expect(coder.page.locator("[data-coder-position]")).to_have_text(f"Comment {number + 1} of {COUNT}")
        seen.append(coder.text())
    assert len(set(seen)) == COUNT
    timing: Any = coder.page.evaluate(
        "() => { const before = performance.now(); document.querySelector('[data-coder-do=arrowleft]').click(); "
        "return performance.now() - before; }"
    )
    print(f"one comment back: {timing:.1f} ms")
