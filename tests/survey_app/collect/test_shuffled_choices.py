"""Choices that are shuffled: one order for an answer, whatever page it is on, and nothing of it stored."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.models import AnonymousReceipt, Draft
from survey_app.rounds.models import Round
from tests.services.browser import follow
from tests.survey_app.collect.respondent import Respondent
from tests.survey_app.designer.pages import officer
from tests.survey_app.factories import make_invitation

SIDES = ("south", "north")
TOWNS = ", ".join(f"{{name: t{at}, label: Town {at}, columns: {{side: {SIDES[at % 2]}}}}}" for at in range(12))
SHUFFLED = f"""
settings: {{form_id: made-up-shuffled, form_title: A made-up form with shuffled choices}}
choices:
  towns: [{TOWNS}, {{name: none, label: None of them, exclusive: true, columns: {{side: north}}}}]
  sides: [{{name: north, label: North}}, {{name: south, label: South}}]
survey:
  - type: group
    name: first
    label: First
    children:
      - {{type: select_multiple towns, name: seen, label: Which have you seen?, parameters: randomize=true}}
      - {{type: select_one sides, name: side, label: Which side?}}
      - {{type: select_one towns, name: best, label: Which is best?, parameters: randomize=true,
         choice_filter: "side = ${{side}}"}}
      - {{type: select_one towns, name: home, label: Where is home?, parameters: randomize=true, appearance: minimal}}
      - {{type: rank sides, name: first_side, label: Which comes first?, parameters: randomize=true seed=2}}
      - type: group
        name: table
        label: A table
        appearance: table-list
        children:
          - {{type: select_one towns, name: row_a, label: Row A, parameters: randomize=true seed=7}}
          - {{type: select_one towns, name: row_b, label: Row B}}
  - {{type: text, name: end, label: Anything else?}}
"""
IN_LIST_ORDER = [*(f"t{at}" for at in range(12)), "none"]


@pytest.fixture
def database_kind() -> str:
    """Nothing of this is the database's affair."""
    return "sqlite"


def order(person: Respondent, name: str) -> list[str]:
    """The choices of a question from first to last, as the page has them."""
    found = person.page.xpath(f"//*[@data-question='{name}']//*[@data-choice]/@data-choice")
    return [str(choice) for choice in found]


def test_a_draft_shows_one_order_on_every_load_and_stores_the_lists(
    session: Session, auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    round_ = round_of(SHUFFLED)
    person = auditor(round_)
    person.press("Start a new one")
    person.press("Start")
    seen = order(person, "seen")
    assert seen != IN_LIST_ORDER
    assert sorted(seen) == sorted(IN_LIST_ORDER)
    assert seen[-1] == "none"
    assert order(person, "home") == order(person, "best") == seen
    person.open(person.address)
    assert order(person, "seen") == seen
    person.press("Continue", {"seen": seen[:3], "home": seen[0]})
    person.follow("Back")
    assert order(person, "seen") == seen
    session.rollback()
    [draft] = session.scalars(select(Draft).where(Draft.round_id == round_.id))
    assert draft.document["seen"] == sorted(seen[:3], key=IN_LIST_ORDER.index)
    chosen = person.page.xpath("//*[@data-question='seen']//input[@checked]/@value")
    assert sorted(chosen) == sorted(seen[:3])


def test_two_drafts_have_two_orders(auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]) -> None:
    person = auditor(round_of(SHUFFLED))
    mine, orders = person.address, []
    for _ in range(2):
        person.open(mine)
        person.press("Start a new one")
        person.press("Start")
        orders.append(order(person, "seen"))
        assert order(person, "first_side") == ["south", "north"]  # so says the seed
        assert sorted(orders[-1]) == sorted(IN_LIST_ORDER)
    assert orders[0] != orders[1]


def test_the_rows_of_a_table_stand_in_the_order_of_its_columns(
    auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    person = auditor(round_of(SHUFFLED))
    person.press("Start a new one")
    person.press("Start")
    columns = [" ".join(one.text_content().split()) for one in person.page.xpath("//thead//th")]
    labels = {f"t{at}": f"Town {at}" for at in range(12)} | {"none": "None of them"}
    assert [labels[name] for name in order(person, "row_a")] == columns
    assert order(person, "row_a") == order(person, "row_b") != IN_LIST_ORDER


def test_an_anonymous_answer_keeps_its_order_in_the_page_alone(
    session: Session, by_token: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    round_ = round_of(SHUFFLED, access="token", anonymous=True)
    person = by_token(round_)
    person.press("Start")
    seen = order(person, "seen")
    assert seen != IN_LIST_ORDER
    person.press("Continue", {"seen": seen[:3]})
    person.press("Back")
    assert order(person, "seen") == seen
    person.press("Continue")
    person.press("Continue")
    person.press("Send")
    assert person.heading == "Answers received"
    session.rollback()
    assert len(session.scalars(select(AnonymousReceipt).where(AnonymousReceipt.round_id == round_.id)).all()) == 1


def test_a_preview_shuffles_too_and_keeps_its_order(client: FlaskClient, session: Session) -> None:
    qa = officer(client, session)
    qa.form_id = "made-up-shuffled"
    qa.upload(SHUFFLED)
    page = Respondent(client, f"{qa.base}/{qa.form_id}/draft/preview")
    seen = order(page, "seen")
    page.press("Continue")
    page.press("Back")
    assert order(page, "seen") == seen != IN_LIST_ORDER


def test_filtered_choices_keep_their_order_in_a_browser(
    app: Flask,
    session: Session,
    serve: Callable[..., str],
    open_page: Callable[..., Page],
    round_of: Callable[..., Round],
) -> None:
    round_ = round_of(SHUFFLED, access="token", anonymous=True)
    _, token = make_invitation(session, round_)
    session.commit()
    page = open_page(f"{serve(app)}/a/{token}")
    follow(page.get_by_role("button", name="Start"))
    all_choices = page.locator("[data-question=best] [data-choice]")
    choices = page.locator("[data-question=best] [data-choice]:visible")
    expect(all_choices).to_have_count(len(IN_LIST_ORDER))
    expect(choices).to_have_count(0)
    before = all_choices.evaluate_all("all => all.map((one) => one.dataset.choice)")
    page.locator("[data-question=side]").get_by_label("North").check()
    expect(choices).to_have_count(7)
    north = choices.evaluate_all("all => all.map((one) => one.dataset.choice)")
    assert north == [name for name in before if name == "none" or int(name[1:]) % 2]
    assert before != IN_LIST_ORDER
    page.locator(f"[data-question=best] [data-choice={north[2]}] input").check()
    page.locator("[data-question=side]").get_by_label("South").check()
    expect(choices).to_have_count(6)
    expect(page.locator("[data-question=best] input:checked")).to_have_count(0)
    page.locator("[data-question=side]").get_by_label("North").check()
    page.locator(f"[data-question=best] [data-choice={north[0]}] input").check()
    follow(page.get_by_role("button", name="Continue", exact=True))
    follow(page.get_by_role("button", name="Back"))
    expect(choices).to_have_count(7)
    assert choices.evaluate_all("all => all.map((one) => one.dataset.choice)") == north
    expect(page.locator(f"[data-question=best] [data-choice={north[0]}] input")).to_be_checked()
