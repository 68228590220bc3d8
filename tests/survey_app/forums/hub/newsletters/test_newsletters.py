"""A newsletter reaches exactly those who were shown, once, and nobody who wants none by the time it leaves."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.database import now
from survey_app.forums.hub.newsletters import sending
from survey_app.forums.hub.newsletters.step import newsletter_step
from survey_app.forums.hub.steps import Stand
from survey_app.forums.models import HubCycle, Newsletter, NewsletterRecipient
from survey_app.mail import Composed, OutboxMessage, compose
from survey_app.mail_hours import read_mail_hours
from survey_app.mail_ledger import MailOnce
from survey_app.mail_sending import MailServer, send_outbox
from survey_app.partnership.models import Contact, Partnership
from survey_app.rounds.mail_models import ListMember, MailingList
from survey_app.rounds.standing import note_bounce, opt_out
from survey_app.rounds.unsubscribing import contact_of
from tests.survey_app.factories import make_partnership, make_user, sign_in
from tests.survey_app.forums.hub_factories import make_forum, make_hub_cycle

HUB = "/p/north/learning-hub/cycles/gangs"
TEXT = "## Come\n\nFive forums, **free**, [see all](https://example.org/forums).\n\n- North\n- South"
TODAY = date(2026, 3, 2)


def contact(session: Session, partnership: Partnership, name: str, **values: Any) -> Contact:
    details = {"email": f"{name}@agency.example", "consented": True}
    made = Contact(partnership_id=partnership.id, name=name.capitalize(), **{**details, **values})
    session.add(made)
    session.flush()
    return made


@pytest.fixture
def people(session: Session, partnership: Partnership, cycle: HubCycle) -> dict[str, Contact]:
    """Three who agreed, and one who did not; and the contacts of another partnership, who agreed there."""
    elsewhere = make_partnership(session)
    contact(session, elsewhere, "stranger")
    names = {name: contact(session, partnership, name) for name in ("ann", "bob", "cat")}
    return names | {"dan": contact(session, partnership, "dan", consented=False)}


@pytest.fixture
def draft(session: Session, cycle: HubCycle) -> Newsletter:
    made = Newsletter(cycle_id=cycle.id, title="Gangs: come and talk", text=TEXT, told_to="The contact book")
    session.add(made)
    session.flush()
    return made


def seen(page: FlaskClient, newsletter: Newsletter) -> str:
    return page.get(f"{HUB}/newsletters/{newsletter.id}").text


def mark_in(text: str) -> str:
    found = re.search(r'name="mark" value="(\w+)"', text)
    return found[1] if found else ""


def send(page: FlaskClient, newsletter: Newsletter) -> Any:
    return page.post(f"{HUB}/newsletters/{newsletter.id}/send", data={"mark": mark_in(seen(page, newsletter))})


def work(session: Session) -> int:
    session.commit()
    queued = sending.queue_newsletters(session, at=now(), hours=None)
    session.commit()
    return queued


def queued_to(session: Session) -> list[str]:
    return sorted(session.scalars(select(OutboxMessage.to_address).where(OutboxMessage.kind == sending.KIND)))


def leaving(session: Session) -> dict[str, Composed]:
    """The messages as they would leave now, by address, without those that are called off."""
    found = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == sending.KIND)).all()
    written = {message.to_address: compose(session, message) for message in found}
    return {address: message for address, message in written.items() if isinstance(message, Composed)}


def test_a_newsletter_is_written_seen_and_sent(
    page: FlaskClient, session: Session, cycle: HubCycle, people: dict[str, Contact]
) -> None:
    make_forum(session, cycle)
    response = page.post(f"{HUB}/newsletters/new", data={"title": "Come and talk", "text": TEXT, "list": ""})
    assert response.status_code == 302
    newsletter = session.scalars(select(Newsletter)).one()
    shown = seen(page, newsletter)
    assert "3 people get it" in shown
    assert "Has not agreed to be written to" in shown
    assert "stranger@" not in shown
    assert "/hub/north/gangs" in shown
    assert queued_to(session) == []
    assert send(page, newsletter).status_code == 302
    assert work(session) == 3
    assert queued_to(session) == [f"{name}@agency.example" for name in ("ann", "bob", "cat")]
    session.expire_all()
    assert session.get_one(Newsletter, newsletter.id).state == "sent"


def test_the_message_is_text_and_html_with_the_public_page_and_one_press_to_unsubscribe(
    page: FlaskClient, session: Session, cycle: HubCycle, people: dict[str, Contact], draft: Newsletter
) -> None:
    make_forum(session, cycle)
    send(page, draft)
    work(session)
    message = leaving(session)["ann@agency.example"]
    assert message.text.startswith(
        "Gangs: come and talk\n\nCome\n\nFive forums, free, see all (https://example.org/forums)"
    )
    assert "- North\n- South" in message.text
    assert "http://localhost/hub/north/gangs" in message.text
    assert "North Children’s Board and North Adults’ Board" in message.text
    assert "<strong>free</strong>" in message.html
    assert "<img" not in message.html
    assert message.unsubscribe.startswith("http://localhost/u/")
    assert message.unsubscribe in message.text
    assert contact_of(message.unsubscribe.rpartition("/")[2]) == people["ann"].id


def test_nothing_of_its_author_becomes_a_tag(
    page: FlaskClient, session: Session, people: dict[str, Contact], draft: Newsletter
) -> None:
    draft.title = "<b>Title</b>"
    draft.text = '<script>alert(1)</script> <img src="https://spy.example/x.png"> ![x](https://spy.example/y.png)\n\n'
    draft.text += "[click](javascript:alert(1)) [data](data:text/html,x)"
    send(page, draft)
    work(session)
    session.expire_all()
    for text in (leaving(session)["ann@agency.example"].html, seen(page, draft)):
        assert "<script>alert" not in text
        assert "<img src" not in text.replace('<img class="wa-', "")
        assert 'href="javascript' not in text
        assert 'href="data' not in text
        assert "<b>Title" not in text


@pytest.mark.parametrize("when", ["before it is sent", "before it is queued", "before it leaves"])
@pytest.mark.parametrize("what", ["opts out", "bounces", "agrees no more"])
def test_whoever_wants_none_after_the_preview_gets_none(
    page: FlaskClient, session: Session, people: dict[str, Contact], draft: Newsletter, when: str, what: str
) -> None:
    def change() -> None:
        ann = session.get_one(Contact, people["ann"].id)
        if what == "opts out":
            opt_out(session, ann.id, by="themselves", today=TODAY)
        elif what == "bounces":
            note_bounce(session, ann.id, reason="gone", today=TODAY)
        else:
            ann.consented = False
        session.commit()

    mark = mark_in(seen(page, draft))
    address = f"{HUB}/newsletters/{draft.id}/send"
    if when == "before it is sent":
        change()
        refused = page.post(address, data={"mark": mark})
        assert refused.status_code == 409
        assert "Who gets it has changed since you looked" in refused.text
        assert work(session) == 0
        mark = mark_in(refused.text)
    assert page.post(address, data={"mark": mark}).status_code == 302
    if when == "before it is queued":
        change()
    work(session)
    if when == "before it leaves":
        change()
    assert sorted(leaving(session)) == ["bob@agency.example", "cat@agency.example"]
    if when != "before it leaves":
        assert "ann@agency.example" not in queued_to(session)


def test_whoever_comes_into_the_book_after_the_preview_is_shown_first(
    page: FlaskClient, session: Session, partnership: Partnership, people: dict[str, Contact], draft: Newsletter
) -> None:
    mark = mark_in(seen(page, draft))
    contact(session, partnership, "eve")
    assert page.post(f"{HUB}/newsletters/{draft.id}/send", data={"mark": mark}).status_code == 409
    mark = mark_in(seen(page, draft))
    assert page.post(f"{HUB}/newsletters/{draft.id}/send", data={"mark": mark}).status_code == 302
    contact(session, partnership, "fay")  # agreed after it was sent
    work(session)
    assert queued_to(session) == [f"{name}@agency.example" for name in ("ann", "bob", "cat", "eve")]


def test_nobody_gets_it_twice_when_the_worker_dies_between(
    page: FlaskClient, session: Session, partnership: Partnership, draft: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        contact(session, partnership, f"person{number}")
    send(page, draft)
    monkeypatch.setattr(sending, "IN_ONE_BATCH", 3)
    real, calls = sending.queue_once, []

    def dies(*args: Any, **values: Any) -> Any:
        calls.append(values["to"])
        if len(calls) == 5:  # in the middle of the second batch
            raise SystemExit
        return real(*args, **values)

    monkeypatch.setattr(sending, "queue_once", dies)
    with pytest.raises(SystemExit):
        work(session)
    session.rollback()
    assert len(queued_to(session)) == 3
    monkeypatch.setattr(sending, "queue_once", real)
    assert work(session) == 4
    assert work(session) == 0
    assert queued_to(session) == [f"person{number}@agency.example" for number in range(7)]
    assert session.scalar(select(func.count()).select_from(MailOnce)) == 7


def test_a_second_press_sends_nothing_more(
    page: FlaskClient, session: Session, people: dict[str, Contact], draft: Newsletter
) -> None:
    mark = mark_in(seen(page, draft))
    address = f"{HUB}/newsletters/{draft.id}/send"
    assert page.post(address, data={"mark": mark}).status_code == 302
    again = page.post(address, data={"mark": mark})
    assert again.status_code == 409
    assert "sent already" in again.text
    work(session)
    assert session.scalar(select(func.count()).select_from(NewsletterRecipient)) == 3
    for which in ("write", "drop"):
        page.post(f"{HUB}/newsletters/{draft.id}/{which}", data={"title": "Other", "text": "Other", "list": ""})
    session.expire_all()
    assert session.get_one(Newsletter, draft.id).title == "Gangs: come and talk"


def test_two_contacts_that_became_one_meanwhile_get_it_once(
    page: FlaskClient, session: Session, people: dict[str, Contact], draft: Newsletter
) -> None:
    send(page, draft)
    session.commit()
    for row in session.scalars(select(NewsletterRecipient).where(NewsletterRecipient.contact_id == people["bob"].id)):
        row.contact_id = people["ann"].id
    work(session)
    assert queued_to(session) == ["ann@agency.example", "cat@agency.example"]


def test_one_mailbox_gets_it_once_however_it_is_written(
    page: FlaskClient, session: Session, partnership: Partnership, draft: Newsletter
) -> None:
    contact(session, partnership, "ann")
    contact(session, partnership, "anna", email="ann+hub@agency.example")
    shown = seen(page, draft)
    assert "1 person gets it" in shown
    assert "Gets it at another address of theirs" in shown


def test_a_list_gets_it_and_a_list_of_others_never(
    page: FlaskClient, session: Session, partnership: Partnership, cycle: HubCycle, people: dict[str, Contact]
) -> None:
    theirs = make_partnership(session)
    own, foreign = (MailingList(partnership_id=one.id, name="Board") for one in (partnership, theirs))
    session.add_all([own, foreign])
    session.flush()
    session.add(ListMember(list_id=own.id, contact_id=people["dan"].id))  # on the board's list, without a tick
    session.add(ListMember(list_id=foreign.id, contact_id=people["ann"].id))
    session.flush()
    fields = {"title": "Come", "text": TEXT}
    assert page.post(f"{HUB}/newsletters/new", data={**fields, "list": str(foreign.id)}).status_code == 422
    assert page.post(f"{HUB}/newsletters/new", data={**fields, "list": str(own.id)}).status_code == 302
    newsletter = session.scalars(select(Newsletter)).one()
    assert send(page, newsletter).status_code == 302
    # A row that names another partnership's contact, however it came there, is not followed.
    stranger = session.scalars(select(Contact).where(Contact.name == "Stranger")).one()
    session.add(NewsletterRecipient(newsletter_id=newsletter.id, contact_id=stranger.id))
    work(session)
    assert queued_to(session) == ["dan@agency.example"]


def test_mail_waits_for_its_hours(
    page: FlaskClient, session: Session, people: dict[str, Contact], draft: Newsletter
) -> None:
    send(page, draft)
    session.commit()
    sunday = now() + timedelta(days=6 - now().weekday())
    assert sending.queue_newsletters(session, at=sunday, hours=read_mail_hours("mon-fri 08:00-18:00")) == 0
    assert queued_to(session) == []


def test_the_sent_list_says_what_became_of_each_and_reading_it_is_logged(
    page: FlaskClient, session: Session, people: dict[str, Contact], draft: Newsletter
) -> None:
    people["bob"].name = "=cmd()"
    send(page, draft)
    opt_out(session, people["cat"].id, by="themselves", today=TODAY)
    work(session)
    session.execute(select(OutboxMessage))  # ann's message has left, bob's waits
    for message in session.scalars(select(OutboxMessage).where(OutboxMessage.to_address == "ann@agency.example")):
        message.state, message.attempted_at = "sent", now()
    session.commit()
    shown = seen(page, draft)
    assert "1: Sent" in shown
    assert "Not sent: does not want e-mail from us" in shown
    response = page.get(f"{HUB}/newsletters/{draft.id}/sent-list.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.data)).get_sheet_by_index(0).to_python()
    assert {tuple(row[:3]) for row in rows[4:]} == {
        ("=cmd()", "bob@agency.example", "Waits to be sent"),
        ("Ann", "ann@agency.example", "Sent"),
        ("Cat", "cat@agency.example", "Not sent: does not want e-mail from us"),
    }
    actions = session.scalars(select(AuditEvent.action)).all()
    assert {"newsletter sent", "newsletter and its list read", "sent list downloaded"} <= set(actions)


def test_a_contact_who_is_gone_leaves_a_number_and_no_name(
    page: FlaskClient, session: Session, people: dict[str, Contact], draft: Newsletter
) -> None:
    send(page, draft)
    session.commit()
    session.delete(session.get_one(Contact, people["ann"].id))
    session.commit()
    work(session)
    assert queued_to(session) == ["bob@agency.example", "cat@agency.example"]
    shown = seen(page, draft)
    assert "No longer a contact" in shown
    assert "ann@agency.example" not in shown


def elsewhere(**values: Any) -> dict[str, Any]:
    details = {"title": "Bulletin", "sent_on": "2026-03-02", "told_to": "All schools", "told": "250", "text": ""}
    return {**details, **values}


def test_one_that_was_sent_elsewhere_is_recorded_with_its_file(
    page: FlaskClient, session: Session, cycle: HubCycle
) -> None:
    file = (io.BytesIO(b"%PDF-1.7 constructed"), "../../Bulletin März.pdf")
    assert page.post(f"{HUB}/newsletters/elsewhere", data=elsewhere(upload=file)).status_code == 302
    newsletter = session.scalars(select(Newsletter)).one()
    assert (newsletter.state, newsletter.told, newsletter.sent_on) == ("elsewhere", 250, TODAY)
    response = page.get(f"{HUB}/newsletters/{newsletter.id}/file")
    assert response.data == b"%PDF-1.7 constructed"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="Bulletin')
    step = newsletter_step(session, cycle, now())
    assert step.stand is Stand.DONE
    assert step.says == "Sent elsewhere on 2 March 2026 to 250 people."


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"sent_on": "2099-01-01", "text": "x"}, "still to come"),
        ({"sent_on": "soon", "text": "x"}, "enter a real date"),
        ({"told": "many", "text": "x"}, "Enter a whole number"),
        ({"told_to": "", "text": "x"}, "Say to whom"),
        ({}, "The file is missing"),
        ({"upload": b"MZ\x90\x00\x03\x00\x00\x00"}, "must be a PDF"),
    ],
)  # fmt: skip
def test_what_cannot_be_recorded_is_said_and_nothing_is_kept(
    page: FlaskClient, session: Session, cycle: HubCycle, values: dict[str, Any], said: str
) -> None:
    files = {name: (io.BytesIO(value), "virus.pdf") for name, value in values.items() if isinstance(value, bytes)}
    response = page.post(f"{HUB}/newsletters/elsewhere", data=elsewhere(**(values | files)))
    assert response.status_code == 422
    assert said in response.text
    assert session.scalar(select(func.count()).select_from(Newsletter)) == 0


def test_the_step_says_how_far_it_is(page: FlaskClient, session: Session, cycle: HubCycle, people: object) -> None:
    make_forum(session, cycle, in_hours=24 * 20)
    session.expire_all()
    assert newsletter_step(session, cycle, now()).act == "Write the newsletter"
    assert newsletter_step(session, cycle, now()).by is not None
    draft = Newsletter(cycle_id=cycle.id, title="Come", text=TEXT, told_to="The contact book")
    session.add(draft)
    session.flush()
    assert newsletter_step(session, cycle, now()).act == "See who gets it, and send it"
    send(page, draft)
    session.expire_all()
    assert newsletter_step(session, cycle, now()).says == "It is going out: 0 of 3 are on their way."
    work(session)
    step = newsletter_step(session, cycle, now())
    assert step.stand is Stand.DONE
    assert step.says.endswith("to 0 people; 3 wait for the hours of mail.")
    assert "agency.example" not in step.says


def test_others_neither_see_nor_send_it(
    client: FlaskClient, session: Session, partnership: Partnership, people: dict[str, Contact], draft: Newsletter
) -> None:
    stranger = make_user(session, make_hub_cycle(session, slug="gangs").partnership, roles=("qa_group",))
    reader = make_user(session, partnership, roles=("executive_member",))
    for user, status in ((stranger, 404), (reader, 403)):
        sign_in(client, user)
        for path in ("", f"/{draft.id}", f"/{draft.id}/write", f"/{draft.id}/sent-list.xlsx", "/new", "/elsewhere"):
            assert client.get(f"{HUB}/newsletters{path}").status_code == status
        assert client.post(f"{HUB}/newsletters/{draft.id}/send", data={"mark": "x"}).status_code == status
    other = make_hub_cycle(session, partnership, slug="neglect")
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    assert client.get(f"/p/north/learning-hub/cycles/{other.slug}/newsletters/{draft.id}").status_code == 404


def test_the_mail_server_gets_each_once(
    page: FlaskClient, session: Session, people: dict[str, Contact], draft: Newsletter, tmp_path: Path
) -> None:
    class Channel:
        taken: list[str] = []

        def deliver(self, message: Any) -> tuple[str, str]:
            assert "List-Unsubscribe" not in message.composed.headers  # the sender writes it, from `unsubscribe`
            assert message.composed.unsubscribe
            Channel.taken.append(message.to_address)
            return ("unknown", "the connection broke") if message.to_address.startswith("bob") else ("sent", "")

        def close(self) -> None: ...

    class Service:
        def channel(self) -> Channel:
            return Channel()

    send(page, draft)
    work(session)
    server = MailServer(
        host="", port=0, tls="", user="", password="", sender="hub@example.org", notify=Service(),  # type: ignore[arg-type]
    )  # fmt: skip
    for _ in range(3):
        send_outbox(session, server)
        work(session)
    assert sorted(Channel.taken) == [f"{name}@agency.example" for name in ("ann", "bob", "cat")]
    assert "May or may not have arrived" in seen(page, draft)
