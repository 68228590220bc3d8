"""A signed-in auditor answers page by page, without a script."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.collect.models import Draft, Submission, SubmissionRevision
from survey_app.partnership.models import Partnership
from survey_app.rounds.models import Round
from tests.survey_app.collect.respondent import Respondent
from tests.survey_app.factories import make_user, sign_in

FIRST_PAGE = {"line": "A line", "more": "no"}


def begin(person: Respondent) -> Respondent:
    person.press("Start a new one")
    person.press("Start")
    return person


def reach_check(person: Respondent) -> Respondent:
    """Answer the least that every page asks."""
    begin(person)
    person.press("Continue", FIRST_PAGE)
    person.follow("Continue")
    person.press("Continue", {"child": "no"})
    assert person.heading == "Check your answers"
    return person


def draft_of(session: Session, round_: Round) -> Draft:
    session.rollback()
    return session.scalars(select(Draft).where(Draft.round_id == round_.id)).one()


def test_a_form_is_answered_checked_and_sent(
    session: Session, auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    round_ = round_of()
    person = reach_check(auditor(round_))
    person.press("Send")
    assert person.heading == "Answers received"
    [submission] = session.scalars(select(Submission).where(Submission.round_id == round_.id))
    assert submission.reference in person.text
    [revision] = session.scalars(select(SubmissionRevision).where(SubmissionRevision.submission_id == submission.id))
    assert revision.document["line"] == "A line"
    assert revision.document["words"] is None
    assert "what_more" not in revision.document
    assert revision.document["talk"] == []
    assert session.scalars(select(Draft).where(Draft.round_id == round_.id)).all() == []
    assert session.scalars(select(AuditEvent.action)).all() == ["submission.received"]


def test_the_first_page_says_where_it_stands(
    auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    person = begin(auditor(round_of()))
    assert person.heading == "The first page"
    assert "Page 1 of 4" in person.text


def test_errors_are_listed_first_told_in_the_title_and_lead_to_the_controls(
    auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    person = begin(auditor(round_of()))
    response = person.press("Continue", {"day:day": "31", "count": "-1"})
    assert response.status_code == 422
    assert person.title.startswith("Error: ")
    assert person.problems == [
        "Enter an answer to ‘One line’",
        "Enter 0 or more",
        "‘Which day?’ must include a month and a year",
        "Select an answer to ‘Is there more?’",
    ]
    for link in person.page.xpath("//*[contains(@class, 'error-summary__list')]//a/@href"):
        control = person.page.get_element_by_id(link.removeprefix("#"))
        assert control.tag in ("input", "textarea", "select")
    month = person.page.get_element_by_id("q.day.a-month")
    assert "govuk-input--error" in month.get("class")


def test_every_control_has_a_name_and_its_hints_and_errors_are_tied_to_it(
    auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    person = begin(auditor(round_of()))
    person.press("Continue")
    ids = person.page.xpath("//main//@id")
    assert len(ids) == len(set(ids))
    for control in person.page.xpath("//main//input[not(@type='hidden')] | //main//textarea | //main//select"):
        assert person.page.xpath(f"//label[@for='{control.get('id')}']"), control.get("name")
    for described in person.page.xpath("//main//@aria-describedby"):
        assert set(described.split()) <= set(ids)


def test_a_question_that_an_answer_brings_is_shown_before_the_form_goes_on(
    session: Session, auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    person = begin(auditor(round_of()))
    assert "what_more" not in person.shown()
    response = person.press("Continue", {"line": "x", "more": "yes"})
    assert response.status_code == 200
    assert "Your answer brings one more question." in person.text
    assert person.problems == []
    assert "what_more" in person.shown()
    assert "why_more" not in person.shown()
    person.press("Continue", {"what_more": "this"})
    assert "why_more" in person.shown()
    person.press("Continue")
    assert person.heading == "The second page"


def test_a_question_that_was_seen_and_left_blank_is_an_error(
    auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    person = begin(auditor(round_of()))
    person.press("Continue", {"line": "x", "more": "yes"})
    person.press("Continue")
    assert person.problems == ["Enter an answer to ‘What more?’"]


def test_answers_that_leave_the_path_come_back_with_it_and_are_not_sent(
    session: Session, auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    round_ = round_of()
    person = begin(auditor(round_))
    person.press("Continue", {"line": "x", "more": "yes"})
    person.press("Continue", {"what_more": "kept", "why_more": ""})
    person.press("Continue")
    person.press("Continue", {"standard": "good"})
    person.press("Continue", {"standard_rationale": "because"})
    person.follow("Back")
    person.follow("Back")
    person.press("Continue", {"more": "no"})
    assert draft_of(session, round_).document["standard"] == "good"
    person.follow("Continue")
    person.press("Continue", {"child": "no"})
    assert "How good is it?" not in person.text
    person.press("Send")
    document = session.scalars(select(SubmissionRevision.document).order_by(SubmissionRevision.id.desc())).first()
    assert document is not None
    assert "standard" not in document


def test_save_and_return_keeps_unfinished_answers(
    session: Session, auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    round_ = round_of()
    person = begin(auditor(round_))
    person.press("Save and return later", {"line": "half", "count": "3"})
    assert person.heading == "Come back when it suits you"
    assert draft_of(session, round_).document["count"] == 3
    person.follow("All my answers")
    assert "half, 3" in person.text
    person.follow("Go on")
    person.press("Continue")
    assert person.page.get_element_by_id("q.line.a").get("value") == "half"


def test_save_and_return_shows_what_could_not_be_read_instead_of_losing_it(
    auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    person = begin(auditor(round_of()))
    person.press("Save and return later", {"count": "a few"})
    assert person.problems == ["‘How many?’ must be a whole number, such as 12"]
    assert person.page.get_element_by_id("q.count.a").get("value") == "a few"


def test_entries_of_a_repeat_are_added_changed_and_removed(
    session: Session, auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    round_ = round_of()
    person = begin(auditor(round_))
    person.press("Continue", FIRST_PAGE)
    assert "None added yet." in person.text
    for heard in ("yes", "no"):
        person.follow("Add")
        person.press("Continue", {"heard": heard, "worry": "no"})
        if heard == "no":
            person.press("Continue", {"unheard": "nothing"})
    assert "Conversation 1" in person.text
    assert "Conversation 2 No, nothing" in person.text
    person.follow("Change Conversation 1")
    assert person.heading == "Conversation 1"
    person.press("Continue", {"heard": "no"})
    person.press("Continue", {"unheard": "much"})
    person.follow("Remove Conversation 2")
    assert person.heading == "Remove conversation 2?"
    person.press("Remove conversation 2")
    assert "Conversation 2 is removed." in person.text
    assert [talk["unheard"] for talk in draft_of(session, round_).document["talk"]] == ["much"]


def test_what_is_still_missing_at_the_end_is_listed_with_links(
    auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    person = begin(auditor(round_of()))
    person.press("Save and return later", {"more": "no"})
    person.open(re.sub("/saved$", "/check", person.address))
    response = person.press("Send")
    assert response.status_code == 422
    assert person.title.startswith("Error: ")
    assert person.problems == ["Enter an answer to ‘One line’", "Select an answer to ‘Is a child at risk now?’"]
    person.follow("Enter an answer to ‘One line’")
    assert person.heading == "The first page"


def test_sent_answers_are_changed_by_a_new_revision(
    session: Session, auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    round_ = round_of()
    person = reach_check(auditor(round_))
    person.press("Send")
    person.press("Change these answers")
    person.follow("Change One line")
    person.press("Continue", {"line": "Another line"})
    person.open(re.sub("/page/.*$", "/check", person.address))
    person.press("Send")
    assert "This is version 2" in person.text
    numbers = session.execute(select(SubmissionRevision.number, SubmissionRevision.document).join(Submission).where(
        Submission.round_id == round_.id).order_by(SubmissionRevision.number)).all()  # fmt: skip
    assert [(number, document["line"]) for number, document in numbers] == [(1, "A line"), (2, "Another line")]


def test_pressing_send_twice_shows_the_same_receipt(
    client: FlaskClient, auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    person = reach_check(auditor(round_of()))
    address, data = person.address, {"revision": person.hidden("revision"), "go": "send"}
    first, second = (client.post(address, data=data, follow_redirects=True) for _ in range(2))
    pattern = "WA-....-...."
    assert re.findall(pattern, first.text) == re.findall(pattern, second.text) != []


def test_nobody_else_sees_a_draft_or_a_receipt(
    client: FlaskClient,
    session: Session,
    partnership: Partnership,
    auditor: Callable[[Round], Respondent],
    round_of: Callable[..., Round],
) -> None:
    round_ = round_of()
    person = begin(auditor(round_))
    draft_address = person.address
    other = reach_check(person.__class__(client, f"/p/exampleshire/rounds/{round_.slug}/answer"))
    other.press("Send")
    sent_address = other.address
    for roles in (("auditor",), ("administrator", "qa_group", "auditor"), ("scrutineer",)):
        sign_in(client, make_user(session, partnership, roles=roles))
        for address in (draft_address, sent_address):
            assert client.get(address).status_code in (403, 404)


def test_a_closed_round_says_so(
    session: Session, auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    round_ = round_of()
    person = begin(auditor(round_))
    round_.state = "closed"
    session.commit()
    response = person.open(person.address)
    assert response.status_code == 410
    assert "takes no more answers" in person.text


def test_a_grade_page_shows_its_rubric_and_folds_what_is_optional(
    auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    person = begin(auditor(round_of()))
    person.press("Continue", {"line": "x", "more": "yes"})
    person.press("Continue", {"what_more": "y"})
    person.press("Continue")
    assert "Seen and heard everywhere." in person.text
    assert person.shown() == ["standard"]
    person.press("Continue", {"standard": "poor"})
    assert {"standard_rationale", "standard_action_what"} <= set(person.shown())
    summaries = [" ".join(s.text_content().split()) for s in person.page.xpath("//details[not(@hidden)]/summary")]
    assert summaries == ["Evidence and confidence (optional)", "Strength and gap (optional)"]
    person.press("Continue", {"standard_evidence_reference": "Minutes of May"})
    assert person.problems == [
        "Enter an answer to ‘Reason for the grade’ of ‘How good is it?’",
        "Enter an answer to ‘Action: what will be done’ of ‘How good is it?’",
    ]
    assert person.page.xpath("//details[@open]/summary")


def test_the_list_of_all_pages_says_how_far_each_is(
    auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    person = begin(auditor(round_of()))
    person.press("Continue", FIRST_PAGE)
    person.open(re.sub("/page/.*$", "/pages", person.address))
    assert "1 of 3 completed" in person.text
    assert "The first page Completed" in person.text
    assert "The last page Not started" in person.text


NAMED = """
settings:
  form_id: made-up-named
  form_title: A made-up form
  instance_name: "concat(${agency}, ' on ', ${day}, ${no_one})"
