"""A whole visit without a signal: the battery dies in the middle, and every answer and every byte arrives once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from survey_app.collect.file_kinds import FileKind
from survey_app.collect.pictures import rewrite
from tests.browser.filling import fill_page
from tests.browser.visits.journeys import Journey, conversations, photograph
from tests.browser.visits.phones import Phone
from tests.survey_app.walkabouts.section11_factories import walkabout_document

PHOTOS = ("d_photo_1", "d_photo_2", "d_photo_3", "d_photo_4")
PAGES = {
    "A. The visit": ("agency", "agency_type", "site", "areas_covered", "visit_date"),
    "A. Assessed elsewhere?": ("assessed_elsewhere",),
    "A. The visiting team": ("team_members", "conflicts", "conflicts_detail", "rubric_version", "joint_district_visit"),
    "B1. Accountability": ("b1", "b1_rationale"),
    "D. What you can see on site": ("d1", "d2", "d3", "d4", "d_notes"),
}


@pytest.mark.long
def test_six_conversations_and_four_photographs_made_offline_survive_a_flat_battery_and_arrive_once(
    visiting: Journey, new_phone: Callable[[], Phone], tmp_path: Path
) -> None:
    phone, answers = new_phone(), _answers()
    _make_ready(phone, visiting.auditors[0])
    phone.lose_signal()
    _begin(phone, answers, tmp_path)
    phone.kill()
    phone.start(offline=True)
    phone.open_app()
    pictures = _finish(phone, answers, tmp_path)
    phone.find_signal()
    # The sign-in ended with the browser.
    expect(phone.status).to_have_text("Sign in to upload: everything is saved on this phone")
    phone.sign_in_again(visiting.auditors[0])
    expect(phone.heading).to_have_text("Notes received")
    _arrived_once(visiting, phone, answers, pictures)


def _answers() -> dict[str, Any]:
    whole = walkabout_document(agency="Example Community Health Trust (constructed)")
    wanted = {name: whole[name] for names in PAGES.values() for name in names}
    return {**wanted, "conversation": conversations(6)}


def _make_ready(phone: Phone, email: str) -> None:
    phone.sign_in(email)
    phone.open_app()
    phone.make_ready()
    expect(phone.status).to_have_text("All saved and uploaded")


def _begin(phone: Phone, answers: dict[str, Any], directory: Path) -> None:
    """The first half, up to a word in the middle of the fourth conversation."""
    phone.open_visit()
    expect(phone.status).to_contain_text("No signal: all saved on this phone")
    for title, names in list(PAGES.items())[:4]:
        phone.go_to_page(title)
        fill_page(phone.page, {name: answers[name] for name in names})
    for number in range(1, 4):
        _converse(phone, number, answers["conversation"][number - 1])
    for number in (1, 2):
        _photograph(phone, number, directory)
    phone.to_visit()
    phone.add_conversation(4)
    fill_page(phone.page, {"role_group": answers["conversation"][3]["role_group"]})
    phone.question("c13").locator("textarea").press_sequentially("Half a sentence")
    phone.keeps("Half a sentence")


def _converse(phone: Phone, number: int, talk: dict[str, Any]) -> None:
    phone.to_visit()
    phone.add_conversation(number)
    fill_page(phone.page, talk)


def _photograph(phone: Phone, number: int, directory: Path) -> None:
    phone.go_to_page("D. Photographs of noticeboards and contacts")
    phone.add_photo(f"d_photo_{number}", photograph(directory, number, with_place=number == 1))


def _finish(phone: Phone, answers: dict[str, Any], directory: Path) -> dict[str, bytes]:
    """The second half, up to wanting it sent; the bytes of the pictures as they lie on the phone."""
    phone.open_visit()
    phone.page.get_by_role("link", name="See all").click()
    expect(phone.page.locator(".wa-app__entry")).to_have_count(4)
    phone.page.locator(".wa-app__entry-link").nth(3).click()
    expect(phone.question("c13").locator("textarea")).to_have_value("Half a sentence")
    fill_page(phone.page, answers["conversation"][3])
    for number in (5, 6):
        _converse(phone, number, answers["conversation"][number - 1])
    title, names = list(PAGES.items())[4]
    phone.go_to_page(title)
    fill_page(phone.page, {name: answers[name] for name in names})
    for number in (3, 4):
        _photograph(phone, number, directory)
    phone.to_visit()
    phone.go("Check and send")
    phone.page.get_by_role("button", name="Send").click()
    expect(phone.page.get_by_text("No signal. Your notes are sent as soon as there is one")).to_be_visible()
    stored = phone.stored()["bytes"]
    return {file["name"]: bytes(file["bytes"]) for file in stored}


def _arrived_once(visiting: Journey, phone: Phone, answers: dict[str, Any], pictures: dict[str, bytes]) -> None:
    [(reference, revisions)] = visiting.submissions()
    assert revisions == 1
    expect(phone.page.get_by_text(reference)).to_be_visible()
    document = visiting.document(visiting.auditors[0])
    for name in (name for names in PAGES.values() for name in names):
        assert document[name] == answers[name], name
    assert [_given(talk) for talk in document["conversation"]] == [_given(talk) for talk in answers["conversation"]]
    assert {document[name] for name in PHOTOS} == set(pictures)
    arrived = visiting.files()
    kind = FileKind("image/jpeg", "jpg", "image")
    assert arrived == {name: rewrite(content, kind) for name, content in pictures.items()}
    kept = phone.stored()
    assert [row["reference"] for row in kept.pop("receipts")] == [reference]
    assert not any(kept.values()), "something of the answers stays on the phone"


def _given(talk: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in talk.items() if value not in (None, "", [])}
