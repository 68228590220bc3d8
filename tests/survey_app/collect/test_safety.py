"""A worry about a child stops the form, is on the duty list at once, and never gets lost among entries."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from nacl.public import SealedBox
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.collect.keys import KeyStore
from survey_app.collect.models import HelpRequest, SafetyAlert, SealedAnswer, SubmissionRevision
from survey_app.collect.sealing import unpack
from survey_app.collect.services import submit
from survey_app.database import new_uuid
from survey_app.mail import OutboxMessage
from survey_app.partnership.models import Partnership
from survey_app.rounds.models import Round
from tests.survey_app.collect.respondent import Respondent
from tests.survey_app.factories import make_user, sign_in

TOLD = {"worry_told": "Duty social worker", "worry_time:day": "1", "worry_time:month": "3", "worry_time:year": "2026",
        "worry_time:time": "14:30"}  # fmt: skip


@pytest.fixture
def conversation(auditor: Callable[[Round], Respondent], round_of: Callable[..., Round]) -> Respondent:
    """Somebody on the page of their first conversation."""
    person = auditor(round_of())
    person.press("Start a new one")
    person.press("Start")
    person.press("Continue", {"line": "x", "more": "no"})
    person.follow("Add")
    return person


def alerts(session: Session) -> list[SafetyAlert]:
    session.rollback()
    return list(session.scalars(select(SafetyAlert).order_by(SafetyAlert.entry)))


def test_yes_is_on_the_duty_list_at_once_even_when_the_page_has_errors(
    session: Session, conversation: Respondent
) -> None:
    conversation.press("Continue", {"worry": "yes"})  # "heard" is required and missing
    assert conversation.heading == "Stop: a child may be at risk now"
    [alert] = alerts(session)
    assert (alert.question, alert.entry, alert.told, alert.acknowledged_at) == ("worry", "0", "", None)


def test_the_stop_shows_the_partnerships_numbers_as_links(conversation: Respondent) -> None:
    conversation.press("Continue", {"worry": "yes"})
    assert "tel:01632960001" in conversation.page.xpath("//main//a/@href")
    assert "tel:01632960002" in conversation.page.xpath("//main//a/@href")
    assert "tel:999" in conversation.page.xpath("//main//a/@href")


def test_the_form_stays_stopped_until_it_is_recorded_who_was_told(session: Session, conversation: Respondent) -> None:
    conversation.press("Continue", {"heard": "yes", "worry": "yes"})
    stop = conversation.address
    for page in ("page/first", "page/last", "page/talk", "check"):
        conversation.open(stop.replace("worry/worry/1", page))
        assert conversation.address == stop
    conversation.press("Record and go on", {"worry_told": ""})
    assert conversation.problems[0].startswith("Enter an answer to ‘Who was told’")
    conversation.press("Record and go on", TOLD)
    assert conversation.heading == "Conversation 1"
    [alert] = alerts(session)
    assert (alert.told, alert.told_at) == ("Duty social worker", "2026-03-01T14:30")
    conversation.press("Continue")
    assert conversation.heading == "Conversations"


def test_yes_by_mistake_can_be_taken_back_and_the_alert_stays(session: Session, conversation: Respondent) -> None:
    conversation.press("Continue", {"heard": "yes", "worry": "yes"})
    conversation.follow("“Yes” was a mistake")
    conversation.press("Continue", {"worry": "no"})
    assert conversation.heading == "Conversations"
    assert len(alerts(session)) == 1


def test_save_and_return_raises_the_alert_too(session: Session, conversation: Respondent) -> None:
    conversation.press("Save and return later", {"worry": "yes"})
    assert conversation.heading == "Stop: a child may be at risk now"
    assert len(alerts(session)) == 1
    conversation.press("Save and return later", {"worry_told": "School nurse"})
    assert alerts(session)[0].told == "School nurse"


def test_a_worry_in_an_entry_that_moves_up_is_not_taken_for_the_one_before(
    session: Session, conversation: Respondent
) -> None:
    conversation.press("Continue", {"heard": "yes", "worry": "yes"})
    conversation.press("Record and go on", TOLD)
    conversation.press("Continue")
    conversation.follow("Remove Conversation 1")
    conversation.press("Remove conversation 1")
    conversation.follow("Add")
    conversation.press("Continue", {"heard": "yes", "worry": "yes"})
    assert conversation.heading == "Stop: a child may be at risk now"
    removed, new = alerts(session)
    assert removed.entry.startswith("-")
    assert removed.told == "Duty social worker"
    assert (new.entry, new.told) == ("0", "")


def test_the_list_of_conversations_tells_nothing_of_a_worry(conversation: Respondent) -> None:
    conversation.press("Continue", {"worry": "no", "heard": "yes"})
    conversation.follow("Change Conversation 1")
    conversation.press("Continue", {"heard": "yes", "worry": "yes"})
    conversation.press("Record and go on", TOLD)
    conversation.press("Continue")
    [line] = [" ".join(row.text_content().split()) for row in conversation.page.xpath("//main//li")]
    assert line == "Conversation 1 Yes Change Conversation 1 Remove Conversation 1", "yes, somebody was heard"


def test_alerts_stay_with_their_conversation_when_one_before_it_is_removed(
    session: Session, conversation: Respondent
) -> None:
    conversation.press("Continue", {"heard": "yes", "worry": "no"})
    conversation.follow("Add")
    conversation.press("Continue", {"heard": "yes", "worry": "yes"})
    conversation.press("Record and go on", TOLD)
    conversation.press("Continue")
    conversation.follow("Remove Conversation 1")
    conversation.press("Remove conversation 1")
    assert [alert.entry for alert in alerts(session)] == ["0"]


def test_yes_again_after_no_is_a_new_worry(session: Session, conversation: Respondent) -> None:
    conversation.press("Continue", {"heard": "yes", "worry": "yes"})
    conversation.follow("“Yes” was a mistake")
    conversation.press("Continue", {"worry": "no"})
    conversation.follow("Change Conversation 1")
    conversation.press("Continue", {"worry": "yes"})
    assert conversation.heading == "Stop: a child may be at risk now"
    assert len(alerts(session)) == 2


def test_duty_people_are_told_by_mail_without_any_answer(
    session: Session, partnership: Partnership, conversation: Respondent
) -> None:
    on_duty = make_user(session, partnership, roles=("duty_person",))
    make_user(session, partnership, roles=("qa_group",))
    conversation.press("Continue", {"heard": "no", "unheard": "her own words", "worry": "yes"})
    session.rollback()
    [message] = session.scalars(select(OutboxMessage))
    assert message.to_address == on_duty.email
    assert "her own words" not in message.body + message.subject
    conversation.press("Record and go on", TOLD)
    assert len(session.scalars(select(OutboxMessage)).all()) == 1


def test_a_worry_that_comes_by_the_submission_contract_is_on_the_list_once(
    session: Session, keys: KeyStore, partnership: Partnership, round_of: Callable[..., Round]
) -> None:
    author = make_user(session, partnership, roles=("auditor",))
    uuid, round_ = new_uuid(), round_of()
    document = {"line": "x", "more": "no", "child": "yes", "child_told": "LADO", "child_time": "2026-03-01T14:30"}
    for _ in range(2):
        submit(session, keys, round_, uuid, document, author_id=author.id)
    session.commit()
    [alert] = alerts(session)
    assert (alert.question, alert.told, alert.draft_id) == ("child", "LADO", uuid)


class TestInAnAnonymousRound:
    def test_yes_shows_the_route_and_stores_nothing(
        self, session: Session, keys: KeyStore, by_token: Callable[[Round], Respondent], round_of: Callable[..., Round]
    ) -> None:
        round_ = round_of(access="token", anonymous=True)
        person = by_token(round_)
        person.press("Start")
        person.press("Continue", {"line": "x", "more": "no"})
        person.press("Continue")
        person.press("Continue", {"child": "yes", "wish": "peace"})
        assert person.heading == "Stop: a child may be at risk now"
        assert "tel:999" in person.page.xpath("//main//a/@href")
        person.press("Go on with the form")
        assert person.heading == "Check your answers"
        person.press("Send")
        assert person.heading == "Answers received"
        assert alerts(session) == []
        assert session.scalars(select(OutboxMessage)).all() == []
        [(round_id, batch)] = keys.held()
        [sealed] = session.scalars(select(SealedAnswer.sealed))
        document = unpack(SealedBox(keys.load(round_id, batch)).decrypt(sealed))["document"]
        assert document["wish"] == "peace"
        assert not {name for name in document if name.startswith("child")}


class TestTheDutyList:
    @pytest.fixture
    def on_duty(
        self, client: FlaskClient, session: Session, partnership: Partnership, conversation: Respondent
    ) -> Respondent:
        conversation.press("Continue", {"heard": "yes", "worry": "yes"})
        client.post("/help/exampleshire", data={"name": "A. Respondent", "contact": "01632 960123"})
        sign_in(client, make_user(session, partnership, roles=("duty_person",)))
        return Respondent(client, "/p/exampleshire/duty")

    def test_it_lists_worries_before_requests_for_help(self, on_duty: Respondent) -> None:
        headings = [" ".join(h.text_content().split()) for h in on_duty.page.xpath("//main//h2")]
        assert headings == ["Immediate worry about a child", "Request for help"]
        assert "01632 960123" in on_duty.text

    def test_reading_it_is_logged(self, session: Session, on_duty: Respondent) -> None:
        session.rollback()
        assert "duty_list.read" in session.scalars(select(AuditEvent.action)).all()

    def test_taking_an_entry_on_records_who_and_moves_it_down(self, session: Session, on_duty: Respondent) -> None:
        on_duty.press("Take this on")
        assert "You have taken this on." in on_duty.text
        headings = [" ".join(h.text_content().split()) for h in on_duty.page.xpath("//main//article//h2")]
        assert headings == ["Request for help", "Immediate worry about a child"]
        [alert] = alerts(session)
        assert alert.acknowledged_by_id is not None

    def test_an_entry_of_another_partnership_is_not_found(
        self, session: Session, client: FlaskClient, on_duty: Respondent
    ) -> None:
        elsewhere = session.scalars(select(Partnership).where(Partnership.slug == "elsewhere")).one()
        foreign = HelpRequest(partnership_id=elsewhere.id, name="Not ours", contact="nowhere")
        session.add(foreign)
        session.commit()
        assert client.post(f"/p/exampleshire/duty/help/{foreign.id}").status_code == 404
        assert client.post(f"/p/exampleshire/duty/surprise/{foreign.id}").status_code == 404
        assert "Not ours" not in on_duty.text


def test_the_help_form_says_what_is_missing(client: FlaskClient, partnership: Partnership) -> None:
    person = Respondent(client, "/help/exampleshire")
    person.press("Send")
    assert person.problems == ["Enter a name", "Enter a telephone number or an e-mail address"]


def test_a_request_for_help_is_tied_to_no_round(
    session: Session, client: FlaskClient, partnership: Partnership
) -> None:
    client.post("/help/exampleshire", data={"name": "A. Respondent", "contact": "01632 960123"})
    session.rollback()
    [request] = session.scalars(select(HelpRequest))
    columns = {column.name for column in HelpRequest.__table__.columns}
    assert not {name for name in columns if "round" in name or "invitation" in name or "submission" in name}
    assert request.partnership_id == partnership.id


def test_who_was_told_is_part_of_the_answer_that_is_sent(session: Session, conversation: Respondent) -> None:
    conversation.press("Continue", {"heard": "yes", "worry": "yes"})
    conversation.press("Record and go on", TOLD)
    conversation.press("Continue")
    conversation.follow("Continue")
    conversation.press("Continue", {"child": "no"})
    assert "Who was told Duty social worker" in conversation.text
    conversation.press("Send")
    assert conversation.heading == "Answers received"
    document = session.scalars(select(SubmissionRevision.document).order_by(SubmissionRevision.id.desc())).first()
    assert document is not None
    assert document["talk"][0]["worry_told"] == "Duty social worker"
