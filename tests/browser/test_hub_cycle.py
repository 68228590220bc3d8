"""A whole cycle of the Learning Hub, as people live it: five forums, thirty respondents, and what was done about it.

Thirty-six come and thirty answer: with fewer than five silent the response rate would rightly be hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from survey_app.accounts.models import User
from survey_app.database import db, now
from survey_app.forums.models import Booking, Forum
from survey_app.forums.words import local
from survey_app.jobs import send_round_mail
from survey_app.mail_sending import send_outbox
from tests.browser.conftest import Site
from tests.browser.filling import fill_form
from tests.browser.visitor import Visitor
from tests.services.browser import PHONE, follow
from tests.survey_app.factories import make_agency, make_partnership, make_user
from tests.survey_app.forums.door.door_factories import an_in, take
from tests.survey_app.rounds.postbox import Clock, Postbox, postbox_on, server_on, text_of

THEME = "Gangs and knife crime (constructed)"
CAME, ANSWERED, WAITS = 36, 30, 40
PLACES = ("North", "East", "South", "West", "Online")
CONCERN = "Every team reads the thresholds in its own way"
FROM_THE_ROOM = "Nobody answers the telephone after four"
MESSAGE = "We wrote one page on thresholds, and every team has it."
AGENCIES = ("Children's social care", "Police", "Health", "Schools", "Youth service")


@dataclass
class Hub:
    """The installation, its mail, and the addresses that matter."""

    site: Site
    post: Postbox
    port: int
    round: str = ""
    people: dict[str, str] = field(default_factory=dict)

    def send_mail(self) -> int:
        """What the worker does each minute; how many messages went out."""
        with self.site.app.app_context():
            return send_outbox(db.session(), server_on(self.port))["sent"]

    def newest(self, to: str) -> EmailMessage:
        return self.post.to(to)[-1]


@pytest.fixture
def hub(site: Site, free_port: int) -> Iterator[Hub]:
    site.app.config["WALKABOUT_PUBLIC_URL"] = site.address
    with postbox_on(free_port) as post:
        yield Hub(site=site, post=post, port=free_port)


def test_a_cycle_goes_from_its_theme_to_what_was_done_about_it(hub: Hub, tmp_path: Path) -> None:
    officer = _begin(hub)
    _plan_five_forums(hub, officer)
    _everybody_books_a_place(hub)
    _everybody_has_a_letter_with_their_place(hub)
    _the_forums_take_place(hub)
    _a_table_and_the_room_are_heard(hub)
    links = _all_who_came_are_asked(hub, officer)
    answers = _thirty_answer(hub, links)
    _responses_are_as_counted_by_hand(hub, officer, answers)
    _the_silent_are_reminded(hub, [to for to in links if to not in answers])
    _figures_are_as_counted_by_hand(hub, officer, answers, tmp_path)
    _the_group_replies(hub, officer)
    _practitioners_read_what_was_done(hub, officer)


def _begin(hub: Hub) -> Page:
    with hub.site.app.app_context():
        session = db.session()
        partnership = make_partnership(session, slug="made-up", name="Made-up Safeguarding Partnership")
        for name in AGENCIES:
            make_agency(session, partnership).name = name
        for person, role in (("officer", "qa_group"), ("second", "qa_group"), ("facilitator", "facilitator")):
            hub.people[person] = make_user(session, partnership, roles=(role,)).email
        session.commit()
    return hub.site.sign_in(hub.people["officer"], accept_downloads=True)


def _plan_five_forums(hub: Hub, page: Page) -> None:
    today = local(now()).date()
    page.goto(f"{hub.site.address}/p/made-up/learning-hub/")
    follow(page.get_by_role("button", name="Plan a cycle"))
    page.get_by_label("Theme").fill(THEME)
    page.get_by_label("Questions for the tables").fill("What are you seeing?\nWhat gets in the way?")
    page.get_by_label("First day").fill(f"{today - timedelta(days=30):%Y-%m-%d}")
    page.get_by_label("Last day").fill(f"{today + timedelta(days=90):%Y-%m-%d}")
    follow(page.get_by_role("button", name="Save"))
    cycle = page.url
    for number, place in enumerate(PLACES):
        page.goto(cycle)
        follow(page.get_by_role("button", name="Plan a forum"))
        page.get_by_label("Name of the forum").fill(f"{place}, morning")
        page.get_by_label("Day", exact=True).fill(f"{today + timedelta(days=10 + number):%Y-%m-%d}")
        page.get_by_label("Begins at").fill("09:30")
        page.get_by_label("Ends at").fill("12:00")
        if place == "Online":
            page.get_by_label("Link for joining online").fill("https://meeting.example/hub")
        else:
            page.get_by_label("Place", exact=True).fill(f"{place} Example Hall, 1 Example Street")
        page.get_by_label("Places", exact=True).fill("8")
        follow(page.get_by_role("button", name="Save the forum"))
    page.goto(cycle)
    expect(page.get_by_role("link", name="North, morning")).to_be_visible()


def _address(number: int) -> str:
    return f"practitioner-{number:02}@constructed.example"


def _book(hub: Hub, visitor: Visitor, number: int) -> None:
    visitor.open(f"{hub.site.address}/hub/made-up/{_slug(hub)}/book")
    forums = re.findall(r'name="forum"[^>]*value="(\w+)"', visitor.text)
    agency = re.findall(r'<option value="(\d+)"', visitor.text.split('name="agency"')[1])[number % len(AGENCIES)]
    visitor.send({
        "forum": forums[number % len(PLACES)], "name": f"Practitioner {number:02} Example", "email": _address(number),
        "agency": agency, "sector": "children", "role_group": "frontline", "locality": "", "may_contact": "y",
        "website": "",
    })  # fmt: skip
    assert "We have written to you" in visitor.text, visitor.text


def _slug(hub: Hub) -> str:
    return "gangs-and-knife-crime-constructed"


def _everybody_books_a_place(hub: Hub) -> None:
    """The first on a phone; the others' forms are sent without one. One more than the North has places."""
    phone = hub.site.open_page(f"{hub.site.address}/hub/made-up/{_slug(hub)}", viewport=PHONE, has_touch=True)
    follow(phone.get_by_role("button", name="Book a place").first)
    phone.get_by_role("radio", name="North, morning").check()
    phone.get_by_label("Your name").fill("Practitioner 00 Example")
    phone.get_by_label("Your work e-mail address").fill(_address(0))
    phone.get_by_label("Your agency or organisation").select_option(label="Children's social care")
    phone.get_by_label("Children’s services").check()
    phone.get_by_label("Your role").select_option(value="frontline")
    follow(phone.get_by_role("button", name="Book", exact=True))
    expect(phone.get_by_role("heading", name="We have written to you")).to_be_visible()
    for number in range(1, CAME):
        _book(hub, Visitor(), number)
    _book(hub, Visitor(), WAITS)  # for the North, which is full now


