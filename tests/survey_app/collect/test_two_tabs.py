"""One draft in two tabs: nobody's words are overwritten unasked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.keys import KeyStore
from survey_app.collect.models import Draft, Submission
from survey_app.collect.services import submit
from survey_app.partnership.models import Partnership
from survey_app.rounds.models import Round
from tests.survey_app.collect.forms_for_tests import SHORT
from tests.survey_app.collect.respondent import Respondent


@pytest.fixture
def tabs(
    client: FlaskClient, auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> tuple[Respondent, Respondent]:
    """Two tabs on the first page of the same draft."""
    first = auditor(round_of())
    first.press("Start a new one")
    first.press("Start")
    return first, Respondent(client, first.address)


def saved(session: Session) -> dict[str, object]:
    session.rollback()
    draft = session.scalars(select(Draft).join(Round).where(Round.slug != "elsewhere-round")).one()
    return draft.document


def test_the_second_tab_is_shown_both_versions_and_nothing_is_overwritten(
    session: Session, tabs: tuple[Respondent, Respondent]
) -> None:
    first, second = tabs
    first.press("Save and return later", {"line": "from the first"})
    response = second.press("Save and return later", {"line": "from the second"})
    assert response.status_code == 409
    assert "Saved there from the first" in second.text
    assert "Yours here from the second" in second.text
    assert saved(session)["line"] == "from the first"


def choose(tab: Respondent, choice: str) -> None:
    for radio in tab.page.xpath(f"//input[@name='resolve'][@value='{choice}']"):
        radio.set("checked", "checked")
    tab.press("Continue")


@pytest.mark.parametrize(("choice", "line"), [("mine", "from the second"), ("saved", "from the first")])
def test_the_choice_decides(session: Session, tabs: tuple[Respondent, Respondent], choice: str, line: str) -> None:
    first, second = tabs
    first.press("Save and return later", {"line": "from the first"})
    second.press("Save and return later", {"line": "from the second"})
    choose(second, choice)
    assert saved(session)["line"] == line


def test_no_choice_asks_again_and_loses_nothing(session: Session, tabs: tuple[Respondent, Respondent]) -> None:
    first, second = tabs
    first.press("Save and return later", {"line": "from the first"})
    second.press("Save and return later", {"line": "from the second"})
    second.press("Continue")
    assert second.title.startswith("Error: ")
    choose(second, "mine")
    assert saved(session)["line"] == "from the second"


def test_a_third_change_while_choosing_is_noticed_too(
    session: Session, client: FlaskClient, tabs: tuple[Respondent, Respondent]
) -> None:
    first, second = tabs
    third = Respondent(client, first.address)
    first.press("Save and return later", {"line": "from the first"})
    second.press("Save and return later", {"line": "from the second"})
    third.open(third.address)
    third.press("Save and return later", {"line": "from the third"})
    choose(second, "mine")
    assert "Saved there from the third" in second.text
    assert saved(session)["line"] == "from the third"


def test_another_page_changed_elsewhere_is_told_and_both_are_kept(
    session: Session, tabs: tuple[Respondent, Respondent]
) -> None:
    first, second = tabs
    second.open(second.address.replace("/page/first", "/page/last"))
    first.press("Save and return later", {"line": "from the first"})
    second.press("Continue", {"wish": "from the second", "child": "no"})
    assert "also changed in another tab" in second.text
    assert (saved(session)["line"], saved(session)["wish"]) == ("from the first", "from the second")


def test_the_same_answer_in_both_tabs_is_no_conflict(session: Session, tabs: tuple[Respondent, Respondent]) -> None:
    first, second = tabs
    first.press("Save and return later", {"line": "the same"})
    assert second.press("Save and return later", {"line": "the same"}).status_code == 200


def test_removing_an_entry_that_moved_meanwhile_is_refused(
    session: Session, client: FlaskClient, tabs: tuple[Respondent, Respondent]
) -> None:
    first, second = tabs
    first.press("Continue", {"line": "x", "more": "no"})
    for heard in ("yes", "yes"):
        first.follow("Add")
        first.press("Continue", {"heard": heard, "worry": "no"})
    second.open(first.address)
    first.follow("Remove Conversation 1")
    second.follow("Remove Conversation 2")
    first.press("Remove conversation 1")
    second.press("Remove conversation 2")
    assert "nothing was removed" in second.text
    assert len(saved(session)["talk"]) == 1  # type: ignore[arg-type]


def test_sending_what_another_tab_changed_asks_to_check_again(
    session: Session, tabs: tuple[Respondent, Respondent]
) -> None:
    first, second = tabs
    first.press("Continue", {"line": "x", "more": "no"})
    first.follow("Continue")
    first.press("Continue", {"child": "no"})
    second.open(second.address)
    second.press("Save and return later", {"line": "changed"})
    first.press("Send")
    assert first.heading == "Check your answers"
    assert "Check them once more" in first.text
    assert "changed" in first.text


def test_a_draft_of_what_was_revised_elsewhere_is_told_before_it_replaces_that(
    session: Session, keys: KeyStore, tabs: tuple[Respondent, Respondent]
) -> None:
    first, _ = tabs
    first.press("Continue", {"line": "one", "more": "no"})
    first.follow("Continue")
    first.press("Continue", {"child": "no"})
    first.press("Send")
    first.press("Change these answers")
    sent = session.scalars(select(Submission).join(Round).where(Round.slug != "elsewhere-round")).one()
    document = {"line": "two", "more": "no", "child": "no"}
    submit(session, keys, sent.round, sent.id, document, author_id=sent.author_id, replaces=1)
    first.follow("Change One line")
    first.press("Continue", {"line": "three"})
    first.open(first.address.partition("/page/")[0] + "/check")
    first.press("Send")
    assert "was sent from elsewhere meanwhile, as version 2" in first.text
    first.press("Send")
    assert "This is version 3" in first.text


def test_a_page_of_a_draft_that_another_tab_has_sent_leads_to_the_receipt(tabs: tuple[Respondent, Respondent]) -> None:
    first, second = tabs
    first.press("Continue", {"line": "x", "more": "no"})
    first.follow("Continue")
    first.press("Continue", {"child": "no"})
    first.press("Send")
    second.press("Continue", {"line": "late"})
    assert second.heading == "Answers received"


def test_send_pressed_twice_before_an_answer_came_leads_to_the_one_receipt(
    client: FlaskClient, session: Session, partnership: Partnership, round_of: Callable[..., Round]
) -> None:
    round_ = round_of(SHORT, access="open")
    person = Respondent(client, f"/s/exampleshire/{round_.slug}")
    person.press("Start")
    person.press("Continue", {"useful": "agree"})
    cookie = client.get_cookie("walkabout")
    assert cookie is not None
    revision = person.hidden("revision")
    person.press("Send")
    [reference] = session.scalars(select(Submission.reference).where(Submission.round_id == round_.id))
    assert reference in person.text
    client.set_cookie("walkabout", cookie.value)  # the first answer never arrived
    again = client.post(
        f"/s/exampleshire/{round_.slug}/check", data={"go": "send", "revision": revision}, follow_redirects=True
    )
    assert reference in again.text
    assert len(session.scalars(select(Submission).where(Submission.round_id == round_.id)).all()) == 1