survey:
  - {type: text, name: first, label: What first?}
  - {type: text, name: agency, label: Which agency?}
  - {type: date, name: day, label: Which day?}
  - {type: text, name: no_one, label: Not asked, relevant: "${first} = 'never'"}
"""


def listed(person: Respondent) -> list[str]:
    return [" ".join(one.text_content().split()) for one in person.page.xpath("//*[@class='wa-entries__text']/strong")]


def test_ones_own_answers_are_listed_by_the_name_that_the_form_gives_them(
    auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    person = auditor(round_of(NAMED))
    mine = person.address
    begin(person)
    agency = "A made-up\tagency " + "of a long name " * 10
    person.press("Continue", {"first": "x", "agency": agency, "day:day": "3", "day:month": "4", "day:year": "2026"})
    person.open(mine)
    [name] = listed(person)
    assert name.startswith("A made-up agency of a long name")
    assert len(name) == 80
    person.follow("Go on")
    person.press("Continue")
    person.press("Continue", {"agency": "Exampleton school"})
    person.press("Send")
    person.open(mine)
    assert listed(person) == ["Exampleton school on 2026-04-03"]
    begin(person)
    person.open(mine)
    assert listed(person) == ["Nothing filled in yet", "Exampleton school on 2026-04-03"]


def test_without_a_name_the_first_answers_are_listed(
    auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    person = auditor(round_of(NAMED.replace("concat(${agency}, ' on ', ${day}, ${no_one})", "${no_one}")))
    mine = person.address
    begin(person)
    person.open(mine)
    assert listed(person) == ["Nothing filled in yet"]
    person.follow("Go on")
    person.press("Start")
    person.press("Continue", {"first": "x", "agency": "Exampleton school"})
    person.open(mine)
    assert listed(person) == ["x, Exampleton school"]


def test_an_anonymous_round_shows_no_name(
    client: FlaskClient, session: Session, by_token: Callable[[Round], Respondent], round_of: Callable[..., Round]
) -> None:
    round_ = round_of(NAMED, access="token", anonymous=True)
    person = by_token(round_)
    person.press("Start")
    person.press("Continue", {"agency": "Exampleton school", "day:day": "3", "day:month": "4", "day:year": "2026"})
    assert "on 2026-04-03" not in person.response.text.replace("&#39;", "'")
    person.press("Send")
    sign_in(client, make_user(session, round_.partnership, roles=("qa_group", "auditor")))
    for address in (f"/p/exampleshire/rounds/{round_.slug}", f"/p/exampleshire/rounds/{round_.slug}/answer"):
        assert "Exampleton school" not in client.get(address).text