def _everybody_has_a_letter_with_their_place(hub: Hub) -> None:
    assert hub.send_mail() == CAME + 1
    for number in range(CAME):
        letter = hub.newest(_address(number))
        assert PLACES[number % 5] in text_of(letter)
        assert [part.get_content_type() for part in letter.walk()].count("text/calendar") == 1
    assert "waiting list" in text_of(hub.newest(_address(WAITS)))


def _the_forums_take_place(hub: Hub) -> None:
    """The days pass. Everybody who has a place is checked in, as the door does it; the one who waited is not there."""
    with hub.site.app.app_context():
        session = db.session()
        facilitator = session.scalars(select(User).where(User.email == hub.people["facilitator"])).one()
        for number, forum in enumerate(session.scalars(select(Forum).order_by(Forum.id)).all()):
            forum.starts_at = now() - timedelta(hours=3, minutes=number)
            forum.ends_at = now() - timedelta(minutes=5)
            booked = session.scalars(select(Booking).where(Booking.forum_id == forum.id, Booking.state == "booked"))
            taken = take(session, forum, facilitator, *[an_in(booking, forum.starts_at) for booking in booked])
            assert len(taken.taken) in (7, 8)
        session.commit()


def _a_table_and_the_room_are_heard(hub: Hub) -> None:
    page = hub.site.sign_in(hub.people["facilitator"], viewport=PHONE, has_touch=True)
    with hub.site.app.app_context():
        forum = db.session.scalars(select(Forum.id).order_by(Forum.id)).first()
    tables = f"{hub.site.address}/p/made-up/learning-hub/forums/{forum}/tables"
    page.goto(tables)
    page.get_by_label("Number or name of the table").fill("Table 1")
    follow(page.get_by_role("button", name="Add the table"))
    if page.url.endswith("/tables"):
        follow(page.get_by_role("link", name="Table 1"))
    for text, tone in ((CONCERN, "A concern"), ("The early help team answers the same day", "A strength")):
        page.get_by_label("What was said").fill(text)
        page.get_by_label(tone).check()
        follow(page.get_by_role("button", name="Add the point"))
        expect(page.locator(".wa-talk__text").get_by_text(text)).to_be_visible()
    page.goto(f"{hub.site.address}/p/made-up/learning-hub/forums/{forum}/screen")
    follow(page.get_by_role("button", name="Open the screen"))
    wall = page.locator("a[target=_blank]").inner_text()
    for_all = hub.site.open_page(wall)
    expect(for_all.get_by_text(CONCERN)).to_be_visible()
    page.get_by_label("Open for eight hours").or_(page.locator("input[name=phones][value=open]")).first.check()
    follow(page.get_by_role("button", name="Save"))
    room = Visitor()
    room.open(page.locator(".wa-address").last.inner_text())
    room.send({"text": FROM_THE_ROOM, "tone": "concern", "question": "What gets in the way?"})
    assert FROM_THE_ROOM not in for_all.locator("#wall").inner_text(), "somebody looks at it first"
    page.reload()
    follow(page.get_by_role("button", name="To the screen").first)
    for_all.reload()
    expect(for_all.locator("#wall")).to_be_visible()


