"""Reminders reach those who have not answered, each once, in mail hours, and stop; read from a real mail server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.mail import Composed, OutboxMessage, Outgoing
from survey_app.mail_ledger import MailOnce, noted_about, queue_once
from survey_app.mail_sending import PATIENCE, email_of, send_outbox
from survey_app.rounds import mailing, standing
from survey_app.rounds.mail_plan import plan_mail, set_reminder_days, subject_of
from survey_app.rounds.models import Round
from survey_app.rounds.services import RoundRefused
from survey_app.rounds.tokens import hash_token
from tests.survey_app.rounds.postbox import (
    HOURS,
    TUESDAY,
    Clock,
    Postbox,
    html_of,
    invitation_of,
    invited_round,
    postbox_on,
    server_on,
    text_of,
)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch, TUESDAY)


@pytest.fixture
def postbox(free_port: int) -> Iterator[Postbox]:
    with postbox_on(free_port) as box:
        yield box


def send_all(session: Session, clock: Clock, port: int) -> None:
    """What the worker does."""
    mailing.queue_due(session, at=clock.at, hours=HOURS)
    send_outbox(session, server_on(port, hours=HOURS))


def invite(session: Session, round_: Round, clock: Clock, port: int) -> None:
    mailing.start_inviting(session, round_, by=None)
    session.commit()
    send_all(session, clock, port)


def test_reminders_come_on_days_one_five_and_ten_and_only_until_somebody_answers(
    session: Session, clock: Clock, postbox: Postbox, free_port: int
) -> None:
    round_ = invited_round(session, "ann", "bob")
    invite(session, round_, clock, free_port)
    for day in range(1, 15):
        clock.at = TUESDAY + timedelta(days=day)
        if day == 3:
            invitation_of(session, round_, "bob").answered = True
            session.commit()
        send_all(session, clock, free_port)
        send_all(session, clock, free_port)
    ann, bob = postbox.to("ann@agency.example"), postbox.to("bob@agency.example")
    # 3 March 2026 is a Tuesday: days 1, 5 and 10 are a Wednesday, a Sunday (sent on Monday) and a Friday.
    assert [one["Subject"] for one in ann] == [f"{round_.title}: your invitation", *[f"Reminder: {round_.title}"] * 3]
    assert len(bob) == 2, "an invitation and the first reminder; then he had answered"
    sent = session.scalars(
        select(OutboxMessage.attempted_at).where(OutboxMessage.to_address == "ann@agency.example")
    ).all()
    assert sorted(one.date() for one in sent if one) == [
        date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 9), date(2026, 3, 13),
    ]  # fmt: skip
    assert "This is the last reminder." in text_of(ann[-1])
    assert "This is the last reminder." not in text_of(ann[-2])


def test_each_message_has_a_fresh_link_of_its_own_and_no_token_stands_in_the_queue(
    session: Session, clock: Clock, postbox: Postbox, free_port: int
) -> None:
    round_ = invited_round(session, "ann", anonymous=True)
    invite(session, round_, clock, free_port)
    clock.at += timedelta(days=1)
    send_all(session, clock, free_port)
    first, second = (re.findall(r"/a/(\S+)", text_of(one))[0] for one in postbox.received)
    assert first != second
    session.expire_all()
    assert invitation_of(session, round_, "ann").token_hash == hash_token(second)
    assert not any("/a/" in body for body in session.scalars(select(OutboxMessage.body)))
    assert "nobody can tell which answers are yours" in " ".join(text_of(postbox.received[1]).split())


def test_a_message_has_text_and_html_without_remote_content_and_can_be_unsubscribed_from_in_one_click(
    session: Session, clock: Clock, postbox: Postbox, free_port: int, client: FlaskClient
) -> None:
    round_ = invited_round(session, "ann", title="Forum <b>& more</b>", introduction="Line one\nLine <script>two")
    invite(session, round_, clock, free_port)
    [message] = postbox.received
    html, text = html_of(message), text_of(message)
    assert "<script>" not in html
    assert "<b>&" not in html
    assert not re.search(r"<(img|link|style|script|iframe)|src=|url\(|@import", html, re.IGNORECASE)
    assert set(re.findall(r'href="(https?://[^/"]+)', html)) == {"http://localhost"}
    assert re.findall(r"/a/\S+", text)[0] in html
    address = message["List-Unsubscribe"].strip("<>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = address.removeprefix("http://localhost")
    assert address in text
    assert client.get(path).status_code == client.head(path).status_code == 200
    assert plan_mail(session, round_, at=clock.at, hours=None).mail, "opening the link, as scanners do, changes nothing"
    response = client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert response.status_code == 303
    assert "You are unsubscribed" in client.get(path).text
    clock.at += timedelta(days=1)
    send_all(session, clock, free_port)
    assert len(postbox.received) == 1


def test_one_click_needs_no_page_of_ours_even_where_forgery_is_guarded_against(
    session: Session, another_app: object
) -> None:
    round_ = invited_round(session, "ann")
    app = another_app(WTF_CSRF_ENABLED=True)  # type: ignore[operator]
    contact_id = invitation_of(session, round_, "ann").contact_id
    assert contact_id is not None
    from survey_app.rounds.unsubscribing import unsubscribe_token

    path = f"/u/{unsubscribe_token(contact_id)}"
    assert app.test_client().post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 303
    assert app.test_client().post(f"{path}/again").status_code == 400, "coming back takes our page"
    session.expire_all()
    assert standing.standing_of(session, contact_id).opted_out_by == "themselves"


def test_a_long_address_to_unsubscribe_stands_whole_in_its_header() -> None:
    address = f"https://walkabout.a-partnership-with-a-long-name.example.org/u/{'MTIzNDU2Nzg5' * 6}"
    outgoing = Outgoing(
        id="1", to_address="ann@agency.example", subject="Größe " * 30,
        composed=Composed(text="Good morning", unsubscribe=address),
    )  # fmt: skip
    written = email_of(outgoing, "Hub <hub@partnership.example>")
    assert written is not None
    assert f"List-Unsubscribe: <{address}>\n".encode() in written.as_bytes()
    assert max(len(line) for line in written.as_bytes().splitlines()) <= 998


@pytest.mark.parametrize("token", ["1", "MQ.wrong", "é", "x" * 300])
def test_nobody_unsubscribes_others_by_guessing(client: FlaskClient, token: str) -> None:
    assert client.post(f"/u/{token}").status_code == 404
    assert client.get(f"/u/{token}").status_code == 404


def test_whoever_unsubscribes_between_queue_and_sending_gets_nothing(
    session: Session, clock: Clock, postbox: Postbox, free_port: int
) -> None:
    round_ = invited_round(session, "ann", "bob")
    mailing.start_inviting(session, round_, by=None)
    session.commit()
    mailing.queue_due(session, at=clock.at, hours=HOURS)
    contact_id = invitation_of(session, round_, "ann").contact_id
    assert contact_id is not None
    standing.opt_out(session, contact_id, by="themselves", today=clock.at.date())
    session.commit()
    send_outbox(session, server_on(free_port))
    assert [one["To"] for one in postbox.received] == ["bob@agency.example"]


def test_nothing_goes_out_at_night_or_on_a_weekend_and_other_mail_does_not_wait(
    session: Session, clock: Clock, postbox: Postbox, free_port: int
) -> None:
    from survey_app.mail import queue_mail

    round_ = invited_round(session, "ann")
    mailing.start_inviting(session, round_, by=None)
    session.commit()
    mailing.queue_due(session, at=clock.at, hours=HOURS)
    for moment in ((2026, 3, 3, 19, 0), (2026, 3, 4, 7, 29), (2026, 3, 7, 12, 0), (2026, 3, 8, 12, 0)):
        clock.set(*moment)
        send_all(session, clock, free_port)
        assert postbox.received == []
    queue_mail(session, to="duty@agency.example", subject="Now", body="Now", kind="urgent")
    session.commit()
    send_all(session, clock, free_port)
    assert [one["To"] for one in postbox.received] == ["duty@agency.example"]
    clock.set(2026, 3, 9, 7, 30)
    send_all(session, clock, free_port)
    assert [one["To"] for one in postbox.received[1:]] == ["ann@agency.example"]


def test_after_days_without_a_worker_one_reminder_stands_for_all_that_were_due(
    session: Session, clock: Clock, postbox: Postbox, free_port: int
) -> None:
    round_ = invited_round(session, "ann")
    invite(session, round_, clock, free_port)
    clock.at += timedelta(days=20)
    send_all(session, clock, free_port)
    clock.at += timedelta(days=1)
    send_all(session, clock, free_port)
    assert len(postbox.received) == 2
    assert "This is the last reminder." in text_of(postbox.received[1])
    noted = noted_about(session, subject_of(round_))
    assert {one.purpose for one in noted if one.message_id is None} == {"reminder 1", "reminder 5"}


def test_a_reminder_that_waited_in_the_queue_is_called_off_when_a_later_one_is_queued(
    session: Session, clock: Clock, postbox: Postbox, free_port: int
) -> None:
    round_ = invited_round(session, "ann")
    invite(session, round_, clock, free_port)
    for day in (1, 6):  # the mail server is away: messages are queued, and none is sent
        clock.at = TUESDAY + timedelta(days=day)
        mailing.queue_due(session, at=clock.at, hours=HOURS)
    send_outbox(session, server_on(free_port))
    assert len(postbox.received) == 2


@pytest.mark.parametrize("how", ["closed", "last day"])
def test_reminders_stop_when_the_round_closes(
    session: Session, clock: Clock, postbox: Postbox, free_port: int, how: str
) -> None:
    round_ = invited_round(session, "ann", closes_on=date(2026, 3, 5) if how == "last day" else None)
    invite(session, round_, clock, free_port)
    clock.at += timedelta(days=1)
    mailing.queue_due(session, at=clock.at, hours=HOURS)
    if how == "closed":
        round_.state = "closed"
    else:
        clock.at += timedelta(days=2)
    session.commit()
    send_all(session, clock, free_port)
    clock.at += timedelta(days=9)
    send_all(session, clock, free_port)
    assert len(postbox.received) == 1


def test_an_address_the_server_refuses_is_kept_as_a_bounce_and_not_written_to_in_the_next_round(
    session: Session, clock: Clock, postbox: Postbox, free_port: int
) -> None:
    round_ = invited_round(session, "dead", "policy", "ann")
    invite(session, round_, clock, free_port)
    by_name = {name: invitation_of(session, round_, name).contact_id for name in ("dead", "policy", "ann")}
    noted = standing.standings(session, [key for key in by_name.values() if key])
    assert set(noted) == {by_name["dead"]}, "a refusal of our server says nothing about the address"
    clock.at += timedelta(days=1)
    send_all(session, clock, free_port)
    assert {one["To"] for one in postbox.received} == {"ann@agency.example"}
    plan = plan_mail(session, round_, at=clock.at, hours=HOURS)
    assert {one.email: one.why for one in plan.left_out}["dead@agency.example"] == standing.BOUNCED


def test_a_message_whose_fate_is_unknown_is_listed_and_sent_again_by_a_person_alone_and_once(
    session: Session, clock: Clock, postbox: Postbox, free_port: int
) -> None:
    round_ = invited_round(session, "ann", "bob")
    mailing.start_inviting(session, round_, by=None)
    session.commit()
    mailing.queue_due(session, at=clock.at, hours=HOURS)
    [lost] = session.scalars(select(OutboxMessage).where(OutboxMessage.to_address == "ann@agency.example"))
    lost.state, lost.attempted_at = "sending", clock.at - PATIENCE - timedelta(minutes=1)
    session.commit()
    send_all(session, clock, free_port)
    assert [one["To"] for one in postbox.received] == ["bob@agency.example"]
    from survey_app.rounds.mail_pages import troubled_messages

    [listed] = troubled_messages(session, round_)
    assert (listed.to_address, listed.state) == ("ann@agency.example", "unknown")
    assert mailing.send_again(session, round_, listed.message_id)
    assert not mailing.send_again(session, round_, listed.message_id)
    session.commit()
    send_all(session, clock, free_port)
    assert len(postbox.to("ann@agency.example")) == 1
    assert troubled_messages(session, round_) == ()
    with pytest.raises(RoundRefused):
        mailing.send_again(session, round_, postbox_message(session, "bob@agency.example").id)


def postbox_message(session: Session, address: str) -> OutboxMessage:
    return session.scalars(select(OutboxMessage).where(OutboxMessage.to_address == address)).one()


def test_what_the_page_shows_is_what_is_sent(session: Session, clock: Clock, postbox: Postbox, free_port: int) -> None:
    round_ = invited_round(session, "ann", "bob", "cyd", "dot")
    set_reminder_days(session, round_, (2,))
    invitation_of(session, round_, "cyd").answered = True
    contact_id = invitation_of(session, round_, "dot").contact_id
    assert contact_id is not None
    standing.opt_out(session, contact_id, by="staff", today=clock.at.date())
    session.commit()
    planned = plan_mail(session, round_, at=clock.at, hours=HOURS)
    assert [one.what for one in planned.mail] == ["Invitation", "Invitation"]
    assert {one.name: one.why for one in planned.left_out} == {
        "Cyd Example": "has answered", "Dot Example": standing.OPTED_OUT,
    }  # fmt: skip
    invite(session, round_, clock, free_port)
    assert sorted(one["To"] for one in postbox.received) == sorted(one.email for one in planned.mail)
    planned = plan_mail(session, round_, at=clock.at, hours=HOURS)
    assert [(one.what, one.due.date()) for one in planned.mail] == [("Reminder, day 2", date(2026, 3, 5))] * 2
    clock.set(2026, 3, 5, 8, 0)
    send_all(session, clock, free_port)
    assert sorted(one["To"] for one in postbox.received[2:]) == sorted(one.email for one in planned.mail)


def test_the_ledger_takes_a_message_once_whoever_asks(session: Session) -> None:
    round_ = invited_round(session, "ann")
    mail = {"to": "ann@agency.example", "subject": "Hello", "body": "Hello", "kind": "test"}
    keys = {"purpose": "forum reminder", "about": "session 3", "recipient": "7"}
    assert queue_once(session, **keys, partnership_id=round_.partnership_id, **mail) is not None
    assert queue_once(session, **keys, partnership_id=round_.partnership_id, **mail) is None
    other = keys | {"recipient": "8"}
    assert queue_once(session, **other, partnership_id=round_.partnership_id, **mail) is not None
    session.commit()
    assert len(session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "test")).all()) == 2
    assert len(session.scalars(select(MailOnce)).all()) == 2


def test_a_campaign_is_not_reminded_twice_over(session: Session, clock: Clock) -> None:
    from survey_app.rounds.campaigns.models import Campaign

    round_ = invited_round(session, "ann")
    session.add(Campaign(round_id=round_.id, reminder_days=[7]))
    session.commit()
    assert plan_mail(session, round_, at=clock.at, hours=None).reminder_days == ()


def test_whoever_subscribes_again_gets_what_is_due_from_then_on_and_nothing_twice(
    session: Session, clock: Clock, postbox: Postbox, free_port: int
) -> None:
    """Ann unsubscribes while her invitation waits, Bob after he has had his; both subscribe again."""
    round_ = invited_round(session, "ann", "bob")
    ann, bob = (invitation_of(session, round_, name) for name in ("ann", "bob"))
    assert ann.contact_id is not None
    assert bob.contact_id is not None
    mailing.start_inviting(session, round_, by=None)
    session.commit()
    mailing.queue_due(session, at=clock.at, hours=HOURS)
    standing.opt_out(session, ann.contact_id, by="themselves", today=clock.at.date())
    session.commit()
    send_outbox(session, server_on(free_port, hours=HOURS))
    standing.opt_out(session, bob.contact_id, by="themselves", today=clock.at.date())
    session.commit()
    assert subjects(postbox) == {"bob": [f"{round_.title}: your invitation"]}
    clock.at = TUESDAY + timedelta(days=2)
    send_all(session, clock, free_port)
    for invitation in (ann, bob):
        standing.opt_in(session, invitation.contact_id)
    session.commit()
    send_all(session, clock, free_port)
    assert "ann" not in subjects(postbox), "an invitation goes out when somebody asks for it"
    invite(session, round_, clock, free_port)
    clock.at = TUESDAY + timedelta(days=6)
    send_all(session, clock, free_port)
    send_all(session, clock, free_port)
    invitation, reminder = f"{round_.title}: your invitation", f"Reminder: {round_.title}"
    assert subjects(postbox) == {"ann": [invitation, reminder], "bob": [invitation, reminder, reminder]}


def subjects(postbox: Postbox) -> dict[str, list[str]]:
    """Who got which messages, in their order."""
    found: dict[str, list[str]] = {}
    for message in postbox.received:
        found.setdefault(str(message["To"]).partition("@")[0], []).append(str(message["Subject"]))
    return found