def _all_who_came_are_asked(hub: Hub, page: Page) -> dict[str, str]:
    """The round of the evaluation, from the cycle's page to each person's link in a real mailbox."""
    page.goto(f"{hub.site.address}/p/made-up/learning-hub/cycles/{_slug(hub)}/rounds/evaluation")
    follow(page.get_by_role("button", name="Begin"))
    page.goto(f"{hub.site.address}/p/made-up/learning-hub/cycles/{_slug(hub)}/rounds/evaluation/people")
    follow(page.get_by_role("button", name=f"Put these {CAME} people on the list"))
    page.goto(f"{hub.site.address}/p/made-up/learning-hub/cycles/{_slug(hub)}/rounds/evaluation")
    follow(page.get_by_role("button", name="Look at the plan and open it"))
    follow(page.get_by_role("button", name="Open the round"))
    hub.round = page.url
    page.goto(f"{hub.round}/mail")
    follow(page.get_by_role("button", name=f"Invite {CAME} people"))
    with hub.site.app.app_context():
        send_round_mail(db.session())
    assert hub.send_mail() == CAME
    links = {}
    for number in range(CAME):
        letter = hub.newest(_address(number))
        assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        found = re.search(r"http://\S+/a/\S+", text_of(letter))
        assert found, text_of(letter)
        links[_address(number)] = found[0]
    return links


def _answers_of(number: int) -> dict[str, str]:
    """Twenty agree that the aims were met; every third finds the forum too short."""
    return {
        "objectives_met": "agree" if number < 20 else "neither", "understand_better": "strongly_agree",
        "could_contribute": "agree", "length": "too_short" if number % 3 == 0 else "about_right",
    }  # fmt: skip


def _thirty_answer(hub: Hub, links: dict[str, str]) -> dict[str, dict[str, str]]:
    """Two on a phone, with every tap; the others' pages are sent without one."""
    given = {}
    for number in range(ANSWERED):
        link, answers = links[_address(number)], _answers_of(number)
        if number < 2:
            phone = hub.site.open_page(link, viewport=PHONE, has_touch=True)
            follow(phone.get_by_role("button", name="Start"))
            fill_form(phone, answers)
            follow(phone.get_by_role("button", name="Send"))
            expect(phone.locator("h1")).to_contain_text("Answers received")
        else:
            _answer_without_a_browser(Visitor(), link, answers)
        given[_address(number)] = answers
    return given


def _answer_without_a_browser(visitor: Visitor, link: str, answers: dict[str, str]) -> None:
    visitor.open(link)
    visitor.press("Start")
    visitor.press("Continue", {f"q.{name}": value for name, value in answers.items()})
    visitor.press("Send")
    assert "Answers received" in visitor.text, visitor.text


def _responses_are_as_counted_by_hand(hub: Hub, page: Page, answers: dict[str, dict[str, str]]) -> None:
    page.goto(f"{hub.round}/responses")
    shown = page.locator(".wa-figure__value").all_inner_texts()
    assert shown[:2] == [str(len(answers)), str(CAME - len(answers))]
    for name in answers:
        assert name not in page.content()


def _the_silent_are_reminded(hub: Hub, silent: list[str]) -> None:
    """The next day, and once only."""
    before = len(hub.post.received)
    with pytest.MonkeyPatch.context() as patch:
        tomorrow = Clock(patch, now() + timedelta(days=1, hours=2)).at
        patch.setattr("survey_app.jobs.now", lambda: tomorrow)
        for _ in range(2):
            with hub.site.app.app_context():
                send_round_mail(db.session())
            hub.send_mail()
    assert sorted(letter["To"] for letter in hub.post.received[before:]) == sorted(silent)


def _figures_are_as_counted_by_hand(hub: Hub, page: Page, answers: dict[str, dict[str, str]], directory: Path) -> None:
    page.goto(f"{hub.round}/close")
    follow(page.get_by_role("button", name="Close"))
    page.goto(f"{hub.round}/results")
    expect(page.get_by_text("83% (30 of 36)").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the workbook").click()
    path = directory / "hub.xlsx"
    download.value.save_as(path)
    book = CalamineWorkbook.from_path(path)
    favourable = sum(one["objectives_met"] in ("agree", "strongly_agree") for one in answers.values())
    rows = book.get_sheet_by_name("The forum").to_python()
    agree = next(row for row in rows if str(row[0]).startswith("Favourable"))
    assert agree[1:3] == [favourable, len(answers)]


def _the_group_replies(hub: Hub, page: Page) -> None:
    cycle = f"{hub.site.address}/p/made-up/learning-hub/cycles/{_slug(hub)}"
    page.goto(f"{cycle}/themes")
    page.get_by_label("New theme", exact=True).fill("Thresholds differ between teams")
    follow(page.get_by_role("button", name="Add the theme"))
    page.get_by_label(CONCERN).check()
    page.get_by_label("Put the chosen under").select_option(label="Thresholds differ between teams")
    follow(page.get_by_role("button", name="Put them there"))
    page.goto(f"{cycle}/report/send")
    page.get_by_label("Or it is tabled at this meeting").fill("Strategic Group")
    page.get_by_label("Day of the meeting").fill(f"{local(now()):%Y-%m-%d}")
    follow(page.get_by_role("button", name="Make and send edition 1"))
    page.goto(f"{cycle}/replies")
    follow(page.get_by_role("link", name="Thresholds differ between teams"))
    reply = page.url
    follow(page.get_by_role("button", name="Enter the reply"))
    page.get_by_label("What practitioners said").fill("Thresholds differ between teams.")
    page.get_by_role("radio", name="Accepted", exact=True).check()
    page.get_by_label("What will be done?").fill("One page on thresholds for all teams.")
    page.get_by_label("Which agency owns it?").select_option(label=AGENCIES[0])
    page.get_by_label("By when?").fill(f"{local(now()) + timedelta(days=60):%Y-%m-%d}")
    page.get_by_label("Message to practitioners").fill(MESSAGE)
    page.get_by_label("Who decided?").fill("Strategic Group")
    page.locator("[name=decided_on]").fill(f"{local(now()):%Y-%m-%d}")
    follow(page.get_by_role("button", name="Save the reply"))
    assert page.get_by_role("button", name="Approve it").count() == 0, "nobody approves what they entered"
    second = hub.site.sign_in(hub.people["second"])
    second.goto(reply)
    follow(second.get_by_role("button", name="Approve it"))


def _practitioners_read_what_was_done(hub: Hub, page: Page) -> None:
    said = f"{hub.site.address}/hub/made-up/{_slug(hub)}/you-said-we-did"
    nobody = Visitor()
    assert MESSAGE not in nobody.open(said), "it is not published yet"
    page.goto(f"{hub.site.address}/p/made-up/learning-hub/cycles/{_slug(hub)}/you-said-we-did")
    follow(page.get_by_role("button", name="Publish the page"))
    follow(page.get_by_role("button", name="Write to"))
    before = len(hub.post.received)
    hub.send_mail()
    told = hub.post.received[before:]
    agreed = {_address(number) for number in (*range(1, CAME), WAITS)}  # the first did not tick the box
    assert sorted(letter["To"] for letter in told) == sorted(agreed)
    assert said in text_of(told[0])
    assert MESSAGE in nobody.open(said)
    page.goto(f"{hub.site.address}/p/made-up/learning-hub/cycles/{_slug(hub)}")
    expect(page.get_by_text("Done").first).to_be_visible()
